//! Which elements of a design a requirement is judged on.
//!
//! A condition is written in the language of threat rules and asks the same facts. It is kept as text until the
//! vocabulary is there, for that stands in another catalog.

use super::ComponentRequirements;
use crate::error::{CatalogError, Place};
use crate::threats::{Attribute, Element, Expression, expression};

/// One kind of element that a requirement is judged on.
#[derive(Clone, Debug)]
pub struct AppliesTo {
    /// The kind of element; the product as a whole is one.
    pub on: Element,
    /// Which of them, as written; `None` for all.
    pub when: Option<String>,
    place: Option<Place>,
}

impl AppliesTo {
    pub(super) fn new(on: Element, when: Option<String>, place: Option<Place>) -> AppliesTo {
        AppliesTo { on, when, place }
    }

    /// The condition, with its names looked up; `None` where there is none.
    ///
    /// # Errors
    /// Names and words that the vocabulary does not have, and mistakes of form.
    pub fn condition(&self, attributes: &[Attribute]) -> Result<Option<Expression>, Vec<CatalogError>> {
        let Some(when) = &self.when else { return Ok(None) };
        expression(when, self.on, attributes).map(Some).map_err(|problems| {
            let fallback = Place { file: "".into(), line: 1, column: 1 };
            let place = self.place.as_ref().unwrap_or(&fallback);
            problems.into_iter().map(|(message, help)| CatalogError::at(place, message, help)).collect()
        })
    }
}

impl std::fmt::Display for AppliesTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.when, self.on) {
            (None, Element::Product) => write!(f, "the product"),
            (None, on) => write!(f, "every {on}"),
            (Some(when), on) => write!(f, "every {on} where {when}"),
        }
    }
}

impl ComponentRequirements {
    /// Conditions that ask for facts no element has.
    pub fn unclear(&self, attributes: &[Attribute]) -> Vec<CatalogError> {
        let entries = self.controls().filter(|control| control.level().is_some());
        // An enhancement that shares the entries of its requirement would repeat its mistakes.
        let mut problems: Vec<CatalogError> = entries
            .flat_map(super::Control::applies_to)
            .filter_map(|one| one.condition(attributes).err())
            .flatten()
            .collect();
        problems.sort();
        problems.dedup();
        problems
    }
}
