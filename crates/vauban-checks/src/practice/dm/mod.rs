//! Management of security-related issues: receiving (DM-1), reviewing (DM-2), assessing (DM-3), addressing (DM-4),
//! disclosing (DM-5), and looking at all that once a year (DM-6).

mod assessment;
mod clocks;
mod decision;
mod disclosure;
mod events;
mod expiry;
mod handling;
mod known;
mod priority;
mod receipt;
mod vex;
mod yearly;

use vauban_model::kinds::Issue;
use vauban_model::{IssueDecision, IssueState, Record};

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    receipt::INTAKE_INCOMPLETE,
    receipt::ISSUE_UNTRACKED,
    events::ISSUE_EVENTS_OUT_OF_ORDER,
    events::ISSUE_STATE_SKIPPED,
    events::ISSUE_STATE_DIFFERS,
    events::ISSUE_HISTORY_REWRITTEN,
    handling::ISSUE_KEPT_TOO_OPENLY,
    assessment::ISSUE_NOT_INVESTIGATED,
    assessment::ISSUE_TRIAGE_LATE,
    assessment::ISSUE_NOT_ASSESSED,
    priority::ISSUE_SSVC_DIFFERS,
    assessment::ISSUE_SHOWS_NOTHING,
    assessment::ISSUE_ELSEWHERE,
    known::VULNERABILITY_UNANSWERED,
    known::ADVISORIES_UNUSABLE,
    vex::VEX_INCOMPLETE,
    vex::VEX_REOPENED,
    vex::VEX_CONTRADICTS,
    decision::ISSUE_DECISION_INCOMPLETE,
    expiry::ISSUE_DECISION_EXPIRED,
    decision::ISSUE_FOLLOW_UP_MISSING,
    decision::RESIDUAL_RISK_EXCEEDED,
    decision::OPEN_ISSUES_NOT_REVIEWED,
    disclosure::ADVISORY_INCOMPLETE,
    disclosure::ISSUE_WITHOUT_ADVISORY,
    disclosure::ADVISORY_LATE,
    yearly::DEFECT_REVIEW_INCOMPLETE,
    clocks::ISSUE_WITHOUT_CASE,
    clocks::CASE_NOT_SOUND,
    clocks::REPORTING_DEADLINE_MISSED,
    clocks::REPORTING_DEADLINE_NEAR,
    clocks::AWARENESS_MOVED_ALONE,
    clocks::MEASURE_UNRECORDED,
    clocks::FILINGS_OUT_OF_ORDER,
    clocks::EXCEPTIONAL_UNFOUNDED,
];

/// How far an issue has come, in the order of DM-2 to DM-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Taken in, not yet looked at.
    Received,
    /// Found to be none of ours.
    Foreign,
    /// Found to be ours.
    Confirmed,
    /// Severity and cause are known.
    Assessed,
    /// What to do is decided.
    Decided,
    /// It is done.
    Resolved,
}

/// How far an issue has come. An issue without state has come nowhere.
fn stage(issue: &Record<Issue>) -> Stage {
    let none = issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::None);
    let Some(state) = issue.state.as_ref().map(|state| state.value) else { return Stage::Received };
    match state {
        IssueState::Received => Stage::Received,
        IssueState::Rejected => Stage::Foreign,
        IssueState::Closed | IssueState::Decided | IssueState::Assessed | IssueState::Confirmed if none => {
            Stage::Foreign
        }
        IssueState::Confirmed => Stage::Confirmed,
        IssueState::Assessed => Stage::Assessed,
        IssueState::Decided | IssueState::Deferred | IssueState::Accepted => Stage::Decided,
        IssueState::Fixed | IssueState::Disclosed | IssueState::Closed => Stage::Resolved,
    }
}

/// Whether something is still to be done about an issue.
fn open(issue: &Record<Issue>) -> bool {
    let state = issue.state.as_ref().map(|state| state.value);
    match state {
        None => true,
        Some(
            IssueState::Received
            | IssueState::Confirmed
            | IssueState::Assessed
            | IssueState::Decided
            | IssueState::Deferred,
        ) => true,
        Some(
            IssueState::Rejected
            | IssueState::Accepted
            | IssueState::Fixed
            | IssueState::Disclosed
            | IssueState::Closed,
        ) => false,
    }
}
