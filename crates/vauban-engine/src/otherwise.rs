//! A project as it would be: with another `vauban.toml`, or with a used folder in another state.

use std::collections::BTreeMap;

use crate::around::Around;
use crate::world::{ReadError, World};

/// A world in which some things are otherwise, and everything else is as it is.
pub struct Otherwise<'w> {
    world: &'w dyn World,
    root: Option<String>,
    folders: BTreeMap<String, String>,
}

impl<'w> Otherwise<'w> {
    /// A world as it is.
    pub fn new(world: &'w dyn World) -> Otherwise<'w> {
        Otherwise { world, root: None, folders: BTreeMap::new() }
    }

    /// With this text in `vauban.toml`.
    pub fn with_root(mut self, text: String) -> Otherwise<'w> {
        self.root = Some(text);
        self
    }

    /// With another folder, by its path as written in `[use.ID]`, at a revision of its own repository.
    pub fn with_folder_at(mut self, path: &str, rev: &str) -> Otherwise<'w> {
        self.folders.insert(path.to_owned(), rev.to_owned());
        self
    }
}

impl std::fmt::Debug for Otherwise<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Otherwise({}, {:?})", self.world.identity(), self.folders)
    }
}

impl Around for Otherwise<'_> {
    fn inner(&self) -> &dyn World {
        self.world
    }

    fn record_file(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match &self.root {
            Some(text) if path == "vauban.toml" => Ok(text.clone().into_bytes()),
            _ => self.world.read(path),
        }
    }

    fn other_folder(&self, path: &str) -> Result<Box<dyn World>, String> {
        let folder = self.world.folder(path)?;
        match self.folders.get(path) {
            Some(rev) => folder.at(rev),
            None => Ok(folder),
        }
    }
}
