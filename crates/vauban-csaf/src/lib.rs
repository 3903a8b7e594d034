//! Security advisories in CSAF: validated as the standard numbers its tests, read, written, and laid out for
//! publication.
//!
//! [`validate`] holds a document against the schema of its edition (2.0 or 2.1, whichever `csaf_version` names) and
//! against the numbered tests of section 6; [`TESTS`] lists them. [`Csaf`] reads what matching and VEX need of a
//! document, valid or not.

pub mod cwe;
mod extensions;
mod facts;
mod language;
mod moment;
mod number;
pub mod publish;
mod range;
mod reader;
mod schema;
mod tests;
mod validate;
mod verdict;
pub mod write;

pub use extensions::Extensions;
pub use moment::Moment;
pub use reader::{
    BranchPath, Csaf, FileHash, FullName, Group, Helper, ListItem, Relationship, Score, Status, Vulnerability,
};
pub use tests::{TESTS, Test, Words, file_name};
pub use validate::{Answers, Options, validate, validate_read};
pub use verdict::{Class, Edition, Fault, NotChecked, Outcome, Verdict};
