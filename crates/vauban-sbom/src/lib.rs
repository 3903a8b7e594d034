//! Bills of materials in and out of one model: read, held against profiles, merged, compared, written.
//!
//! [`read`] takes the bytes of a file and finds out what it is: CycloneDX 1.4 to 1.7 in JSON or XML, SPDX 2.2, 2.3 or
//! 3.0 in JSON, or the lock file of cargo or npm. It gives a [`Bill`]: components with their ids and what is said of
//! them, who uses whom, and what is wrong. A [`Bill`] is plain data; everything else here takes one and gives a value:
//! [`profile`] holds it against what laws and agencies ask, [`merge`], [`diff`] and [`find`] work on several, and
//! [`mod@write`] gives CycloneDX 1.6 or SPDX 3.0.1. No disk, no clock, no network.

mod cyclonedx;
mod detect;
pub mod diff;
mod error;
pub mod find;
mod graph;
pub mod identity;
mod listed;
mod locks;
pub mod merge;
mod model;
mod node;
mod place;
pub mod profile;
mod reading;
mod reference;
mod schemas;
mod shift;
mod spdx2;
mod spdx3;
pub mod valid;
pub mod words;
pub mod write;
mod xml;

pub use detect::{read, read_within};
pub use error::Error;
pub use graph::{Depth, Graph};
pub use listed::{Part, listed};
pub use model::{
    Bill, Component, Edge, Format, Hash, Licence, OtherId, Party, Problem, ProblemKind, Property, Raw, Reference,
    Statement, Tool, Unread,
};
pub use place::Place;
pub use reading::Limits;
