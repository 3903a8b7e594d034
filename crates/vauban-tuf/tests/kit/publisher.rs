//! A publisher with keys, and the repository it publishes, in memory.

#![allow(dead_code, clippy::unwrap_used, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use jiff::Timestamp as Instant;
use vauban_tuf::metadata::{Paths, TargetFile};
use vauban_tuf::write::{
    Delegation, Draft, Periods, days_after, delegate, new_root, new_snapshot, new_targets, new_timestamp, next,
    set_target,
};
use vauban_tuf::{Client, Key, Limits, PrivateKey, Refusal, Source, State, Tree, file_name, measure, stored_target};

pub(crate) const DAY: &str = "2026-03-02T08:00:00Z";

pub(crate) fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32])
}

pub(crate) fn publics(seeds: &[u8]) -> Vec<Key> {
    seeds.iter().map(|seed| key(*seed).public().clone()).collect()
}

pub(crate) fn at(day: i64) -> Instant {
    let start: Instant = DAY.parse().unwrap();
    start + jiff::SignedDuration::from_hours(24 * day)
}

/// What is published: whoever holds the server can change all of it.
#[derive(Clone, Default)]
pub(crate) struct Served {
    pub(crate) metadata: BTreeMap<String, Vec<u8>>,
    pub(crate) targets: BTreeMap<String, Vec<u8>>,
    /// Names that are endless.
    pub(crate) endless: Vec<String>,
}

impl Source for Served {
    fn metadata(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        if self.endless.iter().any(|one| one == name) {
            return Ok(Some(vec![b' '; usize::try_from(limit).unwrap() + 1]));
        }
        Ok(self.metadata.get(name).cloned())
    }

    fn target<'s>(&'s mut self, path: &str) -> Result<Option<Box<dyn Read + 's>>, String> {
        if self.endless.iter().any(|one| one == path) {
            return Ok(Some(Box::new(std::io::repeat(0))));
        }
        Ok(self.targets.get(path).map(|bytes| Box::new(Cursor::new(bytes.clone())) as Box<dyn Read>))
    }
}

/// Root keys 1, 2, 3 (two of them), targets 4, snapshot 5, timestamp 6.
pub(crate) struct Publisher {
    pub(crate) served: Served,
    pub(crate) day: i64,
    pub(crate) root: Tree,
    pub(crate) root_signers: Vec<u8>,
    pub(crate) roles: BTreeMap<String, Draft>,
    pub(crate) signers: BTreeMap<String, Vec<u8>>,
    pub(crate) snapshot: u64,
    pub(crate) timestamp: u64,
}

impl Publisher {
    pub(crate) fn new() -> Publisher {
        let expires = days_after(at(0), 365).unwrap();
        let (roots, targets, snapshot, timestamp) = (publics(&[1, 2, 3]), publics(&[4]), publics(&[5]), publics(&[6]));
        let keys: [(&str, &[Key], u32); 4] =
            [("root", &roots, 2), ("targets", &targets, 1), ("snapshot", &snapshot, 1), ("timestamp", &timestamp, 1)];
        let root = new_root(keys, &Periods::default(), expires).unwrap();
        let signers = [("targets", 4), ("snapshot", 5), ("timestamp", 6)];
        let mut new = Publisher {
            served: Served::default(),
            day: 0,
            root,
            root_signers: vec![1, 2],
            roles: BTreeMap::from([("targets".to_owned(), Draft::new(new_targets(expires)))]),
            signers: signers.into_iter().map(|(role, seed)| (role.to_owned(), vec![seed])).collect(),
            snapshot: 0,
            timestamp: 0,
        };
        new.publish_root();
        new.publish();
        new
    }

    pub(crate) fn publish_root(&mut self) {
        let draft = signed(self.root.clone(), &self.root_signers);
        let name = file_name("root", Some(draft.version()));
        self.served.metadata.insert(name.clone(), draft.file(&name).unwrap());
    }

    /// The next version of the root, changed.
    pub(crate) fn change_root(&mut self, signers: &[u8], change: impl FnOnce(&mut Tree)) {
        self.root = next(&self.root, days_after(at(self.day), 365).unwrap()).unwrap();
        change(&mut self.root);
        self.root_signers = signers.to_vec();
        self.publish_root();
    }

    /// Changes a targets role: its next version.
    pub(crate) fn change(&mut self, role: &str, change: impl FnOnce(&mut Tree)) {
        let draft = self.roles.get(role).unwrap();
        let mut tree = next(draft.signed(), days_after(at(self.day), 365).unwrap()).unwrap();
        change(&mut tree);
        self.roles.insert(role.to_owned(), Draft::new(tree));
    }

    pub(crate) fn add(&mut self, role: &str, path: &str, bytes: &[u8]) {
        let measured = measure(&mut Cursor::new(bytes)).unwrap();
        let mut hashes = measured.hashes();
        hashes.sha512 = None;
        let file = TargetFile { length: measured.length, hashes, custom: None };
        let stored = stored_target(path, file.hashes.names().first().map(String::as_str));
        self.served.targets.insert(stored, bytes.to_vec());
        self.change(role, |tree| set_target(tree, path, &file).unwrap());
    }

    pub(crate) fn delegate(
        &mut self,
        from: &str,
        name: &str,
        seeds: &[u8],
        threshold: u32,
        patterns: &[&str],
        terminating: bool,
    ) {
        let paths = Paths::Patterns(patterns.iter().map(|one| (*one).to_owned()).collect());
        let to = Delegation { name: name.to_owned(), keys: publics(seeds), threshold, paths, terminating };
        self.change(from, |tree| delegate(tree, &to).unwrap());
        let expires = days_after(at(self.day), 365).unwrap();
        self.roles.entry(name.to_owned()).or_insert_with(|| Draft::new(new_targets(expires)));
        self.signers.insert(name.to_owned(), seeds.to_vec());
    }

    /// Signs and publishes all targets roles, a new snapshot and a new timestamp.
    pub(crate) fn publish(&mut self) {
        let mut listed = BTreeMap::new();
        for (role, draft) in &self.roles {
            let draft = signed(draft.signed().clone(), &self.signers[role]);
            let name = file_name(role, Some(draft.version()));
            let bytes = draft.file(&name).unwrap();
            self.served.metadata.insert(name, bytes.clone());
            listed.insert(role.clone(), (draft.version(), bytes));
        }
        self.snapshot += 1;
        self.timestamp += 1;
        let expires = days_after(at(self.day), 30).unwrap();
        let snapshot = signed(new_snapshot(self.snapshot, expires, &listed), &self.signers["snapshot"]);
        let name = file_name("snapshot", Some(self.snapshot));
        let bytes = snapshot.file(&name).unwrap();
        self.served.metadata.insert(name, bytes.clone());
        self.publish_timestamp(&bytes);
    }

    /// A new timestamp of the present snapshot.
    pub(crate) fn publish_timestamp(&mut self, snapshot: &[u8]) {
        let expires = days_after(at(self.day), 7).unwrap();
        let timestamp = new_timestamp(self.timestamp, expires, self.snapshot, snapshot);
        let draft = signed(timestamp, &self.signers["timestamp"]);
        self.served.metadata.insert("timestamp.json".to_owned(), draft.file("timestamp.json").unwrap());
    }

    /// What a device leaves the house with.
    pub(crate) fn shipped(&self) -> State {
        State::of_root(self.served.metadata["1.root.json"].clone())
    }

    /// An update from a state on a day: the state afterwards, and what it came to.
    pub(crate) fn update(&self, state: &State, day: i64) -> (State, Result<(), Refusal>) {
        update(&mut self.served.clone(), state, day)
    }
}

pub(crate) fn update(served: &mut Served, state: &State, day: i64) -> (State, Result<(), Refusal>) {
    let mut client = match Client::new(state.clone(), at(day), Limits::default()) {
        Ok(client) => client,
        Err(refusal) => return (state.clone(), Err(refusal)),
    };
    let result = client.refresh(served).map(|_| ());
    (client.state().clone(), result)
}

/// A target by a fresh update.
pub(crate) fn fetch(
    served: &mut Served,
    state: &State,
    day: i64,
    path: &str,
) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    let mut client = Client::new(state.clone(), at(day), Limits::default())?;
    client.refresh(served)?;
    let Some(found) = client.find(served, path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    client.fetch(served, &found, &mut bytes)?;
    Ok(Some((found.role, bytes)))
}

pub(crate) fn signed(tree: Tree, seeds: &[u8]) -> Draft {
    let mut draft = Draft::new(tree);
    for seed in seeds {
        let key = key(*seed);
        draft.sign(&key, &key.public().id());
    }
    draft
}
