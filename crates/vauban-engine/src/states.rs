//! States of a used folder: its digest, in which commit it had another, and what differs between two.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_model::{Head, Kind, Model, assemble};

use crate::digest::{folder_digest, sha256_hex};
use crate::load::load;
use crate::world::{Limits, World};

/// The digest of a folder's record files, as `[use.ID]` stores it, without the `sha256:` in front.
pub fn digest_of(world: &dyn World) -> String {
    folder_digest(&digests_of(world))
}

/// Path and digest of every record file; an empty digest for one that cannot be read.
fn digests_of(world: &dyn World) -> Vec<(String, String)> {
    let digest = |path: &String| world.read(path).map(|bytes| sha256_hex(&bytes)).unwrap_or_default();
    world.listing().files.iter().map(|path| (path.clone(), digest(path))).collect()
}

/// The newest commit in which a folder had this digest, and the folder as it was then; `None` if none of the last
/// [`Limits::STATES`] commits of its records had it.
pub fn state_with(world: &dyn World, digest: &str) -> Option<(String, Box<dyn World>)> {
    for commit in world.record_commits(Limits::STATES) {
        let Ok(then) = world.at(&commit) else { continue };
        if digest_of(then.as_ref()) == digest {
            return Some((commit, then));
        }
    }
    None
}

/// What differs between two states of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Files that are not the same, with what became of them.
    pub files: Vec<(String, Became)>,
    /// Records that are only in one of them or do not say the same, with what became of them.
    pub records: Vec<(String, Became)>,
}

/// What became of a file or record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was not there before.
    Added,
    /// It says something else.
    Changed,
    /// It is gone.
    Removed,
}

impl Became {
    /// The word in messages and contracts.
    pub fn word(self) -> &'static str {
        match self {
            Became::Added => "added",
            Became::Changed => "changed",
            Became::Removed => "removed",
        }
    }
}

/// Compares two states of one folder, files and records.
pub fn drift(before: &dyn World, after: &dyn World) -> Drift {
    let files = compared(&digests_of(before).into_iter().collect(), &digests_of(after).into_iter().collect());
    Drift { records: compared(&records_of(before), &records_of(after)), files }
}

fn compared(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<(String, Became)> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let became = |name: &String| match (before.get(name), after.get(name)) {
        (Some(old), Some(new)) if old == new => None,
        (Some(_), Some(_)) => Some(Became::Changed),
        (None, _) => Some(Became::Added),
        (Some(_), None) => Some(Became::Removed),
    };
    names.into_iter().filter_map(|name| Some((name.clone(), became(name)?))).collect()
}

/// Every record of a folder by its name, with what it says; used folders of it left out.
fn records_of(world: &dyn World) -> BTreeMap<String, String> {
    let loaded = load(world, world.listing(), "", "", 0, false, Catalogs::embedded());
    let mut model = Model::default();
    for source in loaded.sources {
        model.sources.add(source);
    }
    drop(assemble(&mut model, loaded.records));
    let said = |id| {
        let said: Vec<String> = model.said(id).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        (model.head(id).name(), said.join("\n"))
    };
    model.all().map(said).collect()
}

/// Whether a folder of the model has a record that is also among these, which stand under another folder's prefix.
pub(crate) fn share_a_record<'a>(
    model: &Model,
    folder: &str,
    mut heads: impl Iterator<Item = &'a Head>,
    prefix: &str,
) -> bool {
    heads.any(|head| {
        let local = head.id.strip_prefix(prefix).filter(|_| !head.kind.singleton() && head.kind != Kind::Use);
        local.is_some_and(|local| model.find(head.kind, &format!("{folder}/{local}")).is_some())
    })
}

impl Drift {
    /// What differs in half a sentence: `security/a.toml changed; role.x added`; with no more than `most` of each.
    pub fn line(&self, most: usize) -> String {
        let list = |all: &[(String, Became)]| {
            let mut shown: Vec<String> =
                all.iter().take(most).map(|(name, became)| format!("{name} {}", became.word())).collect();
            if all.len() > most {
                shown.push(format!("{} more", all.len() - most));
            }
            shown.join(", ")
        };
        match (self.files.is_empty(), self.records.is_empty()) {
            (true, _) => "nothing".to_owned(),
            (false, true) => format!("{}; no record says anything else", list(&self.files)),
            (false, false) => format!("{}; records: {}", list(&self.files), list(&self.records)),
        }
    }
}
