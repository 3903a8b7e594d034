//! What a change touches: for people, as Markdown, and as the contract `vauban/impact/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::json::some;
use super::{ChangedRow, DepthHit, HitRow, ImpactReport};
use crate::diff::markdown::{code, plain};
use crate::text::{count, number, one_line, wrap};
use crate::{Style, paint};

/// For people.
pub fn terminal(report: &ImpactReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let cap = if style.verbose { usize::MAX } else { style.cap };
    let since = if report.since.is_empty() { String::new() } else { format!(" since {}", one_line(&report.since)) };
    match report.of.as_slice() {
        [one] => writeln!(out, "If {} changes{since}:", style.paint(paint::BOLD, one_line(&one.id).into_owned()))?,
        all => {
            writeln!(out, "{}{since}:", style.paint(paint::BOLD, format!("{} changed", count(all.len(), "record"))))?;
        }
    }
    if report.of.len() > 1 || !report.since.is_empty() {
        for one in report.of.iter().take(cap) {
            writeln!(out, "  {}{}", one_line(&one.id), one_line(&told(one)))?;
        }
        if report.of.len() > cap {
            writeln!(out, "  … and {} more", number(report.of.len() - cap))?;
        }
    }
    if report.calls.is_empty() && report.depth.is_empty() {
        return writeln!(out, "\n  nothing else has to be looked at again");
    }
    for call in &report.calls {
        writeln!(out, "\n {} ({})", style.paint(paint::BOLD, call.what.to_owned()), number(call.hits.len()))?;
        for hit in call.hits.iter().take(cap) {
            let place = match hit.file.is_empty() {
                true => String::new(),
                false => format!(" · {}", style.near(&hit.file, hit.line as usize)),
            };
            writeln!(out, "   {}{place}", one_line(&hit.id))?;
            for line in wrap(&one_line(&hit.reason), style.width.saturating_sub(6).max(20)) {
                writeln!(out, "     {}", style.paint(paint::DIM, line))?;
            }
        }
        if call.hits.len() > cap {
            writeln!(out, "   … and {} more (--verbose shows all)", number(call.hits.len() - cap))?;
        }
    }
    if !report.depth.is_empty() {
        writeln!(out, "\n {} ({})", style.paint(paint::BOLD, "depth to compute again"), number(report.depth.len()))?;
        for row in report.depth.iter().take(cap) {
            writeln!(out, "   {}", depth_line(row))?;
            for line in wrap(&one_line(&row.reason), style.width.saturating_sub(6).max(20)) {
                writeln!(out, "     {}", style.paint(paint::DIM, line))?;
            }
        }
        if report.depth.len() > cap {
            writeln!(out, "   … and {} more (--verbose shows all)", number(report.depth.len() - cap))?;
        }
    }
    if report.depth_left > 0 {
        writeln!(out, "   {} of depth were not looked at: there are too many", count(report.depth_left, "row"))?;
    }
    Ok(())
}

fn told(one: &ChangedRow) -> String {
    match (one.change, one.fields.is_empty()) {
        ("", _) => String::new(),
        (word, true) => format!("  {word}"),
        (word, false) => format!("  {word} in {}", one.fields.join(", ")),
    }
}

fn depth_line(row: &DepthHit) -> String {
    let depth = row.depth.map_or("out of reach".to_owned(), |depth| format!("depth {depth}"));
    format!("{} of {} against {}: {depth}", row.property, one_line(&row.asset), one_line(&row.attacker))
}

/// Lines of each list before they are only counted.
const LINES: usize = 100;

/// As the comment of a pull request.
pub fn markdown(report: &ImpactReport, out: &mut dyn Write) -> io::Result<()> {
    let since = if report.since.is_empty() { String::new() } else { format!(" since {}", plain(&report.since)) };
    writeln!(out, "**To look at again after {} changed{since}**\n", count(report.of.len(), "record"))?;
    let mut list = |title: &str, lines: Vec<String>| {
        writeln!(out, "<details><summary>{title} ({})</summary>\n", lines.len())?;
        for line in lines.iter().take(LINES) {
            writeln!(out, "- {line}")?;
        }
        if lines.len() > LINES {
            writeln!(out, "- … and {} more", lines.len() - LINES)?;
        }
        writeln!(out, "\n</details>\n")
    };
    list("what changed", report.of.iter().map(|one| format!("{}{}", code(&one.id), plain(&told(one)))).collect())?;
    for call in &report.calls {
        list(call.what, call.hits.iter().map(|hit| format!("{}: {}", code(&hit.id), plain(&hit.reason))).collect())?;
    }
    if !report.depth.is_empty() {
        let line = |row: &DepthHit| format!("{} ({})", plain(&depth_line(row)), plain(&row.reason));
        list("depth to compute again", report.depth.iter().map(line).collect())?;
    }
    Ok(())
}

/// As one JSON document.
pub fn json(report: &ImpactReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/impact/1",
        product: &report.product,
        since: some(&report.since),
        changed: report
            .of
            .iter()
            .map(|one| Changed { id: &one.id, change: some(one.change), fields: &one.fields })
            .collect(),
        again: report.calls.iter().flat_map(|call| call.hits.iter().map(move |hit| again(call.what, hit))).collect(),
        depth: report
            .depth
            .iter()
            .map(|row| Depth {
                attacker: &row.attacker,
                asset: &row.asset,
                property: row.property,
                depth: row.depth,
                reason: &row.reason,
            })
            .collect(),
        depth_not_looked_at: report.depth_left,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    since: Option<&'a str>,
    changed: Vec<Changed<'a>>,
    again: Vec<Again<'a>>,
    depth: Vec<Depth<'a>>,
    depth_not_looked_at: usize,
}

#[derive(Serialize)]
struct Changed<'a> {
    id: &'a str,
    change: Option<&'a str>,
    fields: &'a [String],
}

#[derive(Serialize)]
struct Again<'a> {
    id: &'a str,
    kind: &'a str,
    what: &'a str,
    reason: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
}

fn again<'a>(what: &'a str, hit: &'a HitRow) -> Again<'a> {
    let line = (!hit.file.is_empty()).then_some(hit.line);
    Again { id: &hit.id, kind: hit.kind, what, reason: &hit.reason, file: some(&hit.file), line }
}

#[derive(Serialize)]
struct Depth<'a> {
    attacker: &'a str,
    asset: &'a str,
    property: &'a str,
    depth: Option<u32>,
    reason: &'a str,
}
