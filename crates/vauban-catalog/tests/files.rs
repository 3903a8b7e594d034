//! How the files under `catalog/` are written.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

fn catalog_files(extension: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of catalogs") {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|one| one == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog"), extension, &mut found);
    found.sort();
    found
}

fn keys(value: &DeValue<'_>, found: &mut Vec<String>) {
    match value {
        DeValue::Table(table) => table_keys(table, found),
        DeValue::Array(items) => items.iter().for_each(|item| keys(item.get_ref(), found)),
        _ => {}
    }
}

fn table_keys(table: &DeTable<'_>, found: &mut Vec<String>) {
    for (key, value) in table {
        found.push(key.get_ref().to_string());
        keys(value.get_ref(), found);
    }
}

fn is_kebab(key: &str) -> bool {
    let good =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    key.split('-').all(good)
}

#[test]
fn every_key_is_kebab_case() {
    let files = catalog_files("toml");
    assert_eq!(files.len(), 21);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut found = Vec::new();
        table_keys(DeTable::parse(&text).unwrap().get_ref(), &mut found);
        let bad: Vec<_> = found.iter().filter(|key| !is_kebab(key)).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", file.display());
    }
}

#[test]
fn nothing_is_written_with_underscores() {
    for file in catalog_files("toml").into_iter().chain(catalog_files("md")) {
        let text = fs::read_to_string(&file).unwrap();
        for (at, line) in text.lines().enumerate() {
            let joined = line.split('_').collect::<Vec<_>>();
            let inside = joined.windows(2).any(|pair| {
                pair[0].ends_with(|one: char| one.is_ascii_lowercase())
                    && pair[1].starts_with(|one: char| one.is_ascii_lowercase())
            });
            assert!(!inside, "{}:{}: {line}", file.display(), at + 1);
        }
    }
}
