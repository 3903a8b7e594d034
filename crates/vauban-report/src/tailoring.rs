//! `vauban tailoring`: what each release leaves out, and whether that counts.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{cut, one_line, pad, wrap};
use crate::{Style, paint};

/// The tailorings of a product.
#[derive(Clone, Debug)]
pub struct TailoringReport {
    /// The product, as `edge-gateway 2.4.0`.
    pub product: String,
    /// One row for each, in the order of the files.
    pub tailorings: Vec<TailoringRow>,
}

/// A tailoring.
#[derive(Clone, Debug)]
pub struct TailoringRow {
    /// Its id.
    pub id: String,
    /// Releases it is for; empty for every release.
    pub releases: Vec<String>,
    /// Whether it counts.
    pub counts: bool,
    /// `same`, `unbound`, `altered`, `changed`, `past` or `nothing-out`.
    pub standing: &'static str,
    /// What changed since it was stamped.
    pub changed: Vec<String>,
    /// What else keeps it from counting.
    pub flaws: Vec<String>,
    /// What it leaves out, each with its reason.
    pub out: Vec<(String, String)>,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub date: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: u32,
}

/// Writes it for people.
pub fn terminal(report: &TailoringReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    writeln!(out, "{} · what its releases leave out (SM-5)\n", style.paint(paint::BOLD, cut(&product, 60)))?;
    if report.tailorings.is_empty() {
        return writeln!(out, " No `[tailoring.ID]`: nobody has decided which requirements apply.");
    }
    let indented = |text: &str, out: &mut dyn Write| -> io::Result<()> {
        for line in wrap(&one_line(text), style.width.saturating_sub(6)) {
            writeln!(out, "     {line}")?;
        }
        Ok(())
    };
    for row in &report.tailorings {
        let (colour, word) = match (row.counts, row.out.is_empty()) {
            (true, true) => (paint::GOOD, "all apply"),
            (true, false) => (paint::GOOD, "counts"),
            (false, _) => (paint::BAD, "refused"),
        };
        let releases = if row.releases.is_empty() { "every release".to_owned() } else { row.releases.join(", ") };
        let by = match row.approved_by.is_empty() {
            true => "approved by nobody".to_owned(),
            false => format!("approved by {} on {}", one_line(&row.approved_by), one_line(&row.date)),
        };
        let id = one_line(&row.id);
        writeln!(
            out,
            " {} {} for {} · {by}",
            style.paint(colour, pad(word, 9)),
            pad(&cut(&id, 16), 16),
            one_line(&releases)
        )?;
        for (requirement, reason) in &row.out {
            indented(&format!("leaves out {requirement}: {reason}"), out)?;
        }
        for flaw in &row.flaws {
            indented(&format!("✗ {flaw}"), out)?;
        }
        match row.standing {
            "unbound" => {
                indented("✗ bound to nothing: `vauban tailoring stamp` binds it to context, scope and threats", out)?;
            }
            "altered" => indented("✗ what it stores is not what its digest was taken of", out)?,
            "changed" => indented(&format!("✗ changed since: {}", row.changed.join(", ")), out)?,
            "past" => indented("for a past release; what changes now is not its business", out)?,
            _ => {}
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    tailorings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    releases: &'a [String],
    counts: bool,
    standing: &'static str,
    changed: &'a [String],
    flaws: &'a [String],
    out: Vec<Left<'a>>,
    approved_by: &'a str,
    date: &'a str,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Left<'a> {
    requirement: &'a str,
    reason: &'a str,
}

/// Writes the contract `vauban/tailoring/1`.
pub fn json(report: &TailoringReport, out: &mut dyn Write) -> io::Result<()> {
    let tailorings = report.tailorings.iter().map(|row| Row {
        id: &row.id,
        releases: &row.releases,
        counts: row.counts,
        standing: row.standing,
        changed: &row.changed,
        flaws: &row.flaws,
        out: row.out.iter().map(|(requirement, reason)| Left { requirement, reason }).collect(),
        approved_by: &row.approved_by,
        date: &row.date,
        file: &row.file,
        line: row.line,
    });
    let document =
        Document { schema: "vauban/tailoring/1", product: &report.product, tailorings: tailorings.collect() };
    vauban_formats::json::write(&document, out)
}
