//! A smaller system with the same answer: what the diagrams are built from.
//!
//! Only what the top depends on is kept. Gates that always or never hold are gone, gates of one input are bridged,
//! equal gates are one, nested gates of one kind are flattened, inputs that cannot matter are dropped (absorption)
//! and inputs that only occur together become a gate of their own, which is then a module. Each step replaces the
//! right side of an equation by one that is equal in every solution, so circles keep their least fixpoint.

use std::collections::HashMap;

use crate::fixpoint::Evaluator;
use crate::system::{Builder, Event, EventSet, Gate, Node, Op, System};

/// What a top gate comes down to.
#[derive(Clone, Debug)]
pub(crate) enum Simple {
    /// It cannot hold.
    Never,
    /// It holds even if no event occurs.
    Always,
    /// It holds as this gate of this system, which has the same events.
    Gate(System, Gate),
}

/// Simplifies what is under a gate.
pub(crate) fn simplify(system: &System, top: Gate) -> Simple {
    if top.0 >= system.gates() {
        return Simple::Never;
    }
    let evaluator = Evaluator::new(system);
    let always = evaluator.state(&EventSet::none(system));
    if always.holds(top) {
        return Simple::Always;
    }
    let possible = evaluator.state(&EventSet::all(system));
    if !possible.holds(top) {
        return Simple::Never;
    }
    let mut net = Net::cone(system, top, |gate| match (always.holds(gate), possible.holds(gate)) {
        (true, _) => Some(true),
        (_, false) => Some(false),
        _ => None,
    });
    for _ in 0..16 {
        let before = net.shape();
        net.bridge();
        net.flatten();
        net.absorb();
        net.bridge();
        net.group();
        net.factor();
        if net.shape() == before {
            break;
        }
    }
    net.bridge();
    net.flatten();
    net.bridge();
    net.finish()
}

/// Gates under change. Nodes are numbered, events first; a gate without inputs is not in use.
struct Net {
    events: u32,
    gates: Vec<(Op, Vec<u32>)>,
    top: u32,
}

impl Net {
    fn cone(system: &System, top: Gate, constant: impl Fn(Gate) -> Option<bool>) -> Net {
        let events = system.events();
        let mut net = Net { events, gates: vec![(Op::Any, Vec::new()); system.gates() as usize], top: events + top.0 };
        let mut known = vec![false; system.gates() as usize];
        known[top.0 as usize] = true;
        let mut open = vec![top];
        while let Some(gate) = open.pop() {
            let mut holding = 0;
            let mut inputs = Vec::new();
            for input in system.inputs(gate) {
                match input {
                    Node::Event(event) => inputs.push(event.0),
                    Node::Gate(below) => match constant(*below) {
                        Some(true) => holding += 1,
                        Some(false) => {}
                        None => {
                            inputs.push(events + below.0);
                            if !std::mem::replace(&mut known[below.0 as usize], true) {
                                open.push(*below);
                            }
                        }
                    },
                }
            }
            // A gate that is not constant needs at least one more input than those that always hold.
            let op = match system.op(gate) {
                Op::AtLeast(k) => Op::AtLeast(k - holding.min(k)),
                op => op,
            };
            net.gates[gate.0 as usize] = (op, inputs);
        }
        net
    }

    fn shape(&self) -> (usize, usize) {
        let used = self.gates.iter().filter(|(_, inputs)| !inputs.is_empty());
        used.fold((0, 0), |(gates, edges), (_, inputs)| (gates + 1, edges + inputs.len()))
    }

    fn gate(&self, node: u32) -> Option<usize> {
        node.checked_sub(self.events).map(|gate| gate as usize)
    }

    /// One name for equal gates and for a gate with one input; inputs named once; unused gates emptied.
    fn bridge(&mut self) {
        loop {
            let mut same: Vec<u32> = (0..self.gates.len() as u32).map(|at| self.events + at).collect();
            let mut seen: HashMap<(Op, Vec<u32>), u32> = HashMap::new();
            let mut changed = false;
            let mut stamp = vec![u32::MAX; self.events as usize + self.gates.len()];
            for (at, (op, inputs)) in self.gates.iter_mut().enumerate() {
                let own = self.events + at as u32;
                match *op {
                    Op::AtLeast(1) => *op = Op::Any,
                    Op::AtLeast(k) if k as usize == inputs.len() => *op = Op::All,
                    _ => {}
                }
                if !matches!(op, Op::AtLeast(_)) {
                    let any = *op == Op::Any;
                    inputs.retain(|input| {
                        std::mem::replace(&mut stamp[*input as usize], at as u32) != at as u32
                            && !(any && *input == own)
                    });
                }
                if let [one] = inputs[..] {
                    // The top must stay a gate.
                    if one != own && (own != self.top || one >= self.events) {
                        same[at] = one;
                        changed = true;
                    }
                } else if !inputs.is_empty() {
                    let mut key = inputs.clone();
                    key.sort_unstable();
                    let first = *seen.entry((*op, key)).or_insert(own);
                    if first != own {
                        same[at] = first;
                        changed = true;
                    }
                }
            }
            if changed {
                self.rename(&mut same);
            }
            self.sweep();
            if !changed {
                return;
            }
        }
    }

    /// Puts names through, following chains to their end.
    fn rename(&mut self, same: &mut [u32]) {
        let events = self.events;
        let mut chain = Vec::new();
        for at in 0..same.len() {
            let mut end = events + at as u32;
            while end >= events && same[(end - events) as usize] != end {
                chain.push((end - events) as usize);
                end = same[(end - events) as usize];
                if chain.len() > same.len() {
                    // Gates bridged in a circle never hold, and are gone before this.
                    break;
                }
            }
            chain.drain(..).for_each(|link| same[link] = end);
        }
        let name = |node: u32| if node < events { node } else { same[(node - events) as usize] };
        for (_, inputs) in &mut self.gates {
            inputs.iter_mut().for_each(|input| *input = name(*input));
        }
        let top = name(self.top);
        if top >= events {
            self.top = top;
        } else if let Some(gate) = self.gate(self.top) {
            // The top must stay a gate.
            self.gates[gate] = (Op::Any, vec![top]);
            same[gate] = self.top;
        }
    }

    /// Empties the gates that the top does not use.
    fn sweep(&mut self) {
        let mut used = vec![false; self.gates.len()];
        let mut open: Vec<usize> = self.gate(self.top).into_iter().collect();
        while let Some(gate) = open.pop() {
            if !std::mem::replace(&mut used[gate], true) {
                open.extend(self.gates[gate].1.iter().filter_map(|input| self.gate(*input)));
            }
        }
        for (at, used) in used.iter().enumerate() {
            if !used {
                self.gates[at].1.clear();
            }
        }
    }

    /// How often each gate is used; to be the top is a use.
    fn uses(&self) -> Vec<u32> {
        let mut uses = vec![0; self.gates.len()];
        if let Some(top) = self.gate(self.top) {
            uses[top] = 1;
        }
        for input in self.gates.iter().flat_map(|(_, inputs)| inputs) {
            if let Some(gate) = self.gate(*input) {
                uses[gate] += 1;
            }
        }
        uses
    }

    /// Any of any is any, all of all is all, where the inner gate has no other use.
    fn flatten(&mut self) {
        let uses = self.uses();
        for at in 0..self.gates.len() {
            let op = self.gates[at].0;
            let inner = |net: &Net, node: u32| {
                let gate = net.gate(node)?;
                (gate != at && uses[gate] == 1 && net.gates[gate].0 == op).then_some(gate)
            };
            if matches!(op, Op::AtLeast(_)) || !self.gates[at].1.iter().any(|node| inner(self, *node).is_some()) {
                continue;
            }
            let mut open = std::mem::take(&mut self.gates[at].1);
            open.reverse();
            let mut flat = Vec::with_capacity(open.len());
            while let Some(node) = open.pop() {
                match inner(self, node) {
                    Some(gate) if !self.gates[gate].1.is_empty() => {
                        let below = std::mem::take(&mut self.gates[gate].1);
                        open.extend(below.into_iter().rev());
                    }
                    _ => flat.push(node),
                }
            }
            self.gates[at].1 = flat;
        }
    }

    /// Drops inputs that another input makes superfluous: `a` and (`a` or `b`) is `a`; and `a` or (`a` or `b`), where
    /// the inner gate is used elsewhere too, needs `a` only inside.
    fn absorb(&mut self) {
        let mut stamp = vec![u32::MAX; self.events as usize + self.gates.len()];
        for at in 0..self.gates.len() {
            let op = self.gates[at].0;
            if matches!(op, Op::AtLeast(_)) || self.gates[at].1.len() < 2 {
                continue;
            }
            let own = self.events + at as u32;
            let mut inputs = std::mem::take(&mut self.gates[at].1);
            inputs.iter().for_each(|input| stamp[*input as usize] = at as u32);
            for input in &inputs {
                let Some(gate) = self.gate(*input).filter(|gate| *gate != at) else { continue };
                let (inner, below) = &self.gates[gate];
                if matches!(inner, Op::AtLeast(_)) {
                    continue;
                }
                if *inner == op {
                    // Only while the inner gate itself stays, and never by way of this gate.
                    if stamp[*input as usize] == at as u32 && !below.contains(&own) {
                        for covered in below.iter().filter(|covered| *covered != input) {
                            stamp[*covered as usize] = u32::MAX;
                        }
                    }
                } else if below.iter().any(|node| node != input && stamp[*node as usize] == at as u32) {
                    stamp[*input as usize] = u32::MAX;
                }
            }
            inputs.retain(|input| stamp[*input as usize] == at as u32);
            self.gates[at].1 = inputs;
        }
    }

    /// Nodes that are inputs of exactly the same gates, all of one kind, become a gate of their own.
    fn group(&mut self) {
        let mut users: Vec<Vec<u32>> = vec![Vec::new(); self.events as usize + self.gates.len()];
        for (at, (_, inputs)) in self.gates.iter().enumerate() {
            inputs.iter().for_each(|input| users[*input as usize].push(at as u32));
        }
        let mut groups: HashMap<&[u32], usize> = HashMap::new();
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (node, users) in users.iter().enumerate() {
            let Some(op) = users.first().map(|user| self.gates[*user as usize].0) else { continue };
            let alike = users.iter().all(|user| self.gates[*user as usize].0 == op);
            if users.len() > 1 && alike && !matches!(op, Op::AtLeast(_)) {
                let group = *groups.entry(users).or_insert_with(|| {
                    members.push(Vec::new());
                    members.len() - 1
                });
                members[group].push(node as u32);
            }
        }
        drop(groups);
        for nodes in members.into_iter().filter(|nodes| nodes.len() > 1) {
            let of = users[nodes[0] as usize].clone();
            let op = self.gates[of[0] as usize].0;
            let name = self.events + self.gates.len() as u32;
            for user in &of {
                let inputs = &mut self.gates[*user as usize].1;
                let place = inputs.iter().position(|input| *input == nodes[0]);
                if let Some(place) = place {
                    inputs[place] = name;
                }
                inputs.retain(|input| nodes.binary_search(input).is_err());
            }
            self.gates.push((op, nodes));
        }
    }

    /// (`a` and `x`) or (`a` and `y`) is `a` and (`x` or `y`), where the inner gates have no other use; and its dual.
    fn factor(&mut self) {
        let uses = self.uses();
        let mut count = vec![0_u32; self.events as usize + self.gates.len()];
        for at in 0..self.gates.len() {
            let op = self.gates[at].0;
            let other = match op {
                Op::Any => Op::All,
                Op::All => Op::Any,
                Op::AtLeast(_) => continue,
            };
            let fit = |net: &Net, node: u32| {
                net.gate(node).filter(|gate| *gate != at && uses.get(*gate) == Some(&1) && net.gates[*gate].0 == other)
            };
            let inner: Vec<usize> = self.gates[at].1.iter().filter_map(|node| fit(self, *node)).collect();
            if inner.len() < 2 {
                continue;
            }
            let mut best = (1, 0);
            for node in inner.iter().flat_map(|gate| &self.gates[*gate].1) {
                count[*node as usize] += 1;
            }
            for node in inner.iter().flat_map(|gate| &self.gates[*gate].1) {
                let held = std::mem::take(&mut count[*node as usize]);
                if held > best.0 {
                    best = (held, *node);
                }
            }
            let (held, common) = best;
            if held < 2 {
                continue;
            }
            let own = self.events + at as u32;
            if common == own {
                continue;
            }
            let taken: Vec<usize> = inner.into_iter().filter(|gate| self.gates[*gate].1.contains(&common)).collect();
            for gate in &taken {
                self.gates[*gate].1.retain(|input| *input != common);
            }
            if taken.iter().any(|gate| self.gates[*gate].1.is_empty()) {
                // One of them was `a` alone: absorption takes care of it.
                taken.iter().for_each(|gate| self.gates[*gate].1.push(common));
                continue;
            }
            let names: Vec<u32> = taken.iter().map(|gate| self.events + *gate as u32).collect();
            let sum = self.events + self.gates.len() as u32;
            self.gates.push((op, names.clone()));
            self.gates.push((other, vec![common, sum]));
            let inputs = &mut self.gates[at].1;
            let place = inputs.iter().position(|input| *input == names[0]);
            if let Some(place) = place {
                inputs[place] = sum + 1;
            }
            inputs.retain(|input| !names.contains(input));
            count.resize(self.events as usize + self.gates.len(), 0);
        }
    }

    fn finish(self) -> Simple {
        let mut build = Builder::new();
        (0..self.events).for_each(|_| {
            build.event();
        });
        let mut names = vec![Gate(0); self.gates.len()];
        for (at, (_, inputs)) in self.gates.iter().enumerate() {
            if !inputs.is_empty() {
                names[at] = build.gate();
            }
        }
        for (at, (op, inputs)) in self.gates.iter().enumerate() {
            if !inputs.is_empty() {
                let inputs = inputs.iter().map(|input| match self.gate(*input) {
                    Some(gate) => Node::Gate(names[gate]),
                    None => Node::Event(Event(*input)),
                });
                build.define(names[at], *op, inputs);
            }
        }
        let mut top = self.gate(self.top).map_or(Gate(0), |gate| names[gate]);
        // A top in a circle gets a gate above it, so that nothing depends on the top.
        if self.gates.iter().any(|(_, inputs)| inputs.contains(&self.top)) {
            top = build.defined(Op::Any, [top.into()]);
        }
        Simple::Gate(build.build(), top)
    }
}
