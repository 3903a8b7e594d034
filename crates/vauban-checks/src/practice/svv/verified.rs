//! Which requirements of the product count as verified, for whatever is computed from them.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Requirement;
use vauban_model::{AnyId, Kind, Method, Record, Technique, TestType};

use super::proof::{Binding, binding, proof};
use super::tests_of;
use crate::context::{Context, said};

/// The requirements that count as verified, and why the others do not.
pub(crate) fn requirements_verified(cx: &Context<'_>) -> (BTreeSet<AnyId>, BTreeMap<AnyId, String>) {
    let (mut verified, mut unproved) = (BTreeSet::new(), BTreeMap::new());
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        match one(cx, id, requirement) {
            Ok(()) => {
                verified.insert(id);
            }
            Err(why) => {
                unproved.insert(id, why);
            }
        }
    }
    (verified, unproved)
}

/// A requirement is verified by its tests, of which at least one is functional and all passed on exactly what was
/// released; or by analysis or inspection, where its record says how and with what outcome.
fn one(cx: &Context<'_>, id: AnyId, requirement: &Record<Requirement>) -> Result<(), String> {
    let by_test = requirement.method.as_ref().is_none_or(|method| method.value == Method::Test);
    if !by_test && said(&requirement.verification) {
        return Ok(());
    }
    let Some((release, record)) = cx.current_release() else { return Err("there is no release yet".to_owned()) };
    let tests = tests_of(cx, id, &[TestType::Requirement]);
    if !tests.iter().any(|(_, test)| test.technique.iter().any(|one| one.value == Technique::Functional)) {
        return Err("it has no functional test".to_owned());
    }
    for (test, named) in tests {
        let proof = proof(cx, test);
        let Some(run) = proof.passed() else {
            return Err(format!("its test `{}` has not passed: {}", named.head.name(), proof.why()));
        };
        let exactly = cx.model.test_run.get(run.at as usize).map(|ran| binding(ran, release, record));
        if exactly != Some(Binding::Exactly) {
            return Err(format!("`{}` does not say that it ran on the release's commit or artefact", cx.name(run)));
        }
    }
    Ok(())
}
