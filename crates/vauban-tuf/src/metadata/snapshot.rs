//! Snapshot metadata: which versions of all targets roles belong together.

use std::collections::BTreeMap;

use vauban_json::Value;

use super::{At, Common, Role};
use crate::hash::{Hashes, Measured};
use crate::refusal::{Kind, Refusal};

/// Snapshot metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Version and expiry.
    pub common: Common,
    /// The targets roles, by `NAME.json`.
    pub meta: BTreeMap<String, MetaFile>,
}

/// What is said of a metadata file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaFile {
    /// Its version.
    pub version: u64,
    /// Its length in bytes, if said.
    pub length: Option<u64>,
    /// Its hashes, if said.
    pub hashes: Option<Hashes>,
}

impl MetaFile {
    /// Holds a file against length and hashes that are said of it.
    pub(crate) fn check(&self, bytes: &[u8], file: &str, above: &str) -> Result<(), Refusal> {
        let found = bytes.len() as u64;
        if let Some(length) = self.length.filter(|length| *length != found) {
            let kind = if found > length { Kind::EndlessData } else { Kind::MixAndMatch };
            return Err(Refusal::new(kind, file, format!("{above} says it has {length} bytes; it has {found}")));
        }
        match &self.hashes {
            Some(hashes) if !hashes.fit(&Measured::of(bytes)) => Err(Refusal::new(
                Kind::MixAndMatch,
                file,
                format!("its hash is not the one that {above} says: these files never belonged together"),
            )),
            _ => Ok(()),
        }
    }
}

impl Role for Snapshot {
    const TYPE: &'static str = "snapshot";

    fn read(at: &At<'_>, signed: Value<'_>, common: Common) -> Result<Self, Refusal> {
        let mut meta = BTreeMap::new();
        let listed = at.object(at.member(signed, "meta")?, "meta")?;
        for (name, file) in listed.members() {
            let text = at.text(name, "the name of a metadata file")?;
            meta.insert(text.to_owned(), meta_file(at, file)?);
        }
        if !meta.contains_key("targets.json") {
            return Err(at.no(listed, "a snapshot names `targets.json`"));
        }
        Ok(Snapshot { common, meta })
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

pub(super) fn meta_file(at: &At<'_>, value: Value<'_>) -> Result<MetaFile, Refusal> {
    let version = at.number(at.member(value, "version")?, 1, "a version")?;
    let length = value.get("length").map(|length| at.number(length, 1, "a length")).transpose()?;
    let hashes = value.get("hashes").map(|hashes| at.hashes(hashes)).transpose()?;
    Ok(MetaFile { version, length, hashes })
}
