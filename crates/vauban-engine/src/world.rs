//! The door to everything outside: files, other folders, git, the date.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Cursor};

use vauban_model::{Commits, Date, FileFact, History};

/// What a project can be compiled from.
pub trait World: Sync {
    /// A name that two worlds share only if they are the same folder at the same revision.
    fn identity(&self) -> String;

    /// Today. Enters here and nowhere else.
    fn today(&self) -> Date;

    /// The instant that deadlines in hours are held against, in seconds from 1970-01-01T00:00:00Z; `None` is the end of
    /// today in UTC. Enters here and nowhere else.
    fn instant(&self) -> Option<i64> {
        None
    }

    /// The record files: `vauban.toml` and every `*.toml` and `*.md` below `security/`, sorted by path.
    fn listing(&self) -> Listing;

    /// The bytes of a record file of the listing.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// Whether a file that a record points at is there, and its digest.
    fn probe(&self, path: &str) -> FileFact;

    /// The bytes of a file that a record points at, if it is no larger than `limit`.
    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String>;

    /// A file that a record points at, to be read from its beginning to its end; of any size.
    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        self.evidence(path, Limits::RESULTS).map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn BufRead + Send>)
    }

    /// When commits were made, in seconds from 1970-01-01T00:00:00Z, by the names asked for; those that git does not
    /// know, or that could mean several, are left out.
    fn commit_times(&self, _: &BTreeSet<String>) -> BTreeMap<String, i64> {
        BTreeMap::new()
    }

    /// When files were first committed, in the same seconds, by path; empty where the history does not reach back to the
    /// first commit.
    fn first_commits(&self, _: &BTreeSet<String>) -> BTreeMap<String, i64> {
        BTreeMap::new()
    }

    /// The commits that names of branches and tags lead to, each with a `vauban.toml` of this folder, by name as written;
    /// or why one leads nowhere. `None` without git.
    fn refs(&self, _: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        None
    }

    /// Another folder with a `vauban.toml`, by its path relative to this one.
    fn folder(&self, path: &str) -> Result<Box<dyn World>, String>;

    /// Another folder at a revision of a git repository.
    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String>;

    /// This folder at another revision of its own repository.
    fn at(&self, rev: &str) -> Result<Box<dyn World>, String>;

    /// What stays the same of [`identity`](Self::identity) when the folder is looked at in another revision.
    fn origin(&self) -> String {
        self.identity()
    }

    /// Commits that changed the record files of this folder, newest first, no more than `most`: none where there is no
    /// git.
    fn record_commits(&self, _most: usize) -> Vec<String> {
        Vec::new()
    }

    /// Earlier states of the record files at these paths, and of all below those that end in `/`: each state of a file
    /// once, newest first. `None` where there is no git. A world that answers from memory knows one line of history only.
    fn earlier(&self, _paths: &BTreeSet<String>, _follow: Follow) -> Option<Earlier> {
        None
    }

    /// Paths of folders beside one that is not there, as [`folder`](Self::folder) takes them: those with a
    /// `vauban.toml`, sorted, no more than [`Limits::BESIDE`].
    fn beside(&self, _path: &str) -> Vec<String> {
        Vec::new()
    }

    /// The commit that a revision of a repository names, and whether the name moves on as a branch does.
    fn pinned(&self, _git: &str, _rev: &str) -> Option<(String, bool)> {
        None
    }

    /// Every file that belongs to the project, records and evidence included, sorted: what git tracks, else what lies
    /// below the folder. `None` where there are more than [`Limits::SOURCES`].
    fn sources(&self) -> Option<Vec<String>>;

    /// A commit of its repository, as git stores it.
    fn commit(&self, rev: &str) -> Result<Vec<u8>, String>;

    /// What git knows about the records; `None` without git.
    fn history(&self) -> Option<History>;

    /// What git knows of the sources; `None` without git. Lines are counted for the commits that do not lead to all of
    /// `before`, for none where that is `None`.
    fn authorship(&self, before: Option<&[String]>) -> Option<Commits>;
}

/// Earlier states of record files.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Why there may be others: a shallow clone, too many.
    pub incomplete: Option<String>,
    /// The states, newest first.
    pub states: Vec<EarlierState>,
}

/// Which commits earlier states are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// All that led here, by whatever branch.
    EveryParent,
    /// Those of the branch itself: what a merge brought counts as the merge left it. Two branches that each added to a
    /// chain can so be joined.
    FirstParent,
}

/// A record file as a commit left it.
#[derive(Clone, Debug)]
pub struct EarlierState {
    /// Its path.
    pub path: String,
    /// The newest commit that left it so.
    pub commit: String,
    /// What it held.
    pub bytes: Vec<u8>,
}

/// The record files of a world.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Paths with `/` between parts, sorted.
    pub files: Vec<String>,
    /// What could not be listed or must not be read, by path.
    pub problems: Vec<(String, ReadError)>,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// Larger than [`Limits::FILE`]; its size.
    TooLarge(u64),
    /// More files than [`Limits::FILES`], or more bytes than [`Limits::TOTAL`].
    TooMany,
    /// A link that leads out of the project.
    Outside,
    /// The system said no; in its words.
    Unreadable(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::TooLarge(size) => write!(f, "it has {size} bytes, more than {}", Limits::FILE),
            ReadError::TooMany => {
                write!(f, "there are more than {} record files or {} bytes", Limits::FILES, Limits::TOTAL)
            }
            ReadError::Outside => write!(f, "it leads out of the project"),
            ReadError::Unreadable(why) => f.write_str(why),
        }
    }
}

/// How much is read at most; each is named in the message that it causes.
#[derive(Debug)]
pub enum Limits {}

impl Limits {
    /// Bytes of one record file.
    pub const FILE: u64 = 16 << 20;
    /// Record files of a project.
    pub const FILES: usize = 200_000;
    /// Bytes of all record files.
    pub const TOTAL: u64 = 1 << 30;
    /// Folders below each other.
    pub const DEPTH: usize = 32;
    /// Used folders within used folders.
    pub const USES: usize = 8;
    /// Folders that are looked at beside one that is gone.
    pub const BESIDE: usize = 64;
    /// Commits of a used folder that are looked through for the state whose digest was stored.
    pub const STATES: usize = 50;
    /// Files of a project that patterns such as `code` are held against.
    pub const SOURCES: usize = 1_000_000;
    /// Commits whose authors are looked at.
    pub const COMMITS: usize = 1_000_000;
    /// Version lines whose refs are looked at.
    pub const LINES: usize = 1_000;
    /// Earlier states of files with issues that are looked at.
    pub const EARLIER: usize = 2_000;
    /// Bytes of all of them.
    pub const EARLIER_BYTES: u64 = 64 << 20;
    /// Bytes of a file of test results.
    pub const RESULTS: u64 = 64 << 20;
}
