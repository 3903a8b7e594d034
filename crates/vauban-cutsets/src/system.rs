//! Systems of monotone equations over basic events.

use std::fmt;

/// A basic event: it occurs or not, and nothing in the system makes it occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event(pub u32);

/// A gate: it holds if its inputs say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gate(pub u32);

/// An input of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A basic event.
    Event(Event),
    /// A gate.
    Gate(Gate),
}

impl From<Event> for Node {
    fn from(event: Event) -> Node {
        Node::Event(event)
    }
}

impl From<Gate> for Node {
    fn from(gate: Gate) -> Node {
        Node::Gate(gate)
    }
}

/// When a gate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// At least one input holds; never, without inputs.
    Any,
    /// Every input holds; always, without inputs.
    All,
    /// At least so many inputs hold, an input named twice counting twice; always, for 0.
    AtLeast(u32),
}

/// A system of monotone equations: events, and gates over events and gates. Circles are allowed.
///
/// Build one with a [`Builder`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct System {
    events: u32,
    gates: Vec<(Op, u32, u32)>,
    inputs: Vec<Node>,
}

impl System {
    /// How many events there are; they are numbered from 0.
    pub fn events(&self) -> u32 {
        self.events
    }

    /// How many gates there are; they are numbered from 0.
    pub fn gates(&self) -> u32 {
        self.gates.len() as u32
    }

    /// How many inputs all gates have together.
    pub fn edges(&self) -> usize {
        self.inputs.len()
    }

    /// When a gate holds. A gate that is not of this system never does.
    pub fn op(&self, gate: Gate) -> Op {
        self.gates.get(gate.0 as usize).map_or(Op::Any, |(op, _, _)| *op)
    }

    /// The inputs of a gate, in the order they were given.
    pub fn inputs(&self, gate: Gate) -> &[Node] {
        let found = self.gates.get(gate.0 as usize);
        found.and_then(|(_, from, to)| self.inputs.get(*from as usize..*to as usize)).unwrap_or(&[])
    }
}

impl System {
    /// The same system once some events have occurred and others cannot any more. Events and gates keep their
    /// numbers; neither sort of event is an input anywhere. An event in both sets has occurred.
    pub fn with(&self, occurred: &EventSet, impossible: &EventSet) -> System {
        let mut after = System {
            events: self.events,
            gates: Vec::with_capacity(self.gates.len()),
            inputs: Vec::with_capacity(self.inputs.len()),
        };
        for gate in (0..self.gates()).map(Gate) {
            let from = after.inputs.len();
            let (mut met, mut lost) = (0_u32, 0_u32);
            for node in self.inputs(gate) {
                match node {
                    Node::Event(event) if occurred.contains(*event) => met += 1,
                    Node::Event(event) if impossible.contains(*event) => lost += 1,
                    node => after.inputs.push(*node),
                }
            }
            let op = match self.op(gate) {
                Op::Any if met > 0 => Op::AtLeast(0),
                Op::Any => Op::Any,
                Op::All if lost > 0 => Op::AtLeast(u32::MAX),
                Op::All => Op::All,
                Op::AtLeast(k) => Op::AtLeast(k.saturating_sub(met)),
            };
            // What can no longer matter is not kept as an input.
            let settled = match op {
                Op::AtLeast(0) => Some(Op::All),
                Op::AtLeast(k) if k as usize > after.inputs.len() - from => Some(Op::Any),
                Op::Any | Op::All | Op::AtLeast(_) => None,
            };
            if settled.is_some() {
                after.inputs.truncate(from);
            }
            after.gates.push((settled.unwrap_or(op), from as u32, after.inputs.len() as u32));
        }
        after
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gates = (0..self.gates()).map(Gate).map(|gate| (gate, (self.op(gate), self.inputs(gate))));
        write!(f, "{} events, ", self.events)?;
        f.debug_map().entries(gates).finish()
    }
}

/// Puts a system together: gates may be named before they are defined.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    events: u32,
    gates: Vec<(Op, Vec<Node>)>,
}

impl Builder {
    /// A system without events and gates.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// One more event.
    pub fn event(&mut self) -> Event {
        self.events += 1;
        Event(self.events - 1)
    }

    /// One more gate. Until it is defined or given an input, it never holds.
    pub fn gate(&mut self) -> Gate {
        self.gates.push((Op::Any, Vec::new()));
        Gate(self.gates.len() as u32 - 1)
    }

    /// Says when a gate holds; what was said before is forgotten. A gate that is not of this builder is left out.
    pub fn define(&mut self, gate: Gate, op: Op, inputs: impl IntoIterator<Item = Node>) {
        if let Some(slot) = self.gates.get_mut(gate.0 as usize) {
            *slot = (op, inputs.into_iter().collect());
        }
    }

    /// One more gate, defined at once.
    pub fn defined(&mut self, op: Op, inputs: impl IntoIterator<Item = Node>) -> Gate {
        let gate = self.gate();
        self.define(gate, op, inputs);
        gate
    }

    /// Gives a gate one more input.
    pub fn add(&mut self, gate: Gate, input: impl Into<Node>) {
        if let Some((_, inputs)) = self.gates.get_mut(gate.0 as usize) {
            inputs.push(input.into());
        }
    }

    /// How many gates there are so far.
    pub fn gates(&self) -> u32 {
        self.gates.len() as u32
    }

    /// The finished system. Inputs that name nothing are taken as never holding.
    pub fn build(self) -> System {
        let count = self.gates.len() as u32;
        let mut system =
            System { events: self.events, gates: Vec::with_capacity(self.gates.len()), inputs: Vec::new() };
        for (op, inputs) in self.gates {
            let from = system.inputs.len() as u32;
            let known = |node: &Node| match node {
                Node::Event(event) => event.0 < system.events,
                Node::Gate(gate) => gate.0 < count,
            };
            // For `All`, an input that names nothing makes the whole gate impossible.
            let op = match op {
                Op::All if !inputs.iter().all(known) => Op::AtLeast(inputs.len() as u32),
                op => op,
            };
            let kept: Vec<Node> = inputs.into_iter().filter(known).collect();
            system.inputs.extend(kept);
            system.gates.push((op, from, system.inputs.len() as u32));
        }
        system
    }
}

/// A set of events of one system, as bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventSet {
    words: Vec<u64>,
}

impl EventSet {
    /// No event.
    pub fn none(system: &System) -> EventSet {
        EventSet { words: vec![0; (system.events as usize).div_ceil(64)] }
    }

    /// Every event.
    pub fn all(system: &System) -> EventSet {
        let mut set = EventSet::none(system);
        (0..system.events).for_each(|event| set.insert(Event(event)));
        set
    }

    /// These events.
    pub fn of(system: &System, events: impl IntoIterator<Item = Event>) -> EventSet {
        let mut set = EventSet::none(system);
        events.into_iter().for_each(|event| set.insert(event));
        set
    }

    /// Whether the event is in it.
    pub fn contains(&self, event: Event) -> bool {
        self.words.get(event.0 as usize / 64).is_some_and(|word| word >> (event.0 % 64) & 1 == 1)
    }

    /// Puts an event in; one that is not of the system is left out.
    pub fn insert(&mut self, event: Event) {
        if let Some(word) = self.words.get_mut(event.0 as usize / 64) {
            *word |= 1 << (event.0 % 64);
        }
    }

    /// Takes an event out.
    pub fn remove(&mut self, event: Event) {
        if let Some(word) = self.words.get_mut(event.0 as usize / 64) {
            *word &= !(1 << (event.0 % 64));
        }
    }

    /// How many events are in it.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no event is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Its events, smallest number first.
    pub fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    Event(at as u32 * 64 + bit)
                })
            })
        })
    }
}
