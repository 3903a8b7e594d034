//! Root metadata: which keys speak for the four roles.

use std::collections::BTreeMap;

use vauban_json::Value;

use super::{At, Common, Role, TOP};
use crate::key::Key;
use crate::limits::KEYS;
use crate::refusal::Refusal;

/// Root metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    /// Version and expiry.
    pub common: Common,
    /// Whether files carry versions and hashes in their names.
    pub consistent_snapshot: bool,
    /// The keys, by id.
    pub keys: BTreeMap<String, Key>,
    /// Who signs the four roles.
    pub roles: Roles,
}

/// Who signs the four roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// The root itself.
    pub root: RoleKeys,
    /// The top-level targets.
    pub targets: RoleKeys,
    /// The snapshot.
    pub snapshot: RoleKeys,
    /// The timestamp.
    pub timestamp: RoleKeys,
}

/// The keys of a role, and how many of them have to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleKeys {
    /// Ids of keys, in the order of the file.
    pub ids: Vec<String>,
    /// How many have to sign, at least 1.
    pub threshold: u32,
}

impl Root {
    /// The keys of one of the four roles.
    pub fn role(&self, name: &str) -> Option<&RoleKeys> {
        match name {
            "root" => Some(&self.roles.root),
            "targets" => Some(&self.roles.targets),
            "snapshot" => Some(&self.roles.snapshot),
            "timestamp" => Some(&self.roles.timestamp),
            _ => None,
        }
    }
}

impl Role for Root {
    const TYPE: &'static str = "root";

    fn read(at: &At<'_>, signed: Value<'_>, common: Common) -> Result<Self, Refusal> {
        let consistent_snapshot = match signed.get("consistent_snapshot") {
            Some(value) => at.boolean(value, "consistent_snapshot")?,
            None => false,
        };
        let keys = keys(at, at.member(signed, "keys")?)?;
        let roles = at.object(at.member(signed, "roles")?, "roles")?;
        let [root, snapshot, targets, timestamp] = TOP.map(|name| role_keys(at, at.member(roles, name)?));
        let roles = Roles { root: root?, targets: targets?, snapshot: snapshot?, timestamp: timestamp? };
        Ok(Root { common, consistent_snapshot, keys, roles })
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// Keys by id. A key of another type than those known here stays, and verifies nothing.
pub(super) fn keys(at: &At<'_>, value: Value<'_>) -> Result<BTreeMap<String, Key>, Refusal> {
    let value = at.object(value, "keys")?;
    if value.len() > KEYS {
        return Err(at.no(value, format!("more than {KEYS} keys")));
    }
    let mut keys = BTreeMap::new();
    for (name, key) in value.members() {
        let id = at.text(name, "the id of a key")?;
        let kind = at.text(at.member(key, "keytype")?, "the type of a key")?;
        let scheme = at.text(at.member(key, "scheme")?, "the scheme of a key")?;
        let keyval = at.object(at.member(key, "keyval")?, "keyval")?;
        let public = match keyval.get("public") {
            Some(public) => at.text(public, "a public key")?,
            None => "",
        };
        keys.insert(id.to_owned(), Key::new(kind, scheme, public));
    }
    Ok(keys)
}

pub(super) fn role_keys(at: &At<'_>, value: Value<'_>) -> Result<RoleKeys, Refusal> {
    let list = at.array(at.member(value, "keyids")?, "keyids")?;
    if list.len() > KEYS {
        return Err(at.no(list, format!("more than {KEYS} keys")));
    }
    let mut ids: Vec<String> = Vec::with_capacity(list.len());
    let mut seen = std::collections::BTreeSet::new();
    for item in list.items() {
        let id = at.text(item, "the id of a key")?;
        if !seen.insert(id) {
            return Err(at.no(item, "this key is named twice in its role; it would count twice"));
        }
        ids.push(id.to_owned());
    }
    let written = at.member(value, "threshold")?;
    let threshold = at.number(written, 1, "a threshold")?;
    let threshold = u32::try_from(threshold).map_err(|_| at.no(written, "no role has so many keys"))?;
    Ok(RoleKeys { ids, threshold })
}
