//! One issue on one page: how far it is, what is due next, and what it still leaves open.

use vauban_model::kinds::Issue;
use vauban_model::{AnyId, Date, Handling, IssueState, Kind, Model, Moment, Record, When};

use super::questions::{Question, open};
use super::{handling, steps};
use crate::clocks::{Across, fix_term_as};

/// How far an issue is, and what comes next.
#[derive(Clone, Debug)]
pub struct Page {
    /// The issue.
    pub id: AnyId,
    /// Its mark of handling; [`handling::DEFAULT`](super::DEFAULT) where it has none.
    pub handling: Handling,
    /// Whether it says the mark itself.
    pub marked: bool,
    /// Whether it is known at what time it arrived, not only on which day.
    pub exact: bool,
    /// What is due, the earliest first.
    pub due: Vec<Due>,
    /// Days from receipt until today, or until it ended.
    pub age: Option<i64>,
    /// States it may go to without saying why.
    pub next: &'static [IssueState],
    /// Questions that it leaves open: those of the states it has been through, and those of the next.
    pub open: Vec<Lack>,
}

/// Something that is to be done by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The last day for it.
    pub on: Date,
    /// What is to be done.
    pub what: &'static str,
    /// Where the day comes from: a key of the issue, or of the policy.
    pub by: &'static str,
}

impl Due {
    /// Days that are left; negative where it is overdue.
    pub fn days_left(&self, today: Date) -> i64 {
        self.on.days() - today.days()
    }
}

/// A question that is open, and the state that asks it.
#[derive(Clone, Copy, Debug)]
pub struct Lack {
    /// The question.
    pub question: &'static Question,
    /// The state.
    pub state: IssueState,
    /// Whether the issue has been in that state, or claims a later one: then an answer is missing, not only waited for.
    pub missing: bool,
}

/// The states in the order of the standard, as far as they ask something of whoever comes further.
const ORDER: &[IssueState] = &[
    IssueState::Received,
    IssueState::Confirmed,
    IssueState::Assessed,
    IssueState::Decided,
    IssueState::Fixed,
    IssueState::Disclosed,
    IssueState::Closed,
];

/// Looks at one issue.
pub fn page(model: &Model, across: &Across, at: usize, issue: &Record<Issue>, today: Date) -> Page {
    let state = issue.state.as_ref().map(|state| state.value);
    Page {
        id: AnyId { kind: Kind::Issue, at: at as u32 },
        handling: handling::mark(issue),
        marked: issue.handling.is_some(),
        exact: issue.received_at.is_some(),
        due: due(model, across, at, issue, today),
        age: age(issue, today),
        next: steps::next(state),
        open: lacks(issue, state),
    }
}

/// The day of receipt.
pub fn received(issue: &Issue) -> Option<Date> {
    issue.received.map(|day| day.date).or_else(|| issue.received_at.as_ref().and_then(Moment::date))
}

fn age(issue: &Issue, today: Date) -> Option<i64> {
    let until = issue.closed.map_or(today, |day| day.date.min(today));
    received(issue).map(|day| until.days() - day.days())
}

/// What is to be done about an issue by a day, the earliest first. Nothing is due of one that has ended.
pub fn due(model: &Model, across: &Across, at: usize, issue: &Record<Issue>, today: Date) -> Vec<Due> {
    let state = issue.state.as_ref().map_or(IssueState::Received, |state| state.value);
    if matches!(state, IssueState::Closed | IssueState::Rejected) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut add = |on: Option<Date>, what, by| all.extend(on.map(|on| Due { on, what, by }));
    // A used folder of issues is judged by the policy of whoever uses it, else by its own.
    let policy = model.policy.iter().find(|policy| policy.head.folder().is_empty());
    let policy = policy.or_else(|| model.policy.iter().find(|policy| policy.head.folder() == issue.head.folder()));
    if state == IssueState::Received {
        let days = policy.and_then(|policy| policy.triage_days.as_ref()).map(|days| days.0.value);
        add(later(received(issue), days), "decide whether it applies", "triage-days");
    }
    let waits = matches!(
        state,
        IssueState::Received
            | IssueState::Confirmed
            | IssueState::Assessed
            | IssueState::Decided
            | IssueState::Deferred
    );
    if waits {
        add(issue.due.map(|day| day.date), "bring it to its end", "due");
    }
    if waits && issue.fixed.is_none() && state != IssueState::Deferred {
        let begun = issue.assessed.map(|day| day.date).or_else(|| received(issue));
        // The same term as the clocks count, with what shortens or stretches it.
        let term = fix_term_as(model, across, AnyId { kind: Kind::Issue, at: at as u32 }, issue, today);
        add(later(begun, term.ok().map(|term| term.days)), "deliver an update", "deadlines");
    }
    add(issue.reconsider.filter(|_| waits).map(|day| day.date), "look at the deferral again", "reconsider");
    if matches!(state, IssueState::Decided | IssueState::Deferred | IssueState::Accepted) {
        add(issue.decision_expires.map(|day| day.date), "decide again", "decision-expires");
    }
    if issue.disclosed.is_none() && state != IssueState::Disclosed {
        add(issue.embargo_until.as_ref().and_then(When::date), "disclose it, as agreed", "embargo-until");
    }
    all.sort_unstable();
    all
}

fn later(day: Option<Date>, days: Option<i64>) -> Option<Date> {
    Date::from_days(day?.days().checked_add(days?)?)
}

fn lacks(issue: &Record<Issue>, state: Option<IssueState>) -> Vec<Lack> {
    let state = state.unwrap_or(IssueState::Received);
    let mut all = Vec::new();
    let mut ask = |asked: IssueState, missing| {
        all.extend(open(issue, asked).into_iter().map(|question| Lack { question, state: asked, missing }));
    };
    // How far along the order it has come; a decision is one whichever it is, and nobody asks a rejected one for more.
    let (passed, next) = match state {
        IssueState::Rejected => (&[IssueState::Received, IssueState::Rejected][..], None),
        IssueState::Accepted | IssueState::Deferred => (ORDER.get(..4).unwrap_or(ORDER), None),
        state => {
            let at = ORDER.iter().position(|one| *one == state).unwrap_or(0);
            (ORDER.get(..=at).unwrap_or(ORDER), ORDER.get(at + 1))
        }
    };
    for asked in passed {
        // Whether users are told is decided by `must-report`; who accepts does not fix.
        let optional = *asked == IssueState::Disclosed && state == IssueState::Closed;
        let unfixed = *asked == IssueState::Fixed && issue.fixed.is_none() && state != IssueState::Fixed;
        if !optional && !unfixed {
            ask(*asked, true);
        }
    }
    if let Some(next) = next {
        ask(*next, false);
    }
    all
}
