//! What was observed, as against what people wrote: files that are there, commits that were made.

use std::collections::BTreeMap;

use crate::words::Date;

/// Observations handed in with the files. Empty where nothing could be observed.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Files that records point at, by path as written.
    pub files: BTreeMap<String, FileFact>,
    /// What git knows; `None` without git.
    pub history: Option<History>,
    /// What result files of test runs say, by path as written.
    pub results: BTreeMap<String, TestResults>,
    /// Result files that could not be read as such, by path as written, and why.
    pub problems: BTreeMap<String, String>,
}

/// What a result file says: full names of cases (`classname.name`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestResults {
    /// Cases that ran and held.
    pub passed: Vec<String>,
    /// Cases that failed or could not be run to their end.
    pub failed: Vec<String>,
    /// Cases that did not run.
    pub skipped: Vec<String>,
    /// Cases that ended in more than one way.
    pub duplicates: Vec<String>,
}

/// A file that a record points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFact {
    /// It is there: SHA-256 as 64 hexadecimal digits, and size in bytes.
    There {
        /// SHA-256.
        digest: String,
        /// Bytes.
        size: u64,
    },
    /// There is no such file.
    Missing,
    /// It is there and cannot be read, or lies outside the project; with the reason.
    Refused(String),
}

/// What git knows about the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// False for a shallow clone: what lies before is unknown.
    pub complete: bool,
    /// When a record's header line was first committed, by header as written: `[review.design-2]`.
    pub first_commit: BTreeMap<String, Date>,
}
