//! Catalog files (standards, mechanism kinds, protocols, threat rules) as typed values.
//!
//! What a standard says lives in `catalog/`; this crate knows shapes. It reads the files into plain owned
//! values, and refuses a file with a mistake as a whole, with all its mistakes by line and column, so that
//! nobody downstream has to ask whether a reference leads anywhere. The files of this repository are
//! compiled in and parsed on first use; see [`Catalogs`].

mod catalogs;
pub mod component;
pub mod conformity;
mod embedded;
mod error;
pub mod framework;
pub mod lifecycle;
pub mod modification;
mod namespace;
mod read;
mod register;
pub mod reporting;
pub mod ssvc;
pub mod terms;
pub mod threats;
mod word;

pub use catalogs::{Catalogs, Named};
pub use embedded::files as embedded_files;
pub use error::{CatalogError, Place};
pub use framework::{Entry, Extent, Framework};
pub use lifecycle::Lifecycle;
pub use namespace::Reference;
pub use reporting::Reporting;
pub use word::Word;
