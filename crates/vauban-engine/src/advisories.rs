//! Indexes of advisories as files: read in pieces, found by the name that is their digest.

use std::fs::File;
use std::path::{Path, PathBuf};

use vauban_advisories::index::{DIGEST, EXTENSION, hex};
use vauban_advisories::{Index, Indexes, Store};

/// An index up to this length is compared with its digest whenever it is opened; a longer one when that is asked for.
pub const ALWAYS_VERIFIED: u64 = 32 << 20;

/// The file in a folder of indexes that names the one to use.
pub const CURRENT: &str = "current";

/// A file that is read in pieces.
#[derive(Debug)]
pub struct Pieces {
    file: File,
    length: u64,
}

impl Store for Pieces {
    fn length(&self) -> u64 {
        self.length
    }

    #[cfg(unix)]
    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        use std::os::unix::fs::FileExt as _;
        self.file.read_exact_at(into, offset).map_err(|error| error.to_string())
    }

    #[cfg(not(unix))]
    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(into)).map_err(|error| error.to_string())
    }
}

/// An index that is open, and where it is from.
#[derive(Debug)]
pub struct Opened {
    /// The index, with the changes over it, if it has any.
    pub indexes: Indexes<Pieces>,
    /// The file that was asked for.
    pub path: PathBuf,
    /// Whether every byte was compared with what was written.
    pub verified: bool,
}

impl Opened {
    /// The digests of its files in hexadecimal, the whole index first.
    pub fn digests(&self) -> Vec<String> {
        self.indexes.digests().iter().map(|digest| hex(digest)).collect()
    }
}

/// Opens an index: a file, or a folder whose file `current` names one. Changes need the index they are over beside them.
///
/// # Errors
/// What is missing, or wrong with it.
pub fn open_index(path: &Path, verify: bool) -> Result<Opened, String> {
    let path = if path.is_dir() { current(path)?.ok_or_else(|| none_in(path))? } else { path.to_owned() };
    let first = open_file(&path)?;
    let digest = digest(&path, &first)?;
    let (indexes, long) = match first.over() {
        None => {
            let long = first.length();
            (Indexes::new(first, digest).map_err(|bad| format!("{}: {bad}", path.display()))?, long)
        }
        Some(below) => {
            let below = path.with_file_name(format!("{}.{EXTENSION}", hex(&below)));
            if !below.is_file() {
                return Err(format!(
                    "{} holds changes over another index, which is not beside it: {}",
                    path.display(),
                    below.display()
                ));
            }
            let base = open_file(&below)?;
            let long = base.length() + first.length();
            let base_digest = self::digest(&below, &base)?;
            let base = Indexes::new(base, base_digest).map_err(|bad| format!("{}: {bad}", below.display()))?;
            (base.with(first, digest).map_err(|bad| format!("{}: {bad}", path.display()))?, long)
        }
    };
    let verified = verify || long <= ALWAYS_VERIFIED;
    if verified {
        indexes.verify().map_err(|bad| {
            format!("{} is not as it was written, {bad}: build it again or fetch it anew", path.display())
        })?;
    }
    Ok(Opened { indexes, path, verified })
}

/// The index that is current in a folder, if there is one.
///
/// # Errors
/// When the file `current` cannot be read or names something else than an index.
pub fn current(folder: &Path) -> Result<Option<PathBuf>, String> {
    let pointer = folder.join(CURRENT);
    if !pointer.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&pointer).map_err(|error| format!("{}: {error}", pointer.display()))?;
    let name = text.trim();
    if named(name).is_none() {
        return Err(format!("{} does not name an index: expected `DIGEST.{EXTENSION}`", pointer.display()));
    }
    Ok(Some(folder.join(name)))
}

fn none_in(folder: &Path) -> String {
    format!("{} has no file `{CURRENT}`: `vauban advisories build` writes an index and that file", folder.display())
}

/// The digest a file name says.
fn named(name: &str) -> Option<[u8; DIGEST]> {
    let stem = name.strip_suffix(&format!(".{EXTENSION}"))?;
    let mut digest = [0; DIGEST];
    if stem.len() != DIGEST * 2 || !stem.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(stem.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(digest)
}

fn open_file(path: &Path) -> Result<Index<Pieces>, String> {
    let file = File::open(path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
    let length = file.metadata().map_err(|error| format!("{}: {error}", path.display()))?.len();
    Index::open(Pieces { file, length })
        .map_err(|bad| format!("{} is no index that can be used, {bad}", path.display()))
}

/// The digest of an index: that of its name, or counted where the file was given another one.
fn digest(path: &Path, index: &Index<Pieces>) -> Result<[u8; DIGEST], String> {
    match path.file_name().and_then(|name| named(&name.to_string_lossy())) {
        Some(digest) => Ok(digest),
        None => index.digest().map_err(|bad| format!("{}: {bad}", path.display())),
    }
}
