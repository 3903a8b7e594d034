//! Security management: process (SM-1), people (SM-2, SM-4), scope (SM-3, SM-5), integrity and keys (SM-6,
//! SM-8), environments (SM-7), parts of others (SM-9, SM-10), the release gate (SM-11, SM-12) and
//! improvement (SM-13).

mod environments;
mod gate;
mod improvement;
pub(crate) mod integrity;
mod people;
mod process;
mod releases;
mod scope;
mod searches;
mod supply;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    process::REQUIREMENT_UNTRACED,
    process::PIPELINE_UNREPEATABLE,
    process::PROCESS_UNAPPROVED,
    process::RECORD_UNAPPROVED,
    process::PROCESS_REVIEW_OVERDUE,
    process::REQUIREMENT_WITHOUT_PROCESS,
    people::ROLE_INCOMPLETE,
    people::PERSON_WITHOUT_ROLE,
    scope::PRODUCT_SCOPE_UNDECIDED,
    scope::RELEASE_OUTSIDE_REGISTER,
    people::COMPETENCE_UNPROVEN,
    people::PERSON_WITHOUT_COMPETENCE,
    people::TRAINING_OVERDUE,
    scope::TAILORING_INCOMPLETE,
    scope::RELEASE_WITHOUT_TAILORING,
    integrity::ARTEFACT_WITHOUT_INTEGRITY,
    integrity::SIGNING_ALGORITHM_WEAK,
    environments::ENVIRONMENT_UNCHECKED,
    environments::ENVIRONMENT_UNLISTED,
    integrity::KEY_INCOMPLETE,
    integrity::KEY_EXPIRES_SOON,
    searches::PRIVATE_KEY_FOUND,
    searches::KNOWN_KEY_INCOMPLETE,
    integrity::KEY_MISMATCHED,
    releases::RELEASE_WITH_ONE_DIGEST,
    releases::RELEASE_SBOM_UNBOUND,
    releases::RELEASE_MODIFICATION_UNANSWERED,
    supply::EXTERNAL_COMPONENT_UNDECIDED,
    supply::VULNERABILITY_SCAN_INCOMPLETE,
    supply::SUPPLIER_UNWATCHED,
    supply::DELIVERABLE_OUTSTANDING,
    gate::RELEASE_WITH_OPEN_ISSUE,
    gate::RELEASE_WITHOUT_GATE,
    gate::RELEASE_CHECK_INCOMPLETE,
    gate::RELEASE_UNVERIFIED,
    improvement::FIELD_ISSUE_UNANALYSED,
    improvement::IMPROVEMENT_NOT_FOLLOWED_UP,
    improvement::MEASUREMENT_INCOMPLETE,
    improvement::AUDIT_INCOMPLETE,
];
