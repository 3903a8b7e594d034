//! What an index was built from: quoted with every result.

use crate::pack::{self, Reader};

use super::layout::DIGEST;

/// The form of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// OSV records in JSON or YAML; GitHub's database comes this way too.
    Osv,
    /// The RustSec database: Markdown with a block of TOML in front.
    RustSec,
    /// CSAF documents.
    Csaf,
    /// CVE records of format 5, as the CVE programme publishes them.
    Cve,
    /// The answers of the interface of the NVD: vulnerabilities with CPE applicability.
    Nvd,
    /// The catalogue of known exploited vulnerabilities.
    Kev,
    /// A snapshot of EPSS scores.
    Epss,
}

impl Form {
    /// All of them; the place of each is its number in an index.
    pub const ALL: [Self; 7] = [Self::Osv, Self::RustSec, Self::Csaf, Self::Cve, Self::Nvd, Self::Kev, Self::Epss];

    /// The word people write for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Osv => "osv",
            Self::RustSec => "rustsec",
            Self::Csaf => "csaf",
            Self::Cve => "cve",
            Self::Nvd => "nvd",
            Self::Kev => "kev",
            Self::Epss => "epss",
        }
    }

    /// The form this word stands for.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    /// Whether it only adds something to vulnerabilities that others describe.
    pub fn only_notes(self) -> bool {
        matches!(self, Self::Kev | Self::Epss)
    }
}

/// A source of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its form.
    pub form: Form,
    /// The newest date in it: when its newest record changed, or the date of the snapshot (RFC 3339 or a date).
    pub newest: Option<String>,
    /// The day it was fetched, as whoever built the index said.
    pub fetched: Option<String>,
    /// How many files it had.
    pub files: u64,
    /// How many records were read.
    pub records: u64,
    /// How many of them are withdrawn.
    pub withdrawn: u64,
    /// How many could not be read.
    pub unread: u64,
    /// SHA-256 over its files: for each, by path, the path, a zero byte and the SHA-256 of its bytes.
    pub digest: [u8; DIGEST],
    /// How many records there are for each kind of name (`npm`, `deb/debian`, `cpe`, `model`), by word.
    pub covers: Vec<(String, u64)>,
}

pub(super) fn write(out: &mut Vec<u8>, sources: &[Source]) {
    let optional =
        |out: &mut Vec<u8>, value: &Option<String>| pack::bytes(out, value.as_deref().unwrap_or("").as_bytes());
    pack::number(out, sources.len() as u64);
    for source in sources {
        pack::bytes(out, source.name.as_bytes());
        out.push(Form::ALL.iter().position(|form| *form == source.form).unwrap_or(0) as u8);
        optional(out, &source.newest);
        optional(out, &source.fetched);
        for count in [source.files, source.records, source.withdrawn, source.unread] {
            pack::number(out, count);
        }
        out.extend_from_slice(&source.digest);
        pack::number(out, source.covers.len() as u64);
        for (word, count) in &source.covers {
            pack::bytes(out, word.as_bytes());
            pack::number(out, *count);
        }
    }
}

pub(super) fn read(bytes: &[u8]) -> Option<Vec<Source>> {
    let mut reader = Reader(bytes);
    let count = reader.count()?;
    let mut sources = Vec::new();
    for _ in 0..count {
        sources.push(one(&mut reader)?);
    }
    reader.0.is_empty().then_some(sources)
}

fn one(reader: &mut Reader<'_>) -> Option<Source> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let name = reader.text()?.to_owned();
    let form = Form::ALL.get(usize::from(reader.byte()?)).copied()?;
    let newest = given(reader.text()?);
    let fetched = given(reader.text()?);
    let (files, records) = (reader.number()?, reader.number()?);
    let (withdrawn, unread) = (reader.number()?, reader.number()?);
    let mut digest = [0; DIGEST];
    digest.copy_from_slice(reader.take(DIGEST as u64)?);
    let mut covers = Vec::new();
    for _ in 0..reader.count()? {
        covers.push((reader.text()?.to_owned(), reader.number()?));
    }
    Some(Source { name, form, newest, fetched, files, records, withdrawn, unread, digest, covers })
}
