//! Modules: gates that share nothing with the rest of the system, so that each can be solved by itself.
//!
//! One walk from the top gives each node the first and last time it is met; a gate is a module if everything below
//! it is met only while the walk is below that gate (Dutuit & Rauzy, "A linear-time algorithm to find modules of
//! fault trees", IEEE Transactions on Reliability 45, 1996). Circles are walked as one node each.

use crate::system::{Gate, Node, System};

/// The gates under the top, and the top itself, whose events and gates are used nowhere else under the top; each
/// after the modules below it. Gates without inputs are left out, and so are gates in circles.
pub fn modules(system: &System, top: Gate) -> Vec<Gate> {
    if top.0 >= system.gates() {
        return Vec::new();
    }
    let times = Times::walk(system, top);
    let mut first: Vec<u32> = vec![u32::MAX; system.gates() as usize];
    let mut last: Vec<u32> = vec![0; system.gates() as usize];
    let mut found = Vec::new();
    for part in components(system, top) {
        let (mut low, mut high) = (u32::MAX, 0);
        for input in part.gates.iter().flat_map(|gate| system.inputs(*gate)) {
            let at = times.place(*input);
            (low, high) = (low.min(times.first[at]), high.max(times.last[at]));
            if let Node::Gate(gate) = input {
                (low, high) = (low.min(first[gate.0 as usize]), high.max(last[gate.0 as usize]));
            }
        }
        for gate in &part.gates {
            (first[gate.0 as usize], last[gate.0 as usize]) = (low, high);
            let at = times.place(Node::Gate(*gate));
            if !part.circle && low != u32::MAX && low > times.first[at] && high < times.left[at] {
                found.push(*gate);
            }
        }
    }
    found
}

/// Gates that depend on each other, or one gate by itself.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    /// The gates, in the order the walk left them.
    pub(crate) gates: Vec<Gate>,
    /// Whether they depend on themselves.
    pub(crate) circle: bool,
}

/// The strongly connected components under a gate, each after those it depends on (Tarjan 1972, without recursion).
pub(crate) fn components(system: &System, top: Gate) -> Vec<Component> {
    let count = system.gates() as usize;
    let mut number = vec![0_u32; count];
    let mut low = vec![0_u32; count];
    let mut open = vec![false; count];
    let mut waiting: Vec<Gate> = Vec::new();
    let mut path: Vec<(Gate, usize)> = Vec::new();
    let mut parts = Vec::new();
    let mut next = 1;
    if top.0 as usize >= count {
        return parts;
    }
    let mut enter = Some(top);
    loop {
        if let Some(gate) = enter.take() {
            let at = gate.0 as usize;
            (number[at], low[at], open[at]) = (next, next, true);
            next += 1;
            waiting.push(gate);
            path.push((gate, 0));
        }
        let Some((gate, input)) = path.last_mut() else { return parts };
        let at = gate.0 as usize;
        if let Some(node) = system.inputs(*gate).get(*input) {
            *input += 1;
            if let Node::Gate(below) = node {
                let to = below.0 as usize;
                if number[to] == 0 {
                    enter = Some(*below);
                } else if open[to] {
                    low[at] = low[at].min(number[to]);
                }
            }
            continue;
        }
        let gate = *gate;
        path.pop();
        if let Some((above, _)) = path.last() {
            let above = above.0 as usize;
            low[above] = low[above].min(low[at]);
        }
        if low[at] == number[at] {
            let mut gates = Vec::new();
            while let Some(member) = waiting.pop() {
                open[member.0 as usize] = false;
                gates.push(member);
                if member == gate {
                    break;
                }
            }
            let circle = gates.len() > 1 || system.inputs(gate).contains(&Node::Gate(gate));
            parts.push(Component { gates, circle });
        }
    }
}

/// When a walk from the top meets each node, events first.
struct Times {
    events: usize,
    first: Vec<u32>,
    last: Vec<u32>,
    left: Vec<u32>,
}

impl Times {
    fn place(&self, node: Node) -> usize {
        match node {
            Node::Event(event) => event.0 as usize,
            Node::Gate(gate) => self.events + gate.0 as usize,
        }
    }

    fn walk(system: &System, top: Gate) -> Times {
        let events = system.events() as usize;
        let nodes = events + system.gates() as usize;
        let mut times = Times { events, first: vec![0; nodes], last: vec![0; nodes], left: vec![0; nodes] };
        let mut clock = 1;
        let at = times.place(Node::Gate(top));
        (times.first[at], times.last[at]) = (clock, clock);
        let mut path = vec![(top, 0_usize)];
        while let Some((gate, input)) = path.last_mut() {
            clock += 1;
            let Some(node) = system.inputs(*gate).get(*input).copied() else {
                let at = times.place(Node::Gate(*gate));
                times.left[at] = clock;
                times.last[at] = times.last[at].max(clock);
                path.pop();
                continue;
            };
            *input += 1;
            let at = times.place(node);
            times.last[at] = clock;
            if times.first[at] == 0 {
                times.first[at] = clock;
                if let Node::Gate(gate) = node {
                    path.push((gate, 0));
                }
            }
        }
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{Builder, Op};

    #[test]
    fn what_is_shared_is_no_module() {
        let mut build = Builder::new();
        let (a, b, c, d) = (build.event(), build.event(), build.event(), build.event());
        let alone = build.defined(Op::Any, [a.into(), b.into()]);
        let left = build.defined(Op::All, [alone.into(), c.into()]);
        let right = build.defined(Op::All, [c.into(), d.into()]);
        let top = build.defined(Op::Any, [left.into(), right.into()]);
        assert_eq!(modules(&build.build(), top), [alone, top]);
    }

    #[test]
    fn a_gate_used_twice_may_be_a_module_and_one_in_a_circle_is_not() {
        let mut build = Builder::new();
        let (a, b, c) = (build.event(), build.event(), build.event());
        let twice = build.defined(Op::All, [a.into(), b.into()]);
        let one = build.gate();
        let other = build.defined(Op::Any, [one.into(), twice.into()]);
        build.define(one, Op::All, [other.into(), c.into(), twice.into()]);
        let top = build.defined(Op::Any, [one.into()]);
        assert_eq!(modules(&build.build(), top), [twice, top]);
    }

    #[test]
    fn a_long_chain_is_walked_without_recursion() {
        let mut build = Builder::new();
        let event = build.event();
        let mut gate = build.defined(Op::Any, [event.into()]);
        for _ in 0..200_000 {
            gate = build.defined(Op::All, [gate.into()]);
        }
        assert_eq!(modules(&build.build(), gate).len(), 200_001);
    }
}
