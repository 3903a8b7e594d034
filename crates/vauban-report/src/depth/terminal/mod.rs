//! `vauban depth` for people: a table of what falls short, and the weakest path step by step.
//!
//! One screen tells the story: of each asset the row that is worst, what is fine as a number, then how an attacker gets
//! through. Colour carries nothing that a word does not.

mod facts;
mod hardening;
mod path;
mod proofs;
mod ranking;
mod step;
mod table;
mod words;

use std::io::{self, Write};

use super::DepthReport;
use crate::text::{count, cut, one_line, width, wrap};
use crate::{Style, paint};

pub use table::ASSETS;

pub(crate) use step::way;
pub(crate) use words::{cause, shorter};

/// Below this width, what stands side by side is put one below the other.
const NARROW: usize = 80;

/// Writes the answer.
///
/// With `verbose` every row is shown; with `quiet` those that fall short, and nothing else.
pub fn report(report: &DepthReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { report, style };
    page.head(out)?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    page.table(out)?;
    if style.quiet {
        return Ok(());
    }
    for at in &report.drawn {
        if let Some(row) = report.rows.get(*at) {
            page.drawn(row, out)?;
        }
    }
    page.ranking(out)?;
    if let Some(found) = &report.hardening {
        page.hardening(found, out)?;
    }
    if report.proofs_in_full {
        page.proofs(out)?;
    }
    let notes: Vec<_> = report.notes.iter().map(|note| one_line(note)).collect();
    if !notes.is_empty() {
        writeln!(out)?;
    }
    for note in notes {
        page.paragraph(1, &note, out)?;
    }
    Ok(())
}

/// Writes the drawn rows alone, step by step.
pub(crate) fn paths(report: &DepthReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { report, style };
    report.drawn.iter().filter_map(|at| report.rows.get(*at)).try_for_each(|row| page.drawn(row, out))
}

struct Page<'a> {
    report: &'a DepthReport,
    style: &'a Style,
}

impl Page<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.style.quiet {
            return Ok(());
        }
        let product = one_line(&self.report.product);
        let product = if product.is_empty() { "Defence in depth".into() } else { product };
        let attackers = distinct(self.report.rows.iter().map(|row| row.attacker.as_str()));
        let assets = distinct(self.report.rows.iter().map(|row| row.asset.as_str()));
        let right = format!("{} · {}", count(attackers, "attacker"), count(assets, "asset"));
        let product = cut(&product, 60);
        let used = width(&product) + 1;
        let gap = if used + 2 + width(&right) > self.style.width {
            "\n ".to_owned()
        } else {
            " ".repeat(self.style.width.min(100).saturating_sub(used + width(&right)).max(2))
        };
        writeln!(out, " {}{gap}{right}", self.style.paint(paint::BOLD, product))?;
        if !self.report.assumed.is_empty() {
            let assumed: Vec<_> = self.report.assumed.iter().map(|name| one_line(name)).collect();
            self.paragraph(1, &format!("taken as having happened: {}", assumed.join(", ")), out)?;
        }
        Ok(())
    }

    fn paragraph(&self, indent: usize, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for line in wrap(text, self.style.width.saturating_sub(indent).max(20)) {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
        }
        Ok(())
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.collect::<std::collections::BTreeSet<_>>().len()
}
