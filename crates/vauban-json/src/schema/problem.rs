//! What a schema asks and a document does not give.

use std::fmt;

use crate::{Place, Value};

/// One thing that is not as a schema asks.
#[derive(Clone, Debug)]
pub struct Problem<'d> {
    /// The value, or the name of a member that may not be there.
    pub value: Value<'d>,
    /// The keyword of the schema that was not met, as `required`.
    pub keyword: &'static str,
    /// What was expected, as a phrase after "expected".
    pub expected: String,
}

impl Problem<'_> {
    /// The byte at which the value starts.
    pub fn offset(&self) -> usize {
        self.value.offset()
    }

    /// Line and column.
    pub fn place(&self) -> Place {
        self.value.place()
    }

    /// The JSON pointer to the value.
    pub fn pointer(&self) -> String {
        self.value.pointer()
    }
}

impl fmt::Display for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}
