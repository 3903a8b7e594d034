//! Tests of security requirements (SVV-1).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Release, Test};
use vauban_model::{AnyId, Kind, Method, Record, Ref, Technique, TestType};

use super::proof::{self, Binding, Proof, proof};
use super::{exercised, release_name, testing_began, tests, tests_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing;
use crate::practice::sr::retired;

pub(crate) const TEST_INCOMPLETE: Check = Check {
    code: Code {
        name: "test-incomplete",
        asks: &["SVV-1.a", "SVV-2.a", "SVV-2.b", "SVV-3.a", "SVV-3.b", "SVV-3.c", "SVV-3.d", "SVV-3.e"],
        summary: "a test does not say what is done, how, or what for",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/test-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Test),
    run: test_incomplete,
};

/// A test has a plan; one that proves something also says what it verifies and how it goes about it.
fn test_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TEST_INCOMPLETE.code;
    for (id, test) in cx.each(Kind::Test, &cx.model.test) {
        let aspects = aspects_of(test);
        let Some(kind) = test.types.as_ref().map(|said| said.value) else { continue };
        let proves = matches!(kind, TestType::Requirement | TestType::Mitigation);
        let mut lacks = Vec::new();
        if !said(&test.plan) {
            lacks.push("`plan`: what is done, and when it has passed");
        }
        if test.technique.is_empty() && (proves || kind == TestType::AbuseCase) {
            lacks.push("`technique`");
        }
        if proves && !test.verifies.iter().any(|target| target.to().is_some()) {
            lacks.push("`verifies`");
        }
        if kind == TestType::AbuseCase && exercised(test).next().is_none() {
            lacks.push("`interfaces`");
        }
        if lacks.is_empty() {
            out.shows_all(&aspects, id);
            continue;
        }
        let finding = cx
            .about(code, id, format!("test `{}` does not say what it proves", test.head.id))
            .why("a result means something only where it was written down before what is done and when it has passed")
            .help(format!("add {}", lacks.join(", ")));
        out.finding(bearing(finding, &aspects));
    }
}

/// The aspects that a test is for, by its type and technique.
fn aspects_of(test: &Record<Test>) -> Vec<&'static str> {
    let has = |technique| test.technique.iter().any(|said| said.value == technique);
    match test.types.as_ref().map(|said| said.value) {
        Some(TestType::Requirement) => {
            let of_mechanism = test.verifies.iter().filter_map(Ref::to).any(|target| target.kind == Kind::Mechanism);
            if of_mechanism && has(Technique::Functional) { vec!["SVV-1.a", "SVV-2.a"] } else { vec!["SVV-1.a"] }
        }
        Some(TestType::Mitigation) => match (has(Technique::Functional), has(Technique::Adversarial)) {
            (true, false) => vec!["SVV-2.a"],
            (false, true) => vec!["SVV-2.b"],
            _ => vec!["SVV-2.a", "SVV-2.b"],
        },
        Some(TestType::AbuseCase) => vec!["SVV-3.a"],
        Some(TestType::AttackSurface) => vec!["SVV-3.b"],
        Some(TestType::KnownVulnerability) => vec!["SVV-3.c"],
        Some(TestType::Composition) => vec!["SVV-3.d"],
        Some(TestType::Resource) => vec!["SVV-3.e"],
        Some(TestType::StaticAnalysis | TestType::Penetration | TestType::Regression) | None => Vec::new(),
    }
}

pub(crate) const TEST_RUN_ON_OTHER_BUILD: Check = Check {
    code: Code {
        name: "test-run-on-other-build",
        asks: &["SVV-1.e"],
        summary: "a test run names a release and tested another build",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/test-run-on-other-build.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: test_run_on_other_build,
};

fn test_run_on_other_build(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TEST_RUN_ON_OTHER_BUILD.code;
    let releases = cx.releases();
    for (id, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
        let named = run.release.iter().filter_map(Ref::to);
        for release in named {
            let Some((_, record)) = releases.iter().find(|(known, _)| *known == release) else { continue };
            match proof::binding(run, release, record) {
                Binding::Contradiction => {
                    let mut finding = cx.about(
                        code,
                        id,
                        format!(
                            "`{}` is recorded for release `{}` and tested another build",
                            run.head.name(),
                            record.head.id
                        ),
                    );
                    if let Some(commit) = &run.commit {
                        finding = finding.see(commit.span, "what was tested");
                    }
                    out.finding(
                        finding
                            .see(record.head.header, "gives another commit, or artefacts with other digests")
                            .why("a test proves something only about what it was run on")
                            .help("correct `commit`, `artefact` or `release`, or run the test again on the release"),
                    );
                }
                Binding::Exactly | Binding::Named => out.shows("SVV-1.e", id),
                Binding::Elsewhere => {}
            }
        }
        if run.release.is_empty()
            && let Some((release, record)) = cx.current_release()
            && proof::binding(run, release, record) == Binding::Exactly
        {
            out.shows("SVV-1.e", id);
        }
    }
}

pub(crate) const REQUIREMENT_WITHOUT_TEST: Check = Check {
    code: Code {
        name: "requirement-without-test",
        asks: &["SVV-1.a", "SVV-1.e"],
        summary: "no test verifies a security requirement",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-without-test.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_without_test,
};

/// Every requirement has a functional test that passed, or is verified otherwise for a stated reason.
fn requirement_without_test(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_WITHOUT_TEST.code;
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        if retired(requirement) {
            continue;
        }
        let by_test = requirement.method.as_ref().is_none_or(|method| method.value == Method::Test);
        if !by_test && said(&requirement.verification) {
            out.shows("SVV-1.e", id);
            continue;
        }
        let tests = tests_of(cx, id, &[TestType::Requirement]);
        let functional = tests
            .iter()
            .filter(|(_, test)| test.technique.iter().any(|technique| technique.value == Technique::Functional));
        let functional: Vec<AnyId> = functional.map(|(test, _)| *test).collect();
        let passed = |test: &AnyId| proof(cx, *test).passed().is_some();
        if !tests.is_empty() && tests.iter().all(|(test, _)| passed(test)) {
            out.shows("SVV-1.e", id);
        }
        if functional.iter().any(passed) {
            out.shows("SVV-1.a", id);
        }
        if cx.model.test.is_empty() || !functional.is_empty() {
            continue;
        }
        let (message, aspects) = match tests.is_empty() {
            true => (format!("no test verifies requirement `{}`", requirement.head.id), code.asks),
            false => {
                (format!("no functional test verifies requirement `{}`", requirement.head.id), &["SVV-1.a"] as &[_])
            }
        };
        let finding = cx
            .about(code, id, message)
            .why("a requirement that nothing verifies is a wish")
            .help(format!(
                "let a test of `type = \"requirement\"` and `technique = \"functional\"` say `verifies = \"requirement.{}\"`, or say `method` and `verification` where it is verified otherwise",
                requirement.head.id
            ));
        out.finding(bearing(finding, aspects));
    }
    let next = "add a `[test.ID]` of type `requirement` for every requirement, and run it on the current release with JUnit results";
    out.next("SVV-1.a", next);
    out.next("SVV-1.e", next);
}

pub(crate) const TEST_NOT_PASSED: Check = Check {
    code: Code {
        name: "test-not-passed",
        asks: &["SVV-1.a", "SVV-1.b", "SVV-1.c", "SVV-1.e"],
        summary: "a test of requirements has not passed on the current release",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/test-not-passed.md"),
    },
    looks_at: LooksAt::Each(Kind::Test),
    run: test_not_passed,
};

/// Every test of requirements passed; among them are performance tests, and tests at and beyond the edges.
fn test_not_passed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TEST_NOT_PASSED.code;
    let mut beyond: BTreeMap<Technique, AnyId> = BTreeMap::new();
    for (id, test) in tests(cx, &[TestType::Requirement]) {
        let techniques: BTreeSet<Technique> = test.technique.iter().map(|technique| technique.value).collect();
        let proof = proof(cx, id);
        let Proof::Passed(run) = proof else {
            if testing_began(cx) {
                out.finding(not_passed(cx, code, id, test, &proof, &techniques));
            }
            continue;
        };
        out.shows("SVV-1.e", run);
        if techniques.contains(&Technique::Functional) {
            out.shows("SVV-1.a", id);
        }
        if techniques.contains(&Technique::Performance) {
            out.shows("SVV-1.b", id);
        }
        for technique in techniques.into_iter().filter(|technique| BEYOND.contains(technique)) {
            beyond.entry(technique).or_insert(id);
        }
    }
    let lacking: Vec<&str> =
        BEYOND.iter().filter(|technique| !beyond.contains_key(technique)).map(|technique| technique.word()).collect();
    if lacking.is_empty() {
        beyond.into_values().for_each(|test| out.shows("SVV-1.c", test));
    }
    out.next(
        "SVV-1.b",
        "add a test of type `requirement` with `technique = \"performance\"` and let it pass on the current release",
    );
    out.next(
        "SVV-1.c",
        format!(
            "add tests of type `requirement` by technique {} and let them pass on the current release",
            lacking.join(", ")
        ),
    );
}

/// Techniques that together test edges, overload and unexpected input in general.
const BEYOND: &[Technique] = &[Technique::Boundary, Technique::Stress, Technique::Malformed];

fn not_passed(
    cx: &Context<'_>,
    code: &Code,
    id: AnyId,
    test: &Record<Test>,
    proof: &Proof,
    techniques: &BTreeSet<Technique>,
) -> vauban_diagnostics::Finding {
    let mut finding = cx
        .about(code, id, format!("test `{}` has not passed on {}: {}", test.head.id, release_name(cx), proof.why()))
        .why("what it verifies is not shown for what users get")
        .help("run it on the release and name the JUnit file under `results`; where it failed, fix the cause or the test, and run it again");
    if matches!(proof, Proof::None(_)) {
        finding.severity = Severity::Warning;
    }
    let mut aspects = vec!["SVV-1.e"];
    if techniques.contains(&Technique::Functional) || techniques.is_empty() {
        aspects.push("SVV-1.a");
    }
    if techniques.contains(&Technique::Performance) {
        aspects.push("SVV-1.b");
    }
    if techniques.iter().any(|technique| BEYOND.contains(technique)) {
        aspects.push("SVV-1.c");
    }
    bearing(finding, &aspects)
}

pub(crate) const BOUNDARY_WITHOUT_TEST: Check = Check {
    code: Code {
        name: "boundary-without-test",
        asks: &["SVV-1.d"],
        summary: "no passed test exercises a trust boundary",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/boundary-without-test.md"),
    },
    looks_at: LooksAt::Each(Kind::Boundary),
    run: boundary_without_test,
};

/// Every trust boundary is tested: directly, or through an interface whose use crosses it.
fn boundary_without_test(cx: &Context<'_>, out: &mut Outcome) {
    let code = &BOUNDARY_WITHOUT_TEST.code;
    let mut direct: BTreeMap<AnyId, Option<AnyId>> = BTreeMap::new();
    let mut crossed: BTreeMap<(AnyId, AnyId), Option<AnyId>> = BTreeMap::new();
    for (id, test) in tests(cx, &[TestType::Requirement, TestType::Mitigation]) {
        let passed = proof(cx, id).passed().map(|_| id);
        for boundary in test.verifies.iter().filter_map(Ref::to).filter(|target| target.kind == Kind::Boundary) {
            let entry = direct.entry(boundary).or_default();
            *entry = entry.or(passed);
        }
        for pair in exercised(test).flat_map(|interface| crossings(cx, interface)) {
            let entry = crossed.entry(pair).or_default();
            *entry = entry.or(passed);
        }
    }
    let ours = zones_of_product(cx);
    for (id, boundary) in cx.each(Kind::Boundary, &cx.model.boundary) {
        let ends = boundary.from.as_ref().and_then(Ref::to).zip(boundary.to.as_ref().and_then(Ref::to));
        if ends.is_some_and(|(from, to)| !ours.contains(&from) && !ours.contains(&to)) {
            continue;
        }
        let through = ends.and_then(|(from, to)| crossed.get(&(from.min(to), from.max(to))));
        let planned = direct.get(&id).or(through);
        let passed = direct.get(&id).copied().flatten().or(through.copied().flatten());
        let message = match (passed, planned) {
            (Some(_), _) => {
                out.shows("SVV-1.d", id);
                continue;
            }
            (None, Some(_)) if testing_began(cx) => {
                format!("no test at boundary `{}` has passed on {}", boundary.head.id, release_name(cx))
            }
            (None, None) if !cx.model.test.is_empty() => format!("no test exercises boundary `{}`", boundary.head.id),
            _ => continue,
        };
        out.finding(
            cx.about(code, id, message)
                .why("requirements are won or lost where something crosses from one level of trust to another")
                .help(format!("let a test of type `requirement` or `mitigation` say `verifies = \"boundary.{}\"`, or name under `interfaces` one whose use crosses it", boundary.head.id)),
        );
    }
    out.next("SVV-1.d", "run tests at every `[boundary.ID]` on the current release");
}

/// Zones that a part of the product lies in. A boundary between others is the environment's.
fn zones_of_product(cx: &Context<'_>) -> BTreeSet<AnyId> {
    cx.each(Kind::Component, &cx.model.component)
        .filter(|(_, component)| !reach::of_environment(component))
        .flat_map(|(id, _)| reach::zones_of_component(cx.model, id))
        .collect()
}

/// Pairs of zones that the use of an interface leads across, smaller id first: from where it is reached and used,
/// and on the way of the flows over it.
fn crossings(cx: &Context<'_>, id: AnyId) -> BTreeSet<(AnyId, AnyId)> {
    let Some(interface) = cx.model.interface.get(id.at as usize) else { return BTreeSet::new() };
    let own =
        interface.on.as_ref().and_then(Ref::to).map(|on| reach::zones_of_component(cx.model, on)).unwrap_or_default();
    let users = interface.users.iter().filter_map(Ref::to).flat_map(|user| reach::zones_of_party(cx.model, user));
    let from: BTreeSet<AnyId> = reach::reachable_from(cx.model, interface).into_iter().chain(users).collect();
    let direct = from.iter().flat_map(|zone| own.iter().map(move |inner| (*zone, *inner)));
    let flows = cx.mentioned_by(id, &[Kind::Flow]).into_iter();
    let flows = flows
        .filter_map(|flow| cx.model.flow.get(flow.at as usize))
        .filter(|flow| flow.to.as_ref().and_then(Ref::to) == Some(id));
    let on_the_way = flows.flat_map(|flow| reach::crossings(cx.model, flow));
    direct
        .chain(on_the_way)
        .filter(|(one, other)| one != other)
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect()
}

pub(crate) const RESULT_NOT_DISPOSITIONED: Check = Check {
    code: Code {
        name: "result-not-dispositioned",
        asks: &["SVV-1.f"],
        summary: "failed or skipped cases of a test run were not followed up",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/result-not-dispositioned.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: result_not_dispositioned,
};

/// Every failed case of a run on the release became an issue; skipped ones did, or the run says why.
fn result_not_dispositioned(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RESULT_NOT_DISPOSITIONED.code;
    for (id, run) in proof::current_runs(cx) {
        if !proof::types_of(cx, run).contains(&TestType::Requirement) {
            continue;
        }
        let read: Vec<_> = proof::junit_files(run).filter_map(|path| cx.facts.results.get(path)).collect();
        if read.is_empty() {
            continue;
        }
        let failed: usize = read.iter().map(|file| file.failed.len()).sum();
        let skipped: usize = read.iter().map(|file| file.skipped.len()).sum();
        let tracked = !run.findings.is_empty() && run.findings.iter().all(|issue| issue.to().is_some());
        let explained = tracked || said(&run.head.common.rationale);
        if (failed == 0 || tracked) && (skipped == 0 || explained) {
            out.shows("SVV-1.f", id);
            continue;
        }
        let (what, help) = match failed {
            0 => (
                format!("{skipped} skipped"),
                "say under `rationale` why they were skipped, or name the issue under `findings`",
            ),
            _ => (format!("{failed} failed"), "name the issues that came of them under `findings`"),
        };
        out.finding(
            cx.about(code, id, format!("`{}` has {what} cases that nobody followed up", run.head.name()))
                .why("a red test that everybody is used to hides the next one")
                .help(help),
        );
    }
    out.next(
        "SVV-1.f",
        "run the tests of requirements on the current release and name their JUnit files under `results`",
    );
}

pub(crate) const RELEASE_LESS_TESTED: Check = Check {
    code: Code {
        name: "release-less-tested",
        asks: &[],
        summary: "the release before the current one lacks a kind of test that the current one has",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-less-tested.md"),
    },
    looks_at: LooksAt::Each(Kind::Release),
    run: release_less_tested,
};

/// The release before the current one was tested in every way that the current one was: what users still run does
/// not lose its proof. A remark, because a new kind of test begins with some release.
fn release_less_tested(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_LESS_TESTED.code;
    let Some((current, newest)) = cx.current_release() else { return };
    let releases = cx.releases();
    let date = |release: &Record<Release>| release.date.map(|day| day.date);
    let earlier = |release: &Record<Release>| date(release).is_some() && date(release) < date(newest);
    let Some((before, record)) = releases.iter().rfind(|(id, release)| *id != current && earlier(release)) else {
        return;
    };
    let (mut now, mut then): (BTreeSet<TestType>, BTreeSet<TestType>) = (BTreeSet::new(), BTreeSet::new());
    for (_, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
        let counts =
            |release, record| matches!(proof::binding(run, release, record), Binding::Exactly | Binding::Named);
        if counts(current, newest) {
            now.extend(proof::types_of(cx, run));
        }
        if counts(*before, record) {
            then.extend(proof::types_of(cx, run));
        }
    }
    let lacking: Vec<&str> = now
        .difference(&then)
        .filter(|kind| !matches!(kind, TestType::Penetration | TestType::Regression))
        .map(|kind| kind.word())
        .collect();
    if lacking.is_empty() || then.is_empty() {
        return;
    }
    out.finding(
        cx.about(
            code,
            *before,
            format!(
                "release `{}` has no test of type {}, release `{}` has",
                record.head.id,
                lacking.join(", "),
                newest.head.id
            ),
        )
        .why("an assessor picks a release; users run more than the newest")
        .help("keep the runs of earlier releases; where a kind of test is new, leave it as it is"),
    );
}
