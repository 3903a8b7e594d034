//! The process documents that `vauban init --templates` writes: all eight practices, roles and beginnings of
//! records, one set for every kind of product.
//!
//! They are drafts. Nobody is named and nothing is approved, so that a fresh set raises no verdict by itself.

use std::collections::BTreeSet;
use std::path::Path;

use crate::files;

/// Path in the project, and text.
const FILES: &[(&str, &str)] = &[
    ("security/process/management.md", include_str!("../templates/process/management.md")),
    ("security/process/requirements.md", include_str!("../templates/process/requirements.md")),
    ("security/process/design.md", include_str!("../templates/process/design.md")),
    ("security/process/implementation.md", include_str!("../templates/process/implementation.md")),
    ("security/process/verification.md", include_str!("../templates/process/verification.md")),
    ("security/process/issues.md", include_str!("../templates/process/issues.md")),
    ("security/process/updates.md", include_str!("../templates/process/updates.md")),
    ("security/process/guidelines.md", include_str!("../templates/process/guidelines.md")),
    ("security/process/coding-standard.md", include_str!("../templates/process/coding-standard.md")),
    ("security/process/roles.toml", include_str!("../templates/process/roles.toml")),
    (PEOPLE, include_str!("../templates/process/people.toml")),
    ("security/workplace.toml", include_str!("../templates/process/workplace.toml")),
    ("security/improvement.toml", include_str!("../templates/process/release.toml")),
    ("security/practices.toml", include_str!("../templates/process/practices.toml")),
];

/// The one file that a project without process documents begins with as well.
pub(crate) const PEOPLE: &str = "security/people.toml";

/// What came of writing the set.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Paths written.
    pub(crate) files: Vec<String>,
    /// What was left alone, and why.
    pub(crate) kept: Vec<String>,
}

/// Adds the documents that are not there. Records whose id the project has already are left out of what is written,
/// and a document whose process is recorded elsewhere is not written at all.
///
/// # Errors
/// If a file cannot be written.
pub(crate) fn write(folder: &Path, known: &BTreeSet<String>) -> Result<Written, String> {
    let mut written = Written::default();
    for (path, text) in FILES {
        if folder.join(path).exists() {
            written.kept.push(format!("{path} is there already"));
            continue;
        }
        let (text, taken) = without(text, known);
        if path.ends_with(".md") && !taken.is_empty() {
            written.kept.push(format!("{path} was not needed: {} is recorded already", taken.join(", ")));
            continue;
        }
        for record in taken {
            written.kept.push(format!("{record} is recorded already"));
        }
        files::create(&folder.join(path), &text)?;
        written.files.push((*path).to_owned());
    }
    Ok(written)
}

/// The text without the records that are known, and which those were.
fn without(text: &str, known: &BTreeSet<String>) -> (String, Vec<String>) {
    let (mut kept, mut taken, mut skipping) = (String::with_capacity(text.len()), Vec::new(), false);
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.trim_end().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            skipping = known.contains(name);
            if skipping {
                taken.push(name.to_owned());
            }
        } else if line.starts_with('#') {
            // A comment at the beginning of a line belongs to what follows.
            skipping = false;
        }
        if !skipping {
            kept.push_str(line);
        }
    }
    (kept, taken)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use vauban_catalog::Catalogs;

    use super::{FILES, without};

    /// What the tags of all documents cover.
    fn covered() -> BTreeMap<&'static str, Vec<&'static str>> {
        let mut covered = BTreeMap::new();
        for (path, text) in FILES {
            let tags = text.lines().filter_map(|line| line.split_once(" covers=")?.1.strip_suffix('}'));
            covered.insert(*path, tags.flat_map(|tags| tags.split(',')).collect());
        }
        covered
    }

    #[test]
    fn every_aspect_of_the_standard_has_a_section() {
        let covered: BTreeSet<&str> = covered().into_values().flatten().collect();
        let catalogs = Catalogs::embedded();
        let asked: BTreeSet<&str> = catalogs
            .default_lifecycle()
            .requirements
            .iter()
            .flat_map(|requirement| requirement.aspects.iter().map(|aspect| aspect.id.as_str()))
            .collect();
        let missing: Vec<_> = asked.difference(&covered).collect();
        assert!(missing.is_empty(), "no section covers {missing:?}");
        let unknown: Vec<_> = covered.difference(&asked).collect();
        assert!(unknown.is_empty(), "sections cover what nobody asks: {unknown:?}");
    }

    #[test]
    fn every_requirement_has_one_section_that_says_who_when_and_which_record() {
        let catalogs = Catalogs::embedded();
        for requirement in &catalogs.default_lifecycle().requirements {
            let tag = format!("{{#{} covers=", requirement.id.to_lowercase());
            let sections: Vec<&str> = FILES
                .iter()
                .flat_map(|(_, text)| text.split("\n## ").skip(1))
                .filter(|section| section.lines().next().is_some_and(|heading| heading.contains(&tag)))
                .collect();
            let [section] = sections.as_slice() else { panic!("{} has {} sections", requirement.id, sections.len()) };
            for word in ["**Who:**", "**When:**", "**Record:**"] {
                assert!(section.contains(word), "the section of {} does not say {word}", requirement.id);
            }
            let words = section.split_whitespace().count();
            assert!((45..=320).contains(&words), "the section of {} has {words} words", requirement.id);
        }
    }

    #[test]
    fn nothing_is_approved_beforehand() {
        for (path, text) in FILES {
            let live = text.lines().filter(|line| !line.starts_with('#'));
            for line in live {
                let key = line.split(" = ").next().unwrap_or("");
                assert!(
                    !["approved-by", "date", "effective", "digest", "held-by", "deputy"].contains(&key),
                    "{path}: {line}"
                );
            }
        }
    }

    #[test]
    fn known_records_are_left_out() {
        let known = BTreeSet::from(["role.architect".to_owned()]);
        let (text, taken) =
            without("# Roles\n\n[role.architect]\ntitle = \"A\"\n\n[role.tester]\ntitle = \"T\"\n", &known);
        assert_eq!(text, "# Roles\n\n[role.tester]\ntitle = \"T\"\n");
        assert_eq!(taken, ["role.architect"]);
    }
}
