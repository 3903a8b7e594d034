//! Who wrote what, by the commits to the files that hold it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Kind};

use crate::context::Context;

/// The persons who committed to the files that hold records of some kinds, whenever that was.
///
/// # Errors
/// Why it cannot be told: no git, a shallow clone, a file of another repository, an address that belongs to nobody.
pub(crate) fn of(cx: &Context<'_>, kinds: &[Kind]) -> Result<BTreeSet<AnyId>, String> {
    let Some(history) = &cx.facts.history else {
        return Err("needs the authors of the design from git: there is no history here".to_owned());
    };
    if !history.complete {
        return Err("needs the authors of the design from git: this is a shallow clone".to_owned());
    }
    let mut by_address: BTreeMap<String, AnyId> = BTreeMap::new();
    for (at, person) in cx.model.person.iter().enumerate() {
        let id = AnyId { kind: Kind::Person, at: at as u32 };
        by_address.extend(person.email.iter().map(|email| (email.trim().to_lowercase(), id)));
    }
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for kind in kinds {
        for at in 0..cx.model.count(*kind) as u32 {
            let head = cx.model.head(AnyId { kind: *kind, at });
            if cx.concerns(head) && head.folder().is_empty() {
                files.insert(&cx.model.sources.file(head.header.file).path);
            }
        }
    }
    let mut authors = BTreeSet::new();
    for file in files {
        let Some(known) = history.authors.get(file) else {
            return Err(format!("`{file}` is not committed yet, so nobody can tell who wrote it"));
        };
        for address in known.keys() {
            match by_address.get(address) {
                Some(person) => authors.insert(*person),
                None => {
                    return Err(format!(
                        "`{address}` committed to `{file}` and belongs to no `[person.ID]`: add it to `email`"
                    ));
                }
            };
        }
    }
    Ok(authors)
}
