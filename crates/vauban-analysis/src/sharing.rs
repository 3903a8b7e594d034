//! Where else a part of others is: other records of the design, other products, releases by their bills of materials
//! (DM-3.c).
//!
//! Two records are the same part if they have the same package URL, leaving the version aside, if an alias names both, or
//! if one names the package among those built into it. A name alone is no identity: it is not taken for one here.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Issue;
use vauban_model::{AnyId, Evidence, Facts, Kind, Model, Record, Ref};

use crate::scope::Owners;

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

/// What holds the same part as an issue and nobody has said anything about: no issue about the same vulnerability names
/// it, and `other-products` does not name its product.
///
/// Issues are about the same vulnerability if they name each other as `related` or have the same `external` id.
pub fn unanswered(model: &Model, facts: &Facts, owners: &Owners, issue: AnyId) -> Vec<Shared> {
    let Some(record) = model.issue.get(issue.at as usize) else { return Vec::new() };
    let related: BTreeSet<AnyId> = record.related.iter().filter_map(Ref::to).chain([issue]).collect();
    let external = |one: &Record<Issue>| one.external.as_ref().map(|id| id.trim().to_ascii_uppercase());
    let own = external(record).filter(|id| !id.is_empty());
    let same: Vec<&Record<Issue>> = model
        .issue
        .iter()
        .enumerate()
        .filter(|(at, one)| {
            let id = AnyId { kind: Kind::Issue, at: *at as u32 };
            related.contains(&id)
                || one.related.iter().any(|other| other.to() == Some(issue))
                || (own.is_some() && external(one) == own)
        })
        .map(|(_, one)| one)
        .collect();
    let affected: BTreeSet<AnyId> =
        same.iter().flat_map(|one| &one.affects).filter_map(Ref::to).filter(|id| id.kind == Kind::Component).collect();
    let named: BTreeSet<AnyId> = same.iter().flat_map(|one| &one.affects).filter_map(Ref::to).collect();
    let products: Vec<AnyId> = (0..model.product.len() as u32).map(|at| AnyId { kind: Kind::Product, at }).collect();
    let told: String =
        same.iter().filter_map(|one| one.other_products.as_ref()).map(|text| text.to_lowercase()).collect();
    let answered = |product: AnyId| {
        let concerned = same.iter().any(|one| {
            let here = one.affects.iter().filter_map(Ref::to).any(|id| owners.concerns(Some(product), model.head(id)));
            here && !one.versions.is_empty() && owners.concerns(Some(product), &one.head)
        });
        let head = model.head(product);
        concerned
            || says(&told, &head.id)
            || model.product[product.at as usize].name.as_ref().is_some_and(|name| says(&told, name))
    };
    let answered: BTreeSet<AnyId> = products.iter().copied().filter(|product| answered(*product)).collect();
    let owner = |id: AnyId| -> Vec<AnyId> {
        let of = |product: &&AnyId| match id.kind {
            Kind::Release => {
                let release = model.release.get(id.at as usize);
                match release.and_then(|release| release.product.as_ref()).and_then(Ref::to) {
                    Some(named) => named == **product,
                    None => owners.concerns(Some(**product), model.head(id)),
                }
            }
            _ => owners.concerns(Some(**product), model.head(id)),
        };
        products.iter().filter(of).copied().collect()
    };
    let mut found = sharing(model, facts, &affected);
    found.retain(|one| !named.contains(&one.record));
    found.retain(|one| {
        let owners = owner(one.record);
        owners.is_empty() || owners.iter().any(|product| !answered.contains(product))
    });
    found
}

/// Whether a text says a word, not merely a part of a longer one.
fn says(text: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    !word.is_empty()
        && text.match_indices(&word).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
            !inside(before) && !inside(after)
        })
}

#[cfg(test)]
mod tests {
    use super::{package, says};

    #[test]
    fn a_product_is_named_by_a_whole_word() {
        assert!(says("drive (5.1), panel.", "drive"));
        assert!(!says("overdrive and drive-x", "drive"));
        assert!(says("the cell gateway", "Cell gateway"));
        assert!(!says("anything", ""));
    }

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
