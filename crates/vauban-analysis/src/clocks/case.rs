//! The clocks of a case: awareness + 24 h, awareness + 72 h, and the final report, which runs from the first measure for
//! users (vulnerability) or from the submission of the notification (incident). CRA Article 14(2) and (4).
//!
//! A record is first boiled down to a [`Story`]: what happened when, as far as it was known at the instant. An exercise is
//! another story through the same clocks.

use std::collections::BTreeSet;

use vauban_catalog::reporting::{Amount, ClockRule, StageRule, Start, TrackRule};
use vauban_model::kinds::{Case, Policy};
use vauban_model::{AnyId, Date, Enterprise, FilingStage, Model, NoDutyGround, Record, Ref, Track, When};

use super::awareness::persons;
use super::{Anchor, Asked, Awareness, CaseClocks, Clock, Done, Duty, Instant, State, cascade, statutory};

/// What happened in a case, as far as it was known at an instant.
#[derive(Clone, Debug, Default)]
struct Story {
    track: Option<Track>,
    signal: Option<Instant>,
    assessed: Option<Instant>,
    aware: Option<Instant>,
    measure: Option<Instant>,
    /// A notice or update that nobody recorded as a measure, and the first instant at which it can have been out.
    unrecorded: Option<(Instant, String)>,
    filed: Vec<Filed>,
    requests: Vec<Request>,
    users_informed: Option<Instant>,
    not_owed: Option<String>,
}

#[derive(Clone, Debug)]
struct Filed {
    stage: FilingStage,
    covers: Vec<FilingStage>,
    at: Instant,
    receipt: String,
}

#[derive(Clone, Debug)]
struct Request {
    at: Instant,
    due: Option<Instant>,
    filed: Option<Instant>,
}

/// The clocks of a case as it is recorded.
pub(super) fn clocks(asked: Asked<'_>, id: Option<AnyId>, case: &Record<Case>) -> CaseClocks {
    let awareness = Awareness::of(asked.model, case, asked.now);
    let story = story(asked, case, &awareness);
    let mut notes = notes(asked, case, &story);
    let clocks = run(asked, &story, &mut notes);
    let file = asked.model.sources.file(case.head.header.file);
    CaseClocks {
        case: id,
        name: case.head.name(),
        title: case
            .head
            .common
            .title
            .as_ref()
            .map_or_else(|| case.head.id.to_string(), |title| title.trim().to_owned()),
        file: file.path.clone(),
        line: id.map_or(0, |id| asked.model.place(id).1),
        track: story.track,
        drill: case.drill.as_ref().is_some_and(|drill| drill.value),
        not_owed: story.not_owed,
        awareness,
        measure: story.measure,
        clocks,
        notes,
    }
}

/// The clocks of a case as if there had been certainty at another instant and nothing had been done since.
pub(super) fn drilled(asked: Asked<'_>, case: &Record<Case>, aware: Instant) -> CaseClocks {
    let mut page = made_up_as(asked, case.track.as_ref().map(|track| track.value), aware);
    page.name = case.head.name();
    page.title =
        case.head.common.title.as_ref().map_or_else(|| case.head.id.to_string(), |title| title.trim().to_owned());
    page
}

/// The clocks of a case that is made up.
pub(super) fn made_up(asked: Asked<'_>, track: Track, aware: Instant) -> CaseClocks {
    made_up_as(asked, Some(track), aware)
}

fn made_up_as(asked: Asked<'_>, track: Option<Track>, aware: Instant) -> CaseClocks {
    let story = Story { track, aware: Some(aware), ..Story::default() };
    let mut notes = vec!["an exercise: nothing of it is filed, and it alarms nobody".to_owned()];
    let clocks = run(asked, &story, &mut notes);
    let event = super::AwarenessEvent { at: None, aware, what: "made up".to_owned(), flaw: None };
    CaseClocks {
        case: None,
        name: "case.drill".to_owned(),
        title: "Exercise".to_owned(),
        file: String::new(),
        line: 0,
        track,
        drill: true,
        not_owed: None,
        awareness: Awareness { governs: Some(aware), log: vec![event] },
        measure: None,
        clocks,
        notes,
    }
}

fn story(asked: Asked<'_>, case: &Record<Case>, awareness: &Awareness) -> Story {
    let past = |moment: &vauban_model::Moment| Instant::of(moment).filter(|at| at.seconds <= asked.now.seconds);
    let filed = case.filings.iter().filter_map(|filing| {
        let receipt = filing.receipt.as_ref().map_or("", |receipt| receipt.trim());
        Some(Filed {
            stage: filing.stage.as_ref()?.value,
            covers: filing.covers.iter().map(|stage| stage.value).collect(),
            at: past(filing.submitted.as_ref()?)?,
            receipt: receipt.to_owned(),
        })
    });
    let requests = case.requests.iter().filter_map(|request| {
        let at = past(request.at.as_ref()?)?;
        Some(Request {
            at,
            due: request.due.as_ref().and_then(Instant::of),
            filed: request.filed.as_ref().and_then(past),
        })
    });
    let users = case.users_informed.iter().filter_map(|informed| past(informed.at.as_ref()?));
    let measure = measure(asked, case);
    Story {
        track: case.track.as_ref().map(|track| track.value),
        signal: case.signal.as_ref().and_then(Instant::of),
        assessed: case.assessed.as_ref().and_then(past),
        aware: awareness.governs,
        measure,
        unrecorded: unrecorded(asked.model, case, asked.now)
            .filter(|(_, last, _)| measure.is_none_or(|measure| *last < measure.seconds))
            .map(|(first, _, what)| (first, what)),
        filed: filed.collect(),
        requests: requests.collect(),
        users_informed: users.min(),
        not_owed: not_owed(asked, case, awareness.governs),
    }
}

/// The first measure for an affected product that users could have at the instant.
fn measure(asked: Asked<'_>, case: &Record<Case>) -> Option<Instant> {
    let affected: BTreeSet<AnyId> =
        case.affected.iter().filter_map(|affected| affected.product.as_ref().and_then(Ref::to)).collect();
    let fits = |measure: &vauban_model::kinds::Measure| {
        let named: Vec<AnyId> = measure.products.iter().filter_map(Ref::to).collect();
        // A measure whose products lead nowhere counts: it can only make the report due earlier.
        affected.is_empty() || named.is_empty() || named.iter().any(|product| affected.contains(product))
    };
    let measures = case.measures.iter().filter(|measure| fits(measure));
    let available = measures.filter_map(|measure| Instant::of(measure.available.as_ref()?));
    available.filter(|at| at.seconds <= asked.now.seconds).min()
}

/// A notice that says what to do, or an update, about an issue of the case and not among its measures: first and last
/// second at which it can have come out, and what it is. The earliest of several.
pub(super) fn unrecorded(model: &Model, case: &Record<Case>, now: Instant) -> Option<(Instant, i64, String)> {
    let issues: BTreeSet<AnyId> = case.issue.iter().filter_map(Ref::to).collect();
    let known: BTreeSet<AnyId> = case
        .measures
        .iter()
        .flat_map(|measure| [measure.advisory.as_ref().and_then(Ref::to), measure.update.as_ref().and_then(Ref::to)])
        .flatten()
        .collect();
    let told = issues.iter().filter_map(|issue| model.issue.get(issue.at as usize)).flat_map(|issue| &issue.advisory);
    let told = told.filter_map(Ref::to).filter(|id| !known.contains(id)).filter_map(|id| {
        let advisory = model.advisory.get(id.at as usize)?;
        let says = advisory.resolution.as_ref().is_some_and(|text| !text.trim().is_empty());
        let day = advisory.published.filter(|_| says)?;
        Some((day, format!("`{}` was published on {}", advisory.head.name(), day.date)))
    });
    let updates = model.update.iter().enumerate().filter_map(|(at, update)| {
        let id = AnyId { kind: vauban_model::Kind::Update, at: at as u32 };
        let fixes = update.fixes.iter().filter_map(Ref::to).any(|issue| issues.contains(&issue));
        let day = update.delivered.filter(|_| fixes && !known.contains(&id))?;
        Some((day, format!("`{}` was delivered on {}", update.head.name(), day.date)))
    });
    let dated = told.chain(updates).filter_map(|(day, what)| {
        let (first, last) = When::Day(day).seconds()?;
        (first <= now.seconds).then_some((Instant { seconds: first, ahead: 0 }, last, what))
    });
    dated.min_by(|one, other| (one.0, &one.2).cmp(&(other.0, &other.2)))
}

/// Why a case is not owed to anybody, if it is not.
fn not_owed(asked: Asked<'_>, case: &Record<Case>, aware: Option<Instant>) -> Option<String> {
    if let Some(retracted) = &case.retracted
        && retracted.at.as_ref().and_then(Instant::of).is_some_and(|at| at.seconds <= asked.now.seconds)
        && retracted.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
    {
        return Some("it was retracted as a false alarm; what was filed stays on record".to_owned());
    }
    if let Some(first) = before_the_duty(asked, aware) {
        return Some(format!("the exploitation was known before the duty began on {first}"));
    }
    let excused = case.no_duty.as_ref()?;
    let ground = excused.ground.as_ref()?.value;
    no_duty_flaw(asked, case).is_none().then(|| format!("it need not be reported: {}", ground.word()))
}

/// The first day of the duty, where awareness was before it by the clock it was written with and by UTC.
fn before_the_duty(asked: Asked<'_>, aware: Option<Instant>) -> Option<Date> {
    let policy = asked.model.policy.first();
    let steward = enterprise(policy) == Some(Enterprise::Steward);
    let first = if steward { &asked.law.begins_for_stewards } else { &asked.law.begins };
    let first = first.as_deref().and_then(Date::parse)?;
    let aware = aware?;
    let day = aware.date()?.max(aware.utc().date()?);
    (day < first).then_some(first)
}

/// Why a decision that a case need not be reported does not hold; `None` where it holds or there is none.
pub(crate) fn no_duty_flaw(asked: Asked<'_>, case: &Record<Case>) -> Option<&'static str> {
    let excused = case.no_duty.as_ref()?;
    let ground = excused.ground.as_ref().map(|ground| ground.value);
    if excused.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Some("it gives no analysis");
    }
    if persons(asked.model, &excused.by).is_empty() {
        return Some("nobody who can be asked decided it");
    }
    if excused.at.as_ref().and_then(Instant::of).is_none_or(|at| at.seconds > asked.now.seconds) {
        return Some("it does not say when it was decided, or says a time to come");
    }
    let track = case.track.as_ref().map(|track| track.value);
    match ground {
        None => Some("it gives no ground"),
        Some(NoDutyGround::KnownBefore) => {
            let aware = Awareness::of(asked.model, case, asked.now).governs;
            let before = before_the_duty(asked, aware).is_some();
            (!before).then_some("its `aware` is not before the duty began")
        }
        Some(NoDutyGround::NotSevere) => {
            (track != Some(Track::SevereIncident)).then_some("its ground is one for incidents")
        }
        Some(NoDutyGround::NotExploitedHere | NoDutyGround::NotReachable | NoDutyGround::GoodFaithResearch) => {
            (track != Some(Track::ExploitedVulnerability)).then_some("its ground is one for vulnerabilities")
        }
    }
}

fn enterprise(policy: Option<&Record<Policy>>) -> Option<Enterprise> {
    policy?.enterprise.as_ref().map(|word| word.value)
}

/// Runs every clock of the law that fits the track.
fn run(asked: Asked<'_>, story: &Story, notes: &mut Vec<String>) -> Vec<Clock> {
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
fn first(story: &Story, stage: FilingStage) -> Option<&Filed> {
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

fn plus(at: Instant, amount: Amount) -> Option<Instant> {
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

/// What can be told of a case before somebody acts.
fn hints(asked: Asked<'_>, story: &Story, clocks: &[Clock], notes: &mut Vec<String>) {
    let of = |duty: Duty| clocks.iter().find(|clock| clock.duty == duty);
    let unfiled = |duty: Duty| of(duty).is_some_and(|clock| !clock.state.settled());
    if story.not_owed.is_some() {
        return;
    }
    if let Some((measure, aware)) = story.measure.zip(story.aware)
        && story.track == Some(Track::ExploitedVulnerability)
        && measure.seconds <= aware.seconds
        && unfiled(Duty::Final)
    {
        notes.push(
            "the measure was there before awareness: the final report can be filed together with the notification"
                .to_owned(),
        );
    }
    let final_rule =
        asked.law.clocks.iter().find(|rule| rule.stage == StageRule::Final && rule.track == TrackRule::Incident);
    if story.track == Some(Track::SevereIncident)
        && story.aware.is_some()
        && first(story, FilingStage::Notification).is_none()
        && let Some(amount) = final_rule.and_then(|rule| rule.amount)
        && let (Some(then), Some(planned)) = (plus(asked.now, amount), of(Duty::Final).and_then(|clock| clock.due))
        && then.seconds < planned.seconds
    {
        let then = Instant { ahead: planned.ahead, ..then };
        notes.push(format!(
            "filing the notification now makes the final report due on {}, instead of {} if it is filed at its deadline",
            then.people(),
            planned.people()
        ));
    }
    let late = of(Duty::EarlyWarning).is_some_and(|clock| matches!(clock.state, State::Missed | State::Late));
    if late && matches!(enterprise(asked.model.policy.first()), Some(Enterprise::Micro | Enterprise::Small)) {
        notes.push(
            "a micro or small enterprise is not fined for a late early warning (Article 64(10) as corrected); it is owed all the same"
                .to_owned(),
        );
    }
}

/// What a record says beside its clocks that somebody has to know.
fn notes(asked: Asked<'_>, case: &Record<Case>, story: &Story) -> Vec<String> {
    let mut notes = Vec::new();
    if case.drill.as_ref().is_some_and(|drill| drill.value) {
        notes.push("an exercise: nothing of it is filed, and it alarms nobody".to_owned());
    }
    if let Some(flaw) = no_duty_flaw(asked, case).filter(|_| story.not_owed.is_none()) {
        notes.push(format!("`no-duty` does not hold: {flaw}; the clocks run"));
    }
    if let Some(doubt) = cascade::doubt(asked.model, case) {
        notes.push(format!("the CSIRT may be the wrong one: {doubt}"));
    }
    for outage in &case.outages {
        let Some(from) = outage.from.as_ref().and_then(Instant::of) else { continue };
        let until = outage.until.as_ref().and_then(Instant::of);
        let until = until.map_or_else(|| "and still".to_owned(), |until| format!("until {}", until.people()));
        notes.push(format!(
            "the platform could not be reached from {} {until}; no deadline moves, submit as soon as it answers",
            from.people()
        ));
    }
    for filing in &case.filings {
        let receipt = filing.receipt.as_ref().is_some_and(|receipt| !receipt.trim().is_empty());
        let stage = filing.stage.as_ref().map_or("?", |stage| stage.word());
        match filing.submitted.as_ref().and_then(Instant::of) {
            Some(at) if at.seconds > asked.now.seconds => {
                notes.push(format!("the filing `{stage}` is dated in the future and does not count yet"));
            }
            _ if !receipt && filing.evidence.is_empty() => {
                notes.push(format!("the filing `{stage}` has no receipt: nobody else can tell that it was submitted"));
            }
            _ => {}
        }
    }
    for affected in &case.affected {
        let Some(product) = affected.product.as_ref().and_then(Ref::to) else { continue };
        let Some(record) = asked.model.product.get(product.at as usize) else { continue };
        let legacy = record.in_scope.as_ref().and_then(|scope| scope.decision.as_ref());
        let legacy = legacy.is_some_and(|decision| decision.value == vauban_model::InScope::Legacy);
        let lines: Vec<_> =
            asked.model.line.iter().filter(|line| line.of.as_ref().and_then(Ref::to) == Some(product)).collect();
        let today = asked.now.date();
        let over = |until: Option<vauban_model::Day>| until.zip(today).is_some_and(|(until, today)| until.date < today);
        let ended = !lines.is_empty() && lines.iter().all(|line| over(line.supported_until));
        if legacy || ended {
            let what = if legacy { "is a legacy product" } else { "is no longer supported" };
            notes.push(format!("`{}` {what}: reporting applies to it all the same (Article 69(3))", record.head.id));
        }
    }
    notes
}
