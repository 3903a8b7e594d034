//! `vauban review code`: which changed lines a second person has looked at.

pub mod json;
pub mod terminal;

/// Everything `vauban review code` has to show.
#[derive(Clone, Debug, Default)]
pub struct SecondReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The release since which lines count; empty: since the first commit.
    pub since: String,
    /// What is not known, in a sentence each.
    pub gaps: Vec<String>,
    /// Components, and last what belongs to none.
    pub parts: Vec<PartRow>,
}

/// A component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartRow {
    /// Its id; empty for code that no component lays claim to.
    pub id: String,
    /// Lines added.
    pub lines: u64,
    /// Lines that a second person has seen.
    pub seen: u64,
    /// Commits.
    pub commits: usize,
    /// Commits without a second person from before `policy.since`.
    pub older: usize,
    /// Commits without a second person, most lines first.
    pub without: Vec<CommitRow>,
    /// Commits of which it cannot be told.
    pub untold: Vec<CommitRow>,
    /// Its changed files, by path.
    pub files: Vec<FileRow>,
}

/// A commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitRow {
    /// Its id.
    pub commit: String,
    /// Its day.
    pub date: String,
    /// Lines it added to the component.
    pub lines: u64,
    /// Who wrote it, or why it cannot be told.
    pub by: String,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRow {
    /// Its path.
    pub path: String,
    /// Lines added.
    pub lines: u64,
    /// Lines that a second person has seen.
    pub seen: u64,
}
