//! A value in a document, and the ways from it.

use std::fmt;

use crate::names::Print;
use crate::node::{Kind, Node, tag};
use crate::{Document, Number, Place, pointer};

/// A value or a name of a document: a reference, copied freely.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    index: u32,
    node: Node,
}

impl<'d> Value<'d> {
    #[inline]
    pub(crate) fn new(document: &'d Document<'d>, index: u32) -> Self {
        Value { document, index, node: document.node(index) }
    }

    /// What kind of value it is.
    #[inline]
    pub fn kind(self) -> Kind {
        self.node.kind()
    }

    /// The document it stands in.
    pub fn document(self) -> &'d Document<'d> {
        self.document
    }

    /// Its number in the document: the same value has the same, what stands later has a larger one.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The byte at which it starts; of a text, the quote.
    #[inline]
    pub fn offset(self) -> usize {
        self.node.start as usize
    }

    /// The byte after its last.
    pub fn end(self) -> usize {
        self.node.end as usize
    }

    /// Line and column at which it starts.
    pub fn place(self) -> Place {
        self.document.place(self.offset())
    }

    /// The value as it stands in the text.
    pub fn raw(self) -> &'d str {
        self.document.source().get(self.offset()..self.end()).unwrap_or("")
    }

    /// The way to it from the root as a JSON pointer (RFC 6901). Of a name, that of its value.
    ///
    /// It is found by walking from the root: do not ask for it in a loop over everything.
    pub fn pointer(self) -> String {
        pointer::to(self.document, self.index)
    }

    /// The text, unescaped, if it is one. It borrows from the document, escapes or not.
    #[inline]
    pub fn text(self) -> Option<&'d str> {
        self.document.text(self.node)
    }

    /// Whether it is this text.
    #[inline]
    pub fn is(self, text: &str) -> bool {
        self.text() == Some(text)
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<Number<'d>> {
        match self.node.word() {
            tag::INTEGER => Some(Number::new(self.raw(), true)),
            tag::DECIMAL => Some(Number::new(self.raw(), false)),
            _ => None,
        }
    }

    /// The nearest binary number, if it is a number and not too large for one.
    pub fn as_f64(self) -> Option<f64> {
        self.number().and_then(Number::as_f64)
    }

    /// The number, if it is one, was written as a whole one and fits.
    pub fn as_u64(self) -> Option<u64> {
        self.number().and_then(Number::as_u64)
    }

    /// The number, if it is one, was written as a whole one and fits.
    pub fn as_i64(self) -> Option<i64> {
        self.number().and_then(Number::as_i64)
    }

    /// `true` or `false`, if it is one of them.
    pub fn boolean(self) -> Option<bool> {
        match self.node.word() {
            tag::TRUE => Some(true),
            tag::FALSE => Some(false),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.node.word() == tag::NULL
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.node.word() == tag::ARRAY
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.node.word() == tag::OBJECT
    }

    /// How many items or members it has; 0 if it is no container. Names that occur twice count twice.
    #[inline]
    pub fn len(self) -> usize {
        if matches!(self.node.word(), tag::ARRAY | tag::OBJECT) { self.node.count() } else { 0 }
    }

    /// Whether it has no items or members; also true of everything that is no container.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The value of a member: of the first, if the name occurs twice ([`Document::duplicates`]). None in anything that
    /// is no object. It looks at one name after the other: for many names of a large object walk over
    /// [`members`](Self::members) once.
    #[inline]
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        self.members().find(|(own, _)| own.is(name)).map(|(_, value)| value)
    }

    /// The value at the end of some names.
    pub fn get_path(self, path: &[&str]) -> Option<Value<'d>> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The item with this number, from 0. It walks there: iterate over [`items`](Self::items) instead of counting.
    pub fn item(self, number: usize) -> Option<Value<'d>> {
        self.items().nth(number)
    }

    /// The text of a member, if it is there and is one.
    #[inline]
    pub fn get_text(self, name: &str) -> Option<&'d str> {
        self.get(name).and_then(Value::text)
    }

    /// The value a JSON pointer (RFC 6901) leads to from here: `""` is this value, `/a/0` an item.
    pub fn at(self, pointer: &str) -> Option<Value<'d>> {
        pointer::follow(self, pointer)
    }

    /// Its items, in order; none if it is no array.
    #[inline]
    pub fn items(self) -> Items<'d> {
        let end = if self.is_array() { self.node.next } else { self.index + 1 };
        Items { document: self.document, at: self.index + 1, end }
    }

    /// Its members, names and values, in order; none if it is no object.
    #[inline]
    pub fn members(self) -> Members<'d> {
        let end = if self.is_object() { self.node.next } else { self.index + 1 };
        Members { document: self.document, at: self.index + 1, end }
    }

    /// What a table of names finds it by, if it is a text.
    #[inline]
    pub(crate) fn print(self) -> Print {
        match self.node.word() {
            tag::PLAIN => {
                let (start, end) = (self.offset() + 1, self.end() - 1);
                Print::inside(self.document.source().as_bytes(), start, end - start)
            }
            _ => Print::of(self.text().unwrap_or("")),
        }
    }

    pub(crate) fn node(self) -> Node {
        self.node
    }
}

/// The same place of the same document.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Value<'_> {}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.raw().chars().take(60).collect();
        write!(f, "{start} (byte {})", self.offset())
    }
}

/// The items of an array.
#[derive(Clone, Debug)]
pub struct Items<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    #[inline]
    fn next(&mut self) -> Option<Value<'d>> {
        if self.at >= self.end {
            return None;
        }
        let value = Value::new(self.document, self.at);
        self.at = value.node.next;
        Some(value)
    }
}

/// The members of an object: name and value.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = (Value<'d>, Value<'d>);

    #[inline]
    fn next(&mut self) -> Option<(Value<'d>, Value<'d>)> {
        if self.at >= self.end {
            return None;
        }
        let name = Value::new(self.document, self.at);
        let value = Value::new(self.document, self.at + 1);
        self.at = value.node.next;
        Some((name, value))
    }
}
