//! How a product answers the design practices, and which places of its design look as if one was not followed (SD-4).
//!
//! A candidate is settled by an answer that says why the practice is not followed there: for the version being built
//! or released, with a reason, by a known person, naming the element. Every other answer leaves it open, and says why.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::practices::{ASPECTS, Candidate};
use vauban_model::kinds::{Practice, PracticeAnswer};
use vauban_model::{AnyId, Date, Followed, Kind, Record, Ref};

use crate::context::{Context, said};
use crate::practice::sd;

/// The design practices of one product.
#[derive(Debug)]
pub struct Practices {
    /// Every practice of the list, in the order of the records.
    pub rows: Vec<PracticeRow>,
    /// Elements with candidates, by aspect.
    pub concerns: Vec<Concern>,
    /// Versions of the design that practices are to be answered for.
    pub versions: Vec<String>,
    /// The newest review of the list, with its date; `None` if there is none.
    pub reviewed: Option<(AnyId, Date)>,
    /// The day on which the list is due for review again.
    pub due: Option<Date>,
}

/// A practice, and how the product answers it.
#[derive(Debug)]
pub struct PracticeRow {
    /// The practice.
    pub practice: AnyId,
    /// Answers about the product, in the order of the records, and whether each is for a present version.
    pub answers: Vec<(AnyId, bool)>,
}

/// An element with candidates against one aspect's practices.
#[derive(Clone, Debug)]
pub struct Concern {
    /// The aspect: `SD-4.a`.
    pub aspect: &'static str,
    /// The element.
    pub element: AnyId,
    /// What was seen on it.
    pub candidates: Vec<Candidate>,
    /// The answer that settles it.
    pub answer: Option<AnyId>,
    /// An answer that names it and does not settle it, and why.
    pub unsettled: Option<(AnyId, String)>,
}

impl Practices {
    /// Works it out.
    pub(crate) fn new(cx: &Context<'_>) -> Practices {
        let versions = versions(cx);
        let mut answered: BTreeMap<AnyId, Vec<(AnyId, bool)>> = BTreeMap::new();
        for (id, answer, practice) in answers(cx) {
            let present = answer.design_version.as_ref().is_some_and(|version| versions.contains(&*version.value));
            answered.entry(practice).or_default().push((id, present));
        }
        let rows = cx
            .each(Kind::Practice, &cx.model.practice)
            .map(|(practice, _)| PracticeRow { practice, answers: answered.remove(&practice).unwrap_or_default() });
        let newest = sd::newest_practice_review(cx);
        Practices {
            rows: rows.collect(),
            concerns: ASPECTS.iter().flat_map(|aspect| concerns(cx, aspect)).collect(),
            versions: versions.into_iter().map(str::to_owned).collect(),
            reviewed: newest,
            due: newest.map(|(_, date)| date.plus_months(cx.review_months())),
        }
    }
}

/// Answers about the product being judged.
pub(crate) fn answers<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (AnyId, &'a Record<PracticeAnswer>, AnyId)> + use<'a> {
    let this = *cx;
    cx.each(Kind::PracticeAnswer, &cx.model.practice_answer).filter_map(move |(id, answer)| {
        let mine = answer.product.as_ref().is_none_or(|product| this.product.is_none() || product.to() == this.product);
        let practice = answer.practice.as_ref()?.to()?;
        mine.then_some((id, answer, practice))
    })
}

/// Versions of the design that practices are to be answered for: the one being built and the current release.
pub(crate) fn versions<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let building = cx.product().and_then(|product| product.version.as_ref());
    let released = cx.current_release().and_then(|(_, release)| release.version.as_ref());
    building.into_iter().chain(released).map(|version| &*version.value).collect()
}

/// Elements with candidates against an aspect's practices, and how people answer them.
pub(crate) fn concerns(cx: &Context<'_>, aspect: &'static str) -> Vec<Concern> {
    let mut by_element: BTreeMap<AnyId, Vec<Candidate>> = BTreeMap::new();
    for candidate in cx.candidates().iter().filter(|candidate| candidate.question.aspect() == aspect) {
        by_element.entry(candidate.element).or_default().push(candidate.clone());
    }
    if by_element.is_empty() {
        return Vec::new();
    }
    let versions = versions(cx);
    let mut settled: BTreeMap<AnyId, AnyId> = BTreeMap::new();
    let mut unsettled: BTreeMap<AnyId, (AnyId, String)> = BTreeMap::new();
    for (id, answer, practice) in answers(cx) {
        let serves = |practice: &Record<Practice>| practice.aspect.iter().any(|one| cx.same_clause(&one.0, aspect));
        if !cx.model.practice.get(practice.at as usize).is_some_and(serves) {
            continue;
        }
        let flaw = flaw(cx, answer, &versions);
        for element in answer.shown_by.iter().filter_map(Ref::to) {
            match &flaw {
                None => drop(settled.entry(element).or_insert(id)),
                Some(why) => drop(unsettled.entry(element).or_insert_with(|| (id, why.clone()))),
            }
        }
    }
    let concern = |(element, candidates)| Concern {
        aspect,
        element,
        candidates,
        answer: settled.get(&element).copied(),
        unsettled: unsettled.remove(&element).filter(|_| !settled.contains_key(&element)),
    };
    by_element.into_iter().map(concern).collect()
}

/// Why an answer settles no candidate; `None` if it settles those on the elements it names.
fn flaw(cx: &Context<'_>, answer: &Record<PracticeAnswer>, versions: &BTreeSet<&str>) -> Option<String> {
    match answer.answer.as_ref().map(|answer| answer.value) {
        Some(Followed::Deviated | Followed::NotApplicable) => {}
        Some(Followed::Followed) => return Some("says that the practice is followed there".to_owned()),
        None => return Some("gives no `answer`".to_owned()),
    }
    if !said(&answer.reason) {
        return Some("gives no `reason`".to_owned());
    }
    let present = answer.design_version.as_ref().is_some_and(|version| versions.contains(&*version.value));
    if !present && !versions.is_empty() {
        let listed = versions.iter().copied().collect::<Vec<_>>().join(" or ");
        return Some(format!("is not for version {listed}"));
    }
    if !cx.someone(&answer.by) || answer.date.is_none_or(|day| day.date > cx.today) {
        return Some("does not say `by` a known person and on what `date`".to_owned());
    }
    None
}
