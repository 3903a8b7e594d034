//! A coarser level of the design, in the same model, makes nothing look deeper than its finest level alone.
//!
//! Every random design gets a coarse copy of its components, interfaces, flows, assets and mechanisms, which its own
//! records refine. What depth says of the fine assets may get worse by that, and never better: unless a promise guards
//! something fine, and then the refinement says so.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};
use vauban_analysis::depth::{Question, Row};
use vauban_analysis::refinement::{Refinement, Sort};
use vauban_analysis::scope::Owners;
use vauban_catalog::Catalogs;

use super::agreement::{Design, Key, compiled, defence, key};
use super::designs;

const COPIED: [&str; 5] = ["component", "interface", "flow", "asset", "mechanism"];
const FIRST: u64 = 40_000;
const DESIGNS: u64 = 150;

/// `xc1` for `c1`, in every part of a reference.
fn coarse_name(text: &str) -> String {
    let coarse = |part: &str| {
        let numbered = part.len() > 1 && part[1..].bytes().all(|digit| digit.is_ascii_digit());
        let copied = numbered && part.starts_with(['c', 'i', 'f', 's', 'm']);
        if copied { format!("x{part}") } else { part.to_owned() }
    };
    text.split('.').map(coarse).collect::<Vec<_>>().join(".")
}

fn coarse_value(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(coarse_name(text)),
        Value::Array(list) => Value::Array(list.iter().map(coarse_value).collect()),
        Value::Table(table) => {
            Value::Table(table.iter().map(|(key, value)| (key.clone(), coarse_value(value))).collect())
        }
        other => other.clone(),
    }
}

/// The design with a coarse copy of it above. Boundaries belong to all levels, so no promise stands on one.
fn with_coarse(text: &str) -> Table {
    let mut all: Table = text.parse().unwrap();
    for kind in COPIED {
        let Some(records) = all.get_mut(kind).and_then(Value::as_table_mut) else { continue };
        let copies: Vec<(String, Value)> =
            records.iter().map(|(id, record)| (coarse_name(id), coarse_value(record))).collect();
        for (id, record) in records.iter_mut() {
            record.as_table_mut().unwrap().insert("refines".to_owned(), Value::String(coarse_name(id)));
        }
        for (id, mut copy) in copies {
            if let Some(Value::Array(list)) = copy.get_mut("protects") {
                list.retain(|what| !what.as_str().unwrap_or_default().starts_with("boundary."));
            }
            records.insert(id, copy);
        }
    }
    all
}

/// The records as a file.
pub(crate) fn written(all: &Table) -> String {
    let mut text = String::new();
    for (kind, records) in all {
        for (id, record) in records.as_table().unwrap() {
            text += &format!("[{kind}.{id}]\n");
            for (key, value) in record.as_table().unwrap() {
                text += &format!("{key} = {}\n", inline(value));
            }
        }
    }
    text
}

fn inline(value: &Value) -> String {
    let all = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Array(list) => format!("[{}]", all(list.iter().map(inline).collect())),
        Value::Table(table) => {
            format!("{{ {} }}", all(table.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect()))
        }
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        other => panic!("designs have no {other:?}"),
    }
}

fn rows(design: &Design, tested: &BTreeSet<String>) -> BTreeMap<Key, Row> {
    let answers = defence(design, tested).answer(&Question::default()).unwrap();
    answers.into_iter().map(|row| (key(design, &row), row)).collect()
}

fn counted(design: &Design) -> bool {
    let found = Refinement::new(&design.model, Catalogs::embedded(), &Owners::new(&design.model), None);
    found.gaps.iter().any(|gap| gap.sort == Sort::Counted)
}

#[test]
fn coarse_records_never_deepen_what_is_fine() {
    for seed in FIRST..FIRST + DESIGNS {
        let text = designs::random(seed);
        let tested = designs::tested(&text.parse().unwrap());
        let fine = rows(&compiled(&text), &tested);
        let both = compiled(&written(&with_coarse(&text)));
        assert!(!counted(&both), "seed {seed}: levels are kept apart, and a promise is said to count");
        let both = rows(&both, &tested);
        for (name, row) in &fine {
            let now = &both[name];
            assert!(now.rank() <= row.rank(), "seed {seed} {name:?}: {row:?}\nwith a coarser level {now:?}");
        }
    }
}

#[test]
fn a_promise_that_deepens_is_told() {
    let mut deepened = 0;
    for seed in FIRST..FIRST + DESIGNS {
        let text = designs::random(seed);
        let tested = designs::tested(&text.parse().unwrap());
        let fine = rows(&compiled(&text), &tested);
        let mut all = with_coarse(&text);
        // The first promise stands in front of what makes it real as well.
        let mechanisms = all.get_mut("mechanism").and_then(Value::as_table_mut).unwrap();
        let Some((id, guarded)) = mechanisms.iter().find_map(|(id, record)| {
            let list = record.get("protects").and_then(Value::as_array)?.clone();
            (!id.starts_with('x') && !list.is_empty()).then(|| (id.clone(), list))
        }) else {
            continue;
        };
        let promise = mechanisms.get_mut(&coarse_name(&id)).and_then(Value::as_table_mut).unwrap();
        promise.insert("protects".to_owned(), Value::Array(guarded));
        promise.insert("enforced-by".to_owned(), Value::Array(Vec::new()));
        let both = compiled(&written(&all));
        let deeper =
            rows(&both, &tested).iter().any(|(name, row)| fine.get(name).is_some_and(|was| row.rank() > was.rank()));
        deepened += usize::from(deeper);
        assert!(!deeper || counted(&both), "seed {seed}: a promise deepens the design, and nobody is told");
    }
    assert!(deepened > 5, "only {deepened} designs were deepened: this test says little");
}
