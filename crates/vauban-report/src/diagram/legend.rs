//! What the signs mean, below the picture; only those that are there.

use std::fmt::Write as _;

use vauban_analysis::diagram::{Diagram, Sort};

use super::arrows::Arrow;
use super::card::letters;
use super::marks::{self, Sort as Sign};
use super::style::escape;

/// Height of a line of the legend.
const LINE: i64 = 26;

/// Writes the legend from a height on, no wider than so much; returns where it ends.
pub(super) fn legend(
    diagram: &Diagram,
    arrows: &[Arrow<'_>],
    (left, y, width): (i64, i64, i64),
    out: &mut String,
) -> i64 {
    let (mut x, mut y) = (left, y);
    for (sign, text) in signs(diagram, arrows) {
        let wide = 44 + letters(&text, 11) + 12;
        if x > left && x + wide > left + width {
            (x, y) = (left, y + LINE);
        }
        let _ = write!(out, "<g transform=\"translate({x} {y})\">{sign}<text class=\"soft\" x=\"42\" y=\"13\">");
        let _ = writeln!(out, "{}</text></g>", escape(&text));
        x += wide;
    }
    y + LINE
}

fn signs(diagram: &Diagram, arrows: &[Arrow<'_>]) -> Vec<(String, String)> {
    let mut signs: Vec<(String, String)> = Vec::new();
    let mut add = |there: bool, sign: &str, text: &str| {
        if there {
            signs.push((sign.to_owned(), text.to_owned()));
        }
    };
    let sort = |sort: Sort| diagram.parties.iter().any(|party| party.sort == sort);
    add(
        sort(Sort::Component),
        "<rect class=\"card\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"4\"/>",
        "component of the product",
    );
    let rect = "<rect class=\"card environment\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"4\"/>";
    add(sort(Sort::Environment), rect, "of the environment");
    add(
        sort(Sort::Actor),
        "<rect class=\"card actor\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"8\"/>",
        "person or outside system",
    );
    let stack = "<rect class=\"zone in1\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"4\"/><rect class=\"card in0\" x=\"6\" y=\"4\" width=\"24\" height=\"10\" rx=\"3\"/>";
    add(sort(Sort::Folded), stack, "zone, folded");
    add(
        !diagram.zones.is_empty(),
        "<rect class=\"zone in0\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"6\"/>",
        "zone",
    );
    add(
        diagram.zones.iter().any(|zone| zone.outside),
        "<rect class=\"zone outside\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"6\"/>",
        "zone not under the owner's control",
    );
    add(
        diagram.parties.iter().any(|party| !party.ports.is_empty()),
        "<rect class=\"port\" x=\"14\" y=\"5\" width=\"8\" height=\"8\" rx=\"1.5\"/>",
        "interface",
    );
    add(
        arrows.iter().any(|arrow| !arrow.control()),
        "<path class=\"line\" d=\"M2 9 H32\" marker-end=\"url(#tip)\"/>",
        "data",
    );
    add(
        arrows.iter().any(Arrow::control),
        "<path class=\"line control\" d=\"M2 9 H32\" marker-end=\"url(#tip-control)\"/>",
        "control, or both",
    );
    let crossings = || arrows.iter().flat_map(Arrow::crossings);
    let recorded = crossings().any(|crossing| !crossing.boundaries.is_empty());
    add(
        recorded,
        "<path class=\"line\" d=\"M2 9 H34\"/><path class=\"cross\" d=\"M18 -2 V20\"/>",
        "crosses a trust boundary",
    );
    let missing = crossings().any(vauban_analysis::diagram::Crossing::unrecorded);
    add(
        missing,
        "<circle class=\"alarm\" cx=\"18\" cy=\"9\" r=\"8\"/><text class=\"bang mid name\" x=\"18\" y=\"13.5\">!</text>",
        "crosses one that no record names",
    );
    let there = marks::sorts(diagram);
    for (sort, sample, text) in [
        (Sign::Bad, "n", "open threats: how many, and the worst: high or critical"),
        (Sign::Open, "n", "open threats, none worse than medium"),
        (Sign::Asked, "n?", "questions only"),
        (Sign::Calm, "0", "nothing open, no question"),
    ] {
        if there.contains(&sort) {
            let frame = marks::shape(sort, (2, 1), 32);
            let class = sort.word();
            let sign = format!("{frame}<text class=\"label mid said-{class}\" x=\"18\" y=\"12\">{sample}</text>");
            signs.push((sign, text.to_owned()));
        }
    }
    if !diagram.shades.is_empty() {
        for (at, text) in ["nothing", "short of it", "enough"].iter().enumerate() {
            let sign = format!("<rect class=\"shade grade{at}\" x=\"2\" y=\"1\" width=\"32\" height=\"16\" rx=\"8\"/>");
            signs.push((sign, if at == 0 { format!("{}: {text}", diagram.shades) } else { (*text).to_owned() }));
        }
    }
    signs
}
