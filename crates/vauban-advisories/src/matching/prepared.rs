//! Alias records, made ready to be asked for each part.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use vauban_parts::{Declared, Scheme as Known};

use crate::names::words;
use crate::order::Scheme;
use crate::part::{Alias, Part};
use crate::purls;

/// An alias record that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAlias {
    /// The record.
    pub id: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alias `{}`: {}", self.id, self.what)
    }
}

impl std::error::Error for BadAlias {}

/// One record.
#[derive(Debug)]
pub(super) struct One {
    pub(super) alias: Alias,
    pub(super) purls: Vec<purls::Named>,
    pub(super) scheme: Option<Scheme>,
}

/// All records, found by the names of parts they are about.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    all: Vec<One>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Prepared {
    pub(super) fn new(aliases: &[Alias]) -> Result<Self, BadAlias> {
        let mut prepared = Self { all: Vec::new(), by_name: BTreeMap::new() };
        for alias in aliases {
            let bad = |what: String| BadAlias { id: alias.id.clone(), what };
            let mut own = Vec::new();
            for purl in &alias.purls {
                own.push(purls::Named::read(purl).map_err(|why| bad(format!("`{purl}` is no package URL: {why}")))?);
            }
            for cpe in &alias.cpes {
                let fine = crate::cpes::Named::read(cpe).is_some_and(|name| name.product().is_some());
                if !fine {
                    return Err(bad(format!("`{cpe}` is no CPE that names a product")));
                }
            }
            let scheme = match alias.scheme.as_deref() {
                None => None,
                Some(word) => Some(scheme(word).map_err(bad)?),
            };
            for name in &alias.of {
                let key = match name.starts_with("pkg:") {
                    true => purls::Named::read(name).map_err(|why| bad(format!("`{name}`: {why}")))?.base,
                    false => words(name),
                };
                prepared.by_name.entry(key).or_default().push(prepared.all.len());
            }
            prepared.all.push(One { alias: alias.clone(), purls: own, scheme });
        }
        Ok(prepared)
    }

    /// The records that are about a part.
    pub(super) fn of<'p>(&'p self, part: &Part, purl: Option<&purls::Named>) -> Vec<&'p One> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let by_name = self.by_name.get(&words(&part.name)).into_iter().flatten();
        let by_purl = purl.and_then(|purl| self.by_name.get(&purl.base)).into_iter().flatten();
        let mut found: Vec<usize> = by_name.chain(by_purl).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|place| self.all.get(place)).collect()
    }
}

/// The order of versions a record names: a scheme by name, or a pattern of `vauban-parts` (`V{major}.{minor}`).
fn scheme(word: &str) -> Result<Scheme, String> {
    if word.contains('{') {
        let declared = Declared::parse(word).map_err(|error| format!("`scheme` is no pattern: {error}"))?;
        return Ok(Scheme::Declared(Arc::new(declared)));
    }
    match Known::of_vers(word) {
        Known::Generic => Err(format!("`scheme` is `{word}`: expected the name of an order of versions or a pattern")),
        known => Ok(Scheme::Known(known)),
    }
}
