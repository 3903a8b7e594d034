//! In which folder a file that records point at is looked for.
//!
//! Paths are relative to the folder that a record comes from. What records of this project name lies here, or in a
//! used folder if there is none here; what only records of used folders name is looked for there alone, so that a file
//! of this project never stands in for one of the same name elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{Mention, Model};

use crate::world::World;

/// The worlds in which each path is looked for.
pub(crate) struct Homes<'w> {
    world: &'w dyn World,
    used: &'w [(String, Box<dyn World>)],
    /// Folders whose records name a path that no record of the project itself names.
    elsewhere: BTreeMap<String, BTreeSet<String>>,
}

impl<'w> Homes<'w> {
    /// Walks over everything that records point at, once.
    pub(crate) fn new(model: &Model, world: &'w dyn World, used: &'w [(String, Box<dyn World>)]) -> Homes<'w> {
        let mut homes = Homes { world, used, elsewhere: BTreeMap::new() };
        if used.is_empty() {
            return homes;
        }
        let mut ours: BTreeSet<String> = BTreeSet::new();
        let mut name = |folder: &str, path: &str| match folder {
            "" => drop(ours.insert(path.to_owned())),
            folder => drop(homes.elsewhere.entry(path.to_owned()).or_default().insert(folder.to_owned())),
        };
        for id in model.all() {
            let head = model.head(id);
            model.mentions_of(id, &mut |mention| {
                if let Mention::File(path) = mention {
                    name(head.folder(), path);
                }
            });
        }
        for document in &model.document {
            if let Some(file) = &document.file {
                name(document.head.folder(), file);
            }
        }
        homes.elsewhere.retain(|path, _| !ours.contains(path));
        homes
    }

    /// The worlds to look in for a path, in order.
    pub(crate) fn of<'h>(&'h self, path: &str) -> impl Iterator<Item = &'w dyn World> + use<'h, 'w> {
        let named = self.elsewhere.get(path);
        let here = named.is_none().then_some(self.world);
        let others = self.used.iter().filter(move |(folder, _)| named.is_none_or(|named| named.contains(folder)));
        here.into_iter().chain(others.map(|(_, other)| other.as_ref()))
    }
}
