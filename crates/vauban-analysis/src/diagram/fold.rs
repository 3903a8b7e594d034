//! Whole zones as one box each, until the rest can be looked at.
//!
//! Around a focus the zone that it is, or that it lies in, stays open; where that is not enough, its neighbours there
//! are one box, and so are those that lie in no zone.

use std::collections::BTreeMap;

use super::{Diagram, Flow, Party, Sort};

/// Which box somebody is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// That of a folded zone.
    Zone(usize),
    /// That of everybody who is left in a zone, or in none.
    Rest(Option<usize>),
}

impl Diagram {
    /// The same with at most so many boxes where folding can achieve it: the zone with most in it is folded first,
    /// inner zones before those around them.
    pub fn folded(self, most: usize) -> Diagram {
        if self.parties.len() <= most {
            return self;
        }
        let mut direct = vec![0_usize; self.zones.len()];
        self.parties.iter().filter_map(|party| party.zone).for_each(|zone| direct[zone] += 1);
        let mut open_children = vec![0_usize; self.zones.len()];
        self.zones.iter().filter_map(|zone| zone.parent).for_each(|parent| open_children[parent] += 1);
        let open = self.kept_open();
        let mut folded = vec![false; self.zones.len()];
        let mut boxes = self.parties.len();
        // The fullest first, then the first record; a zone enters once all within it are folded.
        let key = |zone: usize, direct: &[usize]| (direct[zone], std::cmp::Reverse(zone));
        let mut ready: std::collections::BTreeSet<_> = (0..self.zones.len())
            .filter(|zone| open_children[*zone] == 0 && !open[*zone])
            .map(|zone| key(zone, &direct))
            .collect();
        while boxes > most {
            let Some((count, std::cmp::Reverse(zone))) = ready.pop_last() else { break };
            folded[zone] = true;
            boxes -= count.saturating_sub(1);
            if let Some(parent) = self.zones[zone].parent {
                open_children[parent] -= 1;
                direct[parent] += 1;
                if open_children[parent] == 0 && !open[parent] {
                    ready.insert(key(parent, &direct));
                }
            }
        }
        self.with_folded(&folded, boxes > most)
    }

    /// The zones that a picture around something is about.
    fn kept_open(&self) -> Vec<bool> {
        let mut open = vec![false; self.zones.len()];
        let Some(focus) = &self.focus else { return open };
        if let Some(zone) = self.zones.iter().position(|zone| zone.name == *focus) {
            open[zone] = true;
            return open;
        }
        let own = self.parties.iter().filter(|party| !party.neighbour).filter_map(|party| party.zone);
        own.for_each(|zone| open[zone] = true);
        open
    }

    fn with_folded(mut self, folded: &[bool], the_rest_too: bool) -> Diagram {
        // The outermost folded zone around each zone.
        let mut into: Vec<Option<usize>> = vec![None; self.zones.len()];
        for (zone, into) in into.iter_mut().enumerate() {
            let mut at = Some(zone);
            while let Some(outer) = at {
                if folded[outer] {
                    *into = Some(outer);
                }
                at = self.zones[outer].parent;
            }
        }
        let focused = self.focus.is_some();
        let mut boxes: BTreeMap<Home, usize> = BTreeMap::new();
        let mut seats: Vec<(usize, bool)> = Vec::new();
        let mut parties: Vec<Party> = Vec::new();
        for party in std::mem::take(&mut self.parties) {
            let rest = the_rest_too && if focused { party.neighbour } else { party.zone.is_none() };
            let home = match party.zone.and_then(|zone| into[zone]) {
                Some(zone) => Some(Home::Zone(zone)),
                None => rest.then_some(Home::Rest(party.zone)),
            };
            let Some(home) = home else {
                seats.push((parties.len(), false));
                parties.push(party);
                continue;
            };
            let seat = *boxes.entry(home).or_insert_with(|| {
                let (name, title, zone) = match home {
                    Home::Zone(zone) => {
                        let zone = &self.zones[zone];
                        (zone.name.clone(), zone.title.clone(), zone.parent)
                    }
                    Home::Rest(Some(zone)) => ("others".to_owned(), "others".to_owned(), Some(zone)),
                    Home::Rest(None) => ("no zone".to_owned(), "no zone".to_owned(), None),
                };
                let neighbour = party.neighbour;
                parties.push(Party { name, title, sort: Sort::Folded, zone, neighbour, ..Party::default() });
                parties.len() - 1
            });
            parties[seat].holds[usize::from(party.sort == Sort::Actor)] += 1;
            let ports = party.ports.iter().flat_map(|port| &port.dangers);
            parties[seat].dangers.extend(party.dangers.iter().chain(ports));
            let shade = &mut parties[seat].shade;
            if party.shade.as_ref().is_some_and(|new| shade.as_ref().is_none_or(|old| new.grade < old.grade)) {
                *shade = party.shade;
            }
            seats.push((seat, true));
        }
        for party in parties.iter_mut().filter(|party| party.sort == Sort::Folded) {
            let some = |count: usize, noun: &str| {
                (count > 0).then(|| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
            };
            let held: Vec<String> =
                [some(party.holds[0], "component"), some(party.holds[1], "actor")].into_iter().flatten().collect();
            party.kind = held.join(", ");
        }
        for flow in &mut self.flows {
            if seats[flow.to].1 {
                flow.port = None;
            }
            flow.from = seats[flow.from].0;
            flow.to = seats[flow.to].0;
        }
        // What stays within a folded zone is not to be seen.
        let inner = |flow: &Flow| flow.from == flow.to && parties[flow.from].sort == Sort::Folded;
        let within: Vec<Flow> = self.flows.extract_if(.., |flow| inner(flow)).collect();
        within.iter().for_each(|flow| parties[flow.from].dangers.extend(&flow.dangers));
        for party in &mut parties {
            party.also.retain(|zone| into[*zone].is_none());
        }
        self.parties = parties;
        let empty = std::mem::take(&mut self.empty);
        self.without_empty_zones();
        self.empty = empty;
        self
    }
}
