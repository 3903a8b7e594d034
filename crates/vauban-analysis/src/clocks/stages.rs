//! The clock of every stage of a case: awareness + 24 h, awareness + 72 h, and the final report, which runs from the first
//! measure for users (vulnerability) or from the submission of the notification (incident). CRA Article 14(2) and (4).

use std::collections::BTreeSet;

use vauban_catalog::reporting::{Amount, ClockRule, StageRule, Start, TrackRule};
use vauban_model::{Date, FilingStage, Track};

use super::notes::hints;
use super::story::{Filed, Request, Story};
use super::{Anchor, Asked, Clock, Done, Duty, Instant, State, statutory};

/// Runs every clock of the law that fits the track.
pub(super) fn run(asked: Asked<'_>, story: &Story, notes: &mut Vec<String>) -> Vec<Clock> {
    let holidays: BTreeSet<Date> =
        asked.model.policy.first().into_iter().flat_map(|policy| &policy.public_holidays).map(|day| day.date).collect();
    let fits = |rule: &&ClockRule| match (rule.track, story.track) {
        (TrackRule::Both, _) => true,
        (TrackRule::Vulnerability, Some(Track::ExploitedVulnerability)) => true,
        (TrackRule::Incident, Some(Track::SevereIncident)) => true,
        (TrackRule::Vulnerability | TrackRule::Incident, _) => false,
    };
    let rules: Vec<&ClockRule> = asked.law.clocks.iter().filter(fits).collect();
    for stage in [StageRule::EarlyWarning, StageRule::Notification, StageRule::Final] {
        if story.track.is_some() && !rules.iter().any(|rule| rule.stage == stage) {
            notes.push(format!("the catalog in force has no rule for the stage {stage:?}: its deadline is not known"));
        }
    }
    let mut clocks: Vec<Clock> = rules
        .into_iter()
        .flat_map(|rule| match rule.stage {
            StageRule::Triage => triage(asked, story, rule),
            StageRule::EarlyWarning => vec![from_awareness(asked, story, rule, Duty::EarlyWarning, &holidays)],
            StageRule::Notification => vec![from_awareness(asked, story, rule, Duty::Notification, &holidays)],
            StageRule::UserInformation => vec![users(asked, story, rule)],
            StageRule::Intermediate => requests(asked, story, rule),
            StageRule::Final => vec![last(asked, story, rule, &holidays)],
        })
        .collect();
    clocks.sort_by_key(|clock| clock.duty);
    hints(asked, story, &clocks, notes);
    clocks
}

/// The first submission of a stage, or of another that gave its information.
pub(super) fn first(story: &Story, stage: FilingStage) -> Option<&Filed> {
    let of = story.filed.iter().filter(|filed| filed.stage == stage || filed.covers.contains(&stage));
    of.min_by_key(|filed| filed.at)
}

fn done(filed: Option<&Filed>) -> Option<Done> {
    filed.map(|filed| Done { at: filed.at, receipt: filed.receipt.clone() })
}

/// An empty clock of a rule.
fn clock(asked: Asked<'_>, rule: &ClockRule, duty: Duty) -> Clock {
    Clock {
        duty,
        rule: format!("{}/{}", asked.law.namespace, rule.requirement),
        law: true,
        anchor: None,
        due: None,
        statutory: None,
        state: State::NotStarted,
        done: None,
        why: String::new(),
        next: String::new(),
    }
}

/// How a clock stands that has what it needs.
pub(super) fn state(now: Instant, due: Option<Instant>, done: Option<&Done>, provisional: bool, owed: bool) -> State {
    match (done, due) {
        (Some(done), Some(due)) if done.at.seconds > due.seconds => State::Late,
        (Some(_), _) => State::Met,
        (None, _) if !owed => State::NotOwed,
        (None, Some(due)) if now.seconds > due.seconds => State::Missed,
        (None, _) if provisional => State::Provisional,
        (None, _) => State::Running,
    }
}

/// So much later.
pub(super) fn plus(at: Instant, amount: Amount) -> Option<Instant> {
    match amount {
        Amount::Hours(hours) => at.plus_hours(i64::from(hours)),
        Amount::Days(days) => at.plus_hours(i64::from(days) * 24),
        Amount::Months(months) => at.plus_months(i64::from(months)),
    }
}

/// `24 h`, `14 days`, `1 month`.
fn words(amount: Amount) -> String {
    let many = |number: u32, one: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") };
    match amount {
        Amount::Hours(hours) => format!("{hours} h"),
        Amount::Days(days) => many(days, "day"),
        Amount::Months(months) => many(months, "month"),
    }
}

fn from_awareness(asked: Asked<'_>, story: &Story, rule: &ClockRule, duty: Duty, holidays: &BTreeSet<Date>) -> Clock {
    let stage = if duty == Duty::EarlyWarning { FilingStage::EarlyWarning } else { FilingStage::Notification };
    let mut clock = clock(asked, rule, duty);
    clock.done = done(first(story, stage));
    let owed = story.not_owed.is_none();
    let Some((aware, amount)) = story.aware.zip(rule.amount) else {
        return unaware(story, clock, owed);
    };
    clock.anchor = Some(Anchor { what: "awareness", at: aware });
    clock.due = plus(aware, amount);
    clock.statutory = statutory(aware, amount, holidays);
    clock.state = state(asked.now, clock.due, clock.done.as_ref(), false, owed);
    clock.why = told(story, &clock, format!("{} from awareness, weekends and holidays included", words(amount)));
    if !clock.state.settled() {
        clock.next = format!("file it at once: `vauban issue file CASE --stage {}` prints the sheet", stage.word());
    }
    clock
}

/// A stage of a case in which nobody is certain yet.
fn unaware(story: &Story, mut clock: Clock, owed: bool) -> Clock {
    if clock.done.is_some() {
        clock.state = if owed { State::Provisional } else { State::Met };
        clock.why =
            "it was done; when there was certainty is not recorded, so nobody can tell whether in time".to_owned();
        clock.next = "record `aware`".to_owned();
        return clock;
    }
    if !owed {
        clock.state = State::NotOwed;
        clock.why = story.not_owed.clone().unwrap_or_default();
        return clock;
    }
    clock.why = "a signal is no awareness; the period begins with reasonable certainty".to_owned();
    clock.next = "assess it at once, and record `aware` or `no-duty`".to_owned();
    clock
}

/// Why a clock stands as it does: what it runs by, or why it does not.
fn told(story: &Story, clock: &Clock, by: String) -> String {
    match (clock.state, &story.not_owed) {
        (State::NotOwed, Some(why)) => why.clone(),
        (State::Late, _) => format!("{by}; filed after that"),
        _ => by,
    }
}

fn triage(asked: Asked<'_>, story: &Story, rule: &ClockRule) -> Vec<Clock> {
    let Some(signal) = story.signal else { return Vec::new() };
    let mut clock = clock(asked, rule, Duty::Triage);
    let policy = asked.model.policy.first();
    let hours = policy.and_then(|policy| policy.signal_hours.as_ref()).map(|hours| hours.0.value);
    let ended = story.assessed.or(story.aware.filter(|aware| aware.seconds <= asked.now.seconds));
    clock.rule = "policy".to_owned();
    clock.law = false;
    clock.anchor = Some(Anchor { what: "signal", at: signal });
    clock.due = hours.and_then(|hours| signal.plus_hours(hours));
    clock.done = ended.map(|at| Done { at, receipt: String::new() });
    let owed = story.not_owed.is_none();
    clock.state = state(asked.now, clock.due, clock.done.as_ref(), false, owed);
    clock.why = match hours {
        Some(hours) => format!("{hours} h from the first hint, by `[policy] signal-hours`"),
        None => "the law says promptly and names no hours; `[policy] signal-hours` sets some".to_owned(),
    };
    if !clock.state.settled() {
        clock.next = "end the first assessment: record `assessed`, and `aware` or `no-duty`".to_owned();
    }
    vec![clock]
}

fn users(asked: Asked<'_>, story: &Story, rule: &ClockRule) -> Clock {
    let mut clock = clock(asked, rule, Duty::UserInformation);
    let policy = asked.model.policy.first();
    let hours = policy.and_then(|policy| policy.user_information_hours.as_ref()).map(|hours| hours.0.value);
    let owed = story.not_owed.is_none();
    clock.done = story.users_informed.map(|at| Done { at, receipt: String::new() });
    let Some(aware) = story.aware else { return unaware(story, clock, owed) };
    clock.anchor = Some(Anchor { what: "awareness", at: aware });
    clock.due = hours.and_then(|hours| aware.plus_hours(hours));
    clock.state = state(asked.now, clock.due, clock.done.as_ref(), false, owed);
    let by = match hours {
        Some(hours) => format!("{hours} h from awareness, by `[policy] user-information-hours`"),
        None => {
            "the law says in a timely manner and names no hours; `[policy] user-information-hours` sets some".to_owned()
        }
    };
    clock.why = told(story, &clock, by);
    if !clock.state.settled() {
        clock.next = "tell users what to do, machine-readable where that fits, and record `users-informed`".to_owned();
    }
    clock
}

fn requests(asked: Asked<'_>, story: &Story, rule: &ClockRule) -> Vec<Clock> {
    let mut reports: Vec<&Filed> =
        story.filed.iter().filter(|filed| filed.stage == FilingStage::Intermediate).collect();
    reports.sort_by_key(|filed| std::cmp::Reverse(filed.at));
    let mut asked_for: Vec<&Request> = story.requests.iter().collect();
    asked_for.sort_by_key(|request| request.at);
    let answer = |request: &Request, reports: &mut Vec<&Filed>| {
        if let Some(at) = request.filed {
            return Some(Done { at, receipt: String::new() });
        }
        // The earliest report after the request that answers no earlier one.
        let at = reports.iter().rposition(|filed| filed.at.seconds >= request.at.seconds)?;
        done(Some(reports.remove(at)))
    };
    let clocks = asked_for.into_iter().map(|request| {
        let mut clock = clock(asked, rule, Duty::Intermediate);
        clock.anchor = Some(Anchor { what: "request", at: request.at });
        clock.due = request.due;
        clock.done = answer(request, &mut reports);
        let owed = story.not_owed.is_none();
        clock.state = state(asked.now, clock.due, clock.done.as_ref(), false, owed);
        let by = match request.due {
            Some(_) => "asked for by the CSIRT, with a date".to_owned(),
            None => "asked for by the CSIRT, without a date".to_owned(),
        };
        clock.why = told(story, &clock, by);
        if !clock.state.settled() {
            clock.next =
                "give the report, and record it with `vauban issue filed CASE --stage intermediate`".to_owned();
        }
        clock
    });
    clocks.collect()
}

fn last(asked: Asked<'_>, story: &Story, rule: &ClockRule, holidays: &BTreeSet<Date>) -> Clock {
    let mut clock = clock(asked, rule, Duty::Final);
    clock.done = done(first(story, FilingStage::Final));
    let owed = story.not_owed.is_none();
    let Some((aware, amount)) = story.aware.zip(rule.amount) else { return unaware(story, clock, owed) };
    let (anchor, provisional, by) = match rule.start {
        Start::Notification => after_notification(asked, story, aware, amount),
        Start::AwarenessAndMeasure => after_measure(story, aware, amount),
        Start::Awareness => (Some(Anchor { what: "awareness", at: aware }), false, words(amount)),
        // Nothing in the law starts a final report there; a catalog that says so gets no date from us.
        Start::Request | Start::Signal => {
            (None, false, "the catalog starts it from something a case does not have".to_owned())
        }
    };
    clock.due = anchor.as_ref().and_then(|anchor| plus(anchor.at, amount));
    clock.statutory = anchor.as_ref().and_then(|anchor| statutory(anchor.at, amount, holidays));
    let started = anchor.is_some();
    clock.anchor = anchor;
    clock.state = match (started, clock.done.is_some(), owed) {
        (false, false, true) => State::NotStarted,
        _ => state(asked.now, clock.due, clock.done.as_ref(), provisional, owed),
    };
    clock.why = told(story, &clock, by);
    clock.next = match clock.state {
        State::NotStarted => {
            "add an entry under `measures` as soon as users can help themselves: a workaround starts the period"
                .to_owned()
        }
        State::Provisional if story.unrecorded.is_some() => {
            "record under `measures` when that was available".to_owned()
        }
        State::Provisional => "file the notification; its receipt sets the date".to_owned(),
        State::Running | State::Missed => "file the final report: `vauban issue file CASE --stage final`".to_owned(),
        State::Late | State::Met | State::NotOwed => String::new(),
    };
    clock
}

type From = (Option<Anchor>, bool, String);

/// The final report of an incident: from the submission of the notification; from its deadline, while there is none.
fn after_notification(asked: Asked<'_>, story: &Story, aware: Instant, amount: Amount) -> From {
    let length = words(amount);
    if let Some(filed) = first(story, FilingStage::Notification) {
        let anchor = Anchor { what: "notification submitted", at: filed.at };
        return (
            Some(anchor),
            false,
            format!("{length} from the submission of the notification, at the same time of day"),
        );
    }
    let rule = asked.law.clocks.iter().find(|rule| {
        rule.stage == StageRule::Notification
            && rule.track != TrackRule::Vulnerability
            && rule.start == Start::Awareness
    });
    let deadline = rule.and_then(|rule| rule.amount).and_then(|amount| plus(aware, amount));
    let anchor = deadline.map(|at| Anchor { what: "deadline of the notification", at });
    (
        anchor,
        true,
        format!(
            "{length} from the deadline of the notification, as long as that is not filed; filing it early makes this earlier"
        ),
    )
}

/// The final report of a vulnerability: from the first measure for users, and not from before awareness.
fn after_measure(story: &Story, aware: Instant, amount: Amount) -> From {
    let length = words(amount);
    if let Some((out, what)) = &story.unrecorded {
        let at = if out.seconds > aware.seconds { Instant { ahead: aware.ahead, ..*out } } else { aware };
        let why = format!("{length} from the first instant at which {what}, which no entry under `measures` tells of");
        return (Some(Anchor { what: "unrecorded measure", at }), true, why);
    }
    match story.measure {
        None => (
            None,
            false,
            format!("{length} from the first patch, workaround or mitigation for users; none is recorded"),
        ),
        Some(measure) if measure.seconds <= aware.seconds => {
            let why = format!("{length} from awareness: the measure was there before");
            (Some(Anchor { what: "awareness", at: aware }), false, why)
        }
        Some(measure) => {
            let why = format!("{length} from the first measure that users could have");
            (Some(Anchor { what: "first measure", at: measure }), false, why)
        }
    }
}
