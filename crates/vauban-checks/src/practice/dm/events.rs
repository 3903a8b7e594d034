//! What happened to an issue, in order and without gaps, and never rewritten (DM-1).

use vauban_analysis::issues::{follows, next, step};
use vauban_diagnostics::{Code, Confidence, Finding, Severity, Span};
use vauban_model::kinds::{Issue, IssueEvent};
use vauban_model::{FolderStanding, IssueState, Kind, Moment, PastEvent, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};

/// Seconds by which the latest zone on earth is behind UTC: until then it is still today somewhere.
const LATEST_ZONE: i64 = 12 * 3_600;

pub(crate) const ISSUE_EVENTS_OUT_OF_ORDER: Check = Check {
    code: Code {
        name: "issue-events-out-of-order",
        asks: &["DM-1.e"],
        summary: "what happened to an issue does not stand in the order of time, or lies ahead",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-events-out-of-order.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_events_out_of_order,
};

/// No event is before the one in front of it, none lies ahead of today, and the first is not before the receipt.
fn issue_events_out_of_order(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_EVENTS_OUT_OF_ORDER.code;
    let end_of_today = cx.today.days() * 86_400 + 86_399 + LATEST_ZONE;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let name = &issue.head.id;
        let mut tell = |span: Span, message: String, help: &str, before: Option<(Span, &str)>| {
            let mut finding = code.at(span, message).subject(cx.name(id));
            if let Some((place, text)) = before {
                finding = finding.see(place, text);
            }
            out.finding(
                finding.why("clocks and deadlines are counted from these times; a wrong one moves them all").help(help),
            );
        };
        if let (Some(day), Some(moment)) = (issue.received, &issue.received_at)
            && moment.date().is_some_and(|date| date != day.date)
        {
            tell(
                moment.0.span,
                format!("issue `{name}` was received on two days"),
                "let `received` be the day of `received-at`, in the zone that stands there",
                Some((day.span, "the other day")),
            );
        }
        let mut before: Option<(i64, Span)> = issue.received_at.as_ref().and_then(seconds);
        let mut what = "its receipt";
        for at in issue.events.iter().filter_map(|event| event.at.as_ref()) {
            let Some((second, span)) = seconds(at) else { continue };
            if second > end_of_today {
                tell(
                    span,
                    format!("an event of issue `{name}` lies ahead of today"),
                    "an event has happened; what is planned stands in `due`, `reconsider` and `embargo-until`",
                    None,
                );
            }
            match before {
                Some((earlier, place)) if second < earlier => tell(
                    span,
                    format!("an event of issue `{name}` is earlier than {what}"),
                    "put events in the order of time, each with its zone; what was forgotten is added as a new event whose `note` says when it was",
                    Some((place, "that is later")),
                ),
                _ => before = Some((second, span)),
            }
            what = "the event in front of it";
        }
    }
}

fn seconds(moment: &Moment) -> Option<(i64, Span)> {
    Some((moment.seconds()?, moment.0.span))
}

pub(crate) const ISSUE_STATE_SKIPPED: Check = Check {
    code: Code {
        name: "issue-state-skipped",
        asks: &["DM-1.e"],
        summary: "an issue passed over a state, or went back to one, and nobody says why",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-state-skipped.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_state_skipped,
};

/// Every event follows the one in front of it by the table of steps, or says why not.
fn issue_state_skipped(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_STATE_SKIPPED.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let mut from: Option<IssueState> = None;
        for event in &issue.events {
            let Some(state) = &event.state else { continue };
            if !follows(from, state.value) && !said(&event.skipped_because) {
                let usual: Vec<&str> = next(from).iter().map(|state| state.word()).collect();
                let usual = if usual.is_empty() { "nothing".to_owned() } else { usual.join(", ") };
                out.finding(
                    code.at(
                        state.span,
                        format!("issue `{}` went {} and does not say why", issue.head.id, step(from, state.value)),
                    )
                    .subject(cx.name(id))
                    .why("a state that was passed over is a question that nobody answered: whether it applies, how bad it is, what is done")
                    .help(format!("what follows is {usual}; for another step say `skipped-because` in the event")),
                );
            }
            from = Some(state.value);
        }
    }
}

pub(crate) const ISSUE_STATE_DIFFERS: Check = Check {
    code: Code {
        name: "issue-state-differs",
        asks: &["DM-1.e"],
        summary: "an issue is in another state than its last event left it in",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-state-differs.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_state_differs,
};

fn issue_state_differs(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_STATE_DIFFERS.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let last = issue.events.last().and_then(|event| event.state.as_ref());
        let (Some(last), Some(state)) = (last, &issue.state) else { continue };
        if last.value == state.value {
            continue;
        }
        let (is, was) = (state.value.word(), last.value.word());
        out.finding(
            code.at(state.span, format!("issue `{}` is `{is}`, and its last event left it `{was}`", issue.head.id))
                .subject(cx.name(id))
                .see(last.span, "its last event")
                .why("what is counted as open or done rests on `state`; a change without an event has no time and no author")
                .help(format!("add an event that leads to `{is}`, or write `state = \"{was}\"`"))
                .fix(format!("write `state = \"{was}\"`"), state.span, format!("\"{was}\"")),
        );
    }
}

pub(crate) const ISSUE_HISTORY_REWRITTEN: Check = Check {
    code: Code {
        name: "issue-history-rewritten",
        asks: &["DM-1.e"],
        summary: "an event of an issue was changed or taken out after it had been committed",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-history-rewritten.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_history_rewritten,
};

/// What some earlier revision has as an event of an issue stands there still.
fn issue_history_rewritten(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let own = |issue: &&Record<Issue>| issue.head.folder().is_empty();
    let with_events = cx.each(Kind::Issue, &cx.model.issue).any(|(_, issue)| own(&issue) && !issue.events.is_empty());
    let Some(past) = &cx.facts.past_events else {
        if with_events {
            out.unknown("DM-1.e", "whether events of issues were changed afterwards cannot be told without git");
        }
        return;
    };
    if let Some(why) = past.incomplete.as_ref().filter(|_| with_events || !past.by_issue.is_empty()) {
        out.unknown("DM-1.e", format!("whether events of issues were changed afterwards cannot be told: {why}"));
    }
    for (name, events) in &past.by_issue {
        let called = || cx.model.issue.iter().filter(|issue| is_called(issue, name));
        // One that moved to a used folder took its events along.
        let found = called().find(|issue| issue.head.folder().is_empty()).or_else(|| called().next());
        match found {
            Some(issue) if cx.concerns(&issue.head) && !issue.head.removed => still_there(issue, events, out),
            Some(_) => {}
            None => gone(cx, name, events, out),
        }
    }
}

/// Whether an issue has an id, or had it before.
fn is_called(issue: &Record<Issue>, id: &str) -> bool {
    issue.head.local() == id || issue.head.common.formerly.iter().any(|old| *old.value == *id)
}

fn still_there(issue: &Record<Issue>, events: &[PastEvent], out: &mut Outcome) {
    for past in events.iter().filter(|past| !issue.events.iter().any(|event| event.says_as(&past.event))) {
        // The one that stands at the same time is what became of it.
        let second = |event: &IssueEvent| event.at.as_ref().and_then(Moment::seconds);
        let now = issue.events.iter().find(|event| second(event) == second(&past.event));
        let place = now.and_then(|event| event.at.as_ref()).map_or(issue.head.header, |at| at.0.span);
        let became = if now.is_some() { "was changed" } else { "was taken out" };
        let message = format!("an event of issue `{}` {became} after it had been committed", issue.head.id);
        out.finding(rewritten(place, message, past).subject(issue.head.name()));
    }
}

/// An issue that is nowhere, though it had events: unless it can have moved to a folder that is not here.
fn gone(cx: &Context<'_>, name: &str, events: &[PastEvent], out: &mut Outcome) {
    let kept = cx
        .model
        .folders
        .iter()
        .any(|(_, folder)| folder.standing == FolderStanding::Withheld && folder.may_hold(Kind::Issue));
    if kept {
        out.unknown("DM-1.e", format!("issue `{name}` may have moved to a folder that is not here"));
        return;
    }
    let Some(first) = events.first() else { return };
    // It has no place any more: it is told at another issue of the project, or at nothing.
    let Some(beside) = cx.model.issue.iter().find(|issue| issue.head.folder().is_empty()) else { return };
    let message = format!("issue `{name}` was taken out after {} of its events had been committed", events.len());
    out.finding(rewritten(beside.head.header, message, first).subject(format!("issue.{name}")));
}

fn rewritten(place: Span, message: String, past: &PastEvent) -> Finding {
    let commit = past.commit.get(..10).unwrap_or(&past.commit);
    let state = past.event.state.as_ref().map_or("", |state| state.value.word());
    let at = past.event.at.as_ref().map_or("", |at| &*at.0.value);
    ISSUE_HISTORY_REWRITTEN
        .code
        .at(place, message)
        .why("what can be written anew afterwards proves nothing about when it was known and done")
        .help(format!(
            "it stood at {}:{} in commit {commit}: `{state}` at {at}; put it back as it was, and say in a new event what was wrong with it",
            past.file, past.line
        ))
}
