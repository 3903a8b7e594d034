//! Where each record is in the design, and which records somebody asks to see.
//!
//! A design of thousands of elements is read in parts: a zone with what lies in it, a component with its parts, whatever
//! has a word in its name. [`Whereabouts`] says of any record where it is, as a way from the outermost zone in;
//! [`Selection`] says which records are asked for. A selection chooses what is shown and nothing else: no verdict, count
//! or exit code is worked out from it.

use std::collections::BTreeSet;

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Kind, Mention, Model, Ref};

use crate::reach;

/// Zones and components lie at most this deep in one another; a longer way is a circle, which is a finding of its own.
const DEEPEST: usize = 16;

/// Records that are no elements of the design are where the elements they name are; so many steps are followed, as from
/// a run to its test to the mechanism.
const STEPS: usize = 3;

/// At most so many elements that a record names say where it is.
const NAMED: usize = 16;

/// Where the records of a model are.
#[derive(Debug)]
pub struct Whereabouts<'m> {
    model: &'m Model,
    /// The zones of each component, the one it is shown in first.
    zones: Vec<Vec<AnyId>>,
}

/// The zones and components that a record touches, those it is shown in first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Touched {
    components: Vec<AnyId>,
    zones: Vec<AnyId>,
}

impl Touched {
    fn component(&mut self, id: AnyId) {
        if id.kind == Kind::Component && !self.components.contains(&id) {
            self.components.push(id);
        }
    }

    fn zone(&mut self, id: AnyId) {
        if id.kind == Kind::Zone && !self.zones.contains(&id) {
            self.zones.push(id);
        }
    }

    fn is_empty(&self) -> bool {
        self.components.is_empty() && self.zones.is_empty()
    }

    fn add(&mut self, other: Touched) {
        other.components.into_iter().for_each(|id| self.component(id));
        other.zones.into_iter().for_each(|id| self.zone(id));
    }
}

impl<'m> Whereabouts<'m> {
    /// Of every record of a model.
    pub fn new(model: &'m Model) -> Whereabouts<'m> {
        let mut all = Whereabouts { model, zones: Vec::new() };
        let lies_in = |at: usize| {
            let zones: Vec<AnyId> = reach::zones_of_component(model, id(Kind::Component, at)).into_iter().collect();
            let outermost = zones.iter().position(|outer| zones.iter().all(|inner| all.zone_within(*inner, *outer)));
            let first = outermost.unwrap_or(0);
            let rest = zones.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, zone)| *zone);
            zones.get(first).copied().into_iter().chain(rest).collect()
        };
        let zones = (0..model.component.len()).map(lies_in).collect();
        all.zones = zones;
        all
    }

    /// The way to where a record is shown: zones from the outermost in, then components from the outermost in. Empty for
    /// what has no place in the design.
    pub fn way(&self, record: AnyId) -> Vec<AnyId> {
        let touched = self.touched(record, STEPS);
        let Some(component) = touched.components.first() else {
            return touched.zones.first().map(|zone| self.zones_above(*zone)).unwrap_or_default();
        };
        let home = self.home(*component);
        let mut way = home.map(|zone| self.zones_above(zone)).unwrap_or_default();
        let mut parts: Vec<AnyId> = vec![*component];
        while let Some(whole) = parts.last().and_then(|part| self.whole(*part)).filter(|whole| !parts.contains(whole)) {
            if parts.len() == DEEPEST || self.home(whole) != home {
                break;
            }
            parts.push(whole);
        }
        way.extend(parts.into_iter().rev());
        way
    }

    /// Whether a record is a zone, lies in it or in one within, or has an end there.
    pub fn in_zone(&self, record: AnyId, zone: AnyId) -> bool {
        let touched = self.touched(record, STEPS);
        let of_components = touched.components.iter().filter_map(|id| self.zones.get(id.at as usize)).flatten();
        touched.zones.iter().chain(of_components).any(|inner| self.zone_within(*inner, zone))
    }

    /// Whether a record is a component or on it, or on a part of it.
    pub fn on_component(&self, record: AnyId, component: AnyId) -> bool {
        self.touched(record, STEPS).components.iter().any(|part| {
            let mut at = Some(*part);
            for _ in 0..DEEPEST {
                match at {
                    Some(one) if one == component => return true,
                    Some(one) => at = self.whole(one),
                    None => return false,
                }
            }
            false
        })
    }

    /// Whether a record has a place in the design at all.
    pub fn placed(&self, record: AnyId) -> bool {
        !self.touched(record, STEPS).is_empty()
    }

    fn home(&self, component: AnyId) -> Option<AnyId> {
        self.zones.get(component.at as usize)?.first().copied()
    }

    fn whole(&self, part: AnyId) -> Option<AnyId> {
        match self.model.component.get(part.at as usize)?.part_of.as_ref()? {
            PartOf::Component(link) => link.to.filter(|whole| whole.kind == Kind::Component),
            PartOf::Side(_) => None,
        }
    }

    fn parent(&self, zone: AnyId) -> Option<AnyId> {
        self.model.zone.get(zone.at as usize)?.parent.as_ref()?.to()
    }

    fn zones_above(&self, zone: AnyId) -> Vec<AnyId> {
        let mut way = vec![zone];
        while let Some(outer) = way.last().and_then(|zone| self.parent(*zone)).filter(|outer| !way.contains(outer)) {
            if way.len() == DEEPEST {
                break;
            }
            way.push(outer);
        }
        way.reverse();
        way
    }

    fn zone_within(&self, inner: AnyId, outer: AnyId) -> bool {
        let mut at = Some(inner);
        for _ in 0..=DEEPEST {
            match at {
                Some(zone) if zone == outer => return true,
                Some(zone) => at = self.parent(zone),
                None => return false,
            }
        }
        false
    }

    fn touched(&self, record: AnyId, steps: usize) -> Touched {
        let mut touched = Touched::default();
        let model = self.model;
        let at = record.at as usize;
        let interface = |touched: &mut Touched, interface: AnyId| {
            reach::component_of(model, interface).into_iter().for_each(|on| touched.component(on));
        };
        match record.kind {
            Kind::Component => touched.component(record),
            Kind::Zone => touched.zone(record),
            Kind::Interface => {
                interface(&mut touched, record);
                let from = model.interface.get(at).into_iter().flat_map(|record| &record.reachable_from);
                from.filter_map(Ref::to).for_each(|zone| touched.zone(zone));
            }
            Kind::Flow => {
                let Some(flow) = model.flow.get(at) else { return touched };
                flow.to.as_ref().and_then(Ref::to).into_iter().for_each(|to| interface(&mut touched, to));
                if let Some(from) = flow.from.as_ref().and_then(Ref::to) {
                    touched.component(from);
                    reach::zones_of_party(model, from).into_iter().for_each(|zone| touched.zone(zone));
                }
                flow.passes_through.iter().filter_map(Ref::to).for_each(|zone| touched.zone(zone));
            }
            Kind::Asset => {
                let held = model.asset.get(at).into_iter().flat_map(|asset| &asset.held_by);
                held.filter_map(Ref::to).for_each(|on| touched.component(on));
            }
            Kind::Actor => {
                reach::zones_of_party(model, record).into_iter().for_each(|zone| touched.zone(zone));
            }
            Kind::Attacker => {
                let starts = model.attacker.get(at).into_iter().flat_map(|attacker| &attacker.starts_in);
                starts.filter_map(Ref::to).for_each(|zone| touched.zone(zone));
            }
            Kind::Boundary => {
                let Some(boundary) = model.boundary.get(at) else { return touched };
                let ends = [&boundary.to, &boundary.from].into_iter().flatten();
                ends.filter_map(Ref::to).for_each(|zone| touched.zone(zone));
            }
            Kind::Mechanism => {
                let Some(mechanism) = model.mechanism.get(at) else { return touched };
                let enforced = mechanism.enforced_by.iter().flatten().filter_map(Ref::to);
                enforced.for_each(|on| touched.component(on));
                let protects = mechanism.protects.iter().filter_map(Ref::to).filter(|one| one.kind != Kind::Mechanism);
                protects.take(NAMED).for_each(|one| touched.add(self.touched(one, steps.saturating_sub(1))));
            }
            Kind::Disposition if steps > 0 => {
                let head = model.head(record);
                let named = of_threat(head.id.rsplit('/').next().unwrap_or(&head.id));
                let named = named.filter_map(|name| match head.folder() {
                    "" => model.named(name),
                    folder => model.named(&format!("{folder}/{name}")).or_else(|| model.named(name)),
                });
                named.for_each(|one| touched.add(self.touched(one, steps - 1)));
            }
            _ if steps > 0 => {
                let mut named: Vec<AnyId> = Vec::new();
                model.mentions_of(record, &mut |mention| {
                    if let Mention::Link(link) = mention {
                        named.extend(link.to.filter(|_| named.len() < NAMED));
                    }
                });
                let mut seen = BTreeSet::new();
                for one in named.into_iter().filter(|one| tells_place(one.kind) && seen.insert(*one)) {
                    touched.add(self.touched(one, steps - 1));
                }
            }
            _ => {}
        }
        touched
    }
}

fn id(kind: Kind, at: usize) -> AnyId {
    AnyId { kind, at: at as u32 }
}

/// The elements that a threat id names: `RULE@kind.id@kind.id`.
fn of_threat(id: &str) -> impl Iterator<Item = &str> {
    id.split('@').skip(1)
}

/// Kinds through which a record leads to a place: people, releases and the like are in no zone.
fn tells_place(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Component
            | Kind::Zone
            | Kind::Interface
            | Kind::Flow
            | Kind::Asset
            | Kind::Actor
            | Kind::Attacker
            | Kind::Boundary
            | Kind::Mechanism
            | Kind::Port
            | Kind::Assumption
            | Kind::Threat
            | Kind::Disposition
            | Kind::Requirement
            | Kind::Test
    )
}

/// Which records are asked for; everything where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only what is in this zone or one within, or has an end there.
    pub zone: Option<AnyId>,
    /// Only what is on this component or a part of it.
    pub component: Option<AnyId>,
    /// Only what has these words in its name or title, in small letters.
    pub words: Vec<String>,
}

impl Selection {
    /// What somebody writes to search for: every word must be there, in any order, in capitals or not.
    pub fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_lowercase).collect()
    }

    /// Whether everything is asked for.
    pub fn is_everything(&self) -> bool {
        *self == Selection::default()
    }

    /// Whether a record is asked for. `more` is what else is shown of it and can be searched.
    pub fn admits(&self, whereabouts: &Whereabouts<'_>, record: AnyId, more: &[&str]) -> bool {
        let head = (!self.words.is_empty()).then(|| whereabouts.model.head(record));
        self.zone.is_none_or(|zone| whereabouts.in_zone(record, zone))
            && self.component.is_none_or(|component| whereabouts.on_component(record, component))
            && head.is_none_or(|head| {
                let name = head.name();
                self.finds(&[&[name.as_str(), head.title()], more].concat())
            })
    }

    /// Whether all words stand in these texts.
    pub fn finds(&self, texts: &[&str]) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }

    /// Whether something that is no record, as a finding about the whole project, is asked for.
    pub fn admits_text(&self, texts: &[&str]) -> bool {
        self.zone.is_none() && self.component.is_none() && self.finds(texts)
    }
}

/// The record that a name in a finding or a threat means: `kind.id`, with `#key` behind it, or `RULE@kind.id`.
pub fn subject(model: &Model, name: &str) -> Option<AnyId> {
    let name = name.split('#').next().unwrap_or(name);
    model.named(name).or_else(|| of_threat(name).find_map(|element| model.named(element)))
}
