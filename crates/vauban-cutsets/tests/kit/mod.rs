//! What the tests of random systems share: a generator of numbers, one of systems, and a judge that tries all subsets.

#![allow(dead_code, reason = "each test takes what it needs")]

use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Builder, Event, EventSet, Gate, Node, Op, System};

/// The same numbers everywhere: SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        ((u128::from(word) * u128::from(bound)) >> 64) as u32
    }

    pub(crate) fn within(&mut self, bound: u64) -> u64 {
        u64::from(self.below(u32::try_from(bound).unwrap_or(u32::MAX)))
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at as u32 + 1) as usize);
        }
    }
}

/// A system as plain data, so that it can be renamed and reordered.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) events: u32,
    pub(crate) gates: Vec<(Op, Vec<Node>)>,
}

impl Plan {
    pub(crate) fn random(seed: u64) -> Plan {
        let mut random = Random(seed);
        let events = 1 + random.below(8 + random.0 as u32 % 3);
        let count = 1 + random.below(14);
        // Some systems are trees of rules, some are all circles, some are chains.
        let (acyclic, wide, pointy) = (random.below(3) == 0, 1 + random.below(5), random.below(10));
        let gates = (0..count)
            .map(|at| {
                let width = random.below(wide + 1) + u32::from(random.below(8) != 0);
                let mut inputs: Vec<Node> = (0..width)
                    .map(|_| {
                        let gates = if acyclic { at } else { count };
                        if gates == 0 || random.below(10) < pointy {
                            Event(random.below(events)).into()
                        } else {
                            Gate(random.below(gates)).into()
                        }
                    })
                    .collect();
                if width > 0 && random.below(6) == 0 {
                    inputs.push(inputs[random.below(width) as usize]);
                }
                let op = match random.below(9) {
                    0..4 => Op::Any,
                    4..7 => Op::All,
                    _ => Op::AtLeast(random.below(inputs.len() as u32 + 2)),
                };
                (op, inputs)
            })
            .collect();
        Plan { events, gates }
    }

    pub(crate) fn system(&self) -> System {
        let mut build = Builder::new();
        for _ in 0..self.events {
            build.event();
        }
        for (op, inputs) in &self.gates {
            build.defined(*op, inputs.iter().copied());
        }
        build.build()
    }

    pub(crate) fn tops(&self) -> Vec<Gate> {
        (0..self.gates.len() as u32).map(Gate).collect()
    }
}

/// All minimal cut sets of every gate, sorted, by trying all subsets.
pub(crate) fn judge(system: &System) -> Vec<Vec<Vec<Event>>> {
    let evaluator = Evaluator::new(system);
    let mut subsets: Vec<u32> = (0..1 << system.events()).collect();
    subsets.sort_by_key(|subset| subset.count_ones());
    let mut minimal: Vec<Vec<u32>> = vec![Vec::new(); system.gates() as usize];
    for subset in subsets {
        let events = (0..system.events()).filter(|event| subset >> event & 1 == 1).map(Event);
        let state = evaluator.state(&EventSet::of(system, events));
        for gate in state.holding() {
            let known = &mut minimal[gate.0 as usize];
            if !known.iter().any(|other| other & !subset == 0) {
                known.push(subset);
            }
        }
    }
    let name = |subset: &u32| (0..system.events()).filter(|event| subset >> event & 1 == 1).map(Event).collect();
    let mut named: Vec<Vec<Vec<Event>>> = minimal.iter().map(|sets| sets.iter().map(name).collect()).collect();
    named.iter_mut().for_each(|sets| sets.sort_by_key(|set| (set.len(), set.clone())));
    named
}
