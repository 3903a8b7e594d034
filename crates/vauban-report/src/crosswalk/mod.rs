//! `vauban crosswalk`: what the records answer of other laws and standards, clause by clause, and what remains.

pub mod json;
pub mod terminal;

#[cfg(test)]
pub(crate) mod tests;

use serde::Serialize;

/// Everything there is to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CrosswalkReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The day it was judged on.
    pub date: String,
    /// The edition that verdicts are given by.
    pub edition: String,
    /// What the states mean, from what leaves most to do.
    pub states: Vec<StateRow>,
    /// The laws and standards that were asked for.
    pub frameworks: Vec<FrameworkRow>,
    /// Requirements of IEC 62443 that their clauses are answered by.
    pub targets: Vec<TargetRow>,
    /// Where the records that are named stand.
    pub records: Vec<RecordRow>,
}

/// A state of clauses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StateRow {
    /// The word: `needs-a-person`.
    pub state: &'static str,
    /// The same for people.
    pub phrase: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// A law or standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FrameworkRow {
    /// Its id: `cra`.
    pub id: String,
    /// What references are stored with: `cra:2024`.
    pub namespace: String,
    /// Its title.
    pub title: String,
    /// Its edition, as it is cited.
    pub edition: String,
    /// What its data rests on.
    pub data: String,
    /// How many clauses have each state, in the order of the states.
    pub counts: Vec<(&'static str, usize)>,
    /// Parts that are answered elsewhere.
    pub elsewhere: Vec<ElsewhereRow>,
    /// What remains, what most clauses wait for first.
    pub work: Vec<WorkRow>,
    /// Its clauses, in its order; only those that were asked for.
    pub clauses: Vec<ClauseRow>,
}

/// A part of a framework that is answered elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ElsewhereRow {
    /// Its title.
    pub part: String,
    /// How many clauses it has.
    pub clauses: usize,
    /// Where they are answered.
    pub answered_in: String,
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WorkRow {
    /// `show`, `realise`, `state` or `renew`.
    pub step: &'static str,
    /// What it is about: `SM-6.b`, `CR 1.1`, `cra:CRA-A1-P1-2g`; several where one step serves all of them.
    pub about: Vec<String>,
    /// What to do.
    pub next: String,
    /// Clauses that wait for it.
    pub clauses: Vec<String>,
    /// How many of them wait for nothing else.
    pub last: usize,
}

/// A clause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClauseRow {
    /// Its id.
    pub id: String,
    /// Where it stands in the text.
    pub place: String,
    /// Its title, in our own words.
    pub title: String,
    /// What it asks, in our own words.
    pub summary: String,
    /// Its part.
    pub group: String,
    /// Whether its identity was checked against sources.
    pub verified: bool,
    /// How far the crosswalk answers it: `full`, `partial`, `none`, `unjudged`.
    pub crosswalk: &'static str,
    /// What the crosswalk leaves.
    pub gap: String,
    /// Its state.
    pub state: &'static str,
    /// The same for people.
    pub phrase: &'static str,
    /// `computed` or `stated`.
    pub by: &'static str,
    /// Why.
    pub why: String,
    /// Requirements of IEC 62443 that answer it.
    pub answered_by: Vec<String>,
    /// Records that name it.
    pub records: Vec<String>,
    /// The first step that it waits for; empty where there is none.
    pub next: String,
    /// How many steps it waits for.
    pub steps: usize,
}

/// A requirement of IEC 62443.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TargetRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `missing`, `unknown`, `partial`, `not-applicable`, `not-asked` or `shown`.
    pub standing: &'static str,
    /// Why, where the standing does not say it.
    pub why: String,
    /// What of it is open: id and next step.
    pub open: Vec<OpenRow>,
    /// Records and files that show it.
    pub records: Vec<String>,
}

/// Something that is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OpenRow {
    /// The aspect or requirement.
    pub id: String,
    /// What comes next.
    pub next: String,
}

/// A record that is named, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecordRow {
    /// The record as `kind.id`, or the path of a file.
    pub record: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// Its line, from 1; 0 for a file.
    pub line: u32,
}

impl FrameworkRow {
    /// How many clauses have a state.
    pub fn count(&self, state: &str) -> usize {
        self.counts.iter().filter(|(known, _)| *known == state).map(|(_, count)| count).sum()
    }
}
