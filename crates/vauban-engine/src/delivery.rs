//! A delivery on disk: every file of a folder, read once for both digests, on all cores and in constant memory.
//!
//! Links are never followed: where one leads can be changed after the check, and out of the folder. Empty folders are
//! no part of a delivery.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use vauban_seal::manifest::path::check_path;
use vauban_seal::manifest::{Found, MOST_FILES, Manifest, digest};

/// Name of the manifest at the top of a delivery; `sha256sum -c` reads it.
pub const MANIFEST_NAME: &str = "MANIFEST.sha256";
/// Endings of files beside the manifest that hold its signatures: minisign, SSH, gpg, cosign.
pub const SIGNATURE_ENDINGS: &[&str] = &["minisig", "sig", "asc", "cosign"];

/// Folders below each other in a delivery.
const DEEPEST: usize = 256;
/// Bytes of a file that are read at once.
const ROOM: usize = 128 << 10;

/// What lies at a path of a delivery, before any of it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file of so many bytes.
    File(u64),
    /// Anything else.
    Other(Found),
}

/// Whether a path is the manifest of a delivery or a signature under it: these are beside what they list.
pub fn is_seal(path: &str) -> bool {
    let ending = path.strip_prefix(MANIFEST_NAME).map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    path == MANIFEST_NAME
        || ending.is_some_and(|ending| {
            path.len() == MANIFEST_NAME.len() + 1 + ending.len() && SIGNATURE_ENDINGS.contains(&ending)
        })
}

/// Whether a path is what a run left that was stopped while it put the manifest or a signature there. It is no part of a
/// delivery, and no verified delivery holds one: it is an extra file until the next signing takes it away.
pub fn is_left_over(path: &str) -> bool {
    path.strip_prefix('.')
        .is_some_and(|path| path.starts_with(MANIFEST_NAME) && path.ends_with(".tmp") && !path.contains('/'))
}

/// Everything in a folder but its manifest and the signatures under it, sorted by path.
///
/// # Errors
/// If the folder or one below it cannot be listed, or there is more than a manifest can hold.
pub fn walk(root: &Path) -> Result<Vec<(String, Entry)>, String> {
    if !fs::metadata(root).map_err(|error| format!("{}: {error}", root.display()))?.is_dir() {
        return Err(format!("{} is no folder", root.display()));
    }
    let mut found = Vec::new();
    let mut folders: Vec<(PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let problem = |error: io::Error| format!("cannot list {}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let name = entry.file_name();
            let path = format!("{prefix}{}", name.to_string_lossy());
            // What `read_dir` tells is of the entry itself, never of where a link leads.
            let kind = entry.file_type().map_err(problem)?;
            let what = if name.to_str().is_none() {
                Entry::Other(Found::Odd("has a name that is no UTF-8, which not every system can keep".to_owned()))
            } else if kind.is_symlink() {
                Entry::Other(Found::Link)
            } else if kind.is_dir() {
                if depth == DEEPEST {
                    return Err(format!("{} lies deeper than {DEEPEST} folders", entry.path().display()));
                }
                folders.push((entry.path(), format!("{path}/"), depth + 1));
                continue;
            } else if !kind.is_file() {
                Entry::Other(Found::Odd("is no ordinary file".to_owned()))
            } else if is_seal(&path) {
                continue;
            } else if let Err(why) = check_path(&path) {
                Entry::Other(Found::Odd(format!("has a name that is refused: {why}")))
            } else {
                match entry.metadata() {
                    Ok(data) => Entry::File(data.len()),
                    Err(error) => Entry::Other(Found::Unreadable(error.to_string())),
                }
            };
            if found.len() == MOST_FILES {
                return Err(format!("there are more than {MOST_FILES} files in {}", root.display()));
            }
            found.push((path, what));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// Reads the files of a folder for their digests. With a manifest, files are left unread that it does not list or whose
/// size alone says that they are others; without one all are read.
pub fn read_all(
    root: &Path,
    entries: &[(String, Entry)],
    sha512: bool,
    against: Option<&Manifest>,
) -> Vec<(String, Found)> {
    let unread = |path: &str, size: u64| {
        against.is_some_and(|manifest| manifest.file(path).is_none_or(|file| file.size != size))
    };
    let mut order: Vec<usize> = (0..entries.len()).collect();
    // The largest first, so that no core is left alone with one at the end.
    order.sort_by_key(|at| match entries.get(*at) {
        Some((_, Entry::File(size))) => std::cmp::Reverse(*size),
        _ => std::cmp::Reverse(0),
    });
    let mut found: Vec<(String, Found)> = order
        .into_par_iter()
        .with_max_len(1)
        .map_init(
            || vec![0; ROOM],
            |room, at| {
                let (path, entry) = entries.get(at)?;
                let found = match entry {
                    Entry::Other(found) => found.clone(),
                    Entry::File(size) if unread(path, *size) => Found::Size(*size),
                    Entry::File(_) => read(&root.join(path), sha512, room),
                };
                Some((path.clone(), found))
            },
        )
        .flatten_iter()
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

fn read(path: &Path, sha512: bool, room: &mut [u8]) -> Found {
    let opened = || -> io::Result<Option<fs::File>> {
        let seen = fs::symlink_metadata(path)?;
        if !seen.is_file() {
            return Ok(None);
        }
        let file = fs::File::open(path)?;
        Ok(same_file(&seen, &file.metadata()?).then_some(file))
    };
    match opened() {
        Ok(Some(file)) => match digest(file, sha512, room) {
            Ok(digests) => Found::File(digests),
            Err(error) => Found::Unreadable(error.to_string()),
        },
        Ok(None) => Found::Odd("was put in the place of another while it was looked at".to_owned()),
        Err(error) => Found::Unreadable(error.to_string()),
    }
}

/// Whether what was opened is what was looked at: a link that was put there in between leads elsewhere.
#[cfg(unix)]
fn same_file(seen: &fs::Metadata, opened: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    seen.dev() == opened.dev() && seen.ino() == opened.ino()
}

/// Where files have no numbers, a file must at least be one.
#[cfg(not(unix))]
fn same_file(_: &fs::Metadata, opened: &fs::Metadata) -> bool {
    opened.is_file()
}

#[cfg(test)]
mod tests {
    use super::{MANIFEST_NAME, is_left_over, is_seal};

    #[test]
    fn what_a_stopped_run_left_is_known_by_its_name() {
        assert!(is_left_over(".MANIFEST.sha256.27104.tmp") && is_left_over(".MANIFEST.sha256.sig.1-2.tmp"));
        assert!(
            !is_left_over("a/.MANIFEST.sha256.1.tmp") && !is_left_over(".other.1.tmp") && !is_left_over(MANIFEST_NAME)
        );
    }

    #[test]
    fn only_the_manifest_and_its_signatures_are_beside_what_they_list() {
        for seal in ["MANIFEST.sha256", "MANIFEST.sha256.minisig", "MANIFEST.sha256.sig"] {
            assert!(is_seal(seal), "{seal}");
        }
        for file in [
            "a/MANIFEST.sha256",
            "MANIFEST.sha256.exe",
            "MANIFEST.sha256minisig",
            "MANIFEST.sha256.",
            "manifest.sha256",
        ] {
            assert!(!is_seal(file), "{file}");
        }
    }
}
