//! Traceability: threat ↔ mechanism ↔ requirement ↔ test ↔ run ↔ evidence ↔ release, both ways and transitive.
//!
//! `table` declares what is followed, `build` reads it from the records, `state` says where each node stands, `walk`
//! follows it up and down, `gaps` says where the thread breaks and why, `links` which ends have changed since somebody
//! last looked, `impact` what must be looked at again if something changes, `matrix` lays the threads out as rows.
//! Everything takes time in proportion to what is there: a node is opened once, however many ways lead to it.

mod build;
mod gaps;
mod graph;
mod impact;
mod links;
mod matrix;
mod state;
mod table;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Date, Facts, Model};

pub use gaps::{GAPS, Gap, GapRow};
pub use graph::{Edge, Graph, Item, Node, State};
pub use impact::{Again, CALLS, Call, Hit, Impact, RowHit};
pub use links::{Change, Links, Suspect, linking};
pub use matrix::{COLUMNS, Matrix, MatrixRow, Pairs};
pub use table::{EDGES, EdgeKind, EdgeRow, Way};
pub use walk::{Line, Mark, Reach, Walker};

use crate::scope::Owners;
use crate::threats::Enumeration;

/// What a test came to on the current release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It was carried out and did not pass.
    Failed,
    /// Nothing shows that it was carried out.
    NotRun,
}

/// What the checks know of tests and runs: judged there, only told here.
#[derive(Clone, Debug, Default)]
pub struct Proven {
    /// The current release.
    pub release: Option<AnyId>,
    /// What each test came to on it, and why where it did not pass.
    pub tests: BTreeMap<AnyId, (Outcome, String)>,
    /// How each run is tied to releases: `exactly`, `named` or `contradiction`.
    pub runs: BTreeMap<AnyId, Vec<(AnyId, &'static str)>>,
    /// Mechanisms that count as verified.
    pub verified: BTreeSet<AnyId>,
}

/// Everything a trace is made of.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What people wrote.
    pub model: &'a Model,
    /// What tools observed.
    pub facts: &'a Facts,
    /// Catalogs in force.
    pub catalogs: &'a Catalogs,
    /// Which records are about which product.
    pub owners: &'a Owners,
    /// The product; without one all records are one.
    pub product: Option<AnyId>,
    /// Its threats.
    pub threats: &'a Enumeration,
    /// What the checks know of tests and runs.
    pub proven: &'a Proven,
    /// Today.
    pub today: Date,
}

/// The threads of one product.
#[derive(Debug)]
pub struct Trace {
    /// Nodes and edges.
    pub graph: Graph,
    /// Where a thread breaks, by the order of [`GAPS`], then by name.
    pub gaps: Vec<Gap>,
    /// Links and what was seen at their ends.
    pub links: Links,
    /// The current release.
    pub release: Option<AnyId>,
    /// For each node whether something further up on its thread has changed since it was looked at.
    carried: Vec<bool>,
}

impl Trace {
    /// Follows everything.
    pub fn new(ground: Ground<'_>) -> Trace {
        let graph = build::graph(ground);
        let gaps = gaps::gaps(ground, &graph);
        let links = Links::new(ground.model, ground.facts, ground.owners, ground.product, ground.today);
        let suspect = links.suspects.iter().filter_map(|one| graph.find(&Item::Record(one.record)));
        let carried = walk::carried(&graph, suspect);
        Trace { graph, gaps, links, release: ground.proven.release, carried }
    }

    /// Whether something further up on the thread of a node has changed since it was looked at.
    pub fn carried(&self, node: u32) -> bool {
        self.carried.get(node as usize).copied().unwrap_or(false)
    }

    /// Gaps of one node.
    pub fn gaps_of(&self, node: u32) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(move |gap| gap.node == node)
    }
}
