//! Deadlines as tables for a page or a ticket. Everything that people wrote is escaped.

use std::io::{self, Write};

use vauban_analysis::clocks::{CaseClocks, Clock, Instant};

use super::{ClockReport, alarms, due, left, track};
use crate::diff::markdown::{code, plain};
use crate::text::cut;

/// Characters of one value.
const VALUE: usize = 300;

/// Writes every clock.
pub fn report(report: &ClockReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "**Deadlines of {}, {}** ({}): {}\n",
        plain(&report.product),
        report.now.people(),
        report.now_from,
        alarms(report)
    )?;
    for broken in &report.broken {
        writeln!(out, "**Deadlines may be missing:** {}\n", plain(&cut(broken, VALUE)))?;
    }
    for case in &report.clocks.cases {
        one(case, report.now, out)?;
    }
    for issue in &report.clocks.issues {
        writeln!(out, "{} {}\n", code(&cut(&issue.name, VALUE)), plain(&cut(&issue.title, VALUE)))?;
        table(issue.clocks.iter().filter(|clock| report.all || !clock.state.settled()), report.now, out)?;
    }
    Ok(())
}

fn one(case: &CaseClocks, now: Instant, out: &mut dyn Write) -> io::Result<()> {
    let aware = case
        .awareness
        .governs
        .map_or_else(|| "nobody is certain yet".to_owned(), |aware| format!("aware {}", aware.people()));
    let drill = if case.drill { ", exercise" } else { "" };
    writeln!(
        out,
        "{} {}: {}{drill}, {aware}\n",
        code(&cut(&case.name, VALUE)),
        plain(&cut(&case.title, VALUE)),
        track(case)
    )?;
    table(case.clocks.iter(), now, out)?;
    for note in &case.notes {
        writeln!(out, "- {}", plain(&cut(note, VALUE)))?;
    }
    if !case.notes.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn table<'a>(clocks: impl Iterator<Item = &'a Clock>, now: Instant, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| what | state | due | | why | next |\n|---|---|---|---|---|---|")?;
    for clock in clocks {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            clock.duty.title(),
            clock.state.word(),
            due(clock),
            left(clock, now),
            plain(&cut(&clock.why, VALUE)),
            plain(&cut(&clock.next, VALUE))
        )?;
    }
    writeln!(out)
}
