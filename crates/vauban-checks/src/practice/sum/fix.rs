//! That the test which shows a fix can show the flaw: the same case failed on a build without the fix and passes on the
//! one that was delivered (SUM-1.e).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use super::qualification::{on_its_build, out_updates, release_of, tests_of, verifies};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::svv::{Binding, binding, cases};

/// A test that cannot fail proves no fix.
pub(crate) const FIX_NEVER_SEEN_FAILING: Check = Check {
    code: Code {
        name: "fix-never-seen-failing",
        asks: &["SUM-1.e"],
        summary: "no run shows that the test of a fix fails without the fix",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/fix-never-seen-failing.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: fix_never_seen_failing,
};

fn fix_never_seen_failing(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &FIX_NEVER_SEEN_FAILING.code;
    for (id, update) in out_updates(cx) {
        let mut gaps = Gaps::default();
        for issue in update.fixes.iter().filter_map(Ref::to) {
            if let Err(why) = seen_failing(cx, update, issue) {
                gaps.add(&["SUM-1.e"], format!("`{}`: {why}", cx.name(issue)));
            }
        }
        if gaps.is_empty() {
            continue;
        }
        let what = format!("no test of update `{}` is seen to fail without the fix", update.head.id);
        out.finding(
            gaps.finding(cx, code, id, &what)
                .why("a test that passes with and without the fix shows nothing about it")
                .help("run the tests of the fix on the commit before it, keep the results, and name that run, with its `commit`, under `before-runs`"),
        );
    }
}

/// Whether a case of a test that verifies the issue failed before and passed on the delivered build; why not.
fn seen_failing(cx: &Context<'_>, update: &Record<kinds::Update>, issue: AnyId) -> Result<(), String> {
    let before: Vec<AnyId> = update.before_runs.iter().filter_map(Ref::to).collect();
    if before.is_empty() {
        return Err("no run on a build without the fix (`before-runs`)".to_owned());
    }
    let mut why = "no run before and after it is of one test that verifies it".to_owned();
    for run in update.fix_runs.iter().filter_map(Ref::to) {
        for test in tests_of(cx, run).filter(|test| verifies(cx, *test, issue)) {
            if let Err(gap) = on_its_build(cx, update, run, test) {
                why = gap;
                continue;
            }
            for earlier in before.iter().filter(|earlier| tests_of(cx, **earlier).any(|tried| tried == test)) {
                match turned(cx, update, (*earlier, run), test) {
                    Ok(()) => return Ok(()),
                    Err(gap) => why = gap,
                }
            }
        }
    }
    Err(why)
}

/// Whether the cases of a test that failed in the run before all passed in the run after, and there is one.
fn turned(
    cx: &Context<'_>,
    update: &Record<kinds::Update>,
    (before, after): (AnyId, AnyId),
    test: AnyId,
) -> Result<(), String> {
    without_fix(cx, update, before)?;
    let was = cases(cx, before, test)?;
    let is = cases(cx, after, test)?;
    let name = cx.name(before);
    let Some(first) = was.failed.first() else {
        return Err(format!("no case of `{}` failed in `{name}`", cx.name(test)));
    };
    let left: BTreeSet<&str> = was.failed.difference(&is.passed).copied().collect();
    match left.first() {
        None => Ok(()),
        Some(case) if left.len() == was.failed.len() => {
            Err(format!("case `{case}` failed in `{name}` and did not pass in `{}`", cx.name(after)))
        }
        Some(case) => Err(format!(
            "case `{first}` failed in `{name}`, and of the others `{case}` did not pass in `{}`",
            cx.name(after)
        )),
    }
}

/// Whether a run is known to be of another build than the one that the update delivers.
fn without_fix(cx: &Context<'_>, update: &Record<kinds::Update>, run: AnyId) -> Result<(), String> {
    let name = cx.name(run);
    let record = cx.model.test_run.get(run.at as usize).ok_or("it is nowhere")?;
    if record.date.is_none_or(|day| day.date > cx.today) {
        return Err(format!("`{name}` has not been carried out yet"));
    }
    let (id, release) = release_of(cx, update).ok_or("the update names no `release`")?;
    let by_commit = said(&record.commit) && said(&release.commit);
    let digests = release.artefacts.iter().any(|artefact| artefact.digest.is_some());
    let by_artefact = record.artefact.is_some() && digests;
    match binding(record, id, release) {
        Binding::Elsewhere if by_commit || by_artefact => Ok(()),
        Binding::Elsewhere => {
            Err(format!("`{name}` or `{}` does not say its `commit`, so they may be of one build", cx.name(id)))
        }
        Binding::Exactly | Binding::Named | Binding::Contradiction => {
            Err(format!("`{name}` is said to be of `{}`, which has the fix", cx.name(id)))
        }
    }
}
