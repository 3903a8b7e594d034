//! Updates in a list: what they fix, for which lines, when they came, and what is found wrong with them.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, cut, one_line, pad, width};
use crate::{Style, paint};

/// One update in a row.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateRow {
    /// Its id.
    pub id: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// The release that delivers it.
    pub release: Option<String>,
    /// Who made the fix.
    pub from: Option<&'static str>,
    /// Issues it fixes.
    pub fixes: Vec<String>,
    /// Version lines it is for.
    pub lines: Vec<String>,
    /// When it was qualified.
    pub qualified: Option<String>,
    /// When it was delivered.
    pub delivered: Option<String>,
    /// Whether it has left the house.
    pub out: bool,
    /// How many errors are found about it.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// Its file.
    pub file: String,
    /// Its line there.
    pub line: u32,
}

/// The list.
#[derive(Clone, Debug)]
pub struct ListReport {
    /// The product, or empty.
    pub product: String,
    /// The day.
    pub today: String,
    /// Rows, the newest first; those that are not out at the top.
    pub rows: Vec<UpdateRow>,
}

/// Writes it for people.
pub fn terminal(report: &ListReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    let many = count(report.rows.len(), "update");
    writeln!(out, "{} · {many} · {}\n", style.paint(paint::BOLD, product), report.today)?;
    let head = ["update", "release", "from", "fixes", "lines", "delivered", "found"].map(str::to_owned);
    let mut table = vec![(head, paint::DIM)];
    for row in &report.rows {
        let dash = || "–".to_owned();
        let delivered = match (&row.delivered, row.out) {
            (Some(day), _) => day.clone(),
            (None, true) => "released".to_owned(),
            (None, false) => "not out".to_owned(),
        };
        let found = match (row.errors, row.warnings) {
            (0, 0) => "nothing".to_owned(),
            (0, warnings) => count(warnings, "warning"),
            (errors, 0) => count(errors, "error"),
            (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
        };
        let cells = [
            cut(&one_line(&row.id), 36).into_owned(),
            row.release.as_deref().map_or_else(dash, |release| cut(&one_line(release), 16).into_owned()),
            row.from.map_or_else(dash, str::to_owned),
            if row.fixes.is_empty() { dash() } else { cut(&one_line(&row.fixes.join(", ")), 34).into_owned() },
            if row.lines.is_empty() { dash() } else { cut(&one_line(&row.lines.join(", ")), 24).into_owned() },
            delivered,
            found,
        ];
        let ink = match (row.errors, row.warnings) {
            (0, 0) => paint::PLAIN,
            (0, _) => paint::HALF,
            _ => paint::BAD,
        };
        table.push((cells, ink));
    }
    let mut wide = [0; 7];
    for (cells, _) in &table {
        for (cell, most) in cells.iter().zip(&mut wide) {
            *most = (*most).max(width(cell));
        }
    }
    for (cells, ink) in &table {
        let text: Vec<String> = cells.iter().zip(wide).map(|(cell, wide)| pad(cell, wide)).collect();
        writeln!(out, " {}", style.paint(*ink, text.join("  ").trim_end()))?;
    }
    Ok(())
}

/// Writes it as the contract `vauban/updates/1`.
pub fn json(report: &ListReport, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        product: std::borrow::Cow<'a, str>,
        today: &'a str,
        updates: &'a [UpdateRow],
    }
    let document = Document {
        schema: "vauban/updates/1",
        product: one_line(&report.product),
        today: &report.today,
        updates: &report.rows,
    };
    vauban_formats::json::write(&document, out)
}
