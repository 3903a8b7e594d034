//! Security update management: qualification and documentation (SUM-1, SUM-2), updates of what the product
//! depends on (SUM-3), delivery in time (SUM-4, SUM-5).

mod delivery;
mod fix;
mod late;
mod lines;
mod listed;
mod platform;
mod policy;
mod qualification;
mod safety;
mod tried;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    qualification::UPDATE_UNQUALIFIED,
    fix::FIX_NEVER_SEEN_FAILING,
    safety::UPDATE_SAFETY_UNSIGNED,
    tried::UPDATE_UNTRIED,
    qualification::UPDATE_NOTES_INCOMPLETE,
    platform::PLATFORM_UPDATE_UNANSWERED,
    listed::PLATFORM_UPDATE_UNRECORDED,
    delivery::LINE_WITHOUT_SUPPORT_END,
    delivery::ISSUE_WITHOUT_UPDATE,
    delivery::UPDATE_UNDELIVERED,
    policy::UPDATE_POLICY_INCOMPLETE,
    late::UPDATE_LATE,
    lines::LINE_REF_GONE,
    lines::LINE_REF_SHARED,
    lines::LINE_WITHOUT_RELEASE,
    lines::LINE_SUPPORT_ENDING,
    lines::LINE_UNSUPPORTED_IN_USE,
    lines::RELEASE_WITHOUT_LINE,
    lines::ENDED_LINE_NAMED,
    lines::LINE_LACKS_FIX,
];
