//! What the tests share: folders as sources, and where the corpora are.

#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used, reason = "each test uses a part of it")]

pub(crate) mod publisher;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use vauban_tuf::Source;

/// A repository in folders.
pub(crate) struct Folder {
    pub(crate) metadata: PathBuf,
    pub(crate) targets: PathBuf,
}

impl Folder {
    pub(crate) fn new(base: &Path) -> Folder {
        Folder { metadata: base.join("metadata"), targets: base.join("targets") }
    }
}

impl Source for Folder {
    fn metadata(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        let file = match File::open(self.metadata.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let mut out = Vec::new();
        file.take(limit + 1).read_to_end(&mut out).map_err(|error| error.to_string())?;
        Ok(Some(out))
    }

    fn target<'s>(&'s mut self, path: &str) -> Result<Option<Box<dyn Read + 's>>, String> {
        match File::open(self.targets.join(path)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Both copies of the corpus, if they are there: the small one always is.
pub(crate) fn corpora() -> Vec<PathBuf> {
    let own = root().join("tests/corpora/tuf");
    assert!(own.is_dir());
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(root().join("../shared"), PathBuf::from).join("corpora/tuf");
    if shared.is_dir() {
        vec![own, shared]
    } else {
        println!("SKIPPED: the whole corpus is not at {}", shared.display());
        vec![own]
    }
}
