//! Diagrams against brute force: every subset of the events of small random systems is tried.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Random;
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::modules::modules;
use vauban_cutsets::zbdd::minimal_cut_sets;
use vauban_cutsets::{Builder, CutSets, Event, EventSet, Gate, Limits, Node, Op, System};

/// Up to 10 events and 14 gates; in circles or not.
fn system(random: &mut Random, circles: bool) -> (System, Gate) {
    let mut build = Builder::new();
    let events: Vec<Event> = (0..1 + random.below(10)).map(|_| build.event()).collect();
    let gates: Vec<Gate> = (0..1 + random.below(14)).map(|_| build.gate()).collect();
    let wide = 2 + random.below(5);
    for (at, gate) in gates.iter().enumerate() {
        let mut inputs: Vec<Node> = Vec::new();
        for _ in 0..random.below(wide) + u32::from(random.below(20) > 0) {
            let first = if circles { 0 } else { at as u32 + 1 };
            if random.below(2) == 0 && first < gates.len() as u32 {
                // Near ones more often: that makes deep systems.
                let span = gates.len() as u32 - first;
                let near = if circles { span } else { span.min(1 + random.below(4)) };
                inputs.push(gates[(first + random.below(near)) as usize].into());
            } else {
                inputs.push(events[random.below(events.len() as u32) as usize].into());
            }
        }
        let op = match random.below(7) {
            0..3 => Op::Any,
            3..6 => Op::All,
            _ => Op::AtLeast(random.below(inputs.len() as u32 + 2)),
        };
        build.define(*gate, op, inputs);
    }
    (build.build(), gates[0])
}

/// All minimal cut sets, by trying every subset.
fn judge(system: &System, top: Gate) -> Vec<Vec<Event>> {
    let evaluator = Evaluator::new(system);
    let count = system.events();
    let mut found: Vec<u32> = Vec::new();
    let mut subsets: Vec<u32> = (0..1_u32 << count).collect();
    subsets.sort_by_key(|subset| subset.count_ones());
    let events = |subset: u32| (0..count).filter(move |event| subset >> event & 1 == 1).map(Event);
    for subset in subsets {
        let covered = found.iter().any(|smaller| smaller & subset == *smaller);
        if !covered && evaluator.holds(&EventSet::of(system, events(subset)), top) {
            found.push(subset);
        }
    }
    let mut sets: Vec<Vec<Event>> = found.into_iter().map(|subset| events(subset).collect()).collect();
    sets.sort_by_key(|set| (set.len(), set.clone()));
    sets
}

fn counts(sets: &[Vec<Event>]) -> Vec<u128> {
    let mut counts = vec![0; sets.last().map_or(0, |set| set.len() + 1)];
    sets.iter().for_each(|set| counts[set.len()] += 1);
    counts
}

#[test]
fn diagrams_agree_with_brute_force() {
    let mut random = Random(1);
    for round in 0..6000 {
        let (system, top) = system(&mut random, round % 3 == 0);
        let expected = judge(&system, top);
        let all = CutSets { by_order: counts(&expected), sets: expected.clone(), truncated_at: None };
        let found = minimal_cut_sets(&system, top, Limits::ALL, usize::MAX);
        assert_eq!(found, all, "round {round}: {system:?}");
        for order in 0..6 {
            let keep = random.below(12) as usize;
            let found = minimal_cut_sets(&system, top, Limits::order(order), keep);
            check(&found, &expected, Some(order), keep, &format!("round {round}, order {order}: {system:?}"));
        }
    }
}

/// Whatever the budget, what is said is true.
#[test]
fn small_budgets_are_truthful() {
    let mut random = Random(2);
    for round in 0..1500 {
        let (system, top) = system(&mut random, round % 3 == 0);
        let expected = judge(&system, top);
        let order = (random.below(2) == 0).then(|| random.below(6));
        let (memory, work) = (random.below(60) as usize, u64::from(random.below(80)));
        let limits = Limits { order, memory, work };
        let found = minimal_cut_sets(&system, top, limits, 5);
        check(&found, &expected, order, 5, &format!("round {round}, {limits:?}: {system:?}"));
    }
}

fn check(found: &CutSets, expected: &[Vec<Event>], order: Option<u32>, keep: usize, context: &str) {
    let Some(to) = found.truncated_at else {
        assert_eq!(found.by_order, counts(expected), "{context}");
        assert_eq!(found.sets, expected[..keep.min(expected.len())], "{context}");
        return;
    };
    assert!(order.is_none_or(|order| to <= order), "{context}");
    let mut known = counts(expected);
    known.resize(to as usize + 1, 0);
    assert_eq!(found.by_order, known, "{context}");
    let sets: Vec<_> = expected.iter().filter(|set| set.len() <= to as usize).take(keep).cloned().collect();
    assert_eq!(found.sets, sets, "{context}");
}

/// Nothing under a module is used outside of it.
#[test]
fn modules_share_nothing() {
    let mut random = Random(3);
    for round in 0..2000 {
        let (system, top) = system(&mut random, round % 3 == 0);
        let found = modules(&system, top);
        for gate in (0..system.gates()).map(Gate) {
            let reachable = below(&system, top, None);
            if gate != top && !reachable.contains(&Node::Gate(gate)) {
                assert!(!found.contains(&gate), "round {round}");
                continue;
            }
            let inside = below(&system, gate, None);
            let outside = below(&system, top, Some(gate));
            let expected = !inside.is_empty()
                && !inside.contains(&Node::Gate(gate))
                && inside.iter().all(|node| *node != Node::Gate(top) && !outside.contains(node));
            assert_eq!(found.contains(&gate), expected, "round {round}: {gate:?} of {top:?} in {system:?}");
        }
    }
}

/// Everything under a gate, except by way of another.
fn below(system: &System, from: Gate, except: Option<Gate>) -> Vec<Node> {
    let mut found: Vec<Node> = Vec::new();
    let mut open = vec![from];
    while let Some(gate) = open.pop().filter(|_| except != Some(from)) {
        for input in system.inputs(gate) {
            if !found.contains(input) {
                found.push(*input);
                open.extend(match input {
                    Node::Gate(gate) if Some(*gate) != except => Some(*gate),
                    _ => None,
                });
            }
        }
    }
    found
}

#[test]
fn long_chains_and_wide_gates_end() {
    // A chain in which every second link is shared with the next but one, so nothing is a module.
    let mut build = Builder::new();
    let events: Vec<Event> = (0..3000).map(|_| build.event()).collect();
    let mut gate = build.defined(Op::Any, [events[0].into(), events[1].into()]);
    for pair in events.windows(3) {
        let op = if pair[0].0 % 2 == 0 { Op::All } else { Op::Any };
        gate = build.defined(op, [gate.into(), pair[2].into(), pair[0].into()]);
    }
    let found = minimal_cut_sets(&build.build(), gate, Limits::order(3), 3);
    assert!(found.smallest_order().is_some());

    // 100 000 gates in a chain.
    let mut build = Builder::new();
    let mut gate = build.gate();
    for at in 0..100_000 {
        let event = build.event();
        let op = if at % 2 == 0 { Op::Any } else { Op::All };
        gate = build.defined(op, [gate.into(), event.into()]);
    }
    let found = minimal_cut_sets(&build.build(), gate, Limits::order(4), 10);
    assert_eq!(found.sets[0].len(), 2);
    assert_eq!(found.by_order, [0, 0, 1, 1, 1]);

    // 100 000 events in one gate.
    for (op, smallest) in [(Op::Any, 1), (Op::All, 100_000)] {
        let mut build = Builder::new();
        let inputs: Vec<Node> = (0..100_000).map(|_| build.event().into()).collect();
        let gate = build.defined(op, inputs);
        let found = minimal_cut_sets(&build.build(), gate, Limits::ALL, 1);
        assert_eq!(found.smallest_order(), Some(smallest));
        assert_eq!(found.truncated_at, None);
    }

    // Counts that no integer holds stay at the largest: pairs of 200 in a row.
    let mut build = Builder::new();
    let mut pairs: Vec<Node> = Vec::new();
    for _ in 0..200 {
        let pair = [build.event().into(), build.event().into()];
        pairs.push(build.defined(Op::Any, pair).into());
    }
    let top = build.defined(Op::All, pairs);
    let found = minimal_cut_sets(&build.build(), top, Limits::ALL, 2);
    assert_eq!(found.by_order[200], u128::MAX);
    assert_eq!(found.sets.len(), 2);
}
