//! A world around another: what it does not say itself is as it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use vauban_model::{Commits, Date, FileFact, History};

use crate::world::{Earlier, Follow, Listing, ReadError, World};

/// A world that changes a little of another. Whatever a [`World`] learns to answer, it passes on.
pub(crate) trait Around: Sync {
    /// The world as it is.
    fn inner(&self) -> &dyn World;

    /// Today, as it is here.
    fn day(&self) -> Date {
        self.inner().today()
    }

    /// A record file, as it is here.
    fn record_file(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.inner().read(path)
    }

    /// Another folder, as it is here.
    fn other_folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        self.inner().folder(path)
    }
}

impl<W: Around> World for W {
    fn identity(&self) -> String {
        self.inner().identity()
    }

    fn today(&self) -> Date {
        self.day()
    }

    /// On another day than today it is the end of that day.
    fn instant(&self) -> Option<i64> {
        self.inner().instant().filter(|_| self.day() == self.inner().today())
    }

    fn listing(&self) -> Listing {
        self.inner().listing()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.record_file(path)
    }

    fn probe(&self, path: &str) -> FileFact {
        self.inner().probe(path)
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        self.inner().evidence(path, limit)
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        self.inner().stream(path)
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        self.inner().commit_times(commits)
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        self.inner().first_commits(paths)
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        self.inner().refs(names)
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        self.other_folder(path)
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        self.inner().revision(git, rev, folder)
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        self.inner().at(rev)
    }

    fn origin(&self) -> String {
        self.inner().origin()
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        self.inner().record_commits(most)
    }

    fn earlier(&self, paths: &BTreeSet<String>, follow: Follow) -> Option<Earlier> {
        self.inner().earlier(paths, follow)
    }

    fn beside(&self, path: &str) -> Vec<String> {
        self.inner().beside(path)
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        self.inner().pinned(git, rev)
    }

    fn sources(&self) -> Option<Vec<String>> {
        self.inner().sources()
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        self.inner().commit(rev)
    }

    fn history(&self) -> Option<History> {
        self.inner().history()
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        self.inner().authorship(before)
    }
}
