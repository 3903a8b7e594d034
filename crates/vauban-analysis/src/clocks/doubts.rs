//! What is wrong with the record of a case beside its dates: what an authority would ask first.

use std::collections::BTreeSet;

use vauban_model::kinds::Case;
use vauban_model::{AnyId, Date, Exploitation, FilingStage, IssueState, Kind, Model, Record, Ref, Text, Track};

use super::awareness::persons;
use super::{Asked, Awareness, Instant, cascade, story};

fn empty(text: &Option<Text>) -> bool {
    text.as_ref().is_none_or(|text| text.trim().is_empty())
}

fn is_drill(case: &Case) -> bool {
    case.drill.as_ref().is_some_and(|drill| drill.value)
}

/// What a case does not say, or says and cannot be so; an exercise is asked nothing.
pub fn case_doubts(asked: Asked<'_>, case: &Record<Case>) -> Vec<String> {
    let mut doubts = Vec::new();
    if is_drill(case) {
        return doubts;
    }
    let mut doubt = |wrong: bool, what: &str| {
        if wrong {
            doubts.push(what.to_owned());
        }
    };
    doubt(!case.issue.iter().any(|issue| issue.to().is_some()), "it names no issue");
    let products = case.affected.iter().any(|affected| affected.product.as_ref().and_then(Ref::to).is_some());
    doubt(!products, "it names no affected product");
    let owed = case.no_duty.is_none() && case.retracted.is_none();
    doubt(owed && !case.filings.is_empty() && case.csirt.is_none(), "it was filed and does not say with which CSIRT");
    for filing in &case.filings {
        let stage = filing.stage.as_ref().map_or("?", |stage| stage.value.word());
        doubt(empty(&filing.receipt) && filing.evidence.is_empty(), &format!("the filing `{stage}` has no receipt"));
        let later = filing.submitted.as_ref().and_then(Instant::of).is_some_and(|at| at.seconds > asked.now.seconds);
        doubt(later, &format!("the filing `{stage}` is dated in the future"));
    }
    let aware = Awareness::of(asked.model, case, asked.now).governs;
    doubt(aware.is_some_and(|aware| aware.seconds > asked.now.seconds), "its awareness is dated in the future");
    if let Some(retracted) = &case.retracted {
        doubt(empty(&retracted.reason), "it was retracted without a reason");
        doubt(persons(asked.model, &retracted.by).is_empty(), "nobody who can be asked retracted it");
    }
    if let Some(flaw) = story::no_duty_flaw(asked, case) {
        doubts.push(format!("its `no-duty` does not hold: {flaw}"));
    }
    doubts.extend(cascade::doubt(asked.model, asked.across, case));
    doubts
}

/// Which filings do not stand in the order of the stages.
pub fn case_order(model: &Model, case: &Record<Case>, now: Instant) -> Vec<String> {
    let first = |stage: FilingStage| {
        let of = case.filings.iter().filter(|filing| {
            filing.stage.as_ref().is_some_and(|one| one.value == stage)
                || filing.covers.iter().any(|one| one.value == stage)
        });
        of.filter_map(|filing| Instant::of(filing.submitted.as_ref()?)).min()
    };
    let mut wrong = Vec::new();
    let order = [FilingStage::EarlyWarning, FilingStage::Notification, FilingStage::Final];
    for (at, stage) in order.iter().enumerate() {
        let Some(filed) = first(*stage) else { continue };
        for before in order.iter().take(at) {
            match first(*before) {
                None => wrong.push(format!("`{}` was filed without `{}`", stage.word(), before.word())),
                Some(earlier) if earlier.seconds > filed.seconds => {
                    wrong.push(format!("`{}` was filed before `{}`", stage.word(), before.word()));
                }
                Some(_) => {}
            }
        }
    }
    let aware = Awareness::of(model, case, now).governs;
    let early = case.filings.iter().filter_map(|filing| Instant::of(filing.submitted.as_ref()?)).min();
    if let Some((filed, aware)) = early.zip(aware).filter(|(filed, aware)| filed.seconds < aware.seconds) {
        wrong.push(format!("something was filed on {}, before awareness on {}", filed.people(), aware.people()));
    }
    wrong
}

/// Why the exceptional circumstances of a case may not be invoked; `None` where they may, or are not.
pub fn exceptional_flaw(model: &Model, case: &Record<Case>) -> Option<&'static str> {
    let exceptional = case.exceptional.as_ref()?;
    let allowed = model.policy.first().map(|policy| policy.exceptional_circumstances.as_slice()).unwrap_or_default();
    let may = |id: &AnyId| {
        allowed.iter().any(|doer| doer.to() == Some(*id)) || holds(model, allowed.iter().filter_map(Ref::to), *id)
    };
    let by = persons(model, &exceptional.by);
    let named = exceptional.by.as_ref().and_then(Ref::to);
    if case.track.as_ref().is_some_and(|track| track.value != Track::ExploitedVulnerability) {
        Some("only the notification of a vulnerability has that flag")
    } else if empty(&exceptional.reason) {
        Some("no facts support the ground")
    } else if by.is_empty() {
        Some("nobody who can be asked invokes them")
    } else if !named.is_some_and(|named| may(&named)) && !by.iter().all(may) {
        Some("whoever invokes them was not named beforehand under `[policy] exceptional-circumstances`")
    } else {
        None
    }
}

/// Whether a person holds one of some roles.
fn holds(model: &Model, doers: impl Iterator<Item = AnyId>, person: AnyId) -> bool {
    let roles = doers.filter(|doer| doer.kind == Kind::Role).filter_map(|role| model.role.get(role.at as usize));
    let holders: BTreeSet<AnyId> =
        roles.flat_map(|role| role.held_by.iter().chain(&role.deputy)).filter_map(Ref::to).collect();
    holders.contains(&person)
}

/// What tells users to do something about a case that is not among its measures: a notice or an update.
pub fn unrecorded_measure(asked: Asked<'_>, case: &Record<Case>) -> Option<String> {
    if is_drill(case) || case.track.as_ref().is_some_and(|track| track.value != Track::ExploitedVulnerability) {
        return None;
    }
    let first = case.measures.iter().filter_map(|measure| Instant::of(measure.available.as_ref()?)).min();
    let (_, last, what) = story::unrecorded(asked, case)?;
    first.is_none_or(|first| last < first.seconds).then_some(what)
}

/// Why an issue needs a case that says whether authorities must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsCase {
    /// It is used against products in the field: hours count.
    Exploited,
    /// It must be reported, to whom it does not say.
    MustReport,
}

/// Issues that no case names though authorities may have to be told, of products that say in which Member States they are
/// available. Issues that ended before the duty began are left out; an exercise is no case.
pub fn without_case(asked: Asked<'_>) -> Vec<(AnyId, NeedsCase)> {
    let model = asked.model;
    let on_the_market = match asked.product.and_then(|id| model.product.get(id.at as usize)) {
        Some(product) => !product.member_states.is_empty(),
        None => model.product.iter().any(|product| !product.member_states.is_empty()),
    };
    if !on_the_market {
        return Vec::new();
    }
    let begins = asked.law.begins.as_deref().and_then(Date::parse);
    let mine = model.issue.iter().enumerate().filter(|(_, issue)| asked.owners.concerns(asked.product, &issue.head));
    let needing = mine.filter_map(|(at, issue)| {
        let id = AnyId { kind: Kind::Issue, at: at as u32 };
        let over = issue.closed.or(issue.fixed).zip(begins).is_some_and(|(day, begins)| day.date < begins);
        let rejected = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected);
        if over || rejected || asked.across.has_case(id) {
            return None;
        }
        if issue.exploited.as_ref().is_some_and(|word| word.value == Exploitation::Active) {
            return Some((id, NeedsCase::Exploited));
        }
        let answer = issue.must_report.as_ref().map(|answer| answer.trim().to_lowercase())?;
        let word: String = answer.chars().take_while(|letter| letter.is_alphabetic()).collect();
        (word == "yes").then_some((id, NeedsCase::MustReport))
    });
    needing.collect()
}
