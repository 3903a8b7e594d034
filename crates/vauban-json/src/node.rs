//! One value or name in the flat list that is the tree.
//!
//! A container is followed by what it holds; in an object, names and values alternate. `next` leads over all of it to
//! what comes after, so a member is skipped in one step.

/// What kind of value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number, of any size and precision.
    Number,
    /// A text.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

/// What a node is, in the lowest bits of its `tag`.
pub(crate) mod tag {
    pub(crate) const NULL: u32 = 0;
    pub(crate) const FALSE: u32 = 1;
    pub(crate) const TRUE: u32 = 2;
    /// A number without fraction or exponent.
    pub(crate) const INTEGER: u32 = 3;
    /// A number with a fraction or an exponent.
    pub(crate) const DECIMAL: u32 = 4;
    /// A text that stands in the document as it is.
    pub(crate) const PLAIN: u32 = 5;
    /// A text with escapes; `count` is its place among those that were unescaped.
    pub(crate) const ESCAPED: u32 = 6;
    pub(crate) const ARRAY: u32 = 7;
    pub(crate) const OBJECT: u32 = 8;

    pub(crate) const BITS: u32 = 4;
    pub(crate) const MASK: u32 = (1 << BITS) - 1;
    /// One more in the count above the kind.
    pub(crate) const ONE: u32 = 1 << BITS;
    /// The largest count that fits above the kind: no document may hold more values.
    pub(crate) const MOST: usize = (u32::MAX >> BITS) as usize;
}

/// A value or a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// The byte at which it starts: of a text, the quote.
    pub(crate) start: u32,
    /// The byte after its last.
    pub(crate) end: u32,
    /// The node after it and all it holds.
    pub(crate) next: u32,
    /// The kind, and above it the number of items or members, or the place of an unescaped text.
    pub(crate) tag: u32,
}

impl Node {
    pub(crate) fn kind(self) -> Kind {
        match self.tag & tag::MASK {
            tag::NULL => Kind::Null,
            tag::FALSE | tag::TRUE => Kind::Boolean,
            tag::INTEGER | tag::DECIMAL => Kind::Number,
            tag::PLAIN | tag::ESCAPED => Kind::Text,
            tag::ARRAY => Kind::Array,
            _ => Kind::Object,
        }
    }

    pub(crate) fn word(self) -> u32 {
        self.tag & tag::MASK
    }

    pub(crate) fn count(self) -> usize {
        (self.tag >> tag::BITS) as usize
    }
}
