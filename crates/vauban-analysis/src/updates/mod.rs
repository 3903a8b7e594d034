//! Security updates (SUM-1 to SUM-5): which version lines have an issue, which update brings them the fix, when it came
//! and when it was due, and what users are told with it.
//!
//! One reading of the records for everybody: checks judge by it, commands and plots show it. What the records do not say
//! is unknown and stays in sight; a line that nobody spoke of is never counted as unaffected.

mod notes;
mod reach;
mod signed;
mod timeliness;

pub use notes::{Notes, Section, notes};
pub use reach::{Reach, Reached, oldest};
pub use signed::statement;
pub use timeliness::{Row, State, Timeliness, Waiting, timeliness};

use std::collections::BTreeSet;

use vauban_model::kinds::{Issue, Line, Release, Update};
use vauban_model::{AnyId, Date, IssueDecision, IssueState, Kind, Model, Phase, Record, Ref};

/// The release that delivers an update.
pub fn release_of<'m>(model: &'m Model, update: &Record<Update>) -> Option<(AnyId, &'m Record<Release>)> {
    let id = update.release.as_ref()?.to()?;
    Some((id, model.release.get(id.at as usize)?))
}

/// Version lines that an update is for: those it names, and that of its release.
pub fn lines_of(model: &Model, update: &Record<Update>) -> BTreeSet<AnyId> {
    let own = release_of(model, update).and_then(|(_, release)| release.line.as_ref()?.to());
    update.lines.iter().filter_map(Ref::to).chain(own).collect()
}

/// The day on which an update reached users, if it has by that day.
pub fn delivered(update: &Record<Update>, today: Date) -> Option<Date> {
    update.delivered.map(|day| day.date).filter(|day| *day <= today)
}

/// Whether an update has left the house: it was delivered, or its release was.
pub fn is_out(model: &Model, update: &Record<Update>, today: Date) -> bool {
    let released = release_of(model, update).and_then(|(_, release)| release.date);
    update.delivered.or(released).is_some_and(|day| day.date <= today)
}

/// What an issue asks of the lines of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owed {
    /// Users have it, and it is to be fixed.
    Fix,
    /// Users have it, and nobody has decided what is done.
    Undecided,
    /// It is to be fixed or is not decided, and nobody says whether users have it.
    Unplaced,
    /// Users do not have it, or it was decided that there is no update.
    Nothing,
}

/// What an issue asks for.
pub fn owed(issue: &Record<Issue>) -> Owed {
    let decision = issue.decision.as_ref().map(|decision| decision.value);
    let rejected = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected);
    if rejected || matches!(decision, Some(IssueDecision::None | IssueDecision::Accept | IssueDecision::Defer)) {
        return Owed::Nothing;
    }
    let told = !issue.advisory.is_empty();
    match (issue.found_in.as_ref().map(|phase| phase.value), told) {
        (Some(Phase::Field), _) | (_, true) if decision == Some(IssueDecision::Fix) => Owed::Fix,
        (Some(Phase::Field), _) | (_, true) => Owed::Undecided,
        (None, false) => Owed::Unplaced,
        (Some(_), false) => Owed::Nothing,
    }
}

/// Version lines of a product that are not removed; without a product, all.
pub fn lines<'m>(
    model: &'m Model,
    product: Option<AnyId>,
) -> impl Iterator<Item = (AnyId, &'m Record<Line>)> + use<'m> {
    let all = model.line.iter().enumerate();
    all.map(|(at, line)| (AnyId { kind: Kind::Line, at: at as u32 }, line)).filter(move |(_, line)| {
        !line.head.removed && (product.is_none() || line.of.as_ref().and_then(Ref::to) == product)
    })
}

/// Whether an update is of a product, as far as its release says.
pub fn is_of(model: &Model, update: &Record<Update>, product: Option<AnyId>) -> bool {
    let of = release_of(model, update).and_then(|(_, release)| release.product.as_ref());
    product.is_none() || of.is_none_or(|of| of.to() == product)
}
