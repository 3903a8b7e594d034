//! A project as it would be: with another `vauban.toml`, or with a used folder in another state.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use vauban_model::{Commits, Date, FileFact, History};

use crate::world::{Listing, ReadError, World};

/// A world in which some things are otherwise, and everything else is as it is.
pub struct Otherwise<'w> {
    world: &'w dyn World,
    root: Option<String>,
    folders: BTreeMap<String, String>,
}

impl<'w> Otherwise<'w> {
    /// A world as it is.
    pub fn new(world: &'w dyn World) -> Otherwise<'w> {
        Otherwise { world, root: None, folders: BTreeMap::new() }
    }

    /// With this text in `vauban.toml`.
    pub fn with_root(mut self, text: String) -> Otherwise<'w> {
        self.root = Some(text);
        self
    }

    /// With another folder, by its path as written in `[use.ID]`, at a revision of its own repository.
    pub fn with_folder_at(mut self, path: &str, rev: &str) -> Otherwise<'w> {
        self.folders.insert(path.to_owned(), rev.to_owned());
        self
    }
}

impl std::fmt::Debug for Otherwise<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Otherwise({}, {:?})", self.world.identity(), self.folders)
    }
}

impl World for Otherwise<'_> {
    fn identity(&self) -> String {
        self.world.identity()
    }

    fn today(&self) -> Date {
        self.world.today()
    }

    fn listing(&self) -> Listing {
        self.world.listing()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match &self.root {
            Some(text) if path == "vauban.toml" => Ok(text.clone().into_bytes()),
            _ => self.world.read(path),
        }
    }

    fn probe(&self, path: &str) -> FileFact {
        self.world.probe(path)
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        self.world.evidence(path, limit)
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        self.world.stream(path)
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        self.world.commit_times(commits)
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        self.world.first_commits(paths)
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        let folder = self.world.folder(path)?;
        match self.folders.get(path) {
            Some(rev) => folder.at(rev),
            None => Ok(folder),
        }
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        self.world.revision(git, rev, folder)
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        self.world.at(rev)
    }

    fn origin(&self) -> String {
        self.world.origin()
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        self.world.record_commits(most)
    }

    fn beside(&self, path: &str) -> Vec<String> {
        self.world.beside(path)
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        self.world.pinned(git, rev)
    }

    fn sources(&self) -> Option<Vec<String>> {
        self.world.sources()
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        self.world.commit(rev)
    }

    fn history(&self) -> Option<History> {
        self.world.history()
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        self.world.authorship(before)
    }
}
