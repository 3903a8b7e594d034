//! Decisions about issues hold until a day (DM-4).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Day, IssueDecision, IssueState, Kind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::bearing;

pub(crate) const ISSUE_DECISION_EXPIRED: Check = Check {
    code: Code {
        name: "issue-decision-expired",
        asks: &["DM-4.b", "DM-4.c", "DM-4.d"],
        summary: "the day has passed until which a decision about an issue holds",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-decision-expired.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_decision_expired,
};

/// A decision whose last day has passed is none, until it is made again; so is one that was to be looked at again. A
/// deferral that was to be looked at is told by `issue-decision-incomplete`.
fn issue_decision_expired(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_DECISION_EXPIRED.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let state = issue.state.as_ref().map(|state| state.value);
        let holds = matches!(
            state,
            Some(IssueState::Decided | IssueState::Deferred | IssueState::Accepted | IssueState::Disclosed)
        );
        let ended = issue.fixed.is_some_and(|day| day.date <= cx.today) || issue.closed.is_some();
        if !holds || ended {
            continue;
        }
        let decision = issue.decision.as_ref().map(|decision| decision.value);
        let passed = |day: &Day| day.date < cx.today;
        let expired = issue.decision_expires.filter(passed).map(|day| (day, "decision-expires"));
        let again = issue.reconsider.filter(passed).filter(|_| decision != Some(IssueDecision::Defer));
        let Some((day, key)) = expired.or(again.map(|day| (day, "reconsider"))) else { continue };
        let aspects: &[&str] = match decision {
            Some(IssueDecision::Plan) => &["DM-4.b"],
            Some(IssueDecision::Defer) => &["DM-4.c"],
            Some(IssueDecision::Accept) => &["DM-4.d"],
            Some(IssueDecision::Fix | IssueDecision::None) | None => code.asks,
        };
        let finding = code
            .at(day.span, format!("the decision about issue `{}` held until {}", issue.head.id, day.date))
            .subject(cx.name(id))
            .why("what was borne for a time is not borne for ever because nobody looked again")
            .help(format!(
                "look at its reasons, decide again (`vauban issue decide {}`), and set `{key}` anew",
                issue.head.local()
            ));
        out.finding(bearing(finding, aspects));
    }
}
