//! What calls for a review now and did not before.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::diff::ReviewChange;
use vauban_analysis::review::{Element, State};
use vauban_model::AnyId;

use crate::compile::Compilation;

pub(super) fn changes(
    (before, earlier): (&Compilation, Option<Option<AnyId>>),
    (after, product): (&Compilation, Option<AnyId>),
) -> Vec<ReviewChange> {
    let Some(now) = after.reviews(product) else { return Vec::new() };
    let then = earlier.and_then(|earlier| before.reviews(earlier));
    let mut changes = Vec::new();
    for covered in &now.coverage {
        let was: BTreeMap<&str, &State> = then
            .iter()
            .flat_map(|then| &then.coverage)
            .filter(|one| one.kind == covered.kind)
            .flat_map(|one| &one.elements)
            .map(|element| (element.name.as_str(), &element.state))
            .collect();
        let open = |element: &&Element| {
            !element.state.settled() && was.get(element.name.as_str()).is_none_or(|state| state.settled())
        };
        let stale: Vec<&Element> = covered.elements.iter().filter(open).collect();
        let settled = covered
            .elements
            .iter()
            .filter(|element| {
                element.state.settled() && was.get(element.name.as_str()).is_some_and(|state| !state.settled())
            })
            .count();
        if stale.is_empty() && settled == 0 {
            continue;
        }
        let reviews: BTreeSet<String> =
            stale.iter().filter_map(|element| element.review).map(|id| after.model.head(id).name()).collect();
        let keys = |element: &&Element| match &element.state {
            State::Changed(keys) => (element.name.clone(), keys.clone()),
            State::Disturbed(why) => (element.name.clone(), vec![why.clone()]),
            _ => (element.name.clone(), Vec::new()),
        };
        changes.push(ReviewChange {
            kind: covered.kind.word(),
            reviews: reviews.into_iter().collect(),
            stale: stale.iter().map(keys).collect(),
            settled,
        });
    }
    changes
}
