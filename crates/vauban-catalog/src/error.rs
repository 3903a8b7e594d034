//! What is wrong with a catalog file, and where.

use std::fmt;
use std::sync::Arc;

/// A mistake in a catalog file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogError {
    /// The file, as it was named when it was loaded.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it, where there is something to offer.
    pub help: Option<String>,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for CatalogError {}

impl CatalogError {
    /// An error at a place.
    pub fn at(place: &Place, message: impl Into<String>, help: Option<String>) -> Self {
        CatalogError {
            file: place.file.to_string(),
            line: place.line,
            column: place.column,
            message: message.into(),
            help,
        }
    }
}

/// Where in a catalog file something is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as it was named when it was loaded.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
