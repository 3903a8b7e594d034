//! What git knows of the product's sources: who committed what, who was named beside them, and on which day.
//!
//! Everything in it was written by the very people whose work is judged: addresses, dates, trailers and `.mailmap`
//! are claims. What follows from them is worked out in `vauban-analysis`, with that in mind.

use crate::model::AnyId;
use crate::words::Date;

/// The commits that lead to where the project stands, newest first: every commit stands before its parents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// What is not known of them, in a sentence each: a shallow clone, too many commits. Empty if all are there.
    pub gaps: Vec<String>,
    /// Everybody who is named in them.
    pub identities: Vec<Identity>,
    /// Every file that they changed below the folder of the project.
    pub paths: Vec<SourcePath>,
    /// The commits.
    pub commits: Vec<Commit>,
    /// Commits, by place, that changed the repository's `.mailmap`.
    pub mailmap: Vec<u32>,
}

/// Somebody as commits name them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The name, as written.
    pub name: String,
    /// The address, in lower case.
    pub address: String,
    /// The address that the repository's `.mailmap` puts in its place, in lower case; none where it puts no other.
    pub mapped: Option<String>,
}

/// A file that was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcePath {
    /// Relative to the folder of the project.
    pub path: String,
    /// Components of the project whose `code` holds it.
    pub components: Vec<AnyId>,
    /// Whether the `code` of a test holds it.
    pub test: bool,
}

/// A commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hexadecimal digits.
    pub id: String,
    /// Its parents, by place; the first is the line it was made on.
    pub parents: Vec<u32>,
    /// Who wrote it, as an identity by place.
    pub author: u32,
    /// Who put it there.
    pub committer: u32,
    /// Who wrote with the author, by `Co-authored-by`.
    pub co_authors: Vec<u32>,
    /// Who looked at it, by `Reviewed-by`.
    pub reviewers: Vec<u32>,
    /// When it was written, in seconds since 1970.
    pub authored: i64,
    /// When it was put there.
    pub committed: i64,
    /// Whether its message says that a branch or request of others was merged into the main line. Fetching the main
    /// line into one's own branch looks alike in the graph and says something else.
    pub takes_in: bool,
    /// What it changed. Of a merge only what none of its parents has.
    pub changes: Vec<Change>,
}

/// What a commit did to a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The file, by place.
    pub path: u32,
    /// Lines added; 0 where they were not counted.
    pub added: u32,
}

impl Commits {
    /// An identity by place.
    pub fn identity(&self, at: u32) -> Option<&Identity> {
        self.identities.get(at as usize)
    }

    /// A commit by its id, abbreviated or not; none where no commit, or more than one, is called so.
    pub fn find(&self, id: &str) -> Option<u32> {
        if id.len() < 7 {
            return None;
        }
        let mut known = self.commits.iter().enumerate().filter(|(_, commit)| commit.id.starts_with(id));
        let (at, _) = known.next()?;
        known.next().is_none().then_some(at as u32)
    }

    /// Commits, by place, that lead to one, itself included.
    pub fn leading_to(&self, at: u32) -> Vec<bool> {
        let mut reached = vec![false; self.commits.len()];
        if let Some(first) = reached.get_mut(at as usize) {
            *first = true;
        }
        // Parents stand behind their children, so one pass is enough.
        for (place, commit) in self.commits.iter().enumerate().skip(at as usize) {
            if reached.get(place) != Some(&true) {
                continue;
            }
            for parent in &commit.parents {
                if let Some(flag) = reached.get_mut(*parent as usize) {
                    *flag = true;
                }
            }
        }
        reached
    }
}

impl Commit {
    /// The authors, the one named first.
    pub fn authors(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.author).chain(self.co_authors.iter().copied())
    }

    /// The first eight digits of its id.
    pub fn short(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// The day of a moment in seconds since 1970, in UTC; none before year 1 and after year 9999.
pub fn day_of(seconds: i64) -> Option<Date> {
    Date::from_days(seconds.div_euclid(86_400))
}
