//! The analysis and the second judge, on random designs.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use toml::Table;
use vauban_analysis::depth::{Defence, Question, Row};
use vauban_analysis::scope::Owners;
use vauban_catalog::Catalogs;
use vauban_diagnostics::SourceFile;
use vauban_model::{Date, Model, assemble, read, resolve};

use super::MECHANISMS;
use super::designs;
use super::judge::{Answer, judge};

/// How many designs both judge.
const DESIGNS: u64 = 1_000;

/// What both have to say about one attacker, asset, property and tier.
pub(crate) type Key = (String, String, String, String);

pub(crate) fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

/// A design that has been read.
pub(crate) struct Design {
    pub(crate) model: Model,
}

/// Reads a design and resolves its references; no check is run.
pub(crate) fn compiled(text: &str) -> Design {
    let catalogs = Catalogs::embedded();
    let mut model = Model::default();
    let file = model.sources.add(SourceFile::new("security/design.toml", text));
    let records = read(file, "security/design.toml", text, "", catalogs);
    let (changes, _) = assemble(&mut model, vec![(file, records)]);
    let _ = resolve(&mut model, changes, catalogs);
    Design { model }
}

pub(crate) fn defence(compiled: &Design, tested: &BTreeSet<String>) -> Defence {
    let model = &compiled.model;
    let tested = tested.iter().filter_map(|id| model.find(vauban_model::Kind::Mechanism, id)).collect();
    Defence::new(model, Catalogs::embedded(), &Owners::new(model), None, tested, today())
}

pub(crate) fn key(compiled: &Design, row: &Row) -> Key {
    let id = |record| compiled.model.head(record).id.to_string();
    (id(row.attacker), id(row.asset), row.property.word().to_owned(), row.tier.word().to_owned())
}

pub(crate) fn names(defence: &Defence, set: &[u32]) -> BTreeSet<String> {
    set.iter().filter_map(|cause| defence.cause(*cause)).map(|cause| cause.name.clone()).collect()
}

/// Compares everything both say; the first difference, if any.
fn difference(seed: u64) -> Option<String> {
    let text = designs::random(seed);
    let records: Table = text.parse().unwrap();
    let tested = designs::tested(&records);
    let compiled = compiled(&text);
    let defence = defence(&compiled, &tested);
    // Every third question takes something as given.
    let causes: Vec<String> = defence.causes().map(|cause| cause.name.clone()).collect();
    let assume: Vec<String> = if seed.is_multiple_of(3) {
        causes.get(seed as usize % causes.len().max(1)).cloned().into_iter().collect()
    } else {
        Vec::new()
    };
    let question = Question { order: Some(12), assume: assume.clone(), ..Question::default() };
    let rows = defence.answer(&question).unwrap();
    let shallow = defence.answer(&Question { assume: assume.clone(), ..Question::default() }).unwrap();
    let mut by_key: BTreeMap<Key, &Row> = rows.iter().map(|row| (key(&compiled, row), row)).collect();
    let answers: Vec<Answer> = judge(&records, &MECHANISMS.parse().unwrap(), &tested, &assume);
    for (number, answer) in answers.iter().enumerate() {
        let name = (answer.attacker.clone(), answer.asset.clone(), answer.property.clone(), answer.tier.clone());
        let Some(row) = by_key.remove(&name) else { return Some(format!("seed {seed}: no row for {name:?}")) };
        let sets: BTreeSet<BTreeSet<String>> = row.cut_sets.iter().map(|set| names(&defence, set)).collect();
        let depth = row.depth.map(|depth| depth as usize);
        let nominal = row.nominal.map(|depth| depth as usize);
        if (depth, nominal, row.required, &sets) != (answer.depth, answer.nominal, answer.required, &answer.cut_sets) {
            return Some(format!(
                "seed {seed} {name:?}\n analysis: {depth:?}/{nominal:?} of {} {sets:?}\n judge:    {:?}/{:?} of {} {:?}\n\
                 assumed: {assume:?} tested: {tested:?}\n{text}",
                row.required, answer.depth, answer.nominal, answer.required, answer.cut_sets
            ));
        }
        if row.reachable != answer.depth.is_some() || row.truncated_at.is_some() || sets.len() != row.cut_sets.len() {
            return Some(format!("seed {seed} {name:?}: {row:?}"));
        }
        for (order, count) in row.by_order.iter().enumerate() {
            let there = answer.cut_sets.iter().filter(|set| set.len() == order + 1).count();
            if *count != there as u128 {
                return Some(format!("seed {seed} {name:?}: {count} sets of order {}, not {there}", order + 1));
            }
        }
        // Paths and lines of every fourth row.
        if number as u64 % 4 != seed % 4 {
            continue;
        }
        // Each path is one: its steps follow from each other and end at the loss.
        let paths = defence.paths(&question, row).unwrap().unwrap();
        for set in row.cut_sets.iter().take(3) {
            let path = paths.path(row, set);
            let end = path.steps.last().map(|step| step.to);
            if end != Some(vauban_analysis::depth::Fact::Loses(row.asset, row.property)) {
                return Some(format!("seed {seed} {name:?}: the path of {:?} ends at {end:?}", names(&defence, set)));
            }
        }
        let lines = defence.lines(&question, row).unwrap();
        if lines.len() > depth.unwrap_or(0) {
            return Some(format!("seed {seed} {name:?}: {} lines of defence at depth {depth:?}", lines.len()));
        }
        let meets = |set: &Vec<u32>| lines.iter().all(|line| line.causes.iter().any(|cause| set.contains(cause)));
        if !row.cut_sets.iter().all(meets) {
            return Some(format!("seed {seed} {name:?}: a cut set passes a line of defence"));
        }
    }
    if let Some(name) = by_key.keys().next() {
        return Some(format!("seed {seed}: {name:?} is no loss that matters"));
    }
    // The default question says the same depths with fewer sets.
    let differs = rows.iter().zip(&shallow).find(|(deep, shallow)| {
        (deep.depth, deep.nominal, deep.reachable) != (shallow.depth, shallow.nominal, shallow.reachable)
    });
    differs.map(|(deep, shallow)| format!("seed {seed}: {deep:?}\n{shallow:?}"))
}

#[test]
fn both_judges_agree() {
    let different = (0..DESIGNS).into_par_iter().find_map_first(difference);
    assert!(different.is_none(), "{}", different.unwrap());
}
