//! A world held in memory: for tests, fuzzing and the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vauban_model::{Commits, Date, FileFact, History};

use crate::digest::sha256_hex;
use crate::world::{Earlier, EarlierState, Follow, Limits, Listing, ReadError, World};

/// Files by path, and a date.
#[derive(Clone, Debug)]
pub struct MemoryWorld {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    problems: Vec<(String, ReadError)>,
    today: Date,
    history: Option<History>,
    /// When commits were made, and when files were first committed, in seconds from 1970-01-01T00:00:00Z.
    commits: BTreeMap<String, i64>,
    committed: BTreeMap<String, i64>,
    changes: Option<Commits>,
    /// For a folder of another world: everything there is, by paths from its root.
    around: Option<Arc<BTreeMap<String, Vec<u8>>>>,
    /// States of other folders, by repository, revision and folder.
    revisions: BTreeMap<(String, String, String), BTreeMap<String, Vec<u8>>>,
    /// The same folder at other revisions, by the names that lead there.
    past: BTreeMap<String, MemoryWorld>,
}

impl MemoryWorld {
    /// A world with these files on this day.
    pub fn new(today: Date, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let files = files.into_iter().collect();
        MemoryWorld {
            name: "memory".into(),
            files,
            problems: Vec::new(),
            today,
            history: None,
            commits: BTreeMap::new(),
            committed: BTreeMap::new(),
            changes: None,
            around: None,
            past: BTreeMap::new(),
            revisions: BTreeMap::new(),
        }
    }

    /// The same with a commit that was made then, in seconds from 1970-01-01T00:00:00Z.
    pub fn with_commit(mut self, commit: impl Into<String>, made: i64) -> Self {
        self.commits.insert(commit.into(), made);
        self
    }

    /// The same with a file that was first committed then, in seconds from 1970-01-01T00:00:00Z.
    pub fn with_committed(mut self, path: impl Into<String>, first: i64) -> Self {
        self.committed.insert(path.into(), first);
        self
    }

    /// The same with a repository that has these files in a folder at a revision.
    pub fn with_revision(
        mut self,
        git: &str,
        rev: &str,
        folder: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Self {
        let key = (git.to_owned(), rev.to_owned(), folder.to_owned());
        self.revisions.insert(key, files.into_iter().collect());
        self
    }

    /// The same with a name, by which circles of used folders are noticed.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same with files that cannot be read.
    pub fn with_problem(mut self, path: impl Into<String>, problem: ReadError) -> Self {
        self.problems.push((path.into(), problem));
        self
    }

    /// The same with what git would know.
    pub fn with_history(mut self, history: History) -> Self {
        self.history = Some(history);
        self
    }

    /// The same with the commits that git would know.
    pub fn with_commits(mut self, commits: Commits) -> Self {
        self.changes = Some(commits);
        self
    }

    /// The same with a branch or tag.
    pub fn with_past(mut self, name: impl Into<String>, world: MemoryWorld) -> Self {
        self.past.insert(name.into(), world);
        self
    }

    fn find(&self, path: &str) -> Option<&Vec<u8>> {
        self.files.get(path)
    }
}

/// Whether a path of the project is a record file.
pub(crate) fn is_record_file(path: &str) -> bool {
    let record = path.ends_with(".toml") || path.ends_with(".md");
    path == "vauban.toml" || (record && path.starts_with("security/") && !path.starts_with("security/evidence/"))
}

/// A path joined to a folder, with `..` worked out; `None` if it leads above the root.
pub(crate) fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

impl World for MemoryWorld {
    fn identity(&self) -> String {
        self.name.clone()
    }

    fn today(&self) -> Date {
        self.today
    }

    fn listing(&self) -> Listing {
        let files = self.files.keys().filter(|path| is_record_file(path)).cloned().collect();
        Listing { files, problems: self.problems.clone() }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let bytes = self.find(path).ok_or_else(|| ReadError::Unreadable("no such file".into()))?;
        let size = bytes.len() as u64;
        if size > Limits::FILE { Err(ReadError::TooLarge(size)) } else { Ok(bytes.clone()) }
    }

    fn probe(&self, path: &str) -> FileFact {
        match self.find(path) {
            Some(bytes) => FileFact::There { digest: sha256_hex(bytes), size: bytes.len() as u64 },
            None => FileFact::Missing,
        }
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        let bytes = self.find(path).ok_or("there is no such file")?;
        if bytes.len() as u64 > limit { Err(format!("it is larger than {limit} bytes")) } else { Ok(bytes.clone()) }
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        let (_, base) = self.name.split_once(':').unwrap_or(("", ""));
        let target = join(base, path).ok_or("it leads out of everything there is")?;
        // The files of this world are relative to its own folder; those of another are found from the outermost one.
        let around = match &self.around {
            Some(around) => Arc::clone(around),
            None => {
                let from_root = |path: &String| if base.is_empty() { path.clone() } else { format!("{base}/{path}") };
                Arc::new(self.files.iter().map(|(path, bytes)| (from_root(path), bytes.clone())).collect())
            }
        };
        let prefix = if target.is_empty() { String::new() } else { format!("{target}/") };
        let inside =
            around.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes.clone())));
        let files: BTreeMap<String, Vec<u8>> = inside.collect();
        if !files.contains_key("vauban.toml") {
            return Err(format!("there is no `{path}/vauban.toml`"));
        }
        let mut world = MemoryWorld::new(self.today, files).named(format!("memory:{target}"));
        world.around = Some(around);
        world.revisions.clone_from(&self.revisions);
        Ok(Box::new(world))
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        if self.revisions.is_empty() {
            return Err("there is no git here".into());
        }
        let folder = folder.unwrap_or("");
        let key = (git.to_owned(), rev.to_owned(), folder.to_owned());
        let files = self.revisions.get(&key).ok_or_else(|| format!("`{git}` has no revision `{rev}`"))?;
        let mut world = MemoryWorld::new(self.today, files.clone()).named(format!("{git}@{rev}:{folder}"));
        world.revisions.clone_from(&self.revisions);
        Ok(Box::new(world))
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        match self.past.get(rev) {
            Some(world) => Ok(Box::new(world.clone())),
            None if self.past.is_empty() => Err("there is no git here".into()),
            None => Err(format!("there is no revision `{rev}`")),
        }
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        let lead = |name: &String| match self.past.get(name) {
            Some(world) if world.files.contains_key("vauban.toml") => Ok(name.clone()),
            Some(_) => Err("there is no `vauban.toml` at it".to_owned()),
            None => Err("there is no such branch or tag".to_owned()),
        };
        (!self.past.is_empty()).then(|| names.iter().map(|name| (name.clone(), lead(name))).collect())
    }

    fn earlier(&self, paths: &BTreeSet<String>, _: Follow) -> Option<Earlier> {
        if self.past.is_empty() {
            return None;
        }
        let wanted = |path: &&String| {
            paths.contains(*path) || paths.iter().any(|below| below.ends_with('/') && path.starts_with(below.as_str()))
        };
        let mut states = Vec::new();
        for (commit, world) in &self.past {
            for (path, bytes) in world.files.iter().filter(|(path, _)| wanted(path)) {
                states.push(EarlierState { path: path.clone(), commit: commit.clone(), bytes: bytes.clone() });
            }
        }
        Some(Earlier { incomplete: None, states })
    }

    fn sources(&self) -> Option<Vec<String>> {
        Some(self.files.keys().cloned().collect())
    }

    fn commit(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("there is no git here".into())
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        commits.iter().filter_map(|commit| Some((commit.clone(), *self.commits.get(commit)?))).collect()
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        paths.iter().filter_map(|path| Some((path.clone(), *self.committed.get(path)?))).collect()
    }

    fn history(&self) -> Option<History> {
        self.history.clone()
    }

    fn authorship(&self, _: Option<&[String]>) -> Option<Commits> {
        self.changes.clone()
    }
}
