//! The layout: a header, then sections, each at a multiple of eight bytes. All numbers are little-endian.
//!
//! ```text
//! header   512 bytes
//!   0      8   magic "VAUBANIX"
//!   8      4   version of the layout
//!   12     4   0: whole, 1: changes over the index named at 32
//!   16     4   bits of the bucket number
//!   20     4   of changes: 1 if the notes of exploitation below count no more, 2 if the scores below do not
//!   24     8   number of keys
//!   32     32  SHA-256 of the file the changes are over, else zeros
//!   64     48  for each section: offset, length, SHA-256
//!   480    32  SHA-256 of the 480 bytes before
//! sections
//!   sources    what was read: packed, see `sources.rs`
//!   buckets    2^bits + 1 numbers of 4 bytes: the first key of each bucket, and the number of keys
//!   keys       24 bytes each, by hash: hash (8), offset in blocks (8), length (4), kind (1), 0 (3)
//!   blocks     what is known of a name: packed, see `statement.rs`
//!   patterns   models and serials with open letters: packed, looked through one by one
//!   table      16 bytes for each advisory, by source and id: offset in details (8), length (4), 0 (4)
//!   details    advisories: packed, see `pack.rs`
//!   replaced   4 bytes each, ascending: advisories of the index below that changed or are gone
//! ```

use sha2::{Digest, Sha256};

use super::store::{Bad, Store};

/// The version of the layout this crate writes and reads.
pub const VERSION: u32 = 1;
/// How the name of an index file ends.
pub const EXTENSION: &str = "vai";
/// How many bytes a digest has.
pub const DIGEST: usize = 32;

pub(super) const MAGIC: &[u8; 8] = b"VAUBANIX";
pub(super) const HEADER: usize = 512;
pub(super) const SECTIONS: usize = 8;
pub(super) const KEY: u64 = 24;
pub(super) const ROW: u64 = 16;
const TABLE_AT: usize = 64;
const CHECK_AT: usize = 480;

/// The sections in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Sources,
    Buckets,
    Keys,
    Blocks,
    Patterns,
    Table,
    Details,
    Replaced,
}

/// Where a section stands, and what it must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) digest: [u8; DIGEST],
}

/// The first bytes of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) changes: bool,
    pub(super) bits: u32,
    pub(super) brings: u32,
    pub(super) keys: u64,
    pub(super) below: [u8; DIGEST],
    pub(super) sections: [Section; SECTIONS],
}

impl Header {
    pub(super) fn section(&self, part: Part) -> &Section {
        &self.sections[part as usize]
    }

    pub(super) fn write(&self) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, MAGIC);
        put(8, &VERSION.to_le_bytes());
        put(12, &u32::from(self.changes).to_le_bytes());
        put(16, &self.bits.to_le_bytes());
        put(20, &self.brings.to_le_bytes());
        put(24, &self.keys.to_le_bytes());
        put(32, &self.below);
        for (place, section) in self.sections.iter().enumerate() {
            let at = TABLE_AT + place * 48;
            put(at, &section.offset.to_le_bytes());
            put(at + 8, &section.length.to_le_bytes());
            put(at + 16, &section.digest);
        }
        let check = Sha256::digest(&out[..CHECK_AT]);
        out[CHECK_AT..].copy_from_slice(&check);
        out
    }

    /// Reads and checks it: every section lies in the file, behind the one before, and has a possible length.
    pub(super) fn read(store: &impl Store) -> Result<Self, Bad> {
        let mut bytes = [0; HEADER];
        if store.length() < HEADER as u64 {
            return Err(Bad::at(0, format!("{} bytes are too few for an index", store.length())));
        }
        store.read(0, &mut bytes).map_err(|why| Bad::at(0, why))?;
        if &bytes[..8] != MAGIC {
            return Err(Bad::at(0, "this is no index of advisories"));
        }
        let version = u32_at(&bytes, 8);
        if version != VERSION {
            return Err(Bad::at(8, format!("layout {version}; this program reads {VERSION}: build the index again")));
        }
        if *Sha256::digest(&bytes[..CHECK_AT]) != bytes[CHECK_AT..] {
            return Err(Bad::at(CHECK_AT as u64, "the header is not as it was written"));
        }
        let changes = match u32_at(&bytes, 12) {
            0 => false,
            1 => true,
            other => return Err(Bad::at(12, format!("form {other} is not known"))),
        };
        let mut header = Self {
            changes,
            bits: u32_at(&bytes, 16),
            brings: u32_at(&bytes, 20),
            keys: u64_at(&bytes, 24),
            ..Self::default()
        };
        header.below.copy_from_slice(&bytes[32..64]);
        let mut end = HEADER as u64;
        for place in 0..SECTIONS {
            let at = TABLE_AT + place * 48;
            let section = &mut header.sections[place];
            section.offset = u64_at(&bytes, at);
            section.length = u64_at(&bytes, at + 8);
            section.digest.copy_from_slice(&bytes[at + 16..at + 48]);
            let next = section.offset.checked_add(section.length).filter(|next| *next <= store.length());
            match next {
                Some(next) if section.offset >= end && section.offset - end < 8 => end = next,
                _ => {
                    return Err(Bad::at(at as u64, format!("section {place} does not lie in the file: it is cut off")));
                }
            }
        }
        if end != store.length() {
            return Err(Bad::at(end, "there is more than the sections"));
        }
        header.possible().map(|()| header)
    }

    fn possible(&self) -> Result<(), Bad> {
        let buckets = self.section(Part::Buckets);
        let fine = self.bits <= 28
            && self.keys <= u64::from(u32::MAX)
            && buckets.length == ((1u64 << self.bits) + 1) * 4
            && self.section(Part::Keys).length == self.keys * KEY
            && self.section(Part::Table).length.is_multiple_of(ROW)
            && self.section(Part::Table).length / ROW <= u64::from(u32::MAX)
            && self.section(Part::Replaced).length.is_multiple_of(4);
        if fine { Ok(()) } else { Err(Bad::at(16, "the sizes of the sections do not fit each other")) }
    }
}

/// The four bytes there as a number; zero behind the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    if let Some(from) = bytes.get(at..at + 4) {
        four.copy_from_slice(from);
    }
    u32::from_le_bytes(four)
}

/// The eight bytes there as a number; zero behind the end.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut eight = [0; 8];
    if let Some(from) = bytes.get(at..at + 8) {
        eight.copy_from_slice(from);
    }
    u64::from_le_bytes(eight)
}
