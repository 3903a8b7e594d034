//! Metadata of an update repository: whatever the bytes, no panic, nothing is lost between reading and writing, and
//! nothing that was not signed becomes trusted.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::OnceLock;

use vauban_tuf::metadata::{Role, Root, Snapshot, Targets, Timestamp};
use vauban_tuf::write::Draft;
use vauban_tuf::{Client, Instant, Limits, Signed, Source, State};

macro_rules! corpus {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/corpora/tuf/tuf-conformance/static_data/tuf-on-ci-0.11/", $name))
    };
}

/// A repository of the conformance suite, with the time of its test.
const ROOT: &[u8] = corpus!("initial_root.json");
const FILES: [(&str, &[u8]); 5] = [
    ("timestamp.json", corpus!("metadata/timestamp.json")),
    ("2.snapshot.json", corpus!("metadata/2.snapshot.json")),
    ("1.targets.json", corpus!("metadata/1.targets.json")),
    ("2.delegatedrole.json", corpus!("metadata/2.delegatedrole.json")),
    ("1.root.json", ROOT),
];
const TARGET: &str = "delegatedrole/artifact";

/// The repository, with one file changed.
struct Served<'a> {
    name: &'a str,
    data: &'a [u8],
}

impl Source for Served<'_> {
    fn metadata(&mut self, name: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        if name == self.name {
            return Ok(Some(self.data.to_vec()));
        }
        Ok(FILES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes.to_vec()))
    }

    fn target<'s>(&'s mut self, _: &str) -> Result<Option<Box<dyn Read + 's>>, String> {
        Ok(Some(Box::new(self.data)))
    }
}

/// What is trusted after an update: the payloads, by role, and what is said of the target.
fn trusted(name: &str, data: &[u8]) -> Option<BTreeMap<&'static str, Vec<u8>>> {
    let now: Instant = "2025-02-09T09:17:23Z".parse().ok()?;
    let mut client = Client::new(State::of_root(ROOT), now, Limits::default()).ok()?;
    let mut served = Served { name, data };
    let refreshed = client.refresh(&mut served);
    let mut out = BTreeMap::new();
    out.insert("root", client.root().payload.clone());
    refreshed.ok()?;
    out.insert("timestamp", client.timestamp()?.payload.clone());
    out.insert("snapshot", client.snapshot()?.payload.clone());
    out.insert("targets", client.targets()?.payload.clone());
    let found = client.find(&mut served, TARGET).ok()??;
    out.insert("target", format!("{found:?}").into_bytes());
    Some(out)
}

fn nothing_else_is_trusted(name: &str, data: &[u8]) {
    static GOOD: OnceLock<BTreeMap<&'static str, Vec<u8>>> = OnceLock::new();
    let good = GOOD.get_or_init(|| trusted("", b"").unwrap_or_default());
    assert!(good.len() == 5, "the repository itself is trusted");
    if let Some(found) = trusted(name, data) {
        assert_eq!(&found, good, "something is trusted that nobody signed");
    }
}

/// What was read is written, and read again is the same.
fn kept<R: Role + PartialEq + std::fmt::Debug>(data: &[u8]) {
    let Ok(read) = Signed::<R>::read(data, "data") else { return };
    let Ok(file) = Draft::of(&read).file("written") else { panic!("what was read cannot be written") };
    let Ok(again) = Signed::<R>::read(&file, "written") else { panic!("what was written cannot be read") };
    assert_eq!(again.payload, read.payload);
    assert_eq!(again.role, read.role);
}

/// Takes the bytes for root metadata, for the next version of a trusted root, and for a root to start from.
///
/// # Panics
/// When something is trusted that nobody signed, or is lost.
pub fn root(data: &[u8]) {
    kept::<Root>(data);
    nothing_else_is_trusted("2.root.json", data);
    let _ = Client::new(State::of_root(data), Instant::UNIX_EPOCH, Limits::default());
}

/// Takes the bytes for a timestamp.
///
/// # Panics
/// As [`root`].
pub fn timestamp(data: &[u8]) {
    kept::<Timestamp>(data);
    nothing_else_is_trusted("timestamp.json", data);
}

/// Takes the bytes for a snapshot.
///
/// # Panics
/// As [`root`].
pub fn snapshot(data: &[u8]) {
    kept::<Snapshot>(data);
    nothing_else_is_trusted("2.snapshot.json", data);
}

/// Takes the bytes for targets, of the top level and delegated.
///
/// # Panics
/// As [`root`].
pub fn targets(data: &[u8]) {
    kept::<Targets>(data);
    nothing_else_is_trusted("1.targets.json", data);
    nothing_else_is_trusted("2.delegatedrole.json", data);
}

/// Takes the bytes for what a client kept.
///
/// # Panics
/// When a state that was read is lost when it is written.
pub fn state(data: &[u8]) {
    let Ok(state) = State::from_bytes(data, "state") else { return };
    let again = State::from_bytes(&state.to_bytes(), "written");
    assert!(again.is_ok_and(|again| again == state), "a state is lost");
    let _ = Client::new(state, Instant::UNIX_EPOCH, Limits::default());
}
