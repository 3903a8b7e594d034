//! One world of two: the folder at the ref of a version line, and the folder of today.
//!
//! Records were put together before; what is left to decide is in which of the two a file lies that they point at. It
//! lies where the record comes from that names it. A path that records of both name must be the same file in both: what
//! is meant cannot be told otherwise, and counts for nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::sync::Arc;

use vauban_model::{Commits, Date, FileFact, History};

use crate::world::{Earlier, Follow, Listing, ReadError, World};

/// Which records name which files.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    /// Paths that records of today name.
    pub(crate) today: BTreeSet<String>,
    /// Paths that records of the ref name.
    pub(crate) then: BTreeSet<String>,
    /// Headers of records of today, as written.
    pub(crate) headers: BTreeSet<String>,
    /// What stands in front of paths of record files of the ref.
    pub(crate) mark: String,
}

/// A world that the program was given, or one that it opened.
pub(crate) enum Held<'w> {
    /// Given.
    Given(&'w dyn World),
    /// Opened.
    Opened(Box<dyn World>),
}

impl Held<'_> {
    fn get(&self) -> &dyn World {
        match self {
            Held::Given(world) => *world,
            Held::Opened(world) => world.as_ref(),
        }
    }
}

/// The folder at the ref, and the folder of today. A used folder may be there in one of them only.
pub(crate) struct LineWorld<'w> {
    pub(crate) then: Option<Held<'w>>,
    pub(crate) now: Option<Held<'w>>,
    pub(crate) routes: Arc<Routes>,
    pub(crate) today: Date,
}

/// Where a path is looked for.
enum Route<'a> {
    /// In one world, or nowhere.
    One(Option<&'a dyn World>),
    /// In both, which must agree.
    Both(Option<&'a dyn World>, Option<&'a dyn World>),
}

/// Why a path that records of both sides name does not count.
const DIFFERS: &str = "records of the version line and records of today name it, and it is not the same file at both: give one another name";

impl LineWorld<'_> {
    fn then(&self) -> Option<&dyn World> {
        self.then.as_ref().map(Held::get)
    }

    fn now(&self) -> Option<&dyn World> {
        self.now.as_ref().map(Held::get)
    }

    /// The folder at the ref where there is one, else that of today.
    fn first(&self) -> Option<&dyn World> {
        self.then().or(self.now())
    }

    fn route(&self, path: &str) -> Route<'_> {
        match (self.routes.then.contains(path), self.routes.today.contains(path)) {
            (true, true) => Route::Both(self.then(), self.now()),
            (false, true) => Route::One(self.now()),
            _ => Route::One(self.then()),
        }
    }

    /// The world that holds a path, if there is no doubt which.
    fn holder(&self, path: &str) -> Result<&dyn World, String> {
        let nowhere = || "there is no such file".to_owned();
        match self.route(path) {
            Route::One(world) => world.ok_or_else(nowhere),
            Route::Both(Some(then), Some(now)) => {
                if then.probe(path) == now.probe(path) {
                    Ok(then)
                } else {
                    Err(DIFFERS.to_owned())
                }
            }
            Route::Both(then, now) => then.or(now).ok_or_else(nowhere),
        }
    }
}

const NOWHERE: &str = "there is no such folder";

impl World for LineWorld<'_> {
    fn identity(&self) -> String {
        let of = |world: Option<&dyn World>| world.map_or_else(String::new, World::identity);
        format!("{} + {}", of(self.then()), of(self.now()))
    }

    fn today(&self) -> Date {
        self.today
    }

    fn instant(&self) -> Option<i64> {
        self.now().and_then(World::instant)
    }

    /// Issues are those of today, and so is what happened to them.
    fn earlier(&self, paths: &BTreeSet<String>, follow: Follow) -> Option<Earlier> {
        self.now()?.earlier(paths, follow)
    }

    fn listing(&self) -> Listing {
        self.first().map_or_else(Listing::default, World::listing)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.first().map_or_else(|| Err(ReadError::Unreadable(NOWHERE.into())), |world| world.read(path))
    }

    fn probe(&self, path: &str) -> FileFact {
        match self.route(path) {
            Route::One(world) => world.map_or(FileFact::Missing, |world| world.probe(path)),
            Route::Both(Some(then), Some(now)) => {
                let fact = then.probe(path);
                if fact == now.probe(path) { fact } else { FileFact::Refused(DIFFERS.to_owned()) }
            }
            Route::Both(then, now) => then.or(now).map_or(FileFact::Missing, |world| world.probe(path)),
        }
    }

    fn evidence(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        self.holder(path)?.evidence(path, limit)
    }

    fn stream(&self, path: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        self.holder(path)?.stream(path)
    }

    fn commit_times(&self, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let mut times = self.now().map(|world| world.commit_times(commits)).unwrap_or_default();
        times.extend(self.then().map(|world| world.commit_times(commits)).unwrap_or_default());
        times
    }

    fn first_commits(&self, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let (today, then): (BTreeSet<String>, BTreeSet<String>) = paths
            .iter()
            .cloned()
            .partition(|path| self.routes.today.contains(path) && !self.routes.then.contains(path));
        let mut times = self.now().map(|world| world.first_commits(&today)).unwrap_or_default();
        times.extend(self.then().map(|world| world.first_commits(&then)).unwrap_or_default());
        times
    }

    fn folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        self.first().ok_or(NOWHERE)?.folder(path)
    }

    fn revision(&self, git: &str, rev: &str, folder: Option<&str>) -> Result<Box<dyn World>, String> {
        self.first().ok_or(NOWHERE)?.revision(git, rev, folder)
    }

    fn refs(&self, names: &BTreeSet<String>) -> Option<BTreeMap<String, Result<String, String>>> {
        self.now()?.refs(names)
    }

    fn at(&self, rev: &str) -> Result<Box<dyn World>, String> {
        self.now().or(self.then()).ok_or(NOWHERE)?.at(rev)
    }

    fn sources(&self) -> Option<Vec<String>> {
        self.first()?.sources()
    }

    fn commit(&self, rev: &str) -> Result<Vec<u8>, String> {
        self.now().or(self.then()).ok_or(NOWHERE)?.commit(rev)
    }

    /// Of the ref, and for records of today of today.
    fn history(&self) -> Option<History> {
        let (then, now) = (self.then()?.history()?, self.now()?.history()?);
        let mut both = History { complete: then.complete && now.complete, ..History::default() };
        let headers = &self.routes.headers;
        both.first_commit.extend(then.first_commit.into_iter().filter(|(header, _)| !headers.contains(header)));
        both.first_commit.extend(now.first_commit.into_iter().filter(|(header, _)| headers.contains(header)));
        let mark = &self.routes.mark;
        both.authors.extend(then.authors.into_iter().map(|(path, authors)| (format!("{mark}{path}"), authors)));
        both.authors.extend(now.authors);
        Some(both)
    }

    fn authorship(&self, before: Option<&[String]>) -> Option<Commits> {
        self.first()?.authorship(before)
    }
}
