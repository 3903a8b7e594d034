//! A text and its tree.

use std::sync::OnceLock;

use crate::error::{Error, What};
use crate::limits::Limits;
use crate::node::{Node, tag};
use crate::place::Lines;
use crate::text::Unescaped;
use crate::{Place, Value, duplicates, read};

/// A JSON text that was read: its tree, with a place for every value and every name.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    unescaped: Unescaped,
    lines: OnceLock<Lines>,
}

impl<'t> Document<'t> {
    /// Reads a text, which has to be one JSON value in UTF-8.
    ///
    /// # Errors
    /// The first place that is no JSON (RFC 8259) or beyond the limits.
    pub fn read(text: &'t (impl AsRef<[u8]> + ?Sized), limits: &Limits) -> Result<Self, Error> {
        let bytes = text.as_ref();
        let limit = limits.bytes.min(u32::MAX as usize - 1);
        if bytes.len() > limit {
            return Err(Error::new(bytes, limit, What::TooLong(limit)));
        }
        if [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| bytes.starts_with(mark)) {
            return Err(Error::new(bytes, 0, What::ByteOrderMark));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Error::new(bytes, error.valid_up_to(), What::NotUtf8))?;
        let (nodes, unescaped) = read::read(text, limits).map_err(|(offset, what)| Error::new(bytes, offset, what))?;
        Ok(Document { text, nodes, unescaped, lines: OnceLock::new() })
    }

    /// The whole text.
    pub fn source(&self) -> &'t str {
        self.text
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// How many values and names there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: a text without a value is an error.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The value or name with this number ([`Value::index`]).
    pub fn value(&self, index: usize) -> Option<Value<'_>> {
        (index < self.nodes.len()).then(|| Value::new(self, index as u32))
    }

    /// Line and column of a byte; one past the end is the end. The first call reads the text for its lines.
    pub fn place(&self, offset: usize) -> Place {
        self.lines.get_or_init(|| Lines::new(self.text.as_bytes())).place(self.text.as_bytes(), offset)
    }

    /// The names that occur more than once in their object, in the order of the text.
    ///
    /// RFC 8259 calls the meaning of such an object unpredictable: readers differ in which of the values they take.
    pub fn duplicates(&self) -> Vec<duplicates::Duplicate<'_>> {
        duplicates::find(self)
    }

    pub(crate) fn node(&self, index: u32) -> Node {
        // Numbers of nodes come from the reader; the last resort keeps a mistake of ours from being a panic of theirs.
        const NULL: Node = Node { start: 0, end: 0, next: u32::MAX, tag: tag::NULL };
        self.nodes.get(index as usize).copied().unwrap_or(NULL)
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    #[inline]
    pub(crate) fn text(&self, node: Node) -> Option<&str> {
        match node.word() {
            tag::PLAIN => self.text.get(node.start as usize + 1..node.end as usize - 1),
            tag::ESCAPED => Some(self.unescaped.get(node.count())),
            _ => None,
        }
    }
}
