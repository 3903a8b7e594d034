//! Random systems, with circles and k-of-n gates: smallest orders, blocking sets, layers and importance are compared
//! with all subsets of events.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Random;
use vauban_cutsets::blocking::{Smallest, cheapest_cut, layers, smallest_order};
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::importance::{given, importance};
use vauban_cutsets::{Builder, Event, EventSet, Gate, Limits, Node, Op, System};

fn random_system(seed: u64) -> (System, Random) {
    let mut random = Random(seed);
    let (events, gates) = (1 + random.within(8), 1 + random.within(12));
    let mut build = Builder::new();
    (0..events).for_each(|_| {
        build.event();
    });
    (0..gates).for_each(|_| {
        build.gate();
    });
    for gate in 0..gates {
        let count = 1 + random.within(4);
        let inputs: Vec<Node> = (0..count)
            .map(|_| match random.within(3) {
                0 => Node::Event(Event(random.within(events) as u32)),
                _ => Node::Gate(Gate(random.within(gates) as u32)),
            })
            .collect();
        let op = match random.within(8) {
            0..=2 => Op::Any,
            3..=5 => Op::All,
            6 => Op::AtLeast(2),
            _ => Op::AtLeast(random.within(4) as u32),
        };
        build.define(Gate(gate as u32), op, if random.within(30) == 0 { Vec::new() } else { inputs });
    }
    // The top asks for several things, so that it is rarely a matter of one event.
    let parts: Vec<Node> = (0..1 + random.within(7)).map(|_| Gate(random.within(gates) as u32).into()).collect();
    build.defined(Op::All, parts);
    (build.build(), random)
}

fn events(mask: u32) -> Vec<Event> {
    (0..32).filter(|at| mask >> at & 1 == 1).map(Event).collect()
}

fn mask(set: &[Event]) -> u32 {
    set.iter().fold(0, |mask, event| mask | 1 << event.0)
}

/// For every subset of events whether the top holds.
fn truth(evaluator: &Evaluator, top: Gate) -> Vec<bool> {
    let system = evaluator.system();
    (0..1 << system.events()).map(|mask| evaluator.holds(&EventSet::of(system, events(mask)), top)).collect()
}

fn minimal(truth: &[bool]) -> Vec<Vec<Event>> {
    let least = |mask: &u32| {
        truth[*mask as usize] && events(*mask).iter().all(|event| !truth[(*mask & !(1 << event.0)) as usize])
    };
    let mut sets: Vec<Vec<Event>> = (0..truth.len() as u32).filter(least).map(events).collect();
    sets.sort_by_key(|set| (set.len(), set.clone()));
    sets
}

/// Minimal blocking sets: the complements of the largest sets without the top.
fn blocks(truth: &[bool], set: &[Event], occurred: u32) -> bool {
    let all = truth.len() as u32 - 1;
    let rest = all & !mask(set) | occurred;
    !truth[rest as usize] && set.iter().all(|event| truth[(rest | 1 << event.0) as usize])
}

#[test]
fn the_smallest_order_is_the_smallest_of_all_subsets() {
    let mut orders = [0; 9];
    for seed in 0..3000 {
        let (system, mut random) = random_system(seed);
        let top = Gate(system.gates() - 1);
        let evaluator = Evaluator::new(&system);
        let truth = truth(&evaluator, top);
        let sets = minimal(&truth);
        let proof = smallest_order(&evaluator, top, Limits::ALL, 0);
        let expected = sets.first().map_or(Smallest::Never, |set| Smallest::Order(set.len() as u32));
        assert_eq!(proof.smallest, expected, "{seed} {system:?}");
        for set in &proof.blocking {
            assert!(blocks(&truth, set, 0), "{seed} {system:?} {set:?}");
            assert!(sets.iter().all(|cut| cut.iter().any(|event| set.contains(event))));
        }
        let Some(smallest) = sets.first().map(Vec::len) else {
            assert_eq!((proof.cut_set, proof.blocking), (None, vec![vec![]]));
            continue;
        };
        orders[smallest] += 1;
        assert!(proof.cut_set.as_ref().is_some_and(|set| set.len() == smallest && sets.contains(set)));
        // The proof: no set of fewer events hits all blocking sets.
        let fewer = (0..truth.len() as u32).filter(|mask| (mask.count_ones() as usize) < smallest);
        fewer.for_each(|less| assert!(proof.blocking.iter().any(|set| mask(set) & less == 0)));

        let known = random.within(smallest as u64 + 1) as u32;
        assert_eq!(smallest_order(&evaluator, top, Limits::ALL, known).smallest, expected);
        for order in 0..5 {
            let limited = smallest_order(&evaluator, top, Limits::order(order), known).smallest;
            match limited {
                Smallest::AtLeast(least) => assert!(least > order && least as usize <= smallest),
                other => assert_eq!(other, expected),
            }
        }
        for work in [0, 10, 100, 1000] {
            let early = smallest_order(&evaluator, top, Limits { work, ..Limits::ALL }, 0);
            match early.smallest {
                Smallest::AtLeast(least) => assert!(least as usize <= smallest),
                other => assert_eq!(other, expected),
            }
            assert!(early.cut_set.is_some_and(|set| sets.contains(&set)));
        }
    }
    assert!(orders[1..5].iter().all(|count| *count > 10), "too few hard cases: {orders:?}");
}

#[test]
fn the_cheapest_cut_set_is_the_cheapest_of_all() {
    for seed in 0..1500 {
        let (system, mut random) = random_system(seed + 10_000);
        let top = Gate(system.gates() - 1);
        let evaluator = Evaluator::new(&system);
        let truth = truth(&evaluator, top);
        let priced =
            if random.within(5) == 0 { random.within(u64::from(system.events()) + 1) as u32 } else { system.events() };
        let dearest = 1 + random.within(9);
        let costs: Vec<u64> = (0..priced).map(|_| random.within(dearest)).collect();
        let sets = minimal(&truth);
        let cost = |set: &[Event]| set.iter().map(|event| costs.get(event.0 as usize).copied()).sum::<Option<u64>>();
        let expected = sets.iter().filter_map(|set| cost(set)).min();
        let found = cheapest_cut(&evaluator, top, &costs, Limits::ALL);
        assert_eq!(found.as_ref().map(|found| found.cost), expected, "{seed} {system:?}");
        let Some(found) = found else { continue };
        assert_eq!(found.lower, found.cost);
        assert_eq!(cost(&found.cut_set), Some(found.cost));
        assert!(sets.contains(&found.cut_set));
        for work in [0, 10, 100, 1000] {
            let early = cheapest_cut(&evaluator, top, &costs, Limits { work, ..Limits::ALL }).unwrap();
            assert!(early.lower <= found.cost && found.cost <= early.cost && sets.contains(&early.cut_set));
        }
    }
}

#[test]
fn layers_are_disjoint_and_each_blocks_behind_those_before() {
    let mut several = 0;
    for seed in 0..2000 {
        let (system, mut random) = random_system(seed + 20_000);
        let top = Gate(system.gates() - 1);
        let evaluator = Evaluator::new(&system);
        let truth = truth(&evaluator, top);
        let sets = minimal(&truth);
        let distances: Vec<u64> = (0..system.events()).map(|_| random.within(5)).collect();
        let found = layers(&evaluator, top, &|event| distances[event.0 as usize]);
        let mut occurred = 0;
        for layer in &found {
            assert!(mask(layer) & occurred == 0 && !layer.is_empty());
            assert!(blocks(&truth, layer, occurred), "{seed} {system:?} {found:?}");
            assert!(sets.iter().all(|cut| cut.iter().any(|event| layer.contains(event))));
            occurred |= mask(layer);
        }
        match sets.first() {
            None => assert!(found.is_empty()),
            Some(smallest) => assert!(truth[occurred as usize] && found.len() <= smallest.len()),
        }
        several += usize::from(found.len() > 2);
    }
    assert!(several > 50, "too few deep cases: {several}");
}

#[test]
fn the_first_layer_lies_near() {
    // Three doors in a row, each with two locks.
    let mut build = Builder::new();
    let locks: Vec<Event> = (0..6).map(|_| build.event()).collect();
    let doors: Vec<Node> =
        (0..3).map(|at| build.defined(Op::Any, [locks[at].into(), locks[at + 3].into()]).into()).collect();
    let top = build.defined(Op::All, doors);
    let system = build.build();
    let evaluator = Evaluator::new(&system);
    let named = |near: &dyn Fn(u64) -> u64| layers(&evaluator, top, &|event| near(u64::from(event.0 % 3)));
    assert_eq!(named(&|at| at), [[Event(0), Event(3)], [Event(1), Event(4)], [Event(2), Event(5)]]);
    assert_eq!(named(&|at| 2 - at), [[Event(2), Event(5)], [Event(1), Event(4)], [Event(0), Event(3)]]);
}

#[test]
fn every_minimal_cut_set_meets_every_minimal_blocking_set() {
    for seed in 0..300 {
        let (system, _) = random_system(seed + 30_000);
        let truth = truth(&Evaluator::new(&system), Gate(system.gates() - 1));
        let cuts = minimal(&truth);
        let walls: Vec<Vec<Event>> = (0..truth.len() as u32).map(events).filter(|set| blocks(&truth, set, 0)).collect();
        assert!(cuts.iter().all(|cut| walls.iter().all(|wall| mask(cut) & mask(wall) != 0)));
        // And the other way round: what meets all blocking sets is a cut set.
        let meets = |set: &u32| walls.iter().all(|wall| mask(wall) & set != 0);
        assert!((0..truth.len() as u32).all(|set| meets(&set) == truth[set as usize]));
    }
}

#[test]
fn importance_counts_and_given_continues() {
    for seed in 0..1000 {
        let (system, mut random) = random_system(seed + 40_000);
        let top = Gate(system.gates() - 1);
        let evaluator = Evaluator::new(&system);
        let truth = truth(&evaluator, top);
        let sets = minimal(&truth);
        let ranked = importance(system.events(), &sets);
        let in_some = |event: &Event| sets.iter().any(|set| set.contains(event));
        assert_eq!(ranked.len(), (0..system.events()).map(Event).filter(in_some).count());
        let smallest = sets.first().map_or(0, Vec::len);
        for found in &ranked {
            for (order, count) in found.by_order.iter().enumerate() {
                let holds = |set: &&Vec<Event>| set.len() == order && set.contains(&found.event);
                assert_eq!(*count, sets.iter().filter(holds).count() as u128);
            }
            assert_eq!(found.by_order.len(), sets.last().unwrap().len() + 1);
            assert_eq!(found.share, (found.by_order.iter().sum(), sets.len() as u128));
            let least = sets.iter().filter(|set| set.len() == smallest).count() as u128;
            assert_eq!(found.share_of_smallest, (found.by_order[smallest], least));
        }
        for pair in ranked.windows(2) {
            let order = pair[1].by_order.cmp(&pair[0].by_order).then(pair[0].event.cmp(&pair[1].event));
            assert!(order.is_lt());
        }

        let occurred = random.within(truth.len() as u64) as u32;
        let after: Vec<bool> = (0..truth.len()).map(|mask| truth[mask | occurred as usize]).collect();
        assert_eq!(given(&sets, &EventSet::of(&system, events(occurred))), minimal(&after));
    }
}

#[test]
fn given_also_makes_a_family_minimal() {
    let set = |numbers: &[u32]| numbers.iter().copied().map(Event).collect::<Vec<_>>();
    let sets = [set(&[7, u32::MAX]), set(&[3, 1]), set(&[1]), set(&[u32::MAX, 7, 7]), set(&[2, 7])];
    let none = EventSet::default();
    assert_eq!(given(&sets, &none), [set(&[1]), set(&[2, 7]), set(&[7, u32::MAX])]);
    assert_eq!(given(&[set(&[]), set(&[1])], &none), [set(&[])]);
    assert_eq!(given(&[], &none), Vec::<Vec<Event>>::new());
}

#[test]
fn a_long_chain_is_no_trouble() {
    let mut build = Builder::new();
    let mut last = build.defined(Op::All, []);
    for at in 0..60_000_u32 {
        let mut inputs = vec![last.into()];
        if at % 10_000 == 0 {
            inputs.push(build.event().into());
        }
        last = build.defined(Op::All, inputs);
    }
    let system = build.build();
    let evaluator = Evaluator::new(&system);
    assert_eq!(smallest_order(&evaluator, last, Limits::ALL, 0).smallest, Smallest::Order(6));
    assert_eq!(layers(&evaluator, last, &|event| u64::from(event.0)).len(), 6);
    assert_eq!(smallest_order(&evaluator, Gate(u32::MAX), Limits::ALL, 0).smallest, Smallest::Never);
}
