//! Whether enough keys signed.

use std::collections::{BTreeMap, BTreeSet};

use crate::key::Key;
use crate::metadata::RoleKeys;
use crate::refusal::{Kind, Refusal};
use crate::signed::{Signature, Signed};

/// Who signed, of those who may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Ids of keys of the role with a signature that fits.
    pub signed: Vec<String>,
    /// Ids of keys of the role without a signature.
    pub open: Vec<String>,
    /// Keys of the role whose signature does not count, and why.
    pub broken: Vec<(String, String)>,
    /// How many different keys signed. Two ids of one key count once.
    pub count: u32,
    /// How many have to.
    pub threshold: u32,
}

impl Standing {
    /// Whether they are enough.
    pub fn is_met(&self) -> bool {
        self.count >= self.threshold
    }
}

/// Counts the signatures of a role under a payload.
pub fn standing(keys: &BTreeMap<String, Key>, role: &RoleKeys, payload: &[u8], signatures: &[Signature]) -> Standing {
    let mut out = Standing { threshold: role.threshold, ..Standing::default() };
    let mut different = BTreeSet::new();
    for id in &role.ids {
        let Some(signature) = signatures.iter().find(|one| one.key == *id).filter(|one| !one.bytes.is_empty()) else {
            out.open.push(id.clone());
            continue;
        };
        let Some(key) = keys.get(id) else {
            out.broken.push((id.clone(), "the metadata does not hold this key".to_owned()));
            continue;
        };
        match key.verify(payload, &signature.bytes) {
            Ok(()) => {
                out.signed.push(id.clone());
                different.extend(key.identity());
            }
            Err(why) => out.broken.push((id.clone(), why)),
        }
    }
    out.count = u32::try_from(different.len()).unwrap_or(u32::MAX);
    out
}

/// Refuses metadata that too few keys signed. `by` says whose keys they are.
pub(crate) fn demand<R>(
    keys: &BTreeMap<String, Key>,
    role: &RoleKeys,
    metadata: &Signed<R>,
    file: &str,
    by: &str,
) -> Result<(), Refusal> {
    let standing = standing(keys, role, &metadata.payload, &metadata.signatures);
    if standing.is_met() {
        return Ok(());
    }
    let mut message = format!("{} of {} needed keys of {by} signed it", standing.count, standing.threshold);
    for (id, why) in standing.broken.iter().take(3) {
        message.push_str(&format!("; key {}: {why}", id.chars().take(12).collect::<String>()));
    }
    let foreign = metadata.signatures.iter().filter(|one| !role.ids.contains(&one.key)).count();
    if foreign > 0 {
        message.push_str(&format!("; signatures by keys that have no say here: {foreign}"));
    }
    Err(Refusal::new(Kind::Threshold, file, message))
}
