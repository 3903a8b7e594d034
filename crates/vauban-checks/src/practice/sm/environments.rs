//! Where development, building, testing, production and delivery happen (SM-7), and that changes need
//! permission there and leave a trail (SM-1.a).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{EnvironmentKind, IssueState, Kind, Record, Ref, WordList, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::{Gaps, few, next_unless_shown, yes};

/// SM-7 for every environment; repositories carry SM-1.a as well.
pub(crate) const ENVIRONMENT_UNCHECKED: Check = Check {
    code: Code {
        name: "environment-unchecked",
        asks: &["SM-1.a", "SM-7.a", "SM-7.b", "SM-7.e", "SM-7.f", "SM-7.g"],
        summary: "an environment does not say what protects it, or was not checked in time",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/environment-unchecked.md"),
    },
    looks_at: LooksAt::Each(Kind::Environment),
    run: environment_unchecked,
};

/// Every step from source to user has its environment (SM-7.g).
pub(crate) const ENVIRONMENT_UNLISTED: Check = Check {
    code: Code {
        name: "environment-unlisted",
        asks: &["SM-7.g"],
        summary: "environments are recorded, but not for every step from source to user",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/environment-unlisted.md"),
    },
    looks_at: LooksAt::Each(Kind::Environment),
    run: environment_unlisted,
};

fn environment_unchecked(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ENVIRONMENT_UNCHECKED.code;
    let governed = cx.process_covers("SM-1.a");
    for (id, environment) in cx.each(Kind::Environment, &cx.model.environment) {
        let own = own_aspects(environment);
        let gaps = gaps(cx, environment, own);
        gaps.show(out, own.iter().copied().filter(|aspect| *aspect != "SM-1.a").collect::<Vec<_>>().as_slice(), id);
        gaps.show(out, &["SM-7.f", "SM-7.g"], id);
        // The trail is in the repository, the permission in the rule: SM-1.a takes both.
        if own.contains(&"SM-1.a") && !governed.is_empty() {
            gaps.show(out, &["SM-1.a"], id);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("environment `{}`", environment.head.id))
                    .why("who can change a build without a second person noticing owns every product that comes out of it")
                    .help("complete `controls`, `evidence`, `checked-on`, `checked-by`, `next-check` and `covers-patches`; give each gap that was found an issue with a decision"),
            );
        }
    }
    if out.shown.contains_key("SM-1.a") {
        governed.into_iter().for_each(|process| out.shows("SM-1.a", process));
    }
    if !cx.facts.history.as_ref().is_some_and(|history| history.complete) {
        for aspect in ["SM-1.a", "SM-7.a"] {
            if out.shown.contains_key(aspect) {
                out.unknown(aspect, "needs a complete git history: without it nobody can tell who changed what");
            }
        }
    }
    next_unless_shown(
        out,
        &[
            (
                "SM-1.a",
                "let a process document cover SM-1.a, and add an `[environment.ID]` of kind `repository` with `controls` and `evidence`",
            ),
            ("SM-7.a", "add an `[environment.ID]` of kind `repository`"),
            ("SM-7.b", "add an `[environment.ID]` of kind `build`"),
            ("SM-7.e", "add an `[environment.ID]` of kind `delivery`"),
        ],
    );
}

/// Aspects that an environment of this kind bears on beside those of every environment.
fn own_aspects(environment: &Record<kinds::Environment>) -> &'static [&'static str] {
    match environment.kind.as_ref().map(|kind| kind.value) {
        Some(EnvironmentKind::Repository) => &["SM-1.a", "SM-7.a"],
        Some(EnvironmentKind::Build) => &["SM-7.b"],
        Some(EnvironmentKind::Delivery) => &["SM-7.e"],
        // SM-7.c and SM-7.d are for people alone.
        Some(EnvironmentKind::Test | EnvironmentKind::Production) | None => &[],
    }
}

fn gaps(cx: &Context<'_>, environment: &Record<kinds::Environment>, own: &[&'static str]) -> Gaps {
    let all: Vec<&'static str> = own.iter().copied().chain(["SM-7.g"]).collect();
    let mut gaps = Gaps::default();
    let controlled = environment.controls.iter().any(|control| !control.trim().is_empty());
    gaps.unless(controlled, &all, "nothing that protects it (`controls`)");
    if let Err(why) = cx.evidence(&environment.evidence) {
        gaps.add(&all, format!("nothing that shows its controls (`evidence`): {why}"));
    }
    match environment.checked_on {
        None => gaps.add(&all, "never checked (`checked-on`)"),
        Some(day) => gaps.unless(
            cx.within(day.date, cx.review_months()),
            &["SM-7.g"],
            format!("last checked on {}, which is not within {} months", day.date, cx.review_months()),
        ),
    }
    gaps.unless(cx.someone(&environment.checked_by), &all, "checked by nobody who can be asked (`checked-by`)");
    match environment.next_check {
        None => gaps.add(&["SM-7.g"], "no `next-check`"),
        Some(day) => gaps.unless(day.date >= cx.today, &["SM-7.g"], format!("its check was due on {}", day.date)),
    }
    gaps.unless(
        yes(&environment.covers_patches),
        &["SM-7.f"],
        "not said that patches are protected alike (`covers-patches`)",
    );
    let undecided: Vec<String> =
        environment.issues.iter().filter_map(Ref::to).filter(|id| !decided(cx, id.at)).map(|id| cx.name(id)).collect();
    gaps.unless(undecided.is_empty(), &["SM-7.g"], format!("gaps without a decision: {}", few(&undecided, ", ")));
    gaps
}

fn decided(cx: &Context<'_>, at: u32) -> bool {
    cx.model.issue.get(at as usize).is_some_and(|issue| {
        let over = issue
            .state
            .as_ref()
            .is_some_and(|state| matches!(state.value, IssueState::Closed | IssueState::Fixed | IssueState::Rejected));
        over || (issue.decision.is_some() && cx.someone(&issue.decided_by))
    })
}

/// Production counts only where something is made or provisioned.
fn environment_unlisted(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ENVIRONMENT_UNLISTED.code;
    let mut there = BTreeSet::new();
    let mut first = None;
    for (id, environment) in cx.each(Kind::Environment, &cx.model.environment) {
        first = first.or(Some(id));
        there.extend(environment.kind.as_ref().map(|kind| kind.value));
        out.shows("SM-7.g", id);
    }
    let Some(first) = first else { return };
    let made = cx.product().is_none_or(|product| {
        let says_not = |flag: &Option<_>| flag.is_some() && !yes(flag);
        !(says_not(&product.physical_delivery) && says_not(&product.provisions_secrets))
    });
    let needed = EnvironmentKind::WORDS.iter().filter(|(_, kind, _)| made || *kind != EnvironmentKind::Production);
    let missing: Vec<&str> = needed.filter(|(_, kind, _)| !there.contains(kind)).map(|(word, _, _)| *word).collect();
    if !missing.is_empty() {
        out.finding(
            code.at(cx.model.head(first).header, format!("no environment of kind {} is recorded", few(&missing, ", ")))
                .subject("environment")
                .why("the product is as safe as the least guarded place it passes on its way to the user")
                .help("add an `[environment.ID]` for each; a software product that nobody provisions says `physical-delivery = false` and `provisions-secrets = false`"),
        );
    }
}
