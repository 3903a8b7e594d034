//! Evidence packs: what a verdict rests on, in one file that anybody can check with a public key.
//!
//! A pack is a tar archive of which every byte is determined: plain headers, no times, no owners, items named by their
//! SHA-256. Beside the items stands a list of what they are ([`item`]), a Merkle tree over that list ([`tree`]) and a
//! signature over its root ([`dsse`]). Items can be left out for a reader who must not see them: what is signed are
//! salted commitments, so the same signature holds for every redaction and nothing withheld can be guessed.
//!
//! Here are also the statements about artefacts that go into a pack ([`intoto`]), timestamps of RFC 3161
//! ([`timestamp`]) and the ledger ([`ledger`]). The crate knows no records, no disk, no clock and no network.

pub use vauban_json::is_hostile;

pub mod archive;
pub mod digest;
pub mod dsse;
mod error;
pub mod head;
pub mod intoto;
pub mod item;
pub mod key;
pub mod ledger;
pub mod read;
pub mod redact;
pub mod timestamp;
pub mod tree;
pub mod write;

pub use digest::{Digest, Hasher};
pub use error::Refused;
pub use head::{Head, LedgerHead, Tool};
pub use item::{Item, ItemKind, Level, Opening};
pub use key::{PublicKey, SecretKey, Signer};
pub use read::{Checked, Reader};
pub use write::{Content, Planned, Writer};

/// Bounds on what is read of a pack; each is named in the message that it causes.
#[derive(Debug)]
pub enum Limits {}

impl Limits {
    /// Items of a pack.
    pub const ITEMS: usize = 500_000;
    /// Bytes of the list of items.
    pub const LIST: u64 = 256 << 20;
    /// Bytes of one item: what the size of a plain tar header can say.
    pub const ITEM: u64 = (8 << 30) - 1;
    /// Bytes of an envelope.
    pub const ENVELOPE: u64 = 64 << 20;
    /// Bytes of a timestamp token.
    pub const TOKEN: u64 = 1 << 20;
    /// Timestamps of a pack.
    pub const TOKENS: usize = 16;
    /// Signatures of an envelope.
    pub const SIGNATURES: usize = 64;
    /// Bytes of a ledger.
    pub const LEDGER: u64 = 256 << 20;
    /// Bytes of a line of a ledger.
    pub const LINE: usize = 64 << 10;
}
