//! The design as depth sees it: records with everything resolved that no attacker can change.
//!
//! Numbers stand for records: a zone, component, interface, flow, asset, mechanism, boundary, actor or attacker is
//! its place in its list. What a reference does not resolve is left out here, and a mechanism that stands on such a
//! hole is marked `absent`.

use std::collections::BTreeMap;

use vauban_catalog::Catalogs;
use vauban_catalog::threats::{Enforcer, Role, Stops};
use vauban_model::kinds::values::Property;
use vauban_model::{
    AnyId, ComponentForm, Impact, IssueEffect, IssueState, Kind, MechanismStatus, Model, Record, Ref, Side, ZoneKind,
    kinds,
};

use crate::scope::Owners;

/// The records of one product's design.
#[derive(Clone, Debug, Default)]
pub(crate) struct Design {
    pub(crate) zones: Vec<Zone>,
    pub(crate) boundaries: Vec<Boundary>,
    pub(crate) actors: Vec<AnyId>,
    pub(crate) attackers: Vec<Attacker>,
    pub(crate) components: Vec<Component>,
    pub(crate) interfaces: Vec<Interface>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) mechanisms: Vec<Mechanism>,
    pub(crate) suppliers: Vec<Supplier>,
    pub(crate) issues: Vec<Issue>,
    /// A vulnerability that is asked about, whether or not it is one of the issues.
    pub(crate) suspect: Option<Issue>,
    /// Which place in its list a record has.
    places: BTreeMap<AnyId, usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) id: AnyId,
    /// A zone of no kind counts as a network: the kind that keeps nobody in.
    pub(crate) kind: ZoneKind,
    pub(crate) parent: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    pub(crate) id: AnyId,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) both_ways: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Attacker {
    pub(crate) id: AnyId,
    pub(crate) starts_in: Vec<usize>,
    pub(crate) acts_as: Vec<usize>,
    pub(crate) strength: Option<i64>,
    pub(crate) supply_chain: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) id: AnyId,
    pub(crate) zones: Vec<usize>,
    pub(crate) runs_on: Option<usize>,
    pub(crate) supplier: Option<usize>,
    /// Hardware and stores enforce nothing by themselves.
    pub(crate) passive: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Interface {
    pub(crate) id: AnyId,
    pub(crate) on: Option<usize>,
    pub(crate) reachable_from: Vec<usize>,
    pub(crate) installs: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Component(usize),
    Actor(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) id: AnyId,
    pub(crate) source: Option<Party>,
    pub(crate) to: Option<usize>,
    /// The zones it passes: as said, else those of both ends.
    pub(crate) through: Vec<usize>,
    pub(crate) answers: bool,
    pub(crate) interruptible: bool,
    pub(crate) carries: Vec<usize>,
    pub(crate) grants: Vec<(usize, Property)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) id: AnyId,
    pub(crate) held_by: Vec<usize>,
    pub(crate) in_clear_on: Vec<usize>,
    pub(crate) derived_from: Vec<usize>,
    pub(crate) same_on_every_unit: bool,
    /// By property, in the order of [`Property::ALL`].
    pub(crate) impact: [Impact; 3],
}

/// What a mechanism can protect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Element {
    Interface(usize),
    Flow(usize),
    Boundary(usize),
    Asset(usize),
    Component(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Mechanism {
    pub(crate) id: AnyId,
    pub(crate) protects: Vec<Element>,
    pub(crate) contains: Vec<usize>,
    /// Outsiders, peers, insiders.
    pub(crate) stops: [bool; 3],
    /// By property, in the order of [`Property::ALL`].
    pub(crate) preserves: [bool; 3],
    pub(crate) admits: bool,
    pub(crate) detects: bool,
    pub(crate) components: Vec<usize>,
    pub(crate) suppliers: Vec<usize>,
    pub(crate) assets: Vec<usize>,
    pub(crate) mechanisms: Vec<usize>,
    /// Components that enforce it, named or by default.
    pub(crate) enforcers: Vec<usize>,
    pub(crate) environment: bool,
    pub(crate) status: MechanismStatus,
    pub(crate) resists: Option<i64>,
    pub(crate) cost: Option<u64>,
    /// It stands on something that is nowhere.
    pub(crate) absent: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Supplier {
    pub(crate) id: Option<AnyId>,
    pub(crate) name: String,
}

/// A known issue that nobody has resolved, or a vulnerability that is only thought of.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    /// Its record; none if it has none.
    pub(crate) id: Option<AnyId>,
    pub(crate) components: Vec<usize>,
    pub(crate) mechanisms: Vec<usize>,
    pub(crate) interfaces: Vec<usize>,
    pub(crate) controls: bool,
    pub(crate) unauthenticated: bool,
}

/// Looks records up by id.
struct Numbers {
    of: BTreeMap<Kind, Vec<Option<usize>>>,
}

impl Numbers {
    fn get(&self, id: Option<AnyId>) -> Option<usize> {
        let id = id?;
        self.of.get(&id.kind)?.get(id.at as usize).copied().flatten()
    }

    fn all<T>(&self, refs: &[Ref<T>]) -> Vec<usize> {
        let mut found: Vec<usize> = refs.iter().filter_map(|one| self.get(one.to())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn missing<T>(&self, refs: &[Ref<T>]) -> bool {
        refs.iter().any(|one| self.get(one.to()).is_none())
    }

    fn one<T>(&self, reference: &Option<Ref<T>>) -> Option<usize> {
        self.get(reference.as_ref()?.to())
    }
}

impl Design {
    /// Reads the design of a product out of its records; `None` takes all records.
    pub(crate) fn new(
        model: &Model,
        catalogs: &Catalogs,
        owners: &Owners,
        product: Option<AnyId>,
        today: vauban_model::Date,
    ) -> Design {
        let mut design = Design::default();
        let mut numbers = Numbers { of: BTreeMap::new() };
        let scope = Scope { owners, product };
        let zones = scope.number(Kind::Zone, &model.zone, &mut numbers);
        let boundaries = scope.number(Kind::Boundary, &model.boundary, &mut Numbers { of: BTreeMap::new() });
        let actors = scope.number(Kind::Actor, &model.actor, &mut numbers);
        let attackers = scope.number(Kind::Attacker, &model.attacker, &mut numbers);
        let components = scope.number(Kind::Component, &model.component, &mut numbers);
        let mut named_suppliers: BTreeMap<String, usize> = BTreeMap::new();
        let interfaces = scope.number(Kind::Interface, &model.interface, &mut numbers);
        let flows = scope.number(Kind::Flow, &model.flow, &mut numbers);
        let assets = scope.number(Kind::Asset, &model.asset, &mut numbers);
        let mechanisms = scope.number(Kind::Mechanism, &model.mechanism, &mut numbers);
        let suppliers = scope.number(Kind::Supplier, &model.supplier, &mut numbers);
        let issues = scope.number(Kind::Issue, &model.issue, &mut Numbers { of: BTreeMap::new() });

        design.suppliers =
            suppliers.iter().map(|(id, record)| Supplier { id: Some(*id), name: record.head.name() }).collect();
        for (id, zone) in &zones {
            let kind = zone.kind.as_ref().map_or(ZoneKind::Network, |kind| kind.value);
            design.zones.push(Zone { id: *id, kind, parent: numbers.one(&zone.parent) });
        }
        // Where an end is nowhere the boundary stands nowhere: the finding about the reference says so.
        let mut numbers_of_boundaries = vec![None; model.boundary.len()];
        for (id, boundary) in &boundaries {
            let (Some(from), Some(to)) = (numbers.one(&boundary.from), numbers.one(&boundary.to)) else { continue };
            numbers_of_boundaries[id.at as usize] = Some(design.boundaries.len());
            design.boundaries.push(Boundary { id: *id, from, to, both_ways: said(&boundary.both_ways, false) });
        }
        numbers.of.insert(Kind::Boundary, numbers_of_boundaries);
        design.actors = actors.iter().map(|(id, _)| *id).collect();
        for (id, attacker) in &attackers {
            design.attackers.push(Attacker {
                id: *id,
                starts_in: numbers.all(&attacker.starts_in),
                acts_as: numbers.all(&attacker.acts_as),
                strength: attacker.strength.as_ref().map(|strength| strength.0.value),
                supply_chain: said(&attacker.supply_chain, false),
            });
        }
        for (id, component) in &components {
            let supplier = component.supplier.as_ref().map(|named| match numbers.get(named.to()) {
                Some(known) => known,
                None => design.supplier_named(&named.link.text, &mut named_suppliers),
            });
            design.components.push(Component {
                id: *id,
                zones: numbers.all(&component.zone),
                runs_on: numbers.one(&component.runs_on),
                supplier,
                passive: component
                    .form
                    .as_ref()
                    .is_some_and(|form| matches!(form.value, ComponentForm::Hardware | ComponentForm::Store)),
            });
        }
        for (id, interface) in &interfaces {
            let on = numbers.one(&interface.on);
            let mut reachable_from = numbers.all(&interface.reachable_from);
            // A zone that is nowhere must not hide an interface either.
            if numbers.missing(&interface.reachable_from) || reachable_from.is_empty() {
                reachable_from.extend(on.iter().flat_map(|on| &design.components[*on].zones));
                reachable_from.sort_unstable();
                reachable_from.dedup();
            }
            let installs = numbers.all(&interface.installs);
            design.interfaces.push(Interface { id: *id, on, reachable_from, installs });
        }
        for (id, flow) in &flows {
            let flow = design.flow(*id, flow, model, &numbers);
            design.flows.push(flow);
        }
        for (id, asset) in &assets {
            design.assets.push(asset_of(*id, asset, &numbers));
        }
        for (id, mechanism) in &mechanisms {
            let mechanism = design.mechanism(*id, mechanism, catalogs, &numbers);
            design.mechanisms.push(mechanism);
        }
        for (id, issue) in &issues {
            if open(issue, today) {
                design.issues.push(issue_of(*id, issue, &numbers));
            }
        }
        design.places = design.placed();
        design
    }

    /// The place of a record in the list of its kind: zones, attackers, components, interfaces, assets, mechanisms.
    pub(crate) fn place(&self, id: AnyId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The interfaces that an issue which gives control opens.
    pub(crate) fn opened_by(&self, issue: &Issue) -> impl Iterator<Item = usize> + use<> {
        let mut on = vec![false; self.components.len()];
        issue.components.iter().for_each(|at| on[*at] = true);
        let mut opened = vec![false; self.interfaces.len()];
        issue.interfaces.iter().for_each(|at| opened[*at] = true);
        for (at, interface) in self.interfaces.iter().enumerate() {
            opened[at] |= interface.on.is_some_and(|component| on[component]);
        }
        opened.into_iter().enumerate().filter(|(_, opened)| *opened).map(|(at, _)| at)
    }

    fn placed(&self) -> BTreeMap<AnyId, usize> {
        let numbered = |ids: Vec<AnyId>| ids.into_iter().enumerate().map(|(at, id)| (id, at));
        let mut places = BTreeMap::new();
        places.extend(numbered(self.zones.iter().map(|one| one.id).collect()));
        places.extend(numbered(self.attackers.iter().map(|one| one.id).collect()));
        places.extend(numbered(self.components.iter().map(|one| one.id).collect()));
        places.extend(numbered(self.interfaces.iter().map(|one| one.id).collect()));
        places.extend(numbered(self.assets.iter().map(|one| one.id).collect()));
        places.extend(numbered(self.mechanisms.iter().map(|one| one.id).collect()));
        places
    }

    /// A supplier that a component names and nobody wrote down.
    fn supplier_named(&mut self, text: &str, named_suppliers: &mut BTreeMap<String, usize>) -> usize {
        let name = if text.rsplit('/').next().unwrap_or(text).starts_with("supplier.") {
            text.to_owned()
        } else {
            format!("supplier.{text}")
        };
        if named_suppliers.is_empty() {
            let recorded = self.suppliers.iter().enumerate().rev();
            named_suppliers.extend(recorded.map(|(at, known)| (known.name.clone(), at)));
        }
        let next = self.suppliers.len();
        let at = *named_suppliers.entry(name.clone()).or_insert(next);
        if at == next {
            self.suppliers.push(Supplier { id: None, name });
        }
        at
    }

    fn flow(&self, id: AnyId, flow: &Record<kinds::Flow>, model: &Model, numbers: &Numbers) -> Flow {
        let source = flow.from.as_ref().and_then(Ref::to).and_then(|from| match from.kind {
            Kind::Actor => Some(Party::Actor(numbers.get(Some(from))?)),
            _ => Some(Party::Component(numbers.get(Some(from))?)),
        });
        let to = numbers.one(&flow.to);
        let mut through = numbers.all(&flow.passes_through);
        if numbers.missing(&flow.passes_through) || through.is_empty() {
            match source {
                Some(Party::Component(at)) => through.extend(&self.components[at].zones),
                Some(Party::Actor(at)) => {
                    let actor = model.actor.get(self.actors[at].at as usize);
                    through.extend(actor.map(|actor| numbers.all(&actor.zone)).unwrap_or_default());
                }
                None => {}
            }
            let on = to.and_then(|to| self.interfaces[to].on);
            through.extend(on.iter().flat_map(|on| &self.components[*on].zones));
            through.sort_unstable();
            through.dedup();
        }
        let mut grants: Vec<(usize, Property)> =
            flow.grants.iter().filter_map(|grant| Some((numbers.get(grant.asset.to)?, grant.property))).collect();
        grants.sort_unstable();
        grants.dedup();
        Flow {
            id,
            source,
            to,
            through,
            answers: said(&flow.answers, true),
            interruptible: said(&flow.interruptible, false),
            carries: numbers.all(&flow.carries),
            grants,
        }
    }

    fn mechanism(
        &self,
        id: AnyId,
        mechanism: &Record<kinds::Mechanism>,
        catalogs: &Catalogs,
        numbers: &Numbers,
    ) -> Mechanism {
        let known = catalogs.threats();
        let kinds: Vec<_> = mechanism.kind.iter().filter_map(|kind| known.mechanism_kind(&kind.word)).collect();
        let stops: Vec<Stops> = match &mechanism.stops {
            Some(own) => own.iter().map(|one| one.value).collect(),
            None => kinds.iter().flat_map(|kind| kind.stops.iter().copied()).collect(),
        };
        let preserves: Vec<&str> = match &mechanism.preserves {
            Some(own) => own.iter().map(|one| one.value.word()).collect(),
            None => kinds.iter().flat_map(|kind| kind.preserves.iter().map(|one| one.as_str())).collect(),
        };
        let admitting = |stops: &[Stops]| stops.contains(&Stops::Outsider) && !stops.contains(&Stops::Peer);
        let own = mechanism.stops.is_some() && admitting(&stops);
        let mut protects: Vec<Element> = mechanism
            .protects
            .iter()
            .filter_map(|what| {
                let at = numbers.get(what.to())?;
                match what.to()?.kind {
                    Kind::Interface => Some(Element::Interface(at)),
                    Kind::Flow => Some(Element::Flow(at)),
                    Kind::Boundary => Some(Element::Boundary(at)),
                    Kind::Asset => Some(Element::Asset(at)),
                    Kind::Component => Some(Element::Component(at)),
                    _ => None,
                }
            })
            .collect();
        protects.sort_unstable();
        protects.dedup();
        let mut found = Mechanism {
            id,
            protects,
            contains: numbers.all(&mechanism.contains),
            stops: [Stops::Outsider, Stops::Peer, Stops::Insider].map(|one| stops.contains(&one)),
            preserves: Property::ALL.map(|property| preserves.contains(&property.word())),
            admits: own || kinds.iter().any(|kind| admitting(&kind.stops)),
            detects: kinds.iter().any(|kind| kind.role == Role::Detect),
            components: Vec::new(),
            suppliers: Vec::new(),
            assets: Vec::new(),
            mechanisms: Vec::new(),
            enforcers: Vec::new(),
            environment: mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment),
            status: mechanism.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value),
            resists: mechanism.resists.as_ref().map(|resists| resists.0.value),
            cost: mechanism.cost.as_ref().map(|cost| cost.0.value.unsigned_abs()),
            absent: false,
        };
        for stands_on in &mechanism.relies_on {
            let at = numbers.get(stands_on.to());
            match (at, stands_on.to().map(|to| to.kind)) {
                (Some(at), Some(Kind::Component)) => found.components.push(at),
                (Some(at), Some(Kind::Supplier)) => found.suppliers.push(at),
                (Some(at), Some(Kind::Asset)) => found.assets.push(at),
                (Some(at), Some(Kind::Mechanism)) => found.mechanisms.push(at),
                _ => found.absent = true,
            }
        }
        match &mechanism.enforced_by {
            Some(named) => {
                found.enforcers = numbers.all(named);
                found.absent |= numbers.missing(named);
            }
            None if !found.environment && kinds.iter().any(|kind| kind.enforcer == Enforcer::Element) => {
                found.enforcers = found.protects.iter().flat_map(|element| self.own_side(*element)).collect();
                found.enforcers.retain(|at| !self.components[*at].passive);
                found.enforcers.sort_unstable();
                found.enforcers.dedup();
            }
            None => {}
        }
        found
    }

    /// The components that enforce a mechanism on an element, if it does not say who does.
    fn own_side(&self, element: Element) -> Vec<usize> {
        match element {
            Element::Interface(at) => self.interfaces[at].on.into_iter().collect(),
            Element::Flow(at) => {
                let flow = &self.flows[at];
                let source = match flow.source {
                    Some(Party::Component(at)) => Some(at),
                    _ => None,
                };
                source.into_iter().chain(flow.to.and_then(|to| self.interfaces[to].on)).collect()
            }
            Element::Boundary(_) => Vec::new(),
            Element::Asset(at) => self.assets[at].held_by.clone(),
            Element::Component(at) => vec![at],
        }
    }
}

struct Scope<'a> {
    owners: &'a Owners,
    product: Option<AnyId>,
}

impl Scope<'_> {
    /// The records of a kind that are about the product, and their numbers.
    fn number<'a, T>(&self, kind: Kind, table: &'a [Record<T>], numbers: &mut Numbers) -> Vec<(AnyId, &'a Record<T>)> {
        let mut of = vec![None; table.len()];
        let mut found = Vec::new();
        for (at, record) in table.iter().enumerate() {
            if self.owners.concerns(self.product, &record.head) {
                of[at] = Some(found.len());
                found.push((AnyId { kind, at: at as u32 }, record));
            }
        }
        numbers.of.insert(kind, of);
        found
    }
}

fn asset_of(id: AnyId, asset: &Record<kinds::Asset>, numbers: &Numbers) -> Asset {
    let said = |impact: &Option<vauban_model::Sp<Impact>>| impact.as_ref().map_or(Impact::High, |impact| impact.value);
    let mut impact = match &asset.impact {
        Some(impacts) => [said(&impacts.confidentiality), said(&impacts.integrity), said(&impacts.availability)],
        None => [Impact::High; 3],
    };
    if asset.safety.as_ref().is_some_and(|safety| safety.value) {
        impact[1] = Impact::Critical;
        impact[2] = Impact::Critical;
    }
    Asset {
        id,
        held_by: numbers.all(&asset.held_by),
        in_clear_on: numbers.all(&asset.in_clear_on),
        derived_from: numbers.all(&asset.derived_from),
        same_on_every_unit: asset.same_on_every_unit.as_ref().is_some_and(|same| same.value),
        impact,
    }
}

fn issue_of(id: AnyId, issue: &Record<kinds::Issue>, numbers: &Numbers) -> Issue {
    let of = |kind: Kind| {
        let named = issue.affects.iter().filter_map(Ref::to).filter(|to| to.kind == kind);
        named.filter_map(|to| numbers.get(Some(to))).collect()
    };
    Issue {
        id: Some(id),
        components: of(Kind::Component),
        mechanisms: of(Kind::Mechanism),
        interfaces: of(Kind::Interface),
        controls: issue.effect.as_ref().is_some_and(|effect| effect.value == IssueEffect::Controls),
        unauthenticated: said(&issue.unauthenticated, false),
    }
}

/// Whether an issue is known and nothing has taken it away: telling users about it does not, living with it does not.
fn open(issue: &Record<kinds::Issue>, today: vauban_model::Date) -> bool {
    let known = issue.received.is_none_or(|day| day.date <= today);
    let over = |day: &Option<vauban_model::Day>| day.is_some_and(|day| day.date <= today);
    let state = issue.state.as_ref().map(|state| state.value);
    let resolved = match state {
        Some(IssueState::Rejected | IssueState::Fixed | IssueState::Closed) => true,
        Some(
            IssueState::Received
            | IssueState::Confirmed
            | IssueState::Assessed
            | IssueState::Decided
            | IssueState::Deferred
            | IssueState::Accepted
            | IssueState::Disclosed,
        )
        | None => false,
    };
    known && !resolved && !over(&issue.fixed) && !over(&issue.closed)
}

fn said(flag: &Option<vauban_model::Flag>, default: bool) -> bool {
    flag.as_ref().map_or(default, |flag| flag.value)
}
