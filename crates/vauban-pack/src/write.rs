//! Writing a pack: plan first, sign, then stream the items through.
//!
//! Entries come in an order that lets a reader check in one pass: the signed head, timestamps, the list of items, then
//! the items in the order of the list, equal contents once.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use crate::archive::ArchiveWriter;
use crate::dsse::Envelope;
use crate::item::{Item, ItemKind, Level, Opening, list_to_text};
use crate::{Digest, Hasher, Limits, Refused, tree};

/// The entry with the signed head.
pub const HEAD: &str = "head.dsse.json";
/// The entry with the list of items.
pub const LIST: &str = "items.json";

/// The entry of a timestamp.
pub fn token_name(at: usize) -> String {
    format!("timestamps/{at:02}.tsr")
}

/// An item that is to be packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What it is.
    pub kind: ItemKind,
    /// Who may read it.
    pub level: Level,
    /// Where it stands.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its contents.
    pub sha256: Digest,
}

/// Where the contents of an item come from.
pub type Content<'a> = Box<dyn Read + 'a>;

/// A pack that is planned: its items are known by digest, nothing is written yet.
#[derive(Clone, Debug)]
pub struct Writer {
    items: Vec<Item>,
}

impl Writer {
    /// Plans a pack. Salts are made of the seed and the item, so the same seed gives the same pack; whoever knows the
    /// seed can guess at what is withheld, so it is derived from a private key.
    ///
    /// # Errors
    /// If there are too many items, two of the same path, or one that is too large.
    pub fn plan(mut planned: Vec<Planned>, seed: &[u8]) -> Result<Writer, Refused> {
        if planned.len() > Limits::ITEMS {
            return Err(Refused::new(
                "pack",
                format!("there are {} items, more than {}", planned.len(), Limits::ITEMS),
            ));
        }
        planned.sort_by(|one, other| one.path.cmp(&other.path));
        let mut names = BTreeSet::new();
        for one in &planned {
            if let Some(why) = crate::item::path_problem(&one.path) {
                return Err(Refused::new(&one.path, why));
            }
            if one.size > Limits::ITEM {
                return Err(Refused::new(&one.path, format!("it has {} bytes, more than {}", one.size, Limits::ITEM)));
            }
            if !names.insert(one.path.to_lowercase()) {
                return Err(Refused::new(&one.path, "another item has this path, or differs only in case"));
            }
        }
        let items = planned.into_iter().map(|one| {
            let length = (one.path.len() as u64).to_be_bytes();
            let parts: [&[u8]; 5] = [b"vauban pack salt 1\0", seed, &length, one.path.as_bytes(), &one.sha256.0];
            let salt = Digest::of_parts(&parts);
            Item::new(one.kind, one.level, Opening { path: one.path, size: one.size, sha256: one.sha256, salt })
        });
        Ok(Writer { items: items.collect() })
    }

    /// A pack of items as they were read, some perhaps withheld.
    pub fn of_items(items: Vec<Item>) -> Writer {
        Writer { items }
    }

    /// The items, in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The root of the tree over them.
    pub fn root(&self) -> Digest {
        tree::root(self.items.iter().map(Item::leaf))
    }

    /// Withholds whatever a reader of this level must not see. Root and signature stay as they are.
    pub fn redact(&mut self, reader: Level) {
        for item in &mut self.items {
            if item.level < reader {
                item.open = None;
            }
        }
    }

    /// Writes the pack: the signed head, timestamps of it, and the contents of every open item, which `open` is asked
    /// for by place.
    ///
    /// # Errors
    /// If the output fails, or contents are no longer what was planned.
    pub fn write<'a, W: Write>(
        &self,
        out: W,
        head: &Envelope,
        tokens: &[Vec<u8>],
        open: &mut dyn FnMut(usize, &Opening) -> io::Result<Content<'a>>,
    ) -> io::Result<W> {
        let wrong = |refused: Refused| io::Error::new(io::ErrorKind::InvalidInput, refused.to_string());
        let mut archive = ArchiveWriter::new(out);
        archive.add(HEAD, head.to_json().map_err(wrong)?.as_bytes())?;
        for (at, token) in tokens.iter().enumerate() {
            archive.add(&token_name(at), token)?;
        }
        archive.add(LIST, list_to_text(&self.items).map_err(wrong)?.as_bytes())?;
        let mut written = BTreeSet::new();
        for (at, item) in self.items.iter().enumerate() {
            let Some(opening) = &item.open else { continue };
            let entry = opening.entry();
            if !written.insert(entry.clone()) {
                continue;
            }
            let mut from = Hashed { from: open(at, opening)?, hasher: Hasher::default() };
            archive.stream(&entry, opening.size, &mut from)?;
            if from.hasher.finish() != opening.sha256 {
                return Err(io::Error::other(format!("`{}` changed while it was packed", opening.path)));
            }
        }
        archive.finish()
    }
}

/// A stream whose digest is made on the way.
struct Hashed<'a> {
    from: Content<'a>,
    hasher: Hasher,
}

impl Read for Hashed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(to)?;
        self.hasher.update(to.get(..got).unwrap_or_default());
        Ok(got)
    }
}
