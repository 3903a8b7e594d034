//! What validation says of a document.

use std::fmt;

/// An edition of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// CSAF 2.0, OASIS Standard of 18 November 2022.
    V20,
    /// CSAF 2.1, as its third committee draft has it.
    V21,
}

impl Edition {
    /// `2.0`, as `csaf_version` says it.
    pub fn word(self) -> &'static str {
        match self {
            Edition::V20 => "2.0",
            Edition::V21 => "2.1",
        }
    }

    /// The edition that a document names in `csaf_version`.
    pub fn named(word: &str) -> Option<Edition> {
        match word {
            "2.0" => Some(Edition::V20),
            "2.1" => Some(Edition::V21),
            _ => None,
        }
    }
}

/// The three classes of numbered tests (section 6 of the standard), and what comes before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The text is JSON, and the JSON schema of its edition holds.
    Schema,
    /// 6.1: must not fail in a valid document.
    Mandatory,
    /// 6.2: optional in 2.0, recommended in 2.1.
    Recommended,
    /// 6.3: tells of common mistakes and bad habits.
    Informative,
}

impl Class {
    /// `mandatory`.
    pub fn word(self) -> &'static str {
        match self {
            Class::Schema => "schema",
            Class::Mandatory => "mandatory",
            Class::Recommended => "recommended",
            Class::Informative => "informative",
        }
    }
}

/// Something a test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The way to the value, as a JSON pointer; empty for the whole document.
    pub pointer: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// A test that ran, and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its number in the standard, `6.1.27.3`; `schema` for what comes before.
    pub id: &'static str,
    /// Its class.
    pub class: Class,
    /// What it found; nothing if it passed.
    pub errors: Vec<Fault>,
    /// How much more it found than is told: of one test, the first 1 000 places are.
    pub left_out: usize,
}

/// A test, or a part of one, that could not be run, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotChecked {
    /// The number of the test.
    pub id: &'static str,
    /// Why.
    pub reason: String,
}

/// What validation says of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The edition it was held against; none if the document names none that is known.
    pub edition: Option<Edition>,
    /// Whether the schema and all mandatory tests hold. The other classes make no document invalid.
    pub valid: bool,
    /// The tests that ran, in the order of the standard.
    pub tests: Vec<Outcome>,
    /// The newest version of the CWE list that names of weaknesses are compared with; all before it are too.
    pub cwe: &'static str,
    /// What was not checked.
    pub not_checked: Vec<NotChecked>,
}

impl Verdict {
    /// The tests that found something.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.tests.iter().filter(|test| !test.errors.is_empty())
    }

    /// What a test of this number found, if it ran.
    pub fn test(&self, id: &str) -> Option<&Outcome> {
        self.tests.iter().find(|test| test.id == id)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})", self.line, self.column, self.message, self.pointer)
    }
}
