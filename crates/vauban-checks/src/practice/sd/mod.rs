//! Secure by design: interfaces (SD-1), defence in depth (SD-2), design reviews (SD-3), best practices (SD-4).

mod attackers;
mod bound;
mod candidates;
mod completeness;
mod depth;
mod design_levels;
mod forms;
mod interfaces;
mod observed;
mod practices;
mod refinement;
mod reviews;
mod shortfall;
mod standing;
mod together;

pub(crate) use observed::{complete, looked};
pub(crate) use practices::newest_practice_review;
pub(crate) use shortfall::accepted;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    interfaces::INTERFACE_QUESTIONS_OPEN,
    interfaces::INTERFACE_BOUNDARY_MISSTATED,
    completeness::INTERFACE_THREATS_UNANSWERED,
    completeness::INTERFACE_UNREGISTERED,
    observed::OBSERVED_UNREGISTERED,
    observed::INTERNAL_LISTENER_UNREGISTERED,
    observed::OBSERVATION_CONTRADICTS_RECORD,
    observed::INTERFACE_NOT_OBSERVED,
    standing::OBSERVATION_NOT_COUNTED,
    standing::OBSERVATION_IGNORES_IN_VAIN,
    depth::MECHANISM_PROTECTS_NOTHING,
    depth::MECHANISM_WITHOUT_RESPONSIBILITY,
    depth::ENVIRONMENT_LAYER_UNTOLD,
    shortfall::ASSET_BELOW_REQUIRED_DEPTH,
    shortfall::SINGLE_POINT_OF_FAILURE,
    shortfall::LAYERS_ONLY_ON_PAPER,
    shortfall::DEPTH_RESTS_ON_ENVIRONMENT,
    together::LAYERS_FALL_TOGETHER,
    together::MECHANISM_RELIES_ON_WHAT_IT_GUARDS,
    together::MECHANISM_ON_NO_PATH,
    forms::FORM_WITHOUT_HOST,
    forms::FORM_WITHOUT_ISOLATION,
    forms::ISOLATION_WITHOUT_ENFORCER,
    forms::SAFETY_NOT_APART,
    attackers::ATTACKER_MISSING,
    attackers::ASSET_OUT_OF_REACH,
    attackers::SILENT_PATH,
    attackers::PROTOCOL_PROTECTION_UNCLAIMED,
    refinement::PROMISE_UNKEPT,
    refinement::REFINEMENT_INCOMPLETE,
    refinement::REFINEMENT_OPENS_MORE,
    refinement::REFINEMENT_CONTRADICTORY,
    refinement::PROMISE_COUNTED_AS_LAYER,
    refinement::DESIGN_LEVEL_MISSING,
    reviews::DESIGN_REVIEW_INCOMPLETE,
    reviews::RELEASE_WITHOUT_DESIGN_REVIEW,
    design_levels::DESIGN_LEVEL_UNREVIEWED,
    bound::REVIEW_STALE,
    bound::REVIEW_NOT_GENUINE,
    practices::PRACTICE_INCOMPLETE,
    practices::PRACTICE_ANSWER_INCOMPLETE,
    practices::BOUNDARY_UNDOCUMENTED,
    practices::DEBUG_PORT_OPEN,
    practices::PRACTICES_REVIEW_DUE,
    practices::PRACTICE_UNANSWERED,
    candidates::PRIVILEGE_BEYOND_NEED,
    candidates::ACCOUNT_SHARED,
    candidates::CRYPTOGRAPHY_HOME_MADE,
    candidates::COMPLEXITY_OUTLIER,
    candidates::SECURE_PATTERN_MISSING,
    candidates::SURFACE_BEYOND_NEED,
];
