//! Decision tables: every row of every table of SSVC is executed, and wrong inputs are named.

#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::field_reassign_with_default)]

use std::path::{Path, PathBuf};

use serde_json::Value;
use vauban_catalog::ssvc::{Choice, InputError, Point, Table, table, tables};

fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("VAUBAN_SHARED").map_or(beside, PathBuf::from).join("corpora/ssvc");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: the tables of SSVC are not at {}", folder.display());
    None
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn point(value: &Value) -> Point {
    let choices = value["values"].as_array().unwrap().iter().map(|value| Choice {
        id: text(&value["name"]),
        key: text(&value["key"]),
        title: text(&value["name"]),
        says: text(&value["definition"]),
    });
    Point {
        id: text(&value["name"]),
        title: text(&value["name"]),
        key: format!("{}:{}", text(&value["namespace"]), text(&value["key"])),
        version: text(&value["version"]),
        says: text(&value["definition"]),
        values: choices.collect(),
    }
}

/// A table as the SSVC project writes it, made into one of ours.
fn theirs(document: &Value) -> Table {
    let outcome = text(&document["outcome"]);
    let points = document["decision_points"].as_object().unwrap();
    let keys: Vec<&String> = points.keys().filter(|key| **key != outcome).collect();
    let inputs: Vec<Point> = keys.iter().map(|key| point(&points[*key])).collect();
    let count: usize = inputs.iter().map(|point| point.values.len()).product();
    let mut outcomes = vec![String::new(); count];
    for row in document["mapping"].as_array().unwrap() {
        let at = keys.iter().zip(&inputs).fold(0, |at, (key, point)| {
            let value = text(&row[*key]);
            at * point.values.len() + point.values.iter().position(|choice| choice.key == value).unwrap()
        });
        assert!(outcomes[at].is_empty(), "a combination twice");
        outcomes[at] = text(&row[&outcome]);
    }
    let mut head = Table::default();
    head.title = text(&document["name"]);
    head.key = format!("{}:{}", text(&document["namespace"]), text(&document["key"]));
    head.version = text(&document["version"]);
    let outcomes: Vec<&str> = outcomes.iter().map(String::as_str).collect();
    Table::new(head, inputs, point(&points[&outcome]), &outcomes).unwrap()
}

#[test]
fn every_row_of_every_table_is_executed() {
    let Some(folder) = shared() else { return };
    let (mut seen, mut rows, mut ours) = (0, 0, 0);
    let mut files: Vec<PathBuf> = Vec::new();
    for group in std::fs::read_dir(folder.join("json/decision_tables")).unwrap() {
        files.extend(std::fs::read_dir(group.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    files.sort();
    for file in files {
        let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let outcome = text(&document["outcome"]);
        let made = theirs(&document);
        let own = table(&made.reference());
        let points = document["decision_points"].as_object().unwrap();
        for row in document["mapping"].as_array().unwrap() {
            let row = row.as_object().unwrap();
            let given: Vec<(String, String)> = row
                .iter()
                .filter(|(key, _)| **key != outcome)
                .map(|(key, value)| (text(&points[key]["name"]), text(value)))
                .collect();
            let expected = text(&row[&outcome]);
            assert_eq!(made.decide(&given).unwrap().outcome.key, expected, "{}: {given:?}", file.display());
            if let Some(own) = own {
                assert_eq!(own.decide(&given).unwrap().outcome.key, expected, "{}: {given:?}", own.id);
            }
            rows += 1;
        }
        seen += 1;
        ours += usize::from(own.is_some());
    }
    assert!(seen >= 9 && rows > 300, "{seen} tables, {rows} rows");
    assert_eq!(ours, tables().len(), "all our tables are among theirs");
}

#[test]
fn tables_load_without_mistakes() {
    let ids: Vec<&str> = tables().iter().map(|table| table.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "supplier",
            "deployer",
            "coordinator-triage",
            "coordinator-publish",
            "cisa-coordinator",
            "cisa-bod-26-04",
            "utility",
            "human-impact",
            "public-safety-impact"
        ]
    );
}

#[test]
fn a_decision_keeps_what_it_rests_on() {
    let supplier = table("supplier").unwrap();
    assert_eq!(supplier.reference(), "ssvc:DT_SP:1.0.0");
    let given =
        [("Exploitation", "active"), ("U", "super-effective"), ("technical-impact", "T"), ("ssvc:PSI", "significant")];
    let decision = supplier.decide(&given).unwrap();
    assert_eq!(decision.outcome.id, "immediate");
    let inputs: Vec<String> =
        decision.inputs.iter().map(|(point, value)| format!("{}={}", point.id, value.id)).collect();
    assert_eq!(
        inputs,
        [
            "exploitation=active",
            "utility=super-effective",
            "technical-impact=total",
            "public-safety-impact=significant"
        ]
    );
}

#[test]
fn every_wrong_input_is_named_with_what_it_may_be() {
    let wrong = table("supplier")
        .unwrap()
        .decide(&[("exploitation", "sure"), ("utility", "l"), ("Utility", "efficient"), ("colour", "red")])
        .unwrap_err();
    let told: Vec<String> = wrong.iter().map(InputError::to_string).collect();
    assert_eq!(
        told,
        [
            "`sure` is no value of `exploitation`; it may be none, public-poc, active",
            "`utility` is given twice",
            "`technical-impact` is missing; it may be partial, total",
            "`public-safety-impact` is missing; it may be minimal, significant",
            "there is no input `colour`; the table has exploitation, utility, technical-impact, public-safety-impact",
        ]
    );
    assert!(table("nothing").is_none());
}

#[test]
fn a_table_that_does_not_fit_together_is_refused() {
    let text = include_str!("../../../catalog/ssvc/utility.toml");
    let missing = text.replacen("\"laborious\", ", "", 1);
    let why = Table::parse("utility.toml", &missing).unwrap_err();
    assert!(why[0].message.contains("3 outcomes for 4 combinations"), "{why:?}");
    let unknown = text.replacen("\"laborious\", ", "\"lazy\", ", 1);
    let why = Table::parse("utility.toml", &unknown).unwrap_err();
    assert!(why[0].message.contains("`lazy` is no value of `utility`"), "{why:?}");
    assert!(Table::parse("empty.toml", "").is_err());
}

#[test]
fn every_file_is_a_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/ssvc");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(wrong) = Table::parse(&path.to_string_lossy(), &text) {
                panic!("{}", wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            }
        }
    }
}
