//! A source as a whole: what of it was read, and whether it is one that can be relied on.
//!
//! A mirror that stopped, or lost half of its records, gives fewer matches and so looks like good news. What a source
//! was before, how old it is and what of it could not be read is therefore asked before an index is built from it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::index::{Builder, DIGEST, Form, Source};
use crate::names;

use super::{Item, Problem};

/// How many problems of a source are kept; more are counted.
pub const MOST_PROBLEMS: usize = 1000;

/// A source that is being read.
#[derive(Debug)]
pub struct Feed {
    name: String,
    form: Form,
    fetched: Option<String>,
    files: Vec<(String, [u8; DIGEST])>,
    records: u64,
    withdrawn: u64,
    unread: u64,
    newest: Option<String>,
    covers: BTreeMap<String, u64>,
    problems: Vec<Problem>,
    told: u64,
}

impl Feed {
    /// A source of this name and form; `fetched` is the day it was fetched, if that is known.
    pub fn new(name: &str, form: Form, fetched: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            form,
            fetched: fetched.map(str::to_owned),
            files: Vec::new(),
            records: 0,
            withdrawn: 0,
            unread: 0,
            newest: None,
            covers: BTreeMap::new(),
            problems: Vec::new(),
            told: 0,
        }
    }

    /// Reads a file into an index that is being built.
    pub fn file(&mut self, path: &str, bytes: &[u8], builder: &mut Builder) {
        let mut digest = [0; DIGEST];
        digest.copy_from_slice(&Sha256::digest(bytes));
        self.files.push((path.to_owned(), digest));
        let name = std::mem::take(&mut self.name);
        super::read(self.form, &name, path, bytes, &mut |item| self.item(item, builder));
        self.name = name;
    }

    fn item(&mut self, item: Item, builder: &mut Builder) {
        match item {
            Item::Advisory(advisory) => {
                self.records += 1;
                self.withdrawn += u64::from(advisory.withdrawn.is_some());
                if advisory.withdrawn.is_none() {
                    self.cover(&advisory);
                }
                let date = advisory.modified.as_deref().or(advisory.published.as_deref());
                self.dated(date.filter(|date| crate::date::days(date).is_some()));
                builder.add(&advisory);
            }
            Item::Note(id, note) => {
                self.records += 1;
                builder.note(&id, &note);
            }
            Item::Dated(date) => self.dated(Some(&date)),
            Item::Problem(problem) => self.problem(problem),
        }
    }

    fn cover(&mut self, advisory: &crate::advisory::Advisory) {
        let mut words: Vec<String> = advisory
            .affected
            .iter()
            .flat_map(|affected| &affected.identities)
            .map(|identity| names::covers(identity).to_owned())
            .collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.covers.entry(word).or_default() += 1;
        }
    }

    fn dated(&mut self, date: Option<&str>) {
        if let Some(date) = date
            && self.newest.as_deref().is_none_or(|newest| newest < date)
        {
            self.newest = Some(date.to_owned());
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.unread += u64::from(problem.lost);
        self.told += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Something else that is wrong with the source: a file that cannot be opened.
    pub fn lost(&mut self, path: &str, what: &str) {
        self.problem(Problem::lost(path, what));
    }

    /// How many records were read so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The source as an index keeps it, what was wrong, and how many problems there were in all.
    pub fn finish(mut self) -> (Source, Vec<Problem>, u64) {
        self.files.sort();
        let mut digest = Sha256::new();
        for (path, own) in &self.files {
            digest.update(path.as_bytes());
            digest.update([0]);
            digest.update(own);
        }
        let mut whole = [0; DIGEST];
        whole.copy_from_slice(&digest.finalize());
        self.problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let source = Source {
            name: self.name,
            form: self.form,
            newest: self.newest,
            fetched: self.fetched,
            files: self.files.len() as u64,
            records: self.records,
            withdrawn: self.withdrawn,
            unread: self.unread,
            digest: whole,
            covers: self.covers.into_iter().collect(),
        };
        (source, self.problems, self.told)
    }
}

/// What a source must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// By how many per cent it may shrink.
    pub shrink: u8,
    /// How many days old its newest date may be; not asked if zero.
    pub age: u32,
}

impl Default for Rules {
    /// A tenth, and 14 days.
    fn default() -> Self {
        Self { shrink: 10, age: 14 }
    }
}

/// What is accepted although it is against the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Names of sources that may shrink.
    pub shrunk: Vec<String>,
    /// Names of sources that may be old.
    pub stale: Vec<String>,
    /// Names of sources with records that could not be read.
    pub unread: Vec<String>,
}

/// Why a source cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing could be read from it.
    Empty {
        /// The source.
        source: String,
        /// How many files it has.
        files: u64,
    },
    /// It has fewer records than before.
    Shrunk {
        /// The source.
        source: String,
        /// How many records it had.
        before: u64,
        /// How many it has.
        now: u64,
        /// The share that it may lose, in per cent.
        may: u8,
    },
    /// Its newest date lies too far back.
    Stale {
        /// The source.
        source: String,
        /// The date.
        newest: String,
        /// How many days back that is.
        days: i64,
        /// How many it may be.
        may: u32,
    },
    /// Nothing in it has a date, so how old it is cannot be said.
    Undated {
        /// The source.
        source: String,
    },
    /// Its newest date is older than the one of the source before.
    Backwards {
        /// The source.
        source: String,
        /// The newest date before.
        before: String,
        /// The newest date now.
        now: String,
    },
    /// Some of it could not be read.
    Unread {
        /// The source.
        source: String,
        /// How many records or files.
        unread: u64,
        /// How many were read.
        records: u64,
    },
    /// It was there before and is gone.
    Gone {
        /// The source.
        source: String,
        /// How many records it had.
        before: u64,
    },
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty { source, files } => write!(f, "source `{source}`: no record in {files} files"),
            Self::Shrunk { source, before, now, may } => {
                write!(f, "source `{source}` has {now} records and had {before}: more than {may} % fewer")
            }
            Self::Stale { source, newest, days, may } => {
                write!(f, "source `{source}`: its newest date is {newest}, {days} days ago; it may be {may}")
            }
            Self::Undated { source } => write!(f, "source `{source}` has no date: how old it is cannot be said"),
            Self::Backwards { source, before, now } => {
                write!(f, "source `{source}`: its newest date is {now} and was {before}: it is older than before")
            }
            Self::Unread { source, unread, records } => {
                write!(f, "source `{source}`: {unread} records could not be read, {records} could")
            }
            Self::Gone { source, before } => write!(f, "source `{source}` had {before} records and is gone"),
        }
    }
}

/// Holds sources against the rules and what they were before. `today` is a date.
pub fn compare(before: &[Source], now: &[Source], today: &str, rules: &Rules, accepted: &Accepted) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let among = |list: &[String], name: &str| list.iter().any(|known| known == name);
    for source in now {
        let name = source.name.clone();
        if source.records == 0 {
            refused.push(Refusal::Empty { source: name.clone(), files: source.files });
            continue;
        }
        let old = before.iter().find(|old| old.name == name && old.form == source.form);
        if let Some(old) = old {
            let least = old.records.saturating_mul(100 - u64::from(rules.shrink.min(100)));
            if source.records.saturating_mul(100) < least && !among(&accepted.shrunk, &name) {
                let (before, now, may) = (old.records, source.records, rules.shrink);
                refused.push(Refusal::Shrunk { source: name.clone(), before, now, may });
            }
            if let (Some(before), Some(now)) = (&old.newest, &source.newest)
                && crate::date::days(now) < crate::date::days(before)
                && !among(&accepted.stale, &name)
            {
                let (before, now) = (before.clone(), now.clone());
                refused.push(Refusal::Backwards { source: name.clone(), before, now });
            }
        }
        if rules.age > 0 && !among(&accepted.stale, &name) {
            let newest = source.newest.as_deref().and_then(|date| Some((date, crate::date::days(date)?)));
            match (newest, crate::date::days(today)) {
                (Some((date, day)), Some(today)) if today - day > i64::from(rules.age) => {
                    let (newest, days, may) = (date.to_owned(), today - day, rules.age);
                    refused.push(Refusal::Stale { source: name.clone(), newest, days, may });
                }
                (Some(_), Some(_)) => {}
                _ => refused.push(Refusal::Undated { source: name.clone() }),
            }
        }
        if source.unread > 0 && !among(&accepted.unread, &name) {
            let (unread, records) = (source.unread, source.records);
            refused.push(Refusal::Unread { source: name, unread, records });
        }
    }
    for old in before {
        let there = now.iter().any(|source| source.name == old.name && source.form == old.form);
        if !there && !among(&accepted.shrunk, &old.name) {
            refused.push(Refusal::Gone { source: old.name.clone(), before: old.records });
        }
    }
    refused
}
