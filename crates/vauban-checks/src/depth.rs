//! Defence in depth of one product, as checks see it: what the analysis needs to be told, and its answer.

pub(crate) mod tell;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use vauban_analysis::depth::{Defence, Path, Question, Row, Tier};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, Date};

use crate::context::Context;
use crate::practice::svv::shown::Shown;
use crate::practice::{sd, svv};

/// Attacker, asset, property and tier of a row.
type Asked = (AnyId, AnyId, Property, Tier);

/// The depth of one product's design, in all tiers.
#[derive(Debug)]
pub struct Depth {
    /// The design, ready for further questions.
    pub defence: Defence,
    /// The answer for every attacker, asset, property and tier.
    pub rows: Vec<Row>,
    /// Why implemented mechanisms do not count as verified.
    pub unverified: BTreeMap<AnyId, String>,
    /// What shows each mechanism: its code, and its tests on the current release.
    pub shown: Vec<Shown>,
    /// Assets that may have less depth than policy asks for, by a decision in force.
    pub accepted: BTreeMap<AnyId, Accepted>,
    /// Shortest paths that were asked for: several checks tell the same ones.
    paths: Mutex<BTreeMap<Asked, Arc<Path>>>,
}

/// A decision in force that an asset may have less depth than policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The decision.
    pub decision: AnyId,
    /// The least depth that is accepted.
    pub depth: u32,
    /// Until when.
    pub until: Date,
}

impl Depth {
    /// Works it out.
    pub(crate) fn new(cx: &Context<'_>) -> Depth {
        let (tested, unverified) = svv::all_verified(cx);
        let defence = Defence::new(cx.model, cx.catalogs, cx.owners(), cx.product, tested, cx.today);
        // Nothing is assumed here, so nothing can be unknown.
        let rows = defence.answer(&Question::default()).unwrap_or_default();
        let (shown, accepted) = (svv::shown::all(cx), sd::accepted(cx));
        Depth { defence, rows, unverified, shown, accepted, paths: Mutex::default() }
    }

    /// The shortest path to a row's loss with its first cut set.
    pub(crate) fn path(&self, row: &Row) -> Arc<Path> {
        let Some(set) = row.cut_sets.first() else { return Arc::default() };
        let key = (row.attacker, row.asset, row.property, row.tier);
        let known = self.paths.lock().ok().and_then(|paths| paths.get(&key).cloned());
        known.unwrap_or_else(|| {
            // Nothing is assumed, so nothing can be unknown.
            let paths = self.defence.paths(&Question::default(), row).ok().flatten();
            let path = Arc::new(paths.map(|paths| paths.path(row, set)).unwrap_or_default());
            if let Ok(mut paths) = self.paths.lock() {
                paths.insert(key, path.clone());
            }
            path
        })
    }
}
