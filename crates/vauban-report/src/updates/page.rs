//! One update on a page, and what is found wrong with updates: what keeps them from being qualified, documented,
//! delivered and in time.

use std::io::{self, Write};

use serde::Serialize;

use super::list::UpdateRow;
use crate::text::{count, cut, one_line, pad, wrap};
use crate::{Style, paint};

/// Something that is found wrong.
#[derive(Clone, Debug, Serialize)]
pub struct FoundRow {
    /// The record it is about.
    pub subject: String,
    /// The check.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// Aspects it bears on.
    pub aspects: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Until when a waiver covers it.
    pub waived_until: Option<String>,
    /// The file; empty without a place.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A signature under what an update says of safety and operation.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureRow {
    /// Who signed.
    pub by: String,
    /// How.
    pub method: &'static str,
    /// When.
    pub date: String,
    /// `good`, `elsewhere`, `bad`, `unchecked`.
    pub state: &'static str,
    /// Why it is not good; empty where it is.
    pub why: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct PageReport {
    /// The head.
    pub head: UpdateRow,
    /// What the record says, key by key, links in full.
    pub said: Vec<(&'static str, String)>,
    /// Keys of the notice that say nothing: key, what it is for, aspect.
    pub missing: Vec<(&'static str, &'static str, &'static str)>,
    /// Signatures.
    pub signatures: Vec<SignatureRow>,
    /// What is found wrong.
    pub findings: Vec<FoundRow>,
    /// How it stands per issue and line: issue, line, in words.
    pub timeliness: Vec<(String, String, String)>,
}

/// Writes it for people.
pub fn terminal(report: &PageReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let head = &report.head;
    let name = format!("update.{}", one_line(&head.id));
    writeln!(out, "{}  {}", style.paint(paint::BOLD, name), one_line(&head.title))?;
    writeln!(out, "  {}\n", style.near(&head.file, head.line as usize))?;
    for (issue, line, told) in &report.timeliness {
        let line = if line.is_empty() { String::new() } else { format!(" in {}", one_line(line)) };
        writeln!(out, "  {}{line}: {}", one_line(issue), one_line(told))?;
    }
    for row in &report.signatures {
        let why = if row.why.is_empty() { String::new() } else { format!(": {}", one_line(&row.why)) };
        let ink = if matches!(row.state, "good" | "elsewhere") { paint::GOOD } else { paint::BAD };
        let state = style.paint(ink, row.state);
        writeln!(out, "  safety and operation signed by {}, {}: {state}{why}", one_line(&row.by), one_line(&row.date))?;
    }
    for (key, what, aspect) in &report.missing {
        writeln!(out, "  {} the notice does not say {what} (`{key}`, {aspect})", style.paint(paint::BAD, "missing"))?;
    }
    found(&report.findings, style, out)?;
    writeln!(out, "\n {}", style.paint(paint::BOLD, "Record"))?;
    let room = style.width.saturating_sub(28).max(30);
    for (key, value) in &report.said {
        for (at, piece) in wrap(&one_line(value), room).into_iter().enumerate() {
            let key = if at == 0 { *key } else { "" };
            writeln!(out, "   {} {}", style.paint(paint::DIM, pad(key, 22)), cut(&piece, room))?;
        }
    }
    Ok(())
}

fn found(rows: &[FoundRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.saturating_sub(8).max(40);
    for row in rows {
        let ink = match row.severity {
            "error" => paint::ERROR,
            "warning" => paint::WARNING,
            _ => paint::NOTE,
        };
        let waived = row.waived_until.as_ref().map_or_else(String::new, |day| format!(" (waived until {day})"));
        let head = style.paint(ink, format!("{}[{}]", row.severity, row.code));
        writeln!(out, "  {head}: {}{waived}", one_line(&row.message))?;
        if !row.file.is_empty() {
            writeln!(out, "      {}", style.paint(paint::DIM, style.near(&row.file, row.line as usize)))?;
        }
        for (at, piece) in wrap(&one_line(&row.help), room).into_iter().enumerate() {
            writeln!(out, "      {}{piece}", if at == 0 { "= help: " } else { "  " })?;
        }
    }
    Ok(())
}

/// Writes it as the contract `vauban/update/1`.
pub fn json(report: &PageReport, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Said<'a> {
        key: &'a str,
        value: &'a str,
    }
    #[derive(Serialize)]
    struct Missing<'a> {
        key: &'a str,
        what: &'a str,
        aspect: &'a str,
    }
    #[derive(Serialize)]
    struct Standing<'a> {
        issue: &'a str,
        line: Option<&'a str>,
        told: &'a str,
    }
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        update: &'a UpdateRow,
        said: Vec<Said<'a>>,
        notice_lacks: Vec<Missing<'a>>,
        signatures: &'a [SignatureRow],
        findings: &'a [FoundRow],
        timeliness: Vec<Standing<'a>>,
    }
    let document = Document {
        schema: "vauban/update/1",
        update: &report.head,
        said: report.said.iter().map(|(key, value)| Said { key, value }).collect(),
        notice_lacks: report.missing.iter().map(|(key, what, aspect)| Missing { key, what, aspect }).collect(),
        signatures: &report.signatures,
        findings: &report.findings,
        timeliness: report
            .timeliness
            .iter()
            .map(|(issue, line, told)| Standing { issue, line: (!line.is_empty()).then_some(line.as_str()), told })
            .collect(),
    };
    vauban_formats::json::write(&document, out)
}

/// What is found wrong with updates.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// The product, or empty.
    pub product: String,
    /// The update that was asked about; empty for all.
    pub update: String,
    /// How many updates were looked at.
    pub updates: usize,
    /// What is found.
    pub findings: Vec<FoundRow>,
}

impl CheckReport {
    /// Whether nothing that is in force is worse than a note.
    pub fn passes(&self) -> bool {
        !self.findings.iter().any(|row| row.waived_until.is_none() && row.severity != "note")
    }
}

/// Writes it for people.
pub fn check_terminal(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    found(&report.findings, style, out)?;
    let what = match report.update.as_str() {
        "" => count(report.updates, "update"),
        update => format!("update.{}", one_line(update)),
    };
    let verdict = match (report.passes(), report.findings.is_empty()) {
        (true, true) => "nothing is found wrong",
        (true, false) => "nothing is in force",
        (false, _) => "not complete",
    };
    writeln!(out, "{what}: {verdict}")
}

/// Writes it as the contract `vauban/update-check/1`.
pub fn check_json(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        product: std::borrow::Cow<'a, str>,
        update: Option<&'a str>,
        updates: usize,
        passes: bool,
        findings: &'a [FoundRow],
    }
    let document = Document {
        schema: "vauban/update-check/1",
        product: one_line(&report.product),
        update: (!report.update.is_empty()).then_some(report.update.as_str()),
        updates: report.updates,
        passes: report.passes(),
        findings: &report.findings,
    };
    vauban_formats::json::write(&document, out)
}
