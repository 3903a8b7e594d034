//! What holds in a cone while events occur one by one; and how far they can, short of the top.
//!
//! A *trigger* is an event or gate that brings the top about by itself as things stand: the top is one, and so is
//! each input of a trigger that waits for one more input only. More events make more triggers, never fewer. So growing
//! looks backward as well as forward: an event that is a trigger need not be tried, and one that is tried and fails
//! is stopped at the first trigger. Each gate is passed once in each direction, and a failure costs little, where
//! trying each event to the end would cost the whole cone per event of the blocking set.

use super::cone::Cone;
use crate::system::{Event, Gate, Node, Op, System};

pub(super) struct Growth {
    /// Events come first, then gates.
    events: usize,
    top: usize,
    inputs: Lists,
    users: Lists,
    waits: Vec<u32>,
    on: Vec<bool>,
    /// Gates whose count was lowered, in order, for rewinding.
    told: Vec<u32>,
    /// What is on, in order.
    trail: Vec<u32>,
    trigger: Vec<bool>,
    triggers: Vec<u32>,
    /// How many steps were taken so far.
    pub(super) steps: u64,
}

#[derive(Clone, Copy)]
pub(super) struct Mark {
    told: usize,
    trail: usize,
}

impl Growth {
    /// A cone without any event.
    pub(super) fn new(cone: &Cone) -> Growth {
        let system = &cone.system;
        let events = system.events() as usize;
        let nodes = events + system.gates() as usize;
        let inputs = Lists::of_inputs(system);
        let users = inputs.transposed(nodes);
        // In a cone every gate can hold and none does yet, so none waits for nothing or for too many.
        let waits = (0..system.gates()).map(|gate| match system.op(Gate(gate)) {
            Op::Any => 1,
            Op::All => system.inputs(Gate(gate)).len() as u32,
            Op::AtLeast(k) => k,
        });
        let mut growth = Growth {
            events,
            top: events + cone.top.0 as usize,
            waits: vec![0; events].into_iter().chain(waits).collect(),
            inputs,
            users,
            on: vec![false; nodes],
            told: Vec::new(),
            trail: Vec::new(),
            trigger: vec![false; nodes],
            triggers: Vec::new(),
            steps: 0,
        };
        growth.trigger[growth.top] = true;
        growth
    }

    /// Whether the top holds.
    pub(super) fn reached(&self) -> bool {
        self.on[self.top]
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { told: self.told.len(), trail: self.trail.len() }
    }

    /// Takes back everything that happened since a mark.
    pub(super) fn rewind(&mut self, mark: Mark) {
        self.steps += (self.told.len() - mark.told.min(self.told.len())) as u64;
        self.told.drain(mark.told.min(self.told.len())..).for_each(|gate| self.waits[gate as usize] += 1);
        self.trail.drain(mark.trail.min(self.trail.len())..).for_each(|node| self.on[node as usize] = false);
    }

    /// Takes back everything.
    pub(super) fn clear(&mut self) {
        self.rewind(Mark { told: 0, trail: 0 });
    }

    /// These events occur; what follows is looked at only as far as the top.
    pub(super) fn occur(&mut self, events: &[u32]) {
        for event in events {
            if self.reached() {
                return;
            }
            self.spread(*event);
        }
    }

    /// Lets all events occur, in this order, except those that would bring the top about; it must not hold yet. These
    /// are returned, ascending: a minimal blocking set, given what occurred before. Then all is as it was.
    pub(super) fn blocked(&mut self, order: &[u32]) -> Vec<u32> {
        let start = self.mark();
        if self.waits[self.top] == 1 {
            self.pull_inputs(self.top as u32);
        }
        let mut blocked = Vec::new();
        for event in order {
            if self.on[*event as usize] {
                continue;
            }
            let mark = self.mark();
            if self.trigger[*event as usize] || !self.spread(*event) {
                self.rewind(mark);
                blocked.push(*event);
                continue;
            }
            for at in mark.told..self.told.len() {
                let gate = self.told[at];
                if self.trigger[gate as usize] && self.waits[gate as usize] == 1 {
                    self.pull_inputs(gate);
                }
            }
        }
        self.rewind(start);
        self.triggers.drain(..).for_each(|node| self.trigger[node as usize] = false);
        blocked.sort_unstable();
        blocked
    }

    /// An event occurs, and what follows from it. False, and nothing more is looked at, once a trigger holds.
    fn spread(&mut self, event: u32) -> bool {
        if self.on[event as usize] {
            return true;
        }
        let mut from = self.trail.len();
        self.on[event as usize] = true;
        self.trail.push(event);
        while let Some(node) = self.trail.get(from) {
            from += 1;
            let users = self.users.range(*node as usize);
            self.steps += users.len() as u64 + 1;
            for at in users {
                let user = self.users.items[at];
                if self.on[user as usize] {
                    continue;
                }
                self.waits[user as usize] -= 1;
                self.told.push(user);
                if self.waits[user as usize] == 0 {
                    self.on[user as usize] = true;
                    self.trail.push(user);
                    if self.trigger[user as usize] {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// A gate that is a trigger waits for one more input only: all its inputs become triggers, and so on backward.
    fn pull_inputs(&mut self, gate: u32) {
        let mut from = self.triggers.len();
        let mut next = Some(gate);
        while let Some(gate) = next {
            let inputs = self.inputs.range(gate as usize);
            self.steps += inputs.len() as u64 + 1;
            for at in inputs {
                let input = self.inputs.items[at];
                if !self.on[input as usize] && !self.trigger[input as usize] {
                    self.trigger[input as usize] = true;
                    self.triggers.push(input);
                }
            }
            next = None;
            while let Some(node) = self.triggers.get(from).copied().filter(|_| next.is_none()) {
                from += 1;
                next = (node as usize >= self.events && self.waits[node as usize] == 1).then_some(node);
            }
        }
    }
}

/// For each node a list of nodes, one behind the other.
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn of_inputs(system: &System) -> Lists {
        let number = |node: &Node| match node {
            Node::Event(Event(event)) => *event,
            Node::Gate(Gate(gate)) => system.events() + gate,
        };
        let mut lists =
            Lists { starts: vec![0; system.events() as usize + 1], items: Vec::with_capacity(system.edges()) };
        for gate in (0..system.gates()).map(Gate) {
            lists.items.extend(system.inputs(gate).iter().map(number));
            lists.starts.push(lists.items.len() as u32);
        }
        lists
    }

    fn range(&self, node: usize) -> std::ops::Range<usize> {
        self.starts[node] as usize..self.starts[node + 1] as usize
    }

    fn transposed(&self, nodes: usize) -> Lists {
        let mut starts = vec![0_u32; nodes + 1];
        self.items.iter().for_each(|item| starts[*item as usize + 1] += 1);
        for at in 0..nodes {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for node in 0..nodes {
            for item in &self.items[self.range(node)] {
                items[next[*item as usize] as usize] = node as u32;
                next[*item as usize] += 1;
            }
        }
        Lists { starts, items }
    }
}
