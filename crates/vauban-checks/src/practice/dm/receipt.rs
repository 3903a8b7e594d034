//! Receiving security-related issues (DM-1).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Issue;
use vauban_model::{IssueState, Kind, Origin, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing;

pub(crate) const INTAKE_INCOMPLETE: Check = Check {
    code: Code {
        name: "intake-incomplete",
        asks: &["DM-1.a", "DM-1.b", "DM-1.c", "DM-1.d", "DM-1.f"],
        summary: "a way in for reports is for nobody in particular, or nobody tried whether it works",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/intake-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Intake),
    run: intake_incomplete,
};

/// Who reports, and the aspect that asks for a way in for them.
const SOURCES: &[(Origin, &str)] = &[
    (Origin::Tester, "DM-1.a"),
    (Origin::Supplier, "DM-1.b"),
    (Origin::Developer, "DM-1.c"),
    (Origin::User, "DM-1.d"),
];

fn intake_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTAKE_INCOMPLETE.code;
    for (id, intake) in cx.each(Kind::Intake, &cx.model.intake) {
        let mut lacks = Vec::new();
        if !said(&intake.address) {
            lacks.push("`address`");
        }
        if intake.for_whom.is_empty() {
            lacks.push("`for-whom`");
        }
        if !intake.last_checked.is_some_and(|day| cx.within(day.date, cx.review_months())) {
            lacks.push("`last-checked` within the review interval");
        }
        let aspects: Vec<&'static str> = SOURCES
            .iter()
            .filter(|(source, _)| intake.for_whom.iter().any(|said| said.value == *source))
            .map(|(_, aspect)| *aspect)
            .collect();
        // What outsiders cannot find does not serve them.
        let outside = [Origin::User, Origin::Researcher, Origin::Public];
        let outsiders = intake.for_whom.iter().any(|said| outside.contains(&said.value));
        if outsiders && !said(&intake.public) {
            lacks.push("`public`: where users find it");
        }
        if outsiders && !said(&intake.confidential) {
            lacks.push("`confidential`: how reports are kept so");
        }
        if lacks.is_empty() {
            out.shows_all(&aspects, id);
            if outsiders {
                out.shows("DM-1.f", id);
            }
            continue;
        }
        let finding = cx
            .about(code, id, format!("intake `{}` cannot be relied on", intake.head.id))
            .why("a report that does not arrive becomes public in another way")
            .help(format!("add {}", lacks.join(", ")));
        let bears = if aspects.is_empty() {
            code.asks.to_vec()
        } else {
            aspects.into_iter().chain(outsiders.then_some("DM-1.f")).collect()
        };
        out.finding(bearing(finding, &bears));
    }
    for (source, aspect) in SOURCES {
        out.next(aspect, format!("let an `[intake.ID]` be `for-whom = [\"{}\"]`", source.word()));
    }
}

pub(crate) const ISSUE_UNTRACKED: Check = Check {
    code: Code {
        name: "issue-untracked",
        asks: &["DM-1.e"],
        summary: "an issue does not say where it came from, who sees to it, or when it ended",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-untracked.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_untracked,
};

/// Every issue says when and from where it came; an open one has somebody who sees to it, an ended one its end.
fn issue_untracked(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_UNTRACKED.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let mut lacks = Vec::new();
        if issue.received.is_none_or(|day| day.date > cx.today) {
            lacks.push("`received`");
        }
        if issue.source.is_none() {
            lacks.push("`source`");
        }
        let ended =
            issue.state.as_ref().is_some_and(|state| matches!(state.value, IssueState::Closed | IssueState::Rejected));
        if ended && issue.closed.is_none_or(|day| day.date > cx.today) {
            lacks.push("`closed`: when it ended");
        }
        let fresh = super::stage(issue) == super::Stage::Received && within_triage(cx, issue);
        if !ended && !fresh && !cx.someone(&issue.head.common.owner) && !cx.someone(&issue.decided_by) {
            lacks.push("`owner`: who sees to it");
        }
        if super::open(issue) && issue.due.is_some_and(|day| day.date < cx.today) {
            lacks.push("an end: its `due` has passed");
        }
        if lacks.is_empty() {
            out.shows("DM-1.e", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("issue `{}` is not tracked to its end", issue.head.id))
                .why("an issue that nobody follows stays open for whoever finds it next")
                .help(format!("it lacks {}", lacks.join(", "))),
        );
    }
    out.next("DM-1.e", "record every report as `[issue.ID]`");
}

/// Whether a new issue may still wait for somebody to see to it, by the policy.
fn within_triage(cx: &Context<'_>, issue: &Record<Issue>) -> bool {
    let days = cx.policy().and_then(|policy| policy.triage_days.as_ref()).map(|days| days.0.value);
    let waited = issue.received.map(|day| cx.today.days() - day.date.days());
    days.zip(waited).is_some_and(|(days, waited)| waited <= days)
}
