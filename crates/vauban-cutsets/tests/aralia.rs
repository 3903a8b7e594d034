//! Fault trees of the Aralia suite: counts by order as another program found them; and files that are refused.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise, and says what it skips"
)]

use std::fs;
use std::path::{Path, PathBuf};

use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::zbdd::minimal_cut_sets;
use vauban_cutsets::{EventSet, Limits};

#[path = "../examples/open-psa/mef.rs"]
mod mef;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares all trees of a folder with its `measured.toml`; how many there were.
fn compare(folder: &Path) -> usize {
    let measured: toml::Table = fs::read_to_string(folder.join("measured.toml")).unwrap().parse().unwrap();
    let mut trees = 0;
    for (name, entry) in &measured {
        let Ok(text) = fs::read_to_string(folder.join(format!("{name}.xml"))) else { continue };
        trees += 1;
        let tree = mef::read(&text, None).unwrap();
        let counts = entry["by_order"].as_array().unwrap();
        let expected: Vec<u128> = counts.iter().map(|count| count.as_integer().unwrap() as u128).collect();
        for order in [1, 4] {
            let found = minimal_cut_sets(&tree.system, tree.top, Limits::order(order), 0);
            let mut by_order: Vec<u128> = found.by_order.iter().skip(1).copied().collect();
            by_order.resize(order as usize, 0);
            let mut first: Vec<u128> = expected.iter().take(order as usize).copied().collect();
            first.resize(order as usize, 0);
            assert_eq!(by_order, first, "{name} up to order {order}");
        }
        // Without optimisation, the two that take longest are left to the release build.
        let slow = cfg!(debug_assertions) && matches!(name.as_str(), "edfpa14p" | "edfpa14r");
        if entry["complete"].as_bool().unwrap() && !slow {
            let found = minimal_cut_sets(&tree.system, tree.top, Limits::ALL, 20);
            assert_eq!(found.by_order[1..], expected, "{name}");
            assert_eq!(found.total(), entry["total"].as_integer().unwrap() as u128, "{name}");
            assert_eq!(found.truncated_at, None, "{name}");
            assert!(found.sets.is_sorted_by_key(|set| (set.len(), set.clone())), "{name}");
            let evaluator = Evaluator::new(&tree.system);
            for set in &found.sets {
                let mut events = EventSet::of(&tree.system, set.iter().copied());
                assert!(evaluator.holds(&events, tree.top), "{name}: {set:?}");
                for event in set {
                    events.remove(*event);
                    assert!(!evaluator.holds(&events, tree.top), "{name}: {set:?} without {event:?}");
                    events.insert(*event);
                }
            }
        }
    }
    trees
}

#[test]
fn counts_are_as_measured() {
    assert_eq!(compare(&root().join("tests/corpora/aralia")), 8);
}

#[test]
fn the_whole_suite_counts_as_measured() {
    let folder = root().join("../shared/corpora/aralia");
    if !folder.exists() {
        eprintln!("SKIPPED: {} is not there, so only eight trees of the suite were compared", folder.display());
        return;
    }
    assert!(compare(&folder) > 8);
}

fn refused(text: &str) -> mef::Problem {
    match mef::read(text, None) {
        Ok(tree) => panic!("read as a tree with top {} of {} events", tree.top_name, tree.events.len()),
        Err(problem) => problem,
    }
}

fn fault_tree(gates: &str) -> String {
    format!("<opsa-mef>\n<define-fault-tree name=\"t\">\n{gates}\n</define-fault-tree>\n</opsa-mef>")
}

fn check_refused(gates: &str, line: u32, what: &str) {
    let problem = refused(&fault_tree(gates));
    assert!(problem.what.contains(what), "{}", problem.what);
    assert_eq!(problem.line, line, "{}", problem.what);
    assert!(problem.column > 0 && !problem.help.is_empty());
}

#[test]
fn bad_trees_are_refused_where_they_are_bad() {
    let event = r#"<basic-event name="e"/>"#;
    let gate = |name: &str, formula: &str| format!("<define-gate name=\"{name}\">{formula}</define-gate>");
    check_refused(&gate("g", r#"<or><gate name="h"/></or>"#), 3, "gate `h` is not defined");
    let circle = [
        gate("a", r#"<or><gate name="b"/></or>"#),
        gate("b", r#"<and><gate name="c"/></and>"#),
        gate("c", r#"<or><gate name="b"/></or>"#),
    ];
    check_refused(&circle.join("\n"), 5, "circle: b → c → b");
    check_refused(&circle[1..].join("\n"), 4, "circle: b → c → b");
    check_refused(&gate("g", &format!("<or><not>{event}</not>{event}</or>")), 3, "not coherent");
    check_refused(&gate("g", &format!("<xor>{event}{event}</xor>")), 3, "not coherent");
    check_refused(&gate("g", &format!("<atleast min=\"3\">{event}<event name=\"f\"/></atleast>")), 3, "min=\"3\"");
    check_refused(&gate("g", &format!("<atleast>{event}</atleast>")), 3, "min=\"\"");
    check_refused(&gate("g", &format!("<atleast min=\"2\">{event}{event}</atleast>")), 3, "named twice");
    check_refused(&gate("g", "<or/>"), 3, "empty");
    check_refused(&gate("g", ""), 3, "no formula");
    check_refused(&gate("g", &format!("{event}{event}")), 3, "second formula");
    check_refused(&gate("g", &format!("<both>{event}</both>")), 3, "no formula");
    check_refused(&gate("g", r#"<house-event name="h"/>"#), 3, "house event `h` is not defined");
    check_refused(&gate("g", r#"<event name="h" type="tree"/>"#), 3, "no type of event");
    check_refused(&format!("{}\n{}", gate("g", event), gate("g", event)), 4, "defined twice");
    check_refused(&format!("{}\n{}", gate("g", event), gate("h", event)), 1, "2 gates are used by no other");
    check_refused("", 1, "no gate");
    check_refused(&gate("g", &format!("{}{event}{}", "<or>".repeat(500), "</or>".repeat(500))), 3, "200 deep");
    let open = "<define-component name=\"c\">".repeat(300);
    check_refused(&format!("{open}{}", "</define-component>".repeat(300)), 3, "200 deep");
}

#[test]
fn foreign_files_are_refused() {
    assert!(refused("<html/>").what.contains("`<html>`"));
    assert!(refused("<opsa-mef>\n<define").what.contains("well-formed"));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;&b;\">]>\n<opsa-mef>&c;</opsa-mef>";
    assert!(refused(bomb).what.contains("document type"));
    assert!(!refused("").help.is_empty());
    assert!(refused(&"<a>".repeat(100_000)).what.contains("well-formed"));
}

#[test]
fn names_and_kinds_are_told_apart() {
    let text = fault_tree(
        r#"<define-gate name="top"><label>all</label><and><gate name="x"/><basic-event name="x"/>
             <gate name="inner"/><event name="on"/></and></define-gate>
           <define-gate name="x"><atleast min="2"><event name="a"/><event name="b" type="basic-event"/>
             <or><event name="c"/><house-event name="off"/><constant value="false"/></or></atleast></define-gate>
           <define-component name="pump">
             <define-gate name="inner"><or><basic-event name="local"/><gate name="more"/></or></define-gate>
             <define-gate name="more"><basic-event name="pump.local"/></define-gate>
             <define-basic-event name="local"><float value="0.1"/></define-basic-event>
           </define-component>
           <define-house-event name="on"><constant value="true"/></define-house-event>
           <define-house-event name="off"><constant value="false"/></define-house-event>"#,
    );
    let tree = mef::read(&text, None).unwrap();
    let found = minimal_cut_sets(&tree.system, tree.top, Limits::ALL, 9);
    let mut sets: Vec<Vec<&str>> =
        found.sets.iter().map(|set| set.iter().map(|event| tree.events[event.0 as usize].as_str()).collect()).collect();
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort();
    assert_eq!(sets, [["a", "b", "local", "x"], ["a", "c", "local", "x"], ["b", "c", "local", "x"]]);
}

#[test]
fn a_chain_of_100_000_gates_is_read_and_solved() {
    let mut gates = String::new();
    for at in 0..100_000 {
        let op = if at % 2 == 0 { "or" } else { "and" };
        let below = if at == 99_999 { String::new() } else { format!("<gate name=\"g{}\"/>", at + 1) };
        gates +=
            &format!("<define-gate name=\"g{at}\"><{op}>{below}<basic-event name=\"e{at}\"/></{op}></define-gate>\n");
    }
    let tree = mef::read(&fault_tree(&gates), None).unwrap();
    let found = minimal_cut_sets(&tree.system, tree.top, Limits::order(3), 2);
    assert_eq!(found.by_order, [0, 1, 1, 1]);
    assert_eq!(found.truncated_at, Some(3));
}
