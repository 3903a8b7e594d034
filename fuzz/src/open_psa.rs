//! Fault trees in the Open-PSA format: what is not read has a place and a way out, and what is read has cut sets on
//! which both engines agree.

#[path = "../../crates/vauban-cutsets/examples/open-psa/mef.rs"]
mod mef;

use std::collections::BTreeSet;

use vauban_cutsets::{CutSets, Gate, Limits, Node, antichain, zbdd};

/// Small: the target is the reader.
const LIMITS: Limits = Limits { order: Some(3), memory: 20_000, work: 2_000_000 };

/// Reads a file as a fault tree.
///
/// # Panics
/// If the reader breaks a promise.
pub fn open_psa(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match mef::read(text, None) {
        Ok(tree) => {
            check_tree(&tree);
            // The same name may stand in several components; then it must be told which.
            if let Err(problem) = mef::read(text, Some(&tree.top_name)) {
                check_problem(text, &problem);
            }
        }
        Err(problem) => check_problem(text, &problem),
    }
    if let Err(problem) = mef::read(text, Some("no such.gate")) {
        check_problem(text, &problem);
    }
}

fn check_problem(text: &str, problem: &mef::Problem) {
    assert!(!problem.what.is_empty() && !problem.help.is_empty(), "{problem:?}");
    let line = text.split('\n').nth((problem.line as usize).wrapping_sub(1));
    let inside = line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&(problem.column as usize)));
    assert!(inside, "points outside the file: {problem:?}");
}

fn check_tree(tree: &mef::Tree) {
    let system = &tree.system;
    assert!(tree.top.0 < system.gates());
    assert_eq!(tree.events.len(), system.events() as usize, "each event has a name");
    for gate in (0..system.gates()).map(Gate) {
        for input in system.inputs(gate) {
            match input {
                Node::Gate(inner) => assert!(inner.0 < system.gates()),
                Node::Event(event) => assert!(event.0 < system.events()),
            }
        }
    }
    let by_diagram = zbdd::minimal_cut_sets(system, tree.top, LIMITS, 100);
    let by_size = antichain::minimal_cut_sets(system, &[tree.top], LIMITS, 100).pop();
    if let Some(by_size) = by_size
        && complete(&by_size)
        && complete(&by_diagram)
    {
        assert_eq!(counts(&by_size), counts(&by_diagram), "two engines, two answers");
        let sets = |found: &CutSets| found.sets.iter().cloned().collect::<BTreeSet<_>>();
        if counts(&by_size).iter().sum::<u128>() <= 100 {
            assert_eq!(sets(&by_size), sets(&by_diagram));
        }
    }
}

/// Whether all sets up to the order that was asked for were found.
fn complete(found: &CutSets) -> bool {
    found.truncated_at.is_none_or(|order| LIMITS.order.is_some_and(|asked| order >= asked))
}

/// The counts up to the order that was asked for, without empty orders at the end.
fn counts(found: &CutSets) -> &[u128] {
    let end = found.by_order.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    &found.by_order[..end]
}
