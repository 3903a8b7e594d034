//! Delegations: who else may name which files.

use std::collections::{BTreeMap, BTreeSet};

use vauban_json::Value;

use super::root::{keys, role_keys};
use super::{At, RoleKeys, TOP};
use crate::key::Key;
use crate::pattern;
use crate::refusal::Refusal;

/// Roles that are asked beside this one, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegations {
    /// Their keys, by id.
    pub keys: BTreeMap<String, Key>,
    /// The roles, the most trusted first. Bins that are written shortly (TAP 15) are one of them.
    pub roles: Vec<Delegated>,
}

/// A role, or a row of bins, that files are delegated to.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegated {
    /// Its name; of bins the prefix of their names.
    pub name: String,
    /// Who signs it.
    pub keys: RoleKeys,
    /// Whether later roles are not asked any more once a path fits.
    pub terminating: bool,
    /// Which files it may name.
    pub paths: Paths,
}

/// Which files a role may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paths {
    /// Those whose path fits one of these patterns.
    Patterns(Vec<String>),
    /// Those whose path has a SHA-256 that begins with one of these.
    HashPrefixes(Vec<String>),
    /// All, spread over as many bins as so many bits can number.
    Bins(u32),
}

impl Delegated {
    /// The role to ask for a file, if this delegation is about it.
    pub fn role_for(&self, path: &str) -> Option<String> {
        let fits = match &self.paths {
            Paths::Patterns(patterns) => patterns.iter().any(|one| pattern::fits(one, path)),
            Paths::HashPrefixes(prefixes) => prefixes.iter().any(|one| pattern::hash_begins(one, path)),
            Paths::Bins(bits) => return Some(pattern::bin_name(&self.name, *bits, pattern::bin_of(path, *bits))),
        };
        fits.then(|| self.name.clone())
    }

    /// Whether a role is this one, or one of these bins.
    pub fn is_about(&self, role: &str) -> bool {
        match &self.paths {
            Paths::Patterns(_) | Paths::HashPrefixes(_) => self.name == role,
            Paths::Bins(bits) => {
                let number = role.strip_prefix(self.name.as_str()).and_then(|rest| rest.strip_prefix('-'));
                let bin = number.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                bin.is_some_and(|bin| u64::from(bin) < 1 << bits && pattern::bin_name(&self.name, *bits, bin) == role)
            }
        }
    }
}

impl Delegations {
    /// Who signs a role, if it is delegated to here.
    pub fn role(&self, name: &str) -> Option<&Delegated> {
        self.roles.iter().find(|role| role.is_about(name))
    }

    pub(crate) fn read(at: &At<'_>, value: Value<'_>) -> Result<Delegations, Refusal> {
        let keys = keys(at, at.member(value, "keys")?)?;
        let (listed, bins) = (value.get("roles"), value.get("succinct_roles"));
        let roles = match (listed, bins) {
            (Some(listed), None) => roles(at, listed)?,
            (None, Some(bins)) => vec![succinct(at, bins)?],
            _ => return Err(at.no(value, "delegations name either `roles` or `succinct_roles`")),
        };
        Ok(Delegations { keys, roles })
    }
}

fn roles(at: &At<'_>, value: Value<'_>) -> Result<Vec<Delegated>, Refusal> {
    let mut roles = Vec::new();
    let mut names = BTreeSet::new();
    for role in at.array(value, "roles")?.items() {
        let written = at.member(role, "name")?;
        let name = at.text(written, "the name of a role")?;
        if name.is_empty() || TOP.contains(&name) {
            return Err(at.no(written, "a delegated role has a name of its own, none of the four top-level roles"));
        }
        if !names.insert(name) {
            return Err(at.no(written, "this role is delegated to twice"));
        }
        let keys = role_keys(at, role)?;
        let terminating = match role.get("terminating") {
            Some(value) => at.boolean(value, "terminating")?,
            None => false,
        };
        let texts = |value| -> Result<Vec<String>, Refusal> {
            let items = at.array(value, "paths")?.items();
            items.map(|item| at.text(item, "a pattern of paths").map(str::to_owned)).collect()
        };
        let paths = match (role.get("paths"), role.get("path_hash_prefixes")) {
            (Some(paths), None) => Paths::Patterns(texts(paths)?),
            (None, Some(prefixes)) => Paths::HashPrefixes(texts(prefixes)?),
            // The specification calls both optional: a role without either is trusted with nothing.
            (None, None) => Paths::Patterns(Vec::new()),
            (Some(_), Some(_)) => return Err(at.no(role, "a role has either `paths` or `path_hash_prefixes`")),
        };
        roles.push(Delegated { name: name.to_owned(), keys, terminating, paths });
    }
    Ok(roles)
}

fn succinct(at: &At<'_>, value: Value<'_>) -> Result<Delegated, Refusal> {
    let keys = role_keys(at, value)?;
    let written = at.member(value, "bit_length")?;
    let bits = at.number(written, 1, "bit_length")?;
    let bits = u32::try_from(bits).ok().filter(|bits| *bits <= 32);
    let bits = bits.ok_or_else(|| at.no(written, "bins are numbered by 1 to 32 bits"))?;
    let name = at.text(at.member(value, "name_prefix")?, "the prefix of the names of bins")?.to_owned();
    Ok(Delegated { name, keys, terminating: true, paths: Paths::Bins(bits) })
}
