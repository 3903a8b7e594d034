//! What a world answered, in a form that can be written down: files by the path of their item, everything else as it was
//! said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vauban_model::{Change, Commit, Commits, Date, History, Identity, SourcePath};

use crate::world::ReadError;

/// The name of the form.
pub const SCHEMA: &str = "vauban/pack-world/1";

/// Everything that was asked and answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldFacts {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The day that everything was judged on.
    pub today: String,
    /// The instant that deadlines in hours were held against, in seconds from 1970-01-01T00:00:00Z.
    pub instant: Option<i64>,
    /// Worlds by the way that leads to them; the project itself comes first.
    pub worlds: Vec<WorldLog>,
}

/// One step from a world to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// To a folder, by its path.
    Folder(String),
    /// To a revision of a repository: repository, revision, folder.
    Revision(String, String, Option<String>),
    /// To another revision of itself.
    At(String),
}

/// Record files, and what could not be listed, with the reason.
pub(super) type Listing = (Vec<String>, Vec<(String, ReadErrorText)>);

/// A folder and a revision of it: the commit that it names, and whether the name moves; `None` if it names none.
pub(super) type Pinned = (String, String, Option<(String, bool)>);

/// What one world answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldLog {
    /// The way that leads to it.
    pub route: Vec<Step>,
    /// A name that only worlds that are the same folder at the same revision share.
    pub identity: String,
    /// What stays the same of it in other revisions.
    pub origin: String,
    /// Record files, and what could not be listed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listing: Option<Listing>,
    /// Files that were read or looked at, by path: the path of their item.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub files: BTreeMap<String, String>,
    /// Record files that could not be read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub unread: BTreeMap<String, ReadErrorText>,
    /// Files that are not there (`None`), or must not be looked at.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub absent: BTreeMap<String, Option<String>>,
    /// Files that records point at and that could not be read, with the reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub refused: BTreeMap<String, String>,
    /// When commits were made; `None` for those that git does not know.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub commit_times: BTreeMap<String, Option<i64>>,
    /// When files were first committed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub first_commits: BTreeMap<String, Option<i64>>,
    /// Where names of branches and tags lead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refs: Option<BTreeMap<String, Result<String, String>>>,
    /// Ways that led nowhere, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub nowhere: Vec<(Step, String)>,
    /// Commits that changed record files, by how many were asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub record_commits: BTreeMap<usize, Vec<String>>,
    /// Earlier states of record files, by the paths that were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub earlier: Vec<(Vec<String>, Option<EarlierText>)>,
    /// Folders beside one that is not there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub beside: BTreeMap<String, Vec<String>>,
    /// Commits that revisions name, and whether the name moves.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub pinned: Vec<Pinned>,
    /// Every file of the project.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "answered")]
    pub sources: Option<Option<Vec<String>>>,
    /// Commits as git stores them, in hexadecimal digits.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub commits: BTreeMap<String, Result<String, String>>,
    /// What git knows of the records.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "answered")]
    pub history: Option<Option<HistoryText>>,
    /// What git knows of the sources, by the commits that were asked before.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authorship: Vec<(Option<Vec<String>>, Option<CommitsText>)>,
}

/// An answer that may be that there is none: `null` is an answer, absence is not.
fn answered<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// [`ReadError`], written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReadErrorText {
    /// Too large.
    TooLarge(u64),
    /// Too many files.
    TooMany,
    /// Outside of the project.
    Outside,
    /// The system said no.
    Unreadable(String),
}

impl From<&ReadError> for ReadErrorText {
    fn from(error: &ReadError) -> Self {
        match error {
            ReadError::TooLarge(size) => ReadErrorText::TooLarge(*size),
            ReadError::TooMany => ReadErrorText::TooMany,
            ReadError::Outside => ReadErrorText::Outside,
            ReadError::Unreadable(why) => ReadErrorText::Unreadable(why.clone()),
        }
    }
}

impl From<&ReadErrorText> for ReadError {
    fn from(error: &ReadErrorText) -> Self {
        match error {
            ReadErrorText::TooLarge(size) => ReadError::TooLarge(*size),
            ReadErrorText::TooMany => ReadError::TooMany,
            ReadErrorText::Outside => ReadError::Outside,
            ReadErrorText::Unreadable(why) => ReadError::Unreadable(why.clone()),
        }
    }
}

/// Earlier states, written down; contents in hexadecimal digits where they are no UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierText {
    /// Why there may be others.
    pub incomplete: Option<String>,
    /// Path, commit, contents.
    pub states: Vec<(String, String, Bytes)>,
}

/// Bytes as text where they are text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Bytes {
    /// UTF-8.
    Text(String),
    /// Hexadecimal digits.
    Hex(String),
}

impl Bytes {
    /// Bytes, as text if they are.
    pub fn of(bytes: &[u8]) -> Bytes {
        match std::str::from_utf8(bytes) {
            Ok(text) => Bytes::Text(text.to_owned()),
            Err(_) => Bytes::Hex(crate::digest::hex(bytes)),
        }
    }

    /// The bytes; none if the digits are none.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Bytes::Text(text) => Some(text.clone().into_bytes()),
            Bytes::Hex(digits) => from_hex(digits),
        }
    }
}

/// Bytes of hexadecimal digits.
pub(super) fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2)).collect()
}

/// [`History`], written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryText {
    complete: bool,
    first_commit: BTreeMap<String, String>,
    authors: BTreeMap<String, BTreeMap<String, String>>,
}

impl From<&History> for HistoryText {
    fn from(history: &History) -> Self {
        let dates =
            |of: &BTreeMap<String, Date>| of.iter().map(|(key, date)| (key.clone(), date.to_string())).collect();
        HistoryText {
            complete: history.complete,
            first_commit: dates(&history.first_commit),
            authors: history.authors.iter().map(|(path, of)| (path.clone(), dates(of))).collect(),
        }
    }
}

impl From<&HistoryText> for History {
    fn from(history: &HistoryText) -> Self {
        let dates = |of: &BTreeMap<String, String>| {
            of.iter().filter_map(|(key, date)| Some((key.clone(), Date::parse(date)?))).collect()
        };
        History {
            complete: history.complete,
            first_commit: dates(&history.first_commit),
            authors: history.authors.iter().map(|(path, of)| (path.clone(), dates(of))).collect(),
        }
    }
}

/// [`Commits`], written down: lists instead of names, as there are many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitsText {
    gaps: Vec<String>,
    identities: Vec<(String, String, Option<String>)>,
    paths: Vec<String>,
    commits: Vec<CommitText>,
    mailmap: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitText {
    id: String,
    parents: Vec<u32>,
    author: u32,
    committer: u32,
    co_authors: Vec<u32>,
    reviewers: Vec<u32>,
    authored: i64,
    committed: i64,
    takes_in: bool,
    changes: Vec<(u32, u32)>,
}

impl From<&Commits> for CommitsText {
    fn from(all: &Commits) -> Self {
        let commit = |one: &Commit| CommitText {
            id: one.id.clone(),
            parents: one.parents.clone(),
            author: one.author,
            committer: one.committer,
            co_authors: one.co_authors.clone(),
            reviewers: one.reviewers.clone(),
            authored: one.authored,
            committed: one.committed,
            takes_in: one.takes_in,
            changes: one.changes.iter().map(|change| (change.path, change.added)).collect(),
        };
        let identity = |one: &Identity| (one.name.clone(), one.address.clone(), one.mapped.clone());
        CommitsText {
            gaps: all.gaps.clone(),
            identities: all.identities.iter().map(identity).collect(),
            paths: all.paths.iter().map(|path| path.path.clone()).collect(),
            commits: all.commits.iter().map(commit).collect(),
            mailmap: all.mailmap.clone(),
        }
    }
}

impl From<&CommitsText> for Commits {
    fn from(all: &CommitsText) -> Self {
        let commit = |one: &CommitText| Commit {
            id: one.id.clone(),
            parents: one.parents.clone(),
            author: one.author,
            committer: one.committer,
            co_authors: one.co_authors.clone(),
            reviewers: one.reviewers.clone(),
            authored: one.authored,
            committed: one.committed,
            takes_in: one.takes_in,
            changes: one.changes.iter().map(|(path, added)| Change { path: *path, added: *added }).collect(),
        };
        let identity = |(name, address, mapped): &(String, String, Option<String>)| Identity {
            name: name.clone(),
            address: address.clone(),
            mapped: mapped.clone(),
        };
        Commits {
            gaps: all.gaps.clone(),
            identities: all.identities.iter().map(identity).collect(),
            paths: all.paths.iter().map(|path| SourcePath { path: path.clone(), ..SourcePath::default() }).collect(),
            commits: all.commits.iter().map(commit).collect(),
            mailmap: all.mailmap.clone(),
        }
    }
}

impl WorldFacts {
    /// As JSON.
    ///
    /// # Errors
    /// Never in practice: there is nothing in it that JSON cannot say.
    pub fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    /// From JSON.
    ///
    /// # Errors
    /// If it is not of this form.
    pub fn read(bytes: &[u8]) -> Result<WorldFacts, String> {
        let facts: WorldFacts = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match facts.schema == SCHEMA {
            true => Ok(facts),
            false => Err(format!("its form is `{}`; this program reads `{SCHEMA}`", facts.schema)),
        }
    }
}

impl WorldFacts {
    /// What is carried here that cannot be worked out from the files of a pack, in words.
    pub fn told(&self) -> Vec<String> {
        let any = |has: fn(&WorldLog) -> bool| self.worlds.iter().any(has);
        let kinds: [(bool, &str); 8] = [
            (any(|log| matches!(log.history, Some(Some(_)))), "when records were first committed, and by whom"),
            (any(|log| log.authorship.iter().any(|(_, told)| told.is_some())), "who committed to the product"),
            (any(|log| log.commit_times.values().any(Option::is_some)), "when commits were made"),
            (any(|log| log.first_commits.values().any(Option::is_some)), "when files were first committed"),
            (any(|log| log.refs.is_some()), "where branches and tags lead"),
            (any(|log| log.earlier.iter().any(|(_, told)| told.is_some())), "earlier states of record files"),
            (any(|log| matches!(log.sources, Some(Some(_)))), "which files the product has"),
            (any(|log| !log.absent.is_empty()), "which files are not there"),
        ];
        kinds.into_iter().filter(|(is, _)| *is).map(|(_, what)| what.to_owned()).collect()
    }
}
