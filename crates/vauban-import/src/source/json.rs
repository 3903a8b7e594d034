//! JSON into a tracked tree. Anything serde can walk could be read this way; YAML is.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tree::{Tree, Value};
use super::{MAX_DEPTH, MAX_NODES, MAX_TEXT};
use crate::error::ImportError;

/// Reads JSON.
pub(crate) fn json(file: &str, text: &str) -> Result<Tree, ImportError> {
    let limits = Limits::default();
    let mut from = serde_json::Deserializer::from_str(text);
    let tree = Grow::new(&limits).deserialize(&mut from).and_then(|tree| from.end().map(|()| tree));
    tree.map_err(|error| {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or(&said);
        let message = if message == "recursion limit exceeded" {
            format!("the file nests deeper than {MAX_DEPTH} levels")
        } else {
            format!("broken JSON: {message}")
        };
        ImportError::whole(file, message).at(error.line() as u64, error.column() as u64)
    })
}

/// What is left of the room a file may take.
pub(super) struct Limits {
    nodes: Cell<usize>,
    text: Cell<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { nodes: Cell::new(MAX_NODES), text: Cell::new(MAX_TEXT) }
    }
}

impl Limits {
    fn node<E: Error>(&self) -> Result<(), E> {
        let left = self
            .nodes
            .get()
            .checked_sub(1)
            .ok_or_else(|| E::custom(format_args!("the file has more than {MAX_NODES} values")))?;
        self.nodes.set(left);
        Ok(())
    }

    fn text<E: Error>(&self, length: usize) -> Result<(), E> {
        let left = self
            .text
            .get()
            .checked_sub(length)
            .ok_or_else(|| E::custom(format_args!("the file holds more than {MAX_TEXT} bytes of text")))?;
        self.text.set(left);
        Ok(())
    }
}

/// Grows a tree, within limits.
#[derive(Clone, Copy)]
pub(super) struct Grow<'l> {
    limits: &'l Limits,
    depth: usize,
}

impl<'l> Grow<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, depth: 0 }
    }

    fn leaf<E: Error>(self, value: Value) -> Result<Tree, E> {
        self.limits.node()?;
        Ok(Tree::new(value))
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.limits.node()?;
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("the file nests deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Grow<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Tree, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Grow<'_> {
    type Value = Tree;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        self.leaf(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        self.leaf(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Tree, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree, E> {
        self.leaf(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        self.leaf(Value::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        self.leaf(match i64::try_from(number) {
            Ok(number) => Value::Whole(number),
            Err(_) => Value::Text(number.to_string()),
        })
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        self.leaf(Value::Real(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        self.limits.text(text.len())?;
        self.leaf(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let deeper = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(deeper)? {
            items.push(item);
        }
        Ok(Tree::new(Value::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let deeper = self.deeper()?;
        let mut members: Vec<(String, Tree)> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        while let Some(name) = from.next_key::<String>()? {
            self.limits.text(name.len())?;
            let item = from.next_value_seed(deeper)?;
            let earlier = seen.insert(name.clone(), members.len());
            if let Some((_, earlier)) = earlier.and_then(|at| members.get_mut(at)) {
                earlier.shadowed = true;
            }
            members.push((name, item));
        }
        Ok(Tree::new(Value::Table(members)))
    }
}
