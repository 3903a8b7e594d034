//! Synthetic systems with many circles, and how long the antichain engine takes for them.
//!
//! ```text
//! cyclic NODES RULES LABELS ORDER [--near BEYOND] [--tops N] [--entries N] [--free PERCENT] [--seed N] [--repeat N]
//! ```
//!
//! There are NODES facts in 4 zones and RULES rules, each from one fact (every tenth: from two) to another, guarded by a
//! label. A fifth of the labels serve all zones, the others one zone each. Entries hold by themselves. `--free` leaves
//! that share of the rules without a label; `--near` asks for the smallest order and so many beyond. Prints the wall time
//! of a run (the median of `--repeat` many) and the first answers: smallest order, sets by order, truncation.

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::time::Instant;

use vauban_cutsets::antichain::{Wanted, minimal_cut_sets, near_smallest};
use vauban_cutsets::{Builder, Gate, Limits, Node, Op, System};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u32> =
        arguments.iter().take_while(|word| !word.starts_with('-')).filter_map(|word| word.parse().ok()).collect();
    let option = |name: &str, default: u32| {
        let at = arguments.iter().position(|word| word == name);
        at.and_then(|at| arguments.get(at + 1)).and_then(|word| word.parse().ok()).unwrap_or(default)
    };
    let [nodes, rules, labels, order] = numbers[..] else {
        println!(
            "cyclic NODES RULES LABELS ORDER [--near BEYOND] [--tops N] [--entries N] [--free PERCENT] [--repeat N]"
        );
        return;
    };
    let shape = Shape {
        nodes,
        rules,
        labels,
        entries: option("--entries", 5),
        tops: option("--tops", 5),
        free: option("--free", 0),
        seed: u64::from(option("--seed", 1)),
    };
    let (system, tops) = shape.system();
    let beyond = option("--near", u32::MAX);
    let mut times = Vec::new();
    let mut found = Vec::new();
    for _ in 0..option("--repeat", 1).max(1) {
        let start = Instant::now();
        found = if beyond < u32::MAX {
            near_smallest(&system, &tops, Wanted { beyond, cap: order }, Limits::ALL, 100)
        } else {
            minimal_cut_sets(&system, &tops, Limits::order(order), 100)
        };
        times.push(start.elapsed());
    }
    times.sort_unstable();
    println!("{} gates, {} events, {} tops", system.gates(), system.events(), tops.len());
    println!("median {:?}, least {:?}", times[times.len() / 2], times[0]);
    for answer in found.iter().take(10) {
        println!("{:?} {:?} {:?}", answer.smallest_order(), answer.by_order, answer.truncated_at);
    }
}

struct Shape {
    nodes: u32,
    rules: u32,
    labels: u32,
    entries: u32,
    tops: u32,
    free: u32,
    seed: u64,
}

impl Shape {
    fn system(&self) -> (System, Vec<Gate>) {
        const ZONES: u32 = 4;
        let mut random = Random(self.seed);
        let mut build = Builder::new();
        let nodes: Vec<Gate> = (0..self.nodes).map(|_| build.gate()).collect();
        let labels: Vec<Node> = (0..self.labels).map(|_| build.event().into()).collect();
        let shared = (self.labels / 5).max(1);
        let own = ((self.labels - shared.min(self.labels)) / ZONES).max(1);
        for rule in 0..self.rules {
            let head = rule % self.nodes.max(1);
            let mut inputs: Vec<Node> = vec![nodes[random.below(self.nodes) as usize].into()];
            if random.below(10) == 0 {
                inputs.push(nodes[random.below(self.nodes) as usize].into());
            }
            let label = match random.below(5) {
                0 => random.below(shared),
                _ => shared + head % ZONES * own + random.below(own),
            };
            if random.below(100) >= self.free {
                inputs.push(labels[label.min(self.labels - 1) as usize]);
            }
            let rule = build.defined(Op::All, inputs);
            build.add(nodes[head as usize], rule);
        }
        let always = build.defined(Op::All, []);
        for entry in 0..self.entries.min(self.nodes) {
            build.add(nodes[entry as usize], always);
        }
        let tops = (0..self.tops.min(self.nodes)).map(|top| nodes[(self.nodes - 1 - top) as usize]).collect();
        (build.build(), tops)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        ((u128::from(word) * u128::from(bound)) >> 64) as u32
    }
}
