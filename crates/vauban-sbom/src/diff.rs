//! What changed from one bill to another.
//!
//! Components are matched by what stays the same from release to release ([`crate::identity::package`]): first those of
//! the same version, then what is left one by one. Where several versions of one package are on both sides and no pairing
//! is certain, they count as removed and added.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::identity::{Identity, package};
use crate::model::{Bill, Component, Licence};
use crate::words::{Algorithm, Kind, Relation};

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Components of the second bill only, by place there.
    pub added: Vec<usize>,
    /// Components of the first bill only, by place there.
    pub removed: Vec<usize>,
    /// Components of both that differ.
    pub changed: Vec<Change>,
    /// How many are the same in everything that is compared.
    pub same: usize,
    /// Relations of the second bill only, between components of both.
    pub used: Vec<Use>,
    /// Relations of the first bill only, between components of both.
    pub unused: Vec<Use>,
}

/// A component that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Place in the first bill.
    pub before: usize,
    /// Place in the second bill.
    pub after: usize,
    /// What differs: field, value before, value after.
    pub fields: Vec<(&'static str, String, String)>,
}

/// Who uses whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Who.
    pub from: String,
    /// Whom.
    pub to: String,
    /// How.
    pub relation: Relation,
}

/// Compares two bills.
pub fn diff(before: &Bill, after: &Bill) -> Difference {
    let mut out = Difference::default();
    let (one, other) = (grouped(before), grouped(after));
    let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
    let keys: BTreeSet<&(Identity, bool)> = one.keys().chain(other.keys()).collect();
    for key in keys {
        let empty = Vec::new();
        let mut left = one.get(key).unwrap_or(&empty).clone();
        let mut right = other.get(key).unwrap_or(&empty).clone();
        let version =
            |bill: &Bill, at: usize| bill.components.get(at).map_or("", |part| part.version.as_str()).to_owned();
        let mut by_version: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for at in &right {
            by_version.entry(version(after, *at)).or_default().push_back(*at);
        }
        let mut paired: BTreeSet<usize> = BTreeSet::new();
        left.retain(|at| {
            let same = by_version.get_mut(&version(before, *at)).and_then(VecDeque::pop_front);
            if let Some(found) = same {
                pairs.insert(*at, found);
                paired.insert(found);
            }
            same.is_none()
        });
        right.retain(|at| !paired.contains(at));
        if left.len() == 1 && right.len() == 1 {
            pairs.extend(left.pop().zip(right.pop()));
        }
        out.removed.extend(left);
        out.added.extend(right);
    }
    for (at, to) in &pairs {
        let (Some(one), Some(other)) = (before.components.get(*at), after.components.get(*to)) else { continue };
        let fields = compare(one, other);
        match fields.is_empty() {
            true => out.same += 1,
            false => out.changed.push(Change { before: *at, after: *to, fields }),
        }
    }
    out.added.sort_unstable();
    out.removed.sort_unstable();
    relations(before, after, &pairs, &mut out);
    out
}

/// Components by what stays the same, files apart from parts.
fn grouped(bill: &Bill) -> BTreeMap<(Identity, bool), Vec<usize>> {
    let mut groups: BTreeMap<(Identity, bool), Vec<usize>> = BTreeMap::new();
    for (at, part) in bill.components.iter().enumerate() {
        groups.entry((package(part), part.kind == Kind::File)).or_default().push(at);
    }
    groups
}

fn compare(one: &Component, other: &Component) -> Vec<(&'static str, String, String)> {
    let mut fields = Vec::new();
    let mut field = |name, before: String, after: String| {
        if before != after {
            fields.push((name, before, after));
        }
    };
    field("version", one.version.clone(), other.version.clone());
    field("licences", licences(&one.licences), licences(&other.licences));
    let algorithms: BTreeSet<Algorithm> = one.hashes.iter().chain(&other.hashes).map(|hash| hash.algorithm).collect();
    let of = |part: &Component, algorithm| {
        let mut values: Vec<&str> =
            part.hashes.iter().filter(|hash| hash.algorithm == algorithm).map(|hash| hash.value.as_str()).collect();
        values.sort_unstable();
        values.join(" ")
    };
    for algorithm in algorithms {
        field(algorithm.name(), of(one, algorithm), of(other, algorithm));
    }
    let party = |part: &Component| {
        part.supplier.as_ref().or(part.manufacturer.as_ref()).map_or_else(String::new, |party| party.name.clone())
    };
    field("supplier", party(one), party(other));
    field(
        "scope",
        one.scope.map_or("", |scope| scope.word()).to_owned(),
        other.scope.map_or("", |scope| scope.word()).to_owned(),
    );
    fields
}

fn licences(licences: &[Licence]) -> String {
    let mut all: Vec<&str> = licences.iter().map(|licence| licence.text.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all.join(", ")
}

/// Relations between components that both bills have; those of new and gone ones follow from these.
fn relations(before: &Bill, after: &Bill, pairs: &BTreeMap<usize, usize>, out: &mut Difference) {
    let old: BTreeSet<(usize, usize, Relation)> = before
        .edges
        .iter()
        .filter_map(|edge| Some((*pairs.get(&edge.from)?, *pairs.get(&edge.to)?, edge.relation)))
        .collect();
    let both: BTreeSet<usize> = pairs.values().copied().collect();
    let new: BTreeSet<(usize, usize, Relation)> = after
        .edges
        .iter()
        .filter(|edge| both.contains(&edge.from) && both.contains(&edge.to))
        .map(|edge| (edge.from, edge.to, edge.relation))
        .collect();
    let label = |at: usize| after.components.get(at).map_or_else(String::new, Component::full_name);
    let told = |(from, to, relation): &(usize, usize, Relation)| Use {
        from: label(*from),
        to: label(*to),
        relation: *relation,
    };
    out.used = new.difference(&old).map(told).collect();
    out.unused = old.difference(&new).map(told).collect();
    out.used.sort();
    out.unused.sort();
}
