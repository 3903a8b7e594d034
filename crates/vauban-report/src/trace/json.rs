//! `vauban trace --format json`: the contract `vauban/trace/1`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::groups::Filtered;

use super::{EdgeRow, GapRow, NodeRow, SuspectRow, TraceReport};

/// Writes the report as one JSON document.
pub fn report(report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/trace/1",
        product: &report.product,
        release: some(&report.release),
        of: report.of.and_then(|at| report.nodes.get(at)).map(|node| node.id.as_str()),
        nodes: report.nodes.iter().map(node).collect(),
        edges: report.edges.iter().map(edge).collect(),
        gaps: report.gaps.iter().map(gap).collect(),
        suspect: report.suspects.iter().map(suspect).collect(),
        filter: report.filter.as_ref(),
        summary: Summary {
            kinds: report
                .kinds
                .iter()
                .map(|row| (row.kind, Kind { count: row.count, states: row.states.iter().copied().collect() }))
                .collect(),
            edges: report.edges.len(),
            gaps: report.gaps.len(),
            suspect: report.suspects.len(),
            links: report.links.all,
            links_stamped: report.links.stamped,
            links_kept: report.links.kept,
        },
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    release: Option<&'a str>,
    of: Option<&'a str>,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    gaps: Vec<Gap<'a>>,
    suspect: Vec<Suspect<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a Filtered>,
    summary: Summary,
}

#[derive(Serialize)]
struct Node<'a> {
    id: &'a str,
    kind: &'a str,
    title: Option<&'a str>,
    state: Option<&'a str>,
    why: Option<&'a str>,
    rests_on_suspect: bool,
    file: Option<&'a str>,
    line: Option<u32>,
}

fn node(row: &NodeRow) -> Node<'_> {
    Node {
        id: &row.id,
        kind: row.kind,
        title: some(&row.title),
        state: some(row.state),
        why: some(&row.why),
        rests_on_suspect: row.carried,
        file: some(&row.file),
        line: (!row.file.is_empty()).then_some(row.line),
    }
}

#[derive(Serialize)]
struct Edge<'a> {
    kind: &'a str,
    from: &'a str,
    to: &'a str,
    way: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
}

fn edge(row: &EdgeRow) -> Edge<'_> {
    let line = (!row.file.is_empty()).then_some(row.line);
    Edge { kind: row.kind, from: &row.from, to: &row.to, way: row.way, file: some(&row.file), line }
}

#[derive(Serialize)]
struct Gap<'a> {
    gap: &'a str,
    id: &'a str,
    reason: &'a str,
    next: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
}

fn gap(row: &GapRow) -> Gap<'_> {
    let line = (!row.file.is_empty()).then_some(row.line);
    Gap { gap: row.gap, id: &row.id, reason: &row.reason, next: row.next, file: some(&row.file), line }
}

#[derive(Serialize)]
struct Suspect<'a> {
    record: &'a str,
    target: &'a str,
    change: &'a str,
    fields: &'a [String],
    basis: &'a str,
    carries: usize,
    file: Cow<'a, str>,
    line: u32,
}

fn suspect(row: &SuspectRow) -> Suspect<'_> {
    Suspect {
        record: &row.record,
        target: &row.target,
        change: row.change,
        fields: &row.fields,
        basis: &row.basis,
        carries: row.carries,
        file: Cow::Borrowed(&row.file),
        line: row.line,
    }
}

#[derive(Serialize)]
struct Summary {
    kinds: BTreeMap<&'static str, Kind>,
    edges: usize,
    gaps: usize,
    suspect: usize,
    links: usize,
    links_stamped: usize,
    links_kept: bool,
}

#[derive(Serialize)]
struct Kind {
    count: usize,
    states: BTreeMap<&'static str, usize>,
}

/// Text where there is any.
pub(super) fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
