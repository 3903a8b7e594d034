//! Up and down from a node: as the lines of a tree, and as a set.
//!
//! A node is opened where it is met first; later it is only named. A circle, which requirements that refine each other
//! can make, is marked where it closes. Edges beside a record are shown and not followed, from either end, so that what
//! lies below one node has that node above it.

use super::graph::{Edge, Graph};
use super::table::Way;

/// Why a line has nothing below it, if there would be something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing is left out.
    None,
    /// It was opened further up in the tree.
    Again,
    /// It is what one came from: a circle.
    Circle,
    /// It lies deeper than was asked for.
    Deeper,
    /// It is told beside and not followed.
    Beside,
}

/// One line of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The node.
    pub node: u32,
    /// How many steps from the root.
    pub depth: usize,
    /// The edge that leads to it; none for the root.
    pub edge: Option<Edge>,
    /// How the edge is called from the line above.
    pub word: &'static str,
    /// Why nothing follows.
    pub mark: Mark,
    /// Whether it is the last one below the line above.
    pub last: bool,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To why it exists.
    Up,
    /// To what shows it.
    Down,
}

fn steps(graph: &Graph, at: u32, reach: Reach) -> Vec<(&Edge, u32)> {
    let all: Vec<(&Edge, u32)> = match reach {
        Reach::Up => graph.above(at).collect(),
        Reach::Down => graph.below(at).collect(),
    };
    all.into_iter().filter(|(edge, _)| edge.kind.row().way != Way::Design).collect()
}

impl Graph {
    /// The tree from a node, one way, at most so many steps deep.
    pub fn tree(&self, root: u32, reach: Reach, deepest: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut opened = vec![false; self.nodes.len()];
        let mut on_path = vec![false; self.nodes.len()];
        /// What is still to do: a line to write, or a node to leave.
        enum Todo {
            Write(Line),
            Leave(u32),
        }
        let first = Line { node: root, depth: 0, edge: None, word: "", mark: Mark::None, last: true };
        let mut todo = vec![Todo::Write(first)];
        while let Some(next) = todo.pop() {
            let mut line = match next {
                Todo::Write(line) => line,
                Todo::Leave(node) => {
                    on_path[node as usize] = false;
                    continue;
                }
            };
            let at = line.node as usize;
            let beside = line.edge.is_some_and(|edge| edge.kind.row().way == Way::Beside);
            let below = if beside || opened[at] { Vec::new() } else { steps(self, line.node, reach) };
            line.mark = if beside {
                Mark::Beside
            } else if on_path[at] {
                Mark::Circle
            } else if opened[at] && !steps(self, line.node, reach).is_empty() {
                Mark::Again
            } else if line.depth >= deepest && !below.is_empty() {
                Mark::Deeper
            } else {
                Mark::None
            };
            lines.push(line);
            if line.mark != Mark::None || below.is_empty() {
                continue;
            }
            opened[at] = true;
            on_path[at] = true;
            todo.push(Todo::Leave(line.node));
            let many = below.len();
            for (number, (edge, node)) in below.into_iter().enumerate().rev() {
                let row = edge.kind.row();
                let word = if edge.from == line.node { row.word } else { row.inverse };
                let last = number + 1 == many;
                todo.push(Todo::Write(Line {
                    node,
                    depth: line.depth + 1,
                    edge: Some(*edge),
                    word,
                    mark: Mark::None,
                    last,
                }));
            }
        }
        lines
    }

    /// Everything that lies one way from some nodes, these included; `deepest` steps away at most.
    pub fn reached(&self, from: impl IntoIterator<Item = u32>, reach: Reach, deepest: usize) -> Vec<u32> {
        Walker::new(self).reached(from, reach, deepest)
    }
}

/// Walks from one node after the other without clearing its memory in between.
#[derive(Debug)]
pub struct Walker<'g> {
    graph: &'g Graph,
    /// For each node the walk that met it last.
    met: Vec<u32>,
    walk: u32,
}

impl<'g> Walker<'g> {
    /// A walker that has been nowhere.
    pub fn new(graph: &'g Graph) -> Walker<'g> {
        Walker { graph, met: vec![0; graph.nodes.len()], walk: 0 }
    }

    fn meets(&mut self, node: u32) -> bool {
        let walk = self.walk;
        self.met.get_mut(node as usize).is_some_and(|met| std::mem::replace(met, walk) != walk)
    }

    /// Everything that lies one way from some nodes, these included; `deepest` steps away at most.
    pub fn reached(&mut self, from: impl IntoIterator<Item = u32>, reach: Reach, deepest: usize) -> Vec<u32> {
        self.walk += 1;
        let mut found: Vec<u32> = Vec::new();
        for node in from {
            if self.meets(node) {
                found.push(node);
            }
        }
        let (mut begin, mut depth) = (0, 0);
        while begin < found.len() && depth < deepest {
            let end = found.len();
            for at in begin..end {
                let Some(node) = found.get(at).copied() else { break };
                for (edge, next) in steps(self.graph, node, reach) {
                    if edge.kind.row().way != Way::Beside && self.meets(next) {
                        found.push(next);
                    }
                }
            }
            begin = end;
            depth += 1;
        }
        found
    }
}

/// For each node whether it lies below one of these.
pub(super) fn carried(graph: &Graph, from: impl Iterator<Item = u32>) -> Vec<bool> {
    let from: Vec<u32> = from.collect();
    let mut below = vec![false; graph.nodes.len()];
    for node in graph.reached(from.iter().copied(), Reach::Down, usize::MAX) {
        below[node as usize] = true;
    }
    below
}
