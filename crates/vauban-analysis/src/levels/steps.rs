//! What is missing for the next level of a family: a short list, the cheapest first.
//!
//! One step may serve several requirements on several elements, so of all that would help the one that helps most is
//! taken, again and again, until nothing is left. That is not always the shortest list there is, and close to it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use vauban_model::AnyId;

use super::{Cell, FamilyLevels, Judged, Reached, State};

/// What to do, from the cheapest to the dearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Say a fact of the design.
    Say,
    /// Confirm that there is nothing that it would apply to.
    Confirm,
    /// Let the tests of what is implemented pass on the current release.
    Verify,
    /// Tell users what the environment must provide, and let a second person agree that it makes up for it.
    Agree,
    /// Implement what is designed.
    Implement,
    /// Add a mechanism of a kind that realises it, or a requirement.
    Provide,
}

impl Action {
    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            Action::Say => "say",
            Action::Confirm => "confirm",
            Action::Verify => "verify",
            Action::Agree => "agree",
            Action::Implement => "implement",
            Action::Provide => "provide",
        }
    }
}

/// One step towards the next level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub action: Action,
    /// The record to do it with: what to verify or implement, or who should say a fact.
    pub record: Option<AnyId>,
    /// The key that would say it.
    pub key: Option<&'static str>,
    /// A kind of mechanism that realises it.
    pub kind: Option<String>,
    /// Requirements that it serves, in the standard's order.
    pub controls: Vec<String>,
    /// Elements on which it does; empty where that is the product as a whole.
    pub elements: Vec<AnyId>,
}

/// What would help.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Help {
    Fact(AnyId, &'static str),
    Record(AnyId),
    Kind(usize),
    /// Nothing that is known: the requirement itself must be answered.
    Control(usize),
}

/// A requirement on an element that is not achieved, with everything that would help.
struct Lack {
    action: Action,
    control: usize,
    element: Option<AnyId>,
    helps: Vec<Help>,
}

impl Reached {
    /// What is missing for a level of a family, the cheapest first.
    pub fn steps(&self, family: &FamilyLevels, level: u32) -> Vec<Step> {
        let demanded = family.entries.iter().filter_map(|at| Some((*at, self.judged.get(*at)?)));
        let missing = demanded.filter(|(_, one)| one.level <= level && !one.state.achieved());
        let mut kinds: Vec<&str> = Vec::new();
        let mut lacks: Vec<Lack> = Vec::new();
        for (at, one) in missing {
            let numbers: Vec<usize> = one.kinds.iter().map(|kind| number(&mut kinds, kind)).collect();
            if one.cells.is_empty() {
                let action = if one.state == State::Unknown { Action::Say } else { Action::Confirm };
                lacks.push(Lack { action, control: at, element: None, helps: vec![Help::Control(at)] });
            }
            for cell in one.cells.iter().filter(|cell| !cell.state.achieved()) {
                lacks.push(self.lack(at, cell, &numbers));
            }
        }
        let mut steps = chosen(&lacks, &kinds, &self.judged);
        steps.sort_by_key(|step| step.action);
        steps
    }

    fn lack(&self, control: usize, cell: &Cell, kinds: &[usize]) -> Lack {
        let records = |wanted: &dyn Fn(&AnyId) -> bool| -> Vec<Help> {
            let wanted: Vec<Help> = cell.by.iter().filter(|who| wanted(who)).map(|who| Help::Record(*who)).collect();
            if wanted.is_empty() { cell.by.iter().map(|who| Help::Record(*who)).collect() } else { wanted }
        };
        let (action, mut helps) = match cell.state {
            State::Unknown => (Action::Say, cell.asks.iter().map(|(record, key)| Help::Fact(*record, key)).collect()),
            State::Claimed => {
                let loose = |who: &AnyId| self.implemented.contains(who) && !self.verified.contains(who);
                (Action::Verify, records(&loose))
            }
            State::Planned => (Action::Implement, records(&|who| !self.implemented.contains(who))),
            State::Compensated => (Action::Agree, records(&|_| true)),
            State::Open if cell.untold => (Action::Agree, records(&|_| true)),
            _ => (Action::Provide, kinds.iter().map(|kind| Help::Kind(*kind)).collect::<Vec<_>>()),
        };
        if helps.is_empty() {
            helps.push(Help::Control(control));
        }
        Lack { action, control, element: cell.element, helps }
    }
}

fn number<'k>(known: &mut Vec<&'k str>, kind: &'k str) -> usize {
    known.iter().position(|one| *one == kind).unwrap_or_else(|| {
        known.push(kind);
        known.len() - 1
    })
}

/// Takes what helps most until nothing is lacking. Every fact that is asked for is a step of its own, for all of
/// them may be needed.
fn chosen(lacks: &[Lack], kinds: &[&str], judged: &[Judged]) -> Vec<Step> {
    let mut serves: BTreeMap<(Action, Help), Vec<usize>> = BTreeMap::new();
    for (at, lack) in lacks.iter().enumerate() {
        for help in &lack.helps {
            serves.entry((lack.action, help.clone())).or_default().push(at);
        }
    }
    let mut left: BTreeSet<usize> = (0..lacks.len()).collect();
    let mut steps = Vec::new();
    let count = |serves: &BTreeMap<(Action, Help), Vec<usize>>, key: &(Action, Help), left: &BTreeSet<usize>| {
        serves.get(key).map_or(0, |list| list.iter().filter(|at| left.contains(at)).count())
    };
    // What a candidate serves only ever shrinks, so one that is still first after counting anew is the best.
    let mut queue: BTreeSet<(Reverse<usize>, (Action, Help))> =
        serves.iter().map(|(key, list)| (Reverse(list.len()), key.clone())).collect();
    while let Some((Reverse(said), key)) = queue.pop_first() {
        let fact = key.0 == Action::Say;
        let now = if fact { said } else { count(&serves, &key, &left) };
        if now == 0 {
            continue;
        }
        if now < said {
            queue.insert((Reverse(now), key));
            continue;
        }
        let served = serves.get(&key).into_iter().flatten().filter(|at| fact || left.contains(at));
        let served: Vec<usize> = served.copied().collect();
        steps.push(step(&key, &served, lacks, kinds, judged));
        served.iter().for_each(|at| {
            left.remove(at);
        });
    }
    steps
}

fn step((action, help): &(Action, Help), served: &[usize], lacks: &[Lack], kinds: &[&str], judged: &[Judged]) -> Step {
    let served: Vec<&Lack> = served.iter().filter_map(|at| lacks.get(*at)).collect();
    let controls: BTreeSet<usize> = served.iter().map(|lack| lack.control).collect();
    let elements: BTreeSet<AnyId> = served.iter().filter_map(|lack| lack.element).collect();
    let (record, key, kind) = match help {
        Help::Fact(record, key) => (Some(*record), Some(*key), None),
        Help::Record(record) => (Some(*record), None, None),
        Help::Kind(kind) => (None, None, kinds.get(*kind).map(|kind| (*kind).to_owned())),
        Help::Control(_) => (None, None, None),
    };
    Step {
        action: *action,
        record,
        key,
        kind,
        controls: controls.iter().filter_map(|at| judged.get(*at)).map(|one| one.id.clone()).collect(),
        elements: elements.into_iter().collect(),
    }
}
