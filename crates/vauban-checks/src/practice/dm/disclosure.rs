//! Disclosing security-related issues (DM-5).

use vauban_analysis::clocks::{Across, fix_term};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Advisory, Issue};
use vauban_model::{AnyId, Date, IssueState, Kind, Record, Ref};

use super::{Stage, stage};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing;

pub(crate) const ADVISORY_INCOMPLETE: Check = Check {
    code: Code {
        name: "advisory-incomplete",
        asks: &["DM-5.a", "DM-5.b", "DM-5.e"],
        summary: "a notice to users lacks part of its minimum content",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/advisory-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Advisory),
    run: advisory_incomplete,
};

fn advisory_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ADVISORY_INCOMPLETE.code;
    for (id, advisory) in cx.each(Kind::Advisory, &cx.model.advisory) {
        let told = cx.mentioned_by(id, &[Kind::Issue]);
        let machine = advisory.csaf.as_ref().is_some_and(|file| cx.one_evidence(file).is_ok());
        let answers = [
            ("DM-5.a", !told.is_empty(), "an issue that names it under `advisory`"),
            ("DM-5.a", said(&advisory.describes), "`describes`"),
            ("DM-5.a", cx.facts.scored(advisory.cvss.as_ref()).is_some(), "`cvss`"),
            ("DM-5.a", !advisory.affected.is_empty(), "`affected`"),
            ("DM-5.b", said(&advisory.resolution), "`resolution`"),
            ("DM-5.e", said(&advisory.url), "`url`: where users find it"),
            ("DM-5.e", machine, "`csaf`: its machine-readable form, as a file that is there"),
        ];
        let open: Vec<(&str, &str)> =
            answers.iter().filter(|(_, fine, _)| !fine).map(|(aspect, _, lacks)| (*aspect, *lacks)).collect();
        for aspect in code.asks {
            if published(cx, advisory) && !open.iter().any(|(lacking, _)| lacking == aspect) {
                out.shows(aspect, id);
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = open.iter().map(|(_, lacks)| *lacks).collect::<Vec<_>>().join(", ");
        let finding = cx
            .about(code, id, format!("advisory `{}` does not tell users what they need", advisory.head.id))
            .why("users must see whether they are affected, how badly, and what to do")
            .help(format!("it lacks {listed}"));
        let mut aspects: Vec<&str> = open.iter().map(|(aspect, _)| *aspect).collect();
        aspects.dedup();
        out.finding(bearing(finding, &aspects));
    }
    for aspect in code.asks {
        out.next(aspect, "publish an `[advisory.ID]` for what users must know, or say with `[none.advisory]` that there is nothing to tell");
    }
}

fn published(cx: &Context<'_>, advisory: &Record<Advisory>) -> bool {
    advisory.published.is_some_and(|day| day.date <= cx.today)
}

pub(crate) const ISSUE_WITHOUT_ADVISORY: Check = Check {
    code: Code {
        name: "issue-without-advisory",
        asks: &["DM-5.c"],
        summary: "users were not told of an issue that must be reported",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-without-advisory.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_without_advisory,
};

/// Whether an issue must be reported; `None` where that cannot be told from what it says.
fn reportable(issue: &Record<Issue>) -> Option<bool> {
    if !issue.advisory.is_empty() || issue.state.as_ref().is_some_and(|state| state.value == IssueState::Disclosed) {
        return Some(true);
    }
    let answer = issue.must_report.as_ref()?.trim().to_lowercase();
    let word: String = answer.chars().take_while(|letter| letter.is_alphabetic()).collect();
    match word.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Every resolved issue that must be reported has a published notice; every decided one says whether it must be.
fn issue_without_advisory(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_WITHOUT_ADVISORY.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let stage = stage(issue);
        if stage < Stage::Decided {
            continue;
        }
        let mut notices =
            issue.advisory.iter().filter_map(Ref::to).filter_map(|one| cx.model.advisory.get(one.at as usize));
        let told = notices.any(|advisory| published(cx, advisory));
        let (message, help) = match reportable(issue) {
            Some(false) => {
                out.shows("DM-5.c", id);
                continue;
            }
            Some(true) if told => {
                out.shows("DM-5.c", id);
                continue;
            }
            Some(true) if stage < Stage::Resolved => continue,
            Some(true) => (
                format!("issue `{}` must be reported, and no notice was published", issue.head.id),
                "publish an `[advisory.ID]` with `published`, and name it under `advisory`",
            ),
            None => (
                format!("issue `{}` does not say whether users must be told", issue.head.id),
                "begin `must-report` with yes or no, and say why",
            ),
        };
        out.finding(
            cx.about(code, id, message).why("users cannot protect themselves against what they do not know").help(help),
        );
    }
    out.next("DM-5.c", "say of every issue whether it `must-report`, or with `[none.issue]` that there were none");
}

pub(crate) const ADVISORY_LATE: Check = Check {
    code: Code {
        name: "advisory-late",
        asks: &["DM-5.d"],
        summary: "users were told later than the policy allows",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/advisory-late.md"),
    },
    looks_at: LooksAt::Each(Kind::Advisory),
    run: advisory_late,
};

/// A notice is out within the days that the policy gives for its severity, counted from the assessment of its issue.
fn advisory_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ADVISORY_LATE.code;
    let across = Across::new(cx.model);
    out.next(
        "DM-5.d",
        "set `deadlines` under `[policy]`, and give issues `severity` and `assessed`, advisories `published`",
    );
    for (id, advisory) in cx.each(Kind::Advisory, &cx.model.advisory) {
        let Some(out_on) = advisory.published.map(|day| day.date).filter(|date| *date <= cx.today) else { continue };
        let issues: Vec<AnyId> = cx.mentioned_by(id, &[Kind::Issue]);
        let mut late = Vec::new();
        let mut counted = 0;
        for (of, issue) in issues.iter().filter_map(|id| Some((*id, cx.model.issue.get(id.at as usize)?))) {
            let begun = issue.assessed.or(issue.received).map(|day| day.date);
            // The notice itself makes the issue known: what is weighed is the day before it.
            let before = Date::from_days(out_on.days() - 1).unwrap_or(out_on);
            let Some((begun, days)) = begun.zip(deadline(cx, &across, of, before)) else { continue };
            counted += 1;
            let took = out_on.days() - begun.days();
            if took > days {
                late.push(format!("`{}` took {took} days, {days} are allowed", issue.head.id));
            }
        }
        if late.is_empty() {
            if counted > 0 && counted == issues.len() {
                out.shows("DM-5.d", id);
            }
            continue;
        }
        out.finding(
            cx.about(code, id, format!("advisory `{}` came late: {}", advisory.head.id, late.join("; ")))
                .why("between the fix and the notice, whoever compares the versions knows more than the users")
                .help("what was late stays late: waive the finding with what changed since"),
        );
    }
}

/// The days that policy gives, with what presses weighed as of the day of the notice.
fn deadline(cx: &Context<'_>, across: &Across, issue: AnyId, told: Date) -> Option<i64> {
    fix_term(cx.model, across, issue, told).ok().map(|term| term.days)
}
