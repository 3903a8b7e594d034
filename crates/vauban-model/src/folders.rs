//! Used folders by the path of ids that leads to them, and how each stands.
//!
//! `platform` is what this project uses under that id, `platform/organisation` what the platform uses in turn. A folder
//! that is reached in two ways is one set of records: it has its place in the model once, and the other ways lead there.

use std::collections::BTreeMap;

use vauban_diagnostics::Span;

use crate::model::Kind;

/// Every used folder, by its path of ids.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    by_path: BTreeMap<String, Folder>,
}

/// A used folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// How it stands.
    pub standing: FolderStanding,
    /// The header of the `[use.ID]` that brings it in.
    pub place: Span,
    /// Whether it is an organisation's, with no product, release or design in it: what it holds is done once.
    pub organisation: bool,
    /// Kinds that it is said to hold; empty where nobody says.
    pub holds: Vec<Kind>,
    /// Numbers of its files among the sources of the model.
    pub files: std::ops::Range<u32>,
    /// Digest of its record files, 64 hexadecimal digits, where somebody asked for it.
    pub digest: Option<String>,
    /// The digest that this project stored, if it is not the one of the folder as it is.
    pub expected: Option<String>,
}

impl Folder {
    /// A folder that is brought in by a `[use.ID]`, with nothing known of it yet.
    pub fn new(standing: FolderStanding, place: Span) -> Folder {
        Folder { standing, place, organisation: false, holds: Vec::new(), files: 0..0, digest: None, expected: None }
    }

    /// Whether it may hold records of a kind, as far as anybody says.
    pub fn may_hold(&self, kind: Kind) -> bool {
        self.holds.is_empty() || self.holds.contains(&kind)
    }
}

/// How a used folder stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderStanding {
    /// Its records are in the model, under its path.
    Here,
    /// It is the folder that stands under another path.
    SameAs(Box<str>),
    /// It is kept from some readers, and this is one of them.
    Withheld,
    /// It could not be read.
    Unreadable,
}

impl Folders {
    /// Enters a folder under its path.
    pub fn enter(&mut self, path: &str, folder: Folder) {
        self.by_path.insert(path.to_owned(), folder);
    }

    /// The folder of a path, as it was entered.
    pub fn get(&self, path: &str) -> Option<&Folder> {
        self.by_path.get(path)
    }

    /// The same, to tell more about it.
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Folder> {
        self.by_path.get_mut(path)
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Folder)> {
        self.by_path.iter().map(|(path, folder)| (path.as_str(), folder))
    }

    /// The path under which records of a folder stand: each part of it that leads to a folder known under another path
    /// is taken as that one.
    pub fn canonical(&self, path: &str) -> String {
        let mut at = String::with_capacity(path.len());
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if !at.is_empty() {
                at.push('/');
            }
            at.push_str(part);
            if let Some(Folder { standing: FolderStanding::SameAs(other), .. }) = self.by_path.get(&at) {
                at = other.to_string();
            }
        }
        at
    }

    /// The path by which a folder calls another, both as they stand in the model: what a record of the first would
    /// write in front of an id of the second. The second's own path where the first has no way to it.
    pub fn called_in<'a>(&'a self, folder: &str, other: &'a str) -> &'a str {
        if folder.is_empty() {
            return other;
        }
        if folder == other {
            return "";
        }
        if let Some(below) = other.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
            return below;
        }
        // The shortest name wins, then the first; `by_path` is sorted.
        let mut best: Option<&str> = None;
        for (path, known) in &self.by_path {
            let FolderStanding::SameAs(to) = &known.standing else { continue };
            let Some(below) = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else { continue };
            if **to == *other && best.is_none_or(|best| below.len() < best.len()) {
                best = Some(below);
            }
        }
        best.unwrap_or(other)
    }

    /// The withheld folder that a path leads to or into.
    pub fn withheld_at(&self, path: &str) -> Option<&str> {
        let mut end = 0;
        loop {
            end = path.get(end..)?.find('/').map_or(path.len(), |at| end + at);
            let (known, folder) = self.by_path.get_key_value(path.get(..end)?)?;
            match folder.standing {
                FolderStanding::Withheld => return Some(known),
                _ if end == path.len() => return None,
                _ => end += 1,
            }
        }
    }

    /// Folders that are kept from this reader.
    pub fn withheld(&self) -> impl Iterator<Item = (&str, &Folder)> {
        self.iter().filter(|(_, folder)| folder.standing == FolderStanding::Withheld)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vauban_diagnostics::FileId;

    fn folders(all: &[(&str, FolderStanding)]) -> Folders {
        let mut folders = Folders::default();
        for (path, standing) in all {
            folders.enter(path, Folder::new(standing.clone(), Span::start_of(FileId(0))));
        }
        folders
    }

    #[test]
    fn a_folder_reached_in_two_ways_is_one() {
        let known = folders(&[
            ("platform", FolderStanding::Here),
            ("platform/organisation", FolderStanding::SameAs("org".into())),
            ("org", FolderStanding::Here),
            ("org/people", FolderStanding::Withheld),
        ]);
        assert_eq!(known.canonical("platform/organisation"), "org");
        assert_eq!(known.canonical("platform/organisation/people"), "org/people");
        assert_eq!(known.canonical("platform"), "platform");
        assert_eq!(known.canonical(""), "");
        assert_eq!(known.called_in("platform", "org"), "organisation");
        assert_eq!(known.called_in("platform", "platform"), "");
        assert_eq!(known.called_in("", "org"), "org");
        assert_eq!(known.withheld_at("org/people"), Some("org/people"));
        assert_eq!(known.withheld_at("org/people/deeper"), Some("org/people"));
        assert_eq!(known.withheld_at("org"), None);
        assert_eq!(known.withheld_at("nowhere/at/all"), None);
        assert_eq!(known.withheld_at(""), None);
    }
}
