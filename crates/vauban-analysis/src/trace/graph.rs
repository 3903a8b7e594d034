//! Records, threats, sections and files as nodes, and what is written between them as edges with a place.

use std::collections::BTreeMap;

use vauban_diagnostics::Span;
use vauban_model::{AnyId, Model};

use super::table::{EdgeKind, Way};

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A record.
    Record(AnyId),
    /// A threat that a rule finds, by its place in the enumeration.
    Threat(usize),
    /// A section of a guideline or manual, by its number there.
    Section(AnyId, usize),
    /// A requirement of a standard, by its full id.
    Clause(String),
    /// A file of the project.
    File(String),
}

/// Where something stands, in a word, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The word; empty where nothing is to be said.
    pub word: &'static str,
    /// Why; may be empty.
    pub why: String,
}

/// Something that is traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub item: Item,
    /// Its name: `requirement.auth-lockout`, `RULE@kind.id`, `guideline.x#section`, a path.
    pub name: String,
    /// Its kind: that of a record, or `section`, `clause`, `file`.
    pub kind: &'static str,
    /// For people; empty where the name says it.
    pub title: String,
    /// Where it is written.
    pub place: Option<Span>,
    /// Where it stands.
    pub state: State,
}

/// Something written between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// What it says.
    pub kind: EdgeKind,
    /// The node whose record says it, or of which it is said.
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// Where it is written.
    pub place: Span,
}

impl Edge {
    /// The end that lies further up and the one further down; of design edges the one that stands on the other is
    /// further down.
    pub fn ends(&self) -> (u32, u32) {
        match self.kind.row().way {
            Way::Down | Way::Beside => (self.from, self.to),
            Way::Up | Way::Design => (self.to, self.from),
        }
    }
}

/// Nodes and edges, each looked up from both ends.
#[derive(Debug, Default)]
pub struct Graph {
    /// The nodes, in a fixed order.
    pub nodes: Vec<Node>,
    /// The edges, sorted.
    pub edges: Vec<Edge>,
    by_item: BTreeMap<Item, u32>,
    by_name: BTreeMap<String, u32>,
    /// For each node its edges to what lies further down, as places in `edges`.
    below: Vec<Vec<u32>>,
    /// For each node its edges to what lies further up.
    above: Vec<Vec<u32>>,
}

impl Graph {
    /// The node of an item, if it is traced.
    pub fn find(&self, item: &Item) -> Option<u32> {
        self.by_item.get(item).copied()
    }

    /// The node of a name.
    pub fn named(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The node with a number.
    ///
    /// # Panics
    /// Never for a number of this graph.
    pub fn node(&self, at: u32) -> &Node {
        &self.nodes[at as usize]
    }

    /// Edges of a node to what lies further down: edges by kind, then by the name at the other end.
    pub fn below(&self, at: u32) -> impl Iterator<Item = (&Edge, u32)> {
        self.listed(&self.below, at)
    }

    /// Edges of a node to what lies further up.
    pub fn above(&self, at: u32) -> impl Iterator<Item = (&Edge, u32)> {
        self.listed(&self.above, at)
    }

    fn listed<'g>(&'g self, lists: &'g [Vec<u32>], at: u32) -> impl Iterator<Item = (&'g Edge, u32)> {
        let mine = lists.get(at as usize).map(Vec::as_slice).unwrap_or_default();
        mine.iter().filter_map(move |edge| {
            let edge = self.edges.get(*edge as usize)?;
            Some((edge, if edge.from == at { edge.to } else { edge.from }))
        })
    }

    /// The node of an item; makes it if it is new.
    pub(super) fn enter(&mut self, item: Item, make: impl FnOnce() -> Node) -> u32 {
        if let Some(known) = self.by_item.get(&item) {
            return *known;
        }
        let at = self.nodes.len() as u32;
        let node = make();
        self.by_name.entry(node.name.clone()).or_insert(at);
        self.nodes.push(node);
        self.by_item.insert(item, at);
        at
    }

    /// The node of a record.
    pub(super) fn record(&mut self, model: &Model, id: AnyId) -> u32 {
        self.enter(Item::Record(id), || {
            let head = model.head(id);
            Node {
                item: Item::Record(id),
                name: head.name(),
                kind: id.kind.name(),
                title: head.common.title.as_ref().map_or_else(String::new, |title| title.to_string()),
                place: Some(head.header),
                state: State::default(),
            }
        })
    }

    pub(super) fn connect(&mut self, kind: EdgeKind, from: u32, to: u32, place: Span) {
        self.edges.push(Edge { kind, from, to, place });
    }

    /// Sorts the edges, says the same only once, and lists them at both ends.
    pub(super) fn close(&mut self) {
        self.edges.sort_unstable();
        self.edges.dedup_by(|a, b| (a.kind, a.from, a.to) == (b.kind, b.from, b.to));
        self.below = vec![Vec::new(); self.nodes.len()];
        self.above = vec![Vec::new(); self.nodes.len()];
        for (at, edge) in self.edges.iter().enumerate() {
            let (upper, lower) = edge.ends();
            self.below[upper as usize].push(at as u32);
            self.above[lower as usize].push(at as u32);
        }
        let (nodes, edges) = (&self.nodes, &self.edges);
        let order = |list: &mut Vec<u32>, upper: bool| {
            list.sort_by_cached_key(|at| {
                let edge = &edges[*at as usize];
                let (above, below) = edge.ends();
                (edge.kind, nodes[if upper { below } else { above } as usize].name.as_str())
            });
        };
        self.below.iter_mut().for_each(|list| order(list, true));
        self.above.iter_mut().for_each(|list| order(list, false));
    }
}
