//! Which elements are reviewed as they stand, by the reviews that can be relied on.

use std::collections::BTreeMap;

use vauban_analysis::review::{Coverage, digest_of};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Conclusion, Kind, Record, SignatureFact};

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
        Reviews { coverage, unreliable, lacking }
    }
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
