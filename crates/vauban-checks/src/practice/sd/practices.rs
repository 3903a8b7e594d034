//! Design practices, their review and how the product answers them (SD-4).

use std::collections::BTreeSet;

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Flow, Practice, Review};
use vauban_model::{AnyId, Date, Followed, Kind, PortState, Record, Ref, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::shared::{bearing, review_gaps, reviews};
use crate::practised::{answers, versions};

pub(crate) const PRACTICE_INCOMPLETE: Check = Check {
    code: Code {
        name: "practice-incomplete",
        asks: &["SD-4.h"],
        summary: "a design practice does not say what it asks, which aspect it serves or where it was learned",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/practice-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Practice),
    run: practice_incomplete,
};

pub(crate) const PRACTICE_ANSWER_INCOMPLETE: Check = Check {
    code: Code {
        name: "practice-answer-incomplete",
        asks: &["SD-4.a", "SD-4.b", "SD-4.d", "SD-4.e"],
        summary: "the answer to a design practice gives no reason, or nobody answers for it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/practice-answer-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::PracticeAnswer),
    run: practice_answer_incomplete,
};

pub(crate) const PRACTICES_REVIEW_DUE: Check = Check {
    code: Code {
        name: "practices-review-due",
        asks: &["SD-4.i"],
        summary: "the list of design practices was not reviewed within the policy's interval",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/practices-review-due.md"),
    },
    looks_at: LooksAt::Project,
    run: practices_review_due,
};

pub(crate) const PRACTICE_UNANSWERED: Check = Check {
    code: Code {
        name: "practice-unanswered",
        asks: &["SD-4.j"],
        summary: "the product does not answer a design practice for its present version",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/practice-unanswered.md"),
    },
    looks_at: LooksAt::Each(Kind::Practice),
    run: practice_unanswered,
};

pub(crate) const BOUNDARY_UNDOCUMENTED: Check = Check {
    code: Code {
        name: "boundary-undocumented",
        asks: &["SD-4.f", "SR-2.b"],
        summary: "a flow crosses between two zones that no boundary record joins",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/boundary-undocumented.md"),
    },
    looks_at: LooksAt::Each(Kind::Flow),
    run: boundary_undocumented,
};

pub(crate) const DEBUG_PORT_OPEN: Check = Check {
    code: Code {
        name: "debug-port-open",
        asks: &["SD-4.g"],
        summary: "a debug access point is left in series hardware without protection or guideline",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/debug-port-open.md"),
    },
    looks_at: LooksAt::Each(Kind::Port),
    run: debug_port_open,
};

fn practice_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRACTICE_INCOMPLETE.code;
    for (id, practice) in cx.each(Kind::Practice, &cx.model.practice) {
        let mut gaps = Gaps::default();
        gaps.unless(said(&practice.text), code.asks, "`text`, what it asks");
        gaps.unless(!practice.aspect.is_empty(), code.asks, "`aspect`, which of SD-4.a to SD-4.g it serves");
        let learned = practice.source.iter().any(|source| source.to().is_some()) || said(&practice.source_text);
        gaps.unless(learned, code.asks, "`source` or `source-text`, where it was learned");
        let message = format!("practice `{}` is not complete", practice.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding.why("a list of catchwords cannot be answered, and one without sources cannot be kept up"),
            );
        }
    }
}

/// Aspects of a practice that people judge by the answers to it.
fn judged(cx: &Context<'_>, practice: &Record<Practice>) -> Vec<&'static str> {
    let asks = PRACTICE_ANSWER_INCOMPLETE.code.asks;
    let serves = |aspect: &&'static str| practice.aspect.iter().any(|clause| cx.same_clause(&clause.0, aspect));
    asks.iter().copied().filter(serves).collect()
}

fn practice_answer_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRACTICE_ANSWER_INCOMPLETE.code;
    for aspect in code.asks {
        out.next(
            aspect,
            format!(
                "add a `[practice.ID]` with `aspect = [\"{aspect}\"]` and a `[practice-answer.ID]` that answers it"
            ),
        );
    }
    for (id, answer, practice) in answers(cx) {
        let Some(practice) = cx.model.practice.get(practice.at as usize) else { continue };
        let aspects = judged(cx, practice);
        let mut gaps = Gaps::default();
        let reasoned = said(&answer.reason);
        match answer.answer.as_ref().map(|answer| answer.value) {
            Some(Followed::Followed) => {
                let shown = answer.shown_by.iter().any(|element| element.to().is_some());
                gaps.unless(shown || reasoned, &aspects, "`shown-by` the elements that follow it, or `reason`");
            }
            Some(Followed::Deviated | Followed::NotApplicable) => gaps.unless(reasoned, &aspects, "`reason`"),
            None => gaps.unless(false, &aspects, "`answer`"),
        }
        gaps.unless(cx.someone(&answer.by), &aspects, "`by` a known person");
        gaps.unless(answer.date.is_some_and(|day| day.date <= cx.today), &aspects, "`date`");
        let message = format!("the answer `{}` to practice `{}` is not complete", answer.head.id, practice.head.id);
        if let Some(finding) = gaps.close(cx, out, code, &aspects, id, message) {
            out.finding(finding.why("a tick without a reason cannot be told from one that nobody thought about"));
        }
    }
}

fn boundary_undocumented(cx: &Context<'_>, out: &mut Outcome) {
    let code = &BOUNDARY_UNDOCUMENTED.code;
    let boundaries = reach::boundaries(cx.model);
    let documented = |one: AnyId, other: AnyId| boundaries.contains(&(one.min(other), one.max(other)));
    for (id, flow) in cx.each(Kind::Flow, &cx.model.flow) {
        let crossings = reach::crossings(cx.model, flow);
        let missing: Vec<_> = crossings
            .iter()
            .filter(|(one, other)| !documented(*one, *other) && !reach::nested(cx.model, *one, *other))
            .collect();
        let Some((one, other)) = missing.first() else {
            // A flow of which one end lies nowhere shows nothing, neither way.
            if placed(cx, flow) {
                out.shows_all(code.asks, id);
            }
            continue;
        };
        let (one, other) = (&cx.model.head(*one).id, &cx.model.head(*other).id);
        out.finding(
            cx.about(code, id, format!("flow `{}` crosses from zone `{one}` to `{other}`, and no boundary joins them", flow.head.id))
                .why("the design must show every trust boundary; what is not shown is not guarded")
                .help(format!("add `[boundary.{one}-{other}]` with `from = \"{one}\"` and `to = \"{other}\"`, or correct `passes-through`")),
        );
    }
}

fn placed(cx: &Context<'_>, flow: &Record<Flow>) -> bool {
    let source = flow.from.as_ref().and_then(Ref::to);
    let target = flow.to.as_ref().and_then(Ref::to).and_then(|to| reach::component_of(cx.model, to));
    source.is_some_and(|from| !reach::zones_of_party(cx.model, from).is_empty())
        && target.is_some_and(|on| !reach::zones_of_component(cx.model, on).is_empty())
}

fn debug_port_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DEBUG_PORT_OPEN.code;
    for (id, port) in cx.each(Kind::Port, &cx.model.port) {
        let Some(state) = &port.state else { continue };
        let guided =
            port.guideline.as_ref().is_some_and(|guideline| guideline.to().is_some()) || cx.told_to_users(id).is_some();
        let guarded = port.guarded_by.iter().any(|mechanism| mechanism.to().is_some());
        let (fine, lacks) = match state.value {
            PortState::Removed | PortState::Disabled => (true, ""),
            PortState::Protected => {
                (guarded && guided, "`guarded-by` a mechanism and a `guideline` that tells users how to keep it so")
            }
            PortState::Present => {
                (false, "`state = \"removed\"`, `\"disabled\"` or `\"protected\"` in series hardware")
            }
        };
        if fine {
            out.shows("SD-4.g", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("port `{}` is {} in series hardware", port.head.id, state.value.word()))
                .see(state.span, "its state")
                .why("whoever holds the device uses the header the developers used")
                .help(format!("decide: {lacks}")),
        );
    }
}

/// Days before the end of the interval on which the reminder starts.
const NOTICE_DAYS: i64 = 60;

/// Reviews of kind `practices` are of design practices or of coding standards; `looked-for` tells which.
fn practices_review_due(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRACTICES_REVIEW_DUE.code;
    out.next("SD-4.i", "add a `[review.ID]` of kind `practices` with `looked-for = [\"SD-4\"]`, at least once per interval of the policy");
    for (id, review) in held(cx).filter(|(_, review)| review.looked_for.is_empty()) {
        let finding = cx
            .about(code, id, format!("review `{}` does not say which practices it looked at", review.head.id))
            .why("the list of design practices and the coding standard are reviewed apart; one does not stand for the other")
            .help("add `looked-for = [\"SD-4\"]` for the design practices, `[\"SI-2\"]` for the coding standard");
        out.finding(finding);
    }
    let Some((id, date)) = newest_practice_review(cx) else { return };
    let Some(review) = cx.model.review.get(id.at as usize) else { return };
    let due = date.plus_months(cx.review_months());
    let why = "attacks change, and so does what good design means; what went wrong elsewhere belongs on the list";
    let help = "review the list and add a `[review.ID]` of kind `practices`";
    if due < cx.today {
        let message = format!("the list of design practices was last reviewed on {date} and was due again on {due}");
        out.finding(cx.about(code, id, message).why(why).help(help));
        return;
    }
    let open = review_gaps(cx, review);
    if !open.is_empty() {
        let message = format!("review `{}` of the design practices is not complete", review.head.id);
        let mut finding = cx.about(code, id, message).why(why).help(format!("open: {}", open.join("; ")));
        finding.severity = Severity::Warning;
        out.finding(finding);
        return;
    }
    out.shows("SD-4.i", id);
    if due.days() - cx.today.days() <= NOTICE_DAYS {
        let finding =
            cx.about(code, id, format!("the list of design practices is due for review by {due}")).why(why).help(help);
        // The interval is not over: a reminder, which keeps nothing from being met.
        let mut finding = bearing(finding, &[]);
        finding.severity = Severity::Warning;
        out.finding(finding);
    }
}

/// Reviews of practices that have been held.
fn held<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<Review>)> {
    let today = cx.today;
    reviews(cx, ReviewKind::Practices).filter(move |(_, review)| review.date.is_some_and(|day| day.date <= today))
}

/// The newest review of the list of design practices, with its date.
pub(crate) fn newest_practice_review(cx: &Context<'_>) -> Option<(AnyId, Date)> {
    let ours = |review: &Record<Review>| {
        let asked = |clause: &str| cx.same_clause(clause, "SD-4.i") || cx.same_clause(clause, "SD-4.h");
        review.looked_for.iter().any(|clause| asked(&clause.0))
    };
    let dated = held(cx).filter(|(_, review)| ours(review)).filter_map(|(id, review)| Some((review.date?.date, id)));
    dated.max().map(|(date, id)| (id, date))
}

/// Every practice is answered for the version being built or the current release.
fn practice_unanswered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRACTICE_UNANSWERED.code;
    out.next("SD-4.j", "add a `[practice-answer.ID]` for every practice");
    if cx.model.practice_answer.is_empty() {
        return;
    }
    let versions = versions(cx);
    let mut answered = BTreeSet::new();
    let mut outdated = BTreeSet::new();
    for (_, answer, practice) in answers(cx) {
        match &answer.design_version {
            Some(version) if versions.contains(&*version.value) => answered.insert(practice),
            _ => outdated.insert(practice),
        };
    }
    for (id, practice) in cx.each(Kind::Practice, &cx.model.practice) {
        if answered.contains(&id) {
            out.shows("SD-4.j", id);
            continue;
        }
        let listed = versions.iter().copied().collect::<Vec<_>>().join(" or ");
        let name = &practice.head.id;
        let message = match outdated.contains(&id) {
            true => format!("practice `{name}` is answered, and not for version {listed}"),
            false => format!("practice `{name}` is not answered"),
        };
        out.finding(
            cx.about(code, id, message)
                .why("every version of the design answers every practice: followed, deviated with a reason, or not applicable")
                .help(format!("add a `[practice-answer.ID]` with `practice = \"{name}\"` and `design-version`")),
        );
    }
}
