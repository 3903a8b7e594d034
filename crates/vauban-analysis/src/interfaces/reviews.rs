//! Which review last looked at an interface, and whether it was observed on the product (SD-1.k).

use std::collections::BTreeMap;

use vauban_model::{AnyId, Date, Facts, Kind, Ref, ReviewKind};

use super::Register;

/// A review that looked at an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// When.
    pub date: Date,
    /// The review.
    pub review: AnyId,
    /// Whether it names the interface; else it was of the whole design.
    pub named: bool,
}

/// The last reviews: of the whole design, and of single interfaces.
#[derive(Debug, Default)]
pub(super) struct Reviews {
    whole: Option<Seen>,
    named: BTreeMap<AnyId, Seen>,
}

impl Reviews {
    /// Reviews that name interfaces count whatever they were of; those that name nothing, if they were of the design.
    /// What lies in the future has looked at nothing.
    pub(super) fn new(register: &Register<'_>, today: Date) -> Reviews {
        let mut reviews = Reviews::default();
        for (at, review) in register.model.review.iter().enumerate() {
            let held = review.date.map(|day| day.date).filter(|date| *date <= today);
            let Some(date) = held.filter(|_| register.owners.concerns(register.product, &review.head)) else {
                continue;
            };
            let seen = |named| Seen { date, review: AnyId { kind: Kind::Review, at: at as u32 }, named };
            if review.of.is_empty() && review.kind.as_ref().is_some_and(|kind| kind.value == ReviewKind::Design) {
                reviews.whole = reviews.whole.max(Some(seen(false)));
            }
            for of in review.of.iter().filter_map(Ref::to).filter(|of| of.kind == Kind::Interface) {
                let last = reviews.named.entry(of).or_insert(seen(true));
                *last = (*last).max(seen(true));
            }
        }
        reviews
    }

    /// The last review that looked at an interface.
    pub(super) fn last(&self, interface: AnyId) -> Option<Seen> {
        self.named.get(&interface).copied().max(self.whole)
    }
}

/// Whether the records of interfaces were compared with what was observed on the product: by what, else why not.
///
/// Results of tests say nothing about which interfaces there are, so nothing among today's facts is an observation.
pub(super) fn observed(_interface: AnyId, _facts: &Facts) -> Result<String, &'static str> {
    Err("not observed: no observation is recorded")
}
