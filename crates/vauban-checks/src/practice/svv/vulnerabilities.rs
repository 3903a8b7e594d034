//! Tests that search for vulnerabilities (SVV-3).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Interface, TestRun};
use vauban_model::{AnyId, Evidence, Exposure, Kind, Record, Ref, Technique, TestType};

use super::proof::{self, Proof, current_runs, proof};
use super::{exercised, release_name, testing_began, tests, tests_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing, bearing_each, by_aspect};

/// External interfaces, with their ids.
pub(super) fn external<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<Interface>)> + use<'a> {
    let cx = *cx;
    cx.each(Kind::Interface, &cx.model.interface).filter(move |(id, interface)| cx.external(*id, interface))
}

/// Whether an interface is offered by a part of the product, not by something in its environment that it uses.
fn ours(cx: &Context<'_>, interface: &Record<Interface>) -> bool {
    let on = interface.on.as_ref().and_then(Ref::to).and_then(|on| cx.model.component.get(on.at as usize));
    on.is_none_or(|component| !reach::of_environment(component))
}

pub(crate) const INTERFACE_WITHOUT_ABUSE_TEST: Check = Check {
    code: Code {
        name: "interface-without-abuse-test",
        asks: &["SVV-3.a", "SVV-3.a1"],
        summary: "nobody tried an external interface with malformed input",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-without-abuse-test.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_without_abuse_test,
};

/// Every external interface has a test with malformed or generated input that was carried out on the release, or
/// says why no tool exists for it.
fn interface_without_abuse_test(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_WITHOUT_ABUSE_TEST.code;
    for (id, interface) in external(cx) {
        if said(&interface.fuzz) {
            out.shows_all(code.asks, id);
            continue;
        }
        let tests = tests_of(cx, id, &[TestType::AbuseCase]);
        let mut open = Vec::new();
        for (aspect, techniques, what) in [
            ("SVV-3.a", &[Technique::Malformed, Technique::Fuzzing] as &[_], "malformed input"),
            ("SVV-3.a1", &[Technique::Fuzzing] as &[_], "fuzzing"),
        ] {
            let fitting =
                tests.iter().filter(|(_, test)| test.technique.iter().any(|said| techniques.contains(&said.value)));
            let proofs: Vec<Proof> = fitting.map(|(test, _)| proof(cx, *test)).collect();
            match (proofs.iter().find(|proof| proof.passed().is_none()), proofs.is_empty()) {
                (None, false) => out.shows(aspect, id),
                (Some(proof), _) if testing_began(cx) => {
                    open.push((aspect, format!("the test with {what} has not passed: {}", proof.why())));
                }
                (None, true) if !cx.model.test.is_empty() => open.push((aspect, format!("no test with {what}"))),
                _ => {}
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = open.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join("; ");
        let finding = cx
            .about(code, id, format!("external interface `{}` was not abused: {listed}", interface.head.id))
            .why("whoever attacks it will not send what its specification says")
            .help(format!(
                "let a test of `type = \"abuse-case\"` and `technique = \"fuzzing\"` say `interfaces = \"{}\"`, or say under `fuzz` of the interface why no tool exists",
                interface.head.id
            ));
        out.finding(bearing_each(finding, &open));
    }
    for aspect in code.asks {
        out.next(
            aspect,
            "fuzz every external interface on the current release, or say under `fuzz` why no tool exists for it",
        );
    }
}

pub(crate) const NETWORK_INTERFACE_WITHOUT_LOAD_TEST: Check = Check {
    code: Code {
        name: "network-interface-without-load-test",
        asks: &["SVV-3.a2"],
        summary: "nobody flooded a network interface",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/network-interface-without-load-test.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: network_interface_without_load_test,
};

/// Every external interface that is reached over a network has a load test that was carried out on the release.
fn network_interface_without_load_test(cx: &Context<'_>, out: &mut Outcome) {
    let code = &NETWORK_INTERFACE_WITHOUT_LOAD_TEST.code;
    for (id, interface) in external(cx).filter(|(_, interface)| on_network(interface) && ours(cx, interface)) {
        let tests = tests_of(cx, id, &[TestType::AbuseCase, TestType::Requirement, TestType::Mitigation]);
        let fitting = tests.iter().filter(|(_, test)| test.technique.iter().any(|said| said.value == Technique::Load));
        let proofs: Vec<Proof> = fitting.map(|(test, _)| proof(cx, *test)).collect();
        let message = match (proofs.iter().find(|proof| proof.passed().is_none()), proofs.is_empty()) {
            (None, false) => {
                out.shows("SVV-3.a2", id);
                continue;
            }
            (Some(proof), _) if testing_began(cx) => {
                format!("the load test of interface `{}` has not passed: {}", interface.head.id, proof.why())
            }
            (None, true) if !cx.model.test.is_empty() => {
                format!("network interface `{}` has no load test", interface.head.id)
            }
            _ => continue,
        };
        out.finding(
            cx.about(code, id, message)
                .why("a flood is the attack that needs no skill, and the process must go on under it")
                .help(format!(
                    "let a test of `type = \"abuse-case\"` and `technique = \"load\"` say `interfaces = \"{}\"`",
                    interface.head.id
                )),
        );
    }
    out.next(
        "SVV-3.a2",
        "add a test with `technique = \"load\"` for every network interface and run it on the current release",
    );
}

/// Kinds of interfaces that are part of a network.
const NETWORKS: &[&str] = &["ethernet", "wireless", "bluetooth", "web", "api", "fieldbus"];

fn on_network(interface: &Record<Interface>) -> bool {
    match &interface.exposure {
        Some(exposure) => exposure.value >= Exposure::Adjacent,
        None => interface.kind.as_ref().is_some_and(|kind| NETWORKS.contains(&kind.as_str())),
    }
}

pub(crate) const VULNERABILITY_TEST_NOT_RUN: Check = Check {
    code: Code {
        name: "vulnerability-test-not-run",
        asks: &["SVV-3.b", "SVV-3.c", "SVV-3.d", "SVV-3.e"],
        summary: "a scan or analysis was not carried out on the current release",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vulnerability-test-not-run.md"),
    },
    looks_at: LooksAt::Each(Kind::Test),
    run: vulnerability_test_not_run,
};

fn vulnerability_test_not_run(cx: &Context<'_>, out: &mut Outcome) {
    let code = &VULNERABILITY_TEST_NOT_RUN.code;
    for (kind, aspect) in SCANS {
        for (id, test) in cx.each(Kind::Test, &cx.model.test) {
            if test.types.as_ref().is_none_or(|said| said.value != *kind) {
                continue;
            }
            let proof = proof(cx, id);
            if let Some(run) = proof.passed() {
                out.shows(aspect, run);
                continue;
            }
            if !testing_began(cx) {
                continue;
            }
            let finding = cx
                .about(code, id, format!("test `{}` shows nothing for {}: {}", test.head.id, release_name(cx), proof.why()))
                .why("what was found in another build says nothing about this one")
                .help("run it on the current release; record `tool`, `tool-version`, `date`, `results`, and `findings` or `no-findings`");
            out.finding(bearing(finding, &[aspect]));
        }
        out.next(aspect, format!("add a test of type `{}` and carry it out on the current release", kind.word()));
    }
}

/// The scans and analyses that are carried out on every release.
const SCANS: &[(TestType, &str)] = &[
    (TestType::AttackSurface, "SVV-3.b"),
    (TestType::KnownVulnerability, "SVV-3.c"),
    (TestType::Composition, "SVV-3.d"),
    (TestType::Resource, "SVV-3.e"),
];

pub(crate) const INTERFACE_OUTSIDE_ATTACK_SURFACE_TEST: Check = Check {
    code: Code {
        name: "interface-outside-attack-surface-test",
        asks: &["SVV-3.b"],
        summary: "an attack surface analysis leaves out an external interface",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-outside-attack-surface-test.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_outside_attack_surface_test,
};

/// Every external interface of the product, or the physical one that carries it, is named by an attack surface
/// analysis; or one has the whole product as its scope.
fn interface_outside_attack_surface_test(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_OUTSIDE_ATTACK_SURFACE_TEST.code;
    let mut covered: BTreeSet<AnyId> = BTreeSet::new();
    let (mut any, mut whole) = (false, false);
    for (_, test) in tests(cx, &[TestType::AttackSurface]) {
        any = true;
        whole |= exercised(test).next().is_none() && said(&test.scope);
        covered.extend(exercised(test));
    }
    for (id, interface) in external(cx).filter(|(_, interface)| any && ours(cx, interface)) {
        if whole || carriers(cx, id).any(|carrier| covered.contains(&carrier)) {
            out.shows("SVV-3.b", id);
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("no attack surface analysis looks at external interface `{}`", interface.head.id),
            )
            .why("the analysis is asked for every way in and out")
            .help(format!("name `{}` under `interfaces` of a test of type `attack-surface`", interface.head.id)),
        );
    }
    out.next("SVV-3.b", "add a test of type `attack-surface` that names every external interface");
}

/// Longest chain of carriers that is followed.
const LONGEST_CHAIN: usize = 8;

/// An interface, the one that carries it, and so on.
fn carriers(cx: &Context<'_>, id: AnyId) -> impl Iterator<Item = AnyId> {
    let model = cx.model;
    let next = move |at: &AnyId| model.interface.get(at.at as usize)?.carried_by.as_ref()?.to();
    std::iter::successors(Some(id), next).take(LONGEST_CHAIN)
}

pub(crate) const VULNERABILITY_DATA_OLD: Check = Check {
    code: Code {
        name: "vulnerability-data-old",
        asks: &["SVV-3.d1", "SVV-3.f"],
        summary: "a scan for known vulnerabilities does not say how recent its data was, or it was old",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vulnerability-data-old.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: vulnerability_data_old,
};

/// Oldest vulnerability data that counts as recent, in days before the run.
const RECENT_DAYS: i64 = 60;

fn vulnerability_data_old(cx: &Context<'_>, out: &mut Outcome) {
    let code = &VULNERABILITY_DATA_OLD.code;
    for (id, run) in current_runs(cx) {
        let types = proof::types_of(cx, run);
        let composition = types.contains(&TestType::Composition);
        if !composition && !types.contains(&TestType::KnownVulnerability) {
            continue;
        }
        let aspects: &[&'static str] = if composition { &["SVV-3.d1", "SVV-3.f"] } else { &["SVV-3.f"] };
        let age = run.database_date.zip(run.date).map(|(data, run)| run.date.days() - data.date.days());
        let message = match age {
            Some(age) if (0..=RECENT_DAYS).contains(&age) => {
                if carried_out(cx, id, run) {
                    out.shows_all(aspects, id);
                }
                continue;
            }
            Some(age) if age > RECENT_DAYS => {
                format!("`{}` used vulnerability data that was {age} days old", run.head.name())
            }
            Some(_) => format!("`{}` used vulnerability data from after its own date", run.head.name()),
            None => format!("`{}` does not say how recent its vulnerability data was", run.head.name()),
        };
        let finding = cx.about(code, id, message).why("a scan finds what its data knew on that day").help(format!(
            "update the tool's data, scan again, and give `database-date`, at most {RECENT_DAYS} days before `date`"
        ));
        out.finding(bearing(finding, aspects));
    }
    out.next("SVV-3.f", "scan the current release for known vulnerabilities and give the `database-date` of the run");
    out.next("SVV-3.d1", "analyse the composition of the current release and give the `database-date` of the run");
}

fn carried_out(cx: &Context<'_>, id: AnyId, run: &Record<TestRun>) -> bool {
    proof::tests_of(cx, run).all(|(test, _)| proof::outcome(cx, id, test).passed().is_some())
}

pub(crate) const COMPOSITION_ANALYSIS_INCOMPLETE: Check = Check {
    code: Code {
        name: "composition-analysis-incomplete",
        asks: &["SVV-3.d2", "SVV-3.d3", "SVV-3.d4"],
        summary: "a composition analysis leaves out linking, security rules or compiler settings",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/composition-analysis-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: composition_analysis_incomplete,
};

/// What an analysis of composition is expected to detect beside known vulnerabilities.
const DETECTED: &[(&str, &str)] = &[
    ("SVV-3.d2", "linking to vulnerable libraries"),
    ("SVV-3.d3", "violations of security rules"),
    ("SVV-3.d4", "compiler settings that open vulnerabilities"),
];

/// Only documents say which aspects they are evidence for, so the results of an analysis are named as documents.
fn composition_analysis_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &COMPOSITION_ANALYSIS_INCOMPLETE.code;
    let runs: Vec<(AnyId, &Record<TestRun>)> = current_runs(cx)
        .into_iter()
        .filter(|(_, run)| proof::types_of(cx, run).contains(&TestType::Composition))
        .collect();
    let mut open = Vec::new();
    for (aspect, what) in DETECTED {
        let shown: Vec<AnyId> = runs
            .iter()
            .filter(|(id, run)| covers(cx, run, aspect) && carried_out(cx, *id, run))
            .map(|(id, _)| *id)
            .collect();
        if shown.is_empty() {
            open.push((*aspect, *what));
        }
        shown.into_iter().for_each(|id| out.shows(aspect, id));
        out.next(aspect, format!("analyse the composition of the current release and name its results as a `[document.ID]` that says `covers = [\"{aspect}\"]`"));
    }
    let Some((id, run)) = runs.first().filter(|_| !open.is_empty()) else { return };
    let listed = by_aspect(&open, ", ");
    let finding = cx
        .about(
            code,
            *id,
            format!(
                "`{}` does not show that it looked for {} of {} things",
                run.head.name(),
                open.len(),
                DETECTED.len()
            ),
        )
        .why("a list of components with known vulnerabilities is only one part of composition analysis")
        .help(format!("let `results` name a `[document.ID]` whose `covers` says what it shows: {listed}"));
    out.finding(bearing_each(finding, &open));
}

fn covers(cx: &Context<'_>, run: &Record<TestRun>, aspect: &str) -> bool {
    run.results.iter().any(|result| {
        let Evidence::Document { link, .. } = result else { return false };
        let document = link.to.and_then(|id| cx.model.document.get(id.at as usize));
        let says =
            document.is_some_and(|document| document.covers.iter().any(|clause| cx.same_clause(&clause.0, aspect)));
        says && cx.one_evidence(result).is_ok()
    })
}

pub(crate) const ARTEFACT_NOT_ANALYSED: Check = Check {
    code: Code {
        name: "artefact-not-analysed",
        asks: &["SVV-3.d"],
        summary: "a delivered file was in no composition analysis",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/artefact-not-analysed.md"),
    },
    looks_at: LooksAt::Each(Kind::Release),
    run: artefact_not_analysed,
};

/// Endings of files that are delivered beside compiled software.
const NO_SOFTWARE: &[&str] = &[
    "pdf", "txt", "md", "html", "json", "xml", "yaml", "yml", "csv", "sig", "asc", "minisig", "pem", "crt", "sha256",
    "spdx", "toml",
];

/// Words in the names of archives that hold documents.
const DOCUMENTS: &[&str] = &["manual", "release-notes", "licence", "license"];

/// Every compiled file of the current release was analysed, by its digest.
fn artefact_not_analysed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ARTEFACT_NOT_ANALYSED.code;
    let Some((id, release)) = cx.current_release() else { return };
    let runs: Vec<&Record<TestRun>> = current_runs(cx)
        .into_iter()
        .filter(|(id, run)| proof::types_of(cx, run).contains(&TestType::Composition) && carried_out(cx, *id, run))
        .map(|(_, run)| run)
        .collect();
    let analysed: BTreeSet<&str> =
        runs.iter().filter_map(|run| run.artefact.as_ref()).map(|digest| &*digest.0.value).collect();
    let software = release.artefacts.iter().filter(|artefact| {
        let name = artefact.file.as_ref().map_or("", |file| file);
        let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        let folded = name.to_ascii_lowercase();
        !NO_SOFTWARE.contains(&ending.as_str()) && !DOCUMENTS.iter().any(|word| folded.contains(word))
    });
    let mut open: BTreeMap<&str, ()> = BTreeMap::new();
    let mut counted = 0;
    for artefact in software {
        counted += 1;
        let known = artefact.digest.as_ref().is_some_and(|digest| analysed.contains(&*digest.0.value));
        if !known {
            open.insert(artefact.file.as_ref().map_or("a file without name", |file| file), ());
        }
    }
    if counted > 0 && open.is_empty() {
        out.shows("SVV-3.d", id);
    }
    if counted > 0 && !open.is_empty() && !runs.is_empty() {
        let listed = open.into_keys().collect::<Vec<_>>().join(", ");
        out.finding(
            cx.about(code, id, format!("no composition analysis looked at {listed} of release `{}`", release.head.id))
                .why("all delivered compiled software is to be analysed, firmware included")
                .help("let a run of a `composition` test say which file it read: `artefact` is the SHA-256 that the release gives under `artefacts`"),
        );
    }
    out.next("SVV-3.d", "list the delivered files with their digests under `artefacts` of the release, and let composition runs name them by `artefact`");
}

pub(crate) const TEST_FINDING_UNTRACKED: Check = Check {
    code: Code {
        name: "test-finding-untracked",
        asks: &["SVV-3.g"],
        summary: "what a search for vulnerabilities found is in no issue",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/test-finding-untracked.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: test_finding_untracked,
};

/// Runs of searches for vulnerabilities say what they found, as issues, or that they found nothing.
fn test_finding_untracked(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TEST_FINDING_UNTRACKED.code;
    for (id, run) in current_runs(cx) {
        if proof::types_of(cx, run).is_disjoint(&SEARCHES.iter().copied().collect()) {
            continue;
        }
        let failed = proof::junit_files(run)
            .filter_map(|path| cx.facts.results.get(path))
            .map(|file| file.failed.len())
            .sum::<usize>();
        let tracked = !run.findings.is_empty() && run.findings.iter().all(|issue| issue.to().is_some());
        let nothing = said(&run.no_findings);
        let what = match (run.findings.is_empty(), nothing) {
            (false, true) => "says that it found something and that it found nothing",
            (true, true) if failed > 0 => "says that it found nothing, and cases failed",
            (true, false) => "says neither `findings` nor `no-findings`",
            (false, false) if !tracked => "names findings that are nowhere",
            _ => {
                out.shows("SVV-3.g", id);
                continue;
            }
        };
        out.finding(
            cx.about(code, id, format!("`{}` {what}", run.head.name()))
                .why("a vulnerability that stands only in a tool's report is forgotten with it")
                .help("name an `[issue.ID]` for each finding under `findings`, or say `no-findings` where there were none"),
        );
    }
    out.next("SVV-3.g", "let the runs on the current release say `findings` or `no-findings`");
}

/// Types of tests that search for vulnerabilities.
const SEARCHES: &[TestType] = &[
    TestType::AbuseCase,
    TestType::AttackSurface,
    TestType::KnownVulnerability,
    TestType::Composition,
    TestType::Resource,
];
