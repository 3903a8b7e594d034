//! A manifest against what lies in a folder: which file differs, and in what.

use super::{Digests, File, Manifest};

/// What lies at a path of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file, read to its end.
    File(Digests),
    /// A file whose size alone says that it is another: it was not read.
    Size(u64),
    /// A link: not followed, for where it leads can be changed after the check.
    Link,
    /// Neither file, folder nor link; or a name that is refused; what.
    Odd(String),
    /// It could not be read; why.
    Unreadable(String),
}

/// How a file of the folder stands to the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The manifest lists it, and it is not there.
    Missing,
    /// It is there, and the manifest does not list it.
    Extra,
    /// Its size differs: as listed, as found.
    OtherSize(u64, u64),
    /// Its bytes differ: names of the digests that do.
    OtherBytes(Vec<&'static str>),
    /// It is a link.
    Link,
    /// It is no file; what it is.
    Odd(String),
    /// It could not be read; why.
    Unreadable(String),
}

/// One file that is not as listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Its path.
    pub path: String,
    /// What is wrong with it.
    pub state: State,
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            State::Missing => write!(f, "is missing"),
            State::Extra => write!(f, "is not in the manifest"),
            State::OtherSize(listed, found) => write!(f, "has {found} bytes, and {listed} are listed"),
            State::OtherBytes(digests) => write!(f, "has changed ({})", digests.join(" and ")),
            State::Link => write!(f, "is a link, which is not followed"),
            State::Odd(what) => f.write_str(what),
            State::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Holds what was found against a manifest; `found` is sorted by path, each path once. Nothing is returned only if every
/// listed file is there with its bytes, and nothing else is.
pub fn compare(manifest: &Manifest, found: &[(String, Found)]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut listed = manifest.files().iter().peekable();
    let mut note = |path: &str, state: State| differences.push(Difference { path: path.to_owned(), state });
    for (path, found) in found {
        while let Some(file) = listed.next_if(|file| file.path < *path) {
            note(&file.path, State::Missing);
        }
        let known = listed.next_if(|file| file.path == *path);
        match (known, found) {
            (_, Found::Link) => note(path, State::Link),
            (_, Found::Odd(what)) => note(path, State::Odd(what.clone())),
            (_, Found::Unreadable(why)) => note(path, State::Unreadable(why.clone())),
            (None, Found::File(_) | Found::Size(_)) => note(path, State::Extra),
            // A file that was not read is never as listed, whatever its size.
            (Some(file), Found::Size(size)) if *size != file.size => note(path, State::OtherSize(file.size, *size)),
            (Some(_), Found::Size(_)) => note(path, State::Unreadable("it was not read".to_owned())),
            (Some(file), Found::File(digests)) => {
                if let Some(state) = differs(file, digests) {
                    note(path, state);
                }
            }
        }
    }
    for file in listed {
        note(&file.path, State::Missing);
    }
    differences
}

fn differs(file: &File, found: &Digests) -> Option<State> {
    if file.size != found.size {
        return Some(State::OtherSize(file.size, found.size));
    }
    let mut other = Vec::new();
    if file.sha256 != found.sha256 {
        other.push("SHA-256");
    }
    if file.sha512.is_some() && file.sha512 != found.sha512 {
        other.push("SHA-512");
    }
    if other.is_empty() { None } else { Some(State::OtherBytes(other)) }
}
