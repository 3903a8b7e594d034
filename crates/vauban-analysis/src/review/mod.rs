//! Reviews bound to what they saw (SD-3, and SR-1, SR-2, SR-5, SG-7 alike).
//!
//! A review stores a fingerprint of every element in its scope. When an element changes, exactly that part of the
//! review is stale, and the short marks beside the fingerprint say which keys changed, without any history. What
//! changes the meaning of nothing (titles, descriptions, tags) is editorial; policy may move the line, and a person
//! may mark a single change.
//!
//! `fingerprint` says what an element is, `scope` what a kind of review looks at, `coverage` which elements are
//! reviewed as they stand, `neighbours` what a product does to records that it uses, `statement` what a signature under a review covers.

mod coverage;
mod fingerprint;
mod neighbours;
mod scope;
mod statement;
#[cfg(test)]
mod tests;

pub use coverage::{Coverage, Element, State};
pub use fingerprint::{Fingerprint, Significance, digest_of};
pub use neighbours::Neighbours;
pub use scope::{ELEMENTS, KINDS, kinds_of, level_of};
pub use statement::statement;
