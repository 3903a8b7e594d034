//! Whole zones as one box each, until the rest can be looked at.

use std::collections::BTreeMap;

use super::{Diagram, Party, Sort};

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
        let mut folded = vec![false; self.zones.len()];
        let mut boxes = self.parties.len();
        // The fullest first, then the first record; a zone enters once all within it are folded.
        let key = |zone: usize, direct: &[usize]| (direct[zone], std::cmp::Reverse(zone));
        let mut ready: std::collections::BTreeSet<_> =
            (0..self.zones.len()).filter(|zone| open_children[*zone] == 0).map(|zone| key(zone, &direct)).collect();
        while boxes > most {
            let Some((count, std::cmp::Reverse(zone))) = ready.pop_last() else { break };
            folded[zone] = true;
            boxes -= count.saturating_sub(1);
            if let Some(parent) = self.zones[zone].parent {
                open_children[parent] -= 1;
                direct[parent] += 1;
                if open_children[parent] == 0 {
                    ready.insert(key(parent, &direct));
                }
            }
        }
        self.with_folded(&folded, boxes > most)
    }

    fn with_folded(mut self, folded: &[bool], homeless_too: bool) -> Diagram {
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
        let mut boxes: BTreeMap<Option<usize>, usize> = BTreeMap::new();
        let mut seats: Vec<(usize, bool)> = Vec::new();
        let mut parties: Vec<Party> = Vec::new();
        for party in std::mem::take(&mut self.parties) {
            let home = match party.zone {
                Some(zone) => into[zone].map(Some),
                None => homeless_too.then_some(None),
            };
            let Some(home) = home else {
                seats.push((parties.len(), false));
                parties.push(party);
                continue;
            };
            let seat = *boxes.entry(home).or_insert_with(|| {
                parties.push(match home.and_then(|zone| self.zones.get(zone)) {
                    Some(zone) => Party {
                        name: zone.name.clone(),
                        title: zone.title.clone(),
                        sort: Sort::Folded,
                        zone: zone.parent,
                        ..Party::default()
                    },
                    None => Party {
                        name: "no zone".into(),
                        title: "no zone".into(),
                        sort: Sort::Folded,
                        ..Party::default()
                    },
                });
                parties.len() - 1
            });
            parties[seat].holds[usize::from(party.sort == Sort::Actor)] += 1;
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
        self.flows.retain(|flow| flow.from != flow.to || parties[flow.from].sort != Sort::Folded);
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
