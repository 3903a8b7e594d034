//! The part of a system that one gate depends on, without what always or never holds.

use crate::fixpoint::{Evaluator, State};
use crate::system::{Builder, Event, EventSet, Gate, Node, Op, System};

/// What a gate depends on.
pub(super) enum Sight {
    /// It holds without any event.
    Always,
    /// It does not hold even if every event that may occur does.
    Never,
    /// It depends on this.
    Open(Cone),
}

pub(super) struct Cone {
    pub(super) system: System,
    pub(super) top: Gate,
    /// What the events of `system` are called outside, ascending.
    pub(super) events: Vec<Event>,
}

impl Cone {
    /// The cone of a gate if only the allowed events may occur.
    pub(super) fn of(evaluator: &Evaluator, top: Gate, allowed: impl Fn(Event) -> bool) -> Sight {
        let system = evaluator.system();
        let least = evaluator.state(&EventSet::none(system));
        if least.holds(top) {
            return Sight::Always;
        }
        let may = EventSet::of(system, (0..system.events()).map(Event).filter(|event| allowed(*event)));
        let most = evaluator.state(&may);
        if !most.holds(top) {
            return Sight::Never;
        }
        Sight::Open(cut_out(system, top, &least, &most, &may))
    }

    /// Sets of this cone's events, each ascending, by their names outside.
    pub(super) fn named(&self, sets: Vec<Vec<u32>>) -> Vec<Vec<Event>> {
        let name = |at: u32| self.events[at as usize];
        sets.into_iter().map(|set| set.into_iter().map(name).collect()).collect()
    }
}

fn cut_out(system: &System, top: Gate, least: &State, most: &State, may: &EventSet) -> Cone {
    const UNSEEN: u32 = u32::MAX;
    let mut build = Builder::new();
    let mut gates = vec![UNSEEN; system.gates() as usize];
    let mut used = EventSet::none(system);
    let mut found = vec![top];
    gates[top.0 as usize] = build.gate().0;
    let mut at = 0;
    while let Some(gate) = found.get(at).copied() {
        at += 1;
        for node in system.inputs(gate) {
            match node {
                Node::Event(event) if may.contains(*event) => used.insert(*event),
                Node::Gate(gate) if !least.holds(*gate) && most.holds(*gate) && gates[gate.0 as usize] == UNSEEN => {
                    gates[gate.0 as usize] = build.gate().0;
                    found.push(*gate);
                }
                Node::Event(_) | Node::Gate(_) => {}
            }
        }
    }
    let events: Vec<Event> = used.iter().collect();
    let mut local = vec![UNSEEN; system.events() as usize];
    for event in &events {
        local[event.0 as usize] = build.event().0;
    }
    for gate in found {
        let inputs = system.inputs(gate);
        let kept = inputs.iter().filter_map(|node| match node {
            Node::Event(event) => (local[event.0 as usize] != UNSEEN).then(|| Event(local[event.0 as usize]).into()),
            Node::Gate(gate) => (gates[gate.0 as usize] != UNSEEN).then(|| Gate(gates[gate.0 as usize]).into()),
        });
        let op = match system.op(gate) {
            Op::AtLeast(k) => {
                let given = inputs.iter().filter(|node| matches!(node, Node::Gate(gate) if least.holds(*gate)));
                Op::AtLeast(k - given.count() as u32)
            }
            op => op,
        };
        build.define(Gate(gates[gate.0 as usize]), op, kept);
    }
    Cone { system: build.build(), top: Gate(0), events }
}
