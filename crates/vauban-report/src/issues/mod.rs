//! Security issues: a step that was taken, a list, one issue on a page, and figures of many.

pub mod figures;
pub mod list;
pub mod page;
pub mod step;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::Serialize;

use crate::text::one_line;

/// Something that is to be done by a day.
#[derive(Clone, Debug, Serialize)]
pub struct DueRow {
    /// What.
    pub what: &'static str,
    /// The last day for it.
    pub on: String,
    /// The key of the issue or of the policy that the day comes from.
    pub by: &'static str,
    /// Days that are left; negative where it is overdue.
    pub days_left: i64,
}

impl DueRow {
    /// In a few words: `overdue by 3 days`, `in 12 days`.
    fn told(&self) -> String {
        let days = |days: i64| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        match self.days_left {
            left if left < 0 => format!("overdue by {}", days(-left)),
            0 => "today".to_owned(),
            left => format!("in {}", days(left)),
        }
    }
}

/// A question that is open.
#[derive(Clone, Debug)]
pub struct OpenRow {
    /// Keys, any of which answers it.
    pub keys: &'static [&'static str],
    /// The aspect that asks.
    pub aspect: &'static str,
    /// The question in words.
    pub asks: &'static str,
    /// The state that asks it.
    pub state: &'static str,
    /// Whether the issue claims to have answered it by its state.
    pub missing: bool,
}

/// A state that follows, and the command that takes the issue there.
#[derive(Clone, Debug)]
pub struct NextRow {
    /// The state.
    pub state: &'static str,
    /// The command.
    pub command: String,
}

/// Something that happened to an issue.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// When, as written.
    pub at: String,
    /// The state it led to.
    pub state: &'static str,
    /// Who.
    pub by: Option<String>,
    /// What was done.
    pub note: Option<String>,
    /// Why a state was passed over.
    pub skipped_because: Option<String>,
}

/// What a step came to.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// The issue.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Whether it was written; otherwise it was only to be shown.
    pub written: bool,
    /// The change or the new file, where it was only to be shown.
    pub preview: Option<String>,
    /// Its state afterwards.
    pub state: &'static str,
    /// States that the step led through.
    pub through: Vec<&'static str>,
    /// What is due, the earliest first.
    pub due: Vec<DueRow>,
    /// What it leaves open.
    pub open: Vec<OpenRow>,
    /// What follows.
    pub next: Vec<NextRow>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// One issue in a row.
#[derive(Clone, Debug)]
pub struct IssueRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its state.
    pub state: &'static str,
    /// How bad it is.
    pub severity: Option<&'static str>,
    /// Scores of its vectors, each with the version.
    pub scores: Vec<String>,
    /// Where it came from.
    pub source: Option<&'static str>,
    /// Who may be told.
    pub handling: &'static str,
    /// Whether it says so itself.
    pub marked: bool,
    /// When it was received: a time with zone, or a day.
    pub received: Option<String>,
    /// Whether that is a time.
    pub exact: bool,
    /// Days since, or until it ended.
    pub age: Option<i64>,
    /// Its id elsewhere.
    pub external: Option<String>,
    /// What was decided.
    pub decision: Option<&'static str>,
    /// What is due, the earliest first.
    pub due: Vec<DueRow>,
    /// Its file.
    pub file: String,
    /// Its line there.
    pub line: u32,
}

#[derive(Serialize)]
struct Open<'a> {
    keys: &'a [&'static str],
    aspect: &'a str,
    asks: &'a str,
    state: &'a str,
    missing: bool,
}

fn open(rows: &[OpenRow]) -> Vec<Open<'_>> {
    rows.iter()
        .map(|row| Open { keys: row.keys, aspect: row.aspect, asks: row.asks, state: row.state, missing: row.missing })
        .collect()
}

#[derive(Serialize)]
struct Next<'a> {
    state: &'a str,
    command: &'a str,
}

fn next(rows: &[NextRow]) -> Vec<Next<'_>> {
    rows.iter().map(|row| Next { state: row.state, command: &row.command }).collect()
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: Option<Cow<'a, str>>,
    state: &'a str,
    severity: Option<&'a str>,
    scores: &'a [String],
    source: Option<&'a str>,
    handling: &'a str,
    marked: bool,
    received: Option<&'a str>,
    exact: bool,
    age_days: Option<i64>,
    external: Option<Cow<'a, str>>,
    decision: Option<&'a str>,
    due: &'a [DueRow],
    file: &'a str,
    line: u32,
}

fn row(row: &IssueRow) -> Row<'_> {
    Row {
        id: &row.id,
        title: row.title.as_deref().map(one_line),
        state: row.state,
        severity: row.severity,
        scores: &row.scores,
        source: row.source,
        handling: row.handling,
        marked: row.marked,
        received: row.received.as_deref(),
        exact: row.exact,
        age_days: row.age,
        external: row.external.as_deref().map(one_line),
        decision: row.decision,
        due: &row.due,
        file: &row.file,
        line: row.line,
    }
}
