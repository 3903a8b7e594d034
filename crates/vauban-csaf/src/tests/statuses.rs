//! Which product has which status, and what follows from it (6.1.6, 6.2.2, 6.2.3).

use super::{Found, Looked};
use crate::facts::{List, Vulnerability};

/// A group of product statuses that contradict those of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StatusGroup {
    Affected,
    NotAffected,
    Fixed,
    UnderInvestigation,
    Unknown,
    /// Contradicts no other.
    Recommended,
}

impl StatusGroup {
    pub(super) fn of(status: &str) -> Option<StatusGroup> {
        match status {
            "first_affected" | "known_affected" | "last_affected" => Some(StatusGroup::Affected),
            "known_not_affected" => Some(StatusGroup::NotAffected),
            "first_fixed" | "fixed" => Some(StatusGroup::Fixed),
            "under_investigation" => Some(StatusGroup::UnderInvestigation),
            "unknown" => Some(StatusGroup::Unknown),
            "recommended" => Some(StatusGroup::Recommended),
            _ => None,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            StatusGroup::Affected => "affected",
            StatusGroup::NotAffected => "not affected",
            StatusGroup::Fixed => "fixed",
            StatusGroup::UnderInvestigation => "under investigation",
            StatusGroup::Unknown => "unknown",
            StatusGroup::Recommended => "recommended",
        }
    }
}

/// Products of a vulnerability with the groups they stand in, in the order of their ids; recommended ones left out.
pub(super) fn groups<'d>(own: &Vulnerability<'d>) -> Vec<(&'d str, StatusGroup, vauban_json::Value<'d>)> {
    let mut all = Vec::new();
    for status in &own.statuses {
        let Some(group) = StatusGroup::of(status.name) else { continue };
        if group != StatusGroup::Recommended {
            all.extend(status.products.iter().map(|product| (product.id, group, product.at)));
        }
    }
    all.sort_by_key(|(id, group, at)| (*id, *group, at.index()));
    all
}

/// 6.1.6.
pub(super) fn contradicting_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let groups = groups(own);
        for pair in groups.windows(2) {
            let [(id, first, _), (other, second, at)] = pair else { continue };
            if id == other && first != second {
                let (first, second) = (first.words(), second.words());
                found.at(*at, format!("the product `{id}` is {first} and {second} at once"));
            }
        }
    }
}

/// 6.2.2.
pub(super) fn missing_remediation<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let remedied = looked.facts.covered(own.list(List::Remediations));
        for (id, group, at) in groups(own) {
            let asked = matches!(group, StatusGroup::Affected | StatusGroup::UnderInvestigation);
            if asked && remedied.binary_search(&id).is_err() {
                let group = group.words();
                found.at(at, format!("the product `{id}` is {group}, and no remediation says what to do about it"));
            }
        }
    }
}

/// 6.2.3.
pub(super) fn missing_score<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let scored = looked.facts.covered(own.list(List::Scores));
        for (id, group, at) in groups(own) {
            if group == StatusGroup::Affected && scored.binary_search(&id).is_err() {
                found.at(at, format!("the product `{id}` is affected and has no score"));
            }
        }
    }
}
