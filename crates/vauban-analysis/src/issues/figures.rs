//! Figures of how issues are handled (DM-6): how long the steps take, what is open and how old it is, where issues come
//! from and where they should have been found.
//!
//! Everything is worked out as of the last day of a period, from the days that the records give: what happened later
//! changes nothing, so a review can cite figures and anybody can work them out again. What a record does not say is
//! counted as not said, never as nought.

use std::collections::BTreeMap;

use vauban_model::kinds::Issue;
use vauban_model::{AnyId, Date, IssueDecision, IssueState, Kind, Model, Moment, Phase, Record, Severity, When};

use super::received;

/// Steps whose time is taken, from receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Until the reporter had a first answer.
    Answer,
    /// Until it was decided whether the issue applies.
    Applicability,
    /// Until it was decided what is done.
    Decision,
    /// Until it was fixed.
    Fix,
    /// Until users were told.
    Disclosure,
    /// Until nothing was left to do.
    End,
}

impl Step {
    /// All of them, in the order in which they happen.
    pub const ALL: [Step; 6] =
        [Step::Answer, Step::Applicability, Step::Decision, Step::Fix, Step::Disclosure, Step::End];

    /// The word in outputs and contracts.
    pub fn word(self) -> &'static str {
        match self {
            Step::Answer => "answer",
            Step::Applicability => "applicability",
            Step::Decision => "decision",
            Step::Fix => "fix",
            Step::Disclosure => "disclosure",
            Step::End => "end",
        }
    }

    /// What it is the time until.
    pub fn until(self) -> &'static str {
        match self {
            Step::Answer => "first answer to the reporter",
            Step::Applicability => "decision whether it applies",
            Step::Decision => "decision what is done",
            Step::Fix => "fix",
            Step::Disclosure => "users told",
            Step::End => "end",
        }
    }
}

/// How long a step took, over the issues that took it in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Tenths of days, ascending.
    pub tenths: Vec<i64>,
    /// Issues that took the step by their state, and do not say when, or say that it was before their receipt.
    pub untold: usize,
}

impl Times {
    /// The median in tenths of days: the lower of two in the middle, so that it is a time that was taken.
    pub fn median(&self) -> Option<i64> {
        self.rank(50)
    }

    /// The time within which nine of ten were done, in tenths of days, by nearest rank.
    pub fn ninetieth(&self) -> Option<i64> {
        self.rank(90)
    }

    fn rank(&self, percent: usize) -> Option<i64> {
        let at = (self.tenths.len() * percent).div_ceil(100);
        self.tenths.get(at.max(1) - 1).copied()
    }
}

/// Figures of one period.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// First and last day.
    pub from: Option<Date>,
    /// Last day; everything is as of then.
    pub to: Option<Date>,
    /// Issues received in it.
    pub received: Vec<AnyId>,
    /// Issues that ended in it.
    pub ended: Vec<AnyId>,
    /// Issues received by its last day and not ended.
    pub open: Vec<AnyId>,
    /// Of these, those whose `due` or `reconsider` had passed.
    pub overdue: Vec<AnyId>,
    /// Issues that do not say when they were received: they are in no other figure.
    pub undated: Vec<AnyId>,
    /// How long the steps took that were taken in it.
    pub times: BTreeMap<Step, Times>,
    /// Ages of the open ones in days, ascending.
    pub ages: Vec<i64>,
    /// Open ones by severity; none where it is not said.
    pub open_by_severity: BTreeMap<Option<Severity>, usize>,
    /// Received ones by source.
    pub by_source: BTreeMap<&'static str, usize>,
    /// Received ones by class of weakness; one of several classes counts in each.
    pub by_weakness: BTreeMap<String, usize>,
    /// Received ones by the phase they were found in and the one that should have found them.
    pub by_phase: BTreeMap<(Option<Phase>, Option<Phase>), usize>,
}

/// Figures that a review of issue handling cites, by the key they stand under.
pub fn cited(figures: &Figures) -> Vec<(&'static str, Option<i64>)> {
    let count = |ids: &[AnyId]| Some(i64::try_from(ids.len()).unwrap_or(i64::MAX));
    let days = |step| figures.times.get(&step).and_then(Times::median).map(whole_days);
    vec![
        ("received", count(&figures.received)),
        ("ended", count(&figures.ended)),
        ("open", count(&figures.open)),
        ("overdue", count(&figures.overdue)),
        ("days-to-applicability", days(Step::Applicability)),
        ("days-to-fix", days(Step::Fix)),
        ("days-to-disclosure", days(Step::Disclosure)),
    ]
}

/// Tenths of days as whole days, rounded half up.
fn whole_days(tenths: i64) -> i64 {
    (tenths + 5).div_euclid(10)
}

impl Figures {
    /// The median age of the open ones in days.
    pub fn age_median(&self) -> Option<i64> {
        self.ages.get(self.ages.len().div_ceil(2).max(1) - 1).copied()
    }
}

/// What stands for something that is not said.
pub const NOT_SAID: &str = "not said";

/// Works out the figures of a period, its first and last day included.
pub fn figures(model: &Model, from: Date, to: Date, concerns: &dyn Fn(&Record<Issue>) -> bool) -> Figures {
    let mut out = Figures { from: Some(from), to: Some(to), ..Figures::default() };
    for step in Step::ALL {
        out.times.insert(step, Times::default());
    }
    let all = model.issue.iter().enumerate().filter(|(_, issue)| !issue.head.removed && concerns(issue));
    for (at, issue) in all {
        let id = AnyId { kind: Kind::Issue, at: at as u32 };
        let Some(begun) = received(issue) else {
            out.undated.push(id);
            continue;
        };
        if begun > to {
            continue;
        }
        take_steps(model, issue, (from, to), &mut out);
        let ended = end(issue);
        if ended.is_none_or(|day| day > to) {
            stays_open(issue, id, begun, to, &mut out);
        } else if ended.is_some_and(|day| day >= from) {
            out.ended.push(id);
        }
        if begun >= from {
            arrives(issue, id, &mut out);
        }
    }
    out.ages.sort_unstable();
    out.times.values_mut().for_each(|times| times.tenths.sort_unstable());
    out
}

/// Figures of periods of so many months, one after the other, the last of them ending on a day.
pub fn series(
    model: &Model,
    to: Date,
    months: u32,
    periods: u32,
    concerns: &dyn Fn(&Record<Issue>) -> bool,
) -> Vec<Figures> {
    let mut all = Vec::new();
    for back in (0..periods).rev() {
        let last = to.minus_months(months.saturating_mul(back));
        let before = to.minus_months(months.saturating_mul(back + 1));
        let first = Date::from_days(before.days() + 1).unwrap_or(before);
        all.push(figures(model, first, last, concerns));
    }
    all
}

/// A day or time of a step.
#[derive(Clone, Copy)]
struct At {
    date: Date,
    second: Option<i64>,
}

impl At {
    fn day(date: Date) -> At {
        At { date, second: None }
    }

    fn moment(moment: &Moment) -> Option<At> {
        Some(At { date: moment.date()?, second: moment.seconds() })
    }

    fn when(when: &When) -> Option<At> {
        match when {
            When::Day(day) => Some(At::day(day.date)),
            When::Moment(moment) => At::moment(moment),
        }
    }

    /// Tenths of days since another: to the second where both say the time, else from day to day.
    fn since(self, other: At) -> i64 {
        match (self.second, other.second) {
            (Some(one), Some(other)) => (one - other).saturating_mul(10).div_euclid(86_400),
            _ => (self.date.days() - other.date.days()) * 10,
        }
    }
}

/// When an issue took a step; whether it must have taken it by its state, though it does not say when.
fn taken(model: &Model, issue: &Issue, step: Step) -> (Option<At>, bool) {
    let state = issue.state.as_ref().map(|state| state.value);
    let none = issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::None);
    let past = |states: &[IssueState]| state.is_some_and(|state| states.contains(&state));
    let ours = &[
        IssueState::Confirmed,
        IssueState::Assessed,
        IssueState::Decided,
        IssueState::Fixed,
        IssueState::Deferred,
        IssueState::Accepted,
        IssueState::Disclosed,
        IssueState::Closed,
    ];
    match step {
        Step::Answer => (issue.answered.as_ref().and_then(At::when), false),
        Step::Applicability => {
            let event = first_event(issue, &[IssueState::Confirmed, IssueState::Rejected]);
            let told = event.or(issue.assessed.map(|day| At::day(day.date)));
            (told, past(ours) || state == Some(IssueState::Rejected))
        }
        Step::Decision => {
            let event = first_event(issue, &[IssueState::Decided, IssueState::Deferred, IssueState::Accepted]);
            let told = event.or(issue.decided.map(|day| At::day(day.date)));
            (told.filter(|_| !none), past(ours.get(2..).unwrap_or_default()) && !none)
        }
        Step::Fix => {
            let event = first_event(issue, &[IssueState::Fixed]);
            let told = event.or(issue.fixed.map(|day| At::day(day.date)));
            (told, state == Some(IssueState::Fixed))
        }
        Step::Disclosure => {
            let notices = issue.advisory.iter().filter_map(vauban_model::Ref::to);
            let published = notices
                .filter_map(|id| model.advisory.get(id.at as usize)?.published.map(|day| day.date))
                .min()
                .map(At::day);
            let told = issue.disclosed.as_ref().and_then(At::when).or(published);
            (told, state == Some(IssueState::Disclosed))
        }
        Step::End => {
            let event = first_event(issue, &[IssueState::Closed]);
            let told = event.or(issue.closed.map(|day| At::day(day.date)));
            (told, past(&[IssueState::Closed, IssueState::Rejected]))
        }
    }
}

fn first_event(issue: &Issue, states: &[IssueState]) -> Option<At> {
    let fits = |state: IssueState| states.contains(&state);
    let event = issue.events.iter().find(|event| event.state.as_ref().is_some_and(|state| fits(state.value)))?;
    At::moment(event.at.as_ref()?)
}

fn take_steps(model: &Model, issue: &Issue, (from, to): (Date, Date), out: &mut Figures) {
    let begun = issue.received_at.as_ref().and_then(At::moment).or_else(|| received(issue).map(At::day));
    let Some(begun) = begun else { return };
    for step in Step::ALL {
        let Some(times) = out.times.get_mut(&step) else { continue };
        match taken(model, issue, step) {
            (Some(at), _) if at.date < from || at.date > to => {}
            (Some(at), _) if at.since(begun) < 0 => times.untold += 1,
            (Some(at), _) => times.tenths.push(at.since(begun)),
            // Without a day it is in no period; it is counted in the one in which the issue arrived.
            (None, true) if begun.date >= from => times.untold += 1,
            (None, _) => {}
        }
    }
}

/// The day on which nothing was left to do.
fn end(issue: &Issue) -> Option<Date> {
    first_event(issue, &[IssueState::Closed]).map(|at| at.date).or(issue.closed.map(|day| day.date))
}

fn stays_open(issue: &Record<Issue>, id: AnyId, begun: Date, to: Date, out: &mut Figures) {
    out.open.push(id);
    out.ages.push(to.days() - begun.days());
    *out.open_by_severity.entry(issue.severity.as_ref().map(|severity| severity.value)).or_default() += 1;
    let passed = |day: Option<vauban_model::Day>| day.is_some_and(|day| day.date < to);
    let fixed = issue.fixed.is_some_and(|day| day.date <= to);
    if !fixed && (passed(issue.due) || passed(issue.reconsider)) {
        out.overdue.push(id);
    }
}

fn arrives(issue: &Record<Issue>, id: AnyId, out: &mut Figures) {
    out.received.push(id);
    *out.by_source.entry(issue.source.as_ref().map_or(NOT_SAID, |source| source.value.word())).or_default() += 1;
    if issue.cwe.is_empty() {
        *out.by_weakness.entry(NOT_SAID.to_owned()).or_default() += 1;
    }
    for class in &issue.cwe {
        *out.by_weakness.entry(class.trim().to_uppercase()).or_default() += 1;
    }
    let phases = (
        issue.found_in.as_ref().map(|phase| phase.value),
        issue.should_have_been_found_in.as_ref().map(|phase| phase.value),
    );
    *out.by_phase.entry(phases).or_default() += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_times_that_were_taken() {
        let check = |tenths: &[i64], median, ninetieth| {
            let times = Times { tenths: tenths.to_vec(), untold: 0 };
            assert_eq!((times.median(), times.ninetieth()), (median, ninetieth), "{tenths:?}");
        };
        check(&[], None, None);
        check(&[70], Some(70), Some(70));
        check(&[10, 20], Some(10), Some(20));
        check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Some(5), Some(9));
        check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Some(6), Some(10));
    }
}
