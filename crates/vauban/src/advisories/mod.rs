//! Sources of advisories from wherever they are, and the index they become on disk.

mod gather;
mod programs;
mod write;

pub(crate) use gather::{Asked, read};
pub(crate) use write::write;
