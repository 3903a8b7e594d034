//! The facts that rules may ask about the elements of a design.

use crate::word::words;

/// A fact about a kind of element.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The kind of element.
    pub element: Element,
    /// Its name, without the element: `exposure`, or `source.kind` for an end of a flow.
    pub name: String,
    /// What values it takes.
    pub kind: AttributeType,
    /// Its words, where it is an enumeration or a set; rising, where it is ordered.
    pub values: Vec<String>,
    /// Whether it is computed from the model rather than written.
    pub derived: bool,
    /// What a missing value means.
    pub absent: Absent,
    /// What it means.
    pub meaning: String,
}

impl Attribute {
    /// Place of a word in the order of values.
    pub fn rank(&self, word: &str) -> Option<usize> {
        self.values.iter().position(|value| value == word)
    }
}

words! {
    /// A kind of element that a rule can look at.
    pub enum Element {
        /// A hardware or software part.
        Component = "component",
        /// A way in or out.
        Interface = "interface",
        /// An interaction over an interface.
        Flow = "flow",
        /// A component that keeps data.
        Store = "store",
        /// A person or an outside system.
        External = "external",
        /// The product as a whole.
        Product = "product",
    }
}

words! {
    /// What values an attribute takes.
    pub enum AttributeType {
        /// Yes or no; stands alone in an expression.
        Boolean = "bool",
        /// One of its words; `==` and `!=`.
        Enumeration = "enum",
        /// One of its words, which rise; `>=` and `<=` as well.
        Ordered = "ordered",
        /// Any of its words; `has`.
        Set = "set",
    }
}

words! {
    /// What a missing value means.
    pub enum Absent {
        /// Nobody knows: a question.
        Unknown = "unknown",
        /// No.
        False = "false",
        /// Yes.
        True = "true",
        /// It is computed, so it is never missing.
        Computed = "computed",
    }
}
