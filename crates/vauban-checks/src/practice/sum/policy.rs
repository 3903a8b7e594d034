//! That the policy sets time frames for updates, and what they weigh (SUM-5.a to SUM-5.f).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, DeadlineFactor, Kind, WordList};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::Gaps;

/// SUM-5.a to SUM-5.f in the policy.
pub(crate) const UPDATE_POLICY_INCOMPLETE: Check = Check {
    code: Code {
        name: "update-policy-incomplete",
        asks: &["SUM-5.a", "SUM-5.b", "SUM-5.c", "SUM-5.d", "SUM-5.e", "SUM-5.f"],
        summary: "the policy for updates leaves out time frames or factors, or nobody approved it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-policy-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: update_policy_incomplete,
};

/// Which aspect asks for which factor.
fn aspect_of(factor: DeadlineFactor) -> &'static str {
    match factor {
        DeadlineFactor::Impact => "SUM-5.a",
        DeadlineFactor::PublicKnowledge => "SUM-5.b",
        DeadlineFactor::Exploits => "SUM-5.c",
        DeadlineFactor::Deployed => "SUM-5.d",
        DeadlineFactor::Mitigation => "SUM-5.e",
    }
}

fn update_policy_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_POLICY_INCOMPLETE.code;
    let next = "set `deadlines`, `deadline-factors` and `qualification-days` under `[policy]`";
    UPDATE_POLICY_INCOMPLETE.code.asks.iter().for_each(|aspect| out.next(aspect, next));
    let Some(policy) = cx.policy().filter(|policy| policy.deadlines.is_some() || !policy.deadline_factors.is_empty())
    else {
        return;
    };
    let id = AnyId { kind: Kind::Policy, at: 0 };
    let mut gaps = Gaps::default();
    let weighed: BTreeSet<DeadlineFactor> = policy.deadline_factors.iter().map(|factor| factor.value).collect();
    for (word, factor, _) in DeadlineFactor::WORDS {
        gaps.unless(weighed.contains(factor), &[aspect_of(*factor)], format!("`{word}` is no factor of its deadlines"));
    }
    let deadlines = policy.deadlines.as_ref();
    let all = deadlines.is_some_and(|days| {
        days.low.is_some() && days.medium.is_some() && days.high.is_some() && days.critical.is_some()
    });
    gaps.unless(all, &["SUM-5.f"], "no `deadlines` for each of low, medium, high and critical");
    gaps.unless(
        policy.qualification_days.is_some(),
        &["SUM-5.f"],
        "no time for qualifying updates of others (`qualification-days`)",
    );
    let approved = cx.someone(&policy.approved_by) && policy.date.is_some_and(|day| day.date <= cx.today);
    gaps.unless(approved, code.asks, "approved by nobody who can be asked, or without a date (`approved-by`, `date`)");
    gaps.show(out, code.asks, id);
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, "the policy for updates")
                .why("time frames that weigh nothing but severity are too slow for what is being exploited and too fast for what is not")
                .help("name all five factors under `deadline-factors`: impact, public-knowledge, exploits, deployed, mitigation; complete the time frames"),
        );
    }
}
