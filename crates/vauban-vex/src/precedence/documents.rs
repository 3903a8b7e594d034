//! The statements of many documents, found by the names of vulnerabilities (rule 4, second half).
//!
//! A document replaces its predecessors: the same issuer and id with a lower version. Drafts, withdrawn and superseded
//! documents say nothing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::statement::{Document, Stage, Statement, Vulnerability};

/// A document that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its number in the list that was given.
    pub document: usize,
    /// Why, in a sentence.
    pub why: String,
}

/// Statements by the names of their vulnerabilities.
#[derive(Clone, Debug)]
pub struct Statements<'s> {
    documents: &'s [Document],
    /// Pairs (document, statement) by name.
    by_name: BTreeMap<String, Vec<(u32, u32)>>,
    dropped: Vec<Dropped>,
}

impl<'s> Statements<'s> {
    /// Puts documents in order.
    pub fn new(documents: &'s [Document]) -> Statements<'s> {
        let dropped = dropped(documents);
        let gone: BTreeSet<usize> = dropped.iter().map(|one| one.document).collect();
        let mut by_name: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
        for (number, document) in documents.iter().enumerate().filter(|(number, _)| !gone.contains(number)) {
            for (place, statement) in document.statements.iter().enumerate() {
                let (Ok(number), Ok(place)) = (u32::try_from(number), u32::try_from(place)) else { continue };
                for name in statement.vulnerability.names() {
                    by_name.entry(name).or_default().push((number, place));
                }
            }
        }
        Statements { documents, by_name, dropped }
    }

    /// Documents that do not count, and why.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The names of vulnerabilities that anything is said about, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// All statements of the documents that count.
    pub(super) fn all(&self) -> impl Iterator<Item = &'s Statement> {
        let gone: BTreeSet<usize> = self.dropped.iter().map(|one| one.document).collect();
        let counting = self.documents.iter().enumerate().filter(move |(number, _)| !gone.contains(number));
        counting.flat_map(|(_, document)| &document.statements)
    }

    /// All names under which a vulnerability goes in these statements, one id given.
    pub fn vulnerability(&self, id: &str) -> Vulnerability {
        let mut named = Vulnerability::named(id);
        // Names join: what one statement calls an alias another calls the id. Two rounds find what one statement links.
        for (_, statement) in self.about(&named.clone()) {
            named.aliases.extend(statement.vulnerability.names());
        }
        named
    }

    /// Everything said about a vulnerability, under any of its names.
    pub(super) fn about(&self, vulnerability: &Vulnerability) -> Vec<(&'s Document, &'s Statement)> {
        let names = vulnerability.names();
        let found: BTreeSet<(u32, u32)> =
            names.iter().filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
        let at = |(document, statement): &(u32, u32)| {
            let document = self.documents.get(*document as usize)?;
            Some((document, document.statements.get(*statement as usize)?))
        };
        found.iter().filter_map(at).collect()
    }
}

fn dropped(documents: &[Document]) -> Vec<Dropped> {
    let mut dropped = BTreeMap::new();
    let mut drop = |document: usize, why: String| {
        dropped.entry(document).or_insert(why);
    };
    let mut families: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let shown = crate::short(if document.id.is_empty() { "a document" } else { &document.id });
        match document.stage {
            Stage::Final | Stage::Interim => {}
            Stage::Draft => drop(number, format!("{shown} is a draft")),
            Stage::Withdrawn => drop(number, format!("{shown} was withdrawn")),
            Stage::Superseded => drop(number, format!("{shown} was superseded by another document")),
        }
        if !document.id.is_empty() {
            let issuer = if document.namespace.is_empty() { &document.author } else { &document.namespace };
            families.entry((issuer, &document.id)).or_default().push(number);
        }
    }
    for numbers in families.values().filter(|numbers| numbers.len() > 1) {
        for &one in numbers {
            let newer = numbers.iter().copied().find(|&other| later(&documents[other], &documents[one]));
            if let Some(newer) = newer {
                let (id, version) = (crate::short(&documents[one].id), crate::short(&documents[one].version));
                drop(
                    one,
                    format!(
                        "{id} version {version} was replaced by version {}",
                        crate::short(&documents[newer].version)
                    ),
                );
            }
        }
    }
    dropped.into_iter().map(|(document, why)| Dropped { document, why }).collect()
}

/// Whether one version of a document is certainly later than another.
fn later(one: &Document, other: &Document) -> bool {
    compare(&one.version, &other.version) == Some(Ordering::Greater)
}

/// Whole numbers and dotted ones, as OpenVEX, CycloneDX and CSAF count; a pre-release (`1.0.0-2`) stands before its
/// release. Nothing for anything else.
fn compare(one: &str, other: &str) -> Option<Ordering> {
    let split = |version: &str| -> Option<(Vec<u64>, bool, Vec<u64>)> {
        let version = version.split_once('+').map_or(version, |(version, _)| version);
        let (main, pre) = version.split_once('-').map_or((version, None), |(main, pre)| (main, Some(pre)));
        let numbers = |text: &str| text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>();
        let pre_numbers = pre.map(numbers).unwrap_or(Some(Vec::new()))?;
        Some((numbers(main)?, pre.is_none(), pre_numbers))
    };
    let ((mut one, full, pre), (mut other, other_full, other_pre)) = (split(one)?, split(other)?);
    while one.len() > 1 && one.last() == Some(&0) {
        one.pop();
    }
    while other.len() > 1 && other.last() == Some(&0) {
        other.pop();
    }
    Some((one, full, pre).cmp(&(other, other_full, other_pre)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_documents_are_numbers() {
        let order = |one, other| compare(one, other);
        assert_eq!(order("10", "9"), Some(Ordering::Greater));
        assert_eq!(order("1.2.0", "1.10.0"), Some(Ordering::Less));
        assert_eq!(order("1", "1.0.0"), Some(Ordering::Equal));
        assert_eq!(order("1.0.0-1", "1.0.0"), Some(Ordering::Less));
        assert_eq!(order("2", "2"), Some(Ordering::Equal));
        assert_eq!(order("b", "a"), None);
        assert_eq!(order("", "1"), None);
    }
}
