//! One issue on one page: the record, what is due, what is found wrong, what it leaves open, what happened to it.

use std::io::{self, Write};

use serde::Serialize;

use super::step::{due_line, open_lines};
use super::{EventRow, IssueRow, Next, NextRow, Open, OpenRow, Row, next, open, row};
use crate::text::{cut, one_line, pad, wrap};
use crate::{Style, paint};

/// The page.
#[derive(Clone, Debug)]
pub struct PageReport {
    /// The head.
    pub head: IssueRow,
    /// What the record says, key by key, links in full.
    pub said: Vec<(&'static str, String)>,
    /// What points at it, by kind: updates, tests, reviews, cases.
    pub named_by: Vec<String>,
    /// What is found wrong with it: check and message.
    pub findings: Vec<(&'static str, String)>,
    /// What it leaves open.
    pub open: Vec<OpenRow>,
    /// What follows.
    pub next: Vec<NextRow>,
    /// What happened to it.
    pub events: Vec<EventRow>,
}

/// Writes it for people.
pub fn terminal(report: &PageReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let head = &report.head;
    let title = head.title.as_deref().map(one_line).unwrap_or_default();
    writeln!(out, "{}  {title}", style.paint(paint::BOLD, format!("issue.{}", one_line(&head.id))))?;
    let mut told = vec![head.state.to_owned()];
    told.extend(head.severity.map(str::to_owned));
    told.extend(head.scores.iter().map(|score| format!("CVSS {score}")));
    told.extend(head.source.map(|source| format!("from {source}")));
    told.push(if head.marked { head.handling.to_owned() } else { "no mark of handling".to_owned() });
    writeln!(out, "  {}  {}", told.join(" · "), style.near(&head.file, head.line as usize))?;
    if let Some(received) = &head.received {
        let unknown = if head.exact { "" } else { ", at an unknown time of that day" };
        let age = head.age.map_or_else(String::new, |age| format!(", {age} days"));
        writeln!(out, "  received {received}{unknown}{age}")?;
    }
    writeln!(out)?;
    for due in &head.due {
        due_line(due, style, out)?;
    }
    for (code, message) in &report.findings {
        writeln!(out, "  {} {}: {}", style.paint(paint::BAD, "found"), code, one_line(message))?;
    }
    open_lines(&report.open, style, out)?;
    for row in &report.next {
        writeln!(out, "  next: {}  {}", pad(&row.command, 44), style.paint(paint::DIM, format!("→ {}", row.state)))?;
    }
    writeln!(out, "\n {}", style.paint(paint::BOLD, "Record"))?;
    let room = style.width.saturating_sub(32).max(30);
    for (key, value) in &report.said {
        for (at, piece) in wrap(&one_line(value), room).into_iter().enumerate() {
            let key = if at == 0 { *key } else { "" };
            writeln!(out, "   {} {}", style.paint(paint::DIM, pad(key, 27)), cut(&piece, room))?;
        }
    }
    if !report.named_by.is_empty() {
        writeln!(out, "   {} {}", style.paint(paint::DIM, pad("named by", 27)), one_line(&report.named_by.join(", ")))?;
    }
    writeln!(out, "\n {}", style.paint(paint::BOLD, "What happened"))?;
    if report.events.is_empty() {
        writeln!(out, "   No events are recorded: only the days above tell when what was done.")?;
    }
    for (at, event) in report.events.iter().enumerate() {
        let by = event.by.as_deref().map_or_else(String::new, |by| format!("  {}", one_line(by)));
        let mark = if at + 1 == report.events.len() { "●" } else { "○" };
        writeln!(out, "   {mark} {}  {}{by}", one_line(&event.at), style.paint(paint::BOLD, event.state))?;
        let bar = if at + 1 == report.events.len() { " " } else { "│" };
        let skipped = event.skipped_because.as_deref().map(|why| format!("skipped because: {why}"));
        for text in event.note.clone().into_iter().chain(skipped) {
            for piece in wrap(&one_line(&text), style.width.saturating_sub(8).max(24)) {
                writeln!(out, "   {bar}   {}", style.paint(paint::DIM, piece))?;
            }
        }
    }
    Ok(())
}

/// Writes it as the contract `vauban/issue/1`.
pub fn json(report: &PageReport, out: &mut dyn Write) -> io::Result<()> {
    let event = |event: &'_ EventRow| Event {
        at: event.at.clone(),
        state: event.state,
        by: event.by.clone(),
        note: event.note.clone(),
        skipped_because: event.skipped_because.clone(),
    };
    let document = Document {
        schema: "vauban/issue/1",
        issue: row(&report.head),
        said: report.said.iter().map(|(key, value)| Said { key, value }).collect(),
        named_by: &report.named_by,
        findings: report.findings.iter().map(|(code, message)| Found { code, message }).collect(),
        open: open(&report.open),
        next: next(&report.next),
        events: report.events.iter().map(event).collect(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    issue: Row<'a>,
    said: Vec<Said<'a>>,
    named_by: &'a [String],
    findings: Vec<Found<'a>>,
    open: Vec<Open<'a>>,
    next: Vec<Next<'a>>,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Said<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Found<'a> {
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Event {
    at: String,
    state: &'static str,
    by: Option<String>,
    note: Option<String>,
    skipped_because: Option<String>,
}
