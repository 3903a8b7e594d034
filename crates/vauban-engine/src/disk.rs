//! A world on disk: a folder with a `vauban.toml`, and git where there is one.
//!
//! Links are followed only while they stay inside the project. Reading never writes, and nothing of the
//! project is executed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use vauban_model::{Commits, Date, FileFact, History};

use crate::digest::hex;
use crate::memory::is_record_file;
use crate::revision::RevisionWorld;
use crate::world::{Earlier, Follow, Limits, Listing, ReadError, World};
use crate::{authorship, earlier, git, history, refs, sources, times};

/// Bytes that are read of a file at once.
const STREAMED: usize = 256 << 10;

/// A folder on disk on a given day.
#[derive(Clone, Debug)]
pub struct DiskWorld {
    /// The folder, with links resolved.
    root: PathBuf,
    today: Date,
    instant: Option<i64>,
}

impl DiskWorld {
    /// Opens a folder.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open(root: &Path, today: Date) -> Result<DiskWorld, String> {
        let root = fs::canonicalize(root).map_err(|error| format!("cannot open {}: {error}", root.display()))?;
        Ok(DiskWorld { root, today, instant: None })
    }

    /// The same folder at an instant of today, in seconds from 1970-01-01T00:00:00Z.
    pub fn at_instant(mut self, instant: Option<i64>) -> DiskWorld {
        self.instant = instant;
        self
    }

    /// The folder, with links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The real path of a project path, if it stays inside the project.
    fn inside(&self, path: &str) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path);
        let plain = relative
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir));
        if !plain {
            return Err(ReadError::Outside);
        }
        let real =
            fs::canonicalize(self.root.join(relative)).map_err(|error| ReadError::Unreadable(error.to_string()))?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ReadError::Outside) }
    }

    fn walk(&self, folder: &Path, relative: &str, depth: usize, listing: &mut Listing) {
        if depth > Limits::DEPTH {
            let problem = ReadError::Unreadable(format!("folders nest deeper than {}", Limits::DEPTH));
            listing.problems.push((relative.to_owned(), problem));
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                listing.problems.push((relative.to_owned(), ReadError::Unreadable(error.to_string())));
                return;
            }
        };
        let mut names: Vec<(String, fs::FileType)> = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
                Ok((name, kind)) => match name.into_string() {
                    Ok(name) => names.push((name, kind)),
                    Err(name) => {
                        let shown = format!("{relative}/{}", name.to_string_lossy());
                        listing.problems.push((shown, ReadError::Unreadable("its name is not UTF-8".into())));
                    }
                },
                Err(error) => listing.problems.push((relative.to_owned(), ReadError::Unreadable(error.to_string()))),
            }
        }
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, kind) in names {
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{relative}/{name}");
            let wanted = is_record_file(&path);
            let kind = if kind.is_symlink() {
                // A link counts as what it leads to, as long as it leads to something of the project.
                match self.inside(&path).map(|real| fs::metadata(real).map(|data| data.file_type())) {
                    Ok(Ok(kind)) if kind.is_file() => kind,
                    // Folders are not entered through links: they would be read twice, or for ever.
                    Ok(Ok(_)) => continue,
                    Ok(Err(error)) => {
                        listing.problems.push((path, ReadError::Unreadable(error.to_string())));
                        continue;
                    }
                    Err(ReadError::Unreadable(_)) if !wanted => continue,
                    Err(problem) => {
                        listing.problems.push((path, problem));
                        continue;
                    }
                }
            } else {
                kind
            };
            if kind.is_dir() {
                if path != "security/evidence" {
                    self.walk(&folder.join(&name), &path, depth + 1, listing);
                }
            } else if wanted && listing.files.len() >= Limits::FILES {
                if !listing.problems.iter().any(|(_, problem)| *problem == ReadError::TooMany) {
                    listing.problems.push((path, ReadError::TooMany));
                }
            } else if wanted && kind.is_file() {
                listing.files.push(path);
            } else if wanted {
                listing.problems.push((path, ReadError::Unreadable("it is no ordinary file".into())));
            }
        }
    }
}

impl World for DiskWorld {
    fn identity(&self) -> String {
        self.root.display().to_string()
    }

    fn today(&self) -> Date {
        self.today
    }

    fn instant(&self) -> Option<i64> {
        self.instant
    }

    fn listing(&self) -> Listing {
        let mut listing = Listing::default();
        let security = self.root.join("security");
        if security.is_dir() {
            match self.inside("security") {
                Ok(real) => self.walk(&real, "security", 0, &mut listing),
                Err(problem) => listing.problems.push(("security".into(), problem)),
            }
        }
        if self.root.join("vauban.toml").exists() {
            listing.files.push("vauban.toml".into());
        }
        listing.files.sort_unstable();
        listing
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let unreadable = |error: std::io::Error| ReadError::Unreadable(error.to_string());
        // Only a link can lead out, so the costly look at the real path is for links alone.
        let full = self.root.join(path);
        let data = fs::symlink_metadata(&full).map_err(unreadable)?;
        let full = if data.is_symlink() { self.inside(path)? } else { full };
        // Opening a pipe would wait for ever.
        if !fs::metadata(&full).map_err(unreadable)?.is_file() {
            return Err(ReadError::Unreadable("it is no ordinary file".into()));
        }
        let file = fs::File::open(full).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        if size > Limits::FILE {
            return Err(ReadError::TooLarge(size));
        }
        let mut bytes = Vec::with_capacity(size as usize + 1);
        file.take(Limits::FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > Limits::FILE { Err(ReadError::TooLarge(bytes.len() as u64)) } else { Ok(bytes) }
    }

    fn probe(&self, path: &str) -> FileFact {
        let real = match self.inside(path) {
            Ok(real) => real,
            Err(ReadError::Outside) => return FileFact::Refused("it lies outside the project".into()),
            Err(_) => return FileFact::Missing,
        };
        let digest = || -> std::io::Result<FileFact> {
            // Opening a pipe would wait for ever.
            if !fs::metadata(&real)?.is_file() {
                return Ok(FileFact::Refused("it is no ordinary file".into()));
            }
            let mut file = fs::File::open(&real)?;
            let mut hasher = Sha256::new();
            let mut block = vec![0; 64 << 10];
            let mut size = 0;
            loop {
                let read = file.read(&mut block)?;
                if read == 0 {
                    break;
                }
                size += read as u64;
                hasher.update(block.get(..read).unwrap_or_default());
            }
            Ok(FileFact::There { digest: hex(&hasher.finalize()), size })
        };
        digest().unwrap_or_else(|error| FileFact::Refused(error.to_string()))
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        let real = self.inside(path).map_err(|_| "it is not in the project".to_owned())?;
        if !fs::metadata(&real).map_err(|error| error.to_string())?.is_file() {
            return Err("it is no ordinary file".to_owned());
        }
        let file = fs::File::open(real).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() as u64 > limit { Err(format!("it is larger than {limit} bytes")) } else { Ok(bytes) }
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        let real = self.inside(path).map_err(|_| "it is not in the project".to_owned())?;
        // Opening a pipe would wait for ever.
        if !fs::metadata(&real).map_err(|error| error.to_string())?.is_file() {
            return Err("it is no ordinary file".to_owned());
        }
        let file = fs::File::open(real).map_err(|error| error.to_string())?;
        Ok(Box::new(BufReader::with_capacity(STREAMED, file)))
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        times::of_commits(&self.root, commits)
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        git::prefix(&self.root)
            .map(|prefix| times::first_of_files(&git::top(&self.root), &prefix, "HEAD", paths))
            .unwrap_or_default()
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        refs::commits(&git::top(&self.root), &git::prefix(&self.root).ok()?, names)
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        let other = DiskWorld::open(&self.root.join(path), self.today)?.at_instant(self.instant);
        if !other.root.join("vauban.toml").is_file() {
            return Err(format!("there is no `{path}/vauban.toml`"));
        }
        Ok(Box::new(other))
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        if git.contains("://") || (git.contains(':') && !Path::new(git).is_absolute()) {
            return Err(format!(
                "`{git}` is not on this machine, and no command here uses a network: clone it and name the clone"
            ));
        }
        let repository = self.root.join(git);
        let world = RevisionWorld::open(&repository, rev, folder.unwrap_or(""), self.today)?;
        Ok(Box::new(world.at_instant(self.instant)))
    }

    fn origin(&self) -> String {
        match git::prefix(&self.root) {
            Ok(prefix) => format!("{}:{}", git::top(&self.root).display(), prefix.trim_end_matches('/')),
            Err(_) => self.identity(),
        }
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        match git::prefix(&self.root) {
            Ok(prefix) => git::record_commits(&git::top(&self.root), "HEAD", &prefix, most),
            Err(_) => Vec::new(),
        }
    }

    fn earlier(&self, paths: &BTreeSet<String>, follow: Follow) -> Option<Earlier> {
        earlier::read(&git::top(&self.root), &git::prefix(&self.root).ok()?, "HEAD", paths, follow)
    }

    fn beside(&self, path: &str) -> Vec<String> {
        let wanted = Path::new(path);
        // The nearest folder above the one that is gone that is still there.
        let there = wanted.ancestors().skip(1).find(|above| self.root.join(above).is_dir());
        let Some(above) = there.filter(|above| !above.is_absolute()) else { return Vec::new() };
        let Ok(entries) = fs::read_dir(self.root.join(above)) else { return Vec::new() };
        let mut found: Vec<String> = entries
            .flatten()
            .take(10_000)
            .filter(|entry| entry.path().join("vauban.toml").is_file())
            .filter_map(|entry| Some(above.join(entry.file_name()).to_str()?.replace('\\', "/")))
            .collect();
        found.sort_unstable();
        found.truncate(Limits::BESIDE);
        found
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        let repository = self.root.join(git);
        let commit = git::resolve(&repository, rev).ok()?;
        Some((commit, git::moves(&repository, rev)))
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        let prefix = git::prefix(&self.root)?;
        Ok(Box::new(RevisionWorld::open(&self.root, rev, &prefix, self.today)?.at_instant(self.instant)))
    }

    fn sources(&self) -> Option<Vec<String>> {
        sources::tracked(&self.root).or_else(|| sources::below(&self.root))
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        git::commit_object(&self.root, rev)
    }

    fn history(&self) -> Option<History> {
        let prefix = git::prefix(&self.root).ok()?;
        history::read(&git::top(&self.root), &prefix, "HEAD")
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        let prefix = git::prefix(&self.root).ok()?;
        authorship::read(&git::top(&self.root), &prefix, "HEAD", before)
    }
}
