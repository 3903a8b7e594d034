//! Root metadata: made, and changed from version to version.

use jiff::Timestamp as Instant;

use super::{check_threshold, common, ids, role_keys};
use crate::key::Key;
use crate::metadata::{RoleKeys, TOP};
use crate::tree::Tree;

/// The field that says after how many days the metadata of a role expires, signed by the root.
const PERIODS: &str = "x-vauban-expiry-days";

/// After how many days the metadata of a role expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Of the root.
    pub root: u32,
    /// Of all targets roles.
    pub targets: u32,
    /// Of the snapshot.
    pub snapshot: u32,
    /// Of the timestamp: how long a client can be kept from an update without noticing.
    pub timestamp: u32,
}

impl Default for Periods {
    /// A year for what is signed offline, a month for the snapshot, a week for the timestamp.
    fn default() -> Self {
        Periods { root: 365, targets: 365, snapshot: 30, timestamp: 7 }
    }
}

impl Periods {
    /// The days of a role; every delegated role has those of the targets.
    pub fn of(&self, role: &str) -> u32 {
        match role {
            "root" => self.root,
            "snapshot" => self.snapshot,
            "timestamp" => self.timestamp,
            _ => self.targets,
        }
    }
}

/// The first version of a root. `keys` are those of root, snapshot, targets and timestamp, each with its threshold.
///
/// # Errors
/// If a role has no key, one twice, or a threshold that cannot be met.
pub fn new_root(keys: [(&str, &[Key], u32); 4], periods: &Periods, expires: Instant) -> Result<Tree, String> {
    let mut root = common("root", 1, expires);
    root.set("consistent_snapshot", Tree::Bool(true));
    root.set("keys", Tree::object());
    root.set("roles", Tree::object());
    let days = TOP.map(|role| (role, Tree::number(u64::from(periods.of(role)))));
    root.set(PERIODS, Tree::of(days));
    for role in TOP {
        let Some((_, keys, threshold)) = keys.iter().find(|(name, _, _)| *name == role) else {
            return Err(format!("`{role}` has no keys"));
        };
        check_threshold(*threshold, keys.len(), role)?;
        let empty = role_keys(&RoleKeys { ids: Vec::new(), threshold: *threshold });
        if let Some(roles) = root.entry("roles") {
            roles.set(role, empty);
        }
        for key in *keys {
            add_key(&mut root, role, key)?;
        }
    }
    Ok(root)
}

/// The periods that a root says, those of the program where it says none.
pub fn periods(root: &Tree) -> Periods {
    let said = root.get(PERIODS);
    let own = Periods::default();
    let days = |role: &str| {
        let days =
            said.and_then(|said| said.get(role)).and_then(Tree::as_u64).and_then(|days| u32::try_from(days).ok());
        days.filter(|days| (1..=super::LONGEST_PERIOD).contains(days)).unwrap_or(own.of(role))
    };
    Periods { root: days("root"), targets: days("targets"), snapshot: days("snapshot"), timestamp: days("timestamp") }
}

/// Gives a role of the root one key more.
///
/// # Errors
/// If the key verifies nothing, the role has it already, under whatever id, or there is no such role.
pub fn add_key(root: &mut Tree, role: &str, key: &Key) -> Result<(), String> {
    let identity = key.identity().ok_or_else(|| key.unusable().unwrap_or("the key verifies nothing").to_owned())?;
    let id = key.id();
    let keys = root.get("keys").cloned().unwrap_or_else(Tree::object);
    let roles = root.entry("roles").and_then(|roles| match roles.get(role) {
        Some(_) => roles.entry(role),
        None => None,
    });
    let Some(own) = roles else { return Err(format!("the root has no role `{role}`")) };
    let mut listed = ids(own);
    let same = |listed: &String| known(&keys, listed).and_then(|known| known.identity()) == Some(identity.clone());
    if let Some(there) = listed.iter().find(|listed| same(listed)) {
        return Err(format!("`{role}` has this key already, as {there}: it would count once"));
    }
    listed.push(id.clone());
    own.set("keyids", Tree::texts(listed));
    if let Some(keys) = root.entry("keys") {
        keys.set(&id, key.tree());
    }
    Ok(())
}

/// A key that metadata holds.
fn known(keys: &Tree, id: &str) -> Option<Key> {
    let key = keys.get(id)?;
    let public = key.get("keyval").and_then(|keyval| keyval.get("public")).and_then(Tree::as_text)?;
    Some(Key::new(key.get("keytype")?.as_text()?, key.get("scheme")?.as_text()?, public))
}

/// Takes a key from a role of the root. A key that no role has any more leaves the root.
///
/// # Errors
/// If the role does not have it, or could no longer meet its threshold.
pub fn remove_key(root: &mut Tree, role: &str, id: &str) -> Result<(), String> {
    let own = root.entry("roles").and_then(|roles| roles.get(role).is_some().then(|| roles.entry(role)).flatten());
    let Some(own) = own else { return Err(format!("the root has no role `{role}`")) };
    let mut listed = ids(own);
    let before = listed.len();
    listed.retain(|one| one != id);
    if listed.len() == before {
        return Err(format!("`{role}` has no key {id}"));
    }
    own.set("keyids", Tree::texts(listed));
    let roles = root.get("roles");
    let used = roles.is_some_and(|roles| roles.members().any(|(_, role)| ids(role).iter().any(|one| one == id)));
    if !used && let Some(keys) = root.entry("keys") {
        keys.remove(id);
    }
    Ok(())
}

/// Sets how many keys of a role have to sign; without a number it is only looked at whether they can.
///
/// # Errors
/// If so many never could.
pub fn set_threshold(root: &mut Tree, role: &str, threshold: Option<u32>) -> Result<(), String> {
    let own = root.entry("roles").and_then(|roles| roles.get(role).is_some().then(|| roles.entry(role)).flatten());
    let Some(own) = own else { return Err(format!("the root has no role `{role}`")) };
    let present = own.get("threshold").and_then(Tree::as_u64).and_then(|number| u32::try_from(number).ok());
    let threshold = threshold.or(present).unwrap_or(1);
    check_threshold(threshold, ids(own).len(), role)?;
    own.set("threshold", Tree::number(u64::from(threshold)));
    Ok(())
}
