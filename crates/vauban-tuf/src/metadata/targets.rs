//! Targets metadata: which files there are, and who may say so.

use std::collections::BTreeMap;

use vauban_json::Value;

use super::{At, Common, Delegations, Role};
use crate::hash::Hashes;
use crate::refusal::Refusal;
use crate::tree::Tree;

/// Metadata of the top-level targets or of a delegated role.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Version and expiry.
    pub common: Common,
    /// The files, by path.
    pub targets: BTreeMap<String, TargetFile>,
    /// Who else may name files.
    pub delegations: Option<Delegations>,
}

/// What is said of a target file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFile {
    /// Its length in bytes.
    pub length: u64,
    /// Its hashes.
    pub hashes: Hashes,
    /// What the publisher says beyond that; opaque here.
    pub custom: Option<Tree>,
}

impl Role for Targets {
    const TYPE: &'static str = "targets";

    fn read(at: &At<'_>, signed: Value<'_>, common: Common) -> Result<Self, Refusal> {
        let mut targets = BTreeMap::new();
        for (name, file) in at.object(at.member(signed, "targets")?, "targets")?.members() {
            let path = at.text(name, "the path of a target")?;
            let length = at.number(at.member(file, "length")?, 0, "a length")?;
            let hashes = at.hashes(at.member(file, "hashes")?)?;
            let custom = match file.get("custom") {
                Some(custom) => {
                    let custom = at.object(custom, "custom")?;
                    Some(Tree::read(custom).map_err(|(value, why)| at.no(value, why))?)
                }
                None => None,
            };
            targets.insert(path.to_owned(), TargetFile { length, hashes, custom });
        }
        let delegations = signed.get("delegations").map(|value| Delegations::read(at, value)).transpose()?;
        Ok(Targets { common, targets, delegations })
    }

    fn common(&self) -> &Common {
        &self.common
    }
}
