//! `vauban issue clock`, `file` and `drill`: deadlines for people, for programs, for a page, for a calendar and as a
//! picture; filing sheets to copy from.

pub mod ics;
pub mod json;
pub mod markdown;
pub mod sheet;
pub mod svg;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;

use vauban_analysis::clocks::{CaseClocks, Clock, Clocks, Instant, State, Track};

use crate::text::count;

/// Every deadline, and what was asked for.
#[derive(Clone, Debug)]
pub struct ClockReport {
    /// The product and its version; empty where none is named.
    pub product: String,
    /// The clocks.
    pub clocks: Clocks,
    /// The instant as it was asked for.
    pub now: Instant,
    /// Where that comes from.
    pub now_from: &'static str,
    /// Seconds within which something that is due counts.
    pub within: i64,
    /// Whether what is settled is shown as well.
    pub all: bool,
    /// Why deadlines may be missing: records that could not be read completely, exploited issues without a case.
    pub broken: Vec<String>,
}

/// What a case reports, in words.
fn track(case: &CaseClocks) -> &'static str {
    match case.track {
        Some(Track::ExploitedVulnerability) => "exploited vulnerability",
        Some(Track::SevereIncident) => "severe incident",
        None => "without a track",
    }
}

/// A time in a few words: `3 d 4 h`, `5 h 10 min`, `40 s`.
pub fn span(seconds: i64) -> String {
    let all = seconds.unsigned_abs();
    let (days, hours, minutes) = (all / 86_400, all / 3_600 % 24, all / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{all} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// What is left of a clock: `in 5 h`, `5 h ago`; when it was done where it is settled.
fn left(clock: &Clock, now: Instant) -> String {
    match (clock.left(now), &clock.done) {
        (Some(left), _) if left < 0 => format!("{} ago", span(left)),
        (Some(left), _) => format!("in {}", span(left)),
        (None, Some(done)) => format!("done {}", done.at.people()),
        (None, None) => String::new(),
    }
}

/// When a clock is due, in words.
fn due(clock: &Clock) -> String {
    match (clock.due, clock.state) {
        (Some(due), _) => due.people(),
        (None, State::NotStarted) => "when its anchor is there".to_owned(),
        (None, _) => "no date".to_owned(),
    }
}

/// How many are missed or due, in words.
fn alarms(report: &ClockReport) -> String {
    let (cases, issues) = report.clocks.alarms(report.within);
    let what =
        if report.within > 0 { format!("missed or due within {}", span(report.within)) } else { "missed".to_owned() };
    match (cases, issues) {
        (0, 0) => format!("nothing {what}"),
        (cases, 0) => format!("{} of cases {what}", count(cases, "deadline")),
        (0, issues) => format!("{} of issues {what}", count(issues, "deadline")),
        (cases, issues) => format!("{} of cases and {issues} of issues {what}", count(cases, "deadline")),
    }
}

/// The dates of a case that a timeline shows, each with its name and whether it is a deadline of which state.
fn marks(case: &CaseClocks) -> Vec<(Instant, &'static str, Option<State>)> {
    use vauban_analysis::clocks::Duty;
    let mut marks: Vec<(Instant, &'static str, Option<State>)> = Vec::new();
    marks.extend(case.awareness.governs.map(|aware| (aware, "aware", None)));
    marks.extend(case.measure.map(|measure| (measure, "measure", None)));
    for clock in &case.clocks {
        let name = match clock.duty {
            Duty::EarlyWarning => "24 h",
            Duty::Notification => "72 h",
            Duty::Final => "final",
            Duty::Intermediate => "asked",
            Duty::Triage | Duty::UserInformation | Duty::Assessment | Duty::Fix | Duty::Disclosure => continue,
        };
        marks.extend(clock.due.map(|due| (due, name, Some(clock.state))));
    }
    marks.sort_by_key(|(at, name, _)| (at.seconds, *name));
    marks
}
