//! The tracked tree: a value that remembers whether somebody asked for it.
//!
//! A reader walks with [`At`], which knows its place and marks what it hands out. A place that
//! is not there answers like an empty one, so readers need no indexing and no unwrapping.

use std::cell::Cell;

use crate::lost::{Losses, Place};

/// Longer member names are cut in paths; a path is a hint for people, not an address.
const MAX_NAME: usize = 60;

/// A value of the source.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) value: Value,
    /// Somebody asked for this leaf.
    pub(crate) read: Cell<bool>,
    /// The names of this table are chosen by the author: starred in paths.
    pub(crate) named: Cell<bool>,
    /// The same name comes again in the same table; the last one counts.
    pub(crate) shadowed: bool,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Flag(bool),
    Whole(i64),
    Real(f64),
    Text(String),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn new(value: Value) -> Self {
        Self { value, read: Cell::new(false), named: Cell::new(false), shadowed: false }
    }

    /// The top of the tree; `prefix` is empty for the main file and names an included one.
    pub(crate) fn top(&self, prefix: &str) -> At<'_> {
        At { tree: Some(self), place: Place { path: prefix.to_owned(), star: prefix.to_owned() } }
    }

    /// Marks every leaf below as asked for.
    fn read_all(&self) {
        self.read.set(true);
        match &self.value {
            Value::List(items) => items.iter().for_each(Self::read_all),
            Value::Table(members) => members.iter().for_each(|(_, item)| item.read_all()),
            Value::Null | Value::Flag(_) | Value::Whole(_) | Value::Real(_) | Value::Text(_) => {}
        }
    }
}

/// A place in a tree, which may be empty.
#[derive(Clone, Debug)]
pub(crate) struct At<'a> {
    tree: Option<&'a Tree>,
    pub(crate) place: Place,
}

impl<'a> At<'a> {
    /// The member of that name.
    pub(crate) fn get(&self, name: &str) -> At<'a> {
        let tree = match self.tree.map(|tree| &tree.value) {
            Some(Value::Table(members)) => {
                members.iter().find(|(key, item)| key == name && !item.shadowed).map(|(_, item)| item)
            }
            _ => None,
        };
        At { tree, place: self.below(name, name) }
    }

    /// The first of the members that is there.
    pub(crate) fn either(&self, names: &[&str]) -> At<'a> {
        let mut at = self.get(names.first().copied().unwrap_or_default());
        for name in names.iter().skip(1) {
            if at.says_something() {
                break;
            }
            at = self.get(name);
        }
        at
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<At<'a>> {
        match self.tree.map(|tree| &tree.value) {
            Some(Value::List(items)) => items
                .iter()
                .enumerate()
                .map(|(position, item)| At { tree: Some(item), place: self.below(&position.to_string(), "*") })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The items of a list, or the value itself when it is none: XML does not say which it is.
    pub(crate) fn each(&self) -> Vec<At<'a>> {
        match self.tree.map(|tree| &tree.value) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::List(_)) => self.items(),
            Some(_) => vec![self.clone()],
        }
    }

    /// The members of a table whose names the author chose.
    pub(crate) fn entries(&self) -> Vec<(&'a str, At<'a>)> {
        match self.tree.map(|tree| (&tree.value, &tree.named)) {
            Some((Value::Table(members), named)) => {
                named.set(true);
                members
                    .iter()
                    .filter(|(_, item)| !item.shadowed)
                    .map(|(key, item)| {
                        let place = self.below(key, "*");
                        let tree = Some(item);
                        (key.as_str(), At { tree, place })
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The text of a leaf, trimmed; nothing when it is empty or no leaf.
    pub(crate) fn text(&self) -> Option<String> {
        let tree = self.tree?;
        let text = match &tree.value {
            Value::Text(text) => text.trim().to_owned(),
            Value::Flag(flag) => flag.to_string(),
            Value::Whole(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            // An XML element with attributes keeps its text under this name.
            Value::Table(_) => return self.get("#text").text(),
            Value::Null | Value::List(_) => return None,
        };
        tree.read.set(true);
        (!text.is_empty()).then_some(text)
    }

    /// A piece of a longer text, with the spaces at its ends: what follows goes on where it stops.
    pub(crate) fn piece(&self) -> Option<String> {
        let tree = self.tree?;
        let Value::Text(text) = &tree.value else { return self.text() };
        tree.read.set(true);
        Some(text.clone())
    }

    /// Yes or no, also written as a text.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        }
    }

    /// A number, also written as a text.
    pub(crate) fn number(&self) -> Option<f64> {
        self.text()?.parse::<f64>().ok().filter(|n| n.is_finite())
    }

    /// The texts of a list, or the one text that stands in its place, each with its place.
    pub(crate) fn texts(&self) -> Vec<(String, Place)> {
        self.each().into_iter().filter_map(|item| Some((item.text()?, item.place))).collect()
    }

    /// Whether there is a value that says something: not absent, null or empty.
    pub(crate) fn says_something(&self) -> bool {
        match self.tree.map(|tree| &tree.value) {
            None | Some(Value::Null) => false,
            Some(Value::Text(text)) => !text.trim().is_empty(),
            Some(Value::List(items)) => !items.is_empty(),
            Some(Value::Table(members)) => !members.is_empty(),
            Some(Value::Flag(_) | Value::Whole(_) | Value::Real(_)) => true,
        }
    }

    /// Whether this is a table.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.tree.map(|tree| &tree.value), Some(Value::Table(_)))
    }

    /// Whether this is a list.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.tree.map(|tree| &tree.value), Some(Value::List(_)))
    }

    /// Leaves everything here behind, for one reason.
    pub(crate) fn leave(&self, lost: &mut Losses, reason: impl Into<String>) {
        if let Some(tree) = self.tree.filter(|_| self.says_something()) {
            tree.read_all();
            lost.add(&self.place, reason);
        }
    }

    /// Passes over everything here: it is told in a row that is about more than this.
    pub(crate) fn pass_over(&self) {
        if let Some(tree) = self.tree {
            tree.read_all();
        }
    }

    fn below(&self, name: &str, star: &str) -> Place {
        let mut place = self.place.clone();
        push_name(&mut place.path, name);
        push_name(&mut place.star, star);
        place
    }
}

/// Adds a name to a JSON pointer (RFC 6901), cut to a length people can read.
pub(super) fn push_name(path: &mut String, name: &str) {
    path.push('/');
    for (count, letter) in name.chars().enumerate() {
        if count == MAX_NAME {
            path.push('…');
            break;
        }
        match letter {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            letter if letter.is_control() => path.push('\u{FFFD}'),
            letter => path.push(letter),
        }
    }
}
