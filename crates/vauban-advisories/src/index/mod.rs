//! An index: one immutable file in which a name is found with two reads.
//!
//! `layout` says where what stands, [`Builder`] writes it, [`Index`] reads it, [`Indexes`] reads one with the
//! changes since on top. `docs/src/reference/advisory-index.md` describes the bytes for everybody else.

mod build;
mod layout;
mod open;
mod over;
mod sources;
mod statement;
mod store;

pub use build::hex;
pub use build::{Builder, Built, Summary};
pub use layout::{DIGEST, EXTENSION, VERSION};
pub use open::{Index, Known};
pub use over::{Indexes, Row};
pub use sources::{Form, Source};
pub use statement::{Answer, Rule, Why};
pub(crate) use statement::{Asked, Entry};
pub use store::{Bad, Store};
