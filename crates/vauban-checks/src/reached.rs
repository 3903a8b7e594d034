//! Security levels of one product, as checks see them: what the analysis needs to be told.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::levels::{Proof, Reached};
use vauban_model::kinds::Applicability;
use vauban_model::{AnyId, Kind, Record, Side};

use crate::context::{Context, said};
use crate::practice::{sd, svv};

/// What a product reaches, and why what is implemented does not count as verified.
#[derive(Debug)]
pub struct Levels {
    /// The vectors, and every requirement everywhere it applies.
    pub reached: Reached,
    /// Why implemented mechanisms, and requirements of the product, do not count as verified.
    pub unverified: BTreeMap<AnyId, String>,
}

impl Levels {
    /// Works it out.
    pub(crate) fn new(cx: &Context<'_>) -> Levels {
        let (mechanisms, mut unverified) = svv::all_verified(cx);
        let (requirements, unproved) = svv::requirements_verified(cx);
        unverified.extend(unproved);
        let told = told(cx);
        let exceptions = exceptions(cx, &told);
        let proof = Proof {
            mechanisms: &mechanisms,
            requirements: &requirements,
            told: &told,
            exceptions: &exceptions,
            observed: sd::complete(cx),
        };
        Levels { reached: Reached::new(cx.model, cx.catalogs, cx.owners(), cx.product, &proof), unverified }
    }
}

/// Mechanisms of the environment that users are told about, themselves or by the assumption that stands for them.
fn told(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let assumed: BTreeSet<AnyId> = cx
        .each(Kind::Assumption, &cx.model.assumption)
        .filter(|(id, _)| cx.told_to_users(*id).is_some())
        .filter_map(|(_, assumption)| assumption.mechanism.as_ref()?.to())
        .collect();
    let all = cx.each(Kind::Mechanism, &cx.model.mechanism);
    let outside =
        all.filter(|(_, mechanism)| mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment));
    outside.map(|(id, _)| id).filter(|id| assumed.contains(id) || cx.told_to_users(*id).is_some()).collect()
}

/// Records of applicability, each with why it has no effect today.
fn exceptions(cx: &Context<'_>, told: &BTreeSet<AnyId>) -> BTreeMap<AnyId, Option<String>> {
    let all = cx.each(Kind::Applicability, &cx.model.applicability);
    all.map(|(id, record)| (id, unsound(cx, record, told))).collect()
}

/// Why an exception does not hold: a requirement is not set aside by one person, without a reason, or for ever.
fn unsound(cx: &Context<'_>, record: &Record<Applicability>, told: &BTreeSet<AnyId>) -> Option<String> {
    let Some(date) = record.date.map(|day| day.date) else { return Some("it has no date".to_owned()) };
    let until = record.valid_until.map_or_else(|| date.plus_months(12), |day| day.date);
    let agreed = record.by.as_ref().zip(record.approved_by.as_ref()).is_some_and(|(by, with)| cx.independent(by, with));
    let untold = record.compensated_by.iter().find(|one| one.to().is_none_or(|id| !told.contains(&id)));
    if !said(&record.reason) {
        Some("it gives no reason".to_owned())
    } else if record.elements.iter().any(|one| one.to().is_none()) || record.of.is_empty() {
        Some("it does not say what it is about".to_owned())
    } else if date > cx.today {
        Some(format!("it begins on {date}"))
    } else if until < cx.today {
        Some(format!("it ended on {until}"))
    } else if !agreed {
        Some("no second person who is known agreed".to_owned())
    } else {
        untold.map(|one| format!("users are not told about `{}`, or it is not the environment's", one.link.text))
    }
}
