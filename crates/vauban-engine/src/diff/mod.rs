//! What changed between two states of a project: in the design, in its threats, its depth, its verdicts and its reviews.
//!
//! Both sides are compiled as of the same day, so that what differs was written and did not just grow older. Records are
//! compared key by key in the one spelling of equal values, so layout never shows.

pub(crate) mod depth;
mod elements;
mod findings;
mod reviews;
mod seen;
mod threats;
mod verdicts;

use rayon::prelude::*;
use vauban_analysis::diff::Difference;
use vauban_analysis::scope::product_line;
use vauban_model::{AnyId, Kind, Model};

use crate::compile::Compilation;

/// Compares two compilations of a project, by a product of the later one.
pub fn diff(before: &Compilation, after: &Compilation, product: Option<AnyId>) -> Difference {
    let earlier = same_product(before, after, product);
    let (elements, others) = elements::changes(before, after);
    let found = |compiled: &Compilation, product| compiled.threats(product).map(threats::open);
    let open = (earlier.and_then(|earlier| found(before, earlier)), found(after, product));
    let (pairs, designs) = seen::pairs((before, earlier), (after, product));
    let each = |pair: &seen::Pair<'_>| {
        let depth = depth::changes(pair.before, pair.after);
        (depth, threats::changes(pair.before, pair.after))
    };
    let found: Vec<_> = pairs.par_iter().map(each).collect();
    let (mut by_depth, mut by_threat) = (Vec::new(), Vec::new());
    for ((depth, threats), pair) in found.into_iter().zip(&pairs) {
        by_depth.push((depth, pair.variants.clone()));
        by_threat.push((threats, pair.variants.clone()));
    }
    let mut depth = seen::together(by_depth, |change, variants| change.variants = variants);
    depth::sort(&mut depth);
    let mut threats = seen::together(by_threat, |change, variants| change.variants = variants);
    threats::sort(&mut threats);
    let (appeared, settled) = findings::changes(before, after);
    Difference {
        product: product_line(&after.model, product),
        interfaces: elements::interfaces(after, product, &elements),
        elements,
        others,
        threats,
        open_threats: (open.0.unwrap_or(0), open.1.unwrap_or(0)),
        depth,
        designs: (pairs.len(), designs),
        verdicts: verdicts::changes((before, earlier), (after, product)),
        reviews: reviews::changes((before, earlier), (after, product)),
        appeared,
        settled,
    }
}

/// Records of every kind that are not as they were, by name; prose and files of a record are not compared.
pub fn changed_records(before: &Compilation, after: &Compilation) -> Vec<vauban_analysis::diff::ElementChange> {
    elements::every_change(before, after).into_iter().map(|(_, change)| change).collect()
}

/// The product of the earlier side: the one of the same id, the only one, or none if there is nothing to compare with.
pub fn same_product(before: &Compilation, after: &Compilation, product: Option<AnyId>) -> Option<Option<AnyId>> {
    let products = before.products();
    let id = product.map(|product| &after.model.head(product).id);
    let same = products.iter().find(|one| one.map(|one| &before.model.head(one).id) == id);
    match (same, products.as_slice()) {
        (Some(same), _) => Some(*same),
        (None, [only]) => Some(*only),
        (None, _) => None,
    }
}

/// Records of a kind, those that were taken out of a used folder left out.
fn there(model: &Model, kind: Kind) -> impl Iterator<Item = AnyId> + '_ {
    (0..model.count(kind) as u32).map(move |at| AnyId { kind, at }).filter(|id| !model.head(*id).removed)
}
