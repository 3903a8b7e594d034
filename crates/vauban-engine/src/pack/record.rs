//! A world that remembers what it was asked and what it answered.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read as _};
use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};
use vauban_model::{Commits, Date, FileFact, History};

use super::facts::{Bytes, EarlierText, SCHEMA, Step, WorldFacts, WorldLog};
use crate::digest::hex;
use crate::world::{Earlier, Follow, Listing, ReadError, World};

/// A world around another that remembers.
pub struct Recorder<'w> {
    inner: Inner<'w>,
    route: Vec<Step>,
    logs: Arc<Mutex<BTreeMap<Vec<Step>, Log>>>,
}

enum Inner<'w> {
    Borrowed(&'w dyn World),
    Owned(Box<dyn World>),
}

/// What one world was asked, with the files it gave.
#[derive(Debug, Default)]
struct Log {
    told: WorldLog,
    seen: BTreeSet<String>,
}

/// A file that was given, and where it stands in the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// The way to its world.
    pub(crate) route: Vec<Step>,
    /// Its path there.
    pub path: String,
    /// Whether it is a record file.
    pub record: bool,
    /// Whether it is of the project itself, not of a folder or revision that it uses.
    pub own: bool,
    /// The path of its item.
    pub item: String,
    /// SHA-256, as 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// Everything that was remembered.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What was asked and answered.
    pub facts: WorldFacts,
    /// The files that were given, by the path of their item.
    pub files: Vec<PackedFile>,
}

impl<'w> Recorder<'w> {
    /// Remembers what this world is asked from now on.
    pub fn new(world: &'w dyn World) -> Recorder<'w> {
        let logs = Arc::new(Mutex::new(BTreeMap::new()));
        let recorder = Recorder { inner: Inner::Borrowed(world), route: Vec::new(), logs };
        recorder.name();
        recorder
    }

    fn name(&self) {
        let (identity, origin) = (self.world().identity(), self.world().origin());
        self.note(|log| {
            log.told.identity = identity;
            log.told.origin = origin;
        });
    }

    fn world(&self) -> &dyn World {
        match &self.inner {
            Inner::Borrowed(world) => *world,
            Inner::Owned(world) => world.as_ref(),
        }
    }

    fn note(&self, write: impl FnOnce(&mut Log)) {
        let mut logs = self.logs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        write(logs.entry(self.route.clone()).or_default());
    }

    fn seen(&self, path: &str) {
        self.note(|log| {
            log.seen.insert(path.to_owned());
        });
    }

    fn step(&self, step: Step, found: Result<Box<dyn World>, String>) -> Result<Box<dyn World>, String> {
        match found {
            Ok(world) => {
                let route = self.route.iter().cloned().chain([step]).collect();
                let next = Recorder { inner: Inner::Owned(world), route, logs: Arc::clone(&self.logs) };
                next.name();
                Ok(Box::new(next))
            }
            Err(why) => {
                self.note(|log| {
                    if !log.told.nowhere.iter().any(|(known, _)| *known == step) {
                        log.told.nowhere.push((step, why.clone()));
                    }
                });
                Err(why)
            }
        }
    }

    /// What was asked so far, and the files that were given, with their digests as they are now.
    ///
    /// # Errors
    /// If a file that was given cannot be read any more.
    pub fn finish(&self) -> Result<Recording, String> {
        let mut logs: Vec<Log> = {
            let mut logs = self.logs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            std::mem::take(&mut *logs)
                .into_iter()
                .map(|(route, log)| Log { told: WorldLog { route, ..log.told }, ..log })
                .collect()
        };
        // Absolute paths would say whose machine this was, and differ between machines.
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for log in &logs {
            for name in [&log.told.identity, &log.told.origin] {
                let next = format!("w{}", names.len());
                names.entry(name.clone()).or_insert(next);
            }
        }
        let mut files = Vec::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (number, log) in logs.iter_mut().enumerate() {
            log.told.identity = names.get(&log.told.identity).cloned().unwrap_or_default();
            log.told.origin = names.get(&log.told.origin).cloned().unwrap_or_default();
            log.told.nowhere.sort();
            log.told.earlier.sort_by(|one, other| one.0.cmp(&other.0));
            log.told.pinned.sort();
            log.told.authorship.sort_by(|one, other| one.0.cmp(&other.0));
            let records: BTreeSet<&str> =
                log.told.listing.iter().flat_map(|(files, _)| files.iter().map(String::as_str)).collect();
            let folder = if number == 0 { "project".to_owned() } else { format!("used/{number}") };
            for path in &log.seen {
                let item = label(&folder, path, &mut taken);
                let (sha256, size) = digest(open(self.world(), &log.told.route)?.get(), path)?;
                files.push(PackedFile {
                    route: log.told.route.clone(),
                    path: path.clone(),
                    record: records.contains(path.as_str()),
                    own: number == 0,
                    item: item.clone(),
                    sha256,
                    size,
                });
                log.told.files.insert(path.clone(), item);
            }
        }
        let world = self.world();
        let facts = WorldFacts {
            schema: SCHEMA.to_owned(),
            today: world.today().to_string(),
            instant: world.instant(),
            worlds: logs.into_iter().map(|log| log.told).collect(),
        };
        files.sort_by(|one, other| one.item.cmp(&other.item));
        Ok(Recording { facts, files })
    }
}

impl std::fmt::Debug for Recorder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recorder({})", self.world().identity())
    }
}

impl PackedFile {
    /// Opens its contents in the world that was recorded.
    ///
    /// # Errors
    /// If it is not there any more.
    pub fn open(&self, root: &dyn World) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let world = open(root, &self.route)?;
        world.get().stream(&self.path)?.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    /// Whether it has to be reached through another folder or revision.
    pub fn far(&self) -> bool {
        !self.route.is_empty()
    }
}

/// A world, its own or another's.
enum Opened<'w> {
    Root(&'w dyn World),
    Other(Box<dyn World>),
}

impl Opened<'_> {
    fn get(&self) -> &dyn World {
        match self {
            Opened::Root(world) => *world,
            Opened::Other(world) => world.as_ref(),
        }
    }
}

fn open<'w>(root: &'w dyn World, route: &[Step]) -> Result<Opened<'w>, String> {
    let mut at = Opened::Root(root);
    for step in route {
        let world = at.get();
        at = Opened::Other(match step {
            Step::Folder(path) => world.folder(path)?,
            Step::Revision(git, rev, folder) => world.revision(git, rev, folder.as_deref())?,
            Step::At(rev) => world.at(rev)?,
        });
    }
    Ok(at)
}

fn digest(world: &dyn World, path: &str) -> Result<(String, u64), String> {
    let mut from = world.stream(path).map_err(|why| format!("`{path}` cannot be packed: {why}"))?;
    let mut hasher = Sha256::new();
    let mut size = 0;
    loop {
        let block = from.fill_buf().map_err(|error| format!("`{path}` cannot be packed: {error}"))?;
        if block.is_empty() {
            return Ok((hex(&hasher.finalize()), size));
        }
        hasher.update(block);
        let read = block.len();
        size += read as u64;
        from.consume(read);
    }
}

/// The path of an item: what people recognise, and no other item has, on any file system.
fn label(folder: &str, path: &str, taken: &mut BTreeSet<String>) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    let clean = |part: &str| -> String {
        part.chars().map(|c| if c == '\\' || c.is_control() || vauban_pack::is_hostile(c) { '_' } else { c }).collect()
    };
    let parts: Vec<String> = parts.map(clean).collect();
    let plain = format!("{folder}/{}", parts.join("/"));
    let mut name = plain.clone();
    let mut number = 1;
    while !taken.insert(name.to_lowercase()) {
        number += 1;
        name = format!("{plain}~{number}");
    }
    name
}

impl World for Recorder<'_> {
    fn identity(&self) -> String {
        self.world().identity()
    }

    fn today(&self) -> Date {
        self.world().today()
    }

    fn instant(&self) -> Option<i64> {
        self.world().instant()
    }

    fn listing(&self) -> Listing {
        let listing = self.world().listing();
        let problems = listing.problems.iter().map(|(path, why)| (path.clone(), why.into())).collect();
        self.note(|log| log.told.listing = Some((listing.files.clone(), problems)));
        listing
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let read = self.world().read(path);
        match &read {
            Ok(_) => self.seen(path),
            Err(why) => self.note(|log| {
                log.told.unread.insert(path.to_owned(), why.into());
            }),
        }
        read
    }

    fn probe(&self, path: &str) -> FileFact {
        let fact = self.world().probe(path);
        match &fact {
            FileFact::There { .. } => self.seen(path),
            FileFact::Missing => self.note(|log| {
                log.told.absent.insert(path.to_owned(), None);
            }),
            FileFact::Refused(why) => self.note(|log| {
                log.told.absent.insert(path.to_owned(), Some(why.clone()));
            }),
        }
        fact
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        let bytes = self.world().evidence(path, limit);
        match &bytes {
            Ok(_) => self.seen(path),
            // What is only larger than this reader takes is there all the same.
            Err(why) if matches!(self.world().probe(path), FileFact::There { .. }) => {
                let _ = why;
                self.seen(path);
            }
            Err(why) => self.note(|log| {
                log.told.refused.insert(path.to_owned(), why.clone());
            }),
        }
        bytes
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        let stream = self.world().stream(path);
        match &stream {
            Ok(_) => self.seen(path),
            Err(why) => self.note(|log| {
                log.told.refused.insert(path.to_owned(), why.clone());
            }),
        }
        stream
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let times = self.world().commit_times(commits);
        let all = commits.iter().map(|name| (name.clone(), times.get(name).copied()));
        self.note(|log| log.told.commit_times.extend(all));
        times
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let times = self.world().first_commits(paths);
        let all = paths.iter().map(|path| (path.clone(), times.get(path).copied()));
        self.note(|log| log.told.first_commits.extend(all));
        times
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        let refs = self.world().refs(names);
        if let Some(refs) = &refs {
            self.note(|log| log.told.refs.get_or_insert_with(BTreeMap::new).extend(refs.clone()));
        }
        refs
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        self.step(Step::Folder(path.to_owned()), self.world().folder(path))
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        let step = Step::Revision(git.to_owned(), rev.to_owned(), folder.map(str::to_owned));
        self.step(step, self.world().revision(git, rev, folder))
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        self.step(Step::At(rev.to_owned()), self.world().at(rev))
    }

    fn origin(&self) -> String {
        self.world().origin()
    }

    fn record_commits(&self, most: usize) -> Vec<String> {
        let commits = self.world().record_commits(most);
        self.note(|log| {
            log.told.record_commits.insert(most, commits.clone());
        });
        commits
    }

    fn earlier(&self, paths: &BTreeSet<String>, follow: Follow) -> Option<Earlier> {
        let earlier = self.world().earlier(paths, follow);
        let told = earlier.as_ref().map(|earlier| EarlierText {
            incomplete: earlier.incomplete.clone(),
            states: (earlier.states.iter())
                .map(|state| (state.path.clone(), state.commit.clone(), Bytes::of(&state.bytes)))
                .collect(),
        });
        let asked: Vec<String> = paths.iter().cloned().collect();
        self.note(|log| {
            log.told.earlier.retain(|(known, _)| *known != asked);
            log.told.earlier.push((asked, told));
        });
        earlier
    }

    fn beside(&self, path: &str) -> Vec<String> {
        let beside = self.world().beside(path);
        self.note(|log| {
            log.told.beside.insert(path.to_owned(), beside.clone());
        });
        beside
    }

    fn pinned(&self, git: &str, rev: &str) -> Option<(String, bool)> {
        let pinned = self.world().pinned(git, rev);
        let told = (git.to_owned(), rev.to_owned(), pinned.clone());
        self.note(|log| {
            if !log.told.pinned.contains(&told) {
                log.told.pinned.push(told);
            }
        });
        pinned
    }

    fn sources(&self) -> Option<Vec<String>> {
        let sources = self.world().sources();
        self.note(|log| log.told.sources = Some(sources.clone()));
        sources
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        let commit = self.world().commit(rev);
        let told = commit.as_ref().map(|bytes| hex(bytes)).map_err(Clone::clone);
        self.note(|log| {
            log.told.commits.insert(rev.to_owned(), told);
        });
        commit
    }

    fn history(&self) -> Option<History> {
        let history = self.world().history();
        let told = history.as_ref().map(Into::into);
        self.note(|log| log.told.history = Some(told));
        history
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        let commits = self.world().authorship(before);
        let asked = before.map(<[String]>::to_vec);
        let told = commits.as_ref().map(Into::into);
        self.note(|log| {
            log.told.authorship.retain(|(known, _)| *known != asked);
            log.told.authorship.push((asked, told));
        });
        commits
    }
}
