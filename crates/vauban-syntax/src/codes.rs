//! What can be wrong with a file before any record is looked at.

use vauban_diagnostics::{Code, Confidence, Severity};

/// A file that is not TOML where it should be.
pub static TOML_SYNTAX: Code = Code {
    name: "toml-syntax",
    asks: &[],
    summary: "a record file is not valid TOML",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/toml-syntax.md"),
};

/// The same record, or the same key of a record, written twice in one file.
pub static DUPLICATE_KEY: Code = Code {
    name: "duplicate-key",
    asks: &[],
    summary: "a record or a key is written twice in one file",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/duplicate-key.md"),
};

/// Front matter that is opened and never closed.
pub static FRONT_MATTER_OPEN: Code = Code {
    name: "front-matter-open",
    asks: &[],
    summary: "the front matter of a Markdown file is not closed by a second `+++` line",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/front-matter-open.md"),
};

/// All codes of this crate, for the registry.
pub static ALL: &[&Code] = &[&TOML_SYNTAX, &DUPLICATE_KEY, &FRONT_MATTER_OPEN];
