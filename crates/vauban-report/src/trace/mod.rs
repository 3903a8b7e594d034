//! `vauban trace`: what hangs together, where a thread breaks, what has changed at the end of a link, and what a change
//! touches.

pub mod impact;
pub mod json;
pub mod markdown;
pub mod sheet;
pub mod terminal;

#[cfg(test)]
pub(crate) mod tests;

use crate::groups::{Filtered, Way};

/// Everything `vauban trace` has to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The current release; empty where there is none.
    pub release: String,
    /// The record that was asked for, as a place in `nodes`; none for everything.
    pub of: Option<usize>,
    /// Which ways were asked for.
    pub ways: Ways,
    /// The tree to why it exists, without its root.
    pub up: Vec<LineRow>,
    /// The tree to what shows it, without its root.
    pub down: Vec<LineRow>,
    /// Everything that the edges join.
    pub nodes: Vec<NodeRow>,
    /// The edges.
    pub edges: Vec<EdgeRow>,
    /// How many of each kind there are, and in which states.
    pub kinds: Vec<KindRow>,
    /// Where a thread breaks.
    pub gaps: Vec<GapRow>,
    /// Links whose end has changed.
    pub suspects: Vec<SuspectRow>,
    /// How many links are remembered.
    pub links: LinkCounts,
    /// What was asked for, where only a part of the design was.
    pub filter: Option<Filtered>,
}

/// Which ways to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// To why it exists.
    pub up: bool,
    /// To what shows it.
    pub down: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Ways { up: true, down: true }
    }
}

/// Something that is traced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeRow {
    /// Its name.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// For people; may be empty.
    pub title: String,
    /// Where it stands; may be empty.
    pub state: &'static str,
    /// Why; may be empty.
    pub why: String,
    /// File it is written in; empty where it is no record.
    pub file: String,
    /// Line there.
    pub line: u32,
    /// Ends of its links that have changed, told in words.
    pub suspect: Vec<String>,
    /// Whether something further up on its thread has.
    pub carried: bool,
}

/// A line of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineRow {
    /// The node, as a place in `nodes`.
    pub node: usize,
    /// Steps from the root, from 1.
    pub depth: usize,
    /// How the edge is called from the line above.
    pub word: &'static str,
    /// Why nothing follows: empty, `again`, `circle`, `deeper`.
    pub mark: &'static str,
    /// Whether it is the last one below the line above.
    pub last: bool,
}

/// An edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EdgeRow {
    /// What it says.
    pub kind: &'static str,
    /// The record that says it.
    pub from: String,
    /// The other end.
    pub to: String,
    /// `down`, `up` or `beside`.
    pub way: &'static str,
    /// File it is written in.
    pub file: String,
    /// Line there.
    pub line: u32,
}

/// How many of a kind there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindRow {
    /// The kind.
    pub kind: &'static str,
    /// How many.
    pub count: usize,
    /// How many in which state.
    pub states: Vec<(&'static str, usize)>,
}

/// A thread that ends too early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapRow {
    /// Its kind.
    pub gap: &'static str,
    /// What that means.
    pub meaning: &'static str,
    /// What to do next.
    pub next: &'static str,
    /// What it is about.
    pub id: String,
    /// Why it is one.
    pub reason: String,
    /// File.
    pub file: String,
    /// Line there.
    pub line: u32,
    /// Where it is in the design.
    pub way: Way,
}

/// A link whose end has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuspectRow {
    /// The record that has the link.
    pub record: String,
    /// Its end.
    pub target: String,
    /// `changed` or `gone`.
    pub change: &'static str,
    /// Keys that changed.
    pub fields: Vec<String>,
    /// The basis that remembers the end.
    pub basis: String,
    /// How much further down rests on the record.
    pub carries: usize,
    /// File of the record.
    pub file: String,
    /// Line there.
    pub line: u32,
}

impl SuspectRow {
    /// In words: `threat.x` changed in severity.
    pub fn told(&self) -> String {
        match (self.change, self.fields.is_empty()) {
            ("gone", _) => format!("{} is gone", self.target),
            (_, true) => format!("{} changed", self.target),
            (_, false) => format!("{} changed in {}", self.target, self.fields.join(", ")),
        }
    }
}

/// How many links are remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// Whether any is.
    pub kept: bool,
    /// Links that there are.
    pub all: usize,
    /// Links that are remembered.
    pub stamped: usize,
}

/// What must be looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImpactReport {
    /// The product.
    pub product: String,
    /// What changes.
    pub of: Vec<ChangedRow>,
    /// The revision since which; empty for a question about one record.
    pub since: String,
    /// What is to be done, by what it is; never without rows.
    pub calls: Vec<CallRow>,
    /// Rows of depth that are touched.
    pub depth: Vec<DepthHit>,
    /// Rows of depth that were not looked at, because there are too many.
    pub depth_left: usize,
}

/// Something that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its name.
    pub id: String,
    /// `changed`, `new`, `removed`, `renamed`; empty for a question.
    pub change: &'static str,
    /// Keys that changed.
    pub fields: Vec<String>,
}

/// One kind of work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallRow {
    /// What is to be done.
    pub what: &'static str,
    /// With what.
    pub hits: Vec<HitRow>,
}

/// Something to look at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitRow {
    /// Its name.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Why.
    pub reason: String,
    /// File; empty where it has none.
    pub file: String,
    /// Line there.
    pub line: u32,
}

/// A row of depth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepthHit {
    /// Who attacks.
    pub attacker: String,
    /// What may be lost.
    pub asset: String,
    /// Which property.
    pub property: &'static str,
    /// The depth as designed; none where it is out of reach.
    pub depth: Option<u32>,
    /// Why.
    pub reason: String,
}

/// The threads as rows of cells, headings first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixReport {
    /// The product.
    pub product: String,
    /// Headings.
    pub headings: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// Whether there are more.
    pub cut: bool,
}
