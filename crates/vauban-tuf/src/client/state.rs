//! What a client trusts, between two updates.
//!
//! It is one text, so that it can be replaced in one step: a root that is newer than the timestamp beside it, or a
//! snapshot that is gone, would weaken what the next update can notice.

use std::collections::BTreeMap;

use jiff::Timestamp as Instant;
use vauban_json::{Document, Limits};

use crate::metadata::At;
use crate::refusal::{Kind, Refusal};
use crate::tree::Tree;

const SCHEMA: &str = "vauban/repository-state/1";
/// The longest state, in bytes.
const LONGEST: usize = 256 << 20;
/// The most targets roles that are kept.
const ROLES: usize = 4096;

/// What a client trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest root that was accepted, or the one that was shipped.
    pub root: Vec<u8>,
    /// The newest timestamp that was accepted.
    pub timestamp: Option<Vec<u8>>,
    /// The newest snapshot that was accepted.
    pub snapshot: Option<Vec<u8>>,
    /// The newest targets roles that were accepted, by name.
    pub targets: BTreeMap<String, Vec<u8>>,
    /// When the last update succeeded.
    pub seen: Option<Instant>,
}

impl State {
    /// A state that trusts a root and knows nothing else: what a device leaves the house with.
    pub fn of_root(root: impl Into<Vec<u8>>) -> State {
        State { root: root.into(), ..State::default() }
    }

    pub(super) fn keep(&mut self, role: &str, bytes: &[u8]) {
        if self.targets.len() < ROLES || self.targets.contains_key(role) {
            self.targets.insert(role.to_owned(), bytes.to_vec());
        }
    }

    /// The state as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        // All of it was read as JSON, which is UTF-8.
        let text = |bytes: &[u8]| Tree::text(String::from_utf8_lossy(bytes));
        let mut tree = Tree::of([("schema", Tree::text(SCHEMA)), ("root", text(&self.root))]);
        for (name, bytes) in [("timestamp", &self.timestamp), ("snapshot", &self.snapshot)] {
            if let Some(bytes) = bytes {
                tree.set(name, text(bytes));
            }
        }
        let targets = self.targets.iter().map(|(name, bytes)| (name.clone(), text(bytes)));
        tree.set("targets", Tree::Object(targets.collect()));
        if let Some(seen) = self.seen {
            tree.set("seen", Tree::text(crate::time::written(seen)));
        }
        tree.file()
    }

    /// Reads a state. It is trusted as far as the place is where it lies; its metadata is checked again all the same.
    ///
    /// # Errors
    /// If it is no state.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<State, Refusal> {
        let limits = Limits { bytes: LONGEST, depth: 4, values: 4 * ROLES };
        let document = Document::read(bytes, &limits).map_err(|error| Refusal::json(file, &error))?;
        let at = At { file };
        if let Some(twice) = document.duplicates().first() {
            return Err(at.no(twice.again, "this name occurs twice"));
        }
        let root = document.root();
        let schema = at.member(root, "schema")?;
        if !schema.is(SCHEMA) {
            return Err(at.no(schema, format!("a state says `{SCHEMA}` here")));
        }
        let text = |value: vauban_json::Value<'_>| {
            let text = value.text().ok_or_else(|| at.no(value, "metadata stands here as a text"))?;
            Ok::<_, Refusal>(text.as_bytes().to_vec())
        };
        let mut targets = BTreeMap::new();
        for (name, value) in root.get("targets").into_iter().flat_map(vauban_json::Value::members) {
            targets.insert(name.text().unwrap_or("").to_owned(), text(value)?);
        }
        let seen = match root.get("seen") {
            Some(value) => {
                let time = value.text().and_then(crate::time::read);
                Some(time.ok_or_else(|| at.no(value, "a time is written as 2030-01-01T00:00:00Z"))?)
            }
            None => None,
        };
        if targets.len() > ROLES {
            return Err(Refusal::new(Kind::TooManyRoles, file, format!("more than {ROLES} roles")));
        }
        Ok(State {
            root: text(at.member(root, "root")?)?,
            timestamp: root.get("timestamp").map(text).transpose()?,
            snapshot: root.get("snapshot").map(text).transpose()?,
            targets,
            seen,
        })
    }
}
