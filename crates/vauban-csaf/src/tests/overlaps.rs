//! Ranges of versions beside each other that overlap (6.2.50, 6.3.19 of 2.1).

use std::collections::BTreeMap;

use super::statuses::StatusGroup;
use super::{Found, Looked};
use crate::facts::{Branch, Origin, Vulnerability};
use crate::range::{Form, Range};

/// Siblings are compared with each other: more than this many of one parent are not.
const MOST: usize = 128;

/// A branch with a range or a version.
struct Named<'f, 'd> {
    number: usize,
    branch: &'f Branch<'d>,
    /// None for a single version.
    range: Option<Range>,
}

/// What a pair consists of besides a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Vers,
    Like,
    Version,
}

/// Ranges and versions by the branch they stand in, where there is a range among them.
fn siblings<'f, 'd>(looked: &Looked<'f, 'd>) -> Vec<Vec<Named<'f, 'd>>> {
    let mut all: BTreeMap<Option<usize>, Vec<Named<'f, 'd>>> = BTreeMap::new();
    for (number, branch) in looked.facts.branches.iter().enumerate() {
        let range = match branch.category {
            "product_version_range" => match branch.name.and_then(|name| Range::loosely(name.id)) {
                Some(range) => Some(range),
                None => continue,
            },
            "product_version" => None,
            _ => continue,
        };
        all.entry(branch.parent).or_default().push(Named { number, branch, range });
    }
    all.into_values().filter(|list| list.iter().any(|own| own.range.is_some())).collect()
}

/// Whether two siblings overlap; nothing if that cannot be told.
fn overlap(range: &Range, other: &Named<'_, '_>) -> Option<bool> {
    match &other.range {
        Some(other) => range.overlaps(other),
        None => range.contains(other.branch.name?.id),
    }
}

fn beside(other: &Named<'_, '_>) -> Beside {
    match other.range.as_ref().map(Range::form) {
        Some(Form::Vers { .. }) => Beside::Vers,
        Some(Form::Like) => Beside::Like,
        None => Beside::Version,
    }
}

/// Every pair of siblings of which the first is a range, with what the second is. Two ranges are a pair once.
fn pairs<'d>(
    looked: &Looked<'_, 'd>,
    found: &mut Found<'d>,
    mut each: impl FnMut(&Named<'_, 'd>, &Named<'_, 'd>, Beside, &mut Found<'d>),
) {
    for list in siblings(looked) {
        if list.len() > MOST {
            found.not_checked(format!("more than {MOST} ranges and versions stand side by side"));
            continue;
        }
        for (place, own) in list.iter().enumerate() {
            let Some(range) = &own.range else { continue };
            for (other_place, other) in list.iter().enumerate() {
                let twice = other.range.is_some() && other_place < place;
                if other_place == place || twice {
                    continue;
                }
                match overlap(range, other) {
                    Some(true) => each(own, other, beside(other), found),
                    Some(false) => {}
                    None => {
                        let name = |own: &Named<'_, '_>| own.branch.name.map_or("", |name| name.id).to_owned();
                        let (one, other) = (name(own), name(other));
                        found.not_checked(format!("whether `{one}` and `{other}` overlap cannot be told: the order of their versions is not known here"));
                    }
                }
            }
        }
    }
}

/// The ids of the products below every branch.
fn products_below<'d>(looked: &Looked<'_, 'd>) -> Vec<Vec<&'d str>> {
    let facts = looked.facts;
    let mut all = vec![Vec::new(); facts.branches.len()];
    for product in &facts.products {
        let (Origin::Branch(first), Some(id)) = (product.origin, product.id) else { continue };
        let mut next = Some(first);
        while let Some(branch) = next {
            all[branch].push(id.id);
            next = facts.branches[branch].parent;
        }
    }
    all
}

/// Products of a vulnerability with the groups they stand in, recommended ones too, sorted.
fn standings<'d>(own: &Vulnerability<'d>) -> Vec<(&'d str, StatusGroup)> {
    let groups = own.statuses.iter().filter_map(|status| Some((StatusGroup::of(status.name)?, &status.products)));
    let mut all: Vec<_> =
        groups.flat_map(|(group, products)| products.iter().map(move |own| (own.id, group))).collect();
    all.sort_unstable();
    all
}

/// Groups in which one of these products stands.
fn groups(standings: &[(&str, StatusGroup)], products: &[&str]) -> Vec<StatusGroup> {
    let mut all = Vec::new();
    for product in products {
        let from = standings.partition_point(|(own, _)| own < product);
        all.extend(standings.iter().skip(from).take_while(|(own, _)| own == product).map(|(_, group)| *group));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Pairs with a leaf of this kind whose products stand in statuses that contradict each other, or in the same.
fn leaves<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, kind: Beside, contradicting: bool) {
    if looked.facts.vulnerabilities.is_empty() {
        return;
    }
    let below = products_below(looked);
    let standings: Vec<_> = looked.facts.vulnerabilities.iter().map(|own| (own, standings(own))).collect();
    pairs(looked, found, |own, other, beside, found| {
        let leaf = other.branch.product.is_some() && !other.branch.inner;
        if beside != kind || !leaf {
            return;
        }
        for (vulnerability, standings) in &standings {
            let (ours, theirs) = (groups(standings, &below[own.number]), groups(standings, &below[other.number]));
            let plain = |group: &&StatusGroup| **group != StatusGroup::Recommended;
            let told = if contradicting {
                ours.iter().filter(plain).any(|one| theirs.iter().filter(plain).any(|other| one != other))
            } else {
                ours.iter().any(|one| theirs.contains(one))
            };
            if told {
                let (one, other_name) = (name(own), name(other));
                let how = if contradicting { "statuses that contradict each other" } else { "the same status" };
                let at = vulnerability.status_at.unwrap_or(vulnerability.at);
                found.at(at, format!("`{one}` and `{other_name}` have versions in common, and {how}"));
            }
        }
    });
}

fn name<'d>(own: &Named<'_, 'd>) -> &'d str {
    own.branch.name.map_or("", |name| name.id)
}

/// 6.2.50.1.
pub(super) fn vers_contradicting<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Vers, true);
}

/// 6.2.50.2.
pub(super) fn like_contradicting<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Like, true);
}

/// 6.2.50.3.
pub(super) fn version_contradicting<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Version, true);
}

/// 6.3.19.1.
pub(super) fn vers_same<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Vers, false);
}

/// 6.3.19.2.
pub(super) fn like_same<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Like, false);
}

/// 6.3.19.3.
pub(super) fn version_same<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    leaves(looked, found, Beside::Version, false);
}

/// Pairs of which one has branches, whatever the statuses below: the official cases have none.
fn inner<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, versions: bool) {
    pairs(looked, found, |own, other, beside, found| {
        let asked = (beside == Beside::Version) == versions;
        let branches = other.branch.inner || (!versions && own.branch.inner);
        if asked && branches {
            let at = other.branch.name.map_or(other.branch.at, |name| name.at);
            found.at(at, format!("`{}` and `{}` have versions in common", name(own), name(other)));
        }
    });
}

/// 6.3.19.4.
pub(super) fn ranges_with_branches<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    inner(looked, found, false);
}

/// 6.3.19.5.
pub(super) fn versions_with_branches<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    inner(looked, found, true);
}
