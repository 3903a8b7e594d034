//! What was learned: defects that escaped, actions, figures and audits (SM-13).

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, IssueState, Kind, Phase, Record, Ref, ReviewKind, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, next_unless_shown, yes};

/// SM-13.b and SM-13.c for every issue that was found in use.
pub(crate) const FIELD_ISSUE_UNANALYSED: Check = Check {
    code: Code {
        name: "field-issue-unanalysed",
        asks: &["SM-13.b", "SM-13.c"],
        summary: "an issue was found in use, and nobody asked what should have found it before",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/field-issue-unanalysed.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: field_issue_unanalysed,
};

/// SM-13.c and SM-13.d for every action.
pub(crate) const IMPROVEMENT_NOT_FOLLOWED_UP: Check = Check {
    code: Code {
        name: "improvement-not-followed-up",
        asks: &["SM-13.c", "SM-13.d"],
        summary: "an action to improve the lifecycle is overdue, or nobody looked at what it brought",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/improvement-not-followed-up.md"),
    },
    looks_at: LooksAt::Each(Kind::Improvement),
    run: improvement_not_followed_up,
};

/// SM-13.e for every indicator.
pub(crate) const MEASUREMENT_INCOMPLETE: Check = Check {
    code: Code {
        name: "measurement-incomplete",
        asks: &["SM-13.e"],
        summary: "a figure lacks its value, its period or a look at its trend, or its indicator is unknown",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/measurement-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Measurement),
    run: measurement_incomplete,
};

/// SM-13.e for every audit.
pub(crate) const AUDIT_INCOMPLETE: Check = Check {
    code: Code {
        name: "audit-incomplete",
        asks: &["SM-13.e"],
        summary: "an audit lacks its scope, its auditor, its conclusion or its report, or the last one is too old",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/audit-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Audit),
    run: audit_incomplete,
};

fn field_issue_unanalysed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FIELD_ISSUE_UNANALYSED.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| escaped(issue)) {
        let mut gaps = Gaps::default();
        let should = issue.should_have_been_found_in.as_ref().is_some_and(|phase| phase.value != Phase::Field);
        gaps.unless(should, &["SM-13.b"], "not said which phase should have found it (`should-have-been-found-in`)");
        gaps.unless(said(&issue.root_cause), &["SM-13.b"], "no `root-cause`");
        let led = issue.improvements.iter().any(|action| action.to().is_some())
            || !cx.mentioned_by(id, &[Kind::Improvement]).is_empty();
        gaps.unless(
            led || said(&issue.prevention),
            &["SM-13.c"],
            "nothing came of it (`improvements`, or `prevention` that says why nothing needs to)",
        );
        gaps.show(out, &["SM-13.b"], id);
        if led {
            gaps.show(out, &["SM-13.c"], id);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("issue `{}`", issue.head.id))
                    .why("every flaw that users found is a flaw that an activity of ours let pass")
                    .help("say which phase should have found it and why it did not, and add an `[improvement.ID]`"),
            );
        }
    }
    // A yearly look at all defects that found none to have escaped is an analysis as well.
    for (id, review) in cx.each(Kind::Review, &cx.model.review) {
        let defects = review.kind.as_ref().is_some_and(|kind| kind.value == ReviewKind::Defects);
        let recent = review.date.is_some_and(|day| cx.within(day.date, cx.review_months()));
        if defects && recent && said(&review.no_findings) && cx.someone(&review.approved_by) {
            out.shows("SM-13.b", id);
        }
    }
    next_unless_shown(
        out,
        &[
            (
                "SM-13.b",
                "no issue found in use is analysed: give such issues `should-have-been-found-in` and `root-cause`, or say `no-findings` in a yearly review of kind `defects`",
            ),
            ("SM-13.c", "let issues found in use lead to an `[improvement.ID]`"),
        ],
    );
}

/// Found in use, ours, and far enough to be analysed.
fn escaped(issue: &Record<kinds::Issue>) -> bool {
    let found = issue.found_in.as_ref().is_some_and(|phase| phase.value == Phase::Field);
    let ripe = issue.state.as_ref().is_some_and(|state| {
        !matches!(state.value, IssueState::Received | IssueState::Confirmed | IssueState::Rejected)
    });
    found && ripe
}

fn improvement_not_followed_up(cx: &Context<'_>, out: &mut Outcome) {
    let code = &IMPROVEMENT_NOT_FOLLOWED_UP.code;
    for (id, improvement) in cx.each(Kind::Improvement, &cx.model.improvement) {
        let bears: &[&'static str] = if yes(&improvement.external) { &["SM-13.c", "SM-13.d"] } else { &["SM-13.c"] };
        let mut gaps = Gaps::default();
        let source = said(&improvement.source) || !improvement.issues.is_empty() || !improvement.reviews.is_empty();
        gaps.unless(source, bears, "not said what gave rise to it (`source`, `issues` or `reviews`)");
        gaps.unless(said(&improvement.action), bears, "no `action`");
        gaps.unless(
            !improvement.changes.is_empty(),
            bears,
            "not said what it changes (`changes`: process, training, tools, checklists)",
        );
        match (improvement.done, improvement.due) {
            (Some(done), _) => {
                gaps.unless(done.date <= cx.today, bears, format!("done in the future, on {}", done.date));
                gaps.unless(said(&improvement.effect), bears, "done, and nobody looked at what it brought (`effect`)");
            }
            (None, None) => gaps.add(bears, "neither `due` nor `done`"),
            (None, Some(due)) => gaps.unless(due.date >= cx.today, bears, format!("was due on {}", due.date)),
        }
        gaps.show(out, bears, id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("improvement `{}`", improvement.head.id))
                    .why("an action that nobody follows up is a good intention")
                    .help(
                        "complete `source`, `action`, `changes`, `due`; when it is done, `done` and the `effect` seen",
                    ),
            );
        }
    }
    next_unless_shown(
        out,
        &[(
            "SM-13.d",
            "add an `[improvement.ID]` with `external = true` for an attack technique, an incident elsewhere or a standard",
        )],
    );
}

/// Periods that make a trend.
const TREND: usize = 2;

fn measurement_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MEASUREMENT_INCOMPLETE.code;
    let mut series: BTreeMap<&str, Vec<(Date, AnyId)>> = BTreeMap::new();
    for (id, figure) in cx.each(Kind::Measurement, &cx.model.measurement) {
        let metric = figure.metric.as_ref().map_or("", |metric| &**metric);
        let mut gaps = Gaps::default();
        let known = cx.lifecycle.metrics.iter().any(|known| known.id == metric);
        gaps.unless(known, &["SM-13.e"], format!("`{metric}` is no indicator of the catalog"));
        gaps.unless(said(&figure.value), &["SM-13.e"], "no `value`");
        match (figure.period_from, figure.period_until) {
            (Some(from), Some(until)) => {
                gaps.unless(from.date <= until.date, &["SM-13.e"], "its period ends before it begins");
                gaps.unless(until.date <= cx.today, &["SM-13.e"], format!("its period ends only on {}", until.date));
            }
            _ => gaps.add(&["SM-13.e"], "no period (`period-from`, `period-until`)"),
        }
        let looked = figure
            .reviewed_on
            .is_some_and(|day| day.date <= cx.today && figure.period_until.is_none_or(|until| until.date <= day.date));
        gaps.unless(looked, &["SM-13.e"], "nobody looked at its trend after the period (`reviewed-on`)");
        if let Some(until) = figure.period_until.filter(|_| gaps.is_empty()) {
            series.entry(metric).or_default().push((until.date, id));
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("measurement `{}`", figure.head.id))
                    .why("a figure without period and without reader tells nobody whether the process got better")
                    .help("give `metric` (an id of the catalog), `period-from`, `period-until`, `value` and `reviewed-on`"),
            );
        }
    }
    for (metric, figures) in series {
        trend(cx, out, metric, &figures);
    }
    next_unless_shown(
        out,
        &[(
            "SM-13.e",
            "measure an indicator of the catalog over at least two periods: `[measurement.ID]` with `reviewed-on`",
        )],
    );
}

/// Two periods make a trend; the newest must not be older than a review interval.
fn trend(cx: &Context<'_>, out: &mut Outcome, metric: &str, figures: &[(Date, AnyId)]) {
    let code = &MEASUREMENT_INCOMPLETE.code;
    let Some((last, newest)) = figures.iter().max().copied() else { return };
    let finding = |message: String| {
        let name = cx.name(newest);
        cx.about(code, newest, message)
            .subject(format!("{name}#trend"))
            .why("a trend takes two periods, and a reader")
            .help("add the next `[measurement.ID]` of this indicator when its period is over")
    };
    if !cx.within(last, cx.review_months()) {
        out.finding(finding(format!("indicator `{metric}` was last measured for a period that ended on {last}")));
    } else if figures.iter().map(|(until, _)| until).collect::<BTreeSet<_>>().len() < TREND {
        // Two figures of one period are one period.
        let mut one = finding(format!("indicator `{metric}` was measured over one period only"));
        one.severity = Severity::Note;
        out.finding(one);
    } else {
        figures.iter().for_each(|(_, id)| out.shows("SM-13.e", *id));
    }
}

fn audit_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &AUDIT_INCOMPLETE.code;
    let mut last: Option<(Date, AnyId)> = None;
    for (id, audit) in cx.each(Kind::Audit, &cx.model.audit) {
        let mut gaps = Gaps::default();
        match audit.date {
            None => gaps.add(&["SM-13.e"], "no `date`"),
            Some(day) if day.date > cx.today => continue,
            Some(day) => last = last.max(Some((day.date, id))),
        }
        gaps.unless(!audit.scope.is_empty(), &["SM-13.e"], "no `scope`");
        gaps.unless(
            audit.by.iter().any(|by| !cx.persons(by).is_empty()),
            &["SM-13.e"],
            "by nobody who can be asked (`by`)",
        );
        gaps.unless(said(&audit.conclusion), &["SM-13.e"], "no `conclusion`");
        let led = audit.actions.iter().any(|action| Ref::to(action).is_some()) || said(&audit.head.common.rationale);
        gaps.unless(led, &["SM-13.e"], "no `actions`, and no `rationale` that says why none were needed");
        if let Err(why) = cx.evidence(&audit.evidence) {
            gaps.add(&["SM-13.e"], format!("no report to open (`evidence`): {why}"));
        }
        gaps.show(out, &["SM-13.e"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("audit `{}`", audit.head.id))
                    .why("an audit of which nothing came was not needed, or not read")
                    .help("complete `date`, `scope`, `by`, `conclusion`, `actions` and `evidence`"),
            );
        }
    }
    let Some((date, id)) = last.filter(|(date, _)| !cx.within(*date, cx.review_months())) else { return };
    out.finding(
        cx.about(code, id, format!("the last audit, `{}`, was on {date}, which is not within {} months", cx.name(id), cx.review_months()))
            .subject(format!("{}#age", cx.name(id)))
            .help("audit or assess the process again, and record it as `[audit.ID]`; an audit that is planned may stand there with its date"),
    );
}
