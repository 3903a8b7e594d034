//! Flows between the same two ends, as one arrow.

use std::collections::BTreeMap;

use vauban_analysis::diagram::{Crossing, Diagram, Flow, bare};

use super::marks;
use crate::text::one_line;

/// Flows from one party to one interface.
#[derive(Debug)]
pub(super) struct Arrow<'a> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) port: Option<usize>,
    /// At least one, in the order of the records.
    pub(super) flows: Vec<&'a Flow>,
}

/// The arrows of a diagram, in the order of their first flows.
pub(super) fn arrows(diagram: &Diagram) -> Vec<Arrow<'_>> {
    let mut known: BTreeMap<(usize, usize, Option<usize>), usize> = BTreeMap::new();
    let mut arrows: Vec<Arrow<'_>> = Vec::new();
    for flow in &diagram.flows {
        let at = *known.entry((flow.from, flow.to, flow.port)).or_insert(arrows.len());
        match arrows.get_mut(at) {
            Some(arrow) => arrow.flows.push(flow),
            None => arrows.push(Arrow { from: flow.from, to: flow.to, port: flow.port, flows: vec![flow] }),
        }
    }
    arrows
}

/// More arrows than this and those between the same two boxes are one.
const DENSE: usize = 60;

/// The arrows of a picture, and whether there were so many that they are fewer and say less: then all that lead from
/// one box to another are one, to the box instead of to its interfaces.
pub(super) fn pictured(diagram: &Diagram) -> (Vec<Arrow<'_>>, bool) {
    let apart = arrows(diagram);
    if apart.len() <= DENSE {
        return (apart, false);
    }
    let mut known: BTreeMap<(usize, usize, Option<usize>), usize> = BTreeMap::new();
    let mut together: Vec<Arrow<'_>> = Vec::with_capacity(apart.len());
    for arrow in apart {
        // Those of a box with itself have no line and stay with their interfaces.
        let own = arrow.port.filter(|_| arrow.from == arrow.to);
        let at = *known.entry((arrow.from, arrow.to, own)).or_insert(together.len());
        match together.get_mut(at) {
            Some(first) => {
                first.port = own;
                first.flows.extend(arrow.flows);
            }
            None => together.push(arrow),
        }
    }
    (together, true)
}

impl Arrow<'_> {
    /// Whether one of the flows makes the receiver do something.
    pub(super) fn control(&self) -> bool {
        self.flows.iter().any(|flow| flow.control)
    }

    /// Protocols, each once.
    pub(super) fn protocols(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for protocol in self.flows.iter().filter_map(|flow| flow.protocol.as_deref()) {
            let protocol = one_line(protocol).into_owned();
            if !found.contains(&protocol) {
                found.push(protocol);
            }
        }
        found
    }

    /// What is carried: the assets each once, else the names of the flows.
    pub(super) fn carried(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for flow in &self.flows {
            let named = [bare(&flow.name).to_owned()];
            let what = if flow.assets.is_empty() { &named[..] } else { &flow.assets };
            for what in what {
                let what = one_line(what).into_owned();
                if !found.contains(&what) {
                    found.push(what);
                }
            }
        }
        found
    }

    /// Crossings of trust boundaries, each pair of zones once.
    pub(super) fn crossings(&self) -> Vec<&Crossing> {
        let mut found: Vec<&Crossing> = Vec::new();
        for crossing in self.flows.iter().flat_map(|flow| &flow.crossings) {
            if !found.iter().any(|known| known.from == crossing.from && known.to == crossing.to) {
                found.push(crossing);
            }
        }
        found
    }

    /// Everything, for those who listen or point.
    pub(super) fn told(&self, diagram: &Diagram) -> String {
        let name = |at: usize| one_line(&diagram.parties[at].name).into_owned();
        let port = self.port.and_then(|port| diagram.parties[self.to].ports.get(port));
        let to = port.map_or_else(|| name(self.to), |port| one_line(&port.name).into_owned());
        let mut lines = vec![format!("{} to {to}", name(self.from))];
        for flow in self.flows.iter().take(MOST) {
            let kind = if flow.control { "control" } else { "data" };
            let protocol = flow.protocol.as_deref().map(|one| format!(", {}", one_line(one))).unwrap_or_default();
            let assets: Vec<_> = flow.assets.iter().take(MOST).map(|one| one_line(one)).collect();
            let carries = if assets.is_empty() { String::new() } else { format!(": {}", assets.join(", ")) };
            // Where the arrow does not say it.
            let to =
                flow.port.filter(|_| self.port.is_none()).and_then(|port| diagram.parties[self.to].ports.get(port));
            let to = to.map_or_else(String::new, |port| format!(" to {}", one_line(&port.name)));
            let threats = diagram.dangers.as_ref().map(|all| marks::words(&all.tally(&flow.dangers)));
            let threats = threats.map_or_else(String::new, |words| format!("; threats: {words}"));
            lines.push(format!("{}{to} ({kind}{protocol}){carries}{threats}", one_line(&flow.name)));
        }
        if self.flows.len() > MOST {
            lines.push(format!("and {} more", self.flows.len() - MOST));
        }
        for crossing in self.crossings().into_iter().take(MOST) {
            let by = match (crossing.boundaries.first(), crossing.nested) {
                (Some(boundary), _) => one_line(boundary).into_owned(),
                (None, true) => "one lies in the other".to_owned(),
                (None, false) => "no boundary record".to_owned(),
            };
            lines.push(format!("crosses {} to {}: {by}", one_line(&crossing.from), one_line(&crossing.to)));
        }
        lines.join("\n")
    }
}

/// At most so many things are told of one arrow.
const MOST: usize = 40;
