//! Addressing security-related issues (DM-4).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Issue, Review};
use vauban_model::{AnyId, IssueDecision, IssueState, Kind, Record, Ref, ReviewKind};

use super::{Stage, open, stage};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing, bearing_each, by_aspect, closure_gaps, is_for, review_gaps, reviews};
use crate::practice::svv;

pub(crate) const ISSUE_DECISION_INCOMPLETE: Check = Check {
    code: Code {
        name: "issue-decision-incomplete",
        asks: &["DM-4.a", "DM-4.b", "DM-4.c", "DM-4.d"],
        summary: "what is done about an issue was decided without what that decision asks",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-decision-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_decision_incomplete,
};

/// Ways to address an issue: one of them for each, complete.
const WAYS: &[&str] = &["DM-4.a", "DM-4.b", "DM-4.c", "DM-4.d"];

/// The four ways are alternatives: an issue that took one of them, completely, shows that there are only these
/// four. One that took it in part speaks against that way.
fn issue_decision_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_DECISION_INCOMPLETE.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        if stage(issue) < Stage::Decided {
            continue;
        }
        let decision = issue.decision.as_ref().map(|decision| decision.value);
        let mut lacks = match decision {
            Some(IssueDecision::Fix) => fix_gaps(cx, issue),
            Some(IssueDecision::Plan) => plan_gaps(issue),
            Some(IssueDecision::Defer) => deferral_gaps(cx, issue),
            Some(IssueDecision::Accept) => acceptance_gaps(issue),
            Some(IssueDecision::None) | None => vec!["a `decision`: fix, plan, defer or accept".to_owned()],
        };
        if decision.is_some() && (!cx.someone(&issue.decided_by) || issue.decided.is_none_or(|day| day.date > cx.today))
        {
            lacks.push("`decided-by` somebody who can be asked, and `decided`".to_owned());
        }
        if lacks.is_empty() {
            out.shows_all(WAYS, id);
            continue;
        }
        let aspects: &[&str] = match decision {
            Some(IssueDecision::Fix) => &["DM-4.a"],
            Some(IssueDecision::Plan) => &["DM-4.b"],
            Some(IssueDecision::Defer) => &["DM-4.c"],
            Some(IssueDecision::Accept) => &["DM-4.d"],
            Some(IssueDecision::None) | None => WAYS,
        };
        let finding = cx
            .about(code, id, format!("the decision about issue `{}` is not complete", issue.head.id))
            .why("an issue is led to its end in one of four ways, and each asks for its own record")
            .help(format!("it lacks {}", lacks.join("; ")));
        out.finding(bearing(finding, aspects));
    }
    for aspect in WAYS {
        out.next(aspect, "decide about issues, or say with `[none.issue]` that there were none");
    }
}

/// A fix changes something, and a test that has passed shows it; until then it has a date.
fn fix_gaps(cx: &Context<'_>, issue: &Record<Issue>) -> Vec<String> {
    let mut lacks = Vec::new();
    if stage(issue) < Stage::Resolved {
        if issue.due.is_none() {
            lacks.push("`due`: by when".to_owned());
        }
        return lacks;
    }
    if issue.fixed.is_none_or(|day| day.date > cx.today) {
        lacks.push("`fixed`: when".to_owned());
    }
    if issue.fix.is_empty() && issue.mechanisms.iter().all(|mechanism| mechanism.to().is_none()) {
        lacks.push("`fix` or `mechanisms`: what was changed".to_owned());
    }
    if !issue.fix_test.iter().any(|test| test.to().is_some()) {
        lacks.push("`fix-test`: a test that shows the fix".to_owned());
    }
    for test in issue.fix_test.iter().filter_map(Ref::to) {
        // A fix that waits for the next release has not been tested on it yet.
        if let failed @ svv::Proof::Failed(_) = svv::proof(cx, test) {
            lacks.push(format!("a fix that its test shows: {}", failed.why()));
        }
    }
    lacks
}

fn plan_gaps(issue: &Record<Issue>) -> Vec<String> {
    let mut lacks = Vec::new();
    if !said(&issue.decision_reason) {
        lacks.push("`decision-reason`: the plan".to_owned());
    }
    if issue.due.is_none() {
        lacks.push("`due`: by when it is carried out".to_owned());
    }
    lacks
}

fn deferral_gaps(cx: &Context<'_>, issue: &Record<Issue>) -> Vec<String> {
    let mut lacks = Vec::new();
    if !said(&issue.decision_reason) {
        lacks.push("`decision-reason`: reasons and risks".to_owned());
    }
    match issue.reconsider {
        None => lacks.push("`reconsider`: when it is looked at again".to_owned()),
        Some(day) if day.date < cx.today && open(issue) => {
            lacks.push(format!("to be looked at again: `reconsider` passed on {}", day.date));
        }
        Some(_) => {}
    }
    lacks
}

fn acceptance_gaps(issue: &Record<Issue>) -> Vec<String> {
    let mut lacks = Vec::new();
    if !said(&issue.decision_reason) {
        lacks.push("`decision-reason`: why the residual risk can be borne".to_owned());
    }
    if issue.severity.is_none() {
        lacks.push("`severity`, to compare with the accepted level".to_owned());
    }
    lacks
}

pub(crate) const ISSUE_FOLLOW_UP_MISSING: Check = Check {
    code: Code {
        name: "issue-follow-up-missing",
        asks: &["DM-4.e", "DM-4.f", "DM-4.h", "DM-4.i"],
        summary: "nobody was told of an issue, or nothing was learned from it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-follow-up-missing.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_follow_up_missing,
};

/// Who else is concerned was told; whether to report was decided; a resolved issue led to a way of preventing it.
fn issue_follow_up_missing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_FOLLOW_UP_MISSING.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let stage = stage(issue);
        if stage < Stage::Decided {
            continue;
        }
        let prevented = said(&issue.prevention) || issue.improvements.iter().any(|action| action.to().is_some());
        let answers = [
            ("DM-4.e", said(&issue.informed), true, "`informed`: other processes and products"),
            (
                "DM-4.f",
                said(&issue.reported_upstream),
                in_part_of_others(cx, issue),
                "`reported-upstream`: its maker was told",
            ),
            ("DM-4.h", said(&issue.must_report), true, "`must-report`: yes or no, and why"),
            (
                "DM-4.i",
                prevented,
                stage == Stage::Resolved,
                "`prevention` or `improvements`: how similar errors are prevented",
            ),
        ];
        let mut open = Vec::new();
        for (aspect, answered, asked, lacks) in answers {
            match (answered, asked) {
                (true, _) => out.shows(aspect, id),
                (false, true) => open.push((aspect, lacks)),
                (false, false) => {}
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(code, id, format!("issue `{}` was decided and went no further", issue.head.id))
            .why("the same flaw is in other products, other versions, other people's code, and in how we work")
            .help(format!("add {listed}"));
        out.finding(bearing_each(finding, &open));
    }
    for aspect in code.asks {
        out.next(aspect, "follow issues up, or say with `[none.issue]` that there were none");
    }
}

fn in_part_of_others(cx: &Context<'_>, issue: &Record<Issue>) -> bool {
    let parts = issue.affects.iter().filter_map(Ref::to).filter(|part| part.kind == Kind::Component);
    parts.filter_map(|part| cx.model.component.get(part.at as usize)).any(|part| part.supplier.is_some())
}

pub(crate) const RESIDUAL_RISK_EXCEEDED: Check = Check {
    code: Code {
        name: "residual-risk-exceeded",
        asks: &["DM-4.g"],
        summary: "an issue was accepted above the level of risk that may be accepted",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/residual-risk-exceeded.md"),
    },
    looks_at: LooksAt::Project,
    run: residual_risk_exceeded,
};

/// The policy sets the highest severity that may be accepted, somebody approved it, and no accepted issue is above.
fn residual_risk_exceeded(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RESIDUAL_RISK_EXCEEDED.code;
    let Some(policy) = cx.policy() else {
        out.next("DM-4.g", "set `residual-risk` under `[policy]`: the highest severity that may be accepted");
        return;
    };
    let Some(limit) = policy.residual_risk.as_ref() else {
        out.next("DM-4.g", "set `residual-risk` under `[policy]`: the highest severity that may be accepted");
        return;
    };
    if cx.someone(&policy.approved_by) && policy.date.is_some_and(|day| day.date <= cx.today) {
        out.shows("DM-4.g", AnyId { kind: Kind::Policy, at: 0 });
    } else {
        out.next("DM-4.g", "let somebody approve the policy: `approved-by` and `date` under `[policy]`");
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let accepted = issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::Accept)
            || issue.state.as_ref().is_some_and(|state| state.value == IssueState::Accepted);
        let Some(severity) = issue.severity.as_ref().filter(|_| accepted) else { continue };
        if severity.value <= limit.value {
            continue;
        }
        let finding = cx
            .about(
                code,
                id,
                format!(
                    "issue `{}` was accepted at severity {}, the policy allows {}",
                    issue.head.id,
                    severity.value.word(),
                    limit.value.word()
                ),
            )
            .see(severity.span, "its severity")
            .see(limit.span, "the highest that may be accepted")
            .why("a level that is set aside case by case is no level")
            .help("fix, plan or defer it, correct its severity, or have the policy changed and approved");
        out.finding(finding);
    }
}

pub(crate) const OPEN_ISSUES_NOT_REVIEWED: Check = Check {
    code: Code {
        name: "open-issues-not-reviewed",
        asks: &["DM-4.j"],
        summary: "the open issues of a release were not all reviewed",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/open-issues-not-reviewed.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: open_issues_not_reviewed,
};

/// A review of open issues was held for the current release, and every issue then open was before it: among the
/// release's `open-issues`, its inputs or its findings.
fn open_issues_not_reviewed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OPEN_ISSUES_NOT_REVIEWED.code;
    out.next("DM-4.j", "hold a review of kind `open-issues` for the current release");
    remark_unseen(cx, out);
    let Some((release, record)) = cx.current_release() else { return };
    for (id, review) in reviews(cx, ReviewKind::OpenIssues).filter(|(_, review)| is_for(review, release)) {
        let mut gaps = review_gaps(cx, review);
        gaps.extend(closure_gaps(cx, review));
        let Some(date) = review.date.map(|day| day.date) else { continue };
        let mut seen = before_review(cx, review);
        seen.extend(record.open_issues.iter().filter_map(Ref::to));
        let unseen: Vec<&str> = cx
            .each(Kind::Issue, &cx.model.issue)
            .filter(|(_, issue)| open(issue) && issue.received.is_some_and(|day| day.date <= date))
            .filter(|(id, _)| !seen.contains(id))
            .map(|(_, issue)| &*issue.head.id)
            .collect();
        if !unseen.is_empty() {
            gaps.push(format!("issues open on that day: {}", unseen.join(", ")));
        }
        if gaps.is_empty() {
            out.shows("DM-4.j", id);
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("review `{}` did not settle the open issues of release `{}`", review.head.id, record.head.id),
            )
            .why("a deferred issue that nobody looks at again is an accepted one that nobody accepted")
            .help(format!("it lacks {}", gaps.join("; "))),
        );
    }
}

/// Issues that a review of open issues names in its findings or under `inputs`.
fn before_review(cx: &Context<'_>, review: &Record<Review>) -> BTreeSet<AnyId> {
    let found = review.findings.iter().flat_map(|finding| &finding.issue).filter_map(Ref::to);
    let words = review.inputs.iter().flat_map(|input| input.split([' ', ',', ';']));
    let named = words.filter_map(|word| cx.model.find(Kind::Issue, word.trim_start_matches("issue.")));
    found.chain(named).collect()
}

/// Remarks on open issues that were before no review at all, once such reviews are held. A new one waits for the
/// next cycle, so this is no more than a remark.
fn remark_unseen(cx: &Context<'_>, out: &mut Outcome) {
    let held: Vec<_> = reviews(cx, ReviewKind::OpenIssues).collect();
    if held.is_empty() {
        return;
    }
    let mut seen: BTreeSet<AnyId> =
        cx.releases().iter().flat_map(|(_, release)| &release.open_issues).filter_map(Ref::to).collect();
    seen.extend(held.iter().flat_map(|(_, review)| before_review(cx, review)));
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(id, issue)| open(issue) && !seen.contains(id)) {
        let mut finding = cx
            .about(
                &OPEN_ISSUES_NOT_REVIEWED.code,
                id,
                format!("open issue `{}` was before no review of open issues yet", issue.head.id),
            )
            .why("open issues are reviewed at least in each release or iteration cycle")
            .help("name it in the findings or `inputs` of the next review of kind `open-issues`");
        finding.severity = Severity::Note;
        out.finding(finding);
    }
}
