//! Targets roles: which files there are, and who else may say so.

use jiff::Timestamp as Instant;

use super::{check_threshold, common, role_keys};
use crate::key::Key;
use crate::metadata::{Paths, RoleKeys, TOP, TargetFile};
use crate::name::is_safe_target;
use crate::tree::Tree;

/// The first version of a targets role, without targets.
pub fn new_targets(expires: Instant) -> Tree {
    let mut targets = common("targets", 1, expires);
    targets.set("targets", Tree::object());
    targets
}

/// Names a file, or names it anew.
///
/// # Errors
/// If its path is not one on every system.
pub fn set_target(role: &mut Tree, path: &str, file: &TargetFile) -> Result<(), String> {
    if !is_safe_target(path) {
        return Err(format!("`{path}` is no relative path that is plain on every system"));
    }
    let mut target = Tree::of([("length", Tree::number(file.length)), ("hashes", file.hashes.tree())]);
    if let Some(custom) = &file.custom {
        target.set("custom", custom.clone());
    }
    let targets = role.entry("targets").ok_or("it is no targets metadata")?;
    // Paths that differ by case only are one file on some systems.
    let lower = path.to_lowercase();
    if let Some((there, _)) = targets.members().find(|(there, _)| *there != path && there.to_lowercase() == lower) {
        return Err(format!("`{path}` and `{there}` differ by case only; on some systems they are one file"));
    }
    targets.set(path, target);
    Ok(())
}

/// Names a file no longer. It says whether it was named.
pub fn remove_target(role: &mut Tree, path: &str) -> bool {
    role.entry("targets").is_some_and(|targets| targets.remove(path).is_some())
}

/// A role that may name files.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    /// Its name.
    pub name: String,
    /// Its keys.
    pub keys: Vec<Key>,
    /// How many of them have to sign.
    pub threshold: u32,
    /// Which files it may name.
    pub paths: Paths,
    /// Whether later roles are not asked any more for them.
    pub terminating: bool,
}

/// Whether a role can be called so: lower-case letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
/// Such a name is one file name on every system, and is the same encoded and plain.
pub fn is_role_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    (1..=100).contains(&name.len())
        && name.bytes().all(allowed)
        && name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && !TOP.contains(&name)
}

/// Delegates to a role; one of the same name is replaced at its place, a new one comes last.
///
/// # Errors
/// If name, keys, threshold or paths are not as they have to be.
pub fn delegate(role: &mut Tree, to: &Delegation) -> Result<(), String> {
    if !is_role_name(&to.name) {
        return Err(format!(
            "`{}` cannot be the name of a role: lower-case letters, digits, `.`, `_` and `-`, and none of root, targets, snapshot, timestamp",
            to.name
        ));
    }
    check_threshold(to.threshold, to.keys.len(), &to.name)?;
    let mut seen = std::collections::BTreeSet::new();
    for key in &to.keys {
        let identity = key.identity().ok_or_else(|| key.unusable().unwrap_or("the key verifies nothing").to_owned())?;
        if !seen.insert(identity) {
            return Err(format!("`{}` is given the same key twice: it would count once", to.name));
        }
    }
    let mut entry = role_keys(&RoleKeys { ids: to.keys.iter().map(Key::id).collect(), threshold: to.threshold });
    entry.set("name", Tree::text(&to.name));
    entry.set("terminating", Tree::Bool(to.terminating));
    match &to.paths {
        Paths::Patterns(patterns) if !patterns.is_empty() => entry.set("paths", Tree::texts(patterns.clone())),
        Paths::HashPrefixes(prefixes) if !prefixes.is_empty() => {
            let hex = |prefix: &String| {
                (1..=64).contains(&prefix.len())
                    && prefix.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            };
            if let Some(bad) = prefixes.iter().find(|prefix| !hex(prefix)) {
                return Err(format!("`{bad}` is no prefix of a SHA-256 in lower-case hexadecimal digits"));
            }
            entry.set("path_hash_prefixes", Tree::texts(prefixes.clone()));
        }
        Paths::Patterns(_) | Paths::HashPrefixes(_) => {
            return Err(format!("`{}` is delegated no paths; it could name nothing", to.name));
        }
        Paths::Bins(_) => return Err("bins are read here, not written".to_owned()),
    }
    let delegations = role.entry("delegations").ok_or("it is no targets metadata")?;
    if delegations.get("succinct_roles").is_some() {
        return Err("this role delegates to bins; it cannot delegate to named roles as well".to_owned());
    }
    let mut roles = delegations.get("roles").map(|roles| roles.as_list().to_vec()).unwrap_or_default();
    match roles.iter_mut().find(|role| role.get("name").and_then(Tree::as_text) == Some(&to.name)) {
        Some(there) => *there = entry,
        None => roles.push(entry),
    }
    delegations.set("roles", Tree::List(roles));
    if let Some(keys) = delegations.entry("keys") {
        for key in &to.keys {
            keys.set(&key.id(), key.tree());
        }
    }
    prune(delegations);
    Ok(())
}

/// Delegates to a role no longer. It says whether it did before.
pub fn revoke(role: &mut Tree, name: &str) -> bool {
    let Some(delegations) = role.get("delegations").is_some().then(|| role.entry("delegations")).flatten() else {
        return false;
    };
    let roles = delegations.get("roles").map(|roles| roles.as_list().to_vec()).unwrap_or_default();
    let left: Vec<Tree> =
        roles.iter().filter(|role| role.get("name").and_then(Tree::as_text) != Some(name)).cloned().collect();
    let found = left.len() < roles.len();
    delegations.set("roles", Tree::List(left));
    prune(delegations);
    found
}

/// Keys that no delegated role has leave.
fn prune(delegations: &mut Tree) {
    let roles = delegations.get("roles").map(|roles| roles.as_list().to_vec()).unwrap_or_default();
    let used: std::collections::BTreeSet<String> = roles.iter().flat_map(super::ids).collect();
    if let Some(Tree::Object(keys)) = delegations.entry("keys") {
        keys.retain(|id, _| used.contains(id));
    }
}
