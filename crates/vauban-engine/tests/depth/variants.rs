//! A variant is the same as the design with what it does not have taken out of the file: on random designs, with an
//! own account of what cannot be there without something else.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use toml::{Table, Value};
use vauban_analysis::depth::{Defence, Question, Row};
use vauban_analysis::scope::Owners;
use vauban_analysis::variants::designs;
use vauban_catalog::Catalogs;
use vauban_engine::{MemoryWorld, compile, compile_variant};
use vauban_model::{AnyId, Kind};

use super::agreement::{Design, Key, compiled, key, names, today};
use super::designs::random;

const DESIGNS: u64 = 400;
const FIRST: u64 = 50_000;

const FAMILY: &str = "[product.p]\nversion = \"1\"\n\n[feature.extra]\n\n[variant.basic]\nof = \"p\"\n\n\
                      [variant.plus]\nof = \"p\"\nhas = [\"extra\"]\n\n[variant.twin]\nof = \"p\"\n\n";

/// Kinds that are limited here.
const LIMITED: [&str; 5] = ["component", "interface", "flow", "asset", "mechanism"];

/// `[kind.id]` of a record's text.
fn name(record: &str) -> Option<(&str, &str)> {
    record.trim_start().strip_prefix('[')?.split_once(']')?.0.split_once('.')
}

/// Some records limited to the feature, by the bits of the seed.
fn limited(text: &str, seed: u64) -> (String, BTreeSet<String>) {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut gone = BTreeSet::new();
    let records = text.split("\n\n").map(|record| {
        bits = bits.rotate_left(7).wrapping_mul(0xd134_2543_de82_ef95);
        match name(record) {
            Some((kind, id)) if LIMITED.contains(&kind) && bits >> 61 < 2 => {
                gone.insert(format!("{kind}.{id}"));
                let (head, rest) = record.trim_start().split_once('\n').unwrap_or((record.trim_start(), ""));
                let key = if bits & 1 << 20 == 0 { "only-in = [\"extra\"]" } else { "not-in = [\"basic\", \"twin\"]" };
                format!("{head}\n{key}\n{rest}")
            }
            _ => record.to_owned(),
        }
    });
    let text = records.collect::<Vec<_>>().join("\n\n");
    (text, gone)
}

fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(word)) => vec![word.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What is gone with what is gone, by the rules of the guide, again and again until nothing more goes.
fn gone_with(records: &Table, mut gone: BTreeSet<String>) -> BTreeSet<String> {
    let table = |kind: &str| records.get(kind).and_then(Value::as_table).cloned().unwrap_or_default();
    let full = |kind: &str, word: &str| {
        let there = |kind: &str, id: &str| table(kind).contains_key(id);
        match word.split_once('.') {
            Some((said, id)) if there(said, id) => Some(format!("{said}.{id}")),
            _ => there(kind, word).then(|| format!("{kind}.{word}")),
        }
    };
    loop {
        let before = gone.len();
        let is_gone = |kind: &str, word: &String| full(kind, word).is_some_and(|name| gone.contains(&name));
        let mut more = BTreeSet::new();
        for (id, part) in table("component") {
            let held = words(part.get("runs-on")).into_iter().chain(words(part.get("part-of")));
            if held.into_iter().any(|word| is_gone("component", &word)) {
                more.insert(format!("component.{id}"));
            }
        }
        for (id, way) in table("interface") {
            if words(way.get("on")).iter().any(|word| is_gone("component", word)) {
                more.insert(format!("interface.{id}"));
            }
        }
        for (id, flow) in table("flow") {
            let from = words(flow.get("from")).iter().any(|word| is_gone("component", word));
            if from || words(flow.get("to")).iter().any(|word| is_gone("interface", word)) {
                more.insert(format!("flow.{id}"));
            }
        }
        for (id, asset) in table("asset") {
            let mut places: Vec<String> = words(asset.get("held-by"));
            places.extend(words(asset.get("in-clear-on")));
            let mut places: Vec<String> = places.iter().filter_map(|word| full("component", word)).collect();
            for (flow, said) in table("flow") {
                if words(said.get("carries")).iter().any(|word| full("asset", word) == Some(format!("asset.{id}"))) {
                    places.push(format!("flow.{flow}"));
                }
            }
            if !places.is_empty() && places.iter().all(|place| gone.contains(place)) {
                more.insert(format!("asset.{id}"));
            }
        }
        for (id, mechanism) in table("mechanism") {
            let named = |key: &str, kind: &str| -> Vec<String> {
                words(mechanism.get(key)).iter().filter_map(|word| full(kind, word)).collect()
            };
            let mut guarded = named("protects", "");
            guarded.extend(named("contains", "component"));
            for group in [named("enforced-by", "component"), guarded] {
                if !group.is_empty() && group.iter().all(|one| gone.contains(one)) {
                    more.insert(format!("mechanism.{id}"));
                }
            }
        }
        gone.append(&mut more);
        if gone.len() == before {
            return gone;
        }
    }
}

fn answers(design: &Design, product: Option<AnyId>) -> BTreeMap<Key, (Row, BTreeSet<BTreeSet<String>>)> {
    let model = &design.model;
    // The same mechanisms are tested on both sides, whatever their numbers.
    let tested = model.mechanism.iter().filter(|one| one.head.id.ends_with(['1', '3', '4']));
    let tested = tested.filter_map(|one| model.find(Kind::Mechanism, &one.head.id));
    let defence = Defence::new(model, Catalogs::embedded(), &Owners::new(model), product, tested.collect(), today());
    let rows = defence.answer(&Question { order: Some(12), ..Question::default() }).unwrap();
    let sets = |row: &Row| row.cut_sets.iter().map(|set| names(&defence, set)).collect();
    rows.into_iter().map(|row| (key(design, &row), (row.clone(), sets(&row)))).collect()
}

#[test]
fn a_variant_is_the_design_without_what_it_does_not_have() {
    let smaller: usize = (FIRST..FIRST + DESIGNS)
        .into_par_iter()
        .map(|seed| {
            let (text, limited) = limited(&random(seed), seed);
            let whole = compiled(&format!("{FAMILY}{text}"));
            let owners = Owners::new(&whole.model);
            let product = whole.model.find(Kind::Product, "p");
            let found = designs(&whole.model, &owners, product);
            let names = |at: usize| -> Vec<String> {
                found[at].variants.iter().map(|id| whole.model.head(*id).id.to_string()).collect()
            };
            if limited.is_empty() {
                assert_eq!(found.len(), 1, "seed {seed}");
                return 0;
            }
            assert_eq!((names(0), names(1)), (vec!["basic".into(), "twin".into()], vec!["plus".into()]), "seed {seed}");
            assert!(found[1].outside.is_empty(), "seed {seed}");
            let gone = gone_with(&text.parse().unwrap(), limited.clone());
            let told: BTreeSet<String> = found[0].outside.iter().map(|id| whole.model.head(*id).name()).collect();
            assert_eq!(told, gone, "seed {seed}\n{text}");
            let rest: Vec<&str> = text
                .split("\n\n")
                .filter(|record| name(record).is_none_or(|(kind, id)| !gone.contains(&format!("{kind}.{id}"))))
                .collect();
            let trimmed = compiled(&format!("{FAMILY}{}", rest.join("\n\n")));
            let view = Design { model: whole.model.without(&found[0].outside) };
            let mine = answers(&view, product);
            let theirs = answers(&trimmed, trimmed.model.find(Kind::Product, "p"));
            assert_eq!(mine.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "seed {seed}\n{text}");
            for (at, (row, sets)) in &mine {
                let (other, others) = &theirs[at];
                let same = row.depth == other.depth && row.nominal == other.nominal && row.by_order == other.by_order;
                assert!(same && sets == others, "seed {seed}: {at:?} {row:?} {other:?}\n{text}");
            }
            usize::from(gone.len() > limited.len())
        })
        .sum();
    assert!(smaller > 50, "only {smaller} designs lose more than what is limited");
}

#[test]
fn together_says_what_every_variant_says_alone() {
    (FIRST..FIRST + 60).into_par_iter().for_each(|seed| {
        let (text, _) = limited(&random(seed), seed);
        let root = FAMILY.replace("version = \"1\"", "version = \"1\"\ntype = [\"embedded-device\"]");
        let files = [("vauban.toml", root.as_str()), ("security/design.toml", &text)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let world = MemoryWorld::new(today(), files);
        let together = compile(&world).unwrap();
        let told = |code: &str| !["disposition-orphaned", "mechanism-on-no-path", "feature-unused"].contains(&code);
        let mut alone: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for variant in ["basic", "plus", "twin"] {
            let one = compile_variant(&world, variant).unwrap();
            for finding in one.findings.iter().filter(|finding| told(finding.code)) {
                let known = alone.entry((finding.code.to_owned(), finding.subject.clone())).or_default();
                known.insert(variant.to_owned());
            }
            // Verdicts over all variants are never better than those of one.
            let (all, one) = (&together.statuses()[0], &one.statuses()[0]);
            for (all, one) in all.requirements.iter().zip(&one.requirements) {
                assert!(all.verdict <= one.verdict, "seed {seed}: {} {variant}", all.id);
                for (all, one) in all.aspects.iter().zip(&one.aspects) {
                    assert!(all.verdict <= one.verdict, "seed {seed}: {} {variant}", all.id);
                }
            }
        }
        let mut merged: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for finding in together.findings.iter().filter(|finding| told(finding.code)) {
            let known = merged.entry((finding.code.to_owned(), finding.subject.clone())).or_default();
            match finding.variants.is_empty() {
                true => known.extend(["basic", "plus", "twin"].map(str::to_owned)),
                false => known.extend(finding.variants.iter().cloned()),
            }
        }
        assert_eq!(merged, alone, "seed {seed}\n{text}");
    });
}
