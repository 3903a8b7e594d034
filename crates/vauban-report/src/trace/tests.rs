//! A thread of a gateway, with texts that anybody could have written.

use super::*;
use crate::{Style, to_string};

/// A trace and an impact in which every text that people write is one of these.
pub(crate) fn with(texts: &[String], line: u32, root: bool) -> (TraceReport, ImpactReport) {
    let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
    let node = |at: usize, kind: &'static str, state: &'static str| NodeRow {
        id: text(at),
        kind,
        title: text(at + 1),
        state,
        why: text(at + 2),
        file: text(at + 3),
        line,
        suspect: vec![text(at)],
        carried: true,
    };
    let row = |node: usize, depth: usize, mark: &'static str, last: bool| LineRow {
        node,
        depth,
        word: "verified-by",
        mark,
        last,
    };
    let report = TraceReport {
        filter: None,
        product: text(0),
        release: text(1),
        of: root.then_some(0),
        ways: Ways::default(),
        up: Vec::new(),
        down: vec![
            row(1, 1, "", false),
            row(2, 2, "circle", true),
            row(2, 1, "again", false),
            row(9, 1, "", true),
            row(2, 1, "deeper", true),
        ],
        nodes: vec![node(0, "requirement", "passed"), node(1, "test", "failed"), node(2, "file", "missing")],
        edges: vec![EdgeRow { kind: "verifies", from: text(0), to: text(1), way: "up", file: text(2), line }],
        kinds: vec![KindRow { kind: "test", count: 2, states: vec![("failed", 1), ("passed", 1)] }],
        gaps: (0..3)
            .map(|at| GapRow {
                way: Way::default(),
                gap: "test-failed",
                meaning: "a test has not passed",
                next: "run it",
                id: text(at),
                reason: text(at + 1),
                file: text(at + 2),
                line,
            })
            .collect(),
        suspects: vec![SuspectRow {
            record: text(0),
            target: text(1),
            change: "changed",
            fields: vec![text(2)],
            basis: text(3),
            carries: 3,
            file: text(4),
            line,
        }],
        links: LinkCounts { kept: true, all: 4, stamped: 3 },
    };
    let hit = |at: usize| HitRow { id: text(at), kind: "test", reason: text(at + 1), file: text(at + 2), line };
    let touched = ImpactReport {
        product: text(0),
        of: vec![ChangedRow { id: text(1), change: "changed", fields: vec![text(2)] }],
        since: text(3),
        calls: vec![CallRow { what: "tests to run again", hits: vec![hit(0), hit(1), hit(2)] }],
        depth: vec![DepthHit {
            attacker: text(0),
            asset: text(1),
            property: "integrity",
            depth: None,
            reason: text(2),
        }],
        depth_left: 2,
    };
    (report, touched)
}

#[test]
fn a_tree_has_its_rails_and_counts_what_it_leaves_out() {
    let texts: Vec<String> = ["requirement.a", "test.b", "run.c", "d", "e", "f"].map(str::to_owned).to_vec();
    let (mut report, _) = with(&texts, 7, true);
    for node in &mut report.nodes {
        *node = NodeRow { id: node.id.clone(), kind: node.kind, state: node.state, ..NodeRow::default() };
    }
    let line = |node, depth, word, last| LineRow { node, depth, word, mark: "", last };
    report.down = vec![
        line(1, 1, "verified-by", false),
        line(2, 2, "ran-in", true),
        line(1, 1, "verified-by", false),
        line(2, 2, "ran-in", true),
        line(1, 1, "verified-by", false),
        line(2, 1, "told-in", true),
    ];
    report.gaps.clear();
    let style = Style { cap: 1, width: 80, ..Style::default() };
    let shown = to_string(|out| terminal::report(&report, &style, out)).unwrap();
    let below = shown.split("what shows it\n").nth(1).unwrap();
    assert_eq!(
        below,
        " ├─ verified-by test.b · failed\n │  └─ ran-in run.c · missing\n    … and 2 more verified-by\n └─ told-in run.c · missing\n"
    );
}
