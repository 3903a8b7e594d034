//! From the records of a product to the whole diagram.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, FlowKind, Head, Kind, Model, Record, Ref, Term, TermList, kinds};

use super::{Crossing, DEEPEST, Diagram, Flow, Party, Port, Shades, Sort, Zone};
use crate::reach;
use crate::scope::{Owners, product_line};

impl Diagram {
    /// The design of a product; of all records where there is none.
    pub fn new(model: &Model, owners: &Owners, product: Option<AnyId>, shades: &Shades) -> Diagram {
        let mut diagram = Diagram { product: product_line(model, product), ..Diagram::default() };
        let mine = |head: &Head| owners.concerns(product, head);
        let all_zones: Vec<AnyId> = ids(Kind::Zone, &model.zone, &mine);
        let places = zones(model, &all_zones, &mut diagram);
        let seats = parties(model, &mine, &places, shades, &mut diagram);
        flows(model, &mine, &seats, &mut diagram);
        diagram.without_empty_zones();
        diagram
    }

    /// Leaves only zones that something lies in.
    pub(super) fn without_empty_zones(&mut self) {
        let mut used = vec![false; self.zones.len()];
        for party in &self.parties {
            let mut at = party.zone;
            while let Some(zone) = at.filter(|zone| !used[*zone]) {
                used[zone] = true;
                at = self.zones[zone].parent;
            }
        }
        let mut place = vec![None; self.zones.len()];
        let mut kept: Vec<Zone> = Vec::new();
        for (at, zone) in std::mem::take(&mut self.zones).into_iter().enumerate() {
            if used[at] {
                place[at] = Some(kept.len());
                kept.push(zone);
            } else if self.focus.is_none() {
                self.empty.push(zone.name);
            }
        }
        let to = |at: usize| place.get(at).copied().flatten();
        kept.iter_mut().for_each(|zone| zone.parent = zone.parent.and_then(to));
        for party in &mut self.parties {
            party.zone = party.zone.and_then(to);
            party.also = party.also.iter().filter_map(|at| to(*at)).collect();
        }
        self.zones = kept;
    }
}

fn ids<T>(kind: Kind, records: &[Record<T>], mine: &dyn Fn(&Head) -> bool) -> Vec<AnyId> {
    let all = records.iter().enumerate().filter(|(_, record)| mine(&record.head));
    all.map(|(at, _)| AnyId { kind, at: at as u32 }).collect()
}

/// Position of each zone.
fn zones(model: &Model, all: &[AnyId], diagram: &mut Diagram) -> BTreeMap<AnyId, usize> {
    let places: BTreeMap<AnyId, usize> = all.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    for id in all {
        let Some(zone) = model.zone.get(id.at as usize) else { continue };
        diagram.zones.push(Zone {
            name: zone.head.name(),
            title: zone.head.title().to_owned(),
            kind: zone.kind.as_ref().map(|kind| kind.value.word()),
            level: zone.security_level.as_ref().and_then(|level| u32::try_from(level.0.value).ok()),
            outside: zone.outside.as_ref().is_some_and(|flag| flag.value),
            parent: zone.parent.as_ref().and_then(Ref::to).and_then(|parent| places.get(&parent).copied()),
        });
    }
    diagram.uprooted = uprooted(&mut diagram.zones);
    places
}

/// Cuts circles of parents, and chains that are longer than anybody can look at.
fn uprooted(zones: &mut [Zone]) -> Vec<String> {
    let mut found = Vec::new();
    for start in 0..zones.len() {
        let mut at = start;
        for step in 0.. {
            let Some(parent) = zones[at].parent else { break };
            if parent == start || step == DEEPEST {
                zones[start].parent = None;
                found.push(zones[start].name.clone());
                break;
            }
            at = parent;
        }
    }
    found
}

fn parties(
    model: &Model,
    mine: &dyn Fn(&Head) -> bool,
    places: &BTreeMap<AnyId, usize>,
    shades: &Shades,
    diagram: &mut Diagram,
) -> BTreeMap<AnyId, usize> {
    let mut seats = BTreeMap::new();
    let at =
        |zones: BTreeSet<AnyId>| -> Vec<usize> { zones.iter().filter_map(|zone| places.get(zone).copied()).collect() };
    for id in ids(Kind::Actor, &model.actor, mine) {
        let Some(actor) = model.actor.get(id.at as usize) else { continue };
        let mut party = placed(&actor.head, at(reach::zones_of_party(model, id)), &diagram.zones);
        party.sort = Sort::Actor;
        party.kind = word(actor.kind.as_ref());
        seats.insert(id, diagram.parties.len());
        diagram.parties.push(party);
    }
    for id in ids(Kind::Component, &model.component, mine) {
        let Some(component) = model.component.get(id.at as usize) else { continue };
        let mut party = placed(&component.head, at(reach::zones_of_component(model, id)), &diagram.zones);
        party.sort = if reach::of_environment(component) { Sort::Environment } else { Sort::Component };
        party.kind = word(component.kind.as_ref());
        party.shade = shades.get(&id).cloned();
        seats.insert(id, diagram.parties.len());
        diagram.parties.push(party);
    }
    for id in ids(Kind::Interface, &model.interface, mine) {
        let Some(interface) = model.interface.get(id.at as usize) else { continue };
        let Some(seat) = reach::component_of(model, id).and_then(|on| seats.get(&on).copied()) else {
            diagram.loose.push(interface.head.name());
            continue;
        };
        let ports = &mut diagram.parties[seat].ports;
        seats.insert(id, ports.len());
        ports.push(Port {
            name: interface.head.name(),
            title: interface.head.title().to_owned(),
            protocol: interface.protocol.as_ref().map(|protocol| protocol.as_str().to_owned()),
            dangers: BTreeSet::new(),
        });
    }
    seats
}

/// In the zone that holds all the others where there is one, else in the first.
fn placed(head: &Head, lies_in: Vec<usize>, zones: &[Zone]) -> Party {
    let holds = |outer: usize, inner: usize| {
        let mut at = Some(inner);
        while let Some(zone) = at {
            if zone == outer {
                return true;
            }
            at = zones[zone].parent;
        }
        false
    };
    let outermost = lies_in.iter().copied().find(|outer| lies_in.iter().all(|inner| holds(*outer, *inner)));
    let zone = outermost.or(lies_in.first().copied());
    Party {
        name: head.name(),
        title: head.title().to_owned(),
        zone,
        also: lies_in.into_iter().filter(|other| Some(*other) != zone).collect(),
        ..Party::default()
    }
}

fn word<L: TermList>(term: Option<&Term<L>>) -> String {
    term.map_or_else(String::new, |term| term.as_str().to_owned())
}

fn flows(model: &Model, mine: &dyn Fn(&Head) -> bool, seats: &BTreeMap<AnyId, usize>, diagram: &mut Diagram) {
    let mut recorded: BTreeMap<(AnyId, AnyId), Vec<String>> = BTreeMap::new();
    for boundary in model.boundary.iter().filter(|boundary| mine(&boundary.head)) {
        let ends = (boundary.from.as_ref().and_then(Ref::to), boundary.to.as_ref().and_then(Ref::to));
        if let (Some(from), Some(to)) = ends {
            recorded.entry((from.min(to), from.max(to))).or_default().push(boundary.head.name());
        } else {
            diagram.loose.push(boundary.head.name());
        }
    }
    for id in ids(Kind::Flow, &model.flow, mine) {
        let Some(flow) = model.flow.get(id.at as usize) else { continue };
        let from = flow.from.as_ref().and_then(Ref::to).and_then(|from| seats.get(&from).copied());
        let interface = flow.to.as_ref().and_then(Ref::to);
        let port = interface.and_then(|to| seats.get(&to).copied());
        let to = interface.and_then(|to| reach::component_of(model, to)).and_then(|on| seats.get(&on).copied());
        let (Some(from), Some(to), Some(port)) = (from, to, port) else {
            diagram.loose.push(flow.head.name());
            continue;
        };
        let crossing = |(from, to): (AnyId, AnyId)| Crossing {
            from: model.head(from).name(),
            to: model.head(to).name(),
            boundaries: recorded.get(&(from.min(to), from.max(to))).cloned().unwrap_or_default(),
            nested: reach::nested(model, from, to),
        };
        let offered = diagram.parties[to].ports.get(port).and_then(|port| port.protocol.clone());
        diagram.flows.push(Flow {
            name: flow.head.name(),
            from,
            to,
            port: Some(port),
            control: flow.kind.as_ref().is_some_and(|kind| kind.value == FlowKind::Control),
            protocol: flow.protocol.as_ref().map(|protocol| protocol.as_str().to_owned()).or(offered),
            assets: carried(model, flow),
            crossings: reach::crossings(model, flow).into_iter().map(crossing).collect(),
            dangers: BTreeSet::new(),
        });
    }
}

fn carried(model: &Model, flow: &Record<kinds::Flow>) -> Vec<String> {
    flow.carries.iter().filter_map(Ref::to).map(|asset| model.head(asset).id.to_string()).collect()
}
