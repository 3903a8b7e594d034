//! Timeliness as tables for a page. Everything that people wrote is escaped.

use std::io::{self, Write};

use super::{Counted, TimelinessReport, day};
use crate::diff::markdown::plain;
use crate::text::cut;

/// Characters of one value.
const VALUE: usize = 200;

/// Writes it.
pub fn report(report: &TimelinessReport, out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &str| plain(&cut(text, VALUE));
    writeln!(out, "**When updates of {} came, {}**\n", plain(&report.product), report.today)?;
    if !report.lines.is_empty() {
        writeln!(out, "| version line | support | units |\n|---|---|--:|")?;
        for line in &report.lines {
            let oldest = if line.oldest { " (the oldest supported)" } else { "" };
            let units = line.deployed.map_or_else(|| "–".to_owned(), |units| units.to_string());
            writeln!(out, "| {}{oldest} | {} | {units} |", cell(&line.id), line.told(report.today))?;
        }
        writeln!(out)?;
    }
    if !report.rows.is_empty() {
        writeln!(out, "| issue | line | severity | known | fixed | delivered | deadline | how it stands |")?;
        writeln!(out, "|---|---|---|---|---|---|---|---|")?;
        for row in &report.rows {
            let deadline = row.deadline.as_ref().ok().copied();
            let told = cell(&row.told());
            let told = if row.late_by.is_some() { format!("**{told}**") } else { told };
            let mut because: Vec<String> = row.explained.iter().map(|why| cell(why)).collect();
            if row.reach == "unknown" && row.line.is_some() {
                because.push(cell(&row.why));
            }
            let because = because.iter().map(|why| format!("<br>{why}")).collect::<String>();
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {told}{because} |",
                cell(&row.issue),
                row.line.as_deref().map_or_else(|| "–".to_owned(), cell),
                row.severity.unwrap_or("–"),
                day(row.known),
                day(row.fixed),
                day(row.delivered),
                day(deadline),
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}.", Counted::of(&report.rows).told())?;
    for (issue, why) in &report.unplaced {
        writeln!(out, "\nIn no row: {}: {}.", cell(issue), cell(why))?;
    }
    if let Some((readers, hidden)) = report.withheld {
        writeln!(out, "\nNot shown to readers of {readers}: {hidden}.")?;
    }
    for why in &report.incomplete {
        writeln!(out, "\nNot known: {}.", cell(why))?;
    }
    Ok(())
}
