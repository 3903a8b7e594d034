//! Specification of security requirements: context (SR-1), threat model (SR-2), requirements (SR-3, SR-4) and
//! their review (SR-5).

mod context;
mod contradictions;
mod dependencies;
mod dispositions;
mod enumerated;
mod graph;
mod levels;
mod links;
mod parts;
mod refinement;
mod requirements;
mod review;
mod threats;

pub(crate) use dependencies::uncompared;
pub(crate) use dispositions::{answers, decisions, threat_of, written_threat};
pub(crate) use refinement::with_origin;
pub(crate) use requirements::retired;
pub(crate) use review::disciplines;

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    context::CONTEXT_INCOMPLETE,
    context::ASSUMPTION_INCOMPLETE,
    context::ASSUMPTION_UNTOLD,
    review::CONTEXT_REVIEW_INCOMPLETE,
    graph::FLOW_INCOMPLETE,
    graph::INTERFACE_USER_WITHOUT_FLOW,
    graph::ASSET_INCOMPLETE,
    graph::ZONE_IDLE,
    graph::BOUNDARY_IDLE,
    parts::COMPONENT_UNPLACED,
    parts::STORE_INCOMPLETE,
    graph::ACTOR_INCOMPLETE,
    parts::INTERFACE_WITHOUT_PROTOCOL,
    parts::PORT_INCOMPLETE,
    threats::ATTACKER_INCOMPLETE,
    threats::THREAT_INCOMPLETE,
    dispositions::THREAT_UNDECIDED,
    dispositions::DISPOSITION_UNSOUND,
    threats::CVSS_INVALID,
    enumerated::THREATS_OPEN,
    enumerated::THREAT_FACTS_UNKNOWN,
    enumerated::DISPOSITION_OUTDATED,
    enumerated::DISPOSITION_ORPHANED,
    enumerated::DISPOSITION_UNPINNED,
    enumerated::THREAT_RULE_IDLE,
    contradictions::FACTS_CONTRADICT,
    parts::DEPENDENCY_UNIDENTIFIED,
    dependencies::DEPENDENCY_UNRECORDED,
    threats::THREAT_MODEL_REVIEW_DUE,
    threats::THREAT_MODEL_REVIEW_INCOMPLETE,
    threats::THREAT_ISSUE_UNHANDLED,
    requirements::REQUIREMENT_INCOMPLETE,
    refinement::REQUIREMENT_CIRCULAR,
    refinement::REQUIREMENT_CONTRADICTORY,
    refinement::REQUIREMENT_ORIGIN_GONE,
    refinement::REQUIREMENT_DUPLICATE,
    refinement::REQUIREMENT_CATEGORY_UNKNOWN,
    requirements::LIFE_STAGE_UNCOVERED,
    requirements::TARGET_LEVEL_UNSTATED,
    requirements::PRODUCT_SCOPE_UNSTATED,
    levels::LEVEL_BELOW_TARGET,
    levels::APPLICABILITY_UNSOUND,
    levels::APPLICABILITY_UNNEEDED,
    review::REQUIREMENTS_REVIEW_INCOMPLETE,
    review::PAST_RELEASE_UNREVIEWED,
    links::LINK_SUSPECT,
    links::LINK_UNSTAMPED,
];
