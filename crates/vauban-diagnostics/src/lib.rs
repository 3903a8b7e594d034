//! Findings as plain values, and the sources they point into.
//!
//! Everything that has something to say about a project says it as a [`Finding`]: what is wrong, why it
//! matters, what to do next, and the places it concerns. Nothing here prints or formats; `vauban-report`
//! turns findings into text, JSON, SARIF and the rest.

mod code;
mod finding;
mod nearest;
mod source;

pub use code::Code;
pub use finding::{Confidence, Finding, Fix, Label, Severity, Waived, in_variants};
pub use nearest::nearest;
pub use source::{FileId, LineColumn, SourceFile, Sources, Span};
