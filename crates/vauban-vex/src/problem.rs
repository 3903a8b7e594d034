//! What is wrong with a document, where, and what to do.

/// Where something stands in a JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1; 0 if unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 if unknown.
    pub column: u32,
    /// JSON pointer (RFC 6901).
    pub pointer: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document breaks a rule of its format, or cannot be understood there.
    Error,
    /// It breaks none, but does not do what its author may think.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something about a document that its reader should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How bad it is.
    pub severity: Severity,
    /// The rule it breaks: `openvex-not-affected`, `schema`, `time`.
    pub rule: &'static str,
    /// What is wrong.
    pub what: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl Problem {
    /// An error.
    pub fn error(rule: &'static str, place: &Place, what: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { place: place.clone(), severity: Severity::Error, rule, what: what.into(), help: help.into() }
    }

    /// A warning.
    pub fn warning(rule: &'static str, place: &Place, what: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(rule, place, what, help) }
    }

    /// A note.
    pub fn note(rule: &'static str, place: &Place, what: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { severity: Severity::Note, ..Problem::error(rule, place, what, help) }
    }
}
