//! The data-flow diagram as a Mermaid flowchart: zones are subgraphs.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::diagram::{Diagram, Party, Sort, bare};

use super::arrows::{Arrow, arrows};
use super::marks;
use crate::text::one_line;

/// Writes the text.
pub fn report(diagram: &Diagram, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(source(diagram).as_bytes())
}

/// The same as text.
pub fn source(diagram: &Diagram) -> String {
    let mut out = String::from("flowchart LR\n");
    super::dot::nested(diagram, &mut |step, depth| {
        let indent = "  ".repeat(depth + 1);
        let _ = match step {
            super::dot::Step::Open(at) => {
                writeln!(out, "{indent}subgraph z{at}[\"{}\"]", quoted(bare(&diagram.zones[at].name)))
            }
            super::dot::Step::Close => writeln!(out, "{indent}end"),
            super::dot::Step::Party(at) => {
                let party = &diagram.parties[at];
                let (open, close) = match party.sort {
                    Sort::Component => ("[", "]"),
                    Sort::Environment => ("[/", "/]"),
                    Sort::Actor => ("([", "])"),
                    Sort::Folded => ("[[", "]]"),
                };
                let kind =
                    if party.kind.is_empty() { String::new() } else { format!("<br/><i>{}</i>", quoted(&party.kind)) };
                let said = threats(diagram, party);
                writeln!(out, "{indent}n{at}{open}\"{}{kind}{said}\"{close}", quoted(bare(&party.name)))
            }
        };
    });
    let arrows = arrows(diagram);
    for arrow in &arrows {
        let line = if arrow.control() { "==>" } else { "-->" };
        let _ = writeln!(out, "  n{} {line}|\"{}\"| n{}", arrow.from, label(diagram, arrow), arrow.to);
    }
    let styled = |name: &str, style: &str, which: &dyn Fn(&Arrow<'_>) -> bool| {
        let numbers: Vec<String> =
            arrows.iter().enumerate().filter(|(_, arrow)| which(arrow)).map(|(at, _)| at.to_string()).collect();
        if numbers.is_empty() { String::new() } else { format!("  {name} {} {style}\n", numbers.join(",")) }
    };
    out += &styled("linkStyle", "stroke:#b3261e,stroke-dasharray:6 4", &|arrow| {
        arrow.crossings().iter().any(|crossing| !crossing.boundaries.is_empty()) && !missing(arrow)
    });
    out += &styled("linkStyle", "stroke:#b3261e,stroke-width:4px", &missing);
    for (number, colour) in ["#f4b8b1", "#f5d9a8", "#bfe3c6"].iter().enumerate() {
        let graded = |party: &Party| party.shade.as_ref().is_some_and(|one| one.grade as usize == number);
        let all: Vec<String> = diagram
            .parties
            .iter()
            .enumerate()
            .filter(|(_, party)| graded(party))
            .map(|(at, _)| format!("n{at}"))
            .collect();
        if !all.is_empty() {
            let _ = writeln!(
                out,
                "  classDef grade{number} fill:{colour},color:#22252b\n  class {} grade{number}",
                all.join(",")
            );
        }
    }
    out += &classes(diagram);
    out
}

/// What is said of the threats of a party; nothing where nobody asked.
fn threats(diagram: &Diagram, party: &Party) -> String {
    let Some(dangers) = &diagram.dangers else { return String::new() };
    let mut said = format!("<br/>{}", quoted(&marks::words(&dangers.tally(&party.dangers))));
    for port in &party.ports {
        let words = marks::words(&dangers.tally(&port.dangers));
        let _ = write!(said, "<br/>{}: {}", quoted(bare(&port.name)), quoted(&words));
    }
    said
}

/// A class for parties with open threats, and one for those with questions only.
fn classes(diagram: &Diagram) -> String {
    let Some(dangers) = &diagram.dangers else { return String::new() };
    let mut out = String::new();
    for sort in [marks::Sort::Bad, marks::Sort::Open, marks::Sort::Asked] {
        let some = diagram.parties.iter().enumerate();
        let some = some.filter(|(_, party)| marks::Sort::of(&dangers.tally(&party.dangers)) == sort);
        let all: Vec<String> = some.map(|(at, _)| format!("n{at}")).collect();
        if let (false, Some(fill)) = (all.is_empty(), sort.fill()) {
            let (word, all) = (sort.word(), all.join(","));
            let _ = writeln!(out, "  classDef threats-{word} fill:{fill},color:#22252b\n  class {all} threats-{word}");
        }
    }
    out
}

fn missing(arrow: &Arrow<'_>) -> bool {
    arrow.crossings().iter().any(|crossing| crossing.unrecorded())
}

fn label(diagram: &Diagram, arrow: &Arrow<'_>) -> String {
    let port = arrow.port.and_then(|port| diagram.parties[arrow.to].ports.get(port));
    let head: Vec<String> = port
        .map(|port| quoted(bare(&port.name)))
        .into_iter()
        .chain(arrow.protocols().iter().map(|one| quoted(one)))
        .collect();
    let carried: Vec<String> = arrow.carried().iter().map(|one| quoted(one)).collect();
    let tally = diagram.dangers.as_ref().map(|all| all.tally(&marks::of_flows(&arrow.flows)));
    let said = tally.map_or_else(String::new, |tally| quoted(&marks::words(&tally)));
    let lines: Vec<String> =
        [head.join(" · "), carried.join(", "), said].into_iter().filter(|line| !line.is_empty()).collect();
    lines.join("<br/>")
}

/// Text within double quotes: Mermaid reads entities by number there, and Markdown and HTML otherwise.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | '_' | '.' | ',' | '/' | ':' | '(' | ')' | '+' => {
                out.push(c);
            }
            c if c.is_alphabetic() => out.push(c),
            c => {
                let _ = write!(out, "#{};", c as u32);
            }
        }
    }
    out
}
