//! The threads as rows: threat, requirement, mechanism, test, run, result, evidence, release.
//!
//! A row is a thread from its upper end to its lower one. Where a thread goes over a requirement to a mechanism, the
//! short cut from the threat to that mechanism is no row of its own; requirements that refine each other are one step.
//! What hangs on no thread has a row with empty cells, so that nothing is missing from the matrix.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::table::EdgeKind;
use super::{Reach, Trace, Walker};

/// The columns, each followed by its state where it has one.
pub const COLUMNS: &[(&str, bool)] = &[
    ("threat", true),
    ("requirement", true),
    ("mechanism", true),
    ("test", true),
    ("test-run", true),
    ("evidence", true),
    ("release", false),
];

/// One row: the nodes of each column; only evidence and release can be several.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatrixRow {
    /// Nodes, in the order of [`COLUMNS`].
    pub cells: [Vec<u32>; 7],
}

/// The whole matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Its rows.
    pub rows: Vec<MatrixRow>,
    /// Whether there are more rows than were asked for.
    pub cut: bool,
}

/// What of one kind lies on the thread of what of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The upper and the lower end; one of them is missing where nothing fits.
    pub rows: Vec<(Option<u32>, Option<u32>)>,
    /// Whether there are more rows than were asked for.
    pub cut: bool,
}

const THREAT: usize = 0;
const REQUIREMENT: usize = 1;
const MECHANISM: usize = 2;
const TEST: usize = 3;
const RUN: usize = 4;
const EVIDENCE: usize = 5;
const RELEASE: usize = 6;

/// At most so many nodes are walked over for pairs; what lies beyond is said to be cut.
const STEPS: usize = 50_000_000;

impl Trace {
    /// The matrix, at most so many rows.
    pub fn matrix(&self, most: usize) -> Matrix {
        let mut table = Table { graph: &self.graph, matrix: Matrix::default(), most, met: BTreeSet::new() };
        for kind in ["threat", "requirement", "mechanism", "test", "test-run"] {
            let mut starts: Vec<u32> = (0..self.graph.nodes.len() as u32)
                .filter(|node| self.graph.node(*node).kind == kind && !table.met.contains(node))
                .collect();
            starts.sort_by_key(|node| self.graph.node(*node).name.as_str());
            for node in starts {
                // A requirement that refines another comes with it.
                if !table.met.contains(&node) {
                    table.thread(node);
                }
            }
        }
        table.matrix
    }

    /// Everything of one kind with everything of another on its thread; what has none stands alone.
    pub fn pairs(&self, from: &str, to: &str, most: usize) -> Pairs {
        let graph = &self.graph;
        let mut pairs = Pairs::default();
        let mut steps = 0;
        let mut walker = Walker::new(graph);
        let mut met: BTreeSet<u32> = BTreeSet::new();
        let of = |kind: &str| {
            let mut all: Vec<u32> =
                (0..graph.nodes.len() as u32).filter(|node| graph.node(*node).kind == kind).collect();
            all.sort_by_key(|node| graph.node(*node).name.as_str());
            all
        };
        for start in of(from) {
            let mut ends: Vec<u32> = Vec::new();
            for reach in [Reach::Down, Reach::Up] {
                let reached = walker.reached([start], reach, usize::MAX);
                steps += reached.len();
                ends.extend(reached.into_iter().filter(|node| *node != start && graph.node(*node).kind == to));
            }
            ends.sort_by_key(|node| graph.node(*node).name.as_str());
            ends.dedup();
            met.extend(&ends);
            if ends.is_empty() {
                pairs.rows.push((Some(start), None));
            }
            pairs.rows.extend(ends.into_iter().map(|end| (Some(start), Some(end))));
            if pairs.rows.len() > most || steps > STEPS {
                pairs.rows.truncate(most);
                pairs.cut = true;
                return pairs;
            }
        }
        if from != to {
            pairs.rows.extend(of(to).into_iter().filter(|node| !met.contains(node)).map(|node| (None, Some(node))));
        }
        pairs.cut = pairs.rows.len() > most;
        pairs.rows.truncate(most);
        pairs
    }
}

struct Table<'g> {
    graph: &'g Graph,
    matrix: Matrix,
    most: usize,
    /// Everything that stands in a row.
    met: BTreeSet<u32>,
}

impl Table<'_> {
    fn below(&self, node: u32, kinds: &[EdgeKind], kind: &str) -> Vec<u32> {
        let all = self
            .graph
            .below(node)
            .filter(|(edge, other)| kinds.contains(&edge.kind) && self.graph.node(*other).kind == kind);
        let mut found: Vec<u32> = all.map(|(_, other)| other).collect();
        found.dedup();
        found
    }

    /// The rows of a thread from its upper end.
    fn thread(&mut self, node: u32) {
        if self.matrix.cut {
            return;
        }
        let mut row = MatrixRow::default();
        match self.graph.node(node).kind {
            "threat" => {
                row.cells[THREAT] = vec![node];
                let requirements = self.refined(self.below(node, &[EdgeKind::Origin], "requirement"));
                let mut over: BTreeSet<u32> = BTreeSet::new();
                for requirement in &requirements {
                    over.extend(self.requirement(&row, *requirement));
                }
                let direct = self.below(node, &[EdgeKind::MitigatedBy, EdgeKind::ReducedBy], "mechanism");
                let direct: Vec<u32> = direct.into_iter().filter(|one| !over.contains(one)).collect();
                for mechanism in &direct {
                    self.mechanism(&row, *mechanism);
                }
                let tests = self.tests(node);
                for test in &tests {
                    self.test(&row, *test);
                }
                if requirements.is_empty() && direct.is_empty() && tests.is_empty() {
                    self.push(row);
                }
            }
            "requirement" => {
                for one in self.refined(vec![node]) {
                    self.requirement(&row, one);
                }
            }
            "mechanism" => self.mechanism(&row, node),
            "test" => self.test(&row, node),
            _ => self.run(&row, node),
        }
    }

    /// Requirements and those that refine them; each once, so that circles end.
    fn refined(&self, from: Vec<u32>) -> Vec<u32> {
        let mut seen: BTreeSet<u32> = from.iter().copied().collect();
        let mut found = from;
        let mut at = 0;
        while let Some(node) = found.get(at).copied() {
            at += 1;
            for next in self.below(node, &[EdgeKind::Origin], "requirement") {
                if seen.insert(next) {
                    found.push(next);
                }
            }
        }
        found
    }

    /// Rows over a requirement; the mechanisms they go over.
    fn requirement(&mut self, row: &MatrixRow, node: u32) -> Vec<u32> {
        if self.matrix.cut {
            return Vec::new();
        }
        let mut row = row.clone();
        row.cells[REQUIREMENT] = vec![node];
        let mut mechanisms = self.below(node, &[EdgeKind::AllocatedTo, EdgeKind::Implements], "mechanism");
        mechanisms.sort_by_key(|one| self.graph.node(*one).name.as_str());
        mechanisms.dedup();
        for mechanism in &mechanisms {
            self.mechanism(&row, *mechanism);
        }
        let tests = self.tests(node);
        for test in &tests {
            self.test(&row, *test);
        }
        if mechanisms.is_empty() && tests.is_empty() {
            self.push(row);
        }
        mechanisms
    }

    fn mechanism(&mut self, row: &MatrixRow, node: u32) {
        if self.matrix.cut {
            return;
        }
        let mut row = row.clone();
        row.cells[MECHANISM] = vec![node];
        let tests = self.tests(node);
        for test in &tests {
            self.test(&row, *test);
        }
        if tests.is_empty() {
            self.push(row);
        }
    }

    fn tests(&self, node: u32) -> Vec<u32> {
        self.below(node, &[EdgeKind::Verifies], "test")
    }

    fn test(&mut self, row: &MatrixRow, node: u32) {
        if self.matrix.cut {
            return;
        }
        let mut row = row.clone();
        row.cells[TEST] = vec![node];
        let runs = self.below(node, &[EdgeKind::RanIn], "test-run");
        for run in &runs {
            self.run(&row, *run);
        }
        if runs.is_empty() {
            self.push(row);
        }
    }

    fn run(&mut self, row: &MatrixRow, node: u32) {
        if self.matrix.cut {
            return;
        }
        let mut row = row.clone();
        row.cells[RUN] = vec![node];
        for (edge, other) in self.graph.below(node) {
            match edge.kind {
                EdgeKind::RecordedIn => row.cells[EVIDENCE].push(other),
                EdgeKind::OnRelease => row.cells[RELEASE].push(other),
                _ => {}
            }
        }
        self.push(row);
    }

    fn push(&mut self, row: MatrixRow) {
        self.met.extend(row.cells.iter().flatten());
        if self.matrix.rows.len() >= self.most {
            self.matrix.cut = true;
            return;
        }
        self.matrix.rows.push(row);
    }
}
