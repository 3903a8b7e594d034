//! When updates came and when they were due: per issue that users have, and per supported version line (SUM-5.g).
//!
//! One row for every pair, whether or not there is an update: a line that nobody thought of has a row that says so. The
//! deadline is that of the policy ([`fix_term`]), counted from the assessment of the issue, else from its receipt. Where
//! several updates bring a fix to one line, it has come when the last of them has.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Issue, Line};
use vauban_model::{AnyId, Date, Day, Head, Kind, Model, Record, Ref, Severity};

use super::reach::{Reach, Reached, oldest};
use super::{Owed, delivered, is_of, lines, lines_of, owed};
use crate::clocks::{Across, fix_term};

/// How an update for an issue stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It came by its deadline.
    InTime,
    /// It came so many days after it.
    Late(i64),
    /// It has not come, and was due so many days ago.
    Overdue(i64),
    /// It has not come, and there are so many days left.
    Open(i64),
    /// Nobody can tell whether it is in time.
    Untold,
    /// The line does not have the issue.
    NotAffected,
    /// Support of the line ended before the deadline, without an update.
    SupportEnded,
}

impl State {
    /// The word in outputs and contracts.
    pub fn word(self) -> &'static str {
        match self {
            State::InTime => "in-time",
            State::Late(_) => "late",
            State::Overdue(_) => "overdue",
            State::Open(_) => "open",
            State::Untold => "unknown",
            State::NotAffected => "not-affected",
            State::SupportEnded => "support-ended",
        }
    }

    /// Days late; nothing where it is not, or where nobody can tell.
    pub fn late_by(self) -> Option<i64> {
        match self {
            State::Late(days) | State::Overdue(days) => Some(days),
            State::InTime | State::Open(_) | State::Untold | State::NotAffected | State::SupportEnded => None,
        }
    }

    /// Whether users of the line are still waiting.
    pub fn waits(self) -> bool {
        matches!(self, State::Overdue(_) | State::Open(_))
    }
}

/// An issue in a version line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The issue.
    pub issue: AnyId,
    /// The version line; none where the product has no lines.
    pub line: Option<AnyId>,
    /// Whether that is the oldest line that is still supported.
    pub oldest: bool,
    /// Last day of support of the line.
    pub until: Option<Date>,
    /// Whether the line has the issue.
    pub reach: Reach,
    /// How bad the issue is.
    pub severity: Option<Severity>,
    /// The day it was known on: of its receipt, else of its assessment.
    pub known: Option<Date>,
    /// The day it was assessed on.
    pub assessed: Option<Date>,
    /// The day it was fixed on.
    pub fixed: Option<Date>,
    /// The day the update reached users of the line.
    pub delivered: Option<Date>,
    /// Updates that bring the line the fix.
    pub updates: Vec<AnyId>,
    /// Last day on which the update is in time; or why nobody can tell.
    pub deadline: Result<Date, String>,
    /// What shortened or stretched the time.
    pub weighed: Option<String>,
    /// Whether nobody has decided yet what is done about the issue.
    pub undecided: bool,
    /// Why the deadline was missed, as the updates say.
    pub explained: Vec<String>,
    /// How it stands.
    pub state: State,
}

/// An issue that stands in no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The issue.
    pub issue: AnyId,
    /// Why it is in no row.
    pub why: &'static str,
}

/// All rows of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeliness {
    /// The day that everything is as of.
    pub today: Date,
    /// The rows: issues in the order of the day they were known on, lines the oldest first.
    pub rows: Vec<Row>,
    /// Issues of which nobody says whether users have them.
    pub unplaced: Vec<Waiting>,
    /// Version lines of the product, the oldest first, with those whose support has ended.
    pub lines: Vec<AnyId>,
}

/// Works it out for the issues and updates that `concerns` lets through: those of the product.
pub fn timeliness(
    model: &Model,
    across: &Across,
    product: Option<AnyId>,
    today: Date,
    concerns: &dyn Fn(&Head) -> bool,
) -> Timeliness {
    let reached = Reached::new(model, today);
    let lines = by_age(model, product, today);
    let supported: Vec<AnyId> =
        lines.iter().filter(|(_, line)| ends(line).is_none_or(|end| end >= today)).map(|(id, _)| *id).collect();
    let eldest = oldest(model, &supported, today);
    let (mut rows, mut unplaced) = (Vec::new(), Vec::new());
    for (at, issue) in model.issue.iter().enumerate() {
        let id = AnyId { kind: Kind::Issue, at: at as u32 };
        if issue.head.removed || !concerns(&issue.head) {
            continue;
        }
        match owed(issue) {
            Owed::Nothing => continue,
            Owed::Unplaced => {
                unplaced.push(Waiting { issue: id, why: "nobody says whether users have it: `found-in`" });
                continue;
            }
            Owed::Fix | Owed::Undecided => {}
        }
        let one = One { model, across, product, concerns, id, issue, today };
        if lines.is_empty() {
            rows.extend(one.row(None, &Reach::Unknown("the product has no version lines".to_owned())));
        }
        for (line_id, line) in &lines {
            let reach = reached.line(issue, *line_id, line);
            let row = one.row(Some((*line_id, line)), &reach);
            rows.extend(row.map(|row| Row { oldest: eldest == Some(*line_id), ..row }));
        }
    }
    // A stable sort: lines keep their order within an issue.
    rows.sort_by_key(|row| (row.known.is_none(), row.known, row.issue));
    Timeliness { today, rows, unplaced, lines: lines.into_iter().map(|(id, _)| id).collect() }
}

fn ends(line: &Record<Line>) -> Option<Date> {
    line.supported_until.map(|day| day.date)
}

/// Lines of a product, the one that is out for longest first; those without a release last.
fn by_age(model: &Model, product: Option<AnyId>, today: Date) -> Vec<(AnyId, &Record<Line>)> {
    let mut sorted: Vec<(AnyId, &Record<Line>)> = lines(model, product).collect();
    let mut first = BTreeMap::new();
    for release in model.release.iter().filter(|release| !release.head.removed) {
        let Some((line, day)) = release.line.as_ref().and_then(Ref::to).zip(release.date) else { continue };
        if day.date <= today {
            let known = first.entry(line).or_insert(day.date);
            *known = day.date.min(*known);
        }
    }
    sorted.sort_by_key(|(id, _)| (!first.contains_key(id), first.get(id).copied(), *id));
    sorted
}

/// One issue, looked at in one line after another.
struct One<'m> {
    model: &'m Model,
    across: &'m Across,
    product: Option<AnyId>,
    concerns: &'m dyn Fn(&Head) -> bool,
    id: AnyId,
    issue: &'m Record<Issue>,
    today: Date,
}

impl One<'_> {
    /// The row of a line; none where its support had ended before the issue was known, and nothing was sent to it.
    fn row(&self, line: Option<(AnyId, &Record<Line>)>, reach: &Reach) -> Option<Row> {
        let issue = self.issue;
        let day = |day: Option<Day>| day.map(|day| day.date).filter(|day| *day <= self.today);
        let assessed = day(issue.assessed);
        let known = day(issue.received).or(assessed);
        let until = line.and_then(|(_, line)| ends(line));
        let updates = self.updates(line.map(|(id, _)| id));
        if updates.is_empty() && until.zip(known).is_some_and(|(until, known)| until < known) {
            return None;
        }
        let come: Vec<Option<Date>> = updates
            .iter()
            .filter_map(|id| self.model.update.get(id.at as usize))
            .map(|update| delivered(update, self.today))
            .collect();
        // One that has not come, of several, keeps the line waiting.
        let came = come.iter().copied().collect::<Option<Vec<Date>>>().and_then(|days| days.into_iter().max());
        let term = fix_term(self.model, self.across, self.id, self.today);
        let begun = assessed.or(known).ok_or_else(|| "neither `assessed` nor `received`".to_owned());
        let deadline = term.clone().map_err(str::to_owned).and_then(|term| {
            begun?
                .days()
                .checked_add(term.days)
                .and_then(Date::from_days)
                .ok_or_else(|| "its day is in no year".to_owned())
        });
        let said = |update: &AnyId| {
            let update = self.model.update.get(update.at as usize)?;
            update.late_because.as_ref().map(|why| why.trim().to_owned()).filter(|why| !why.is_empty())
        };
        let state = self.state(reach, &deadline, came, until, updates.is_empty());
        Some(Row {
            issue: self.id,
            line: line.map(|(id, _)| id),
            oldest: false,
            until,
            reach: reach.clone(),
            severity: issue.severity.as_ref().map(|severity| severity.value),
            known,
            assessed,
            fixed: day(issue.fixed),
            delivered: came,
            explained: updates.iter().filter_map(said).collect(),
            updates,
            deadline,
            weighed: term.ok().and_then(|term| term.weighed),
            undecided: owed(issue) == Owed::Undecided,
            state,
        })
    }

    fn state(
        &self,
        reach: &Reach,
        deadline: &Result<Date, String>,
        came: Option<Date>,
        until: Option<Date>,
        none: bool,
    ) -> State {
        if !reach.owes() && none {
            return State::NotAffected;
        }
        let Ok(deadline) = deadline else { return State::Untold };
        match came {
            Some(day) if day <= *deadline => State::InTime,
            Some(day) => State::Late(day.days() - deadline.days()),
            // A line is served to its last day: what was due by then is owed for good.
            None if none && until.is_some_and(|until| until < *deadline && until < self.today) => State::SupportEnded,
            None if self.today > *deadline => State::Overdue(self.today.days() - deadline.days()),
            None => State::Open(deadline.days() - self.today.days()),
        }
    }

    /// Updates that bring the fix to a line; without a line, all that fix it.
    fn updates(&self, line: Option<AnyId>) -> Vec<AnyId> {
        let fixing = self.across.updates(self.id).iter().copied();
        let serves = |update: &AnyId| {
            let Some(update) = self.model.update.get(update.at as usize) else { return false };
            let own = (self.concerns)(&update.head) && is_of(self.model, update, self.product);
            own && line.is_none_or(|line| lines_of(self.model, update).contains(&line))
        };
        let unique: BTreeSet<AnyId> = fixing.filter(serves).collect();
        unique.into_iter().collect()
    }
}
