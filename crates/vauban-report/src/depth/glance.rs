//! Depth of assets at a glance: a small picture for a page, one row for each asset, one column for each tier.
//!
//! A number that is less than asked for stands in a full frame with `!` behind it, one that is enough stands alone. The
//! colour is that of the text around it, so the picture is legible on any ground and on paper.

use std::fmt::Write as _;

use super::AssetLine;
use super::svg::text::escape as escaped;
use crate::text::cut;

/// Left edges: of the depth that is asked for, of the tiers, and how wide a tier is.
const ASKED: usize = 236;
const TIERS: usize = 290;
const TIER: usize = 74;
/// Height of a row, and of the heading.
const ROW: usize = 19;
const HEAD: usize = 34;

/// The picture of some lines, in their order.
pub fn glance(lines: &[&AssetLine]) -> String {
    let tiers: Vec<&str> =
        lines.first().map(|line| line.tiers.iter().map(|(tier, ..)| *tier).collect()).unwrap_or_default();
    let stands = TIERS + TIER * tiers.len();
    let (wide, tall) = (stands + 170, HEAD + ROW * lines.len() + 6);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\" role=\"img\"><title>Depth of assets in all \
         tiers</title><desc>{}</desc><g font-size=\"10.5\"><text x=\"0\" y=\"26\">asset, and what may be lost</text>\
         <text x=\"{ASKED}\" y=\"26\">asked</text><text x=\"{stands}\" y=\"26\">stands</text>",
        escaped(&lines.iter().map(|line| told(line)).collect::<Vec<_>>().join("; "))
    );
    for (at, tier) in tiers.iter().enumerate() {
        let x = TIERS + TIER * at;
        // A long name takes two lines.
        for (line, word) in tier.splitn(2, '-').enumerate() {
            let y = if tier.contains('-') { 14 + 12 * line } else { 26 };
            let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\">{word}</text>");
        }
    }
    svg.push_str("</g>");
    for (row, line) in lines.iter().enumerate() {
        let y = HEAD + ROW * row;
        let base = y + 13;
        let _ = write!(
            svg,
            "<line x1=\"0\" y1=\"{y}\" x2=\"{wide}\" y2=\"{y}\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\
             <text x=\"0\" y=\"{base}\"><tspan font-weight=\"bold\">{}</tspan><tspan font-size=\"10.5\" dx=\"5\">{}</tspan></text>\
             <text x=\"{}\" y=\"{base}\" font-weight=\"bold\">{}</text><text x=\"{stands}\" y=\"{base}\" font-size=\"10.5\">{}</text>",
            escaped(&cut(&line.asset, 24)),
            line.property,
            ASKED + 8,
            line.required,
            escaped(&cut(&line.told, 38)),
        );
        for (at, (_, depth, enough)) in line.tiers.iter().enumerate() {
            let x = TIERS + TIER * at;
            if !enough {
                let _ = write!(
                    svg,
                    "<rect x=\"{}\" y=\"{}\" width=\"32\" height=\"{}\" rx=\"3\" fill-opacity=\"0.16\" stroke=\"currentColor\"/>",
                    x - 2,
                    y + 2,
                    ROW - 4
                );
            }
            let mark = if *enough { "" } else { " !" };
            let _ = write!(svg, "<text x=\"{}\" y=\"{base}\">{}{mark}</text>", x + 5, escaped(depth));
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line in words.
fn told(line: &AssetLine) -> String {
    let tiers: Vec<String> = line.tiers.iter().map(|(tier, depth, _)| format!("{tier} {depth}")).collect();
    format!("{} {}: {} of {} asked, {}", line.asset, line.property, tiers.join(", "), line.required, line.told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_less_than_asked_is_marked_by_a_sign() {
        let line = |enough| AssetLine {
            asset: "<recipes>".to_owned(),
            property: "integrity",
            attacker: "insider".to_owned(),
            impact: "high",
            required: 2,
            tiers: vec![("designed", "1".to_owned(), enough)],
            told: "below".to_owned(),
            enough,
        };
        let (short, fine) = (line(false), line(true));
        assert!(glance(&[&short]).contains(">1 !</text>"));
        let drawn = glance(&[&fine]);
        assert!(drawn.contains(">1</text>") && !drawn.contains('!') && drawn.contains("&lt;recipes&gt;"), "{drawn}");
        assert!(glance(&[]).ends_with("</svg>\n"));
    }
}
