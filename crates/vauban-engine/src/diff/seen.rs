//! One side of a comparison: a product as a whole, or one design of a product with variants.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::threats::Enumeration;
use vauban_checks::Depth;
use vauban_model::AnyId;

use crate::compile::Compilation;
use crate::views::View;

/// So many designs of a product are compared one by one; the worst are.
const DESIGNS: usize = 12;

/// A product, or one design of it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'c> {
    pub(super) compiled: &'c Compilation,
    product: Option<AnyId>,
    view: Option<&'c View>,
}

impl<'c> Seen<'c> {
    pub(super) fn depth(&self) -> Option<&'c Depth> {
        match self.view {
            Some(view) => view.judgement.depth(self.product, self.compiled.matter_of(view)),
            None => self.compiled.depth(self.product),
        }
    }

    pub(super) fn threats(&self) -> Option<&'c Enumeration> {
        match self.view {
            Some(view) => view.judgement.threats(self.product, self.compiled.matter_of(view)),
            None => self.compiled.threats(self.product),
        }
    }
}

/// A design as it is now, with what it was, and the variants that are it.
pub(super) struct Pair<'c> {
    pub(super) before: Option<Seen<'c>>,
    pub(super) after: Seen<'c>,
    pub(super) variants: Vec<String>,
}

/// What is compared: each design with what its first variant was before; of a product without variants the whole. Also
/// how many designs there are.
pub(super) fn pairs<'c>(
    (before, earlier): (&'c Compilation, Option<Option<AnyId>>),
    (after, product): (&'c Compilation, Option<AnyId>),
) -> (Vec<Pair<'c>>, usize) {
    let old = earlier.map(|earlier| before.views_of(earlier)).unwrap_or_default();
    let whole = earlier.map(|product| Seen { compiled: before, product, view: None });
    let new = after.views_of(product);
    if new.is_empty() {
        let after = Seen { compiled: after, product, view: None };
        return (vec![Pair { before: whole, after, variants: Vec::new() }], 0);
    }
    let pair = |view: &'c View| {
        let variants: Vec<String> = view.names().map(str::to_owned).collect();
        let named: BTreeSet<&str> = view.names().collect();
        // A variant that was not there is compared with nothing, a design without variants with the whole that it was.
        let was = old.iter().find(|old| old.names().any(|name| named.contains(name)));
        let before = match (was, old.is_empty(), earlier) {
            (Some(was), _, Some(product)) => Some(Seen { compiled: before, product, view: Some(was) }),
            (None, true, _) => whole,
            _ => None,
        };
        Pair { before, after: Seen { compiled: after, product, view: Some(view) }, variants }
    };
    (new.iter().take(DESIGNS).map(pair).collect(), new.len())
}

/// Puts together what was found design by design: what is so in all of them is said once, the rest with its variants.
pub(super) fn together<T: Ord>(found: Vec<(Vec<T>, Vec<String>)>, name: impl Fn(&mut T, Vec<String>)) -> Vec<T> {
    let all = found.len();
    let mut merged: BTreeMap<T, (usize, Vec<String>)> = BTreeMap::new();
    for (changes, variants) in found {
        for change in changes {
            let (designs, known) = merged.entry(change).or_default();
            *designs += 1;
            known.extend(variants.iter().cloned());
        }
    }
    let told = merged.into_iter().map(|(mut change, (designs, mut variants))| {
        if designs < all {
            variants.sort();
            name(&mut change, variants);
        }
        change
    });
    told.collect()
}
