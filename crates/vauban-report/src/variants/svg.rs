//! The matrix as a picture: designs down, assets across, every cell with its number and a shape for what is not enough.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{DepthCell, DesignRow, VariantsReport};
use crate::diagram::escape;
use crate::text::{count, cut, width};

/// Height of a line, width of a cell, and the room for names.
const ROW: usize = 26;
const CELL: usize = 64;
const LEFT: usize = 250;
/// Room for slanted heads.
const TOP: usize = 150;
/// Designs and assets that are drawn; the table has all.
const DESIGNS: usize = 100;
const ASSETS: usize = 40;

/// Writes the picture.
pub fn report(report: &VariantsReport, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<&str> = report.columns(true).into_iter().take(ASSETS).collect();
    let rows: Vec<&DesignRow> = report.designs.iter().take(DESIGNS).collect();
    let wide = LEFT + CELL * (columns.len() + 2) + 120;
    let tall = TOP + ROW * rows.len() + 50;
    let variants = count(report.variants(), "variant");
    let designs = count(report.designs.len(), "different design");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         role=\"img\" aria-labelledby=\"t d\"><title id=\"t\">{0}: variants against depth of defence</title>\
         <desc id=\"d\">{variants} in {designs}, the worst first. Each cell is the depth over the depth that is \
         required; a cell with a thick border is not enough.</desc>{STYLE}\
         <rect class=\"page\" width=\"{wide}\" height=\"{tall}\"/>\
         <text class=\"head\" x=\"14\" y=\"26\">{0}</text>\
         <text class=\"dim\" x=\"14\" y=\"44\">{variants} in {designs}; depth as {1}, over what is required</text>",
        escape(&report.product),
        report.tier,
    );
    for (at, head) in ["errors", "warnings"].into_iter().chain(columns.iter().copied()).enumerate() {
        let x = LEFT + CELL * at + CELL / 2;
        let _ = write!(
            svg,
            "<text class=\"name\" transform=\"translate({x} {}) rotate(-35)\">{}</text>",
            TOP - 8,
            escape(&cut(head, 22))
        );
    }
    for (at, row) in rows.iter().enumerate() {
        line(&mut svg, report, row, &columns, TOP + ROW * at);
    }
    let hidden = [(report.designs.len() - rows.len(), "design"), (report.assets.len() - columns.len(), "asset")];
    let hidden: Vec<String> = hidden
        .iter()
        .filter(|(many, _)| *many > 0)
        .map(|(many, noun)| format!("{} more", count(*many, noun)))
        .collect();
    if !hidden.is_empty() {
        let _ =
            write!(svg, "<text class=\"dim\" x=\"14\" y=\"{}\">{}: in the table</text>", tall - 16, hidden.join(", "));
    }
    svg.push_str("</svg>\n");
    out.write_all(svg.as_bytes())
}

const STYLE: &str = "<style>
text { font: 12px sans-serif; fill: #24292f } .head { font-size: 16px; font-weight: 700 } .dim { fill: #57606a }
.page { fill: #ffffff } .cell { stroke: #ffffff } .good { fill: #cfe8d5 } .bad { fill: #f6c6c1; stroke: #8c1d18; stroke-width: 2 }
.half { fill: #fbe7b2 } .none { fill: #f1f1ef } .number { text-anchor: middle } .strong { font-weight: 700 }
@media (prefers-color-scheme: dark) { text { fill: #dfe2e7 } .dim { fill: #9aa3ad } .page { fill: #16181c }
.cell { stroke: #16181c } .good { fill: #1d4428 } .bad { fill: #5c1f1b; stroke: #ff8a80 } .half { fill: #54430f } .none { fill: #24272c } }
</style>";

fn line(svg: &mut String, report: &VariantsReport, row: &DesignRow, columns: &[&str], top: usize) {
    let name = row.name(2);
    let full: Vec<&str> = row.variants.iter().map(|one| one.variant.as_str()).collect();
    let shown = if width(&name) > 34 { cut(&name, 34).into_owned() } else { name };
    let _ = write!(
        svg,
        "<g><title>{}</title><text class=\"strong\" x=\"14\" y=\"{}\">{}</text></g>",
        escape(&full.join(", ")),
        top + 17,
        escape(&shown)
    );
    for (at, many) in [row.errors, row.warnings].into_iter().enumerate() {
        let class = if many == 0 {
            "none"
        } else if at == 0 {
            "bad"
        } else {
            "none"
        };
        let word = if at == 0 { "error" } else { "warning" };
        square(svg, (at, top), class, &many.to_string(), &count(many, word));
    }
    for (at, asset) in columns.iter().enumerate() {
        match row.cell(asset, report.tier) {
            Some(cell) => {
                let class = match (cell.sufficient, cell.accepted) {
                    (true, _) => "good",
                    (false, true) => "half",
                    (false, false) => "bad",
                };
                square(svg, (at + 2, top), class, &cell.short(), &said(cell));
            }
            None => square(svg, (at + 2, top), "none", "", &format!("{asset}: not in this variant")),
        }
    }
}

fn said(cell: &DepthCell) -> String {
    let enough = match (cell.sufficient, cell.accepted) {
        (true, _) => "enough",
        (false, true) => "accepted by a decision",
        (false, false) => "not enough",
    };
    format!("{} against {}: {}, {enough}", cell.asset, cell.attacker, cell.short())
}

fn square(svg: &mut String, (at, top): (usize, usize), class: &str, number: &str, title: &str) {
    let x = LEFT + CELL * at;
    let _ = write!(
        svg,
        "<g><title>{}</title><rect class=\"cell {class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>\
         <text class=\"number\" x=\"{}\" y=\"{}\">{}</text></g>",
        escape(title),
        x + 2,
        top + 2,
        CELL - 4,
        ROW - 4,
        x + CELL / 2,
        top + 17,
        escape(number)
    );
}
