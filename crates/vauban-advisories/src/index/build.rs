//! Builds an index: advisories in any order become one file that is the same for the same set.

use sha2::{Digest, Sha256};

use crate::advisory::{Advisory, Identity};
use crate::hash::name_hash;
use crate::names::{self, Key};
use crate::note::{Epss, Exploited, Note};
use crate::pack::{self, Reader};
use crate::pool::Pool;

use super::layout::{DIGEST, HEADER, Header, ROW, SECTIONS};
use super::open::Index;
use super::sources::{self, Form, Source};
use super::statement;
use super::store::{Bad, Store};

/// Collects advisories and notes for an index.
#[derive(Debug, Default)]
pub struct Builder {
    details: Pool,
    rows: Vec<Row>,
    names: Pool,
    raws: Vec<Raw>,
    sources: Vec<Source>,
    gone: Vec<(String, String)>,
    brings: u32,
    scratch: Vec<u8>,
}

/// An advisory in the pool.
#[derive(Debug, Clone, Copy)]
struct Row {
    at: u64,
    length: u32,
}

/// A name, and what is said of it.
#[derive(Debug, Clone, Copy)]
struct Raw {
    hash: u64,
    at: u64,
    name: u32,
    body: u32,
    row: u32,
    kind: u8,
}

/// The row of notes, which belong to no advisory.
const NO_ROW: u32 = u32::MAX;

/// A finished index, still in memory.
#[derive(Debug)]
pub struct Built {
    /// SHA-256 of the file: its name.
    pub digest: [u8; DIGEST],
    /// What is in it.
    pub summary: Summary,
    header: [u8; HEADER],
    sections: [Vec<u8>; SECTIONS],
    blocks: Pool,
    details: Pool,
    rows: Vec<Row>,
}

/// What is in an index that was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many advisories.
    pub advisories: u64,
    /// How many names they are found by.
    pub names: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Records that were there twice in one source: source and id; the one that changed last was kept.
    pub twice: Vec<(String, String)>,
    /// Of changes: how many advisories of the index below are replaced or gone.
    pub replaced: u64,
    /// Of changes: how many were given that say what the index below says already.
    pub unchanged: u64,
}

impl Builder {
    /// A builder with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source to the list that is quoted with every result. Order does not matter.
    pub fn source(&mut self, source: Source) {
        self.sources.push(source);
    }

    /// Adds an advisory.
    pub fn add(&mut self, advisory: &Advisory) {
        let row = self.rows.len() as u32;
        let mut out = std::mem::take(&mut self.scratch);
        out.clear();
        pack::advisory(&mut out, advisory);
        self.rows.push(Row { at: self.details.put(&out), length: out.len() as u32 });
        self.named(&Key::id(&advisory.id), row, &[0]);
        for alias in &advisory.aliases {
            self.named(&Key::id(alias), row, &[1]);
        }
        let marks = names::marks(advisory.withdrawn.is_some(), advisory.authority);
        for (place, affected) in advisory.affected.iter().enumerate() {
            for identity in &affected.identities {
                out.clear();
                pack::number(&mut out, place as u64);
                out.push(names::way(identity) | marks);
                let branch = match identity {
                    Identity::Package { branch, .. } => branch.as_deref().unwrap_or(""),
                    _ => "",
                };
                pack::bytes(&mut out, branch.as_bytes());
                let exact = match identity {
                    Identity::Cpe(cpe) => cpe.as_str(),
                    Identity::Model(text) | Identity::Serial(text) => text.as_str(),
                    Identity::Product { vendor, .. } => vendor.as_str(),
                    _ => "",
                };
                pack::bytes(&mut out, exact.as_bytes());
                statement::write(&mut out, &affected.versions);
                for key in names::keys(identity) {
                    self.named(&key, row, &out);
                }
            }
        }
        self.scratch = out;
    }

    /// Adds that a vulnerability is exploited.
    pub fn exploited(&mut self, id: &str, note: &Exploited) {
        let mut out = vec![2];
        note.write(&mut out);
        self.named(&Key::id(id), NO_ROW, &out);
    }

    /// Adds how likely a vulnerability is to be exploited.
    pub fn epss(&mut self, id: &str, note: &Epss) {
        let mut out = vec![3];
        note.write(&mut out);
        self.named(&Key::id(id), NO_ROW, &out);
    }

    /// Adds a note of either kind.
    pub fn note(&mut self, id: &str, note: &Note) {
        match note {
            Note::Exploited(note) => self.exploited(id, note),
            Note::Epss(note) => self.epss(id, note),
        }
    }

    /// Of changes: this advisory of this source is gone.
    pub fn gone(&mut self, source: &str, id: &str) {
        self.gone.push((source.to_owned(), id.to_owned()));
    }

    /// Of changes: a catalogue or snapshot of this form is brought anew as a whole; what is below counts no more.
    pub fn brings(&mut self, form: Form) {
        self.brings |= bit(form);
    }

    /// The sources and ids of what was added.
    pub fn heads(&self) -> std::collections::BTreeSet<(String, String)> {
        let of = |row: &Row| head(self.details.get(row.at, row.length as usize));
        self.rows.iter().filter_map(of).map(|(source, id)| (source.to_owned(), id.to_owned())).collect()
    }

    /// How many advisories were added.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn named(&mut self, key: &Key, row: u32, body: &[u8]) {
        let name = key.name.as_bytes();
        let mut whole = Vec::with_capacity(name.len() + body.len());
        whole.extend_from_slice(name);
        whole.extend_from_slice(body);
        let at = self.names.put(&whole);
        let hash = name_hash(key.kind, name);
        self.raws.push(Raw { hash, at, name: name.len() as u32, body: body.len() as u32, row, kind: key.kind });
    }

    /// Builds a whole index.
    pub fn finish(mut self) -> Built {
        self.gone.clear();
        self.assemble(None, &[], 0)
    }

    /// Builds changes over an index: what was added replaces what has the same source and id, what is gone matches no
    /// more, and everything else stays. `digest` is that of the index below.
    pub fn finish_over<S: Store>(mut self, below: &Index<S>, digest: [u8; DIGEST]) -> Result<Built, Bad> {
        let mut replaced: Vec<u32> = Vec::new();
        for (source, id) in std::mem::take(&mut self.gone) {
            replaced.extend(below.rows_of(&source, &id)?);
        }
        let mut same: Vec<u32> = Vec::new();
        let mut unchanged = vec![false; self.rows.len()];
        for (place, row) in self.rows.iter().enumerate() {
            let details = self.details.get(row.at, row.length as usize);
            let Some((source, id)) = head(details) else { continue };
            for old in below.rows_of(source, id)? {
                if below.details(old)? == details {
                    unchanged[place] = true;
                    same.push(old);
                } else {
                    replaced.push(old);
                }
            }
        }
        let count = unchanged.iter().filter(|same| **same).count() as u64;
        self.keep(&unchanged.iter().map(|same| !same).collect::<Vec<_>>());
        same.sort_unstable();
        replaced.retain(|row| same.binary_search(row).is_err());
        replaced.sort_unstable();
        replaced.dedup();
        let mut built = self.assemble(Some(digest), &replaced, count);
        built.summary.unchanged = count;
        Ok(built)
    }

    /// Leaves rows out, and the names that lead to them.
    fn keep(&mut self, keep: &[bool]) {
        let mut moved = vec![NO_ROW; self.rows.len()];
        let mut next = 0;
        for (place, kept) in keep.iter().enumerate() {
            if *kept {
                moved[place] = next;
                self.rows[next as usize] = self.rows[place];
                next += 1;
            }
        }
        self.rows.truncate(next as usize);
        self.raws.retain_mut(|raw| {
            if raw.row == NO_ROW {
                return true;
            }
            raw.row = moved[raw.row as usize];
            raw.row != NO_ROW
        });
    }

    /// Keeps of records that are there twice the one that changed last, and orders rows by source and id.
    fn order(&mut self) -> Vec<(String, String)> {
        let details = &self.details;
        let of = |row: &Row| details.get(row.at, row.length as usize);
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        order.sort_by(|a, b| {
            let (a, b) = (of(&self.rows[*a as usize]), of(&self.rows[*b as usize]));
            head(a).cmp(&head(b)).then_with(|| modified(a).cmp(&modified(b))).then_with(|| a.cmp(b))
        });
        let mut keep = vec![true; self.rows.len()];
        let mut twice = Vec::new();
        for pair in order.windows(2) {
            let (first, next) = (head(of(&self.rows[pair[0] as usize])), head(of(&self.rows[pair[1] as usize])));
            if let (Some(first), Some(next)) = (first, next)
                && first == next
            {
                keep[pair[0] as usize] = false;
                twice.push((first.0.to_owned(), first.1.to_owned()));
            }
        }
        let mut moved = vec![NO_ROW; self.rows.len()];
        let mut rows = Vec::with_capacity(self.rows.len());
        for place in order {
            if keep[place as usize] {
                moved[place as usize] = rows.len() as u32;
                rows.push(self.rows[place as usize]);
            }
        }
        self.rows = rows;
        self.raws.retain_mut(|raw| {
            if raw.row == NO_ROW {
                return true;
            }
            raw.row = moved[raw.row as usize];
            raw.row != NO_ROW
        });
        twice
    }

    fn assemble(mut self, below: Option<[u8; DIGEST]>, replaced: &[u32], unchanged: u64) -> Built {
        let twice = self.order();
        self.sources.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.form.cmp(&b.form)));
        let names = std::mem::take(&mut self.names);
        let mut raws = std::mem::take(&mut self.raws);
        let name = |raw: &Raw| names.get(raw.at, raw.name as usize);
        let body = |raw: &Raw| names.get(raw.at + u64::from(raw.name), raw.body as usize);
        raws.sort_unstable_by(|a, b| {
            let by_hash = (a.hash, a.kind).cmp(&(b.hash, b.kind));
            by_hash
                .then_with(|| name(a).cmp(name(b)))
                .then_with(|| a.row.cmp(&b.row))
                .then_with(|| body(a).cmp(body(b)))
        });
        raws.dedup_by(|b, a| {
            (a.hash, a.kind, a.row) == (b.hash, b.kind, b.row) && name(a) == name(b) && body(a) == body(b)
        });
        let mut keys: Vec<u8> = Vec::new();
        let mut hashes: Vec<u64> = Vec::new();
        let mut blocks = Pool::default();
        let (mut patterns, mut patterned) = (Vec::new(), 0);
        let (mut offset, mut block) = (0u64, Vec::new());
        for group in raws.chunk_by(|a, b| (a.hash, a.kind) == (b.hash, b.kind) && name(a) == name(b)) {
            let first = &group[0];
            block.clear();
            pack::bytes(&mut block, name(first));
            pack::number(&mut block, group.len() as u64);
            for raw in group {
                let mut entry = Vec::with_capacity(raw.body as usize + 5);
                pack::number(&mut entry, u64::from(raw.row));
                entry.extend_from_slice(body(raw));
                pack::bytes(&mut block, &entry);
            }
            if names::is_pattern(first.kind) {
                patterned += 1;
                patterns.push(first.kind);
                pack::bytes(&mut patterns, &block);
                continue;
            }
            keys.extend_from_slice(&first.hash.to_le_bytes());
            keys.extend_from_slice(&offset.to_le_bytes());
            keys.extend_from_slice(&(block.len() as u32).to_le_bytes());
            keys.extend_from_slice(&[first.kind, 0, 0, 0]);
            hashes.push(first.hash);
            offset += block.len() as u64;
            blocks.put(&block);
        }
        let mut all_patterns = Vec::new();
        pack::number(&mut all_patterns, patterned);
        all_patterns.append(&mut patterns);
        drop(raws);
        drop(names);
        let bits = (hashes.len() as u64 / 4).max(1).ilog2();
        let mut table = Vec::with_capacity(self.rows.len() * ROW as usize);
        let mut at = 0u64;
        for row in &self.rows {
            table.extend_from_slice(&at.to_le_bytes());
            table.extend_from_slice(&row.length.to_le_bytes());
            table.extend_from_slice(&[0; 4]);
            at += u64::from(row.length);
        }
        let mut told = Vec::new();
        sources::write(&mut told, &self.sources);
        let summary = Summary {
            advisories: self.rows.len() as u64,
            names: hashes.len() as u64 + patterned,
            bytes: 0,
            twice,
            replaced: replaced.len() as u64,
            unchanged,
        };
        let sections = [
            told,
            buckets(&hashes, bits),
            keys,
            Vec::new(),
            all_patterns,
            table,
            Vec::new(),
            replaced.iter().flat_map(|row| row.to_le_bytes()).collect(),
        ];
        let header = Header {
            changes: below.is_some(),
            bits,
            brings: if below.is_some() { self.brings } else { 0 },
            keys: hashes.len() as u64,
            below: below.unwrap_or_default(),
            ..Header::default()
        };
        let mut built = Built {
            digest: [0; DIGEST],
            summary,
            header: [0; HEADER],
            sections,
            blocks,
            details: self.details,
            rows: self.rows,
        };
        built.seal(header);
        built
    }
}

/// The first key of each bucket: a bucket holds the hashes whose first bits are its number.
fn buckets(hashes: &[u64], bits: u32) -> Vec<u8> {
    let count = 1u64 << bits;
    let mut out = Vec::with_capacity((count as usize + 1) * 4);
    let mut next = 0usize;
    for bucket in 0..=count {
        while next < hashes.len() && bits > 0 && hashes[next] >> (64 - bits) < bucket {
            next += 1;
        }
        let first = if bits == 0 && bucket == 1 { hashes.len() } else { next };
        out.extend_from_slice(&(first as u32).to_le_bytes());
    }
    out
}

/// The source and the id of a packed advisory.
pub(super) fn head(details: &[u8]) -> Option<(&str, &str)> {
    let mut reader = Reader(details);
    Some((reader.text()?, reader.text()?))
}

fn modified(details: &[u8]) -> Option<String> {
    Reader(details).advisory()?.modified
}

impl Built {
    /// Hands out the bytes of the file in order, in pieces.
    pub fn write<E>(&self, put: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        put(&self.header)?;
        for place in 0..SECTIONS {
            let mut length = 0u64;
            self.section(place, &mut |piece| {
                length += piece.len() as u64;
                put(piece)
            })?;
            put(&[0; 8][..padding(place, length)])?;
        }
        Ok(())
    }

    /// All bytes of the file at once.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(usize::try_from(self.summary.bytes).unwrap_or(0));
        let done: Result<(), std::convert::Infallible> = self.write(&mut |piece| {
            out.extend_from_slice(piece);
            Ok(())
        });
        done.map_or_else(|never| match never {}, |()| out)
    }

    /// The name of the file: its digest in hexadecimal.
    pub fn name(&self) -> String {
        hex(&self.digest)
    }

    fn section<E>(&self, place: usize, put: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        const BLOCKS: usize = super::layout::Part::Blocks as usize;
        const DETAILS: usize = super::layout::Part::Details as usize;
        match place {
            BLOCKS => self.blocks.all().try_for_each(put),
            DETAILS => self.rows.iter().try_for_each(|row| put(self.details.get(row.at, row.length as usize))),
            _ => put(&self.sections[place]),
        }
    }

    fn seal(&mut self, mut header: Header) {
        let mut offset = HEADER as u64;
        for place in 0..SECTIONS {
            let (mut length, mut digest) = (0u64, Sha256::new());
            let done: Result<(), std::convert::Infallible> = self.section(place, &mut |piece| {
                length += piece.len() as u64;
                digest.update(piece);
                Ok(())
            });
            done.unwrap_or_else(|never| match never {});
            let section = &mut header.sections[place];
            (section.offset, section.length) = (offset, length);
            section.digest.copy_from_slice(&digest.finalize());
            offset += length + padding(place, length) as u64;
        }
        self.header = header.write();
        self.summary.bytes = offset;
        let mut digest = Sha256::new();
        let done: Result<(), std::convert::Infallible> = self.write(&mut |piece| {
            digest.update(piece);
            Ok(())
        });
        done.unwrap_or_else(|never| match never {});
        self.digest.copy_from_slice(&digest.finalize());
    }
}

/// How many zeros stand behind a section, so that the next begins at a multiple of eight; none behind the last.
fn padding(place: usize, length: u64) -> usize {
    if place + 1 == SECTIONS { 0 } else { ((8 - length % 8) % 8) as usize }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        for half in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        out
    })
}

/// The mark of a form in the header of changes.
pub(super) fn bit(form: Form) -> u32 {
    match form {
        Form::Kev => 1,
        Form::Epss => 2,
        _ => 0,
    }
}
