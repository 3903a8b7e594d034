//! Where else a part of others is: other records of the design, other products, releases by their bills of materials
//! (DM-3.c).
//!
//! Two records are the same part if they have the same package URL, leaving the version aside, if an alias names both, or
//! if one names the package among those built into it. A name alone is no identity: it is not taken for one here.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Evidence, Facts, Kind, Model, Ref};

/// A record that holds the same part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// The component, or the release whose bill of materials lists it.
    pub record: AnyId,
    /// Its version there; empty where none is said.
    pub version: String,
    /// By what it was found.
    pub by: By,
}

/// Why a record is taken for the same part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The same package URL.
    Package(String),
    /// Built into it, by its package URL.
    BuiltIn(String),
    /// An alias names both.
    Alias(AnyId),
    /// The bill of materials of a release lists it.
    Bill(String),
}

/// A package URL without version, qualifiers and subpath; the scheme and the type in small letters.
///
/// `None` if it is none.
pub fn package(purl: &str) -> Option<String> {
    let rest = purl.trim().get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("pkg:")).and(purl.trim().get(4..))?;
    let rest = rest.trim_start_matches('/');
    let rest = rest.split(['?', '#']).next()?;
    let (kind, path) = rest.split_once('/')?;
    // A version stands behind the last `@`, unless that begins a namespace, as `@scope` does.
    let path = match path.rsplit_once('@') {
        Some((name, version)) if !name.is_empty() && !name.ends_with('/') && !version.contains('/') => name,
        _ => path,
    };
    let path = path.trim_matches('/');
    (!kind.is_empty() && !path.is_empty()).then(|| format!("pkg:{}/{path}", kind.to_ascii_lowercase()))
}

/// Everything else that holds one of these components' parts, by record; the components themselves are left out.
pub fn sharing(model: &Model, facts: &Facts, components: &BTreeSet<AnyId>) -> Vec<Shared> {
    let mut packages: BTreeSet<String> = BTreeSet::new();
    let mut aliased: BTreeMap<AnyId, AnyId> = BTreeMap::new();
    for (at, alias) in model.alias.iter().enumerate().filter(|(_, alias)| !alias.head.removed) {
        let named: Vec<AnyId> = alias.component.iter().filter_map(Ref::to).collect();
        if named.iter().any(|one| components.contains(one)) {
            packages.extend(alias.purls.iter().filter_map(|purl| package(purl)));
            let alias = AnyId { kind: Kind::Alias, at: at as u32 };
            named.into_iter().for_each(|one| {
                aliased.entry(one).or_insert(alias);
            });
        }
    }
    for id in components.iter().filter(|id| id.kind == Kind::Component) {
        let Some(component) = model.component.get(id.at as usize) else { continue };
        packages.extend(component.purl.iter().filter_map(|purl| package(purl)));
    }
    let mut found = Vec::new();
    for (at, component) in model.component.iter().enumerate().filter(|(_, one)| !one.head.removed) {
        let record = AnyId { kind: Kind::Component, at: at as u32 };
        if components.contains(&record) {
            continue;
        }
        let version = component.version.as_ref().map_or_else(String::new, |version| version.to_string());
        let own = component.purl.as_ref().and_then(|purl| package(purl)).filter(|own| packages.contains(own));
        let mut built_in = component.packages.iter().filter_map(|purl| package(purl));
        let by = own.map(By::Package);
        let by = by.or_else(|| built_in.find(|one| packages.contains(one)).map(By::BuiltIn));
        let by = by.or_else(|| aliased.get(&record).copied().map(By::Alias));
        found.extend(by.map(|by| Shared { record, version, by }));
    }
    for (at, release) in model.release.iter().enumerate().filter(|(_, one)| !one.head.removed) {
        let record = AnyId { kind: Kind::Release, at: at as u32 };
        for path in release.sbom.iter().filter_map(|evidence| match evidence {
            Evidence::File(path) => Some(&*path.value),
            _ => None,
        }) {
            let Some(Ok(parts)) = facts.parts.get(path) else { continue };
            for part in parts {
                let Some(own) = package(&part.purl).filter(|own| packages.contains(own)) else { continue };
                found.push(Shared { record, version: part.version.clone(), by: By::Bill(own) });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_package_is_its_url_without_version_qualifiers_and_subpath() {
        let cases = [
            ("pkg:cargo/serde@1.0.1", Some("pkg:cargo/serde")),
            ("PKG:NPM/@scope/name@2.0.0?arch=any#lib", Some("pkg:npm/@scope/name")),
            ("pkg:npm/@scope/name", Some("pkg:npm/@scope/name")),
            ("pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12", Some("pkg:deb/debian/openssl")),
            ("pkg:generic/mbedtls", Some("pkg:generic/mbedtls")),
            ("pkg:generic/", None),
            ("mbedtls", None),
            ("", None),
            ("pkg", None),
        ];
        for (purl, wanted) in cases {
            assert_eq!(package(purl).as_deref(), wanted, "{purl}");
        }
    }
}
