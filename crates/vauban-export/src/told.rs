//! What is told beside the document: what has no place in it, what it demands and nobody said, what it holds.

use std::collections::BTreeMap;

use vauban_analysis::scope::Owners;
use vauban_model::{Group, Kind};

use crate::Subject;

/// Something that is told once, however often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A kind or a key of records (`boundary`, `component.version`), or a member of the format.
    pub path: String,
    /// Why, in half a sentence.
    pub reason: String,
    /// How many records or elements it is about.
    pub count: usize,
    /// One of them, by name.
    pub example: String,
}

/// Which keys of which kinds of record a format holds; a kind that is not listed has no place at all.
pub(crate) struct Holds {
    /// Kinds with the keys that are written, wholly or in part.
    pub(crate) keys: &'static [(Kind, &'static [&'static str])],
    /// Reasons that say more than "there is no place for it", by kind and key; an empty key is the whole kind.
    pub(crate) reasons: &'static [(Kind, &'static str, &'static str)],
}

/// Keys that decide what is exported, and are thereby spent.
const SPENT: &[&str] = &["products", "roots"];
const LIFECYCLE: &str = "about the lifecycle, not about the design or its threats";
const PROJECT: &str = "about the project, not about the design or its threats";

/// Collects rows; the first record that brings one is its example.
#[derive(Default)]
pub(crate) struct Told {
    lost: Rows,
    filled: Rows,
    elements: Vec<(&'static str, usize)>,
}

type Rows = BTreeMap<(String, String), (usize, String)>;

impl Told {
    /// Something the format has no place for.
    pub(crate) fn lost(&mut self, path: &str, reason: &str, example: &str) {
        add(&mut self.lost, path, reason, example);
    }

    /// A member the format demands and nobody stated.
    pub(crate) fn filled(&mut self, path: &str, reason: &str, example: &str) {
        add(&mut self.filled, path, reason, example);
    }

    /// How many elements of a sort were written.
    pub(crate) fn wrote(&mut self, sort: &'static str, count: usize) {
        self.elements.push((sort, count));
    }

    /// Everything the records of a product say for which a format has no place.
    pub(crate) fn without_place(&mut self, subject: Subject<'_>, holds: &Holds, title: &str) {
        let model = subject.model;
        let owners = Owners::new(model);
        for id in model.all() {
            let head = model.head(id);
            let other = id.kind == Kind::Product && subject.product.is_some_and(|product| product != id);
            if other || !owners.concerns(subject.product, head) {
                continue;
            }
            let why = |key: &str| {
                let known = holds.reasons.iter().find(|(kind, known, _)| *kind == id.kind && *known == key);
                known.map_or_else(|| format!("{title} has no place for it"), |(_, _, reason)| (*reason).to_owned())
            };
            let name = head.name();
            let Some((_, kept)) = holds.keys.iter().find(|(kind, _)| *kind == id.kind) else {
                let reason = match id.kind.group() {
                    Group::Design | Group::Threats => why(""),
                    Group::Project => PROJECT.to_owned(),
                    _ => LIFECYCLE.to_owned(),
                };
                self.lost(id.kind.name(), &reason, &name);
                continue;
            };
            for (key, _) in model.said(id) {
                if !kept.contains(&key) && !SPENT.contains(&key) {
                    self.lost(&format!("{}.{key}", id.kind.name()), &why(key), &name);
                }
            }
        }
    }

    /// Lost, filled and written, each in a fixed order.
    pub(crate) fn finish(self) -> (Vec<Row>, Vec<Row>, Vec<(&'static str, usize)>) {
        (rows(self.lost), rows(self.filled), self.elements)
    }
}

fn add(rows: &mut Rows, path: &str, reason: &str, example: &str) {
    let row = rows.entry((path.to_owned(), reason.to_owned())).or_insert_with(|| (0, example.to_owned()));
    row.0 += 1;
}

fn rows(rows: Rows) -> Vec<Row> {
    let row = |((path, reason), (count, example))| Row { path, reason, count, example };
    rows.into_iter().map(row).collect()
}
