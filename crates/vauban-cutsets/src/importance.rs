//! How much each event matters, from the minimal cut sets alone: no probability is invented.

use std::cmp::Reverse;

use crate::system::{Event, EventSet};

/// How often an event occurs in minimal cut sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Importance {
    /// The event.
    pub event: Event,
    /// How many sets of each order hold it, from order 0 up to the largest order of any set.
    pub by_order: Vec<u128>,
    /// How many sets hold it, out of how many.
    pub share: (u128, u128),
    /// How many sets of the smallest order hold it, out of how many.
    pub share_of_smallest: (u128, u128),
}

/// The importance of each event that occurs in some set, most important first: compared by the number of sets of the
/// smallest order that hold it, then of the next, and so on; equals by number. Only the first `events` events count.
pub fn importance(events: u32, sets: &[Vec<Event>]) -> Vec<Importance> {
    let orders = sets.iter().map(Vec::len).max().map_or(0, |order| order + 1);
    let mut totals = vec![0_u128; orders];
    let most = sets.iter().flatten().map(|event| event.0).max().map_or(0, |event| event as usize + 1);
    let mut counts: Vec<Vec<u128>> = vec![Vec::new(); most.min(events as usize)];
    for set in sets {
        totals[set.len()] += 1;
        for event in set {
            if let Some(by_order) = counts.get_mut(event.0 as usize) {
                by_order.resize(orders, 0);
                by_order[set.len()] += 1;
            }
        }
    }
    let smallest = totals.iter().position(|count| *count > 0).unwrap_or(0);
    let total = sets.len() as u128;
    let found = counts.into_iter().enumerate().filter(|(_, by_order)| !by_order.is_empty());
    let mut ranked: Vec<Importance> = found
        .map(|(at, by_order)| Importance {
            event: Event(at as u32),
            share: (by_order.iter().sum(), total),
            share_of_smallest: (by_order[smallest], totals[smallest]),
            by_order,
        })
        .collect();
    ranked.sort_by(|one, other| other.by_order.cmp(&one.by_order).then(one.event.cmp(&other.event)));
    ranked
}

/// The minimal cut sets once these events have occurred: what is left of each set, without those that contain
/// another; by size, then by the numbers of their events. Only the empty set if the top holds now.
pub fn given(sets: &[Vec<Event>], occurred: &EventSet) -> Vec<Vec<Event>> {
    let left = |set: &Vec<Event>| {
        let mut left: Vec<Event> = set.iter().copied().filter(|event| !occurred.contains(*event)).collect();
        left.sort_unstable();
        left.dedup();
        left
    };
    let mut left: Vec<Vec<Event>> = sets.iter().map(left).collect();
    left.sort_unstable_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    left.dedup();
    minimal(left)
}

/// Of sets sorted by size, those that contain no other. Each kept set waits at its rarest event, so a set asks only
/// the few that wait at its own events.
fn minimal(sets: Vec<Vec<Event>>) -> Vec<Vec<Event>> {
    if sets.first().is_some_and(Vec::is_empty) {
        return vec![Vec::new()];
    }
    let mut names: Vec<Event> = sets.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let mut uses = vec![0_u32; names.len()];
    let mut waiting: Vec<Vec<Vec<u32>>> = vec![Vec::new(); names.len()];
    let mut member = vec![false; names.len()];
    let number = |event: &Event| names.partition_point(|name| name < event) as u32;
    let numbered: Vec<Vec<u32>> = sets.iter().map(|set| set.iter().map(number).collect()).collect();
    numbered.iter().flatten().for_each(|at| uses[*at as usize] += 1);
    let mut kept = Vec::new();
    for (set, numbers) in sets.into_iter().zip(numbered) {
        numbers.iter().for_each(|at| member[*at as usize] = true);
        let inside = |other: &Vec<u32>| other.iter().all(|at| member[*at as usize]);
        let superfluous = numbers.iter().any(|at| waiting[*at as usize].iter().any(inside));
        numbers.iter().for_each(|at| member[*at as usize] = false);
        if superfluous {
            continue;
        }
        kept.push(set);
        if let Some(rarest) = numbers.iter().copied().min_by_key(|at| (uses[*at as usize], Reverse(*at))) {
            waiting[rarest as usize].push(numbers);
        }
    }
    kept
}
