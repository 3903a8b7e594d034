//! When there was reasonable certainty: what was recorded, what was corrected, and for which product.
//!
//! Nothing is overwritten. A correction to an earlier instant counts at once; one to a later instant only with a reason
//! and a second person, because it is worth hours to whoever writes it. Of several products the earliest governs.

use std::collections::BTreeSet;

use vauban_model::kinds::{Case, Doer};
use vauban_model::{AnyId, Kind, Model, Record, Ref};

use super::Instant;

/// When there was certainty, and how that came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awareness {
    /// The instant that deadlines run from.
    pub governs: Option<Instant>,
    /// Everything that was recorded about it, in the order it was.
    pub log: Vec<AwarenessEvent>,
}

/// Something that was recorded about when there was certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwarenessEvent {
    /// When it was recorded; `None` for what the record began with.
    pub at: Option<Instant>,
    /// When there was certainty, as it was known then.
    pub aware: Instant,
    /// What it is: `as recorded`, `correction`, or the product.
    pub what: String,
    /// Why it does not count, if it does not.
    pub flaw: Option<String>,
}

impl Awareness {
    /// What a case says, as far as it was said by an instant.
    pub(super) fn of(model: &Model, case: &Record<Case>, now: Instant) -> Awareness {
        let mut awareness = Awareness::default();
        if let Some(aware) = case.aware.as_ref().and_then(Instant::of) {
            awareness.governs = Some(aware);
            awareness.log.push(AwarenessEvent { at: None, aware, what: "as recorded".to_owned(), flaw: None });
        }
        let mut corrections: Vec<_> = case
            .corrections
            .iter()
            .filter_map(|correction| {
                let at = correction.at.as_ref().and_then(Instant::of)?;
                Some((at, correction.aware.as_ref().and_then(Instant::of)?, correction))
            })
            .collect();
        corrections.sort_by_key(|(at, _, _)| *at);
        for (at, aware, correction) in corrections {
            let later = awareness.governs.is_some_and(|governs| aware.seconds > governs.seconds);
            let flaw = if at.seconds > now.seconds {
                Some("it is dated in the future".to_owned())
            } else if !later {
                None
            } else if correction.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
                Some("it moves awareness later without a reason".to_owned())
            } else if !two_persons(model, &correction.by, &correction.second) {
                Some("it moves awareness later without a second person".to_owned())
            } else {
                None
            };
            if flaw.is_none() {
                awareness.governs = Some(aware);
            }
            awareness.log.push(AwarenessEvent { at: Some(at), aware, what: "correction".to_owned(), flaw });
        }
        for affected in &case.affected {
            let Some(aware) = affected.aware.as_ref().and_then(Instant::of) else { continue };
            let product = affected.product.as_ref().map_or("", |product| &*product.link.text);
            let at = affected.added.as_ref().and_then(Instant::of);
            awareness.governs = Some(awareness.governs.map_or(aware, |governs| governs.min(aware)));
            awareness.log.push(AwarenessEvent { at, aware, what: product.to_owned(), flaw: None });
        }
        awareness
    }
}

/// Whether two entries stand for two persons: a role stands for whoever holds it, and nobody stands on both sides.
pub fn two_persons(model: &Model, one: &Option<Ref<Doer>>, other: &Option<Ref<Doer>>) -> bool {
    let (one, other) = (persons(model, one), persons(model, other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// Who an entry stands for.
pub(super) fn persons(model: &Model, doer: &Option<Ref<Doer>>) -> BTreeSet<AnyId> {
    let Some(id) = doer.as_ref().and_then(Ref::to) else { return BTreeSet::new() };
    match id.kind {
        Kind::Role => {
            let role = model.role.get(id.at as usize);
            role.into_iter().flat_map(|role| role.held_by.iter().chain(&role.deputy)).filter_map(Ref::to).collect()
        }
        _ => BTreeSet::from([id]),
    }
}
