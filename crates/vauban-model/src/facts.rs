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
    /// What became of the signatures of reviews, by the review's name and the place of the signature in its list.
    pub signatures: BTreeMap<(String, usize), SignatureFact>,
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

/// What checking a signature came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureFact {
    /// It is a signature under exactly this, by a key that was the signer's at the time.
    Good,
    /// A document elsewhere is said to be signed, and is the one that was meant.
    Elsewhere,
    /// It proves nothing; why.
    Bad(String),
    /// It could not be checked here; why.
    Unchecked(String),
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
    /// Who committed to a record file, by path relative to the project: addresses of authors and co-authors, in
    /// lower case, each with the day of their last commit.
    pub authors: BTreeMap<String, BTreeMap<String, Date>>,
}
