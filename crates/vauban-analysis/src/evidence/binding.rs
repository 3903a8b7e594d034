//! How what was done on a commit or an artefact is tied to a release.

use std::collections::BTreeSet;

use vauban_model::kinds::Release;
use vauban_model::{Digest, Record, Text};

/// How a run or a file is tied to a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// By the commit or the digest of what was tested.
    Exactly,
    /// It names the release, nothing more.
    Named,
    /// It names the release and tested something else.
    Contradiction,
    /// It has nothing to do with the release.
    Elsewhere,
}

/// How what was done on a commit or an artefact is tied to a release, which it names or not.
pub fn bound(named: bool, commit: &Option<Text>, artefact: &Option<Digest>, record: &Record<Release>) -> Binding {
    let commit = commit.as_ref().map(|commit| &*commit.value);
    bound_by(named, commit, artefact.as_ref().map(|digest| &*digest.0.value), record)
}

/// The same for a commit and a digest as text.
pub(super) fn bound_by(named: bool, commit: Option<&str>, artefact: Option<&str>, record: &Record<Release>) -> Binding {
    let commit = match (commit, &record.commit) {
        (Some(tested), Some(built)) => Some(same_commit(tested, built)),
        _ => None,
    };
    let digests: BTreeSet<&str> = record
        .artefacts
        .iter()
        .filter_map(|artefact| artefact.digest.as_ref())
        .map(|digest| &*digest.0.value)
        .collect();
    let artefact = match artefact {
        Some(tested) if !digests.is_empty() => Some(digests.contains(tested)),
        _ => None,
    };
    match (named, commit, artefact) {
        (_, Some(true), _) | (_, None, Some(true)) => Binding::Exactly,
        (true, Some(false), _) | (true, None, Some(false)) => Binding::Contradiction,
        (false, Some(false), Some(true)) => Binding::Contradiction,
        (true, None, None) => Binding::Named,
        (false, _, _) => Binding::Elsewhere,
    }
}

/// Shortest abbreviation of a commit that counts.
const SHORTEST_COMMIT: usize = 7;

/// Whether two names mean the same commit: one is the beginning of the other, and long enough.
pub fn same_commit(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    shorter >= SHORTEST_COMMIT && (one.starts_with(other) || other.starts_with(one))
}
