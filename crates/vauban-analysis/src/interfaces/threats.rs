//! Threats by the interface they lie on, itself or through a flow to it or a port that gives it (SD-1.e, SD-1.j).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use vauban_catalog::threats::Severity;
use vauban_model::{AnyId, Kind, Model};

use crate::threats::{Enumeration, State, Threat};

/// The threats of a product by interface.
#[derive(Debug, Default)]
pub struct Facing {
    by_interface: Vec<Vec<usize>>,
}

/// How the threats on one interface stand; those shown under another are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) by_state: BTreeMap<State, usize>,
    /// The most severe of those that are open or wait for an answer.
    pub(super) worst: Option<usize>,
}

impl Stand {
    pub(super) fn count(&self, state: State) -> usize {
        self.by_state.get(&state).copied().unwrap_or(0)
    }

    /// Whether threats were looked for, and each of them is answered: none is open, none waits for a fact.
    pub(super) fn answered(&self) -> bool {
        !self.by_state.is_empty() && self.count(State::Open) == 0 && self.count(State::Question) == 0
    }
}

impl Facing {
    /// Sorts them.
    pub fn new(model: &Model, found: &Enumeration) -> Facing {
        let mut by_interface: Vec<Vec<usize>> = vec![Vec::new(); model.interface.len()];
        for (number, threat) in found.threats.iter().enumerate() {
            for on in threat.on.iter().filter_map(|on| interface_of(model, *on)) {
                if let Some(list) = by_interface.get_mut(on.at as usize).filter(|list| list.last() != Some(&number)) {
                    list.push(number);
                }
            }
        }
        Facing { by_interface }
    }

    /// Whether the threats on an interface were looked for and are all answered.
    pub fn answered(&self, interface: AnyId, found: &Enumeration) -> bool {
        self.stand(interface, found).answered()
    }

    pub(super) fn of<'t>(&self, interface: AnyId, found: &'t Enumeration) -> impl Iterator<Item = (usize, &'t Threat)> {
        let numbers = self.by_interface.get(interface.at as usize).cloned().unwrap_or_default();
        numbers.into_iter().filter_map(|number| {
            let threat = found.threats.get(number)?;
            threat.shadow.is_none().then_some((number, threat))
        })
    }

    pub(super) fn stand(&self, interface: AnyId, found: &Enumeration) -> Stand {
        let mut stand = Stand::default();
        let mut worst: Option<(Reverse<Severity>, &str, usize)> = None;
        for (number, threat) in self.of(interface, found) {
            *stand.by_state.entry(threat.state).or_default() += 1;
            let unanswered = matches!(threat.state, State::Open | State::Question);
            let place = (Reverse(threat.severity), threat.id.as_str(), number);
            if unanswered && worst.is_none_or(|known| place < known) {
                worst = Some(place);
            }
        }
        stand.worst = worst.map(|(_, _, number)| number);
        stand
    }
}

/// The interface that an element is, leads to or gives: of a flow its target, of a port the one behind it.
pub fn interface_of(model: &Model, element: AnyId) -> Option<AnyId> {
    match element.kind {
        Kind::Interface => Some(element),
        Kind::Flow => model.flow.get(element.at as usize)?.to.as_ref()?.to(),
        Kind::Port => model.port.get(element.at as usize)?.interface.as_ref()?.to(),
        _ => None,
    }
}
