//! Secure by design: interfaces (SD-1), defence in depth (SD-2), design reviews (SD-3), best practices (SD-4).

mod completeness;
mod depth;
mod interfaces;
mod practices;
mod reviews;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    interfaces::INTERFACE_QUESTIONS_OPEN,
    interfaces::INTERFACE_BOUNDARY_MISSTATED,
    completeness::INTERFACE_THREATS_UNANSWERED,
    completeness::INTERFACE_UNREGISTERED,
    depth::MECHANISM_PROTECTS_NOTHING,
    depth::MECHANISM_WITHOUT_RESPONSIBILITY,
    depth::ENVIRONMENT_LAYER_UNTOLD,
    reviews::DESIGN_REVIEW_INCOMPLETE,
    reviews::RELEASE_WITHOUT_DESIGN_REVIEW,
    practices::PRACTICE_INCOMPLETE,
    practices::PRACTICE_ANSWER_INCOMPLETE,
    practices::BOUNDARY_UNDOCUMENTED,
    practices::DEBUG_PORT_OPEN,
    practices::PRACTICES_REVIEW_DUE,
    practices::PRACTICE_UNANSWERED,
];
