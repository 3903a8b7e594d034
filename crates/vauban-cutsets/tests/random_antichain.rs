//! The antichain engine against trying all subsets, on many small random systems of every kind.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Plan, Random, judge};
use vauban_cutsets::antichain::{Wanted, minimal_cut_sets, near_smallest};
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Builder, CutSets, Event, EventSet, Gate, Limits, Node, Op, System};

/// An answer that claims to be complete up to `bound` (or altogether) says what the judge says.
fn check(answer: &CutSets, all: &[Vec<Event>], bound: Option<u32>, keep: usize) {
    let within = |set: &&Vec<Event>| bound.is_none_or(|bound| set.len() <= bound as usize);
    let expected: Vec<Vec<Event>> = all.iter().filter(within).cloned().collect();
    if answer.truncated_at.is_none() {
        assert_eq!(expected.len(), all.len(), "complete, but not all");
        assert_eq!(answer.by_order.len(), all.last().map_or(0, |set| set.len() + 1));
    } else {
        assert_eq!(answer.truncated_at, bound);
        assert_eq!(Some(answer.by_order.len() as u32), bound.map(|bound| bound + 1));
    }
    for (order, count) in answer.by_order.iter().enumerate() {
        assert_eq!(*count, expected.iter().filter(|set| set.len() == order).count() as u128, "order {order}");
    }
    assert_eq!(answer.sets, expected[..expected.len().min(keep)]);
}

#[test]
fn all_orders_and_every_bound() {
    let (mut complete, mut truncated, mut sets) = (0, 0, 0);
    for seed in 0..2500 {
        let plan = Plan::random(seed);
        let system = plan.system();
        let all = judge(&system);
        let tops = plan.tops();
        for (answer, all) in minimal_cut_sets(&system, &tops, Limits::ALL, usize::MAX).iter().zip(&all) {
            assert_eq!(answer.truncated_at, None);
            check(answer, all, None, usize::MAX);
            sets += all.len();
        }
        // One bound for all gates together, all bounds for one gate alone: they are searched differently.
        let bound = (seed % 5) as u32;
        let alone = (seed % u64::from(system.gates())) as usize;
        for (answer, all) in minimal_cut_sets(&system, &tops, Limits::order(bound), 3).iter().zip(&all) {
            check(answer, all, Some(bound), 3);
            let whole = all.iter().all(|set| set.len() <= bound as usize);
            complete += usize::from(answer.truncated_at.is_none());
            truncated += usize::from(answer.truncated_at.is_some() && whole);
        }
        for bound in 0..=system.events() {
            let answers = minimal_cut_sets(&system, &tops[alone..=alone], Limits::order(bound), usize::MAX);
            check(&answers[0], &all[alone], Some(bound), usize::MAX);
        }
    }
    // Saying "perhaps there is more" is allowed, but must stay rare.
    assert!(sets > 10_000 && complete > 10_000 && truncated * 100 < complete, "{sets} {complete} {truncated}");
}

#[test]
fn near_the_smallest() {
    for seed in 0..2500 {
        let plan = Plan::random(seed + 1_000_000);
        let system = plan.system();
        let all = judge(&system);
        let wanted = Wanted { beyond: (seed % 3) as u32, cap: (seed % 7) as u32 };
        let mut tops = plan.tops();
        if seed % 2 == 0 {
            tops.drain(..tops.len() / 2);
        }
        for (answer, top) in near_smallest(&system, &tops, wanted, Limits::ALL, 100).iter().zip(&tops) {
            let all = &all[top.0 as usize];
            let bound = all.first().map_or(wanted.cap, |set| wanted.cap.min(set.len() as u32 + wanted.beyond));
            check(answer, all, Some(bound), 100);
        }
    }
}

#[test]
fn names_and_order_do_not_matter() {
    for seed in 0..600 {
        let plan = Plan::random(seed + 2_000_000);
        let mut random = Random(seed);
        let mut events: Vec<u32> = (0..plan.events).collect();
        let mut gates: Vec<u32> = (0..plan.gates.len() as u32).collect();
        random.shuffle(&mut events);
        random.shuffle(&mut gates);
        let mut renamed = plan.clone();
        for (at, (op, inputs)) in plan.gates.iter().enumerate() {
            let rename = |node: &Node| match node {
                Node::Event(event) => Node::Event(Event(events[event.0 as usize])),
                Node::Gate(gate) => Node::Gate(Gate(gates[gate.0 as usize])),
            };
            let mut inputs: Vec<Node> = inputs.iter().map(rename).collect();
            random.shuffle(&mut inputs);
            renamed.gates[gates[at] as usize] = (*op, inputs);
        }
        let limits = if seed % 2 == 0 { Limits::ALL } else { Limits::order((seed % 6) as u32) };
        let one = minimal_cut_sets(&plan.system(), &plan.tops(), limits, usize::MAX);
        let two = minimal_cut_sets(&renamed.system(), &plan.tops(), limits, usize::MAX);
        for (at, answer) in one.iter().enumerate() {
            let mut sets: Vec<Vec<Event>> = answer.sets.clone();
            for set in &mut sets {
                set.iter_mut().for_each(|event| *event = Event(events[event.0 as usize]));
                set.sort_unstable();
            }
            sets.sort_by_key(|set| (set.len(), set.clone()));
            assert_eq!(sets, two[gates[at] as usize].sets, "seed {seed}");
        }
    }
}

/// Larger systems, so that every representation of sets is used: each set is a cut set and no part of it is; a smaller
/// bound gives the beginning of what a larger one gives, and one top alone what it gives among others.
#[test]
fn larger_systems_are_consistent() {
    for (at, (gates, events, order)) in
        [(60, 40, 5), (90, 100, 5), (90, 200, 5), (300, 900, 5), (300, 900, 9), (300, 900, 20), (600, 9000, 20)]
            .into_iter()
            .enumerate()
    {
        let mut random = Random(at as u64);
        let mut build = Builder::new();
        let all: Vec<Event> = (0..events).map(|_| build.event()).collect();
        let nodes: Vec<Gate> = (0..gates).map(|_| build.gate()).collect();
        for (at, node) in nodes.iter().enumerate() {
            for _ in 0..3 {
                let mut inputs: Vec<Node> = vec![all[random.below(events) as usize].into()];
                let near = |random: &mut Random| nodes[(at + random.below(16) as usize) % nodes.len()].into();
                inputs.push(near(&mut random));
                if random.below(8) == 0 {
                    inputs.push(near(&mut random));
                }
                let rule = build.defined(Op::All, inputs);
                build.add(*node, rule);
            }
        }
        let always = build.defined(Op::All, []);
        nodes.iter().skip(5).step_by(10).for_each(|node| build.add(*node, always));
        let system = build.build();
        let evaluator = Evaluator::new(&system);
        let tops = &nodes[gates as usize / 2 - 3..gates as usize / 2 + 1];
        // A bound this large is asked of one representation, the answer then compared with that of others.
        let small = order.min(5);
        let answers = minimal_cut_sets(&system, tops, Limits::order(small), usize::MAX);
        let more = minimal_cut_sets(&system, tops, Limits { work: 3_000_000, ..Limits::order(order) }, usize::MAX);
        let mut total = 0;
        for ((answer, more), top) in answers.iter().zip(&more).zip(tops) {
            for set in &answer.sets {
                assert!(evaluator.holds(&EventSet::of(&system, set.iter().copied()), *top));
                for event in set {
                    let rest = set.iter().copied().filter(|other| other != event);
                    assert!(!evaluator.holds(&EventSet::of(&system, rest), *top));
                }
            }
            total += answer.sets.len();
            let complete = more.truncated_at.unwrap_or(u32::MAX);
            let within = |set: &&Vec<Event>| set.len() <= complete.min(small) as usize;
            assert!(answer.sets.iter().filter(within).eq(more.sets.iter().filter(within)));
            let alone = minimal_cut_sets(&system, &[*top], Limits::order(small), usize::MAX);
            assert_eq!(alone[0].sets, answer.sets);
        }
        assert!(total > 5, "{total} sets of {events} events");
    }
}

#[test]
fn a_spent_budget_is_told() {
    for seed in 0..300 {
        let plan = Plan::random(seed + 3_000_000);
        let system = plan.system();
        let all = judge(&system);
        let mut random = Random(seed);
        let limits = match seed % 2 {
            0 => Limits { memory: random.below(20) as usize, ..Limits::ALL },
            _ => Limits { work: u64::from(random.below(60)), ..Limits::ALL },
        };
        let wanted = Wanted { beyond: random.below(3), cap: 9 };
        let near = near_smallest(&system, &plan.tops(), wanted, limits, usize::MAX);
        for answers in [minimal_cut_sets(&system, &plan.tops(), limits, usize::MAX), near] {
            for (answer, all) in answers.iter().zip(&all) {
                check(answer, all, answer.truncated_at, usize::MAX);
            }
        }
    }
}

#[test]
fn odd_questions_have_answers() {
    let mut build = Builder::new();
    let events: Vec<Event> = (0..3).map(|_| build.event()).collect();
    let never = build.gate();
    let always = build.defined(Op::All, []);
    let itself = build.gate();
    build.define(itself, Op::Any, [itself.into()]);
    let two = build.defined(Op::AtLeast(2), [events[0].into(), events[0].into(), events[1].into()]);
    let system = build.build();
    let answers = minimal_cut_sets(&system, &[never, always, itself, two, Gate(99), two], Limits::ALL, 10);
    let orders: Vec<&[u128]> = answers.iter().map(|answer| answer.by_order.as_slice()).collect();
    assert_eq!(orders, [&[] as &[u128], &[1], &[], &[0, 1], &[], &[0, 1]]);
    assert_eq!(answers[1].sets, [[]]);
    assert!(minimal_cut_sets(&system, &[], Limits::ALL, 10).is_empty());
    assert_eq!(minimal_cut_sets(&System::default(), &[Gate(0)], Limits::order(0), 1)[0].by_order, []);
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    const LENGTH: u32 = 100_000;
    for op in [Op::Any, Op::All] {
        let mut build = Builder::new();
        let mut below: Node = build.event().into();
        for _ in 0..LENGTH {
            let event: Node = build.event().into();
            let both = build.defined(op, [below, event]);
            below = build.defined(Op::Any, [both.into()]).into();
        }
        let Node::Gate(top) = below else { return };
        let system = build.build();
        let answer = &minimal_cut_sets(&system, &[top], Limits::order(3), 5)[0];
        match op {
            Op::Any => assert_eq!((answer.total(), answer.truncated_at), (u128::from(LENGTH) + 1, None)),
            _ => assert_eq!((answer.total(), answer.truncated_at), (0, Some(3))),
        }
    }
}
