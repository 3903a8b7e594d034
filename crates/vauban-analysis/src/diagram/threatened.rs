//! What threatens the elements of a diagram: each threat of the enumeration on the boxes, interfaces and flows that it
//! lies on.
//!
//! Elements hold positions of threats rather than counts, so that a threat on two parts of a folded zone is one threat
//! there. Threats in the shadow of another are shown under that one and are not counted, as in `vauban threats`. What
//! lies on nothing that a diagram has (an asset, a zone, the product) is kept apart: it is counted, never dropped.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::threats::Severity;
use vauban_model::Model;

use super::Diagram;
use crate::threats::{Enumeration, State};

/// A threat, as far as a picture tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Danger {
    /// Where it stands.
    pub state: State,
    /// How bad it would be.
    pub severity: Severity,
}

/// The threats of a diagram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dangers {
    /// All of them; elements name them by position.
    pub all: Vec<Danger>,
    /// Those that lie on nothing that the whole diagram has.
    pub elsewhere: BTreeSet<usize>,
}

/// Threats of one element, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many nothing stops.
    pub open: usize,
    /// How many hang on something that nobody has said.
    pub questions: usize,
    /// The worst of the open ones; of the questions where none is open.
    pub worst: Option<Severity>,
    /// How many stand otherwise, by state; what does not exist here is left out.
    pub others: BTreeMap<State, usize>,
}

impl Tally {
    /// Whether one that nothing stops is high or critical.
    pub fn grave(&self) -> bool {
        self.open > 0 && self.worst >= Some(Severity::High)
    }
}

impl Dangers {
    /// Counts some of them.
    pub fn tally<'a>(&self, some: impl IntoIterator<Item = &'a usize>) -> Tally {
        let mut tally = Tally::default();
        let mut worst = [None; 2];
        for danger in some.into_iter().filter_map(|at| self.all.get(*at)) {
            match danger.state {
                State::Open => {
                    tally.open += 1;
                    worst[0] = worst[0].max(Some(danger.severity));
                }
                State::Question => {
                    tally.questions += 1;
                    worst[1] = worst[1].max(Some(danger.severity));
                }
                State::Outside => {}
                state @ (State::Stopped | State::StoppedUnproven | State::Accepted | State::Transferred) => {
                    *tally.others.entry(state).or_default() += 1;
                }
            }
        }
        tally.worst = worst[0].or(worst[1]);
        tally
    }
}

impl Diagram {
    /// Puts the threats of an enumeration on what they lie on.
    pub fn threatened(&mut self, model: &Model, found: &Enumeration) {
        let mut dangers = Dangers::default();
        let mut on: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for threat in found.threats.iter().filter(|threat| threat.shadow.is_none() && threat.state != State::Outside) {
            let at = dangers.all.len();
            dangers.all.push(Danger { state: threat.state, severity: threat.severity });
            dangers.elsewhere.insert(at);
            for record in &threat.on {
                on.entry(model.head(*record).name()).or_default().insert(at);
            }
        }
        let mut take = |name: &str, place: &mut BTreeSet<usize>| {
            *place = on.remove(name).unwrap_or_default();
            place.iter().for_each(|at| {
                dangers.elsewhere.remove(at);
            });
        };
        for party in &mut self.parties {
            take(&party.name, &mut party.dangers);
            party.ports.iter_mut().for_each(|port| take(&port.name, &mut port.dangers));
        }
        self.flows.iter_mut().for_each(|flow| take(&flow.name, &mut flow.dangers));
        self.dangers = Some(dangers);
    }
}
