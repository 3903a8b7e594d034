//! Penetration tests (SVV-4).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Issue, Test};
use vauban_model::{AnyId, IssueState, Kind, Record, Ref, TestType};

use super::independence::judged_by_developer;
use super::proof::{current_runs, proof, types_of};
use super::vulnerabilities::external;
use super::{exercised, tests};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing_each, by_aspect};

pub(crate) const PENETRATION_TEST_INCOMPLETE: Check = Check {
    code: Code {
        name: "penetration-test-incomplete",
        asks: &["SVV-4.a", "SVV-4.b", "SVV-4.c", "SVV-4.e"],
        summary: "a penetration test does not say what it covers, what it leaves out, or when it is due",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/penetration-test-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Test),
    run: penetration_test_incomplete,
};

/// A penetration test says its scope, its exclusions and when it is due; others than developers judged its run.
fn penetration_test_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PENETRATION_TEST_INCOMPLETE.code;
    for (id, test) in tests(cx, &[TestType::Penetration]) {
        let run = proof(cx, id).passed();
        let judged = run.map(|run| judged_by_developer(cx, run) == Some(false));
        let unnamed = unnamed_interfaces(cx, test);
        let answers = [
            (
                "SVV-4.a",
                judged != Some(false),
                run.is_some(),
                "a run that others than developers judged: `judged-by`".to_owned(),
            ),
            ("SVV-4.b", said(&test.scope) && said(&test.excludes), run.is_some(), "`scope` and `excludes`".to_owned()),
            (
                "SVV-4.c",
                unnamed.is_empty(),
                true,
                format!("under `interfaces`, or with a reason under `excludes`: {}", unnamed.join(", ")),
            ),
            ("SVV-4.e", said(&test.due_when), run.is_some(), "`due-when`".to_owned()),
        ];
        let mut open = Vec::new();
        for (aspect, fine, ran, lacks) in answers {
            match (fine, ran) {
                (true, true) => out.shows(aspect, id),
                (true, false) => {}
                (false, _) => open.push((aspect, lacks)),
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(
                code,
                id,
                format!(
                    "penetration test `{}` leaves {} of {} questions open",
                    test.head.id,
                    open.len(),
                    code.asks.len()
                ),
            )
            .why("without scope and exclusions nobody can tell what its silence means")
            .help(format!("add {listed}"));
        out.finding(bearing_each(finding, &open));
    }
    for aspect in code.asks {
        out.next(aspect, "carry out a test of type `penetration` on the current release, or let a `[tailoring.ID]` say why this release needs none");
    }
}

/// External interfaces that a penetration test neither names as its scope nor as left out.
fn unnamed_interfaces<'a>(cx: &Context<'a>, test: &Record<Test>) -> Vec<&'a str> {
    let named: BTreeSet<AnyId> = exercised(test).collect();
    let excluded = test.excludes.as_ref().map_or("", |text| text);
    let words: BTreeSet<&str> =
        excluded.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '.' | '_')).collect();
    let words: BTreeSet<&str> =
        words.into_iter().map(|word| word.trim_matches('.').trim_start_matches("interface.")).collect();
    external(cx)
        .filter(|(id, interface)| !named.contains(id) && !words.contains(&*interface.head.id))
        .map(|(_, interface)| &*interface.head.id)
        .collect()
}

pub(crate) const PENETRATION_FINDING_OPEN: Check = Check {
    code: Code {
        name: "penetration-finding-open",
        asks: &["SVV-4.d"],
        summary: "what a penetration test found was not characterised, tracked and tested again",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/penetration-finding-open.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: penetration_finding_open,
};

fn penetration_finding_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PENETRATION_FINDING_OPEN.code;
    for (id, run) in current_runs(cx) {
        if !types_of(cx, run).contains(&TestType::Penetration) {
            continue;
        }
        let mut lacks = Vec::new();
        match (run.findings.is_empty(), said(&run.no_findings)) {
            (true, false) => lacks.push("`findings`, or `no-findings`".to_owned()),
            (false, true) => lacks.push("either `findings` or `no-findings`".to_owned()),
            _ => {}
        }
        for finding in &run.findings {
            let issue = finding.to().and_then(|id| cx.model.issue.get(id.at as usize));
            match issue.map(|issue| issue_gap(cx, issue)) {
                None => lacks.push(format!("the issue `{}`", finding.link.text)),
                Some(Some(gap)) => lacks.push(format!("{gap} of issue `{}`", finding.link.text)),
                Some(None) => {}
            }
        }
        if lacks.is_empty() {
            out.shows("SVV-4.d", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("findings of penetration test `{}` are not followed to their end", run.head.id))
                .why("a report in a drawer protects nobody")
                .help(format!("it lacks {}", lacks.join("; "))),
        );
    }
    out.next("SVV-4.d", "record what the penetration test of the current release found as issues, or `no-findings`");
}

/// What an issue lacks to be characterised, tracked and, once fixed, tested again.
fn issue_gap(cx: &Context<'_>, issue: &Record<Issue>) -> Option<&'static str> {
    let state = issue.state.as_ref().map(|state| state.value)?;
    if state == IssueState::Rejected {
        return None;
    }
    let resolved =
        matches!(state, IssueState::Fixed | IssueState::Disclosed | IssueState::Closed) && issue.fixed.is_some();
    let retested = !issue.fix_test.is_empty()
        && issue
            .fix_test
            .iter()
            .filter_map(Ref::to)
            .all(|test| test.kind == Kind::Test && proof(cx, test).passed().is_some());
    if issue.severity.is_none() {
        Some("`severity`")
    } else if resolved && !retested {
        Some("a `fix-test` that has passed on the current release")
    } else {
        None
    }
}
