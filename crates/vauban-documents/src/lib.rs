//! The documents that Vauban writes: from a compilation to pages, one module per kind.
//!
//! Each kind is one declaration in [`KINDS`]; `vauban report`, its help, the index of a collection and the site come from
//! that table. A kind asks the engine and the analyses, and puts what they answer into sections, tables and figures. What
//! it computes itself is no more than an order of rows.

mod cra;
mod crosswalk;
mod declaration;
mod design;
mod digests;
pub mod dossier;
mod editions;
pub mod guide;
mod index;
mod kind;
pub mod pictures;
mod records;
mod status;
mod subject;
pub mod texts;
mod withhold;
pub mod words;

pub use index::{index, index_with};
pub use kind::{KINDS, Kind, kind};
pub use records::{RECORDS, records};
pub use subject::Subject;
pub use withhold::Withheld;
