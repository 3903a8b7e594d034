//! A world that is a pack: the same questions, answered from what was recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Cursor, Read as _};
use std::sync::{Arc, Mutex};

use vauban_model::{Commits, Date, FileFact, History};

use super::facts::{Step, WorldFacts, WorldLog, from_hex};
use crate::world::{Earlier, EarlierState, Follow, Limits, Listing, ReadError, World};

/// Where the contents of items come from.
pub trait Store: Send + Sync {
    /// SHA-256 and size of an item by its path; `None` if it is withheld or was never there.
    fn digest(&self, item: &str) -> Option<(String, u64)>;

    /// The contents of an item, checked against its digest by the time they have been read.
    ///
    /// # Errors
    /// If it is withheld, or cannot be read.
    fn open(&self, item: &str) -> Result<Box<dyn BufRead + Send + '_>, String>;
}

/// What was asked for and is not in the pack: files that are withheld, and questions that were not asked when it was
/// made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Record files, by the path of their item.
    pub records: BTreeSet<String>,
    /// Other files.
    pub evidence: BTreeSet<String>,
    /// Questions without an answer, in words.
    pub unanswered: BTreeSet<String>,
}

/// A world answered from a pack.
pub struct PackWorld {
    facts: Arc<WorldFacts>,
    at: usize,
    today: Date,
    store: Arc<dyn Store>,
    withheld: Arc<Mutex<Withheld>>,
}

impl std::fmt::Debug for PackWorld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PackWorld({})", self.log().identity)
    }
}

const WITHHELD: &str = "it is withheld from this pack";

/// What a world says that is not there.
static NOTHING: WorldLog = WorldLog {
    route: Vec::new(),
    identity: String::new(),
    origin: String::new(),
    listing: None,
    files: BTreeMap::new(),
    unread: BTreeMap::new(),
    absent: BTreeMap::new(),
    refused: BTreeMap::new(),
    commit_times: BTreeMap::new(),
    first_commits: BTreeMap::new(),
    refs: None,
    nowhere: Vec::new(),
    record_commits: BTreeMap::new(),
    earlier: Vec::new(),
    beside: BTreeMap::new(),
    pinned: Vec::new(),
    sources: None,
    commits: BTreeMap::new(),
    history: None,
    authorship: Vec::new(),
};

impl PackWorld {
    /// The project of a pack.
    ///
    /// # Errors
    /// If the facts are of no project, or say no day.
    pub fn new(facts: WorldFacts, store: Arc<dyn Store>) -> Result<PackWorld, String> {
        let today = Date::parse(&facts.today).ok_or("the facts of the pack say no day")?;
        if facts.worlds.first().is_none_or(|first| !first.route.is_empty()) {
            return Err("the facts of the pack are of no project".to_owned());
        }
        Ok(PackWorld { facts: Arc::new(facts), at: 0, today, store, withheld: Arc::default() })
    }

    /// What was asked for so far and is not in the pack.
    pub fn withheld(&self) -> Withheld {
        self.withheld.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn log(&self) -> &WorldLog {
        self.facts.worlds.get(self.at).unwrap_or(&NOTHING)
    }

    fn lacks(&self, note: impl FnOnce(&mut Withheld)) {
        note(&mut self.withheld.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    fn unanswered(&self, question: &str) {
        self.lacks(|withheld| {
            if withheld.unanswered.len() < 1000 {
                withheld.unanswered.insert(question.to_owned());
            }
        });
    }

    /// The item of a file.
    fn item(&self, path: &str, record: bool) -> Option<&str> {
        let item = self.log().files.get(path)?;
        if self.store.digest(item).is_none() {
            self.lacks(|withheld| {
                let list = if record { &mut withheld.records } else { &mut withheld.evidence };
                list.insert(item.clone());
            });
        }
        Some(item)
    }

    fn bytes(&self, item: &str, limit: u64) -> Result<Vec<u8>, String> {
        let (_, size) = self.store.digest(item).ok_or(WITHHELD)?;
        if size > limit {
            return Err(format!("it is larger than {limit} bytes"));
        }
        let mut bytes = Vec::new();
        self.store.open(item)?.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn step(&self, step: &Step) -> Result<Box<dyn World>, String> {
        let log = self.log();
        if let Some((_, why)) = log.nowhere.iter().find(|(known, _)| known == step) {
            return Err(why.clone());
        }
        let leads = |other: &WorldLog| {
            other.route.split_last().is_some_and(|(last, before)| last == step && before == log.route.as_slice())
        };
        match self.facts.worlds.iter().position(leads) {
            Some(at) => Ok(Box::new(PackWorld {
                facts: Arc::clone(&self.facts),
                at,
                today: self.today,
                store: Arc::clone(&self.store),
                withheld: Arc::clone(&self.withheld),
            })),
            None => {
                self.unanswered(&format!("{step:?}"));
                Err("it is not in the pack".to_owned())
            }
        }
    }
}

impl World for PackWorld {
    fn identity(&self) -> String {
        self.log().identity.clone()
    }

    fn today(&self) -> Date {
        self.today
    }

    fn instant(&self) -> Option<i64> {
        self.facts.instant
    }

    fn listing(&self) -> Listing {
        match &self.log().listing {
            Some((files, problems)) => Listing {
                files: files.clone(),
                problems: problems.iter().map(|(path, why)| (path.clone(), why.into())).collect(),
            },
            None => {
                self.unanswered("which record files there are");
                Listing::default()
            }
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if let Some(item) = self.item(path, true) {
            return self.bytes(item, Limits::FILE).map_err(ReadError::Unreadable);
        }
        match self.log().unread.get(path) {
            Some(why) => Err(why.into()),
            None => {
                self.unanswered(&format!("the record file {path}"));
                Err(ReadError::Unreadable("it is not in the pack".to_owned()))
            }
        }
    }

    fn probe(&self, path: &str) -> FileFact {
        if let Some(item) = self.item(path, false) {
            return match self.store.digest(item) {
                Some((digest, size)) => FileFact::There { digest, size },
                None => FileFact::Refused(WITHHELD.to_owned()),
            };
        }
        match self.log().absent.get(path) {
            Some(None) => FileFact::Missing,
            Some(Some(why)) => FileFact::Refused(why.clone()),
            None => {
                self.unanswered(&format!("the file {path}"));
                FileFact::Refused("it is not in the pack".to_owned())
            }
        }
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        if let Some(item) = self.item(path, false) {
            return self.bytes(item, limit);
        }
        Err(self.log().refused.get(path).cloned().unwrap_or_else(|| {
            self.unanswered(&format!("the file {path}"));
            "it is not in the pack".to_owned()
        }))
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        match self.item(path, false) {
            Some(item) if self.store.digest(item).is_some() => self.store.open(item),
            Some(_) => Err(WITHHELD.to_owned()),
            None => self.evidence(path, 0).map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn BufRead + Send>),
        }
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let known = |name: &String| {
            let Some(time) = self.log().commit_times.get(name) else {
                self.unanswered(&format!("when the commit {name} was made"));
                return None;
            };
            Some((name.clone(), (*time)?))
        };
        commits.iter().filter_map(known).collect()
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let known = |path: &String| {
            let Some(time) = self.log().first_commits.get(path) else {
                self.unanswered(&format!("when {path} was first committed"));
                return None;
            };
            Some((path.clone(), (*time)?))
        };
        paths.iter().filter_map(known).collect()
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        let refs = self.log().refs.as_ref()?;
        Some(names.iter().filter_map(|name| Some((name.clone(), refs.get(name)?.clone()))).collect())
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        self.step(&Step::Folder(path.to_owned()))
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        self.step(&Step::Revision(git.to_owned(), rev.to_owned(), folder.map(str::to_owned)))
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        self.step(&Step::At(rev.to_owned()))
    }

    fn origin(&self) -> String {
        self.log().origin.clone()
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        self.log().record_commits.get(&most).cloned().unwrap_or_else(|| {
            self.unanswered("the commits of the record files");
            Vec::new()
        })
    }

    fn earlier(&self, paths: &BTreeSet<String>, _: Follow) -> Option<Earlier> {
        let asked: Vec<String> = paths.iter().cloned().collect();
        let Some((_, told)) = self.log().earlier.iter().find(|(known, _)| *known == asked) else {
            self.unanswered("earlier states of record files");
            return None;
        };
        let told = told.as_ref()?;
        let states = told.states.iter().filter_map(|(path, commit, bytes)| {
            Some(EarlierState { path: path.clone(), commit: commit.clone(), bytes: bytes.bytes()? })
        });
        Some(Earlier { incomplete: told.incomplete.clone(), states: states.collect() })
    }

    fn beside(&self, path: &str) -> Vec<String> {
        self.log().beside.get(path).cloned().unwrap_or_default()
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        let found = self.log().pinned.iter().find(|(of, at, _)| of == git && at == rev);
        if found.is_none() {
            self.unanswered(&format!("the commit that {rev} of {git} names"));
        }
        found?.2.clone()
    }

    fn sources(&self) -> Option<Vec<String>> {
        match &self.log().sources {
            Some(sources) => sources.clone(),
            None => {
                self.unanswered("the files of the project");
                None
            }
        }
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        match self.log().commits.get(rev) {
            Some(Ok(digits)) => from_hex(digits).ok_or_else(|| "the commit in the pack cannot be read".to_owned()),
            Some(Err(why)) => Err(why.clone()),
            None => {
                self.unanswered(&format!("the commit {rev}"));
                Err("it is not in the pack".to_owned())
            }
        }
    }

    fn history(&self) -> Option<History> {
        match &self.log().history {
            Some(history) => history.as_ref().map(Into::into),
            None => {
                self.unanswered("the history of the records");
                None
            }
        }
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        let asked = before.map(<[String]>::to_vec);
        match self.log().authorship.iter().find(|(known, _)| *known == asked) {
            Some((_, commits)) => commits.as_ref().map(Into::into),
            None => {
                self.unanswered("who committed to the product");
                None
            }
        }
    }
}
