//! What a mechanism does to an attacker, as far as another one can do it in its place.

use std::collections::BTreeSet;

use vauban_model::kinds::Mechanism;
use vauban_model::{MechanismStatus, Record, Side};

use super::Design;

/// What a mechanism does for something it protects, in words: whom it stops, what it preserves. One that does neither
/// is known by its kinds.
pub(super) fn of(design: &Design<'_>, mechanism: &Record<Mechanism>) -> BTreeSet<String> {
    let known = design.catalogs.threats();
    let kinds: Vec<_> = mechanism.kind.iter().filter_map(|kind| known.mechanism_kind(&kind.word)).collect();
    let mut found: BTreeSet<String> = match &mechanism.stops {
        Some(own) => own.iter().map(|one| stops(one.value.as_str())).collect(),
        None => kinds.iter().flat_map(|kind| &kind.stops).map(|one| stops(one.as_str())).collect(),
    };
    match &mechanism.preserves {
        Some(own) => found.extend(own.iter().map(|one| preserves(one.value.word()))),
        None => found.extend(kinds.iter().flat_map(|kind| &kind.preserves).map(|one| preserves(one.as_str()))),
    }
    if found.is_empty() {
        found.extend(mechanism.kind.iter().map(|kind| format!("is of kind {}", kind.as_str())));
    }
    found
}

/// The same with the kinds of the mechanism besides: everything another mechanism may ask of it.
pub(super) fn offered(design: &Design<'_>, mechanism: &Record<Mechanism>) -> BTreeSet<String> {
    let mut found = of(design, mechanism);
    found.extend(mechanism.kind.iter().map(|kind| format!("is of kind {}", kind.as_str())));
    found
}

/// What containing a component does.
pub(super) const CONTAINS: &str = "keeps it from spreading";

fn stops(word: &str) -> String {
    format!("stops an {word}").replace("an peer", "a peer")
}

fn preserves(word: &str) -> String {
    format!("preserves {word}")
}

/// Why a mechanism below cannot stand for one above, whatever it does; none if it can.
pub(super) fn unequal(promise: &Record<Mechanism>, real: &Record<Mechanism>) -> Option<String> {
    let (wanted, there) = (status(promise), status(real));
    if there == MechanismStatus::Proposed {
        return Some("is only proposed".to_owned());
    }
    if wanted == MechanismStatus::Implemented && there != MechanismStatus::Implemented {
        return Some("is not implemented, and the one above says that it is".to_owned());
    }
    let strength = |one: &Record<Mechanism>| one.resists.as_ref().map(|resists| resists.0.value);
    if let Some(there) = strength(real)
        && strength(promise).is_none_or(|wanted| there < wanted)
    {
        let wanted = strength(promise).map_or_else(|| "any".to_owned(), |wanted| wanted.to_string());
        return Some(format!("resists attackers of strength {there}, and {wanted} is promised"));
    }
    let environment =
        |one: &Record<Mechanism>| one.provided_by.as_ref().is_some_and(|by| by.value == Side::Environment);
    (environment(real) && !environment(promise))
        .then(|| "is left to the environment, and the product promises it".to_owned())
}

/// How far a mechanism exists.
pub(super) fn status(mechanism: &Record<Mechanism>) -> MechanismStatus {
    mechanism.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value)
}
