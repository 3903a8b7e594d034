//! Whether a test proves something: at least one of its cases ran, none failed, none ended in two ways, on the
//! release in question.
//!
//! Results are JUnit files. A requirement or a mitigation is proved by nothing else. Scans, fuzzing, analyses and
//! penetration tests also count with a report, where tool, version and date are given and the run says what came
//! of it; what a tool wrote must agree with that (see [`content`]). A file that is stale, or that does not fit what the
//! run says of itself, proves nothing.

use std::collections::BTreeSet;

use vauban_analysis::evidence::{Origin, Use, path_of};
use vauban_model::kinds::{Release, Test, TestRun};
use vauban_model::{AnyId, Evidence, Kind, Record, Ref, TestResults, TestType};

pub(crate) use vauban_analysis::evidence::{Binding, bound};

use super::content;
use crate::context::{Context, said};

/// What a test came to on the current release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It was carried out and passed in this run.
    Passed(AnyId),
    /// It was carried out and did not pass, and why.
    Failed(String),
    /// Nothing shows that it was carried out, and why.
    None(String),
}

impl Proof {
    /// The run in which it passed.
    pub(crate) fn passed(&self) -> Option<AnyId> {
        match self {
            Proof::Passed(run) => Some(*run),
            Proof::Failed(_) | Proof::None(_) => None,
        }
    }

    /// Why it has not passed; empty where it has.
    pub(crate) fn why(&self) -> &str {
        match self {
            Proof::Passed(_) => "",
            Proof::Failed(why) | Proof::None(why) => why,
        }
    }
}

/// What a test came to on the current release, by the newest run on it.
///
/// A test of a used folder that was not run here counts as it counts in that folder, where neither what it verifies nor what is around that differs here.
pub(crate) fn proof(cx: &Context<'_>, test: AnyId) -> Proof {
    let Some(release) = cx.current_release() else {
        return Proof::None("there is no release yet".to_owned());
    };
    let own = on_release(cx, test, release);
    let head = cx.model.head(test);
    let folder = head.folder();
    let run_here = match &own {
        Proof::Passed(run) => cx.model.head(*run).folder().is_empty(),
        Proof::Failed(_) => true,
        Proof::None(_) => false,
    };
    let Some(there) = cx.facts.there.get(folder).filter(|_| !run_here) else { return own };
    match there.tests.get(head.local()) {
        Some(Ok(run)) => {
            match (cx.neighbours().disturbed(cx.model, test), cx.model.find(Kind::TestRun, &format!("{folder}/{run}")))
            {
                (None, Some(run)) => Proof::Passed(run),
                (Some(why), _) => Proof::None(format!("it passed in `{folder}`, but {why}")),
                (None, None) => own,
            }
        }
        Some(Err(why)) => Proof::None(format!("in `{folder}` it does not count: {why}")),
        None => own,
    }
}

/// Whether a record of a used folder counts as verified there, and nothing that this project does keeps it from
/// counting here; `None` where that folder says nothing of it.
pub(crate) fn verified_there(cx: &Context<'_>, id: AnyId) -> Option<Result<(), String>> {
    let head = cx.model.head(id);
    let there = cx.facts.there.get(head.folder())?;
    let counts = match id.kind {
        Kind::Mechanism => there.mechanisms.contains(head.local()),
        Kind::Requirement => there.requirements.contains(head.local()),
        _ => false,
    };
    counts.then(|| match cx.neighbours().disturbed(cx.model, id) {
        None => Ok(()),
        Some(why) => Err(format!("it is verified in `{}`, but {why}", head.folder())),
    })
}

/// What a test came to on one release, by the newest run on it.
///
/// A run that passed after another had failed on the very same build decides only if its `rationale` says why it
/// was repeated.
fn on_release(cx: &Context<'_>, test: AnyId, (release, record): (AnyId, &Record<Release>)) -> Proof {
    let mut runs: Vec<(AnyId, &Record<TestRun>, Binding)> = Vec::new();
    let mut elsewhere = None;
    for id in cx.mentioned_by(test, &[Kind::TestRun]) {
        let Some(run) = cx.model.test_run.get(id.at as usize).filter(|run| cx.concerns(&run.head)) else { continue };
        if run.date.is_none_or(|day| day.date > cx.today) {
            continue;
        }
        match binding(run, release, record) {
            Binding::Elsewhere => {}
            Binding::Contradiction => elsewhere = Some(id),
            bound => runs.push((id, run, bound)),
        }
    }
    let Some(newest) = runs.iter().filter_map(|(_, run, _)| run.date).map(|day| day.date).max() else {
        let name = &record.head.id;
        return Proof::None(match elsewhere {
            Some(run) => format!("`{}` ran on another build than release `{name}`", cx.name(run)),
            None => format!("it was not run on release `{name}`"),
        });
    };
    let (last, before): (Vec<_>, Vec<_>) =
        runs.into_iter().partition(|(_, run, _)| run.date.is_some_and(|day| day.date == newest));
    let mut best = Proof::None("it was not run".to_owned());
    for (id, run, bound) in &last {
        match outcome(cx, *id, test) {
            Proof::Passed(run) => best = Proof::Passed(run),
            other => return other,
        }
        let repeated = before.iter().find(|(earlier, _, also)| {
            *bound == Binding::Exactly
                && *also == Binding::Exactly
                && matches!(outcome(cx, *earlier, test), Proof::Failed(_))
        });
        if let Some((earlier, _, _)) = repeated
            && !said(&run.head.common.rationale)
        {
            return Proof::Failed(format!(
                "it failed in `{}` and passed in `{}` on the same build, and no `rationale` says why",
                cx.name(*earlier),
                cx.name(*id)
            ));
        }
    }
    best
}

/// How a run is tied to a release.
pub(crate) fn binding(run: &Record<TestRun>, release: AnyId, record: &Record<Release>) -> Binding {
    let named = run.release.iter().any(|named| named.to() == Some(release))
        || run.head.common.applies_to.iter().any(|named| named.to() == Some(release));
    bound(named, &run.commit, &run.artefact, record)
}

/// How a run is tied to the release that it counts for: the current one, or for the run of a used folder the newest of
/// that folder.
pub(crate) fn tied(cx: &Context<'_>, run: &Record<TestRun>) -> Option<Binding> {
    let (release, record) = cx.current_release()?;
    let here = binding(run, release, record);
    if here == Binding::Exactly || run.head.folder().is_empty() {
        return Some(here);
    }
    Some(match cx.release_of(run.head.folder()) {
        Some((release, record)) => binding(run, release, record),
        None => here,
    })
}

/// Runs on the current release that are not dated in the future, whatever they came to.
pub(crate) fn current_runs<'a>(cx: &Context<'a>) -> Vec<(AnyId, &'a Record<TestRun>)> {
    let Some((release, record)) = cx.current_release() else { return Vec::new() };
    cx.each(Kind::TestRun, &cx.model.test_run)
        .filter(|(_, run)| run.date.is_some_and(|day| day.date <= cx.today))
        .filter(|(_, run)| matches!(binding(run, release, record), Binding::Exactly | Binding::Named))
        .collect()
}

/// Types of the tests that a run carried out.
pub(crate) fn types_of(cx: &Context<'_>, run: &Record<TestRun>) -> BTreeSet<TestType> {
    tests_of(cx, run).filter_map(|(_, test)| test.types.as_ref().map(|said| said.value)).collect()
}

/// Tests that a run carried out.
pub(crate) fn tests_of<'a>(
    cx: &Context<'a>,
    run: &'a Record<TestRun>,
) -> impl Iterator<Item = (AnyId, &'a Record<Test>)> + use<'a> {
    let model = cx.model;
    run.test.iter().flatten().filter_map(Ref::to).filter_map(move |id| Some((id, model.test.get(id.at as usize)?)))
}

/// What a test came to in one run.
pub(crate) fn outcome(cx: &Context<'_>, run: AnyId, test: AnyId) -> Proof {
    let (Some(record), Some(test)) = (cx.model.test_run.get(run.at as usize), cx.model.test.get(test.at as usize))
    else {
        return Proof::None("it is nowhere".to_owned());
    };
    let name = cx.name(run);
    if let Err(why) = cx.evidence(&record.results) {
        return Proof::None(format!("results of `{name}`: {why}"));
    }
    if let Some(why) = unfit(cx, record) {
        return Proof::None(format!("results of `{name}`: {why}"));
    }
    let kind = test.types.as_ref().map(|said| said.value);
    let strict = matches!(kind, None | Some(TestType::Requirement | TestType::Mitigation));
    let reports_in_xml = matches!(
        kind,
        Some(TestType::AttackSurface | TestType::KnownVulnerability | TestType::Composition | TestType::Penetration)
    );
    let tracked = !strict && !record.findings.is_empty() && record.findings.iter().all(|issue| issue.to().is_some());
    let (mut read, mut others) = (Vec::new(), 0);
    for path in record.results.iter().filter_map(|result| path_of(cx.model, result)) {
        if let Some(results) = cx.facts.results.get(path) {
            read.push(results);
        } else if let Some(file) = cx.facts.result_files.get(path) {
            others += 1;
            if let Err(proof) = content::judged(cx, path, file, tracked) {
                return proof.naming(&name);
            }
        } else if is_xml(path) && !reports_in_xml {
            return Proof::None(match cx.facts.problems.get(path) {
                Some(why) => format!("`{path}` of `{name}` cannot be read: {why}"),
                None => format!("`{path}` of `{name}` was not read"),
            });
        }
    }
    if !read.is_empty() {
        return match judged(&read, test, tracked) {
            Ok(()) => Proof::Passed(run),
            Err(proof) => proof.naming(&name),
        };
    }
    if strict {
        return Proof::None(format!("results of `{name}` are no JUnit file"));
    }
    if others > 0 && content::only_coverage(cx, record) {
        return Proof::None(format!("results of `{name}` say which lines were executed, and not what came of it"));
    }
    match report_gap(cx, record) {
        None => Proof::Passed(run),
        Some(gap) => Proof::None(format!("`{name}` {gap}")),
    }
}

/// How the cases of a test ended in one run, by their names.
#[derive(Debug, Default)]
pub(crate) struct Cases<'a> {
    /// Those that ran and held, and did not end otherwise as well.
    pub(crate) passed: BTreeSet<&'a str>,
    /// Those that failed.
    pub(crate) failed: BTreeSet<&'a str>,
}

/// How the cases of a test ended in one run, where its results are there, fit it and can be read; why not, where not.
pub(crate) fn cases<'a>(cx: &Context<'a>, run: AnyId, test: AnyId) -> Result<Cases<'a>, String> {
    let (Some(record), Some(test)) = (cx.model.test_run.get(run.at as usize), cx.model.test.get(test.at as usize))
    else {
        return Err("it is nowhere".to_owned());
    };
    let name = cx.name(run);
    cx.evidence(&record.results).map_err(|why| format!("results of `{name}`: {why}"))?;
    if let Some(why) = unfit(cx, record) {
        return Err(format!("results of `{name}`: {why}"));
    }
    let mine = |case: &str| test.cases.is_empty() || test.cases.iter().any(|pattern| matches_case(pattern, case));
    let mut cases = Cases::default();
    let mut read = false;
    for path in record.results.iter().filter_map(|result| path_of(cx.model, result)) {
        let Some(results) = cx.facts.results.get(path) else { continue };
        read = true;
        cases.failed.extend(results.failed.iter().map(String::as_str).filter(|case| mine(case)));
        cases.passed.extend(results.passed.iter().map(String::as_str).filter(|case| mine(case)));
        results.duplicates.iter().for_each(|case| {
            cases.passed.remove(case.as_str());
        });
    }
    if !read {
        return Err(format!("results of `{name}` are no JUnit file that can be read"));
    }
    cases.passed.retain(|case| !cases.failed.contains(case));
    Ok(cases)
}

/// Why a result file of a run does not fit what the run says, if one does not.
fn unfit(cx: &Context<'_>, run: &Record<TestRun>) -> Option<String> {
    let used = Use::of_run(cx.model, run, cx.terms());
    let paths = run.results.iter().filter_map(|result| path_of(cx.model, result));
    paths.into_iter().find_map(|path| {
        let standing = cx.files().fit(cx.model, path, &used, cx.evidence_months());
        standing.why().map(|why| format!("`{path}` {why}"))
    })
}

impl Proof {
    fn naming(self, run: &str) -> Proof {
        match self {
            Proof::Failed(why) => Proof::Failed(format!("{why} in `{run}`")),
            Proof::None(why) => Proof::None(format!("{why} in `{run}`")),
            passed @ Proof::Passed(_) => passed,
        }
    }
}

/// Result files of a run that may be JUnit: those that end in `.xml`.
pub(crate) fn junit_files(run: &Record<TestRun>) -> impl Iterator<Item = &str> {
    run.results.iter().filter_map(|result| match result {
        Evidence::File(path) => Some(&*path.value).filter(|path| is_xml(path)),
        Evidence::Document { .. } => None,
    })
}

fn is_xml(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".xml")
}

/// Why a run whose results are a report does not count, if so.
fn report_gap(cx: &Context<'_>, run: &Record<TestRun>) -> Option<&'static str> {
    let told = |pick: fn(&Origin) -> &Option<String>| {
        let paths = run.results.iter().filter_map(|result| path_of(cx.model, result));
        paths.into_iter().filter_map(|path| cx.files().get(path)).any(|known| pick(&known.origin).is_some())
    };
    let tool = said(&run.tool) || told(|origin| &origin.tool);
    if !tool || !(said(&run.tool_version) || told(|origin| &origin.tool_version)) {
        return Some("does not say with which `tool` and `tool-version`");
    }
    match (run.findings.is_empty(), said(&run.no_findings)) {
        (true, false) => Some("says neither `findings` nor `no-findings`"),
        (false, true) => Some("says `findings` and `no-findings`"),
        (false, false) if run.findings.iter().any(|issue| issue.to().is_none()) => {
            Some("names findings that are nowhere")
        }
        _ => None,
    }
}

/// Judges the cases of a test. Where its failures are tracked as issues, having been carried out is enough.
fn judged(results: &[&TestResults], test: &Record<Test>, tracked: bool) -> Result<(), Proof> {
    let mine = |case: &str| test.cases.is_empty() || test.cases.iter().any(|pattern| matches_case(pattern, case));
    let first =
        |pick: fn(&TestResults) -> &Vec<String>| results.iter().flat_map(|file| pick(file)).find(|case| mine(case));
    let failed = first(|file| &file.failed);
    if let Some(case) = failed.filter(|_| !tracked) {
        return Err(Proof::Failed(format!("case `{case}` failed")));
    }
    if let Some(case) = first(|file| &file.duplicates).filter(|_| !tracked) {
        return Err(Proof::Failed(format!("case `{case}` ended in more than one way")));
    }
    let ran = |pattern: &str| results.iter().any(|file| file.passed.iter().any(|case| matches_case(pattern, case)));
    let ran = |pattern: &str| ran(pattern) || (tracked && failed.is_some_and(|case| matches_case(pattern, case)));
    if test.cases.is_empty() {
        return if ran("*") { Ok(()) } else { Err(Proof::None("no case was executed".to_owned())) };
    }
    match test.cases.iter().find(|pattern| !ran(pattern)) {
        Some(pattern) => Err(Proof::None(format!("no case like `{}` was executed", &**pattern))),
        None => Ok(()),
    }
}

/// Whether a case, as `classname.name`, is meant by a pattern: by its full name, or by the name alone.
fn matches_case(pattern: &str, case: &str) -> bool {
    let mut rest = case;
    loop {
        if matches_pattern(pattern, rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, name)) => rest = name,
            None => return false,
        }
    }
}

/// Whether a name matches a pattern in which `*` stands for anything.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or("");
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let check = |pattern, name, expect| assert_eq!(matches_pattern(pattern, name), expect, "{pattern} {name}");
        check("*", "", true);
        check("a.b", "a.b", true);
        check("a.b", "a.bc", false);
        check("login.*", "login.locks", true);
        check("login.*", "logout.locks", false);
        check("*locks*after", "login.locks.three.after", true);
        check("a*a", "a", false);
        check("a*b*c", "a.c.b.c", true);
    }

    #[test]
    fn cases_are_meant_with_or_without_their_class() {
        assert!(matches_case("login.locks", "login.locks"));
        assert!(matches_case("locks-*", "suite.login.locks-01 after five"));
        assert!(!matches_case("log-*", "suite.login.locks-01"));
        assert!(!matches_case("ogin.*", "login.locks"));
    }
}
