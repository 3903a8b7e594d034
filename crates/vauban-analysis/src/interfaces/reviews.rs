//! Which review last looked at an interface, and whether it was observed on the product (SD-1.k).

use std::collections::BTreeMap;

use vauban_model::{AnyId, Date, Kind, Model, Ref, ReviewKind};

use super::Register;
use crate::review::State;

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

/// What observations and reviews say about the interfaces of a product.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Observations that count and saw an interface.
    pub observed: BTreeMap<AnyId, Vec<AnyId>>,
    /// Why the interfaces were not compared with what is there; none where they were.
    pub unobserved: Option<String>,
    /// How an interface stands to the reviews of the design that say what they saw.
    pub stands: BTreeMap<AnyId, State>,
}

impl Looked {
    /// Whether the records of interfaces were compared with what was observed on the product: what it came to for one,
    /// else why not.
    pub(super) fn at(&self, interface: AnyId, model: &Model) -> Result<String, String> {
        let name = |id: &AnyId| model.head(*id).name();
        match (&self.unobserved, self.observed.get(&interface)) {
            (None, Some(by)) => Ok(format!("seen by {}", by.iter().map(name).collect::<Vec<_>>().join(", "))),
            (None, None) => Ok("no look that counts has seen it, of those that were made".to_owned()),
            (Some(why), Some(by)) => {
                Err(format!("{why}; seen by {}", by.iter().map(name).collect::<Vec<_>>().join(", ")))
            }
            (Some(why), None) => Err(why.clone()),
        }
    }

    /// What became of an interface since it was reviewed; nothing where no review says what it saw.
    pub(super) fn since(&self, interface: AnyId) -> Option<String> {
        let keys = |keys: &[String]| {
            keys.iter().map(|key| if key == "?" { "some key" } else { key.as_str() }).collect::<Vec<_>>().join(", ")
        };
        Some(match self.stands.get(&interface)? {
            State::Reviewed => "as it was reviewed".to_owned(),
            State::Editorial(changed) => format!("as it was reviewed, but for {}", keys(changed)),
            State::Marked(_) => "changed, and marked as editorial".to_owned(),
            State::Changed(changed) => format!("changed since: {}", keys(changed)),
            State::New => "no review has seen it".to_owned(),
            State::Gone => "gone".to_owned(),
            State::Disturbed(why) => why.clone(),
        })
    }
}
