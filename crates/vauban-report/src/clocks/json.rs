//! The contracts `vauban/issue-clock/1`, `vauban/issue-drill/1`.

use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::clocks::{CaseClocks, Clock, Instant, IssueClocks, Track};

use super::ClockReport;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    now: String,
    now_from: &'static str,
    within_seconds: i64,
    alarms: Alarms,
    broken: &'a [String],
    cases: Vec<Case<'a>>,
    issues: Vec<Issue<'a>>,
}

#[derive(Serialize)]
struct Alarms {
    cases: usize,
    issues: usize,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a str,
    title: &'a str,
    track: Option<&'static str>,
    drill: bool,
    not_owed: Option<&'a str>,
    aware: Option<String>,
    awareness: Vec<Event<'a>>,
    measure_available: Option<String>,
    notes: &'a [String],
    file: Option<&'a str>,
    line: Option<u32>,
    clocks: Vec<Deadline<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    recorded: Option<String>,
    aware: String,
    what: &'a str,
    counts: bool,
    flaw: Option<&'a str>,
}

#[derive(Serialize)]
struct Issue<'a> {
    id: &'a str,
    title: &'a str,
    file: &'a str,
    line: u32,
    clocks: Vec<Deadline<'a>>,
}

#[derive(Serialize)]
struct Deadline<'a> {
    duty: &'static str,
    rule: &'a str,
    law: bool,
    state: &'static str,
    anchor: Option<Anchor>,
    due: Option<String>,
    due_utc: Option<String>,
    statutory: Option<String>,
    seconds_left: Option<i64>,
    alarms: bool,
    done: Option<Done<'a>>,
    why: &'a str,
    next: &'a str,
}

#[derive(Serialize)]
struct Anchor {
    what: &'static str,
    at: String,
}

#[derive(Serialize)]
struct Done<'a> {
    at: String,
    receipt: &'a str,
}

#[derive(Serialize)]
struct Drill<'a> {
    schema: &'static str,
    now: String,
    now_from: &'static str,
    case: Case<'a>,
}

/// Writes every clock.
pub fn report(report: &ClockReport, out: &mut dyn Write) -> io::Result<()> {
    let (cases, issues) = report.clocks.alarms(report.within);
    let view = (report.now, report.within);
    let document = Document {
        schema: "vauban/issue-clock/1",
        product: &report.product,
        now: report.now.to_string(),
        now_from: report.now_from,
        within_seconds: report.within,
        alarms: Alarms { cases, issues },
        broken: &report.broken,
        cases: report.clocks.cases.iter().map(|page| case(page, view)).collect(),
        issues: report.clocks.issues.iter().map(|page| issue(page, view)).collect(),
    };
    vauban_formats::json::write(&document, out)
}

/// Writes an exercise.
pub fn drill(page: &CaseClocks, now: (Instant, &'static str), out: &mut dyn Write) -> io::Result<()> {
    let document =
        Drill { schema: "vauban/issue-drill/1", now: now.0.to_string(), now_from: now.1, case: case(page, (now.0, 0)) };
    vauban_formats::json::write(&document, out)
}

type View = (Instant, i64);

fn case(page: &CaseClocks, view: View) -> Case<'_> {
    let event = page.awareness.log.iter().map(|event| Event {
        recorded: event.at.map(|at| at.to_string()),
        aware: event.aware.to_string(),
        what: &event.what,
        counts: event.flaw.is_none(),
        flaw: event.flaw.as_deref(),
    });
    let there = !page.file.is_empty();
    Case {
        id: &page.name,
        title: &page.title,
        track: page.track.map(Track::word),
        drill: page.drill,
        not_owed: page.not_owed.as_deref(),
        aware: page.awareness.governs.map(|at| at.to_string()),
        awareness: event.collect(),
        measure_available: page.measure.map(|at| at.to_string()),
        notes: &page.notes,
        file: there.then_some(page.file.as_str()),
        line: there.then_some(page.line),
        clocks: page.clocks.iter().map(|clock| deadline(clock, view, !page.drill)).collect(),
    }
}

fn issue(page: &IssueClocks, view: View) -> Issue<'_> {
    let clocks = page.clocks.iter().map(|clock| deadline(clock, view, true));
    Issue { id: &page.name, title: &page.title, file: &page.file, line: page.line, clocks: clocks.collect() }
}

fn deadline(clock: &Clock, (now, within): View, real: bool) -> Deadline<'_> {
    Deadline {
        duty: clock.duty.word(),
        rule: &clock.rule,
        law: clock.law,
        state: clock.state.word(),
        anchor: clock.anchor.as_ref().map(|anchor| Anchor { what: anchor.what, at: anchor.at.to_string() }),
        due: clock.due.map(|due| due.to_string()),
        due_utc: clock.due.map(|due| due.utc().to_string()),
        statutory: clock.statutory.map(|due| due.to_string()),
        seconds_left: clock.left(now),
        alarms: real && clock.alarms(now, within),
        done: clock.done.as_ref().map(|done| Done { at: done.at.to_string(), receipt: &done.receipt }),
        why: &clock.why,
        next: &clock.next,
    }
}
