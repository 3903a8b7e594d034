//! Crosswalks for people: the counts of each framework; of one alone also what remains and its clauses.

use std::io::{self, Write};

use super::{ClauseRow, CrosswalkReport, FrameworkRow, WorkRow};
use crate::text::{count, cut, one_line, pad, width, wrap};
use crate::{Style, paint};

/// How many steps are shown unless everything is asked for.
const STEPS: usize = 12;
/// How many clauses a step names before it only counts.
const NAMED: usize = 6;

/// Writes what was asked for.
pub fn report(report: &CrosswalkReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "crosswalk".into() } else { cut(&product, 60) };
    writeln!(out, "{} · crosswalk · {}", style.paint(paint::BOLD, product), one_line(&report.date))?;
    match report.frameworks.as_slice() {
        [] => writeln!(out, "\n nothing is reported by here"),
        [only] => framework(report, only, style, out),
        all => overview(report, all, style, out),
    }
}

fn overview(report: &CrosswalkReport, all: &[FrameworkRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = all.iter().map(|one| width(&one_line(&one.id))).max().unwrap_or_default().max(9);
    let heads: Vec<&str> = report.states.iter().map(|state| state.phrase).collect();
    write!(out, "\n   {}", pad("", room))?;
    heads.iter().try_for_each(|head| write!(out, "  {head}"))?;
    writeln!(out)?;
    for one in all {
        write!(out, "   {}", style.paint(paint::BOLD, pad(&one_line(&one.id), room)))?;
        for state in &report.states {
            let number = pad(&one.count(state.state).to_string(), width(state.phrase));
            write!(out, "  {}", style.paint(colour(state.state), number))?;
        }
        writeln!(out, "  {}", cut(&one_line(&one.title), 60))?;
    }
    writeln!(out)?;
    for state in &report.states {
        paragraph(&format!("{}: {}", state.phrase, state.meaning), 3, style, out)?;
    }
    let example = all.first().map_or("cra", |one| one.id.as_str());
    writeln!(out, "\n `vauban crosswalk {}` shows what remains, and every clause", one_line(example))
}

fn framework(report: &CrosswalkReport, one: &FrameworkRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n {} · {}", style.paint(paint::BOLD, one_line(&one.title)), one_line(&one.edition))?;
    let counts: Vec<String> = report
        .states
        .iter()
        .map(|state| {
            let told = format!("{} {}", one.count(state.state), state.phrase);
            style.paint(colour(state.state), told).into_owned()
        })
        .collect();
    writeln!(out, "   {}", counts.join(" · "))?;
    paragraph(&one.data, 3, style, out)?;
    for part in &one.elsewhere {
        let told = format!("{} ({}): answered in {}", part.part, count(part.clauses, "clause"), part.answered_in);
        paragraph(&told, 3, style, out)?;
    }
    if !one.work.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, format!("What remains: {}", count(one.work.len(), "step"))))?;
        let most = if style.verbose { one.work.len() } else { STEPS };
        one.work.iter().take(most).try_for_each(|work| step(work, style, out))?;
        if one.work.len() > most {
            writeln!(out, "   … {} more, with --verbose", one.work.len() - most)?;
        }
    }
    let mut group = "";
    for clause in &one.clauses {
        if clause.group != group {
            group = &clause.group;
            writeln!(out, "\n {}", style.paint(paint::BOLD, one_line(group)))?;
        }
        self::clause(clause, style, out)?;
    }
    Ok(())
}

fn step(work: &WorkRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut clauses: Vec<&str> = work.clauses.iter().take(NAMED).map(String::as_str).collect();
    let more = work.clauses.len().saturating_sub(NAMED);
    let rest = format!("{more} more");
    if more > 0 {
        clauses.push(&rest);
    }
    let waits = if work.last > 0 { format!("; {} for nothing else", work.last) } else { String::new() };
    writeln!(
        out,
        "   {} {} · {}",
        style.paint(paint::BOLD, work.step),
        one_line(&work.about.join(", ")),
        style.paint(
            paint::DIM,
            format!(
                "{} wait{} ({}{waits})",
                count(work.clauses.len(), "clause"),
                if work.clauses.len() == 1 { "s" } else { "" },
                one_line(&clauses.join(", "))
            )
        )
    )?;
    paragraph(&work.next, 5, style, out)
}

fn clause(one: &ClauseRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = if one.place.is_empty() { String::new() } else { format!(" · {}", one_line(&one.place)) };
    let by = if one.by == "stated" { ", stated" } else { "" };
    let unverified = if one.verified { "" } else { " · unverified data" };
    writeln!(
        out,
        "   {} {}{place} · {}{unverified}",
        style.paint(paint::BOLD, one_line(&one.id)),
        cut(&one_line(&one.title), 90),
        style.paint(colour(one.state), format!("{}{by}", one.phrase)),
    )?;
    if !one.why.is_empty() && (style.verbose || !matches!(one.state, "answered")) {
        paragraph(&one.why, 5, style, out)?;
    }
    if style.verbose && !one.records.is_empty() {
        paragraph(&format!("named by {}", one.records.join(", ")), 5, style, out)?;
    }
    Ok(())
}

fn colour(state: &str) -> anstyle::Style {
    match state {
        "answered" => paint::GOOD,
        "partly" | "needs-a-person" => paint::HALF,
        "open" => paint::BAD,
        _ => paint::DIM,
    }
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.saturating_sub(indent).max(20);
    wrap(&one_line(text), room).iter().try_for_each(|line| writeln!(out, "{:indent$}{line}", ""))
}
