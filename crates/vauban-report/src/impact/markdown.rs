//! What a vulnerability does to the depth, as Markdown: for a pull request, a tracker, the assessment itself.

use std::io::{self, Write};

use super::{ImpactReport, effect};
use crate::depth::depth_text;
use crate::interfaces::markdown::safe;
use crate::text::count;

/// Writes a table for each product.
pub fn report(report: &ImpactReport, out: &mut dyn Write) -> io::Result<()> {
    let affects = safe(&report.affects.join(", "));
    writeln!(out, "**{}** affects {affects}: {}.\n", safe(&report.subject), effect(report))?;
    for product in &report.products {
        let assets = count(product.rows.len(), "pair");
        writeln!(out, "### {}\n", safe(&product.name()))?;
        if product.shows_nothing {
            writeln!(
                out,
                "It gives an attacker nothing that the design could show: name the components it is built into.\n"
            )?;
            continue;
        }
        if product.rows.is_empty() {
            writeln!(out, "Nothing loses depth.\n")?;
            continue;
        }
        writeln!(out, "{} of asset and property of {} lose depth.", assets, product.rows.len() + product.kept)?;
        if !product.fallen.is_empty() {
            writeln!(out, "Falls with it: {}.", safe(&product.fallen.join(", ")))?;
        }
        writeln!(
            out,
            "\n| asset | attacker | tier | before | after | required | loses |\n|---|---|---|---|---|---|---|"
        )?;
        for row in &product.rows {
            for (at, (before, after)) in row.tiers.iter().enumerate() {
                let lost = if at == 0 { safe(&row.lost.join(", ")) } else { String::new() };
                writeln!(
                    out,
                    "| {} {} | {} | {} | {} | {} | {} | {lost} |",
                    safe(&row.asset),
                    row.property,
                    safe(&row.attacker),
                    before.tier,
                    depth_text(before),
                    depth_text(after),
                    row.required
                )?;
            }
        }
        writeln!(out)?;
    }
    for shared in &report.shared {
        writeln!(
            out,
            "- the same part, not named: {} {} ({})",
            safe(&shared.record),
            safe(&shared.version),
            safe(&shared.because)
        )?;
    }
    Ok(())
}
