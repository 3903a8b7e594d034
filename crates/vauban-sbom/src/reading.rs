//! What all readers share: the bill that grows, ids that are looked up, members without room, and bounds.
//!
//! A member of the wrong type is a problem and is left out; the rest of the document is still read, because a bill with
//! one odd field is worth more than none. What has no room in the model is counted under its path.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::Error;
use crate::model::{Bill, Component, Problem, ProblemKind, Unread};
use crate::node::{Node, kind_name};

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Values of its JSON.
    pub values: usize,
    /// Depth of its JSON.
    pub depth: usize,
    /// Components that are no files.
    pub parts: usize,
    /// Files, as SPDX lists them.
    pub files: usize,
    /// Components inside components.
    pub nesting: usize,
    /// Relations between components.
    pub edges: usize,
}

impl Limits {
    /// The limits that hold unless others are given.
    pub const USUAL: Limits = Limits {
        bytes: 128 << 20,
        values: 20_000_000,
        depth: 256,
        parts: 200_000,
        files: 1_000_000,
        nesting: 64,
        edges: 4_000_000,
    };
}

/// Paths of unread members that are told apart; further ones are put together.
const PATHS: usize = 400;
/// Problems that are kept.
const PROBLEMS: usize = 1_000;

/// A bill that is being read.
pub(crate) struct Reading<'d> {
    pub(crate) bill: Bill,
    pub(crate) limits: Limits,
    /// Where a component's id leads.
    pub(crate) ids: HashMap<&'d str, usize>,
    unread: BTreeMap<(&'static str, String), (usize, usize)>,
    rooted: HashSet<usize>,
    parts: usize,
    files: usize,
    problems_left_out: usize,
}

impl<'d> Reading<'d> {
    pub(crate) fn new(bill: Bill, limits: Limits) -> Reading<'d> {
        Reading {
            bill,
            limits,
            ids: HashMap::new(),
            unread: BTreeMap::new(),
            rooted: HashSet::new(),
            parts: 0,
            files: 0,
            problems_left_out: 0,
        }
    }

    /// A text; anything else is a problem. `null` is nothing, as some generators write it.
    pub(crate) fn text(&mut self, node: Node<'d>, path: &'static str) -> String {
        match node.text() {
            Some(text) => text.to_owned(),
            None => {
                self.wrong(node, path, "text");
                String::new()
            }
        }
    }

    /// The things in a list; anything else is a problem.
    pub(crate) fn items(&mut self, node: Node<'d>, path: &'static str) -> impl Iterator<Item = Node<'d>> + use<'d> {
        if !node.is_array() {
            self.wrong(node, path, "a list");
        }
        node.items()
    }

    /// The members of an object; anything else is a problem.
    pub(crate) fn members(
        &mut self,
        node: Node<'d>,
        path: &'static str,
    ) -> impl Iterator<Item = (&'d str, Node<'d>)> + use<'d> {
        if !node.is_object() {
            self.wrong(node, path, "an object");
        }
        crate::node::members(node)
    }

    /// Notes a member of the wrong type.
    pub(crate) fn wrong(&mut self, node: Node<'d>, path: &str, expected: &str) {
        if node.is_null() {
            return;
        }
        let message = format!("`{path}` is {}, where {expected} is expected; it was not read", kind_name(node));
        self.problem(ProblemKind::WrongType, node.offset(), message);
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, kind: ProblemKind, offset: usize, message: String) {
        match self.bill.problems.len() < PROBLEMS {
            true => self.bill.problems.push(Problem { kind, message, offset }),
            false => self.problems_left_out += 1,
        }
    }

    /// Counts a member that has no room in the model.
    pub(crate) fn unread(&mut self, path: &'static str, key: &str, node: Node<'d>) {
        self.unread_at(path, key, node.offset());
    }

    /// Counts a member that has no room in the model.
    pub(crate) fn unread_at(&mut self, path: &'static str, key: &str, offset: usize) {
        let full = self.unread.len() >= PATHS;
        let key = match key.chars().count() > 80 {
            true => key.chars().take(80).collect(),
            false => key.to_owned(),
        };
        if let Some(entry) = self.unread.get_mut(&(path, key.clone())) {
            entry.0 += 1;
            return;
        }
        let key = if full { "…".to_owned() } else { key };
        self.unread.entry((path, key)).or_insert((0, offset)).0 += 1;
    }

    /// Adds a component and remembers its id.
    pub(crate) fn add(&mut self, component: Component, id: Option<&'d str>, file: bool) -> Result<usize, Error> {
        let (count, most, what) = match file {
            true => (&mut self.files, self.limits.files, "files"),
            false => (&mut self.parts, self.limits.parts, "parts"),
        };
        *count += 1;
        if *count > most {
            return Err(Error::at(component.offset, format!("it lists more than {most} {what}")));
        }
        let at = self.bill.components.len();
        if component.name.is_empty() {
            let message = format!("a component has no name{}", named(&component.id));
            self.problem(ProblemKind::Nameless, component.offset, message);
        }
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            if let Some(first) = self.ids.get(&id) {
                let other = self.bill.components.get(*first).map_or(0, |component| component.offset);
                let message = format!(
                    "the id `{id}` is used twice, first on line {}; every id must be its own, so that dependencies lead to one component",
                    self.bill.place(other).line
                );
                self.problem(ProblemKind::DuplicateId, component.offset, message);
            } else {
                self.ids.insert(id, at);
            }
        }
        self.bill.components.push(component);
        Ok(at)
    }

    /// Notes a component as one that the document describes.
    pub(crate) fn root(&mut self, at: usize) {
        if self.rooted.insert(at) {
            self.bill.roots.push(at);
        }
    }

    /// Where an id leads; one that leads nowhere is a problem, unless it names another document.
    pub(crate) fn lead(&mut self, id: &str, offset: usize, whose: &str) -> Option<usize> {
        let found = self.ids.get(id).copied();
        if found.is_none() && !is_elsewhere(id) {
            let message = format!("{whose} names `{id}`, which no component of the document has");
            self.problem(ProblemKind::DanglingReference, offset, message);
        }
        found
    }

    /// Bounds the relations.
    pub(crate) fn bound_edges(&self, offset: usize) -> Result<(), Error> {
        match self.bill.edges.len() > self.limits.edges {
            true => Err(Error::at(offset, format!("it states more than {} relations", self.limits.edges))),
            false => Ok(()),
        }
    }

    /// The bill, in order.
    pub(crate) fn finish(mut self) -> Bill {
        self.bill.edges.sort_unstable();
        self.bill.edges.dedup();
        // Lock files name what tests need as well, so circles are usual there.
        if !self.bill.format.is_lock_file() {
            crate::graph::report_cycles(&mut self.bill);
        }
        self.bill.problems.sort_by_key(|problem| (problem.offset, problem.kind));
        if self.problems_left_out > 0 {
            let message = format!("{} further problems are not listed", self.problems_left_out);
            let offset = self.bill.problems.last().map_or(0, |problem| problem.offset);
            self.bill.problems.push(Problem { kind: ProblemKind::More, message, offset });
        }
        let unread = self.unread.into_iter().map(|((path, key), (count, offset))| {
            let path = if path.is_empty() { key } else { format!("{path}/{key}") };
            Unread { path, count, offset }
        });
        self.bill.unread = unread.collect();
        self.bill
    }
}

/// Whether an id names something in another document: BOM-Link, or SPDX 2's `DocumentRef-`.
fn is_elsewhere(id: &str) -> bool {
    id.starts_with("urn:cdx:") || id.starts_with("DocumentRef-") || id == "SPDXRef-DOCUMENT"
}

fn named(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!(" (its id is `{id}`)") }
}
