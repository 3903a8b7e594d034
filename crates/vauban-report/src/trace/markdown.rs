//! A trace as Markdown: nested lists of one record, or the table of kinds and the gaps.
//!
//! Everything that people wrote is escaped: a record cannot bring links, images, HTML or mentions along.

use std::io::{self, Write};

use super::{LineRow, TraceReport};
use crate::diff::markdown::{code, plain};
use crate::text::count;

/// Lines of each part before they are only counted.
const LINES: usize = 400;

/// Writes the trace.
pub fn report(report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    match report.of.and_then(|at| report.nodes.get(at)) {
        Some(root) => {
            let state = if root.state.is_empty() { String::new() } else { format!(" · {}", root.state) };
            writeln!(out, "**{}**{state}\n", code(&root.id))?;
            if !root.title.is_empty() {
                writeln!(out, "{}\n", plain(&root.title))?;
            }
            for told in &root.suspect {
                writeln!(out, "**suspect**: {}\n", plain(told))?;
            }
            if report.ways.up {
                side("Why it exists", &report.up, report, out)?;
            }
            if report.ways.down {
                side("What shows it", &report.down, report, out)?;
            }
        }
        None => {
            writeln!(out, "| kind | | states |\n|---|---|---|")?;
            for row in &report.kinds {
                let states: Vec<String> = row.states.iter().map(|(word, many)| format!("{many} {word}")).collect();
                writeln!(out, "| {} | {} | {} |", row.kind, row.count, states.join(", "))?;
            }
            writeln!(out)?;
        }
    }
    gaps(report, out)
}

fn side(title: &str, lines: &[LineRow], report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "**{title}**\n")?;
    if lines.is_empty() {
        writeln!(out, "- nothing")?;
    }
    for line in lines.iter().take(LINES) {
        let Some(node) = report.nodes.get(line.node) else { continue };
        let mark = match line.mark {
            "again" => " (above)",
            "circle" => " (a circle)",
            "deeper" => " …",
            _ => "",
        };
        let state = if node.state.is_empty() { String::new() } else { format!(" · {}", node.state) };
        let suspect = if node.suspect.is_empty() { "" } else { " · **suspect**" };
        let title = if node.title.is_empty() { String::new() } else { format!(": {}", plain(&node.title)) };
        let indent = "  ".repeat(line.depth.saturating_sub(1));
        writeln!(out, "{indent}- {} {}{state}{suspect}{title}{mark}", line.word, code(&node.id))?;
    }
    more(lines.len(), out)?;
    writeln!(out)
}

fn gaps(report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    if !report.gaps.is_empty() {
        writeln!(out, "**{}**\n", count(report.gaps.len(), "gap"))?;
        for gap in report.gaps.iter().take(LINES) {
            writeln!(out, "- {} {}: {}", gap.gap, code(&gap.id), plain(&gap.reason))?;
        }
        more(report.gaps.len(), out)?;
        writeln!(out)?;
    }
    if !report.suspects.is_empty() {
        writeln!(out, "**{}**\n", count(report.suspects.len(), "suspect link"))?;
        for row in report.suspects.iter().take(LINES) {
            writeln!(out, "- {}: {}", code(&row.record), plain(&row.told()))?;
        }
        more(report.suspects.len(), out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn more(all: usize, out: &mut dyn Write) -> io::Result<()> {
    if all > LINES {
        writeln!(out, "- … and {} more", all - LINES)?;
    }
    Ok(())
}
