//! JSON Schema: compiled once, held against many documents.
//!
//! Understood are the keywords of the schemas that this workspace's formats publish, in the drafts 04, 06, 07,
//! 2019-09 and 2020-12. A keyword that is not understood is an error when the schema is compiled, never silently
//! passed over. References lead to documents the caller hands in; nothing is fetched.
//!
//! [`Schema::is_valid`] stops at the first problem; [`Schema::check`] collects them, with the place of each.

mod check;
mod compile;
mod evaluated;
mod format;
mod literal;
mod pattern;
mod problem;
mod rule;

use std::fmt;

use crate::{Error, Value};

pub use problem::Problem;

/// A schema, ready to be held against values.
#[derive(Debug)]
pub struct Schema {
    rules: Vec<rule::Rule>,
}

impl Schema {
    /// Compiles a schema, with the documents it may refer to by their URI.
    ///
    /// A document is also found under its own `$id`. Only what can be reached from the main schema is read.
    ///
    /// # Errors
    /// A text that is no JSON, a keyword or dialect that is not understood, a reference that leads nowhere.
    pub fn compile(main: &str, others: &[(&str, &str)]) -> Result<Self, CompileError> {
        Self::compile_at(main, "", others)
    }

    /// Compiles a part of a schema, named by a JSON pointer as `/$defs/product`.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    pub fn compile_at(main: &str, pointer: &str, others: &[(&str, &str)]) -> Result<Self, CompileError> {
        Ok(Schema { rules: compile::rules(main, pointer, others)? })
    }

    /// Whether a value is as the schema asks.
    pub fn is_valid(&self, value: Value<'_>) -> bool {
        check::valid(&self.rules, value)
    }

    /// Adds what is wrong with a value to the problems, until there are [`MOST`] of them; says whether nothing is.
    pub fn check<'d>(&self, value: Value<'d>, problems: &mut Vec<Problem<'d>>) -> bool {
        check::valid(&self.rules, value) || check::collect(&self.rules, value, problems)
    }

    /// Builds all patterns, which is otherwise done when one is first needed.
    ///
    /// # Errors
    /// The first that cannot be built.
    pub fn build_patterns(&self) -> Result<(), String> {
        let texts = self.rules.iter().filter_map(|rule| rule.text.as_ref()?.pattern.as_ref());
        let names = self.rules.iter().filter_map(|rule| rule.object.as_ref()).flat_map(|object| &object.patterns);
        let broken = texts.chain(names.map(|(pattern, _)| pattern)).find(|pattern| pattern.build().is_none());
        broken.map_or(Ok(()), |pattern| Err(pattern.source().to_owned()))
    }
}

/// How many problems of a document are collected.
pub const MOST: usize = 1_000;

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// A document is no JSON.
    Json {
        /// Its URI; none for the main schema.
        uri: Option<String>,
        /// What is wrong.
        error: Error,
    },
    /// Something in a schema is not understood.
    Schema {
        /// The URI of the document; none for the main schema.
        uri: Option<String>,
        /// Where in it, as a JSON pointer.
        pointer: String,
        /// What is wrong.
        what: String,
    },
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (CompileError::Json { uri, .. } | CompileError::Schema { uri, .. }) = self;
        write!(f, "schema {}", uri.as_deref().unwrap_or("(main)"))?;
        match self {
            CompileError::Json { error, .. } => write!(f, ": {error}"),
            CompileError::Schema { pointer, what, .. } => write!(f, " at `{pointer}`: {what}"),
        }
    }
}

impl std::error::Error for CompileError {}
