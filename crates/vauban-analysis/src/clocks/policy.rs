//! What the organisation promises itself about issues: days to a first look, to a decision, to an update and to a notice,
//! by severity and by what presses (DM-2, DM-4, DM-5, SUM-5).
//!
//! Policy counts in days, and so do these records: a deadline is the last second of its day in UTC, and what was done on
//! that day was done in time.

use vauban_model::kinds::{Deadlines, Issue, Policy};
use vauban_model::{
    AnyId, Date, Day, DeadlineFactor, Exploitation, IssueDecision, IssueState, Kind, Model, Record, Ref, Severity,
};

use super::stages::state;
use super::{Across, Anchor, Asked, Clock, Done, Duty, Instant, IssueClocks, State};

/// How long the update for an issue may take, and what shortened or stretched that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixTerm {
    /// Days from the assessment of the issue.
    pub days: i64,
    /// What was weighed: `exploits: 50 % of 30 days`; empty where nothing was.
    pub weighed: Option<String>,
}

/// The days that policy gives for the update of an issue; why they cannot be told, where they cannot.
///
/// Of factors that shorten the term, the one that shortens it most counts. What stretches it counts alone: a workaround is
/// no reason to take one's time over what is exploited or known.
///
/// # Errors
/// In words, what is missing.
pub fn fix_term(model: &Model, across: &Across, issue: AnyId, today: Date) -> Result<FixTerm, &'static str> {
    let record = model.issue.get(issue.at as usize).ok_or("no such issue")?;
    fix_term_as(model, across, issue, record, today)
}

/// The same for an issue as it would be: with this record in the place of the one in the model.
///
/// # Errors
/// As [`fix_term`].
pub fn fix_term_as(
    model: &Model,
    across: &Across,
    issue: AnyId,
    record: &Record<Issue>,
    today: Date,
) -> Result<FixTerm, &'static str> {
    let policy = model.policy.first().ok_or("there is no policy")?;
    let deadlines = policy.deadlines.as_ref().ok_or("the policy has no `deadlines`")?;
    let severity = record.severity.as_ref().ok_or("no `severity`")?.value;
    let days = by_severity(deadlines, severity).ok_or("the policy has no deadline for its severity")?;
    let Some(percent) = &policy.deadline_percent else { return Ok(FixTerm { days, weighed: None }) };
    let of = |number: Option<i64>, factor: DeadlineFactor, holds: bool| {
        number.filter(|_| holds).map(|number| (number, factor))
    };
    let said = record.exploited.as_ref().is_some_and(|said| said.value == Exploitation::Active);
    let exploited = said || across.exploited(issue);
    let shorter = [
        of(percent.exploits.as_ref().map(|number| number.0.value), DeadlineFactor::Exploits, exploited),
        of(
            percent.public_knowledge.as_ref().map(|number| number.0.value),
            DeadlineFactor::PublicKnowledge,
            public(model, record, today),
        ),
    ];
    let longer = of(
        percent.mitigation.as_ref().map(|number| number.0.value),
        DeadlineFactor::Mitigation,
        !exploited && across.mitigated(issue).and_then(|at| at.utc().date()).is_some_and(|since| since <= today),
    );
    let shortest = shorter.into_iter().flatten().min_by_key(|(number, _)| *number);
    let Some((number, factor)) = shortest.or(longer) else { return Ok(FixTerm { days, weighed: None }) };
    let weighed = format!("{}: {number} % of {days} days", factor.word());
    Ok(FixTerm { days: (days.saturating_mul(number) / 100).max(1), weighed: Some(weighed) })
}

fn by_severity(deadlines: &Deadlines, severity: Severity) -> Option<i64> {
    let days = match severity {
        Severity::Low => &deadlines.low,
        Severity::Medium => &deadlines.medium,
        Severity::High => &deadlines.high,
        Severity::Critical => &deadlines.critical,
    };
    days.as_ref().map(|days| days.0.value)
}

/// Whether an issue is publicly known.
fn public(model: &Model, issue: &Record<Issue>, today: Date) -> bool {
    let shown = issue.exploited.as_ref().is_some_and(|word| word.value == Exploitation::ProofOfConcept);
    let numbered = issue.external.as_ref().is_some_and(|external| external.contains("CVE-"));
    let told = issue.advisory.iter().filter_map(Ref::to).filter_map(|id| model.advisory.get(id.at as usize));
    numbered || shown || told.into_iter().any(|advisory| advisory.published.is_some_and(|day| day.date <= today))
}

/// The clocks of every issue that the policy has a time for.
pub(super) fn clocks(asked: Asked<'_>) -> Vec<IssueClocks> {
    let Some(policy) = asked.model.policy.first() else { return Vec::new() };
    let Some(today) = asked.now.utc().date() else { return Vec::new() };
    let issues =
        asked.model.issue.iter().enumerate().filter(|(_, issue)| asked.owners.concerns(asked.product, &issue.head));
    let issues = issues.filter_map(|(at, issue)| {
        let id = AnyId { kind: Kind::Issue, at: at as u32 };
        let parts = [
            triage(asked, policy, issue),
            decision(asked, policy, issue),
            fix(asked, id, issue, today),
            notice(asked, policy, issue),
        ];
        let clocks: Vec<Clock> = parts.into_iter().flatten().collect();
        if clocks.is_empty() {
            return None;
        }
        let (file, line) = asked.model.place(id);
        let title = issue.head.common.title.as_ref();
        Some(IssueClocks {
            issue: id,
            name: issue.head.name(),
            title: title.map_or_else(|| issue.head.id.to_string(), |title| title.trim().to_owned()),
            file,
            line,
            clocks,
        })
    });
    issues.collect()
}

/// A clock that runs so many days from a day.
fn running(
    asked: Asked<'_>,
    duty: Duty,
    from: (&'static str, Day),
    days: i64,
    done: Option<Date>,
    owed: bool,
) -> Option<Clock> {
    let (what, begun) = from;
    let due = begun.date.days().checked_add(days).and_then(Date::from_days);
    let due = due.and_then(|day| Instant::end_of(day, 0));
    // What was done on a day was done in it: its first second stands for it.
    let done = done.and_then(|day| Instant::start_of(day, 0)).filter(|at| at.seconds <= asked.now.seconds);
    let done = done.map(|at| Done { at, receipt: String::new() });
    let state = state(asked.now, due, done.as_ref(), false, owed);
    Some(Clock {
        duty,
        rule: "policy".to_owned(),
        law: false,
        anchor: Some(Anchor { what, at: Instant::start_of(begun.date, 0)? }),
        due,
        statutory: None,
        state,
        done,
        why: String::new(),
        next: String::new(),
    })
}

fn rejected(issue: &Issue) -> bool {
    let state = issue.state.as_ref().map(|state| state.value);
    let none = issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::None);
    state == Some(IssueState::Rejected) || none
}

fn severity_days(terms: &Option<Deadlines>, issue: &Issue) -> Option<i64> {
    by_severity(terms.as_ref()?, issue.severity.as_ref()?.value)
}

fn triage(asked: Asked<'_>, policy: &Policy, issue: &Record<Issue>) -> Option<Clock> {
    let days = policy.triage_days.as_ref()?.0.value;
    let mut clock =
        running(asked, Duty::Triage, ("receipt", issue.received?), days, issue.assessed.map(|day| day.date), true)?;
    clock.why = format!("{days} days from receipt, by `[policy] triage-days`");
    if !clock.state.settled() {
        clock.next = "decide whether it applies: `applicable` and `assessed`".to_owned();
    }
    Some(clock)
}

fn decision(asked: Asked<'_>, policy: &Policy, issue: &Record<Issue>) -> Option<Clock> {
    let days = severity_days(&policy.assessment_days, issue)?;
    let decided = issue.decided.map(|day| day.date);
    let mut clock = running(asked, Duty::Assessment, ("assessed", issue.assessed?), days, decided, !rejected(issue))?;
    clock.why = format!("{days} days from a decided applicability, by `[policy] assessment-days`");
    if !clock.state.settled() {
        clock.next = "decide what is done: `decision`, `decided-by` and `decided`".to_owned();
    }
    Some(clock)
}

/// The update is owed unless it was decided otherwise.
fn fix(asked: Asked<'_>, id: AnyId, issue: &Record<Issue>, today: Date) -> Option<Clock> {
    let term = fix_term(asked.model, asked.across, id, today).ok()?;
    let begun = issue.assessed.map(|day| ("assessed", day)).or_else(|| issue.received.map(|day| ("receipt", day)))?;
    let decision = issue.decision.as_ref().map(|decision| decision.value);
    let owed = !rejected(issue) && !matches!(decision, Some(IssueDecision::Accept | IssueDecision::Defer));
    let delivered = asked.across.updates(id).iter().filter_map(|update| asked.model.update.get(update.at as usize));
    // An update that has not come, of several, keeps the clock running.
    let days: Vec<Option<Date>> =
        delivered.map(|update| update.delivered.map(|day| day.date).filter(|day| *day <= today)).collect();
    let done = days.iter().copied().collect::<Option<Vec<Date>>>().and_then(|days| days.into_iter().max());
    let mut clock = running(asked, Duty::Fix, begun, term.days, done, owed)?;
    let weighed = term.weighed.map_or_else(String::new, |weighed| format!("; {weighed}"));
    clock.why = match (clock.state, decision) {
        (State::NotOwed, Some(decision)) => format!("the decision is `{}`", decision.word()),
        (State::NotOwed, None) => "it was rejected".to_owned(),
        _ => format!("{} days from the assessment, by `[policy] deadlines`{weighed}", term.days),
    };
    if !clock.state.settled() {
        clock.next = "deliver an `[update.ID]` that `fixes` it to every supported line".to_owned();
    }
    Some(clock)
}

fn notice(asked: Asked<'_>, policy: &Policy, issue: &Record<Issue>) -> Option<Clock> {
    let days = severity_days(&policy.disclosure_days, issue)?;
    let advisories =
        issue.advisory.iter().filter_map(Ref::to).filter_map(|id| asked.model.advisory.get(id.at as usize));
    let told = advisories.filter_map(|advisory| advisory.published).map(|day| day.date).min();
    let answer = issue.must_report.as_ref().map(|answer| answer.trim().to_lowercase()).unwrap_or_default();
    let word: String = answer.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let owed = !rejected(issue) && word != "no";
    let mut clock = running(asked, Duty::Disclosure, ("receipt", issue.received?), days, told, owed)?;
    clock.why = match clock.state {
        State::NotOwed if word == "no" => "`must-report` says no".to_owned(),
        State::NotOwed => "it was rejected".to_owned(),
        _ => format!("{days} days from receipt, by `[policy] disclosure-days`"),
    };
    if !clock.state.settled() {
        clock.next = "publish an `[advisory.ID]` and name it under `advisory`, or say no under `must-report`, and why"
            .to_owned();
    }
    Some(clock)
}
