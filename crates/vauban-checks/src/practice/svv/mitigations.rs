//! Tests of mitigations (SVV-2).

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Mechanism;
use vauban_model::{AnyId, Kind, MechanismStatus, Record, Ref, Response, Side, Technique, TestType};

use super::independence::{TooNear, far_enough};
use super::proof::{Binding, proof, tied, verified_there};
use super::{testing_began, tests_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::bearing_each;

pub(crate) const MITIGATION_UNTESTED: Check = Check {
    code: Code {
        name: "mitigation-untested",
        asks: &["SVV-2.a", "SVV-2.b", "SVV-2.c"],
        summary: "a mechanism that answers a threat was not shown to work, or nobody tried to defeat it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mitigation-untested.md"),
    },
    looks_at: LooksAt::Each(Kind::Disposition),
    run: mitigation_untested,
};

/// Every mechanism that a decision to mitigate rests on has a functional and an adversarial test that passed on
/// the current release. Mechanisms of the environment are not ours to test; users are told about them (SG-2).
fn mitigation_untested(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MITIGATION_UNTESTED.code;
    for (id, disposition) in relied_on(cx) {
        let Some(mechanism) = cx.model.mechanism.get(id.at as usize) else { continue };
        if mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment) {
            continue;
        }
        let works = tried(cx, id, Technique::Functional, &[TestType::Mitigation, TestType::Requirement]);
        let holds = tried(cx, id, Technique::Adversarial, &[TestType::Mitigation]);
        let mut open = Vec::new();
        for (aspect, trial, what) in [("SVV-2.a", &works, "functional"), ("SVV-2.b", &holds, "adversarial")] {
            match trial {
                Trial::Passed(_) => out.shows(aspect, id),
                Trial::Planned(why) if testing_began(cx) => {
                    open.push((aspect, format!("its {what} test has not passed: {why}")));
                }
                Trial::Unplanned if !cx.model.test.is_empty() => open.push((aspect, format!("it has no {what} test"))),
                Trial::Planned(_) | Trial::Unplanned => {}
            }
        }
        if let (Trial::Passed(works), Trial::Passed(holds)) = (&works, &holds) {
            retested(cx, out, id, &[*works, *holds]);
        }
        if !open.is_empty() {
            out.finding(untested(cx, code, id, mechanism, disposition, &open));
        }
    }
    let next = "let every mechanism that a `mitigate` disposition names under `by` have a test of type `mitigation`, and run it on the current release";
    for aspect in code.asks {
        out.next(aspect, next);
    }
}

/// Mechanisms that decisions to mitigate rest on, each with the first such decision.
fn relied_on(cx: &Context<'_>) -> BTreeMap<AnyId, AnyId> {
    let mut found = BTreeMap::new();
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        if disposition.response.as_ref().is_some_and(|response| response.value == Response::Mitigate) {
            for mechanism in disposition.by.iter().filter_map(Ref::to) {
                found.entry(mechanism).or_insert(id);
            }
        }
    }
    found
}

/// The mechanisms that count as verified, and why the other implemented ones do not.
pub(crate) fn all_verified(cx: &Context<'_>) -> (BTreeSet<AnyId>, BTreeMap<AnyId, String>) {
    let (mut tested, mut unverified) = (BTreeSet::new(), BTreeMap::new());
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        if mechanism.status.as_ref().is_none_or(|status| status.value != MechanismStatus::Implemented) {
            continue;
        }
        match verified(cx, id) {
            Ok(()) => {
                tested.insert(id);
            }
            Err(TooNear { why, .. }) => {
                unverified.insert(id, why);
            }
        }
    }
    (tested, unverified)
}

/// Whether nothing keeps a mechanism from counting as verified but that it cannot be told who tested it.
pub(crate) fn only_untold(cx: &Context<'_>, mechanism: AnyId) -> bool {
    verified(cx, mechanism).is_err_and(|why| why.untold)
}

/// Whether a mechanism counts as verified: a functional and an adversarial test of it passed on exactly what was
/// released, by people as far from development as SVV-5 asks. Why not, if not.
fn verified(cx: &Context<'_>, mechanism: AnyId) -> Result<(), TooNear> {
    let here = || verified_here(cx, mechanism);
    match verified_there(cx, mechanism) {
        Some(Ok(())) => Ok(()),
        // What does not carry over may have been shown again, on this product's own release.
        Some(Err(why)) => here().or(Err(TooNear { why, untold: false })),
        None => here(),
    }
}

fn verified_here(cx: &Context<'_>, mechanism: AnyId) -> Result<(), TooNear> {
    let lacking = |why: String| Err(TooNear { why, untold: false });
    if cx.current_release().is_none() {
        return lacking("there is no release yet".to_owned());
    }
    let mut untold = Ok(());
    for (technique, types, what) in [
        (Technique::Functional, &[TestType::Mitigation, TestType::Requirement] as &[_], "functional"),
        (Technique::Adversarial, &[TestType::Mitigation], "adversarial"),
    ] {
        let run = match tried(cx, mechanism, technique, types) {
            Trial::Passed(run) => run,
            Trial::Planned(why) => return lacking(format!("its {what} test has not passed: {why}")),
            Trial::Unplanned => return lacking(format!("it has no {what} test")),
        };
        let Some(ran) = cx.model.test_run.get(run.at as usize) else { continue };
        if tied(cx, ran) != Some(Binding::Exactly) {
            return lacking(format!("`{}` does not say that it ran on the release's commit or artefact", cx.name(run)));
        }
        match far_enough(cx, ran) {
            // What is certainly lacking goes before what cannot be told.
            Err(why) if why.untold => untold = Err(why),
            Err(why) => return Err(why),
            Ok(()) => {}
        }
    }
    untold
}

/// What trying a mechanism in one way came to.
enum Trial {
    /// It passed in this run.
    Passed(AnyId),
    /// There is a test that did not pass, and why.
    Planned(String),
    /// There is no such test.
    Unplanned,
}

/// Every test of this kind must have passed: one that failed is not made good by another.
fn tried(cx: &Context<'_>, mechanism: AnyId, technique: Technique, types: &[TestType]) -> Trial {
    let tests = tests_of(cx, mechanism, types);
    let mut came_to = Trial::Unplanned;
    for (id, test) in tests {
        if !test.technique.iter().any(|said| said.value == technique) {
            continue;
        }
        let proof = proof(cx, id);
        match proof.passed() {
            Some(run) => came_to = Trial::Passed(run),
            None => return Trial::Planned(format!("{} (`{}`)", proof.why(), test.head.name())),
        }
    }
    came_to
}

/// A mechanism that was tested on exactly what is released was tested again after its last change.
fn retested(cx: &Context<'_>, out: &mut Outcome, mechanism: AnyId, runs: &[AnyId]) {
    if cx.current_release().is_none() {
        return;
    }
    let loose = runs
        .iter()
        .find(|run| cx.model.test_run.get(run.at as usize).is_none_or(|run| tied(cx, run) != Some(Binding::Exactly)));
    match loose {
        None => out.shows("SVV-2.c", mechanism),
        Some(run) => out.unknown(
            "SVV-2.c",
            format!(
                "`{}` gives neither the commit nor the digest of the release, so what changed after it cannot be told",
                cx.name(*run)
            ),
        ),
    }
}

fn untested(
    cx: &Context<'_>,
    code: &Code,
    id: AnyId,
    mechanism: &Record<Mechanism>,
    disposition: AnyId,
    open: &[(&'static str, String)],
) -> vauban_diagnostics::Finding {
    let listed = open.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join("; ");
    let finding = cx
        .about(code, id, format!("mechanism `{}` answers a threat and is not proved: {listed}", mechanism.head.id))
        .see(cx.model.head(disposition).header, "rests on it")
        .why("a mitigation counts when it was seen to work, and when somebody has tried to get past it")
        .help(format!(
            "let tests of `type = \"mitigation\"`, one with `technique = \"functional\"` and one with `\"adversarial\"`, say `verifies = \"mechanism.{}\"`, and name the JUnit files of their runs",
            mechanism.head.id
        ));
    bearing_each(finding, open)
}
