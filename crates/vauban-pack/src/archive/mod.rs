//! The archive: a tar file of which every byte is determined by the names and contents of its entries.
//!
//! A header has one spelling (POSIX ustar, mode 644, owner and time zero), gaps are zero, the end is two empty blocks
//! and nothing follows. The reader builds the header anew and compares, so links, devices, extended headers, long
//! names and odd numbers need no rules of their own: whatever is not an ordinary file in the one spelling is refused.
//! Nothing is compressed, so an archive is never larger inside than outside.

mod header;
mod read;
mod write;

pub use read::{ArchiveReader, Entry};
pub use write::ArchiveWriter;

/// Bytes of a block of a tar file.
pub const BLOCK: usize = 512;
