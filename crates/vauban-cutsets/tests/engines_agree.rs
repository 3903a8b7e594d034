//! The engines judge each other on systems too large for trying all subsets.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Random;
use vauban_cutsets::blocking::{Smallest, smallest_order};
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Builder, CutSets, Event, Gate, Limits, Node, Op, System, antichain, minimal_cut_sets, zbdd};

/// A design-like system: facts with several rules each, a rule asking for one or two facts and a few events.
fn design(random: &mut Random, facts: u32, events: u32) -> (System, Gate) {
    let mut build = Builder::new();
    (0..events).for_each(|_| {
        build.event();
    });
    let gates: Vec<Gate> = (0..facts).map(|_| build.gate()).collect();
    for (at, gate) in gates.iter().enumerate() {
        for _ in 0..1 + random.below(3) {
            let mut inputs: Vec<Node> = (0..random.below(3)).map(|_| Event(random.below(events)).into()).collect();
            if at > 0 && random.below(8) > 0 {
                // Mostly from before, sometimes in a circle.
                let bound = if random.below(4) == 0 { facts } else { at as u32 };
                (0..1 + random.below(8) / 7).for_each(|_| inputs.push(gates[random.below(bound) as usize].into()));
            } else {
                inputs.push(Event(random.below(events)).into());
            }
            let rule = match random.below(12) {
                0 if inputs.len() > 2 => build.defined(Op::AtLeast(2), inputs),
                _ => build.defined(Op::All, inputs),
            };
            build.add(*gate, rule);
        }
    }
    (build.build(), gates[facts as usize - 1])
}

fn counted(answer: &CutSets, order: usize) -> Vec<u128> {
    let mut counts = answer.by_order.clone();
    counts.resize(order + 1, 0);
    counts
}

#[test]
fn both_engines_and_the_proof_say_the_same() {
    const ORDER: u32 = 4;
    let mut random = Random(7);
    let mut orders = [0; ORDER as usize + 2];
    for round in 0..400 {
        let (system, top) = design(&mut random, 20 + round % 40, 12 + round % 20);
        let limits = Limits::order(ORDER);
        let by_size = antichain::minimal_cut_sets(&system, &[top], limits, usize::MAX).pop().unwrap();
        let by_diagram = zbdd::minimal_cut_sets(&system, top, limits, usize::MAX);
        let chosen = minimal_cut_sets(&system, top, limits, usize::MAX);
        let order = ORDER as usize;
        assert_eq!(counted(&by_size, order), counted(&by_diagram, order), "{round} {system:?}");
        assert_eq!(counted(&by_size, order), counted(&chosen, order), "{round} {system:?}");
        let within = |answer: &CutSets| -> Vec<Vec<Event>> {
            answer.sets.iter().filter(|set| set.len() <= order).cloned().collect()
        };
        assert_eq!(within(&by_size), within(&by_diagram), "{round} {system:?}");
        let proof = smallest_order(&Evaluator::new(&system), top, Limits { work: 50_000_000, ..Limits::ALL }, 0);
        match (by_size.smallest_order(), proof.smallest) {
            (Some(found), proved) => {
                assert_eq!(Smallest::Order(found), proved, "{round} {system:?}");
                orders[found as usize] += 1;
            }
            (None, Smallest::Order(deeper)) => assert!(deeper > ORDER),
            (None, Smallest::Never | Smallest::AtLeast(_)) => {}
        }
    }
    // The systems are of every depth.
    assert!(orders[1..=ORDER as usize].iter().all(|count| *count > 5), "{orders:?}");
}
