//! That an update was tried where users have it: on every supported line it is for, and with the updates of others that
//! are out (SUM-1.c, SUM-1.f).
//!
//! The regression of an update is of the build of its release. What it does to a device that comes from another line has
//! to be tried there. Of the updates of one supplier the newest that was out counts; older ones are part of it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::updates;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Kind, Record, Ref, TriedVerdict, kinds};

use super::qualification::{on_its_build, out_updates, release_of, tests_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

/// SUM-1 for every line and every update of others.
pub(crate) const UPDATE_UNTRIED: Check = Check {
    code: Code {
        name: "update-untried",
        asks: &["SUM-1.c", "SUM-1.f"],
        summary: "an update was not tried on a line it is for, or with an update of others that users have",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-untried.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_untried,
};

fn update_untried(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &UPDATE_UNTRIED.code;
    for (id, update) in out_updates(cx) {
        let mut gaps = Gaps::default();
        let own = release_of(cx, update).and_then(|(_, release)| release.line.as_ref().and_then(Ref::to));
        for line in updates::lines_of(cx.model, update).into_iter().filter(|line| Some(*line) != own) {
            if let Err(why) = tried(cx, update, line) {
                gaps.add(&["SUM-1.f"], format!("on `{}`: {why}", cx.name(line)));
            }
        }
        let by = update.delivered.or(update.qualified).map_or(cx.today, |day| day.date).min(cx.today);
        for platform in newest(cx, by) {
            if let Err(why) = tried(cx, update, platform) {
                gaps.add(&["SUM-1.c"], format!("with `{}`: {why}", cx.name(platform)));
            }
        }
        if gaps.is_empty() {
            continue;
        }
        out.finding(
            gaps.finding(cx, code, id, &format!("update `{}` was not tried everywhere", update.head.id))
                .why("users meet the combination that nobody tried: the older line, the patched operating system")
                .help("add `tried-with = [{ with = \"line.ID\", verdict = \"compatible\", runs = [\"RUN\"] }]`, the run on the delivered build; where they do not go together, `verdict = \"incompatible\"` and `instead`"),
        );
    }
}

/// Whether the record says what came of trying it, and shows it; why not.
fn tried(cx: &Context<'_>, update: &Record<kinds::Update>, with: AnyId) -> Result<(), String> {
    let Some(tried) = update.tried_with.iter().find(|tried| tried.with.as_ref().and_then(Ref::to) == Some(with)) else {
        return Err("it was not tried (`tried-with`)".to_owned());
    };
    match tried.verdict.as_ref().map(|verdict| verdict.value) {
        None => Err("no `verdict`".to_owned()),
        Some(TriedVerdict::Incompatible) if with.kind == Kind::Line => {
            Err("it does not go with the line, and says that it is for it (`lines`)".to_owned())
        }
        Some(TriedVerdict::Incompatible) if said(&tried.instead) => Ok(()),
        Some(TriedVerdict::Incompatible) => Err("not said what to do instead (`instead`)".to_owned()),
        Some(TriedVerdict::Compatible) => {
            let runs: BTreeSet<AnyId> = tried.runs.iter().filter_map(Ref::to).collect();
            if runs.is_empty() {
                return Err("no run shows it (`runs`)".to_owned());
            }
            for run in runs {
                let tests: Vec<AnyId> = tests_of(cx, run).collect();
                if tests.is_empty() {
                    return Err(format!("`{}` names no test", cx.name(run)));
                }
                for test in tests {
                    on_its_build(cx, update, run, test)?;
                }
            }
            Ok(())
        }
    }
}

/// The newest update of each supplier that was out on a day; one without a supplier or a date stands for itself.
fn newest(cx: &Context<'_>, by: Date) -> BTreeSet<AnyId> {
    let mut newest: BTreeMap<AnyId, (Date, AnyId)> = BTreeMap::new();
    let mut alone = BTreeSet::new();
    for (id, platform) in cx.each(Kind::PlatformUpdate, &cx.model.platform_update) {
        let published = platform.published.map(|day| day.date);
        match (platform.supplier.as_ref().and_then(Ref::to), published) {
            (_, Some(day)) if day > by => {}
            (Some(supplier), Some(day)) => {
                let known = newest.entry(supplier).or_insert((day, id));
                *known = (*known).max((day, id));
            }
            (None, _) | (_, None) => {
                alone.insert(id);
            }
        }
    }
    alone.extend(newest.into_values().map(|(_, id)| id));
    alone
}
