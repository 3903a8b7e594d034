//! Issues in a list, what is due first at the top.

use std::io::{self, Write};

use serde::Serialize;

use super::{IssueRow, Row, row};
use crate::text::{count, cut, one_line, pad, width};
use crate::{Style, paint};

/// The list.
#[derive(Clone, Debug)]
pub struct ListReport {
    /// The product, or empty.
    pub product: String,
    /// The day.
    pub today: String,
    /// Rows, in their order.
    pub rows: Vec<IssueRow>,
    /// How many issues there are that the filters leave out.
    pub left_out: usize,
    /// How many these readers may not be told of, where it was asked for whom.
    pub withheld: Option<(&'static str, usize)>,
    /// What could not be told: a folder that is not here.
    pub incomplete: Vec<String>,
}

/// Writes it for people.
pub fn terminal(report: &ListReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    writeln!(
        out,
        "{} · {} · {}\n",
        style.paint(paint::BOLD, product),
        count(report.rows.len(), "issue"),
        report.today
    )?;
    let head = ["issue", "state", "severity", "source", "handling", "age", "due"].map(str::to_owned);
    let mut table = vec![(head, false)];
    for row in &report.rows {
        let first = row.due.first();
        let due = first.map_or_else(|| "–".to_owned(), |due| format!("{}, {}: {}", due.on, due.told(), due.what));
        let none = || "–".to_owned();
        let cells = [
            cut(&one_line(&row.id), 44).into_owned(),
            row.state.to_owned(),
            row.severity.map_or_else(none, str::to_owned),
            row.source.map_or_else(none, str::to_owned),
            if row.marked { row.handling.to_owned() } else { none() },
            row.age.map_or_else(none, |age| format!("{age} d")),
            due,
        ];
        table.push((cells, first.is_some_and(|due| due.days_left < 0)));
    }
    let mut wide = [0; 7];
    for (cells, _) in &table {
        for (cell, most) in cells.iter().zip(&mut wide) {
            *most = (*most).max(width(cell));
        }
    }
    for (at, (cells, late)) in table.iter().enumerate() {
        let text: Vec<String> = cells.iter().zip(wide).map(|(cell, wide)| pad(cell, wide)).collect();
        let ink = match (at, late) {
            (0, _) => paint::DIM,
            (_, true) => paint::BAD,
            _ => paint::PLAIN,
        };
        writeln!(out, " {}", style.paint(ink, text.join("  ").trim_end()))?;
        if let Some(title) = at.checked_sub(1).and_then(|at| report.rows.get(at)?.title.as_ref()) {
            writeln!(out, "   {}", style.paint(paint::DIM, cut(&one_line(title), style.width.saturating_sub(4))))?;
        }
    }
    if report.left_out > 0 {
        writeln!(out, "\n {} left out by what was asked for", count(report.left_out, "issue"))?;
    }
    if let Some((readers, hidden)) = report.withheld {
        writeln!(out, "\n {} not shown to readers of {readers}", count(hidden, "issue"))?;
    }
    for why in &report.incomplete {
        writeln!(out, "\n {}", style.paint(paint::HALF, format!("not known: {}", one_line(why))))?;
    }
    Ok(())
}

/// Writes it as the contract `vauban/issues/1`.
pub fn json(report: &ListReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/issues/1",
        product: one_line(&report.product),
        today: &report.today,
        issues: report.rows.iter().map(row).collect(),
        left_out: report.left_out,
        readers: report.withheld.map(|(readers, _)| readers),
        withheld: report.withheld.map(|(_, hidden)| hidden),
        incomplete: &report.incomplete,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: std::borrow::Cow<'a, str>,
    today: &'a str,
    issues: Vec<Row<'a>>,
    left_out: usize,
    readers: Option<&'static str>,
    withheld: Option<usize>,
    incomplete: &'a [String],
}
