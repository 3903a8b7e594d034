//! What several practices ask in the same words: whether a review can be relied on, whether its findings are
//! closed, and how a finding names the aspects it bears on.

use std::fmt::Display;

use vauban_diagnostics::Finding;
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Conclusion, Kind, Record, Ref, ReviewKind};

use crate::context::{Context, said};

/// Lets a finding bear on some of the aspects its check asks.
pub(crate) fn bearing(mut finding: Finding, aspects: &[&str]) -> Finding {
    finding.requirement = aspects.iter().map(|aspect| (*aspect).to_owned()).collect();
    finding
}

/// The same for what is open aspect by aspect.
pub(crate) fn bearing_each<T>(finding: Finding, open: &[(&'static str, T)]) -> Finding {
    bearing(finding, &open.iter().map(|(aspect, _)| *aspect).collect::<Vec<_>>())
}

/// What is open aspect by aspect, for a sentence: `what is lacking (SD-1.c)`.
pub(crate) fn by_aspect<T: Display>(open: &[(&'static str, T)], between: &str) -> String {
    open.iter().map(|(aspect, what)| format!("{what} ({aspect})")).collect::<Vec<_>>().join(between)
}

/// What keeps a review from being relied on: keys to add, or what is wrong.
pub(crate) fn review_gaps(cx: &Context<'_>, review: &Record<Review>) -> Vec<String> {
    let mut gaps = Vec::new();
    if review.date.is_none_or(|day| day.date > cx.today) {
        gaps.push("a `date` that has passed".to_owned());
    }
    let author = |flag: &Option<vauban_model::Flag>| flag.as_ref().is_some_and(|flag| flag.value);
    let others = review
        .participants
        .iter()
        .any(|participant| participant.person.as_ref().and_then(Ref::to).is_some() && !author(&participant.author));
    if !others {
        gaps.push("`participants` who did not write what was reviewed".to_owned());
    }
    match &review.conclusion {
        None => gaps.push("a `conclusion`".to_owned()),
        Some(conclusion) if conclusion.value == Conclusion::Reject => {
            gaps.push("another outcome than `reject`".to_owned());
        }
        Some(_) => {}
    }
    if !cx.someone(&review.approved_by) {
        gaps.push("`approved-by` somebody who can be asked".to_owned());
    }
    match (review.findings.is_empty(), said(&review.no_findings)) {
        (true, false) => gaps.push("`findings`, or `no-findings` saying why there are none".to_owned()),
        (false, true) => gaps.push("either `findings` or `no-findings`, not both".to_owned()),
        _ => {}
    }
    if !review.evidence.is_empty()
        && let Err(why) = cx.evidence(&review.evidence)
    {
        gaps.push(format!("evidence that is there: {why}"));
    }
    gaps
}

/// What keeps the findings of a review from being characterised and tracked to closure.
///
/// A finding is tracked where it is closed, with how and by whom that was verified, or where an issue took it over.
pub(crate) fn closure_gaps(cx: &Context<'_>, review: &Record<Review>) -> Vec<String> {
    let mut gaps = Vec::new();
    for (at, finding) in review.findings.iter().enumerate() {
        let mut lacks = Vec::new();
        if finding.severity.is_none() {
            lacks.push("`severity`");
        }
        if !cx.someone(&finding.owner) {
            lacks.push("`owner`");
        }
        let verified = match (&finding.owner, &finding.verified_by) {
            (Some(owner), Some(verifier)) => cx.independent(owner, verifier),
            _ => false,
        };
        let closed = finding.closed.is_some_and(|day| day.date <= cx.today) && said(&finding.closed_how) && verified;
        let taken_over = !finding.issue.is_empty() && finding.issue.iter().all(|issue| issue.to().is_some());
        if !closed && !taken_over {
            lacks.push("`closed`, `closed-how` and `verified-by` another than its owner, or an `issue` that tracks it");
        }
        if !lacks.is_empty() {
            gaps.push(format!("finding {} lacks {}", at + 1, lacks.join(", ")));
        }
    }
    gaps
}

/// Whether a review says that it was held for a release.
pub(crate) fn is_for(review: &Record<Review>, release: AnyId) -> bool {
    review.release.iter().any(|named| named.to() == Some(release))
        || review.head.common.applies_to.iter().any(|named| named.to() == Some(release))
}

/// Whether a review says that it looked at an aspect.
pub(crate) fn looked_for(cx: &Context<'_>, review: &Record<Review>, aspect: &str) -> bool {
    review.looked_for.iter().any(|clause| cx.same_clause(&clause.0, aspect))
}

/// Reviews of one kind.
pub(crate) fn reviews<'a>(
    cx: &Context<'a>,
    kind: ReviewKind,
) -> impl Iterator<Item = (AnyId, &'a Record<Review>)> + use<'a> {
    cx.each(Kind::Review, &cx.model.review)
        .filter(move |(_, review)| review.kind.as_ref().is_some_and(|said| said.value == kind))
}
