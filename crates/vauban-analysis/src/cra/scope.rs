//! Whether the Act is looked at for a product.

use vauban_model::{AnyId, Model};

use super::{agreed, record_of, said};
use crate::scope::Owners;

/// Whether the Act is looked at for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is said to apply.
    Applies,
    /// Nobody says so, and something shows that it is looked at: a class, Member States, a record of decisions.
    Assumed,
    /// It is said not to apply, with a reason that somebody agreed to.
    DoesNotApply,
    /// Nothing is said about it.
    NotSaid,
}

impl Standing {
    /// Whether what the Act asks is to be answered.
    pub fn is_asked(self) -> bool {
        matches!(self, Standing::Applies | Standing::Assumed)
    }

    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Standing::Applies => "the Act applies, as decided",
            Standing::Assumed => "the Act is taken to apply; nobody has decided it",
            Standing::DoesNotApply => "the Act does not apply, as decided",
            Standing::NotSaid => "nobody says whether the Act applies",
        }
    }
}

/// Whether the Act is looked at for a product. A refusal without reason or approval is none.
pub fn standing(model: &Model, owners: &Owners, product: AnyId) -> Standing {
    let record = record_of(model, owners, product).map(|(_, record)| record);
    if let Some(scope) = record.and_then(|record| record.in_scope.as_ref())
        && let Some(applies) = scope.applies
    {
        return match applies.value {
            true => Standing::Applies,
            false if said(&scope.reason) && agreed(&None, &scope.approved_by) => Standing::DoesNotApply,
            false => Standing::Assumed,
        };
    }
    let product = model.product.get(product.at as usize);
    let signs = product.is_some_and(|product| product.class.is_some() || !product.member_states.is_empty());
    if record.is_some() || signs { Standing::Assumed } else { Standing::NotSaid }
}
