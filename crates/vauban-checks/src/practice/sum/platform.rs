//! Updates of operating systems and components that the product depends on (SUM-3).

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, next_unless_shown};

/// SUM-3 for every update of others.
pub(crate) const PLATFORM_UPDATE_UNANSWERED: Check = Check {
    code: Code {
        name: "platform-update-unanswered",
        asks: &["SUM-3.a", "SUM-3.b", "SUM-3.c"],
        summary: "users are not told whether the product works with an update of what it depends on",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/platform-update-unanswered.md"),
    },
    looks_at: LooksAt::Each(Kind::PlatformUpdate),
    run: platform_update_unanswered,
};

fn platform_update_unanswered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PLATFORM_UPDATE_UNANSWERED.code;
    let parts = parts_by_supplier(cx);
    for (id, update) in cx.each(Kind::PlatformUpdate, &cx.model.platform_update) {
        let mut gaps = Gaps::default();
        let answers: Vec<(AnyId, &Record<kinds::Compatibility>)> = cx
            .mentioned_by(id, &[Kind::Compatibility])
            .into_iter()
            .filter_map(|answer| Some((answer, cx.model.compatibility.get(answer.at as usize)?)))
            .filter(|(_, answer)| cx.concerns(&answer.head))
            .collect();
        let mut waiting = false;
        match answers.iter().max_by_key(|(answer, record)| (record.date.map(|day| day.date), *answer)) {
            None => {
                waiting = in_grace(cx, update);
                gaps.add(&["SUM-3.a", "SUM-3.b"], "not said whether the product works with it (`[compatibility.ID]`)");
            }
            Some((answer, record)) => {
                answer_gaps(cx, *answer, record, &mut gaps);
                gaps.show(out, &["SUM-3.a", "SUM-3.b"], *answer);
            }
        }
        gaps.unless(update.published.is_some(), &["SUM-3.a"], "no `published` date");
        let supplier = update.supplier.as_ref().and_then(Ref::to);
        match supplier.and_then(|supplier| parts.get(&supplier)) {
            Some(depended) => depended.iter().for_each(|part| out.shows("SUM-3.c", *part)),
            None => gaps.add(&["SUM-3.c"], "no component lists its supplier (`supplier`)"),
        }
        if gaps.is_empty() {
            continue;
        }
        let mut finding = gaps
            .finding(cx, code, id, &format!("platform update `{}`", update.head.id))
            .why("an owner who must not wait installs it untried, and one who dares not leaves the hole open")
            .help("add `[compatibility.ID]` with `update`, `verdict = \"compatible\"` or `\"not compatible\"`, `date`; where it is not, a `mitigation` that a guideline section covers; list what the product depends on as components with `supplier`");
        if waiting {
            finding.severity = Severity::Note;
        }
        out.finding(finding);
    }
    next_unless_shown(
        out,
        &[(
            "SUM-3.c",
            "list what the product depends on as components with `supplier`, or say with `[none.platform-update]` that there is nothing",
        )],
    );
}

/// Components by their supplier, those of the environment included: an operating system may be the owner's.
fn parts_by_supplier(cx: &Context<'_>) -> BTreeMap<AnyId, BTreeSet<AnyId>> {
    let mut parts: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    for (id, part) in cx.each(Kind::Component, &cx.model.component) {
        if let Some(supplier) = part.supplier.as_ref().and_then(Ref::to) {
            parts.entry(supplier).or_default().insert(id);
        }
    }
    parts
}

/// Whether the policy still leaves time to qualify an update.
fn in_grace(cx: &Context<'_>, update: &Record<kinds::PlatformUpdate>) -> bool {
    let days = cx.policy().and_then(|policy| policy.qualification_days.as_ref()).map_or(0, |days| days.0.value);
    update.published.is_some_and(|day| cx.today.days() - day.date.days() <= days)
}

fn answer_gaps(cx: &Context<'_>, id: AnyId, answer: &Record<kinds::Compatibility>, gaps: &mut Gaps) {
    gaps.unless(said(&answer.verdict), &["SUM-3.a", "SUM-3.b"], format!("`{}` gives no `verdict`", cx.name(id)));
    match answer.date {
        None => gaps.add(&["SUM-3.a"], format!("`{}` gives no `date`", cx.name(id))),
        Some(day) => {
            gaps.unless(day.date <= cx.today, &["SUM-3.a"], format!("`{}` is dated in the future", cx.name(id)));
        }
    }
    let works = answer.verdict.as_ref().is_some_and(|verdict| verdict.trim().to_lowercase().starts_with("compatible"));
    if said(&answer.verdict) && !works {
        gaps.unless(
            said(&answer.mitigation),
            &["SUM-3.b"],
            format!("`{}` says no, and not what to do instead (`mitigation`)", cx.name(id)),
        );
        let told = cx.told_to_users(id).is_some();
        gaps.unless(
            told,
            &["SUM-3.b"],
            format!("no guideline section covers `{}`, so users do not learn what to do instead", cx.name(id)),
        );
    }
}
