//! What the tests share: the corpora, and statements without their places.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::path::{Path, PathBuf};

use vauban_vex::read::{Boms, Reading, read};
use vauban_vex::{Document, Place};

/// A file of the small copies in this repository.
pub(crate) fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora")
}

/// The folder of large corpora, if it is here.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("VAUBAN_SHARED").map(PathBuf::from);
    let root = root.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let folder = root.join("corpora").join(name);
    if !folder.is_dir() {
        println!("SKIPPED: the corpus `{name}` is not here ({})", folder.display());
        return None;
    }
    Some(folder)
}

/// All JSON files below a folder, sorted.
pub(crate) fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads a text that must be a document.
pub(crate) fn reading(text: &str) -> Reading {
    read(text.as_bytes(), &Boms::default()).unwrap()
}

/// A document without its places, which differ between two spellings of the same.
pub(crate) fn plain(mut document: Document) -> Document {
    for statement in &mut document.statements {
        statement.place = Place::default();
    }
    document
}
