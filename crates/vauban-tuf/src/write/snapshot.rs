//! Snapshot and timestamp: made anew each time, from the files they speak of.

use std::collections::BTreeMap;

use jiff::Timestamp as Instant;

use super::common;
use crate::hash::{Hashes, Measured};
use crate::metadata::Snapshot;
use crate::tree::Tree;

/// A snapshot of these targets roles: name, version and file of each.
pub fn new_snapshot(version: u64, expires: Instant, roles: &BTreeMap<String, (u64, Vec<u8>)>) -> Tree {
    let mut snapshot = common("snapshot", version, expires);
    let files = roles.iter().map(|(role, (version, bytes))| (format!("{role}.json"), meta(*version, bytes)));
    snapshot.set("meta", Tree::Object(files.collect()));
    snapshot
}

/// A timestamp of this snapshot.
pub fn new_timestamp(version: u64, expires: Instant, snapshot: u64, bytes: &[u8]) -> Tree {
    let mut timestamp = common("timestamp", version, expires);
    timestamp.set("meta", Tree::of([("snapshot.json", meta(snapshot, bytes))]));
    timestamp
}

/// Whether a snapshot speaks of exactly these roles, as they are.
pub fn same_roles(snapshot: &Snapshot, roles: &BTreeMap<String, (u64, Vec<u8>)>) -> bool {
    snapshot.meta.len() == roles.len()
        && roles.iter().all(|(role, (version, bytes))| {
            let said = snapshot.meta.get(&format!("{role}.json"));
            said.is_some_and(|said| said.version == *version && said.check(bytes, "", "").is_ok())
        })
}

fn meta(version: u64, bytes: &[u8]) -> Tree {
    let measured = Measured::of(bytes);
    let hashes = Hashes { sha256: Some(measured.sha256), sha512: None };
    Tree::of([("version", Tree::number(version)), ("length", Tree::number(measured.length)), ("hashes", hashes.tree())])
}
