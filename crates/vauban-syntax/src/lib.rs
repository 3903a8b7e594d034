//! Text to tree, with a span on every key and value.
//!
//! Parsing never fails: it returns a tree and findings, so that a half-written file still gets useful
//! answers. Nothing here knows a record kind; `vauban-model` reads the tree.

pub mod codes;
pub mod edit;
pub mod format;
mod markdown;
mod tree;

pub use markdown::{Section, sections};
pub use toml::de::{DeTable, DeValue};
pub use toml::{Spanned, value::Datetime};
pub use tree::{FrontMatter, Parsed, front_matter, parse};
