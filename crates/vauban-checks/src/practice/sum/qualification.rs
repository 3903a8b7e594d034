//! That an update fixes what it should and breaks nothing (SUM-1), and that users are told what it does (SUM-2).
//! Both are asked once an update has left the house.

use vauban_analysis::updates;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, UpdateSource, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};
use crate::practice::svv::{Binding, Proof, binding, outcome};

/// SUM-1 for every update.
pub(crate) const UPDATE_UNQUALIFIED: Check = Check {
    code: Code {
        name: "update-unqualified",
        asks: &["SUM-1.a", "SUM-1.b", "SUM-1.c", "SUM-1.e", "SUM-1.f"],
        summary: "an update left the house without proof that it fixes what it should and breaks nothing",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-unqualified.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_unqualified,
};

/// SUM-2 for every update.
pub(crate) const UPDATE_NOTES_INCOMPLETE: Check = Check {
    code: Code {
        name: "update-notes-incomplete",
        asks: &["SUM-2.a", "SUM-2.b", "SUM-2.c", "SUM-2.d", "SUM-2.e"],
        summary: "an update does not tell users what they need to decide about it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-notes-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_notes_incomplete,
};

/// Updates of the product being judged that have left the house.
pub(super) fn out_updates<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Update>)> + use<'a> {
    let this = *cx;
    cx.each(Kind::Update, &cx.model.update).filter(move |(_, update)| is_own(&this, update) && is_out(&this, update))
}

/// Whether an update is of the product being judged, as far as its release says.
pub(super) fn is_own(cx: &Context<'_>, update: &Record<kinds::Update>) -> bool {
    updates::is_of(cx.model, update, cx.product)
}

/// Whether an update has left the house: it was delivered, or its release was.
pub(super) fn is_out(cx: &Context<'_>, update: &Record<kinds::Update>) -> bool {
    updates::is_out(cx.model, update, cx.today)
}

/// The release that delivers an update.
pub(super) fn release_of<'a>(
    cx: &Context<'a>,
    update: &Record<kinds::Update>,
) -> Option<(AnyId, &'a Record<kinds::Release>)> {
    updates::release_of(cx.model, update)
}

fn update_unqualified(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_UNQUALIFIED.code;
    for (id, update) in out_updates(cx) {
        let own: &[&'static str] = match update.from.as_ref().map(|from| from.value) {
            Some(UpdateSource::Developer) => &["SUM-1.a"],
            Some(UpdateSource::ComponentSupplier) => &["SUM-1.b"],
            Some(UpdateSource::PlatformSupplier) => &["SUM-1.c"],
            None => &["SUM-1.a", "SUM-1.b", "SUM-1.c"],
        };
        let also = |aspect: &'static str| own.iter().copied().chain([aspect]).collect::<Vec<_>>();
        let mut gaps = Gaps::default();
        gaps.unless(update.from.is_some(), own, "not said who made the fix (`from`)");
        gaps.unless(cx.someone(&update.qualified_by), own, "qualified by nobody who can be asked (`qualified-by`)");
        match (update.qualified, update.delivered) {
            (None, _) => gaps.add(own, "not said when it was qualified (`qualified`)"),
            (Some(qualified), delivered) => {
                let before = qualified.date <= delivered.map_or(cx.today, |day| day.date);
                gaps.unless(before, own, format!("qualified only on {}", qualified.date));
            }
        }
        fix_gaps(cx, update, &also("SUM-1.e"), &mut gaps);
        regression_gaps(cx, update, &also("SUM-1.f"), &mut gaps);
        if update.from.is_some() {
            gaps.show(out, own, id);
        }
        gaps.show(out, &["SUM-1.e", "SUM-1.f"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("update `{}`", update.head.id))
                    .why("an update that does not close the hole, or that stops the plant, is worse than none: the next one will not be installed")
                    .help("name under `fix-runs` runs of tests that verify each issue, under `regression-runs` the regression, both on the build that was delivered, and who qualified it"),
            );
        }
    }
    // What the product depends on is qualified by trying its updates, whether or not one is passed on.
    for (id, tried) in cx.each(Kind::Compatibility, &cx.model.compatibility) {
        let dated = tried.date.is_some_and(|day| day.date <= cx.today);
        if said(&tried.verdict) && dated && said(&tried.head.common.rationale) {
            out.shows("SUM-1.c", id);
        }
    }
    next_unless_shown(
        out,
        &[
            ("SUM-1.a", "add an `[update.ID]` with `from = \"developer\"` that was qualified"),
            ("SUM-1.b", "add an `[update.ID]` with `from = \"component-supplier\"` that was qualified"),
            (
                "SUM-1.c",
                "add an `[update.ID]` with `from = \"platform-supplier\"` that was qualified, or a `[compatibility.ID]` whose `rationale` says how it was tried",
            ),
            ("SUM-1.e", "name under `fix-runs` of an `[update.ID]` the runs that show the fix"),
            ("SUM-1.f", "name under `regression-runs` of an `[update.ID]` the regression on its build"),
        ],
    );
}

/// Every issue has a run of a test that verifies it, passed, on the delivered build.
fn fix_gaps(cx: &Context<'_>, update: &Record<kinds::Update>, bears: &[&'static str], gaps: &mut Gaps) {
    gaps.unless(!update.fixes.is_empty(), bears, "not said what it fixes (`fixes`)");
    let runs: Vec<AnyId> = update.fix_runs.iter().filter_map(Ref::to).collect();
    if runs.is_empty() {
        return gaps.add(bears, "no run shows the fix (`fix-runs`)");
    }
    for fixed in &update.fixes {
        let Some(issue) = fixed.to() else {
            gaps.add(bears, format!("`{}`, which it fixes, is no record", fixed.link.text));
            continue;
        };
        let mut why = "none of the runs tests it".to_owned();
        let shown = runs.iter().any(|run| {
            tests_of(cx, *run).filter(|test| verifies(cx, *test, issue)).any(|test| {
                match on_its_build(cx, update, *run, test) {
                    Ok(()) => true,
                    Err(gap) => {
                        why = gap;
                        false
                    }
                }
            })
        });
        gaps.unless(shown, bears, format!("`{}` is not shown to be fixed: {why}", cx.name(issue)));
    }
}

/// Every regression run has passed on the delivered build.
fn regression_gaps(cx: &Context<'_>, update: &Record<kinds::Update>, bears: &[&'static str], gaps: &mut Gaps) {
    let runs: Vec<AnyId> = update.regression_runs.iter().filter_map(Ref::to).collect();
    if runs.is_empty() {
        return gaps.add(bears, "no regression (`regression-runs`)");
    }
    let mut failed = Vec::new();
    for run in runs {
        let mut tests = tests_of(cx, run).peekable();
        if tests.peek().is_none() {
            failed.push(format!("`{}` names no test", cx.name(run)));
        }
        failed.extend(tests.find_map(|test| on_its_build(cx, update, run, test).err()));
    }
    gaps.unless(failed.is_empty(), bears, format!("the regression did not pass: {}", few(&failed, ", ")));
}

pub(super) fn tests_of<'a>(cx: &Context<'a>, run: AnyId) -> impl Iterator<Item = AnyId> + use<'a> {
    let run = cx.model.test_run.get(run.at as usize);
    run.into_iter().flat_map(|run| run.test.iter().flatten()).filter_map(Ref::to)
}

pub(super) fn verifies(cx: &Context<'_>, test: AnyId, issue: AnyId) -> bool {
    let says = cx
        .model
        .test
        .get(test.at as usize)
        .is_some_and(|test| test.verifies.iter().any(|what| what.to() == Some(issue)));
    let named = cx
        .model
        .issue
        .get(issue.at as usize)
        .is_some_and(|issue| issue.fix_test.iter().any(|one| one.to() == Some(test)));
    says || named
}

/// Whether a test passed in a run, before delivery and on the build that the update's release delivered.
pub(super) fn on_its_build(
    cx: &Context<'_>,
    update: &Record<kinds::Update>,
    run: AnyId,
    test: AnyId,
) -> Result<(), String> {
    let name = cx.name(run);
    let record = cx.model.test_run.get(run.at as usize).ok_or("it is nowhere")?;
    let last = update.delivered.map_or(cx.today, |day| day.date);
    if record.date.is_none_or(|day| day.date > last) {
        return Err(format!("`{name}` is not dated before the delivery"));
    }
    let (id, release) = release_of(cx, update).ok_or("the update names no `release`")?;
    match binding(record, id, release) {
        Binding::Exactly => {}
        Binding::Named => {
            return Err(format!("`{name}` gives neither the `commit` nor the `artefact` of `{}`", cx.name(id)));
        }
        Binding::Contradiction | Binding::Elsewhere => {
            return Err(format!("`{name}` ran on another build than `{}`", cx.name(id)));
        }
    }
    match outcome(cx, run, test) {
        Proof::Passed(_) => Ok(()),
        Proof::Failed(why) | Proof::None(why) => Err(why),
    }
}

fn update_notes_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_NOTES_INCOMPLETE.code;
    for (id, update) in out_updates(cx) {
        let mut gaps = Gaps::default();
        let versions = update.applies_to_versions.iter().any(|version| !version.trim().is_empty());
        gaps.unless(versions, &["SUM-2.a"], "to which versions it applies (`applies-to-versions`)");
        gaps.unless(said(&update.how), &["SUM-2.b"], "how to apply it, by hand and automatically (`how`)");
        gaps.unless(said(&update.effects), &["SUM-2.c"], "what applying it does, restarts included (`effects`)");
        gaps.unless(said(&update.verify), &["SUM-2.d"], "how to see that it was applied (`verify`)");
        gaps.unless(said(&update.risk), &["SUM-2.e"], "the risk of not applying it, and what helps instead (`risk`)");
        gaps.show(out, &["SUM-2.a", "SUM-2.b", "SUM-2.c", "SUM-2.d", "SUM-2.e"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("update `{}` does not tell users", update.head.id))
                    .why("a plant that cannot restart until next year must be able to decide today")
                    .help("add the keys; the release notes are made of them"),
            );
        }
    }
}
