//! What remains, turned round: one step, and every clause that waits for it.

use std::collections::BTreeMap;

use vauban_catalog::Extent;

use super::clause::Decided;
use super::{Clause, Standing, Target};

/// What kind of step it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Show an aspect of the process standard.
    Show,
    /// Realise a requirement on components.
    Realise,
    /// Say what nothing computed can say.
    State,
    /// Put right a statement that does not count.
    Renew,
}

impl Step {
    /// The word in contracts and for people.
    pub fn word(self) -> &'static str {
        match self {
            Step::Show => "show",
            Step::Realise => "realise",
            Step::State => "state",
            Step::Renew => "renew",
        }
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What kind.
    pub step: Step,
    /// What it is about, as a command or a record takes it: `SM-6.b`, `CR 1.1`, `cra:CRA-A1-P1-2g`; several where one
    /// step is the next of all of them.
    pub about: Vec<String>,
    /// What to do.
    pub next: String,
    /// Clauses that wait for it, by place.
    pub clauses: Vec<usize>,
    /// How many of them wait for nothing else.
    pub last: usize,
}

/// Steps by what they are about, in the order in which they were found.
#[derive(Default)]
pub(super) struct Waiting {
    at: BTreeMap<(Step, String), usize>,
    all: Vec<Work>,
}

impl Waiting {
    /// What stands in the way of a clause.
    pub(super) fn add(&mut self, clause: &Clause, at: usize, written: &str, targets: &[Target], decided: &Decided<'_>) {
        // Where the crosswalk does not reach the clause at all, what it names does not help.
        let helps = clause.extent != Extent::None;
        let asked = targets.iter().filter(|target| helps && target.standing != Standing::NotAsked);
        let mut open = false;
        for one in asked.flat_map(|target| target.open.iter().map(move |one| (target, one))) {
            let (target, one) = one;
            let step = if target.id.contains(' ') { Step::Realise } else { Step::Show };
            self.put(step, &one.id, &one.next, at);
            open = true;
        }
        let whole = clause.extent == Extent::Full && clause.verified;
        match decided {
            Decided::Flawed(_, why) => self.put(Step::Renew, written, why, at),
            // Only what is shown is missing, and people cannot state that.
            Decided::Said(_) if open => {}
            Decided::Aside(_) | Decided::Verified(_) | Decided::Nothing if open && whole => {}
            Decided::Said(_) | Decided::Aside(_) | Decided::Verified(_) | Decided::Nothing => {
                let rest = if clause.gap.is_empty() { &clause.title } else { &clause.gap };
                let next =
                    format!("say in `[statement.\"{written}\"]` how it is met, or why it does not apply: {rest}");
                self.put(Step::State, written, &next, at);
            }
        }
    }

    fn put(&mut self, step: Step, id: &str, next: &str, clause: usize) {
        // Aspects that wait for the same record are one step.
        let key = (step, if step == Step::Show { next.to_owned() } else { id.to_owned() });
        let known = self.at.get(&key).copied();
        let work = match known.and_then(|at| self.all.get_mut(at)) {
            Some(work) => work,
            None => {
                self.at.insert(key, self.all.len());
                let work = Work { step, about: Vec::new(), next: next.to_owned(), clauses: Vec::new(), last: 0 };
                self.all.push(work);
                let last = self.all.len() - 1;
                &mut self.all[last]
            }
        };
        if !work.about.iter().any(|known| known == id) {
            work.about.push(id.to_owned());
        }
        if work.clauses.last() != Some(&clause) {
            work.clauses.push(clause);
        }
    }

    /// The list: what most clauses wait for first, then what they wait for alone, then in the order of the clauses.
    pub(super) fn list(mut self, clauses: &mut [Clause]) -> Vec<Work> {
        let mut obstacles = vec![0_usize; clauses.len()];
        for at in self.all.iter().flat_map(|work| &work.clauses) {
            if let Some(count) = obstacles.get_mut(*at) {
                *count += 1;
            }
        }
        for work in &mut self.all {
            work.last = work.clauses.iter().filter(|at| obstacles.get(**at) == Some(&1)).count();
        }
        self.all.sort_by_key(|work| {
            let (all, last) = (work.clauses.len(), work.last);
            (std::cmp::Reverse(all), std::cmp::Reverse(last), work.clauses.first().copied(), work.step)
        });
        for (place, work) in self.all.iter().enumerate() {
            for at in &work.clauses {
                if let Some(clause) = clauses.get_mut(*at) {
                    clause.waits_for.push(place);
                }
            }
        }
        self.all
    }
}
