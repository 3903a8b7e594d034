//! The list of weaknesses (MITRE's CWE), with the names each had in every version of the list.

use std::sync::OnceLock;

/// A version of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// `4.17`.
    pub name: &'static str,
    /// The day it was published, as `2025-04-03`.
    pub date: &'static str,
}

/// How far a weakness is meant for the root cause of a vulnerability, as the list says since 4.12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The list says nothing.
    Unknown,
    /// Allowed.
    Allowed,
    /// Allowed with careful review.
    Review,
    /// Discouraged.
    Discouraged,
    /// Prohibited.
    Prohibited,
}

/// A weakness as some versions of the list in a row have it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    number: u32,
    /// Places of the first and the last of these versions in [`versions`].
    from: usize,
    to: usize,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its usage.
    pub usage: Usage,
    /// Its name.
    pub name: &'static str,
}

struct List {
    versions: Vec<Version>,
    entries: Vec<Entry>,
}

fn list() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list = List { versions: Vec::new(), entries: Vec::new() };
        for line in include_str!("../data/cwe.tsv").lines() {
            let mut cells = line.splitn(5, '\t');
            let mut cell = || cells.next().unwrap_or("");
            let first = cell();
            if first == "version" {
                let (name, date) = (cell(), cell());
                list.versions.push(Version { name, date });
                continue;
            }
            let place = |list: &List, name: &str| list.versions.iter().position(|own| own.name == name).unwrap_or(0);
            let (from, to) = (cell(), cell());
            let (from, to) = (place(&list, from), place(&list, to));
            let (state, name) = (cell(), cell());
            let usage = match state.as_bytes().get(1) {
                Some(b'a') => Usage::Allowed,
                Some(b'r') => Usage::Review,
                Some(b'd') => Usage::Discouraged,
                Some(b'p') => Usage::Prohibited,
                _ => Usage::Unknown,
            };
            let deprecated = state.starts_with('x');
            list.entries.push(Entry { number: first.parse().unwrap_or(0), from, to, deprecated, usage, name });
        }
        list
    })
}

/// All versions of the list that are known here, the oldest first.
pub fn versions() -> &'static [Version] {
    &list().versions
}

/// The newest version of the list that is known here.
pub fn newest() -> Version {
    list().versions.last().copied().unwrap_or(Version { name: "", date: "" })
}

/// The version of this name.
pub fn version(name: &str) -> Option<Version> {
    list().versions.iter().find(|own| own.name == name).copied()
}

/// The version that was the newest on a day (`2024-01-21`).
pub fn newest_on(day: &str) -> Option<Version> {
    list().versions.iter().rev().find(|own| own.date <= day).copied()
}

/// Every state of a weakness (`CWE-79`) in the order of the versions; nothing if the list never had it.
pub fn history(id: &str) -> &'static [Entry] {
    let Some(number) = id.strip_prefix("CWE-").and_then(|number| number.parse::<u32>().ok()) else { return &[] };
    let entries = &list().entries;
    let from = entries.partition_point(|entry| entry.number < number);
    let to = entries.partition_point(|entry| entry.number <= number);
    entries.get(from..to).unwrap_or(&[])
}

/// A weakness as a version of the list has it.
pub fn entry(id: &str, version: &str) -> Option<&'static Entry> {
    let at = list().versions.iter().position(|own| own.name == version)?;
    history(id).iter().find(|entry| (entry.from..=entry.to).contains(&at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_version() {
        let name = |id, version| entry(id, version).map(|entry| entry.name);
        assert_eq!(
            name("CWE-79", "4.13"),
            Some("Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')")
        );
        assert_eq!(name("CWE-20", "4.13"), Some("Improper Input Validation"));
        assert!(entry("CWE-596", "4.13").is_some_and(|entry| entry.deprecated));
        assert_eq!(entry("CWE-20", "4.13").map(|entry| entry.usage), Some(Usage::Discouraged));
        assert!(history("CWE-1000").is_empty() && history("CWE-79").len() > 1 && history("x").is_empty());
        assert_eq!(newest_on("2024-01-21").map(|version| version.name), Some("4.13"));
        assert!(versions().len() > 50 && list().entries.is_sorted_by_key(|entry| entry.number));
    }
}
