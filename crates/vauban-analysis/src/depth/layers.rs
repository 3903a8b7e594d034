//! Lines of defence: sets of causes of which at least one must occur, one behind the other, and what an attacker has
//! in reach once a line has fallen (SD-2: each layer is designed as if those in front of it had failed).

use std::collections::BTreeSet;

use vauban_cutsets::blocking;
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Event, EventSet, Gate, Node};
use vauban_model::AnyId;

use super::Defence;
use super::answer::{Question, Row, UnknownEvent};
use super::facts::Fact;
use super::system::Meaning;

/// One line of defence in front of a loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Causes of which at least one must occur, given that all lines in front have fallen completely; as numbers
    /// for [`Defence::cause`].
    pub causes: Vec<u32>,
    /// What is newly in reach once this line has fallen too: zones, components, interfaces, flows, assets.
    pub then: Vec<AnyId>,
}

impl Defence {
    /// The lines of defence in front of a row's loss, outermost first. They share no cause, so there are never more
    /// of them than the depth; there are none where the depth is 0 or the loss is out of reach.
    ///
    /// # Errors
    /// If an assumed event has a name that no event has.
    pub fn lines(&self, question: &Question, row: &Row) -> Result<Vec<Line>, UnknownEvent> {
        let (Some(paths), Some(top)) = (self.paths(question, row)?, self.loss(row.asset, row.property)) else {
            return Ok(Vec::new());
        };
        let given = paths.occurred(&[]);
        let impossible = self.never(&given);
        let system = self.equations.system.with(&given, &impossible);
        let evaluator = Evaluator::new(&system);
        let distances = self.distances(&evaluator);
        let distance = |event: Event| distances.get(event.0 as usize).copied().unwrap_or(u64::MAX);
        let mut state = evaluator.state(&EventSet::none(&system));
        let mut seen = self.in_reach(state.holding());
        let mut lines = Vec::new();
        for events in blocking::layers(&evaluator, top, &distance) {
            events.iter().for_each(|event| evaluator.occur(&mut state, *event));
            let reach = self.in_reach(state.holding());
            let then = reach.difference(&seen).copied().collect();
            seen = reach;
            let mut causes: Vec<u32> = events.iter().filter_map(|event| self.cause_of(*event)).collect();
            causes.sort_unstable();
            lines.push(Line { causes, then });
        }
        Ok(lines)
    }

    /// Events that are neither given nor causes: switches that stay off.
    fn never(&self, given: &EventSet) -> EventSet {
        let system = &self.equations.system;
        let events = (0..system.events()).map(Event);
        EventSet::of(system, events.filter(|event| !given.contains(*event) && self.cause_of(*event).is_none()))
    }

    /// How far from the start each event is first needed, in steps of the attacker.
    fn distances(&self, evaluator: &Evaluator<'_>) -> Vec<u64> {
        let system = evaluator.system();
        let derivation = evaluator.derive(&EventSet::all(system), |gate| match self.equations.meaning(gate) {
            Some(Meaning::Rule { conclusion: Fact::Defeated(_), .. }) => 0,
            Some(Meaning::Rule { .. }) => 1,
            Some(Meaning::Fact { .. }) | None => 0,
        });
        let mut distances = vec![u64::MAX; system.events() as usize];
        // A step needs the events behind all its inputs, however they are reached through defeats.
        let mut at_gate = vec![u64::MAX; system.gates() as usize];
        let mut queue: Vec<(u64, Gate)> = (0..system.gates())
            .map(Gate)
            .filter(|gate| {
                matches!(self.equations.meaning(*gate), Some(Meaning::Rule { conclusion, .. }) if !matches!(conclusion, Fact::Defeated(_)))
            })
            .filter_map(|gate| Some((derivation.cost(gate)?, gate)))
            .collect();
        queue.sort_unstable();
        for (steps, start) in queue {
            let mut open = vec![start];
            while let Some(gate) = open.pop() {
                if at_gate[gate.0 as usize] <= steps {
                    continue;
                }
                at_gate[gate.0 as usize] = steps;
                for node in system.inputs(gate) {
                    match node {
                        Node::Event(event) => {
                            let known = &mut distances[event.0 as usize];
                            *known = (*known).min(steps);
                        }
                        Node::Gate(inner) => match self.equations.meaning(*inner) {
                            Some(Meaning::Fact { fact: Fact::Defeated(_), .. }) | None => open.push(*inner),
                            Some(Meaning::Rule { conclusion: Fact::Defeated(_), .. }) => open.push(*inner),
                            Some(Meaning::Fact { .. } | Meaning::Rule { .. }) => {}
                        },
                    }
                }
            }
        }
        distances
    }

    /// What facts about the product in the field put in reach.
    fn in_reach(&self, holding: &[Gate]) -> BTreeSet<AnyId> {
        let mut reach = BTreeSet::new();
        for gate in holding {
            match self.equations.meaning(*gate) {
                Some(Meaning::Fact { fact: Fact::At(zone), bench: false }) => reach.insert(zone),
                Some(Meaning::Fact { fact: Fact::Controls(component), bench: false }) => reach.insert(component),
                Some(Meaning::Fact { fact: Fact::Loses(asset, _), bench: false }) => reach.insert(asset),
                _ => false,
            };
        }
        let design = &self.design;
        for interface in &design.interfaces {
            if interface.reachable_from.iter().any(|zone| reach.contains(&design.zones[*zone].id)) {
                reach.insert(interface.id);
            }
        }
        for flow in &design.flows {
            if flow.through.iter().any(|zone| reach.contains(&design.zones[*zone].id)) {
                reach.insert(flow.id);
            }
        }
        reach
    }
}
