//! What a vulnerability does to the depth, for people: who loses which layers, then the worst path.

use std::io::{self, Write};

use super::{ImpactReport, ImpactRow, ProductImpact, effect};
use crate::depth::{DepthReport, bare, depth_text, terminal};
use crate::text::{cut, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Assets shown of a product unless everything is asked for.
const ROWS: usize = 12;
/// Mechanisms named before they are only counted.
const NAMED: usize = 6;

/// Writes it.
pub fn report(report: &ImpactReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let subject = one_line(&report.subject);
    writeln!(out, "{} {}", style.paint(paint::BOLD, subject), one_line(&report.title))?;
    paragraph(&format!("affects {}: {}", names(&report.affects, NAMED), effect(report)), style, out)?;
    if report.products.is_empty() {
        writeln!(out, "\n No design has any of these parts, so nothing can be said about its depth.")?;
    }
    let mut drawn = false;
    for product in &report.products {
        one(product, style, out)?;
        if !drawn && !style.quiet && !product.drawn.drawn.is_empty() {
            drawn = true;
            let only = DepthReport { notes: Vec::new(), ..product.drawn.clone() };
            terminal::paths(&only, style, out)?;
        }
    }
    rest(report, style, out)
}

fn one(product: &ProductImpact, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n {}", style.paint(paint::BOLD, one_line(&product.name()).into_owned()))?;
    if product.shows_nothing {
        let text = "it gives an attacker nothing that the design could show: these parts have no interface, or no mechanism \
                    relies on them; name the components they are built into";
        return paragraph(text, style, out);
    }
    if product.rows.is_empty() {
        return paragraph(
            "nothing loses depth: what the part carries stands behind other layers, or in front of nothing",
            style,
            out,
        );
    }
    let all = product.rows.len() + product.kept;
    let below = match product.newly_below() {
        0 => String::new(),
        some => format!(", {some} fall below what is required"),
    };
    paragraph(&format!("{} of {all} pairs of asset and property lose depth{below}", product.rows.len()), style, out)?;
    if !product.fallen.is_empty() {
        paragraph(
            &format!(
                "falls with it: {}",
                names(&product.fallen.iter().map(|name| bare(name)).collect::<Vec<_>>(), 2 * NAMED)
            ),
            style,
            out,
        )?;
    }
    if !product.opened.is_empty() {
        paragraph(&format!("opens: {}", names(&product.opened, NAMED)), style, out)?;
    }
    let shown = if style.verbose { product.rows.len() } else { ROWS };
    let name = |row: &ImpactRow| format!("{} · {} · {}", one_line(&row.asset), row.property, one_line(&row.attacker));
    let widest = product.rows.iter().take(shown).map(|row| width(&name(row))).max().unwrap_or(0);
    let room = widest.min(style.width.saturating_sub(36).max(24));
    writeln!(out)?;
    for row in product.rows.iter().take(shown) {
        for (at, (before, after)) in row.tiers.iter().enumerate() {
            let head = if at == 0 { cut(&name(row), room).into_owned() } else { String::new() };
            let change = format!("{} → {}", depth_text(before), depth_text(after));
            let verdict = match (before.sufficient, after.sufficient) {
                (_, true) => format!("{} required", row.required),
                (true, false) => format!("{} required: below, since this", row.required),
                (false, false) => format!("{} required: below", row.required),
            };
            let colour = if after.sufficient { paint::DIM } else { paint::BAD };
            let change = style.paint(colour, pad(&change, 8)).into_owned();
            writeln!(out, "   {}  {}  {change}  {verdict}", pad(&head, room), pad(before.tier, 19))?;
        }
        if !row.lost.is_empty() {
            writeln!(
                out,
                "   {}  {}",
                pad("", room),
                style.paint(paint::DIM, format!("loses {}", names(&row.lost, 4)))
            )?;
        }
    }
    if product.rows.len() > shown {
        writeln!(out, "   … and {} more, with --verbose", product.rows.len() - shown)?;
    }
    Ok(())
}

fn rest(report: &ImpactReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.untouched.is_empty() {
        writeln!(out)?;
        paragraph(&format!("without the part: {}", names(&report.untouched, 12)), style, out)?;
    }
    if !report.shared.is_empty() {
        writeln!(out, "\n The same part elsewhere, and nobody has said what it means there:")?;
    }
    for shared in &report.shared {
        let version = if shared.version.is_empty() { "no version said" } else { shared.version.as_str() };
        let place = style.near(&shared.file, shared.line);
        let told =
            format!("{} ({}; {}) {place}", one_line(&shared.record), one_line(version), one_line(&shared.because));
        paragraph(&told, style, out)?;
    }
    if !report.shared.is_empty() {
        paragraph("record an issue for it, or name the product under `other-products` (DM-3.c)", style, out)?;
    }
    for note in &report.notes {
        paragraph(&one_line(note), style, out)?;
    }
    Ok(())
}

fn names(names: &[String], most: usize) -> String {
    let shown: Vec<_> = names.iter().take(most).map(|name| one_line(name).into_owned()).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn paragraph(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    wrap(text, style.width.saturating_sub(2)).iter().try_for_each(|line| writeln!(out, " {line}"))
}
