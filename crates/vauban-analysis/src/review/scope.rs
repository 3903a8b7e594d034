//! What each kind of review looks at.

use vauban_model::kinds::Review;
use vauban_model::{DesignLevel, Kind, ReviewKind, WordList};

/// Where the product stands (SR-1).
const CONTEXT: &[Kind] = &[Kind::Context, Kind::Zone, Kind::Boundary, Kind::Actor, Kind::Attacker, Kind::Assumption];

/// The security design (SD-3).
pub(super) const DESIGN: &[Kind] = &[
    Kind::Context,
    Kind::Zone,
    Kind::Boundary,
    Kind::Attacker,
    Kind::Actor,
    Kind::Component,
    Kind::Interface,
    Kind::Flow,
    Kind::Asset,
    Kind::Mechanism,
    Kind::Assumption,
    Kind::Port,
];

/// The elements of the design itself, without what is said about where it stands.
pub const ELEMENTS: &[Kind] = match DESIGN {
    [_, elements @ ..] => elements,
    [] => &[],
};

/// Kinds of review that are bound to elements, in the order of the standard.
pub const KINDS: &[ReviewKind] = &[
    ReviewKind::Context,
    ReviewKind::ThreatModel,
    ReviewKind::Requirements,
    ReviewKind::Design,
    ReviewKind::Implementation,
    ReviewKind::Guidelines,
    ReviewKind::Practices,
    ReviewKind::Process,
];

/// The level of the design that a review names; none where it names none that there is.
pub fn level_of(review: &Review) -> Option<DesignLevel> {
    let word = review.level.as_ref()?.trim();
    DesignLevel::WORDS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word)).map(|(_, level, _)| *level)
}

/// Kinds of records that a kind of review looks at; empty for reviews of what changes by its nature, as the open
/// issues of a release.
pub fn kinds_of(review: ReviewKind) -> Vec<Kind> {
    match review {
        ReviewKind::Context => CONTEXT.to_vec(),
        // The design, and what could happen to it (SR-2).
        ReviewKind::ThreatModel => [DESIGN, &[Kind::Threat, Kind::Disposition]].concat(),
        ReviewKind::Requirements => vec![Kind::Requirement],
        ReviewKind::Design => DESIGN.to_vec(),
        ReviewKind::Implementation => vec![Kind::Component, Kind::Mechanism],
        ReviewKind::Guidelines => {
            vec![Kind::Guideline, Kind::Manual, Kind::UserOption, Kind::Account, Kind::Translation]
        }
        ReviewKind::Practices => vec![Kind::Practice, Kind::CodingStandard],
        ReviewKind::Process => vec![Kind::Process],
        ReviewKind::OpenIssues | ReviewKind::Defects => Vec::new(),
    }
}
