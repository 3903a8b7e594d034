//! Which requirements of the product count as verified, for whatever is computed from them.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Requirement;
use vauban_model::{AnyId, CountedThere, Kind, Method, Record, Technique, TestType};

use super::mitigations::all_verified;
use super::proof::{Binding, Proof, proof, tied, verified_there};
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
    match verified_there(cx, id) {
        Some(Ok(())) => Ok(()),
        // What does not carry over may have been shown again, on this product's own release.
        Some(Err(why)) => here(cx, id).or(Err(why)),
        None => here(cx, id),
    }
}

/// Whether its tests passed on the current release of this project.
fn here(cx: &Context<'_>, id: AnyId) -> Result<(), String> {
    if cx.current_release().is_none() {
        return Err("there is no release yet".to_owned());
    }
    let tests = tests_of(cx, id, &[TestType::Requirement]);
    if !tests.iter().any(|(_, test)| test.technique.iter().any(|one| one.value == Technique::Functional)) {
        return Err("it has no functional test".to_owned());
    }
    for (test, named) in tests {
        let proof = proof(cx, test);
        let Some(run) = proof.passed() else {
            return Err(format!("its test `{}` has not passed: {}", named.head.name(), proof.why()));
        };
        let exactly = cx.model.test_run.get(run.at as usize).and_then(|ran| tied(cx, ran));
        if exactly != Some(Binding::Exactly) {
            return Err(format!("`{}` does not say that it ran on the release's commit or artefact", cx.name(run)));
        }
    }
    Ok(())
}

/// What the tests of a product come to, for projects that use its folder.
pub(crate) fn counted(cx: &Context<'_>) -> CountedThere {
    let own = |id: AnyId| Some(cx.model.head(id)).filter(|head| head.folder().is_empty());
    let local = |ids: BTreeSet<AnyId>| ids.into_iter().filter_map(|id| Some(own(id)?.id.to_string())).collect();
    let tests = cx.each(Kind::Test, &cx.model.test).filter(|(_, test)| test.head.folder().is_empty());
    let tests = tests.map(|(id, test)| {
        let came_to = match proof(cx, id) {
            Proof::Passed(run) => Ok(cx.model.head(run).id.to_string()),
            Proof::Failed(why) | Proof::None(why) => Err(why),
        };
        (test.head.id.to_string(), came_to)
    });
    CountedThere {
        tests: tests.collect(),
        mechanisms: local(all_verified(cx).0),
        requirements: local(requirements_verified(cx).0),
    }
}
