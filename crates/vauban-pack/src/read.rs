//! Reading a pack in one pass: signature, list, tree, and every item, with nothing unaccounted for.

use std::collections::BTreeMap;
use std::io::Read;

use crate::archive::ArchiveReader;
use crate::dsse::Envelope;
use crate::head::{Head, PAYLOAD_TYPE};
use crate::item::{Item, Level, read_list};
use crate::key::PublicKey;
use crate::write::{HEAD, LIST, token_name};
use crate::{Digest, Hasher, Limits, Refused, tree};

/// A pack that holds: signed by who was asked for, and every item is what was signed.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was signed.
    pub head: Head,
    /// The envelope with the head.
    pub envelope: Envelope,
    /// The bytes of the envelope: what timestamps are about.
    pub envelope_bytes: Vec<u8>,
    /// Which of the given keys signed, by place.
    pub signers: Vec<usize>,
    /// Signatures by keys that were not given; nothing is known of them.
    pub other_signatures: usize,
    /// Timestamp tokens, as they are; not yet checked.
    pub tokens: Vec<Vec<u8>>,
    /// All items, withheld ones included.
    pub items: Vec<Item>,
    /// Where the contents of an open item begin, in bytes from the beginning of the file, by place.
    pub offsets: Vec<Option<u64>>,
    /// Bytes of the pack.
    pub bytes: u64,
}

impl Checked {
    /// An open item by its path.
    pub fn find(&self, path: &str) -> Option<usize> {
        // The list is sorted by path except for withheld items, which have none.
        self.items.iter().position(|item| item.open.as_ref().is_some_and(|open| open.path == path))
    }

    /// The levels that are withheld, the most trusted first.
    pub fn withheld(&self) -> Vec<Level> {
        let withheld = |level: &Level| self.items.iter().any(|item| item.level == *level && item.open.is_none());
        Level::ALL.into_iter().filter(withheld).collect()
    }
}

/// Reads packs.
#[derive(Debug)]
pub enum Reader {}

impl Reader {
    /// Reads and checks a pack against public keys, of which `threshold` must have signed.
    ///
    /// The keys come from the caller; what the pack says about keys decides nothing.
    ///
    /// # Errors
    /// At the first thing that is not as it was signed, with its place.
    pub fn check(from: impl Read, keys: &[PublicKey], threshold: usize) -> Result<Checked, Refused> {
        Reader::walk(from, Some((keys, threshold)))
    }

    /// The same without asking who signed: for showing what a pack says of itself, and for redaction by its owner.
    /// Nothing that it returns may be taken for true.
    ///
    /// # Errors
    /// As for [`check`](Self::check), except for the signature.
    pub fn look(from: impl Read) -> Result<Checked, Refused> {
        Reader::walk(from, None)
    }

    fn walk(from: impl Read, trust: Option<(&[PublicKey], usize)>) -> Result<Checked, Refused> {
        let mut archive = ArchiveReader::new(from);
        let mut entry = archive.next_entry()?;
        let first = entry.as_ref().filter(|entry| entry.name == HEAD);
        if first.is_none() {
            return Err(Refused::new("byte 0", format!("a pack begins with `{HEAD}`; this is none")));
        }
        let envelope_bytes = archive.bytes(Limits::ENVELOPE).map_err(|refused| within(HEAD, refused))?;
        let envelope = Envelope::read(&envelope_bytes).map_err(|refused| within(HEAD, refused))?;
        if envelope.to_json()?.as_bytes() != envelope_bytes {
            return Err(Refused::new(HEAD, "it is not written in the one way there is"));
        }
        if envelope.payload_type != PAYLOAD_TYPE {
            let why = format!("it signs `{}`, not `{PAYLOAD_TYPE}`", envelope.payload_type);
            return Err(Refused::new(HEAD, why));
        }
        let mut signers = Vec::new();
        let mut other_signatures = envelope.signatures.len();
        if let Some((keys, threshold)) = trust {
            signers = envelope.verify(keys, threshold).map_err(|refused| within(HEAD, refused))?;
            other_signatures = strangers(&envelope, keys)?;
        }
        let head = Head::read(&envelope.payload).map_err(|refused| within(HEAD, refused))?;

        let mut tokens = Vec::new();
        entry = archive.next_entry()?;
        while let Some(token) = entry.as_ref().filter(|entry| entry.name.starts_with("timestamps/")) {
            if tokens.len() >= Limits::TOKENS {
                return Err(Refused::new(&token.name, format!("there are more than {} timestamps", Limits::TOKENS)));
            }
            if token.name != token_name(tokens.len()) {
                return Err(Refused::new(&token.name, format!("`{}` was expected here", token_name(tokens.len()))));
            }
            tokens.push(archive.bytes(Limits::TOKEN)?);
            entry = archive.next_entry()?;
        }
        match &entry {
            Some(entry) if entry.name == LIST => {}
            other => {
                let found = other.as_ref().map_or("the end", |entry| &entry.name);
                return Err(Refused::new(
                    format!("byte {}", archive.position()),
                    format!("`{LIST}` was expected, found {found}"),
                ));
            }
        }
        let items = read_list(&archive.bytes(Limits::LIST)?)?;
        if items.len() as u64 != head.items {
            let why = format!("{} items are listed, {} were signed", items.len(), head.items);
            return Err(Refused::new(LIST, why));
        }
        if tree::root(items.iter().map(Item::leaf)) != head.root {
            let why = "the tree over the items has another root than the one that was signed: an item was added, removed, \
                       reordered or changed";
            return Err(Refused::new(LIST, why));
        }
        let offsets = contents(&mut archive, &items)?;
        if let Some(entry) = archive.next_entry()? {
            return Err(Refused::new(format!("byte {}", entry.offset), format!("`{}` is in no list", entry.name)));
        }
        let bytes = archive.position();
        Ok(Checked { head, envelope, envelope_bytes, signers, other_signatures, tokens, items, offsets, bytes })
    }
}

/// Reads every item and holds it against its digest.
fn contents<R: Read>(archive: &mut ArchiveReader<R>, items: &[Item]) -> Result<Vec<Option<u64>>, Refused> {
    let mut known: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut offsets = Vec::with_capacity(items.len());
    for item in items {
        let Some(open) = &item.open else {
            offsets.push(None);
            continue;
        };
        let name = open.entry();
        if let Some((offset, size)) = known.get(&name) {
            if *size != open.size {
                return Err(Refused::new(&open.path, "its size is not that of its contents"));
            }
            offsets.push(Some(*offset));
            continue;
        }
        let entry = archive.next_entry()?;
        let place = || format!("item `{}`", open.path);
        let entry = entry.ok_or_else(|| Refused::new(place(), "it is missing: the pack ends before it"))?;
        if entry.name != name {
            return Err(Refused::new(place(), format!("`{name}` was expected here, found `{}`", entry.name)));
        }
        if entry.size != open.size {
            return Err(Refused::new(place(), format!("it has {} bytes; {} were signed", entry.size, open.size)));
        }
        let mut hasher = Hasher::default();
        archive.contents(&mut |part| hasher.update(part)).map_err(|refused| within(&place(), refused))?;
        let found: Digest = hasher.finish();
        if found != open.sha256 {
            let why = format!("its SHA-256 is {found}; {} was signed", open.sha256);
            return Err(Refused::new(format!("{} at byte {}", place(), entry.offset), why));
        }
        known.insert(name, (entry.offset, entry.size));
        offsets.push(Some(entry.offset));
    }
    Ok(offsets)
}

/// How many signatures are by keys that were not given. One that names a given key must be by that key, and one by a
/// given key must name it: nothing in a pack is free to say anything.
fn strangers(envelope: &Envelope, keys: &[PublicKey]) -> Result<usize, Refused> {
    let text = envelope.signed_text();
    let mut others = 0;
    for one in &envelope.signatures {
        let by = keys.iter().find(|key| key.verifies(&text, &one.sig));
        let named = keys.iter().any(|key| key.id() == one.keyid);
        match by {
            Some(key) if key.id() == one.keyid => {}
            Some(_) => return Err(Refused::new(HEAD, "a signature names another key than the one that made it")),
            None if named => return Err(Refused::new(HEAD, "a signature names a given key, which did not make it")),
            None => others += 1,
        }
    }
    Ok(others)
}

fn within(place: &str, refused: Refused) -> Refused {
    let place = if refused.place.is_empty() { place.to_owned() } else { format!("{place}, {}", refused.place) };
    Refused { place, why: refused.why }
}
