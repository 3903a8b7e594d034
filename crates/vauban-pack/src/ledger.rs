//! The ledger: approvals, signatures, receipts and clock events, one line each, each holding the digest of the one before.
//!
//! A line that is altered, removed or moved breaks the chain at the next one. What a chain cannot show by itself is a
//! missing end; its head is therefore signed with every pack, and older states of the file in git must be its
//! beginning ([`continues`]).

use serde::{Deserialize, Serialize};

use crate::{Digest, LedgerHead, Limits, Refused};

/// The form of the lines.
pub const SCHEMA: &str = "vauban/ledger/1";

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A process document, tailoring or release was approved.
    Approved,
    /// Something was signed: a review, a release, a manifest.
    Signed,
    /// A receipt came: of an authority, a customer, a timestamp service.
    Receipt,
    /// A clock started, stopped or was late.
    Clock,
    /// A pack was made.
    Packed,
    /// Anything else that people want to keep.
    Note,
}

impl What {
    /// All of them.
    pub const ALL: [What; 6] = [What::Approved, What::Signed, What::Receipt, What::Clock, What::Packed, What::Note];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            What::Approved => "approved",
            What::Signed => "signed",
            What::Receipt => "receipt",
            What::Clock => "clock",
            What::Packed => "packed",
            What::Note => "note",
        }
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number, from 1.
    pub n: u64,
    /// The digest of the line before; of the name of the form for the first.
    pub prev: Digest,
    /// When, as `2026-11-22T21:00:00Z`.
    pub at: String,
    /// What it is about.
    pub what: What,
    /// The record or file, as `review.design-2`.
    pub subject: String,
    /// Who, as `person.lead`; empty if nobody said.
    pub by: String,
    /// The digest of what was approved, signed, received or packed, as `sha256:…`; empty if there is none.
    pub digest: String,
    /// A sentence.
    pub note: String,
}

/// What an entry says; number, digest and place in the chain are given to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When, as `2026-11-22T21:00:00Z`.
    pub at: String,
    /// What it is about.
    pub what: What,
    /// The record or file.
    pub subject: String,
    /// Who.
    pub by: String,
    /// The digest.
    pub digest: String,
    /// A sentence.
    pub note: String,
}

/// What the first line continues.
fn beginning() -> Digest {
    Digest::of(SCHEMA.as_bytes())
}

/// The digest of a line, without its end.
fn of_line(line: &str) -> Digest {
    Digest::of_parts(&[b"vauban ledger 1\0", line.as_bytes()])
}

/// Reads a ledger and follows its chain.
///
/// # Errors
/// At the first line that is not the continuation of the one before, with its number.
pub fn read(text: &[u8]) -> Result<Vec<Entry>, Refused> {
    let mut entries = Vec::new();
    walk(text, |entry, _| entries.push(entry)).map(|_| entries)
}

/// The end of a ledger; `None` if it has no entries.
///
/// # Errors
/// As for [`read`].
pub fn head(text: &[u8]) -> Result<Option<LedgerHead>, Refused> {
    walk(text, |_, _| {})
}

/// The text of a ledger with one more entry, and the end of it.
///
/// # Errors
/// If the chain is broken already (nothing is added to a broken ledger), or the entry is too long or older than the
/// last one.
pub fn add(text: &[u8], said: Said) -> Result<(Vec<u8>, LedgerHead), Refused> {
    let mut last = None;
    let end = walk(text, |entry, _| last = Some(entry))?;
    let (n, prev) = end.map_or((0, beginning()), |end| (end.entries, end.head));
    if let Some(last) = last.filter(|last| last.at > said.at) {
        let why = format!("the last entry is of {}: the clock was set back, or this is an older copy", last.at);
        return Err(Refused::new(format!("entry of {}", said.at), why));
    }
    let Said { at, what, subject, by, digest, note } = said;
    let entry = Entry { n: n + 1, prev, at, what, subject, by, digest, note };
    check(&entry).map_err(|why| Refused::new("new entry", why))?;
    let line = line_of(&entry)?;
    if line.len() > Limits::LINE {
        return Err(Refused::new("new entry", format!("it has more than {} bytes", Limits::LINE)));
    }
    let mut out = text.to_vec();
    out.extend_from_slice(line.as_bytes());
    out.push(b'\n');
    if out.len() as u64 > Limits::LEDGER {
        return Err(Refused::new("ledger", format!("it has more than {} bytes", Limits::LEDGER)));
    }
    Ok((out, LedgerHead { entries: n + 1, head: of_line(&line) }))
}

/// Whether a ledger continues an older state of itself.
///
/// # Errors
/// If the older state is not its beginning: entries that were there are gone, or are others now.
pub fn continues(text: &[u8], older: &[u8]) -> Result<(), Refused> {
    if text.starts_with(older) {
        return Ok(());
    }
    let same = text.iter().zip(older).take_while(|(one, other)| one == other).count();
    let line = older.get(..same).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1;
    let why = match text.len() == same {
        true => "it was there before and is gone: the end was cut off",
        false => "it was another before: an entry was altered, removed or moved",
    };
    Err(Refused::new(format!("line {line}"), why))
}

/// Whether a ledger holds an end that was signed elsewhere.
///
/// # Errors
/// If it is shorter, or its entry of that number is another.
pub fn reaches(text: &[u8], signed: &LedgerHead) -> Result<(), Refused> {
    let mut found = None;
    let end = walk(text, |entry, digest| {
        if entry.n == signed.entries {
            found = Some(digest);
        }
    })?;
    let has = end.map_or(0, |end| end.entries);
    match found {
        Some(digest) if digest == signed.head => Ok(()),
        Some(_) => Err(Refused::new(format!("line {}", signed.entries), "it is another than the one that was signed")),
        None => Err(Refused::new(
            format!("line {}", has + 1),
            format!("{} entries were signed and {has} are there: the end was cut off", signed.entries),
        )),
    }
}

fn line_of(entry: &Entry) -> Result<String, Refused> {
    let text = serde_json::to_string(entry).map_err(|error| Refused::new("ledger", error.to_string()))?;
    Ok(vauban_json::safe(&text))
}

fn walk(text: &[u8], mut each: impl FnMut(Entry, Digest)) -> Result<Option<LedgerHead>, Refused> {
    if text.len() as u64 > Limits::LEDGER {
        return Err(Refused::new("ledger", format!("it has more than {} bytes", Limits::LEDGER)));
    }
    let mut end: Option<LedgerHead> = None;
    let mut last = String::new();
    for (at, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let refused = |why: &str| Refused::new(format!("line {}", at + 1), why);
        let line = line.strip_suffix(b"\n").ok_or_else(|| refused("it has no end: the file was cut off"))?;
        if line.len() > Limits::LINE {
            return Err(refused(&format!("it has more than {} bytes", Limits::LINE)));
        }
        let line = std::str::from_utf8(line).map_err(|_| refused("it is no UTF-8"))?;
        let entry: Entry = serde_json::from_str(line).map_err(|error| refused(&format!("it is no entry: {error}")))?;
        if line_of(&entry)? != line {
            return Err(refused("it is not written in the one way there is"));
        }
        check(&entry).map_err(|why| refused(&why))?;
        let (n, prev) = end.as_ref().map_or((0, beginning()), |end| (end.entries, end.head));
        if entry.n != n + 1 {
            let why =
                format!("its number is {}, {} was expected: an entry was removed, added or moved", entry.n, n + 1);
            return Err(refused(&why));
        }
        if entry.prev != prev {
            let why = match n {
                0 => "it is not the first entry of a ledger: those before it were removed".to_owned(),
                n => format!("it does not continue line {n}: that one was altered, or an entry was removed or moved"),
            };
            return Err(refused(&why));
        }
        if entry.at < last {
            return Err(refused(&format!("it is of {}, before the entry above: the clock was set back", entry.at)));
        }
        last.clone_from(&entry.at);
        let digest = of_line(line);
        end = Some(LedgerHead { entries: entry.n, head: digest });
        each(entry, digest);
    }
    Ok(end)
}

fn check(entry: &Entry) -> Result<(), String> {
    let form = |at: usize, byte: u8| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        19 => byte == b'Z',
        _ => byte.is_ascii_digit(),
    };
    if entry.at.len() != 20 || !entry.at.bytes().enumerate().all(|(at, byte)| form(at, byte)) {
        return Err(format!("`{}` is no time as 2026-11-22T21:00:00Z", entry.at));
    }
    if entry.subject.trim().is_empty() {
        return Err("it has no subject".to_owned());
    }
    let digest = entry.digest.strip_prefix("sha256:");
    if !entry.digest.is_empty() && digest.and_then(Digest::parse).is_none() {
        return Err("its digest is not `sha256:` with 64 hexadecimal digits".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<u8> {
        let mut text = Vec::new();
        for at in 1..=3 {
            let said = Said {
                at: format!("2026-11-2{at}T10:00:00Z"),
                what: What::Signed,
                subject: format!("review.r{at}"),
                by: "person.lead".into(),
                digest: format!("sha256:{}", Digest::of(&[at])),
                note: String::new(),
            };
            text = add(&text, said).unwrap().0;
        }
        text
    }

    #[test]
    fn a_whole_ledger_is_read() {
        let text = three();
        assert_eq!(read(&text).unwrap().len(), 3);
        assert_eq!(head(&text).unwrap().unwrap().entries, 3);
        assert_eq!(head(b"").unwrap(), None);
    }

    #[test]
    fn every_flipped_byte_is_found_against_the_signed_end() {
        let text = three();
        let signed = head(&text).unwrap().unwrap();
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bad = text.clone();
                bad[at] ^= 1 << bit;
                assert!(reaches(&bad, &signed).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn removed_reordered_and_cut_entries_are_found_with_their_line() {
        let text = String::from_utf8(three()).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let joined = |which: &[usize]| which.iter().map(|at| lines[*at]).collect::<String>();
        assert_eq!(read(joined(&[0, 2]).as_bytes()).unwrap_err().place, "line 2");
        assert_eq!(read(joined(&[1, 2]).as_bytes()).unwrap_err().place, "line 1");
        assert_eq!(read(joined(&[0, 2, 1]).as_bytes()).unwrap_err().place, "line 2");
        assert_eq!(read(joined(&[0, 0, 1, 2]).as_bytes()).unwrap_err().place, "line 2");
        let cut = joined(&[0, 1]);
        assert!(read(cut.as_bytes()).is_ok(), "a chain alone cannot show it");
        assert!(continues(cut.as_bytes(), text.as_bytes()).is_err());
        assert!(reaches(cut.as_bytes(), &head(text.as_bytes()).unwrap().unwrap()).is_err());
        assert!(continues(text.as_bytes(), cut.as_bytes()).is_ok());
    }

    #[test]
    fn a_clock_set_back_is_refused() {
        let text = three();
        let said = Said {
            at: "2026-01-01T00:00:00Z".into(),
            what: What::Clock,
            subject: "issue.a".into(),
            by: String::new(),
            digest: String::new(),
            note: String::new(),
        };
        assert!(add(&text, said).unwrap_err().why.contains("clock"));
    }
}
