//! Mechanisms that stand on nobody's way to anything.

use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{EventSet, Gate, Node};
use vauban_model::{AnyId, Impact};

use super::Defence;
use super::case::{Assumed, Given, Tier, absence};
use super::facts::Fact;
use super::system::Meaning;
use super::system::Source;

impl Defence {
    /// Mechanisms that count as designed, block, preserve or contain something, and whose fall no way of any
    /// attacker to any loss would ever need.
    pub fn idle(&self) -> Vec<AnyId> {
        let design = &self.design;
        let mut needed = vec![false; design.mechanisms.len()];
        let mut counted = vec![false; design.mechanisms.len()];
        for attacker in &design.attackers {
            let given =
                Given::new(design, &self.equations, attacker, Tier::Designed, &self.tested, &Assumed::default());
            let system = self.equations.system.with(&given.occurred, &given.impossible);
            let evaluator = Evaluator::new(&system);
            let all = evaluator.state(&EventSet::all(&system));
            let none = evaluator.state(&EventSet::none(&system));
            // Where an attacker is anyway, no other way there matters.
            let there = |gate: Gate| {
                let here = matches!(self.equations.meaning(gate), Some(Meaning::Fact { fact: Fact::At(_), .. }));
                here && none.holds(gate)
            };
            // Backward from the losses, over gates that can hold.
            let mut seen = vec![false; system.gates() as usize];
            let mut open: Vec<Gate> = Vec::new();
            for (asset, losses) in design.assets.iter().zip(&self.equations.losses) {
                open.extend((0..3).filter(|at| asset.impact[*at] > Impact::None).map(|at| losses[at]));
            }
            while let Some(gate) = open.pop() {
                if !all.holds(gate) || there(gate) || std::mem::replace(&mut seen[gate.0 as usize], true) {
                    continue;
                }
                for node in system.inputs(gate) {
                    match node {
                        Node::Gate(inner) => open.push(*inner),
                        Node::Event(event) => {
                            if let Source::Mechanism(at) = self.equations.source(*event) {
                                needed[at] = true;
                            }
                        }
                    }
                }
            }
            for (at, mechanism) in design.mechanisms.iter().enumerate() {
                counted[at] |= absence(mechanism, attacker, Tier::Designed, &self.tested, false).is_none();
            }
        }
        let idle = design.mechanisms.iter().enumerate().filter(|(at, one)| {
            let blocks = one.stops.contains(&true) || one.preserves.contains(&true) || !one.contains.is_empty();
            blocks && counted[*at] && !needed[*at]
        });
        idle.map(|(_, one)| one.id).collect()
    }
}
