//! Reads an index in small pieces: what is asked for, and nothing else.
//!
//! The header and the small sections are checked when it is opened, every offset and length before it is used. Bytes
//! of the large sections that are not as they were written are found by [`Index::verify`], which reads everything.

use sha2::{Digest, Sha256};

use crate::advisory::Advisory;
use crate::hash::name_hash;
use crate::names::{self, Key};
use crate::note::{Epss, Exploited};
use crate::pack::Reader;

use super::build::{bit, head};
use super::layout::{DIGEST, Header, KEY, Part, ROW, SECTIONS, u32_at, u64_at};
use super::sources::{self, Form, Source};
use super::statement::Entry;
use super::store::{Bad, Store};

/// How much is read at once where everything is read.
const PIECE: usize = 1 << 20;
/// The longest block and the longest advisory that are read.
const LONGEST: u64 = 64 << 20;

/// An index that is open.
#[derive(Debug)]
pub struct Index<S> {
    store: S,
    header: Header,
    sources: Vec<Source>,
    buckets: Vec<u8>,
    patterns: Vec<(Key, Vec<u8>)>,
    replaced: Vec<u32>,
}

/// What is known of an id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The advisories that have it as id or alias, by their number in the index.
    pub rows: Vec<u32>,
    /// Whether it is exploited.
    pub exploited: Option<Exploited>,
    /// How likely it is to be.
    pub epss: Option<Epss>,
}

impl<S: Store> Index<S> {
    /// Opens an index.
    ///
    /// # Errors
    /// Where it is not as this layout asks.
    pub fn open(store: S) -> Result<Self, Bad> {
        let header = Header::read(&store)?;
        let mut index = Self {
            store,
            header,
            sources: Vec::new(),
            buckets: Vec::new(),
            patterns: Vec::new(),
            replaced: Vec::new(),
        };
        let told = index.section(Part::Sources)?;
        let at = |part: Part| index.header.section(part).offset;
        let sources = sources::read(&told).ok_or_else(|| Bad::at(at(Part::Sources), "the sources are not readable"))?;
        let buckets = index.section(Part::Buckets)?;
        let keys = index.header.keys;
        let rising = (0..buckets.len() / 4 - 1).all(|i| u32_at(&buckets, i * 4) <= u32_at(&buckets, i * 4 + 4));
        if !rising || u64::from(u32_at(&buckets, buckets.len() - 4)) != keys {
            return Err(Bad::at(at(Part::Buckets), "the buckets are not in order"));
        }
        let patterns = patterns(&index.section(Part::Patterns)?)
            .ok_or_else(|| Bad::at(at(Part::Patterns), "the patterns are not readable"))?;
        let replaced = index.section(Part::Replaced)?;
        let replaced: Vec<u32> = (0..replaced.len() / 4).map(|place| u32_at(&replaced, place * 4)).collect();
        if !replaced.is_sorted() {
            return Err(Bad::at(at(Part::Replaced), "the replaced advisories are not in order"));
        }
        (index.sources, index.buckets, index.patterns, index.replaced) = (sources, buckets, patterns, replaced);
        Ok(index)
    }

    /// What it was built from.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// How many advisories are in it.
    pub fn advisories(&self) -> u32 {
        (self.header.section(Part::Table).length / ROW) as u32
    }

    /// How many names they are found by.
    pub fn names(&self) -> u64 {
        self.header.keys + self.patterns.len() as u64
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.store.length()
    }

    /// The digest of the index it has changes over, if it is one of changes.
    pub fn over(&self) -> Option<[u8; DIGEST]> {
        self.header.changes.then_some(self.header.below)
    }

    /// Whether notes of this form below count no more.
    pub(super) fn brings(&self, form: Form) -> bool {
        self.header.brings & bit(form) != 0
    }

    /// The advisories of the index below that are replaced by this one.
    pub(super) fn replaced(&self) -> &[u32] {
        &self.replaced
    }

    /// Whether an advisory of the index below is replaced by this one.
    pub(super) fn replaces(&self, row: u32) -> bool {
        self.replaced.binary_search(&row).is_ok()
    }

    /// SHA-256 of the whole file: its name.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> Result<[u8; DIGEST], Bad> {
        self.digest_of(0, self.store.length())
    }

    /// Reads everything and compares it with what was written.
    ///
    /// # Errors
    /// The first section that is not as it was written, or whose contents are not possible.
    pub fn verify(&self) -> Result<(), Bad> {
        for place in 0..SECTIONS {
            let section = &self.header.sections[place];
            if self.digest_of(section.offset, section.length)? != section.digest {
                return Err(Bad::at(section.offset, format!("section {place} is not as it was written")));
            }
        }
        Ok(())
    }

    fn digest_of(&self, from: u64, length: u64) -> Result<[u8; DIGEST], Bad> {
        let (mut digest, mut at, end) = (Sha256::new(), from, from + length);
        let mut piece = vec![0; PIECE.min(usize::try_from(length).unwrap_or(PIECE))];
        while at < end {
            let count = piece.len().min(usize::try_from(end - at).unwrap_or(PIECE));
            self.read(at, &mut piece[..count])?;
            digest.update(&piece[..count]);
            at += count as u64;
        }
        let mut out = [0; DIGEST];
        out.copy_from_slice(&digest.finalize());
        Ok(out)
    }

    /// A small section as a whole, checked.
    fn section(&self, part: Part) -> Result<Vec<u8>, Bad> {
        let section = self.header.section(part);
        let length =
            usize::try_from(section.length).map_err(|_| Bad::at(section.offset, "too long for this machine"))?;
        let mut bytes = vec![0; length];
        self.read(section.offset, &mut bytes)?;
        if *Sha256::digest(&bytes) != section.digest {
            return Err(Bad::at(section.offset, "this section is not as it was written"));
        }
        Ok(bytes)
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), Bad> {
        self.store.read(offset, into).map_err(|why| Bad::at(offset, why))
    }

    /// Reads a piece of a section into `into`.
    fn piece(&self, part: Part, offset: u64, length: u64, into: &mut Vec<u8>) -> Result<(), Bad> {
        let section = self.header.section(part);
        let fine = length <= LONGEST && offset.checked_add(length).is_some_and(|end| end <= section.length);
        if !fine {
            return Err(Bad::at(section.offset, format!("{length} bytes at {offset} lie outside of their section")));
        }
        into.clear();
        into.resize(length as usize, 0);
        self.read(section.offset + offset, into)
    }

    /// Hands out each entry under a name. `scratch` is room that is used again and again.
    pub(crate) fn each(
        &self,
        key: &Key,
        scratch: &mut Vec<u8>,
        mut found: impl FnMut(Entry<'_>) -> Result<(), Bad>,
    ) -> Result<(), Bad> {
        if let Some(at) = self.block(key, scratch)? {
            let bad = || Bad::at(at, "this block is not readable");
            let mut reader = Reader(scratch);
            let _ = reader.bytes();
            for _ in 0..reader.count().ok_or_else(bad)? {
                let entry = reader.bytes().and_then(Entry::read).ok_or_else(bad)?;
                self.row_exists(entry.row, at)?;
                found(entry)?;
            }
        }
        Ok(())
    }

    /// Hands out each entry of a pattern a number fits.
    pub(crate) fn each_pattern(
        &self,
        kind: u8,
        number: &str,
        mut found: impl FnMut(&str, Entry<'_>) -> Result<(), Bad>,
    ) -> Result<(), Bad> {
        let at = self.header.section(Part::Patterns).offset;
        let bad = || Bad::at(at, "this pattern is not readable");
        for (key, block) in &self.patterns {
            if key.kind != kind || !names::fits(&key.name, number) {
                continue;
            }
            let mut reader = Reader(block);
            for _ in 0..reader.count().ok_or_else(bad)? {
                let entry = reader.bytes().and_then(Entry::read).ok_or_else(bad)?;
                self.row_exists(entry.row, at)?;
                found(&key.name, entry)?;
            }
        }
        Ok(())
    }

    fn row_exists(&self, row: u32, at: u64) -> Result<(), Bad> {
        if row < self.advisories() { Ok(()) } else { Err(Bad::at(at, format!("there is no advisory {row}"))) }
    }

    /// Finds the block of a name and puts it into `block`; answers where it stands.
    fn block(&self, key: &Key, block: &mut Vec<u8>) -> Result<Option<u64>, Bad> {
        let name = key.name.as_bytes();
        let hash = name_hash(key.kind, name);
        let bucket = if self.header.bits == 0 { 0 } else { (hash >> (64 - self.header.bits)) as usize };
        let first = u64::from(u32_at(&self.buckets, bucket * 4));
        let last = u64::from(u32_at(&self.buckets, bucket * 4 + 4));
        // A bucket holds four names on average; one that holds many more was made so, and is read in pieces.
        let mut at = first;
        let mut keys = [0; 64 * KEY as usize];
        while at < last {
            let count = (last - at).min(64);
            let piece = &mut keys[..(count * KEY) as usize];
            let section = self.header.section(Part::Keys);
            self.read(section.offset + at * KEY, piece)?;
            for key_at in piece.chunks_exact(KEY as usize) {
                let other = u64_at(key_at, 0);
                if other > hash {
                    return Ok(None);
                }
                if other != hash || key_at[20] != key.kind {
                    continue;
                }
                let (offset, length) = (u64_at(key_at, 8), u64::from(u32_at(key_at, 16)));
                self.piece(Part::Blocks, offset, length, block)?;
                if Reader(block).bytes() == Some(name) {
                    return Ok(Some(self.header.section(Part::Blocks).offset + offset));
                }
            }
            at += count;
        }
        Ok(None)
    }

    /// What is known of an id.
    ///
    /// # Errors
    /// When the index cannot be read there.
    pub fn known(&self, id: &str) -> Result<Known, Bad> {
        let mut block = Vec::new();
        let mut known = Known::default();
        let Some(at) = self.block(&Key::id(id), &mut block)? else { return Ok(known) };
        let bad = || Bad::at(at, "this block is not readable");
        let mut reader = Reader(&block);
        let _ = reader.bytes();
        for _ in 0..reader.count().ok_or_else(bad)? {
            let mut entry = Reader(reader.bytes().ok_or_else(bad)?);
            let row = entry.number().ok_or_else(bad)?;
            match entry.byte() {
                Some(0 | 1) => {
                    let row = u32::try_from(row).map_err(|_| bad())?;
                    self.row_exists(row, at)?;
                    known.rows.push(row);
                }
                Some(2) => known.exploited = Some(Exploited::read(&mut entry).ok_or_else(bad)?),
                Some(3) => known.epss = Some(Epss::read(&mut entry).ok_or_else(bad)?),
                _ => return Err(bad()),
            }
        }
        known.rows.dedup();
        Ok(known)
    }

    /// The advisories of a source with an id: one, or none.
    pub(super) fn rows_of(&self, source: &str, id: &str) -> Result<Vec<u32>, Bad> {
        let mut rows = self.known(id)?.rows;
        let mut kept = Vec::new();
        for row in rows.drain(..) {
            if head(&self.details(row)?) == Some((source, id)) {
                kept.push(row);
            }
        }
        Ok(kept)
    }

    /// The bytes of an advisory.
    pub(super) fn details(&self, row: u32) -> Result<Vec<u8>, Bad> {
        let mut bytes = Vec::new();
        self.piece(Part::Table, u64::from(row) * ROW, ROW, &mut bytes)?;
        let (offset, length) = (u64_at(&bytes, 0), u64::from(u32_at(&bytes, 8)));
        self.piece(Part::Details, offset, length, &mut bytes)?;
        Ok(bytes)
    }

    /// An advisory by its number.
    ///
    /// # Errors
    /// When there is none, or it is not readable.
    pub fn advisory(&self, row: u32) -> Result<Advisory, Bad> {
        let details = self.details(row)?;
        let at = self.header.section(Part::Details).offset;
        Reader(&details).advisory().ok_or_else(|| Bad::at(at, format!("advisory {row} is not readable")))
    }

    /// Every note, by id: what an index is built again from.
    pub(super) fn each_note(&self, mut found: impl FnMut(&str, Known)) -> Result<(), Bad> {
        let mut key = Vec::new();
        let mut block = Vec::new();
        for place in 0..self.header.keys {
            self.piece(Part::Keys, place * KEY, KEY, &mut key)?;
            if key[20] == names::ID {
                self.piece(Part::Blocks, u64_at(&key, 8), u64::from(u32_at(&key, 16)), &mut block)?;
                let name = Reader(&block).text().unwrap_or("").to_owned();
                let known = self.known(&name)?;
                if known.exploited.is_some() || known.epss.is_some() {
                    found(&name, known);
                }
            }
        }
        Ok(())
    }
}

fn patterns(bytes: &[u8]) -> Option<Vec<(Key, Vec<u8>)>> {
    let mut reader = Reader(bytes);
    let mut all = Vec::new();
    for _ in 0..reader.count()? {
        let kind = reader.byte()?;
        let mut block = Reader(reader.bytes()?);
        let name = block.text()?.to_owned();
        all.push((Key { kind, name }, block.0.to_vec()));
    }
    reader.0.is_empty().then_some(all)
}
