//! Matches for people: each part with what is said of it and why, then what could not be asked.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use vauban_advisories::matching::{Match, Status};

use super::{MatchReport, Row, severity};
use crate::text::{count, cut, number, one_line};
use crate::{Style, paint};

/// Writes the answer.
pub fn terminal(report: &MatchReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut file = "";
    for row in &report.rows {
        let shown: Vec<usize> =
            (0..row.looked.matches.len()).filter(|at| shows(&row.looked.matches[*at], style)).collect();
        if shown.is_empty() {
            continue;
        }
        if file != row.file {
            writeln!(out, "{}", style.paint(paint::DIM, one_line(row.file)))?;
            file = row.file;
        }
        let version = row.part.version.as_deref().unwrap_or("");
        writeln!(out, "\n{} {}", style.paint(paint::BOLD, one_line(&row.part.name)), one_line(version))?;
        for at in shown {
            one(row, at, style, out)?;
        }
    }
    let unmatched: Vec<&Row<'_>> = report.rows.iter().filter(|row| !row.looked.unmatched.is_empty()).collect();
    if !unmatched.is_empty() {
        writeln!(out, "\n{}", style.paint(paint::BOLD, "not asked about, and so not clean"))?;
        let cap = if style.verbose { usize::MAX } else { style.cap };
        for row in unmatched.iter().take(cap) {
            let reasons: Vec<String> = row.looked.unmatched.iter().map(ToString::to_string).collect();
            let part = format!("{} {}", row.part.name, row.part.version.as_deref().unwrap_or(""));
            writeln!(out, "  {}: {}", one_line(part.trim()), one_line(&reasons.join("; ")))?;
        }
        if unmatched.len() > cap {
            writeln!(out, "  and {} more (--verbose shows all)", number(unmatched.len() - cap))?;
        }
    }
    summary(report, out)
}

/// What is set aside, and what repeats another source, is shown to those who ask for more.
fn shows(found: &Match, style: &Style) -> bool {
    style.verbose || (found.first && matches!(found.status, Status::Finding | Status::Candidate))
}

fn one(row: &Row<'_>, at: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let found = &row.looked.matches[at];
    let (paint, word): (Ansi, &str) = match found.status {
        Status::Finding => (paint::ERROR, "affected"),
        Status::Candidate => (paint::WARNING, "candidate"),
        Status::NotCompiledIn => (paint::DIM, "not compiled in"),
        Status::Overruled => (paint::DIM, "overruled"),
        Status::Withdrawn => (paint::DIM, "withdrawn"),
    };
    let advisory = &found.advisory;
    let mut head = vec![advisory.id.clone()];
    if found.vulnerability != advisory.id {
        head.push(found.vulnerability.clone());
    }
    if let Some((score, word, _)) = severity(found) {
        head.push(format!("{score:.1} {word}"));
    }
    if advisory.kind != vauban_advisories::advisory::Kind::Vulnerability {
        head.push(advisory.kind.word().to_owned());
    }
    if let Some(note) = &found.exploited {
        head.push(format!("exploited, in the catalogue since {}", note.added));
    }
    if let Some(note) = &found.epss {
        head.push(format!("EPSS {} on {}", note.score, note.date));
    }
    writeln!(out, "  {} {}", style.paint(paint, word), one_line(&head.join(", ")))?;
    if !advisory.summary.is_empty() {
        writeln!(out, "    {}", cut(&one_line(&advisory.summary), style.width.saturating_sub(4).max(40)))?;
    }
    for reason in &found.explanation {
        writeln!(out, "    {} {}", style.paint(paint::FRAME, "="), one_line(reason))?;
    }
    let fixed = advisory.affected.get(found.place).map(|affected| affected.fixed.join(", ")).unwrap_or_default();
    if !fixed.is_empty() {
        writeln!(out, "    {} fixed: {}", style.paint(paint::FRAME, "="), one_line(&fixed))?;
    }
    if let Some(Some(statement)) = row.statements.get(at) {
        let doubt = if statement.doubt.is_empty() { "" } else { ", and does not hold today: " };
        let said = format!("statement `{}` says {}{doubt}{}", statement.id, statement.status, statement.doubt);
        writeln!(out, "    {} {}", style.paint(paint::FRAME, "="), one_line(&said))?;
    }
    Ok(())
}

fn summary(report: &MatchReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = report.counts();
    writeln!(
        out,
        "\n{}: {} in {}, {}, {} set aside, {} not asked about",
        count(counts.parts, "component"),
        count(counts.findings, "finding"),
        count(counts.with_findings, "component"),
        count(counts.candidates, "candidate"),
        number(counts.aside),
        number(counts.unmatched)
    )?;
    let digest = report.digests.last().map_or("", String::as_str);
    let verified = if report.verified { "verified" } else { "not verified" };
    writeln!(
        out,
        "index {} ({verified}), {} advisories",
        cut(digest, 19),
        number(usize::try_from(report.advisories).unwrap_or(0))
    )?;
    for source in report.sources {
        crate::advisories::source(source, out)?;
    }
    Ok(())
}
