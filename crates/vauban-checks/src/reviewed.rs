//! Which elements are reviewed as they stand, by the reviews that can be relied on.

use std::collections::BTreeMap;

use vauban_analysis::review::{Coverage, digest_of, kinds_of, level_of};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Conclusion, DesignLevel, Kind, Record, ReviewKind, SignatureFact};

use crate::context::Context;
use crate::practice::{closure_gaps, review_gaps};

/// The reviews of one product.
#[derive(Debug)]
pub struct Reviews {
    /// How the elements stand, for every kind of review that is bound to elements.
    pub coverage: Vec<Coverage>,
    /// Reviews that cannot be relied on, and why.
    pub unreliable: BTreeMap<AnyId, String>,
    /// What the records of reviews still lack before they can be concluded.
    pub lacking: BTreeMap<AnyId, Vec<String>>,
    /// The levels of the design, from the coarsest, and how each stands to the reviews of that level.
    pub levels: Vec<OfLevel>,
}

/// A level of the design, and its reviews.
#[derive(Debug)]
pub struct OfLevel {
    /// The level.
    pub level: DesignLevel,
    /// Elements of it that design reviews look at, those that belong to every level apart.
    pub elements: Vec<AnyId>,
    /// Design reviews of it that can be relied on, oldest first. Where the design has one level, those that name none
    /// are of that one.
    pub reviews: Vec<AnyId>,
    /// How its elements stand to these reviews; none where the design has one level, and all reviews say the same.
    pub coverage: Option<Coverage>,
}

impl OfLevel {
    /// How many of its elements reviews of it saw as they stand; none where the design has one level.
    pub fn settled(&self) -> Option<usize> {
        let coverage = self.coverage.as_ref()?;
        let settled = |element: &&vauban_analysis::review::Element| element.record.is_some() && element.state.settled();
        Some(coverage.elements.iter().filter(settled).count())
    }
}

impl Reviews {
    /// Works it out.
    pub(crate) fn new(cx: &Context<'_>) -> Reviews {
        let mut unreliable: BTreeMap<AnyId, String> = BTreeMap::new();
        let mut lacking = BTreeMap::new();
        for (id, review) in cx.each(Kind::Review, &cx.model.review) {
            let gaps = review_gaps(cx, review);
            if let Some(why) = flaw(cx, review, &gaps) {
                unreliable.insert(id, why);
            }
            if !gaps.is_empty() {
                lacking.insert(id, gaps);
            }
        }
        let counts = |id: AnyId| !unreliable.contains_key(&id);
        let coverage = Coverage::of_all(cx.model, cx.facts, cx.owners(), cx.product, cx.today, &counts);
        let levels = levels(cx, &counts);
        Reviews { coverage, unreliable, lacking, levels }
    }
}

/// Every level of the design with its reviews; `counts` says which reviews can be relied on.
fn levels(cx: &Context<'_>, counts: &dyn Fn(AnyId) -> bool) -> Vec<OfLevel> {
    let refinement = cx.refinement();
    let existing = refinement.existing();
    let single = existing.len() == 1;
    let all = kinds_of(ReviewKind::Design).into_iter();
    let all = all.flat_map(|kind| (0..cx.model.count(kind)).map(move |at| AnyId { kind, at: at as u32 }));
    let mine: Vec<AnyId> = all.filter(|id| cx.concerns(cx.model.head(*id))).collect();
    let of = |level: DesignLevel| {
        let elements: Vec<AnyId> =
            mine.iter().copied().filter(|id| refinement.levels_of(*id).contains(&level)).collect();
        let mut held: Vec<(Option<vauban_model::Date>, AnyId)> = cx
            .each(Kind::Review, &cx.model.review)
            .filter(|(id, review)| {
                let design = review.kind.as_ref().is_some_and(|said| said.value == ReviewKind::Design);
                design && counts(*id) && (level_of(review) == Some(level) || single && review.level.is_none())
            })
            .map(|(id, review)| (review.date.map(|day| day.date), id))
            .collect();
        held.sort_unstable();
        let reviews: Vec<AnyId> = held.into_iter().map(|(_, id)| id).collect();
        let coverage = (!single).then(|| {
            let only = |id: AnyId| refinement.levels_of(id).contains(&level);
            let of_level = |id: AnyId| reviews.contains(&id);
            Coverage::of_design(cx.model, cx.facts, cx.owners(), cx.product, cx.today, &only, &of_level)
        });
        OfLevel { level, elements, reviews, coverage }
    };
    existing.into_iter().map(of).collect()
}

/// Why a review that lacks `gaps` cannot be relied on; `None` if it can.
fn flaw(cx: &Context<'_>, review: &Record<Review>, gaps: &[String]) -> Option<String> {
    if let Some(gap) = gaps.first() {
        return Some(format!("it lacks {gap}"));
    }
    if review.conclusion.as_ref().is_some_and(|said| said.value == Conclusion::Conditions)
        && let Some(gap) = closure_gaps(cx, review).into_iter().next()
    {
        return Some(format!("it was accepted on conditions, and {gap}"));
    }
    if altered(review) {
        return Some("what it says it saw is not what its `digest` was taken of".to_owned());
    }
    let name = review.head.name();
    let facts = || (0..review.signatures.len()).filter_map(|at| cx.facts.signatures.get(&(name.clone(), at)));
    if let Some(why) = facts().find_map(|fact| match fact {
        SignatureFact::Bad(why) => Some(why),
        SignatureFact::Good | SignatureFact::Elsewhere | SignatureFact::Unchecked(_) => None,
    }) {
        return Some(format!("a signature under it is not valid: {why}"));
    }
    let must = cx.policy().and_then(|policy| policy.signed_reviews.as_ref()).is_some_and(|flag| flag.value);
    let signed = facts().any(|fact| matches!(fact, SignatureFact::Good | SignatureFact::Elsewhere));
    (must && !signed)
        .then(|| "`[policy] signed-reviews` asks for a signature, and it has none that is valid".to_owned())
}

/// Whether the digest of a review is not that of what it says it saw.
pub(crate) fn altered(review: &Record<Review>) -> bool {
    let Some(saw) = review.saw.as_ref().filter(|saw| !saw.0.is_empty()) else { return false };
    let actual = digest_of(saw.0.iter().map(|(name, seen)| (&*name.value, seen)));
    review.digest.as_ref().is_none_or(|stored| *stored.0.value != *actual)
}
