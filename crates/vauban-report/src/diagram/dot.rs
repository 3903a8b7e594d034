//! The data-flow diagram as DOT, the language of Graphviz: zones are clusters.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::diagram::{Diagram, Party, Sort, bare};

use super::arrows::arrows;
use super::marks;
use crate::text::one_line;

/// Writes the text.
pub fn report(diagram: &Diagram, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(source(diagram).as_bytes())
}

/// The same as text.
pub fn source(diagram: &Diagram) -> String {
    let mut out = String::from(
        "digraph \"data flows\" {\n  rankdir=LR;\n  node [shape=box, style=filled, fillcolor=\"#ffffff\", fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    nested(diagram, &mut |step, depth| {
        let indent = "  ".repeat(depth + 1);
        let _ = match step {
            Step::Open(at) => {
                let zone = &diagram.zones[at];
                let fill = if zone.outside { "#f5efdf" } else { "#eef2f7" };
                writeln!(
                    out,
                    "{indent}subgraph cluster_{at} {{\n{indent}  label=\"{}\"; style=\"dashed,filled\"; fillcolor=\"{fill}\";",
                    quoted(bare(&zone.name))
                )
            }
            Step::Close => writeln!(out, "{indent}}}"),
            Step::Party(at) => {
                let party = &diagram.parties[at];
                let shape = match party.sort {
                    Sort::Component => "",
                    Sort::Environment => ", style=\"filled,dashed\"",
                    Sort::Actor => ", shape=ellipse",
                    Sort::Folded => ", shape=box3d",
                };
                let fill = ["#f4b8b1", "#f5d9a8", "#bfe3c6"];
                let fill = party.shade.as_ref().and_then(|shade| fill.get(shade.grade as usize));
                let fill = fill.map_or_else(String::new, |fill| format!(", fillcolor=\"{fill}\""));
                let kind = if party.kind.is_empty() { String::new() } else { format!("\\n{}", quoted(&party.kind)) };
                let (said, threats, marked) = threats(diagram, party);
                let fill = if fill.is_empty() { marked } else { fill };
                writeln!(
                    out,
                    "{indent}n{at} [label=\"{}{kind}{said}\"{shape}{fill}{threats}];",
                    quoted(bare(&party.name))
                )
            }
        };
    });
    for arrow in arrows(diagram) {
        let port = arrow.port.and_then(|port| diagram.parties[arrow.to].ports.get(port));
        let head = port.map(|port| bare(&port.name).to_owned()).into_iter().chain(arrow.protocols());
        let head: Vec<String> = head.map(|one| quoted(&one)).collect();
        let carried: Vec<String> = arrow.carried().iter().map(|one| quoted(one)).collect();
        let tally = diagram.dangers.as_ref().map(|all| all.tally(&marks::of_flows(&arrow.flows)));
        let said = tally.as_ref().map_or_else(String::new, marks::words);
        let threats = tally.map_or_else(String::new, |_| format!(", threats=\"{said}\""));
        let lines: Vec<String> =
            [head.join(" · "), carried.join("\\n"), said].into_iter().filter(|line| !line.is_empty()).collect();
        let crossings = arrow.crossings();
        let colour = if crossings.iter().any(|one| one.unrecorded()) {
            ", color=\"#b3261e\", penwidth=3"
        } else if crossings.iter().any(|one| !one.boundaries.is_empty()) {
            ", color=\"#b3261e\", style=dashed"
        } else if arrow.control() {
            ", penwidth=1.8"
        } else {
            ""
        };
        let _ = writeln!(out, "  n{} -> n{} [label=\"{}\"{colour}{threats}];", arrow.from, arrow.to, lines.join("\\n"));
    }
    out.push_str("}\n");
    out
}

/// What is said of the threats of a party in its label, in its attribute, and by its fill; nothing where nobody asked.
fn threats(diagram: &Diagram, party: &Party) -> (String, String, String) {
    let Some(dangers) = &diagram.dangers else { return Default::default() };
    let tally = dangers.tally(&party.dangers);
    let words = marks::words(&tally);
    let fill = marks::Sort::of(&tally).fill().map_or_else(String::new, |fill| format!(", fillcolor=\"{fill}\""));
    let mut said = format!("\\n{words}");
    let mut all = words;
    for port in &party.ports {
        let words = format!("{}: {}", quoted(bare(&port.name)), marks::words(&dangers.tally(&port.dangers)));
        let _ = write!(said, "\\n{words}");
        let _ = write!(all, "; {words}");
    }
    (said, format!(", threats=\"{all}\""), fill)
}

/// A step through zones and what lies in them.
pub(super) enum Step {
    /// A zone begins.
    Open(usize),
    /// It ends.
    Close,
    /// A party of the zone that is open.
    Party(usize),
}

/// Goes through zones from the outside in, each with what lies in it; the number is how many zones are open around.
pub(super) fn nested(diagram: &Diagram, visit: &mut dyn FnMut(Step, usize)) {
    let page = diagram.zones.len();
    let mut zones: Vec<Vec<usize>> = vec![Vec::new(); page + 1];
    let mut parties: Vec<Vec<usize>> = vec![Vec::new(); page + 1];
    diagram.zones.iter().enumerate().for_each(|(at, zone)| zones[zone.parent.unwrap_or(page)].push(at));
    diagram.parties.iter().enumerate().for_each(|(at, party)| parties[party.zone.unwrap_or(page)].push(at));
    parties[page].iter().for_each(|party| visit(Step::Party(*party), 0));
    // Each entry: a zone, and how many of its inner zones are done.
    let mut open: Vec<(usize, usize)> = vec![(page, 0)];
    while let Some((zone, done)) = open.pop() {
        let depth = open.len();
        match zones[zone].get(done) {
            Some(inner) => {
                open.push((zone, done + 1));
                visit(Step::Open(*inner), depth);
                parties[*inner].iter().for_each(|party| visit(Step::Party(*party), depth + 1));
                open.push((*inner, 0));
            }
            None if zone != page => visit(Step::Close, depth - 1),
            None => {}
        }
    }
}

/// Text within double quotes; a backslash would begin an escape.
fn quoted(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
}
