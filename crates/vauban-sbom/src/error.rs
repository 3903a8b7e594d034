//! Why a file is not read at all.

use std::fmt;

use crate::place::{Lines, Place};

/// Why a file is no bill of materials that is read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Where it went wrong.
    pub place: Place,
    /// The same in bytes from the beginning.
    pub offset: usize,
    /// What is wrong and what is expected.
    pub message: String,
}

impl Error {
    /// An error whose line is found later.
    pub(crate) fn at(offset: usize, message: impl Into<String>) -> Error {
        Error { place: Place { line: 1, column: 1 }, offset, message: message.into() }
    }

    /// With line and column.
    pub(crate) fn placed(mut self, lines: &Lines) -> Error {
        self.place = lines.place(self.offset);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.place.line, self.place.column, self.message)
    }
}

impl std::error::Error for Error {}
