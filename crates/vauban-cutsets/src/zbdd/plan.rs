//! What is to be done before any diagram is made: in which order gates are solved, which are modules, and up to
//! which order each is needed.

use std::cmp::Reverse;

use crate::modules::{Component, components, modules};
use crate::system::{Gate, Node, Op, System};

pub(super) struct Plan<'a> {
    pub(super) system: &'a System,
    /// Each after those it depends on.
    pub(super) parts: Vec<Component>,
    /// The part of each gate.
    pub(super) part: Vec<u32>,
    pub(super) module: Vec<bool>,
    /// How often each node is used, events first.
    uses: Vec<u32>,
    /// No set of this gate is smaller.
    least: Vec<u32>,
    /// How many leaves there are below each gate, one counted as often as there are ways to it.
    size: Vec<u32>,
}

/// In which order the inputs of a gate are walked. That makes the order of the variables, and much of the size of the
/// diagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    Given,
    LargeFirst,
    SharedFirst,
}

/// What belongs to one module: what is below it down to the next modules.
pub(super) struct Region {
    /// Parts, each after those it depends on; the module's own is the last.
    pub(super) parts: Vec<u32>,
    /// Events and modules, in the order of a walk from the left.
    pub(super) leaves: Vec<Node>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(system: &'a System, top: Gate) -> Plan<'a> {
        let parts = components(system, top);
        let mut part = vec![u32::MAX; system.gates() as usize];
        let mut uses = vec![0; (system.events() + system.gates()) as usize];
        for (at, one) in parts.iter().enumerate() {
            for gate in &one.gates {
                part[gate.0 as usize] = at as u32;
                for input in system.inputs(*gate) {
                    uses[place(system, *input)] += 1;
                }
            }
        }
        let mut module = vec![false; system.gates() as usize];
        modules(system, top).iter().for_each(|gate| module[gate.0 as usize] = true);
        module[top.0 as usize] = true;
        let least = vec![1; system.gates() as usize];
        let size = vec![1; system.gates() as usize];
        let mut plan = Plan { system, parts, part, module, uses, least, size };
        plan.bound_below();
        plan.measure();
        plan
    }

    /// Whether a node is an event or a module.
    pub(super) fn leaf(&self, node: Node) -> bool {
        match node {
            Node::Event(_) => true,
            Node::Gate(gate) => self.module[gate.0 as usize],
        }
    }

    /// Whether a node shares nothing with the other inputs of its only user.
    fn alone(&self, node: Node) -> bool {
        self.leaf(node) && self.uses[place(self.system, node)] == 1
    }

    pub(super) fn least(&self, node: Node) -> u32 {
        match node {
            Node::Event(_) => 1,
            Node::Gate(gate) => self.least[gate.0 as usize],
        }
    }

    fn bound_below(&mut self) {
        for at in 0..self.parts.len() {
            if self.parts[at].circle {
                continue;
            }
            let gate = self.parts[at].gates[0];
            let inputs = self.system.inputs(gate);
            let each = inputs.iter().map(|input| self.least(*input));
            self.least[gate.0 as usize] = match self.system.op(gate) {
                Op::Any => each.min().unwrap_or(u32::MAX),
                Op::All => self.together(inputs.iter().copied()),
                Op::AtLeast(k) => {
                    let mut each: Vec<u32> = each.collect();
                    each.sort_unstable();
                    let each = each.get(..k as usize).unwrap_or(&[]);
                    if inputs.iter().all(|input| self.alone(*input)) {
                        each.iter().fold(0, |sum, one| sum.saturating_add(*one))
                    } else {
                        each.last().copied().unwrap_or(1)
                    }
                }
            };
        }
    }

    fn measure(&mut self) {
        for part in &self.parts {
            for gate in &part.gates {
                let inputs = self.system.inputs(*gate).iter();
                self.size[gate.0 as usize] = inputs.fold(0, |sum: u32, node| sum.saturating_add(self.size(*node)));
            }
        }
    }

    /// No set that makes all of these hold is smaller: what shares nothing adds up, of the rest the largest counts.
    fn together(&self, nodes: impl Iterator<Item = Node>) -> u32 {
        let (mut sum, mut leaves, mut largest) = (0_u32, 0_u32, 0_u32);
        for node in nodes {
            let least = self.least(node);
            if self.alone(node) {
                sum = sum.saturating_add(least);
            } else if self.leaf(node) {
                leaves = leaves.saturating_add(least);
            } else {
                largest = largest.max(least);
            }
        }
        sum.saturating_add(leaves.max(largest))
    }

    /// Up to which order each gate is needed for the top's sets up to an order; `None` where it is not needed.
    pub(super) fn bounds(&self, order: u32) -> Vec<Option<u32>> {
        let mut bounds: Vec<Option<u32>> = vec![None; self.system.gates() as usize];
        if let Some(last) = self.parts.last() {
            last.gates.iter().for_each(|gate| bounds[gate.0 as usize] = Some(order));
        }
        for part in self.parts.iter().rev() {
            let bound = part.gates.iter().filter_map(|gate| bounds[gate.0 as usize]).max();
            let Some(bound) = bound else { continue };
            for gate in &part.gates {
                bounds[gate.0 as usize] = Some(bound);
                if self.least[gate.0 as usize] > bound {
                    continue;
                }
                let inputs = self.system.inputs(*gate);
                let op = self.system.op(*gate);
                let aside = match op {
                    Op::All if !part.circle => Some(self.aside(inputs)),
                    _ => None,
                };
                for input in inputs {
                    let Node::Gate(below) = *input else { continue };
                    let left = match aside {
                        None => Some(bound),
                        Some((sum, rest)) => {
                            let others = if self.alone(*input) {
                                (sum - self.least(*input).min(sum)).saturating_add(rest)
                            } else {
                                sum
                            };
                            bound.checked_sub(others)
                        }
                    };
                    let known = &mut bounds[below.0 as usize];
                    *known = (*known).max(left);
                }
            }
        }
        bounds
    }

    /// What the inputs that share nothing need together, and what the rest needs.
    fn aside(&self, inputs: &[Node]) -> (u32, u32) {
        let alone = inputs.iter().filter(|input| self.alone(**input));
        let sum = alone.fold(0_u32, |sum, input| sum.saturating_add(self.least(*input)));
        (sum, self.together(inputs.iter().copied().filter(|input| !self.alone(*input))))
    }

    /// What belongs to a module. `seen` is a scratch pad with one place for each node, and `round` a number not used
    /// with it before.
    pub(super) fn region(&self, module: Gate, sequence: Sequence, seen: &mut [u32], round: u32) -> Region {
        let mut region = Region { parts: Vec::new(), leaves: Vec::new() };
        let mut open: Vec<Node> = vec![Node::Gate(module)];
        while let Some(node) = open.pop() {
            if std::mem::replace(&mut seen[place(self.system, node)], round) == round {
                continue;
            }
            match node {
                Node::Gate(gate) if gate == module || !self.module[gate.0 as usize] => {
                    region.parts.push(self.part[gate.0 as usize]);
                    let from = open.len();
                    open.extend(self.system.inputs(gate));
                    match sequence {
                        Sequence::Given => {}
                        Sequence::LargeFirst => open[from..].sort_by_key(|node| Reverse(self.size(*node))),
                        Sequence::SharedFirst => {
                            open[from..].sort_by_key(|node| Reverse(self.uses[place(self.system, *node)]));
                        }
                    }
                    open[from..].reverse();
                }
                _ => region.leaves.push(node),
            }
        }
        region.parts.sort_unstable();
        region.parts.dedup();
        region
    }

    fn size(&self, node: Node) -> u32 {
        match node {
            Node::Gate(gate) if !self.module[gate.0 as usize] => self.size[gate.0 as usize],
            _ => 1,
        }
    }
}

/// Events first, then gates.
pub(super) fn place(system: &System, node: Node) -> usize {
    match node {
        Node::Event(event) => event.0 as usize,
        Node::Gate(gate) => system.events() as usize + gate.0 as usize,
    }
}
