//! A folder at a revision of a git repository: the same as on disk, as it was then.
//!
//! The tree is listed once. Record files and evidence are read when they are asked for, so that a repository full of
//! firmware images costs no more than its records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use vauban_model::{Commits, Date, FileFact, History};

use crate::digest::sha256_hex;
use crate::git::{self, Blob, Reader};
use crate::memory::{is_record_file, join};
use crate::world::{Earlier, Follow, Limits, Listing, ReadError, World};
use crate::{authorship, earlier, history, refs, times};

/// A folder at a revision.
#[derive(Debug)]
pub struct RevisionWorld {
    repository: PathBuf,
    commit: String,
    /// The folder inside the repository: empty, or ending in `/`.
    folder: String,
    today: Date,
    instant: Option<i64>,
    files: BTreeMap<String, Blob>,
    reader: Mutex<Option<Reader>>,
}

impl RevisionWorld {
    /// Opens a folder of a repository at a revision.
    ///
    /// # Errors
    /// If there is no git, no such revision, or no `vauban.toml` there.
    pub(crate) fn open(repository: &Path, rev: &str, folder: &str, today: Date) -> Result<RevisionWorld, String> {
        let folder = match folder.trim_matches('/') {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let repository = &git::top(repository);
        let commit = git::resolve(repository, rev)?;
        let files = git::tree(repository, &commit, &folder)?;
        if !files.contains_key("vauban.toml") {
            return Err(format!("there is no `{folder}vauban.toml` at `{rev}`"));
        }
        let reader = Mutex::new(None);
        Ok(RevisionWorld { repository: repository.clone(), commit, folder, today, instant: None, files, reader })
    }

    /// The same folder looked at at an instant of today, in seconds from 1970-01-01T00:00:00Z.
    pub(crate) fn at_instant(mut self, instant: Option<i64>) -> RevisionWorld {
        self.instant = instant;
        self
    }

    fn bytes(&self, blob: &Blob) -> Result<Vec<u8>, String> {
        let mut reader = self.reader.lock().map_err(|_| "`git` stopped answering".to_owned())?;
        if reader.is_none() {
            *reader = Some(Reader::open(&self.repository)?);
        }
        reader.as_mut().map_or_else(|| Err("`git` stopped answering".to_owned()), |reader| reader.read(blob))
    }
}

impl World for RevisionWorld {
    fn identity(&self) -> String {
        format!("{}@{}:{}", self.repository.display(), self.commit, self.folder)
    }

    fn today(&self) -> Date {
        self.today
    }

    fn instant(&self) -> Option<i64> {
        self.instant
    }

    fn listing(&self) -> Listing {
        let mut listing = Listing::default();
        let mut total = 0;
        for (path, blob) in self.files.iter().filter(|(path, _)| is_record_file(path)) {
            total += blob.size;
            if listing.files.len() >= Limits::FILES || total > Limits::TOTAL {
                listing.problems.push((path.clone(), ReadError::TooMany));
                break;
            }
            listing.files.push(path.clone());
        }
        listing
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let blob = self.files.get(path).ok_or_else(|| ReadError::Unreadable("no such file".into()))?;
        if blob.size > Limits::FILE {
            return Err(ReadError::TooLarge(blob.size));
        }
        self.bytes(blob).map_err(ReadError::Unreadable)
    }

    fn probe(&self, path: &str) -> FileFact {
        let Some(blob) = self.files.get(path) else { return FileFact::Missing };
        if blob.size > Limits::RESULTS {
            return FileFact::Refused(format!(
                "it is larger than {} bytes, too large to be read from git",
                Limits::RESULTS
            ));
        }
        match self.bytes(blob) {
            Ok(bytes) => FileFact::There { digest: sha256_hex(&bytes), size: blob.size },
            Err(why) => FileFact::Refused(why),
        }
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        let blob = self.files.get(path).ok_or("there is no such file")?;
        if blob.size > limit { Err(format!("it is larger than {limit} bytes")) } else { self.bytes(blob) }
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        times::of_commits(&self.repository, commits)
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        times::first_of_files(&self.repository, &self.folder, &self.commit, paths)
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        refs::commits(&self.repository, &self.folder, names)
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        let target = join(&self.folder, path).ok_or("it leads out of the repository")?;
        Ok(Box::new(RevisionWorld::open(&self.repository, &self.commit, &target, self.today)?.at_instant(self.instant)))
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        if git.contains("://") || (git.contains(':') && !Path::new(git).is_absolute()) {
            return Err(format!("`{git}` is not on this machine, and no command here uses a network"));
        }
        let repository = self.repository.join(git);
        Ok(Box::new(RevisionWorld::open(&repository, rev, folder.unwrap_or(""), self.today)?.at_instant(self.instant)))
    }

    fn origin(&self) -> String {
        format!("{}:{}", self.repository.display(), self.folder.trim_end_matches('/'))
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        git::record_commits(&self.repository, &self.commit, &self.folder, most)
    }

    fn earlier(&self, paths: &BTreeSet<String>, follow: Follow) -> Option<Earlier> {
        earlier::read(&self.repository, &self.folder, &self.commit, paths, follow)
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        let repository = self.repository.join(git);
        let commit = git::resolve(&repository, rev).ok()?;
        Some((commit, git::moves(&repository, rev)))
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        Ok(Box::new(RevisionWorld::open(&self.repository, rev, &self.folder, self.today)?.at_instant(self.instant)))
    }

    fn sources(&self) -> Option<Vec<String>> {
        (self.files.len() <= Limits::SOURCES).then(|| self.files.keys().cloned().collect())
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        git::commit_object(&self.repository, rev)
    }

    fn history(&self) -> Option<History> {
        history::read(&self.repository, &self.folder, &self.commit)
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        authorship::read(&self.repository, &self.folder, &self.commit, before)
    }
}
