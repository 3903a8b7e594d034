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
    /// The same with these zones, and those of these components, open whatever is folded.
    pub fn expanding(self, names: Vec<String>) -> Diagram {
        Diagram { expanded: names, ..self }
    }

    /// The same with at most so many boxes, what was to stay open aside: the zone with most in it is folded first, inner
    /// zones before those around them. Where zones do not lie in one another, or one holds too much, boxes that hold
    /// least are gathered in one.
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
        let drawn = self.with_folded(&folded, boxes > most);
        if drawn.parties.len() > most { drawn.gathered(most) } else { drawn }
    }

    /// The zones that a picture around something is about.
    fn kept_open(&self) -> Vec<bool> {
        let mut open = self.unfolded();
        let Some(focus) = &self.focus else { return open };
        if let Some(zone) = self.zones.iter().position(|zone| zone.name == *focus) {
            open[zone] = true;
            return open;
        }
        let own = self.parties.iter().filter(|party| !party.neighbour).filter_map(|party| party.zone);
        own.for_each(|zone| open[zone] = true);
        open
    }

    /// The zones that somebody wants to look into.
    fn unfolded(&self) -> Vec<bool> {
        let named = |name: &String| self.expanded.contains(name);
        let mut open: Vec<bool> = self.zones.iter().map(|zone| named(&zone.name)).collect();
        let inside = self.parties.iter().filter(|party| named(&party.name)).filter_map(|party| party.zone);
        inside.for_each(|zone| open[zone] = true);
        open
    }

    /// The same with at most so many boxes: of the zone with most boxes in it, those that hold and offer least become
    /// one. The focus and what somebody wants to look into stay as they are.
    fn gathered(mut self, most: usize) -> Diagram {
        let open = self.unfolded();
        let mut busy = vec![0_usize; self.parties.len()];
        for flow in &self.flows {
            busy[flow.from] += 1;
            busy[flow.to] += 1;
        }
        let focused = |party: &Party| {
            self.focus
                .as_ref()
                .is_some_and(|focus| party.name == *focus || party.ports.iter().any(|port| port.name == *focus))
        };
        let mut siblings: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, party) in self.parties.iter().enumerate() {
            if party.zone.is_none_or(|zone| !open[zone]) && !focused(party) {
                siblings.entry(party.zone).or_default().push(at);
            }
        }
        let weight = |at: usize| {
            let party = &self.parties[at];
            (party.holds[0] + party.holds[1] + party.ports.len() + busy[at], std::cmp::Reverse(at))
        };
        let mut homes: Vec<Option<usize>> = vec![None; self.parties.len()];
        let mut boxes = self.parties.len();
        let mut groups: Vec<(Option<usize>, Vec<usize>)> = siblings.into_iter().collect();
        groups.sort_by_key(|(zone, all)| (std::cmp::Reverse(all.len()), *zone));
        for (number, (_, mut all)) in groups.into_iter().enumerate() {
            // One box more than has to go, as what is gathered is a box itself.
            let away = (boxes.saturating_sub(most) + 1).min(all.len());
            if boxes <= most || away < 2 {
                break;
            }
            all.sort_by_key(|at| weight(*at));
            all.iter().take(away).for_each(|at| homes[*at] = Some(number));
            boxes -= away - 1;
        }
        if homes.iter().all(Option::is_none) {
            return self;
        }
        let mut parties: Vec<Party> = Vec::new();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut seats: Vec<(usize, bool)> = Vec::new();
        for (party, home) in std::mem::take(&mut self.parties).into_iter().zip(homes) {
            let Some(home) = home else {
                seats.push((parties.len(), false));
                parties.push(party);
                continue;
            };
            let seat = *places.entry(home).or_insert_with(|| {
                let (zone, neighbour) = (party.zone, party.neighbour);
                let name = "others".to_owned();
                parties.push(Party {
                    title: name.clone(),
                    name,
                    sort: Sort::Folded,
                    zone,
                    neighbour,
                    ..Party::default()
                });
                parties.len() - 1
            });
            let into = &mut parties[seat];
            into.gathered += 1;
            into.holds = match party.sort {
                Sort::Folded => [into.holds[0] + party.holds[0], into.holds[1] + party.holds[1]],
                Sort::Actor => [into.holds[0], into.holds[1] + 1],
                Sort::Component | Sort::Environment => [into.holds[0] + 1, into.holds[1]],
            };
            into.neighbour &= party.neighbour;
            into.dangers.extend(party.dangers.iter().chain(party.ports.iter().flat_map(|port| &port.dangers)));
            if party.shade.as_ref().is_some_and(|new| into.shade.as_ref().is_none_or(|old| new.grade < old.grade)) {
                into.shade = party.shade;
            }
            seats.push((seat, true));
        }
        for party in parties.iter_mut().filter(|party| party.gathered > 0) {
            party.kind = format!("{} more: {}", party.gathered, held(party.holds));
        }
        self.parties = parties;
        self.reseat(&seats);
        self
    }

    /// Lets flows begin and end at the new places of boxes; those that stay within a folded one are not to be seen.
    fn reseat(&mut self, seats: &[(usize, bool)]) {
        for flow in &mut self.flows {
            if seats[flow.to].1 {
                flow.port = None;
            }
            flow.from = seats[flow.from].0;
            flow.to = seats[flow.to].0;
        }
        let parties = &mut self.parties;
        let inner = |flow: &Flow| flow.from == flow.to && parties[flow.from].sort == Sort::Folded;
        let within: Vec<Flow> = self.flows.extract_if(.., |flow| inner(flow)).collect();
        within.iter().for_each(|flow| parties[flow.from].dangers.extend(&flow.dangers));
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
            party.kind = held(party.holds);
        }
        for party in &mut parties {
            party.also.retain(|zone| into[*zone].is_none());
        }
        self.parties = parties;
        self.reseat(&seats);
        let empty = std::mem::take(&mut self.empty);
        self.without_empty_zones();
        self.empty = empty;
        self
    }
}

/// `12 components, 1 actor`.
fn held(holds: [usize; 2]) -> String {
    let some =
        |count: usize, noun: &str| (count > 0).then(|| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }));
    [some(holds[0], "component"), some(holds[1], "actor")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
