//! When two components are the same: by package URL, else by name, version and digests.

use std::collections::BTreeSet;

use vauban_parts::Purl;

use crate::model::{Component, Hash};

/// What a component is called, with and without its version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A package URL in canonical form.
    Purl(String),
    /// Group, name and version; there is no package URL that can be read.
    Name(String, String, String),
}

/// The identity of a component, with its version.
pub fn identity(part: &Component) -> Identity {
    match part.purl().and_then(|purl| Purl::parse(purl).ok()) {
        Some(purl) if purl.version().is_some() => Identity::Purl(purl.to_string()),
        Some(purl) if !part.version.is_empty() => {
            let version = part.version.clone();
            Identity::Purl(purl.with_version(&version).to_string())
        }
        Some(purl) => Identity::Purl(purl.to_string()),
        None => Identity::Name(part.group.clone(), part.name.clone(), part.version.clone()),
    }
}

/// The identity of a component without its version: what stays the same from one release to the next.
pub fn package(part: &Component) -> Identity {
    match part.purl().and_then(|purl| Purl::parse(purl).ok()) {
        Some(purl) => Identity::Purl(purl.identity()),
        None => Identity::Name(part.group.clone(), part.name.clone(), String::new()),
    }
}

/// Whether digests say that two things differ: one algorithm, and no value in common.
pub(crate) fn contradict(one: &[Hash], other: &[Hash]) -> bool {
    let algorithms: BTreeSet<_> = one.iter().map(|hash| hash.algorithm).collect();
    algorithms.into_iter().any(|algorithm| {
        let mut of_one = one.iter().filter(|hash| hash.algorithm == algorithm);
        let of_other: Vec<&Hash> = other.iter().filter(|hash| hash.algorithm == algorithm).collect();
        !of_other.is_empty() && !of_one.any(|hash| of_other.iter().any(|known| known.value == hash.value))
    })
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Identity::Purl(purl) => f.write_str(purl),
            Identity::Name(group, name, version) => {
                if !group.is_empty() {
                    write!(f, "{group}/")?;
                }
                f.write_str(name)?;
                if version.is_empty() { Ok(()) } else { write!(f, " {version}") }
            }
        }
    }
}
