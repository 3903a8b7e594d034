//! Why a file cannot be imported at all.

use std::fmt;

/// A file that cannot be imported: what is wrong, where, and what to do next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportError {
    /// The file, as the caller or an include named it.
    pub file: String,
    /// The line, counted from 1, where known.
    pub line: Option<u32>,
    /// The column, counted from 1, where known.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to try next; empty when there is nothing useful to say.
    pub help: String,
}

impl ImportError {
    /// An error about the whole file.
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: shown(file), line: None, column: None, message: shown(&message.into()), help: String::new() }
    }

    /// The same error at a line and column.
    pub(crate) fn at(mut self, line: u64, column: u64) -> Self {
        self.line = u32::try_from(line).ok().filter(|line| *line > 0);
        self.column = u32::try_from(column).ok().filter(|column| *column > 0 && self.line.is_some());
        self
    }

    /// The same error with advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// A text for a terminal: what the file says may come along, but not what a terminal obeys.
fn shown(text: &str) -> String {
    let visible = |letter: char| {
        if letter.is_control() { '\u{FFFD}' } else { letter }
    };
    text.chars().map(visible).collect()
}

impl fmt::Display for ImportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(out, ":{column}")?;
        }
        write!(out, ": {}", self.message)?;
        if !self.help.is_empty() {
            write!(out, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for ImportError {}
