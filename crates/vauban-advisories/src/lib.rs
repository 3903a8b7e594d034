//! What others publish about vulnerabilities in one immutable index, and what of it is about a part.
//!
//! - [`advisory`]: one record for what one source says of one vulnerability.
//! - [`read`]: OSV, RustSec, CSAF, CVE, NVD, KEV and EPSS, bytes in; a source as a whole and the rules it must keep.
//! - [`index`]: the file all of that becomes, and changes over it.
//! - [`matching`]: what it says of a [`Part`], with the reasons; a part nobody could ask about is told, not clean.
//!
//! Nothing here knows a disk, a clock or a network: bytes come in, and whoever owns files implements [`index::Store`].

pub mod advisory;
pub mod index;
pub mod matching;
pub mod note;
pub mod read;

mod cpes;
mod date;
mod ecosystem;
mod hash;
mod names;
mod order;
mod pack;
mod part;
mod pool;
mod purls;

pub use advisory::Advisory;
pub use index::{Bad, Builder, Index, Indexes, Store};
pub use matching::{Looked, Match, Matcher};
pub use part::{Alias, Built, Part};
