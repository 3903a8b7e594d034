//! How far somebody stood from those who developed the product, on a day (SVV-5).
//!
//! What a kind of test asks for stands in the catalog; how the degrees are told apart stands here. Three things can
//! come of it: somebody stood far enough, stood too close, or it cannot be told. The last is no better than the
//! second, and says what is missing.
//!
//! Everything is asked as of the day of the work. Who develops, leads or tests today says nothing about then, so a
//! later reorganisation changes nothing.

mod chart;
mod dates;
mod developers;
mod identity;
mod standing;

use std::collections::BTreeMap;

use vauban_model::kinds::TestRun;
use vauban_model::{AnyId, Date, Facts, Model, Record, Ref};

pub use chart::{Place, place};
pub use dates::{Skew, When, dates};
pub use developers::{Developers, DevelopersOn, Holders, holders};
pub use identity::{People, Who};
pub use standing::{Distance, Standing};

use crate::scope::Owners;

/// Months before a test in which a commit makes its author a developer, where policy says nothing.
pub const WINDOW: u32 = 24;

/// Days that a record may be younger than what it tells.
const GRACE_DAYS: i64 = 7;

/// Where everybody stood towards the development of one product.
#[derive(Debug)]
pub struct Independence<'a> {
    model: &'a Model,
    facts: &'a Facts,
    owners: &'a Owners,
    product: Option<AnyId>,
    today: Date,
    developers: Developers,
    /// When each commit was made; empty without git.
    days: Vec<When>,
}

/// Where those who carried out a test stood.
#[derive(Clone, Debug, Default)]
pub struct OfRun {
    /// Everybody who designed, ran or judged it, on each day that counts.
    pub standings: Vec<Standing>,
    /// What keeps the day of the test itself from being known.
    pub unknown: Vec<String>,
}

impl OfRun {
    /// The least distance that is certain; none where nobody is named, or the day is not known.
    pub fn reached(&self) -> Option<Distance> {
        match self.unknown.is_empty() {
            true => self.standings.iter().map(|standing| standing.reached).min(),
            false => self.standings.first().map(|_| Distance::None),
        }
    }

    /// Why a distance was certainly missed, in a sentence each.
    pub fn near(&self, asked: Distance) -> Vec<String> {
        let mut near: Vec<String> =
            self.standings.iter().filter(|one| one.at_most < asked).filter_map(|one| one.near.clone()).collect();
        near.sort();
        near.dedup();
        near
    }

    /// Why it cannot be told whether a distance was kept; empty where it can.
    pub fn untold(&self, asked: Distance) -> Vec<String> {
        if asked == Distance::None {
            return Vec::new();
        }
        let open = self.standings.iter().filter(|one| one.reached < asked && one.at_most >= asked);
        let mut untold: Vec<String> = open.flat_map(|one| one.untold(asked)).collect();
        untold.extend(self.unknown.iter().cloned());
        untold.sort();
        untold.dedup();
        untold
    }
}

impl<'a> Independence<'a> {
    /// Looks at who developed a product, and when. `window` is in months.
    pub fn new(
        model: &'a Model,
        facts: &'a Facts,
        owners: &'a Owners,
        product: Option<AnyId>,
        window: u32,
        today: Date,
    ) -> Independence<'a> {
        let developers = Developers::new(model, facts, owners, product, window, today);
        let days = facts.authorship.as_ref().map(|commits| dates(commits, today).0).unwrap_or_default();
        Independence { model, facts, owners, product, today, developers, days }
    }

    /// Everybody who ever worked on the product.
    pub fn developers(&self) -> &Developers {
        &self.developers
    }

    /// Who developed the product in the time before a day.
    pub fn on(&self, day: Date) -> DevelopersOn {
        self.developers.on(self.model, self.facts, self.owners, self.product, day)
    }

    /// Where one person stood on a day, given who developed then.
    pub fn standing(&self, developers: &DevelopersOn, person: AnyId, on: Date) -> Standing {
        standing::standing(self.model, developers, person, on)
    }

    /// Where those who carried out runs stood, by the place of the run among the runs of the model.
    pub fn of_runs<'r>(&self, runs: impl Iterator<Item = (AnyId, &'r Record<TestRun>)>) -> BTreeMap<AnyId, OfRun> {
        let mut known: BTreeMap<Date, DevelopersOn> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for (id, run) in runs {
            let Some(date) = run.date.map(|day| day.date) else { continue };
            let mut of_run = OfRun::default();
            for day in self.days_of(run, date) {
                let developers = known.entry(day).or_insert_with(|| self.on(day));
                let persons = run.designed_by.iter().chain(&run.executed_by).chain(&run.judged_by);
                let mut persons: Vec<AnyId> = persons.filter_map(Ref::to).collect();
                persons.sort_unstable();
                persons.dedup();
                of_run.standings.extend(persons.into_iter().map(|person| self.standing(developers, person, day)));
            }
            of_run.unknown.extend(self.tested_later(run, date));
            found.insert(id, of_run);
        }
        found
    }

    /// The days that a run must hold for: the one it gives and, where its record came more than a week later, that of
    /// the commit that brought it. A record that is dated back gains nothing by it.
    fn days_of(&self, run: &Record<TestRun>, date: Date) -> Vec<Date> {
        let header = self.model.sources.text(run.head.header);
        let written = self.facts.history.as_ref().map(|history| history.first_commit.get(header).copied());
        // What is not committed yet is written today.
        let written = written.map(|written| written.unwrap_or(self.today));
        match written {
            Some(written) if written.days() - date.days() > GRACE_DAYS && run.head.folder().is_empty() => {
                vec![date, written]
            }
            _ => vec![date],
        }
    }

    /// A run cannot be older than the commit it ran on.
    fn tested_later(&self, run: &Record<TestRun>, date: Date) -> Option<String> {
        let commits = self.facts.authorship.as_ref()?;
        let at = commits.find(run.commit.as_ref()?)?;
        let made = self.days.get(at as usize)?.last;
        let made = Date::from_days(made).filter(|made| made.days() > date.days() + 1)?;
        let commit = commits.commits.get(at as usize)?;
        let name = run.head.name();
        Some(format!("`{name}` is dated {date}, and commit `{}` that it ran on is of {made}", commit.short()))
    }
}
