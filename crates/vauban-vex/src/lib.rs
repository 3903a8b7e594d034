//! Statements about exploitability in and out of one model, and which of several counts.
//!
//! [`read`] takes OpenVEX, CSAF and CycloneDX into [`Document`]s of [`Statement`]s, [`mod@write`] takes them out again and
//! tells what a format could not hold, [`rules`] says what each format demands of a statement, and [`precedence`]
//! answers which statement counts for a product, a component and a vulnerability, and why.
//!
//! Bytes in, values out: the crate knows no disk, clock, network or model.

pub mod precedence;
pub mod read;
pub mod rules;
pub mod words;
pub mod write;

mod check;
mod fit;
mod problem;
mod schema;
mod statement;
mod time;

pub use check::check;
pub use problem::{Place, Problem, Severity};
pub use statement::{
    Action, Document, Format, Part, Product, Recheck, Revision, Span, Stage, Statement, Versions, Vulnerability,
};
pub use time::Time;
pub use words::{Justification, Remedy, Response, Status};

/// A text short and harmless enough to be quoted in a message: at most 80 characters, controls shown as `·`.
pub(crate) fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(80).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}
