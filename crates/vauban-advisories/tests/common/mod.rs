//! What the tests over other people's files share.

#![allow(dead_code, unreachable_pub, reason = "each test uses what it needs")]

use std::path::{Path, PathBuf};

use vauban_advisories::index::{Built, Form, Indexes};
use vauban_advisories::read::{Feed, Problem, is_file};
use vauban_advisories::{Builder, Index};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of the whole corpora, if they are there; says so if not.
pub fn corpus(name: &str) -> Option<PathBuf> {
    let folder = root().join("../shared/corpora").join(name);
    if !folder.is_dir() {
        println!("NOT RUN: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// The files below a folder, by path.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                    found.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
    }
    found.sort();
    found
}

/// Reads a folder of a form into a builder.
pub fn feed(builder: &mut Builder, name: &str, form: Form, folder: &Path) -> (u64, Vec<Problem>) {
    let mut feed = Feed::new(name, form, None);
    for (path, bytes) in files(folder) {
        if is_file(form, &path) {
            feed.file(&path, &bytes, builder);
        }
    }
    let (source, problems, _) = feed.finish();
    let records = source.records;
    builder.source(source);
    (records, problems)
}

/// Opens what was built.
pub fn open(built: &Built) -> Indexes<Vec<u8>> {
    let index = Index::open(built.bytes()).unwrap();
    index.verify().unwrap();
    assert_eq!(index.digest().unwrap(), built.digest);
    Indexes::new(index, built.digest).unwrap()
}
