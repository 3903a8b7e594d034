//! Depth of assets: rows that differ, put together where they say the same.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use vauban_analysis::depth::Row;
use vauban_analysis::diff::{Deep, DepthChange};
use vauban_model::AnyId;

use super::seen::Seen;

/// Asset, property, attacker and tier, by name.
type Key = (String, &'static str, String, &'static str);

/// Depth in one tier: before, now, and what policy asks for.
type Tiers = Vec<(&'static str, Option<Deep>, Option<Deep>, u32)>;

/// Before, now, and what policy asks for.
type Step = (Option<Deep>, Option<Deep>, u32);

/// What is one line: asset, property, before, now, what policy asks for, and the tiers.
type Line = (String, &'static str, Option<Deep>, Option<Deep>, u32, Vec<&'static str>);

pub(super) fn changes(before: Option<Seen<'_>>, after: Seen<'_>) -> Vec<DepthChange> {
    let old = before.map(rows).unwrap_or_default();
    let new = rows(after);
    // What an attacker can do to a property, tier by tier, where it differs.
    let mut differing: BTreeMap<(String, &'static str, String), Tiers> = BTreeMap::new();
    let mut keys: Vec<&Key> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (was, is) = (old.get(key), new.get(key));
        if was.map(|(deep, _)| deep) == is.map(|(deep, _)| deep) {
            continue;
        }
        let (asset, property, attacker, tier) = key;
        let required = is.or(was).map_or(0, |(_, required)| *required);
        let tiers = differing.entry((asset.clone(), *property, attacker.clone())).or_default();
        tiers.push((tier, was.map(|(deep, _)| *deep), is.map(|(deep, _)| *deep), required));
    }
    // The same change in several tiers, then against several attackers, is one line.
    let mut lines: BTreeMap<Line, Vec<String>> = BTreeMap::new();
    for ((asset, property, attacker), tiers) in differing {
        let mut alike: BTreeMap<Step, Vec<&'static str>> = BTreeMap::new();
        for (tier, was, is, required) in tiers {
            alike.entry((was, is, required)).or_default().push(tier);
        }
        for ((was, is, required), mut tiers) in alike {
            tiers.sort_by_key(|tier| place(tier));
            lines.entry((asset.clone(), property, was, is, required, tiers)).or_default().push(attacker.clone());
        }
    }
    let mut changes: Vec<DepthChange> = lines
        .into_iter()
        .map(|((asset, property, before, after, required, tiers), attackers)| DepthChange {
            asset,
            property,
            attackers,
            tiers,
            before,
            after,
            required,
            variants: Vec::new(),
        })
        .collect();
    sort(&mut changes);
    changes
}

/// What fell furthest first.
pub(super) fn sort(changes: &mut [DepthChange]) {
    changes.sort_by_key(|change| {
        (Reverse(change.fell()), Reverse(change.below()), change.after, Reverse(change.required))
    });
}

/// The place of a tier in the customary order.
fn place(tier: &str) -> usize {
    vauban_analysis::depth::Tier::ALL.iter().position(|one| one.word() == tier).unwrap_or(usize::MAX)
}

fn rows(seen: Seen<'_>) -> BTreeMap<Key, (Deep, u32)> {
    let Some(depth) = seen.depth() else { return BTreeMap::new() };
    let name = |id: AnyId| seen.compiled.model.head(id).id.to_string();
    let told = |row: &Row| {
        let key = (name(row.asset), row.property.word(), name(row.attacker), row.tier.word());
        (key, (deep(row), row.required))
    };
    depth.rows.iter().map(told).collect()
}

/// A depth, as it can be compared.
pub(crate) fn deep(row: &Row) -> Deep {
    match (row.reachable, row.depth) {
        (false, _) => Deep::Unreachable,
        (true, Some(depth)) => Deep::Exactly(depth),
        (true, None) => Deep::AtLeast(row.at_least.unwrap_or(0)),
    }
}
