//! Security updates: a list, one on a page, the notice for users, and when they came against when they were due.

pub mod json;
pub mod list;
pub mod markdown;
pub mod notes;
pub mod page;
pub mod svg;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;

pub use vauban_analysis::lines::Date;

use crate::text::count;

/// When updates came and when they were due, per issue and version line.
#[derive(Clone, Debug)]
pub struct TimelinessReport {
    /// The product, or empty.
    pub product: String,
    /// The day that everything is as of.
    pub today: Date,
    /// Version lines, the one that is out for longest first.
    pub lines: Vec<LineSpan>,
    /// A row for every issue in every line.
    pub rows: Vec<TimelinessRow>,
    /// Issues that stand in no row, and why.
    pub unplaced: Vec<(String, String)>,
    /// How many issues these readers may not be told of, where it was asked for whom.
    pub withheld: Option<(&'static str, usize)>,
    /// What could not be told: a folder that is not here.
    pub incomplete: Vec<String>,
}

/// How long a version line is supported.
#[derive(Clone, Debug)]
pub struct LineSpan {
    /// Its id.
    pub id: String,
    /// Whether it is the oldest one that is still supported.
    pub oldest: bool,
    /// Its last day of support.
    pub until: Option<Date>,
    /// Units in the field.
    pub deployed: Option<i64>,
}

impl LineSpan {
    /// Until when, in words.
    pub(crate) fn told(&self, today: Date) -> String {
        match self.until {
            None => "end of support not stated".to_owned(),
            Some(until) if until < today => format!("support ended {until}"),
            Some(until) => {
                format!("supported until {until}, {} left", count(days(until.days() - today.days()), "day"))
            }
        }
    }
}

/// An issue in a version line.
#[derive(Clone, Debug)]
pub struct TimelinessRow {
    /// The issue.
    pub issue: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// How bad it is.
    pub severity: Option<&'static str>,
    /// The version line; none where the product has none.
    pub line: Option<String>,
    /// Whether that is the oldest one that is still supported.
    pub oldest: bool,
    /// Its last day of support.
    pub until: Option<Date>,
    /// Whether the line has the issue: `affected`, `not-affected`, `unknown`.
    pub reach: &'static str,
    /// What says so, or why nobody can tell.
    pub why: String,
    /// The day it was known on.
    pub known: Option<Date>,
    /// The day it was assessed on.
    pub assessed: Option<Date>,
    /// The day it was fixed on.
    pub fixed: Option<Date>,
    /// The day the update reached users of the line.
    pub delivered: Option<Date>,
    /// Last day on which it is in time; or why nobody can tell.
    pub deadline: Result<Date, String>,
    /// What shortened or stretched the time.
    pub weighed: Option<String>,
    /// How it stands: `in-time`, `late`, `overdue`, `open`, `unknown`, `not-affected`, `support-ended`.
    pub state: &'static str,
    /// Days late; none where it is not, or nobody can tell.
    pub late_by: Option<i64>,
    /// Days that are left until the deadline.
    pub days_left: Option<i64>,
    /// Whether users of the line are still waiting.
    pub waits: bool,
    /// Whether nobody has decided what is done about the issue.
    pub undecided: bool,
    /// Updates that bring the line the fix.
    pub updates: Vec<String>,
    /// Why the deadline was missed, as the updates say.
    pub explained: Vec<String>,
}

impl TimelinessRow {
    /// How it stands, in a few words.
    pub fn told(&self) -> String {
        let unknown = if self.reach == "unknown" { "; not known whether it is affected" } else { "" };
        let late = count(days(self.late_by.unwrap_or(0)), "day");
        let said = if self.explained.is_empty() { "" } else { ", explained" };
        match self.state {
            "in-time" => format!("in time{unknown}"),
            "late" => format!("late by {late}{said}{unknown}"),
            "overdue" if self.updates.is_empty() => format!("overdue by {late}, no update{unknown}"),
            "overdue" => format!("overdue by {late}{said}{unknown}"),
            "open" => format!("{} left{unknown}", count(days(self.days_left.unwrap_or(0)), "day")),
            "not-affected" => "not affected".to_owned(),
            "support-ended" => "support ended before it was due".to_owned(),
            _ => match &self.deadline {
                Err(why) => format!("no deadline: {why}{unknown}"),
                Ok(_) => format!("not known{unknown}"),
            },
        }
    }

    /// A letter for the state, so that colour is never the only mark.
    pub(crate) fn mark(&self) -> &'static str {
        match self.state {
            "in-time" => "✓",
            "late" | "overdue" => "!",
            "open" => "…",
            "not-affected" | "support-ended" => "–",
            _ => "?",
        }
    }
}

/// How many rows stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) in_time: usize,
    pub(crate) late: usize,
    pub(crate) overdue: usize,
    pub(crate) open: usize,
    pub(crate) unknown: usize,
    pub(crate) not_affected: usize,
    pub(crate) support_ended: usize,
}

impl Counted {
    pub(crate) fn of(rows: &[TimelinessRow]) -> Counted {
        let mut counted = Counted::default();
        for row in rows {
            match row.state {
                "in-time" => counted.in_time += 1,
                "late" => counted.late += 1,
                "overdue" => counted.overdue += 1,
                "open" => counted.open += 1,
                "not-affected" => counted.not_affected += 1,
                "support-ended" => counted.support_ended += 1,
                _ => counted.unknown += 1,
            }
        }
        counted
    }

    /// In a sentence, without what there is none of.
    pub(crate) fn told(self) -> String {
        let parts = [
            (self.in_time, "in time"),
            (self.late, "late"),
            (self.overdue, "overdue"),
            (self.open, "open"),
            (self.unknown, "without a deadline that can be told"),
            (self.not_affected, "not affected"),
            (self.support_ended, "after the end of support"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(many, _)| *many > 0).map(|(many, word)| format!("{many} {word}")).collect();
        if parts.is_empty() {
            "nothing is owed to users, as far as the records say".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// A number of days that is not negative.
fn days(days: i64) -> usize {
    usize::try_from(days).unwrap_or(0)
}

/// A day, or a dash.
fn day(day: Option<Date>) -> String {
    day.map_or_else(|| "–".to_owned(), |day| day.to_string())
}
