//! The result of a search for private keys, `vauban/key-scan/1`: written by `vauban keys`, read as evidence.

use serde::{Deserialize, Serialize};

/// Name and version of the contract.
pub const SCHEMA: &str = "vauban/key-scan/1";
/// Largest file read, in bytes.
pub const LARGEST: usize = 16 << 20;

/// What a search looked at, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyScan {
    /// [`SCHEMA`].
    pub schema: String,
    /// The commit that was checked out.
    pub commit: String,
    /// Whether the history is there from its beginning; a shallow clone's is not.
    pub history_complete: bool,
    /// Files of the history that were looked at, each version once.
    pub versions: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Versions that were too large to look at, by path.
    pub skipped: Vec<String>,
    /// Delivered files that were looked at.
    pub artefacts: Vec<ScannedFile>,
    /// Private keys, by digest and path.
    pub keys: Vec<FoundKey>,
}

/// A delivered file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedFile {
    /// Its name.
    pub file: String,
    /// `sha256:…`.
    pub digest: String,
}

/// A private key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundKey {
    /// `sha256:…` of the key's material: the same key has the same digest in every file.
    pub digest: String,
    /// The file, as in the commit that was checked out or the last that held it.
    pub path: String,
    /// Its line.
    pub line: u32,
    /// What it is: `private key`, `encrypted private key`, …
    pub form: String,
    /// Whether it still stands in the commit that was checked out, not only in what went before.
    pub present: bool,
}

/// Reads a result.
///
/// # Errors
/// What is wrong with it.
pub fn read(bytes: &[u8]) -> Result<KeyScan, String> {
    if bytes.len() > LARGEST {
        return Err(format!("the file is larger than {} MiB", LARGEST >> 20));
    }
    let scan: KeyScan = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if scan.schema == SCHEMA { Ok(scan) } else { Err(format!("its `schema` is `{}`, not `{SCHEMA}`", scan.schema)) }
}
