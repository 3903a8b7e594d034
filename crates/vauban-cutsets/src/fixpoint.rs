//! What holds when given events occur: the least fixpoint, in time linear in the system; and by which shortest chain.
//!
//! Each gate waits for a number of inputs; an event or gate that comes to hold is told to the gates that use it,
//! once per use. A gate in a circle with nobody outside to start it is never told, so it never holds: that is what
//! "least" means.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::system::{Event, EventSet, Gate, Node, Op, System};

/// A system with an index from each node to the gates that use it.
#[derive(Clone, Debug)]
pub struct Evaluator<'a> {
    system: &'a System,
    /// For node n (events first, then gates): `users[starts[n]..starts[n + 1]]`, a gate named once per use.
    starts: Vec<u32>,
    users: Vec<Gate>,
    /// How many inputs each gate waits for when nothing holds; `u32::MAX` if it never can.
    waits: Vec<u32>,
}

/// What holds so far. More events may occur; none is ever taken back, except by [`State::rewind`].
#[derive(Clone, Debug)]
pub struct State {
    waits: Vec<u32>,
    occurred: EventSet,
    holding: Vec<Gate>,
    holds: Vec<bool>,
    /// Gates whose count was lowered, in order, for rewinding.
    told: Vec<Gate>,
    events: Vec<Event>,
}

/// A point to which a [`State`] can be rewound.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    told: usize,
    holding: usize,
    events: usize,
}

impl<'a> Evaluator<'a> {
    /// Indexes a system.
    pub fn new(system: &'a System) -> Evaluator<'a> {
        let nodes = (system.events() + system.gates()) as usize;
        let mut starts = vec![0_u32; nodes + 1];
        let gates = || (0..system.gates()).map(Gate);
        for node in gates().flat_map(|gate| system.inputs(gate)) {
            starts[number(system, *node) + 1] += 1;
        }
        for at in 0..nodes {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut users = vec![Gate(0); system.edges()];
        for gate in gates() {
            for node in system.inputs(gate) {
                let slot = &mut next[number(system, *node)];
                users[*slot as usize] = gate;
                *slot += 1;
            }
        }
        let waits = gates()
            .map(|gate| match (system.op(gate), system.inputs(gate).len() as u32) {
                (Op::Any, 0) => u32::MAX,
                (Op::Any, _) => 1,
                (Op::All, inputs) => inputs,
                (Op::AtLeast(k), inputs) if k > inputs => u32::MAX,
                (Op::AtLeast(k), _) => k,
            })
            .collect();
        Evaluator { system, starts, users, waits }
    }

    /// The system.
    pub fn system(&self) -> &'a System {
        self.system
    }

    /// What holds when these events occur.
    pub fn state(&self, occurred: &EventSet) -> State {
        let mut state = State {
            waits: self.waits.clone(),
            occurred: EventSet::none(self.system),
            holding: Vec::new(),
            holds: vec![false; self.waits.len()],
            told: Vec::new(),
            events: Vec::new(),
        };
        for (at, waits) in self.waits.iter().enumerate() {
            if *waits == 0 {
                state.hold(Gate(at as u32));
            }
        }
        self.settle(&mut state, 0);
        for event in occurred.iter() {
            self.occur(&mut state, event);
        }
        state
    }

    /// Whether a gate holds when these events occur.
    pub fn holds(&self, occurred: &EventSet, gate: Gate) -> bool {
        self.state(occurred).holds(gate)
    }

    /// One more event occurs.
    pub fn occur(&self, state: &mut State, event: Event) {
        if event.0 >= self.system.events() || state.occurred.contains(event) {
            return;
        }
        state.occurred.insert(event);
        state.events.push(event);
        let settled = state.holding.len();
        self.tell(state, event.0 as usize);
        self.settle(state, settled);
    }

    fn settle(&self, state: &mut State, mut from: usize) {
        while let Some(gate) = state.holding.get(from).copied() {
            from += 1;
            self.tell(state, self.system.events() as usize + gate.0 as usize);
        }
    }

    fn tell(&self, state: &mut State, node: usize) {
        let users = self.starts[node] as usize..self.starts[node + 1] as usize;
        for at in users {
            let user = self.users[at];
            let waits = &mut state.waits[user.0 as usize];
            // A gate that holds already keeps counting down; one that never can stays where it is.
            if *waits == u32::MAX || *waits == 0 {
                continue;
            }
            *waits -= 1;
            let done = *waits == 0;
            state.told.push(user);
            if done {
                state.hold(user);
            }
        }
    }

    /// The cheapest derivation of everything that holds when these events occur. `cost` is the cost of a gate by
    /// itself; a derivation costs the sum over its gates, one that is used twice counting twice (Knuth 1977).
    pub fn derive(&self, occurred: &EventSet, cost: impl Fn(Gate) -> u64) -> Derivation<'a> {
        let gates = self.waits.len();
        let mut waits = self.waits.clone();
        let mut sums = vec![0_u64; gates];
        let mut best: Vec<Option<u64>> = vec![None; gates];
        let mut chosen: Vec<Vec<Node>> = vec![Vec::new(); gates];
        let mut order = Vec::new();
        let mut queue: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
        let first = self.system.events() as usize;
        for event in occurred.iter().filter(|event| event.0 < self.system.events()) {
            queue.push(Reverse((0, event.0 as usize)));
        }
        for (at, waits) in self.waits.iter().enumerate() {
            if *waits == 0 {
                queue.push(Reverse((cost(Gate(at as u32)), first + at)));
            }
        }
        while let Some(Reverse((spent, node))) = queue.pop() {
            let name = if node < first {
                Node::Event(Event(node as u32))
            } else {
                let at = node - first;
                if best[at].is_some() {
                    continue;
                }
                best[at] = Some(spent);
                order.push(Gate(at as u32));
                Node::Gate(Gate(at as u32))
            };
            for at in self.starts[node] as usize..self.starts[node + 1] as usize {
                let user = self.users[at].0 as usize;
                if waits[user] == 0 || waits[user] == u32::MAX {
                    continue;
                }
                waits[user] -= 1;
                sums[user] = sums[user].saturating_add(spent);
                chosen[user].push(name);
                if waits[user] == 0 {
                    queue.push(Reverse((sums[user].saturating_add(cost(Gate(user as u32))), first + user)));
                }
            }
        }
        Derivation { system: self.system, best, chosen, order }
    }
}

impl State {
    fn hold(&mut self, gate: Gate) {
        self.holds[gate.0 as usize] = true;
        self.holding.push(gate);
    }

    /// Whether a gate holds.
    pub fn holds(&self, gate: Gate) -> bool {
        self.holds.get(gate.0 as usize).copied().unwrap_or(false)
    }

    /// The gates that hold, in an order in which each follows from those before it.
    pub fn holding(&self) -> &[Gate] {
        &self.holding
    }

    /// The events that occurred.
    pub fn occurred(&self) -> &EventSet {
        &self.occurred
    }

    /// This point, to come back to.
    pub fn mark(&self) -> Mark {
        Mark { told: self.told.len(), holding: self.holding.len(), events: self.events.len() }
    }

    /// Takes back everything that happened since a mark of this state.
    pub fn rewind(&mut self, mark: Mark) {
        for gate in self.told.drain(mark.told.min(self.told.len())..) {
            self.waits[gate.0 as usize] += 1;
        }
        for gate in self.holding.drain(mark.holding.min(self.holding.len())..) {
            self.holds[gate.0 as usize] = false;
        }
        for event in self.events.drain(mark.events.min(self.events.len())..) {
            self.occurred.remove(event);
        }
    }
}

/// The cheapest derivation of every gate that holds.
#[derive(Clone, Debug)]
pub struct Derivation<'a> {
    system: &'a System,
    best: Vec<Option<u64>>,
    chosen: Vec<Vec<Node>>,
    order: Vec<Gate>,
}

impl Derivation<'_> {
    /// What the cheapest derivation of a gate costs; `None` if it does not hold.
    pub fn cost(&self, gate: Gate) -> Option<u64> {
        self.best.get(gate.0 as usize).copied().flatten()
    }

    /// The inputs by which a gate holds, cheapest first; as many as it needs.
    pub fn chosen(&self, gate: Gate) -> &[Node] {
        self.chosen.get(gate.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The gates that the cheapest derivation of a gate uses, each once, each after those it follows from; the
    /// gate itself comes last. Empty if it does not hold.
    pub fn steps(&self, gate: Gate) -> Vec<Gate> {
        if self.cost(gate).is_none() {
            return Vec::new();
        }
        let mut used = vec![false; self.system.gates() as usize];
        let mut open = vec![gate];
        while let Some(gate) = open.pop() {
            if std::mem::replace(&mut used[gate.0 as usize], true) {
                continue;
            }
            open.extend(self.chosen(gate).iter().filter_map(|node| match node {
                Node::Gate(gate) => Some(*gate),
                Node::Event(_) => None,
            }));
        }
        self.order.iter().copied().filter(|gate| used[gate.0 as usize]).collect()
    }
}

/// Events first, then gates.
fn number(system: &System, node: Node) -> usize {
    match node {
        Node::Event(event) => event.0 as usize,
        Node::Gate(gate) => system.events() as usize + gate.0 as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Builder;

    #[test]
    fn a_circle_alone_holds_nothing_up() {
        let mut build = Builder::new();
        let (event, one, other) = (build.event(), build.gate(), build.gate());
        build.define(one, Op::Any, [other.into()]);
        build.define(other, Op::Any, [one.into(), event.into()]);
        let system = build.build();
        let evaluator = Evaluator::new(&system);
        assert!(!evaluator.holds(&EventSet::none(&system), one));
        assert!(evaluator.holds(&EventSet::all(&system), one));
    }

    #[test]
    fn an_input_named_twice_counts_twice_and_rewinding_forgets() {
        let mut build = Builder::new();
        let (a, b) = (build.event(), build.event());
        let two = build.defined(Op::AtLeast(2), [a.into(), a.into(), b.into()]);
        let never = build.defined(Op::Any, []);
        let always = build.defined(Op::All, []);
        let system = build.build();
        let evaluator = Evaluator::new(&system);
        let mut state = evaluator.state(&EventSet::none(&system));
        assert!(state.holds(always) && !state.holds(never) && !state.holds(two));
        let mark = state.mark();
        evaluator.occur(&mut state, a);
        assert!(state.holds(two));
        state.rewind(mark);
        assert!(!state.holds(two));
        evaluator.occur(&mut state, b);
        assert!(!state.holds(two));
    }

    #[test]
    fn the_cheapest_derivation_is_taken() {
        let mut build = Builder::new();
        let a = build.event();
        let long = build.defined(Op::All, [a.into()]);
        let longer = build.defined(Op::All, [long.into()]);
        let top = build.defined(Op::Any, [longer.into(), a.into()]);
        let system = build.build();
        let derivation = Evaluator::new(&system).derive(&EventSet::all(&system), |_| 1);
        assert_eq!(derivation.steps(top), [top]);
        assert_eq!(derivation.cost(longer), Some(2));
        assert_eq!(derivation.steps(longer), [long, longer]);
    }
}
