//! The matrix as a Markdown table, for pull requests and pages.

use std::io::{self, Write};

use super::{DepthCell, VariantsReport};
use crate::interfaces::markdown::safe;
use crate::text::count;

/// Writes the table; assets that are the same and deep enough in every design are left out.
pub fn report(report: &VariantsReport, out: &mut dyn Write) -> io::Result<()> {
    let designs = count(report.designs.len(), "different design");
    let variants = count(report.variants(), "variant");
    writeln!(out, "**{}: {variants} in {designs}, depth as {}**\n", safe(&report.product), report.tier)?;
    let columns = report.columns(false);
    write!(out, "| variant | errors | warnings | SL-C claimed |")?;
    columns.iter().try_for_each(|asset| write!(out, " {} |", safe(asset)))?;
    writeln!(out, "\n|---|---|---|---|{}", "---|".repeat(columns.len()))?;
    for design in &report.designs {
        let (name, vector) = (safe(&design.name(usize::MAX)), design.vector());
        write!(out, "| {name} | {} | {} | {vector} |", design.errors, design.warnings)?;
        for asset in &columns {
            let shown = design.cell(asset, report.tier).map(DepthCell::short).unwrap_or_default();
            write!(out, " {shown} |")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
