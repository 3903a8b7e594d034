//! What laws ask beside the standard: contradictions in what was decided under the Cyber Resilience Act.
//!
//! None of these checks asks an aspect of the standard. A product that the Act does not apply to raises none of them, and
//! one of which nobody says anything raises none either.

mod cra;

use crate::check::Check;

/// Checks of laws.
pub(crate) static CHECKS: &[Check] = &[
    cra::CRA_UNDECIDED,
    cra::CRA_DECIDED_TWICE,
    cra::CRA_SCOPE_UNAGREED,
    cra::CRA_CLASS_UNREASONED,
    cra::CRA_ROUTE_NOT_OPEN,
    cra::CRA_ITEM_UNAGREED,
    cra::CRA_STANDARD_NOT_CITED,
    cra::CRA_SUPPORT_UNREASONED,
];
