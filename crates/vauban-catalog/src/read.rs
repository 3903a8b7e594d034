//! The one reader behind all catalog files.
//!
//! A [`Reader`] holds a file and the mistakes found in it. A [`Shape`] is one of its tables: members are
//! asked for by key and type, each mistake is noted where it stands, a stand-in is returned so that reading
//! goes on, and [`Shape::finish`] reports what nobody asked for. A file with mistakes never becomes a value:
//! [`Reader::finish`] sees to it. Stand-ins therefore never leave this crate.

mod shape;

use std::cell::RefCell;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use vauban_diagnostics::SourceFile;

use crate::error::{CatalogError, Place};
pub(crate) use shape::Shape;

/// A text with the byte offset it stands at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) at: usize,
}

/// The texts without their places.
pub(crate) fn texts(placed: &[Placed]) -> Vec<String> {
    placed.iter().map(|one| one.text.clone()).collect()
}

/// A catalog file and what is wrong with it.
pub(crate) struct Reader {
    source: SourceFile,
    file: Arc<str>,
    errors: RefCell<Vec<CatalogError>>,
}

impl Reader {
    /// A reader over a file's text.
    pub(crate) fn new(file: &str, text: &str) -> Self {
        Reader { source: SourceFile::new(file, text), file: file.into(), errors: RefCell::default() }
    }

    /// Parses the text; mistakes in the TOML and in the spelling of keys are noted.
    pub(crate) fn parse(&self) -> Spanned<DeTable<'_>> {
        let (table, errors) = DeTable::parse_recoverable(&self.source.text);
        for error in errors {
            self.refuse(error.span().map_or(0, |span| span.start), format!("TOML: {}", error.message()), None);
        }
        self.check_keys(table.get_ref());
        table
    }

    /// The whole file as a shape.
    pub(crate) fn root<'r>(&'r self, table: &'r Spanned<DeTable<'r>>) -> Shape<'r> {
        Shape::new(self, "a catalog", table.get_ref(), 0)
    }

    /// Notes a mistake at a byte offset.
    pub(crate) fn refuse(&self, at: usize, message: impl Into<String>, help: Option<String>) {
        self.errors.borrow_mut().push(CatalogError::at(&self.place(at), message, help));
    }

    /// Line and column of a byte offset.
    pub(crate) fn place(&self, at: usize) -> Place {
        let found = self.source.line_column(u32::try_from(at).unwrap_or(u32::MAX));
        Place { file: Arc::clone(&self.file), line: found.line, column: found.column }
    }

    /// The byte offset of a part of a text; the text's own where escapes make that unclear.
    pub(crate) fn inside(&self, placed: &Placed, offset: usize) -> usize {
        let written = self.source.text.get(placed.at + 1..).unwrap_or("");
        if written.starts_with(&placed.text) { placed.at + 1 + offset } else { placed.at }
    }

    /// What is wrong so far, in the order of the file.
    pub(crate) fn into_errors(self) -> Vec<CatalogError> {
        let mut errors = self.errors.into_inner();
        errors.sort();
        errors.dedup();
        errors
    }

    /// The value, if nothing is wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<CatalogError>> {
        let errors = self.into_errors();
        if errors.is_empty() { Ok(value) } else { Err(errors) }
    }

    fn check_keys(&self, table: &DeTable<'_>) {
        for (key, value) in table {
            if !is_kebab(key.get_ref()) {
                let help = format!("write `{}`", key.get_ref().replace('_', "-").to_lowercase());
                self.refuse(key.span().start, format!("key `{}` is not in kebab-case", key.get_ref()), Some(help));
            }
            self.check_value_keys(value.get_ref());
        }
    }

    // The parser bounds nesting (80 levels), so this recursion ends.
    fn check_value_keys(&self, value: &DeValue<'_>) {
        match value {
            DeValue::Table(table) => self.check_keys(table),
            DeValue::Array(array) => array.iter().for_each(|item| self.check_value_keys(item.get_ref())),
            _ => {}
        }
    }
}

/// Lower-case words of letters and digits, joined by single hyphens.
pub(crate) fn is_kebab(key: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    key.starts_with(|first: char| first.is_ascii_lowercase()) && key.split('-').all(word)
}
