//! A data-flow diagram in sentences, for who cannot see the picture.

use vauban_analysis::diagram::{Diagram, Sort, bare};

use crate::text::{count, cut, one_line};

/// Zones that are named.
const ZONES: usize = 8;

/// What the picture shows: how many zones hold what, how many flows there are, and which of them cross a trust boundary.
pub fn said(diagram: &Diagram) -> String {
    let folded = diagram.parties.iter().filter(|party| party.sort == Sort::Folded).count();
    let held = |at: usize, sorts: &[Sort]| -> usize {
        diagram.parties.iter().map(|party| if sorts.contains(&party.sort) { 1 } else { party.holds[at] }).sum()
    };
    let components = count(held(0, &[Sort::Component, Sort::Environment]), "component");
    let actors = count(held(1, &[Sort::Actor]), "actor");
    let interfaces = count(diagram.parties.iter().map(|party| party.ports.len()).sum(), "interface");
    let zones = count(diagram.zones.len() + folded, "zone");
    let mut said = match diagram.zones.len() + folded {
        0 => format!("{components} and {actors}, in no zone."),
        _ => format!("{components} and {actors} in {zones}{}.", zone_names(diagram)),
    };
    if folded > 0 {
        said.push_str(&format!(" {} drawn as one box each.", if folded == 1 { "1 zone is" } else { "Some zones are" }));
    }
    said.push_str(&format!(" Shown by name: {interfaces}."));
    let crossing = diagram.flows.iter().filter(|flow| !flow.crossings.is_empty()).count();
    let bare_crossing = diagram
        .flows
        .iter()
        .filter(|flow| flow.crossings.iter().any(vauban_analysis::diagram::Crossing::unrecorded))
        .count();
    let commands = diagram.flows.iter().filter(|flow| flow.control).count();
    match diagram.flows.len() {
        0 => said.push_str(" No flow is drawn."),
        flows => {
            said.push_str(&format!(
                " {}: {crossing} from one zone into another, {commands} that {} the receiver.",
                count(flows, "flow"),
                if commands == 1 { "commands" } else { "command" }
            ));
            if bare_crossing > 0 {
                said.push_str(&format!(" {bare_crossing} of them cross where no boundary is recorded."));
            }
        }
    }
    said
}

fn zone_names(diagram: &Diagram) -> String {
    let names: Vec<String> =
        diagram.zones.iter().take(ZONES).map(|zone| cut(&one_line(bare(&zone.name)), 40).into_owned()).collect();
    match (names.is_empty(), diagram.zones.len().saturating_sub(names.len())) {
        (true, _) => String::new(),
        (false, 0) => format!(" ({})", names.join(", ")),
        (false, more) => format!(" ({} and {more} more)", names.join(", ")),
    }
}
