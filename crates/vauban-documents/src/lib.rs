//! The documents that Vauban writes: from a compilation to pages, one module per kind.
//!
//! Each kind is one declaration in [`KINDS`]; `vauban report`, its help, the index of a collection and the site come from
//! that table. A kind asks the engine and the analyses, and puts what they answer into sections, tables and figures. What
//! it computes itself is no more than an order of rows.

mod cra;
mod declaration;
mod index;
mod kind;
mod status;
mod subject;
pub mod words;

pub use index::{index, index_with};
pub use kind::{KINDS, Kind, kind};
pub use subject::Subject;
