//! Security verification and validation testing: requirements (SVV-1), mitigations (SVV-2), vulnerabilities
//! (SVV-3), penetration (SVV-4), independence of testers (SVV-5).

mod content;
mod independence;
mod mitigations;
mod penetration;
mod proof;
mod requirements;
pub(crate) mod shown;
mod verified;
mod vulnerabilities;

pub(crate) use proof::{Binding, Proof, binding, bound, cases, outcome, proof};

use vauban_model::kinds::Test;
use vauban_model::{AnyId, Kind, Record, Ref, TestType};

pub(crate) use independence::{independence, of_runs};
pub(crate) use mitigations::{all_verified, only_untold};
pub(crate) use verified::{counted, requirements_verified};

use crate::check::Check;
use crate::context::Context;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    requirements::TEST_INCOMPLETE,
    requirements::TEST_RUN_ON_OTHER_BUILD,
    requirements::REQUIREMENT_WITHOUT_TEST,
    requirements::TEST_NOT_PASSED,
    requirements::BOUNDARY_WITHOUT_TEST,
    requirements::RESULT_NOT_DISPOSITIONED,
    requirements::RELEASE_LESS_TESTED,
    mitigations::MITIGATION_UNTESTED,
    vulnerabilities::INTERFACE_WITHOUT_ABUSE_TEST,
    vulnerabilities::NETWORK_INTERFACE_WITHOUT_LOAD_TEST,
    vulnerabilities::VULNERABILITY_TEST_NOT_RUN,
    vulnerabilities::INTERFACE_OUTSIDE_ATTACK_SURFACE_TEST,
    vulnerabilities::VULNERABILITY_DATA_OLD,
    vulnerabilities::COMPOSITION_ANALYSIS_INCOMPLETE,
    vulnerabilities::ARTEFACT_NOT_ANALYSED,
    vulnerabilities::TEST_FINDING_UNTRACKED,
    penetration::PENETRATION_TEST_INCOMPLETE,
    penetration::PENETRATION_FINDING_OPEN,
    independence::TESTER_NOT_INDEPENDENT,
    independence::TESTER_UNKNOWN,
    independence::ADDRESS_SHARED,
    independence::COMMIT_DATE_DOUBTFUL,
];

/// Tests of one of these types, with their ids.
fn tests<'a>(
    cx: &Context<'a>,
    types: &'static [TestType],
) -> impl Iterator<Item = (AnyId, &'a Record<Test>)> + use<'a> {
    cx.each(Kind::Test, &cx.model.test).filter(move |(_, test)| is(test, types))
}

fn is(test: &Record<Test>, types: &[TestType]) -> bool {
    test.types.as_ref().is_some_and(|said| types.contains(&said.value))
}

/// Tests of one of these types that verify a record.
fn tests_of<'a>(cx: &Context<'a>, record: AnyId, types: &[TestType]) -> Vec<(AnyId, &'a Record<Test>)> {
    let tests = cx.mentioned_by(record, &[Kind::Test]).into_iter();
    tests
        .filter_map(|id| Some((id, cx.model.test.get(id.at as usize)?)))
        .filter(|(_, test)| cx.concerns(&test.head) && is(test, types))
        .filter(|(_, test)| {
            let verified = test.verifies.iter().any(|target| target.to() == Some(record));
            verified || test.interfaces.iter().any(|interface| interface.to() == Some(record))
        })
        .collect()
}

/// Interfaces that a test exercises.
fn exercised(test: &Record<Test>) -> impl Iterator<Item = AnyId> {
    let verified = test.verifies.iter().filter_map(Ref::to).filter(|id| id.kind == Kind::Interface);
    test.interfaces.iter().filter_map(Ref::to).chain(verified)
}

/// Name of the current release for messages.
fn release_name(cx: &Context<'_>) -> String {
    cx.current_release()
        .map_or_else(|| "the first release".to_owned(), |(_, release)| format!("release `{}`", release.head.id))
}

/// Whether anything has been tested at all: until then a missing proof is a next step, not a finding.
fn testing_began(cx: &Context<'_>) -> bool {
    !cx.model.test_run.is_empty() && cx.current_release().is_some()
}
