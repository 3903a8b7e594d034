//! Verdicts of requirements and aspects that differ.

use std::collections::BTreeMap;

use vauban_analysis::diff::VerdictChange;
use vauban_analysis::status::{Status, Verdict};
use vauban_model::AnyId;

use crate::compile::Compilation;

pub(super) fn changes(
    (before, earlier): (&Compilation, Option<Option<AnyId>>),
    (after, product): (&Compilation, Option<AnyId>),
) -> Vec<VerdictChange> {
    let old = earlier.and_then(|earlier| status(before, earlier)).map(verdicts).unwrap_or_default();
    let Some(status) = status(after, product) else { return Vec::new() };
    let new = verdicts(status);
    let mut changes = Vec::new();
    // In the order of the catalog: requirement, then its aspects.
    for requirement in &status.requirements {
        let ids = std::iter::once(&requirement.id).chain(requirement.aspects.iter().map(|aspect| &aspect.id));
        for id in ids {
            let (was, is) = (old.get(id.as_str()).copied(), new.get(id.as_str()).copied());
            if was != is {
                changes.push(VerdictChange {
                    id: id.clone(),
                    before: was.map(Verdict::word),
                    after: is.map(Verdict::word),
                    worse: rank(is) < rank(was),
                });
            }
        }
    }
    changes
}

fn rank(verdict: Option<Verdict>) -> u8 {
    match verdict {
        None | Some(Verdict::Missing) => 0,
        Some(Verdict::Partial) => 1,
        Some(Verdict::Met | Verdict::NotApplicable) => 2,
    }
}

fn status(compiled: &Compilation, product: Option<AnyId>) -> Option<&Status> {
    let id = product.map_or("", |product| &compiled.model.head(product).id);
    compiled.statuses().iter().find(|status| status.product == id)
}

fn verdicts(status: &Status) -> BTreeMap<&str, Verdict> {
    let all = status.requirements.iter().flat_map(|requirement| {
        let own = std::iter::once((requirement.id.as_str(), requirement.verdict));
        own.chain(requirement.aspects.iter().map(|aspect| (aspect.id.as_str(), aspect.verdict)))
    });
    all.collect()
}
