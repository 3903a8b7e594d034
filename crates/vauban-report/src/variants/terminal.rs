//! The matrix for people: one line for each design, assets as columns where they tell designs apart.

use std::io::{self, Write};

use super::{DesignRow, VariantsReport};
use crate::text::{count, cut, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Variants that a line names before it only counts.
const NAMED: usize = 3;
/// The widest head of a column.
const HEAD: usize = 16;
/// Designs that are shown unless everything is asked for.
const DESIGNS: usize = 30;

/// Writes the matrix.
pub fn report(report: &VariantsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = cut(&one_line(&report.product), 60).into_owned();
    let designs = count(report.designs.len(), "different design");
    let head = format!("{} in {designs}", count(report.variants(), "variant"));
    writeln!(out, "{}\n {head} · depth as {}", style.paint(paint::BOLD, product), report.tier)?;
    if report.designs.is_empty() {
        return writeln!(out, "\n This product has no variants: add `[variant.ID]` to `vauban.toml`.");
    }
    writeln!(out)?;
    let shown = if style.verbose { report.designs.len() } else { DESIGNS };
    let widest = (style.width / 3).clamp(12, 40);
    let name = |design: &DesignRow| cut(&one_line(&design.name(NAMED)), widest).into_owned();
    let names: Vec<String> = report.designs.iter().take(shown).map(name).collect();
    let room = names.iter().map(|name| width(name)).max().unwrap_or(0).max(7);
    let fixed = 1 + room + 2 + 6 + 2 + 8 + 2 + 15;
    let all = report.columns(style.verbose);
    let mut columns: Vec<(&str, String)> = Vec::new();
    let mut used = fixed;
    for asset in &all {
        let head = cut(&one_line(asset), HEAD).into_owned();
        let more = 2 + width(&head).max(5);
        if used + more > style.width {
            break;
        }
        used += more;
        columns.push((*asset, head));
    }
    let mut line = format!(" {}  errors  warnings  SL-C claimed   ", pad("variant", room));
    for (_, head) in &columns {
        line.push_str(&format!("  {}", pad(head, 5)));
    }
    writeln!(out, "{}", style.paint(paint::DIM, line.trim_end()))?;
    for (design, name) in report.designs.iter().zip(&names) {
        row(report, design, (name, room), &columns, style, out)?;
    }
    if report.designs.len() > shown {
        writeln!(out, " … and {} more designs, with --verbose", report.designs.len() - shown)?;
    }
    writeln!(out)?;
    legend(report, all.len(), columns.len(), style, out)
}

fn row(
    report: &VariantsReport,
    design: &DesignRow,
    (name, room): (&str, usize),
    columns: &[(&str, String)],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let number = |many: usize, colour, columns| match many {
        0 => pad("–", columns),
        many => style.paint(colour, pad(&many.to_string(), columns)).into_owned(),
    };
    let levels = pad(&design.vector(), 15);
    let levels = if design.below_target() { style.paint(paint::HALF, levels) } else { levels.into() };
    write!(
        out,
        " {}  {}  {}  {levels}",
        style.paint(paint::BOLD, pad(name, room)),
        number(design.errors, paint::ERROR, 6),
        number(design.warnings, paint::WARNING, 8),
    )?;
    // Space before the next cell is written with it, so that a line never ends in space.
    let (mut line, mut space) = (String::new(), String::new());
    for (asset, head) in columns {
        let columns = width(head).max(5);
        space.push_str("  ");
        match design.cell(asset, report.tier) {
            Some(cell) => {
                let colour = match (cell.sufficient, cell.accepted) {
                    (true, _) => paint::GOOD,
                    (false, true) => paint::HALF,
                    (false, false) => paint::ERROR,
                };
                let short = cell.short();
                line.push_str(&space);
                line.push_str(&style.paint(colour, &short));
                space = pad("", columns.saturating_sub(width(&short)));
            }
            None => space.push_str(&pad("", columns)),
        }
    }
    writeln!(out, "{line}")
}

fn legend(report: &VariantsReport, all: usize, columns: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut said = vec![
        "2/3! is depth 2 where 3 is required, 2/3~ the same and accepted by a decision; ∞ is out of reach; empty: the variant has no such asset.".to_owned(),
    ];
    let quiet = report.assets.len().saturating_sub(all);
    if quiet > 0 {
        let are = if quiet == 1 { "asset is" } else { "assets are" };
        said.push(format!("{quiet} {are} deep enough, and the same, in every design (--verbose shows them)."));
    }
    if all > columns {
        said.push(format!(
            "{} more columns do not fit; a wider terminal, or --format json, shows them.",
            all - columns
        ));
    }
    said.push("`vauban --variant ID check` (or depth, threats, levels …) looks at one alone.".to_owned());
    for line in said.iter().flat_map(|line| wrap(line, style.width.saturating_sub(1))) {
        writeln!(out, " {}", style.paint(paint::DIM, line))?;
    }
    if style.verbose && !report.features.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "Features"))?;
        for feature in &report.features {
            let text = format!("{}: {}", one_line(&feature.feature), one_line(&feature.variants.join(", ")));
            for (at, line) in wrap(&text, style.width.saturating_sub(5)).iter().enumerate() {
                writeln!(out, " {}{line}", if at == 0 { "  " } else { "    " })?;
            }
        }
    }
    Ok(())
}
