//! Timestamp metadata: which snapshot is the present one.

use vauban_json::Value;

use super::snapshot::meta_file;
use super::{At, Common, MetaFile, Role};
use crate::refusal::Refusal;

/// Timestamp metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Timestamp {
    /// Version and expiry.
    pub common: Common,
    /// The present snapshot.
    pub snapshot: MetaFile,
}

impl Role for Timestamp {
    const TYPE: &'static str = "timestamp";

    fn read(at: &At<'_>, signed: Value<'_>, common: Common) -> Result<Self, Refusal> {
        let meta = at.object(at.member(signed, "meta")?, "meta")?;
        if let Some((name, _)) = meta.members().find(|(name, _)| !name.is("snapshot.json")) {
            return Err(at.no(name, "a timestamp is about `snapshot.json` and nothing else"));
        }
        let snapshot = meta_file(at, at.member(meta, "snapshot.json")?)?;
        Ok(Timestamp { common, snapshot })
    }

    fn common(&self) -> &Common {
        &self.common
    }
}
