//! Advisories about the same vulnerability, and which of them goes first.

use std::collections::BTreeMap;

use crate::advisory::Advisory;

use super::{Confidence, Match, Status};

/// Says of each match which vulnerability it is about, and orders them: by vulnerability, and in it the word of who
/// knows best first.
pub(super) fn group(matches: &mut Vec<Match>) {
    let mut parents: Vec<usize> = (0..matches.len()).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (place, found) in matches.iter().enumerate() {
        for id in ids(&found.advisory) {
            match seen.get(&id) {
                Some(other) => {
                    let (a, b) = (root(&mut parents, place), root(&mut parents, *other));
                    parents[a.max(b)] = a.min(b);
                }
                None => {
                    seen.insert(id, place);
                }
            }
        }
    }
    let mut names: BTreeMap<usize, (bool, String)> = BTreeMap::new();
    for (id, place) in &seen {
        let root = root(&mut parents, *place);
        let name = (!id.starts_with("CVE-"), id.clone());
        let known = names.entry(root).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }
    for (place, found) in matches.iter_mut().enumerate() {
        if let Some((_, name)) = names.get(&root(&mut parents, place)) {
            found.vulnerability.clone_from(name);
        }
    }
    matches.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut before: Option<String> = None;
    for found in matches {
        found.first = before.as_ref() != Some(&found.vulnerability);
        before = Some(found.vulnerability.clone());
    }
}

fn order(found: &Match) -> impl Ord + '_ {
    let advisory = &found.advisory;
    (&found.vulnerability, found.status, advisory.authority, found.confidence, &advisory.source, &advisory.id)
}

/// The ids of a vulnerability in one spelling. Of a document about several vulnerabilities the document's own id is no
/// id of each: only what stands behind it is.
fn ids(advisory: &Advisory) -> Vec<String> {
    std::iter::once(&advisory.id).chain(&advisory.aliases).map(|id| id.to_ascii_uppercase()).collect()
}

fn root(parents: &mut [usize], place: usize) -> usize {
    let mut at = place;
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

/// Sets aside what others say of a vulnerability of which the maker of the product says, under a name that is at least
/// as sure, that this version is not affected. It stays to be seen.
pub(super) fn overrule(matches: &mut [Match], vendors: &[(Confidence, Advisory)]) {
    for found in matches.iter_mut().filter(|found| matches!(found.status, Status::Finding | Status::Candidate)) {
        if found.advisory.authority == crate::advisory::Authority::Vendor {
            continue;
        }
        let own = ids(&found.advisory);
        let word = vendors.iter().find(|(confidence, advisory)| {
            *confidence <= found.confidence && ids(advisory).iter().any(|id| own.contains(id) && is_vulnerability(id))
        });
        if let Some((_, advisory)) = word {
            found.status = Status::Overruled;
            found.explanation.push(format!(
                "the maker of the product says in {} ({}) that this version is not affected",
                advisory.id, advisory.source
            ));
        }
    }
}

/// Whether an id names one vulnerability wherever it is used.
fn is_vulnerability(id: &str) -> bool {
    ["CVE-", "GHSA-", "EUVD-"].iter().any(|start| id.starts_with(start))
}
