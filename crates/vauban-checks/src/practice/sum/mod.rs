//! Security update management: qualification and documentation (SUM-1, SUM-2), updates of what the product
//! depends on (SUM-3), delivery in time (SUM-4, SUM-5).

mod delivery;
mod platform;
mod qualification;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    qualification::UPDATE_UNQUALIFIED,
    qualification::UPDATE_NOTES_INCOMPLETE,
    platform::PLATFORM_UPDATE_UNANSWERED,
    delivery::LINE_WITHOUT_SUPPORT_END,
    delivery::ISSUE_WITHOUT_UPDATE,
    delivery::UPDATE_UNDELIVERED,
    delivery::UPDATE_POLICY_INCOMPLETE,
    delivery::UPDATE_LATE,
];
