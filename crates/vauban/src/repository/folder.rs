//! The folder of a repository: `metadata/` and `targets/` are published, `staged/` waits for signatures.
//!
//! What is read here is not trusted: files are bounded, and only plain files are opened. A file is written beside its
//! place and renamed, so a crash leaves the old one or the new one; the timestamp, which everything hangs on, comes last.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use vauban_tuf::{Source, file_name};

use crate::files;

/// The file that one publisher at a time holds. It stays, empty, and is not published.
const LOCK: &str = ".vauban.lock";
/// Files of metadata that are listed at most.
const MOST: usize = 1_000_000;
/// The longest metadata that is staged or published, in bytes.
const LONGEST: u64 = 64 << 20;

/// A repository on disk.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) base: PathBuf,
}

impl Folder {
    /// The folder, whatever is in it.
    pub(crate) fn at(base: PathBuf) -> Folder {
        Folder { base }
    }

    /// A folder that holds a repository.
    pub(crate) fn open(base: PathBuf) -> Result<Folder, String> {
        if base.join("metadata").is_dir() || base.join("staged").is_dir() {
            return Ok(Folder { base });
        }
        Err(format!(
            "{} holds no update repository: it has no folder `metadata`; `vauban repository init` makes one",
            base.display()
        ))
    }

    /// Holds the folder against another publisher until the file is dropped; the system lets go of it whatever becomes of
    /// the process. None where nothing can be written anyway.
    ///
    /// # Errors
    /// If another process holds it.
    pub(crate) fn hold(&self) -> Result<Option<File>, String> {
        if make(&self.base).is_err() {
            return Ok(None);
        }
        let path = self.base.join(LOCK);
        let Ok(file) = File::options().create(true).append(true).open(&path) else { return Ok(None) };
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(format!(
                "another `vauban repository` works on {} at this moment; nothing was changed: try again when it has ended",
                self.base.display()
            )),
            // A file system that knows no locks leaves order to who publishes.
            Err(TryLockError::Error(_)) => Ok(Some(file)),
        }
    }

    pub(crate) fn metadata_dir(&self) -> PathBuf {
        self.base.join("metadata")
    }

    pub(crate) fn staged_dir(&self) -> PathBuf {
        self.base.join("staged")
    }

    /// The newest published version of a role, and its file.
    pub(crate) fn latest(&self, role: &str) -> Result<Option<(u64, Vec<u8>)>, String> {
        let end = format!(".{}", file_name(role, None));
        let dir = self.metadata_dir();
        let listed = match fs::read_dir(&dir) {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot read {}: {error}", dir.display())),
        };
        let mut newest = None;
        for entry in listed.take(MOST) {
            let entry = entry.map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(&end));
            // `03` is no version: every version has one name.
            let version =
                number.and_then(|number| number.parse::<u64>().ok().filter(|found| found.to_string() == number));
            newest = newest.max(version);
        }
        let Some(version) = newest else { return Ok(None) };
        let path = dir.join(file_name(role, Some(version)));
        Ok(Some((version, read_bounded(&path, LONGEST)?)))
    }

    /// A published metadata file, if it is there.
    pub(crate) fn published(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.metadata_dir().join(name);
        if path.exists() { read_bounded(&path, LONGEST).map(Some) } else { Ok(None) }
    }

    /// What waits for signatures: role and file, by name.
    pub(crate) fn staged(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let dir = self.staged_dir();
        let listed = match fs::read_dir(&dir) {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("cannot read {}: {error}", dir.display())),
        };
        let mut out = Vec::new();
        for entry in listed.take(MOST) {
            let path = entry.map_err(|error| format!("cannot read {}: {error}", dir.display()))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            if let Some(role) = name.strip_suffix(".json").filter(|_| !name.starts_with('.')) {
                out.push((role.to_owned(), read_bounded(&path, LONGEST)?));
            }
        }
        out.sort();
        Ok(out)
    }

    /// Writes what waits for signatures; what waited before under this name is replaced.
    pub(crate) fn stage(&self, role: &str, bytes: &[u8]) -> Result<(), String> {
        make(&self.staged_dir())?;
        files::replace(&self.staged_dir().join(file_name(role, None)), bytes)
    }

    /// Takes away what waited, if it did.
    pub(crate) fn unstage(&self, role: &str) -> Result<(), String> {
        let path = self.staged_dir().join(file_name(role, None));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(format!("cannot remove {}: {error}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// Publishes a metadata file. A version that is there already is never replaced by another.
    pub(crate) fn publish(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        make(&self.metadata_dir())?;
        let path = self.metadata_dir().join(name);
        if name == "timestamp.json" {
            return files::replace(&path, bytes);
        }
        match self.published(name)? {
            Some(there) if there == bytes => Ok(()),
            Some(_) => Err(format!(
                "{} is there already with other content: a version means one content for ever",
                path.display()
            )),
            None => files::replace(&path, bytes),
        }
    }
}

fn make(dir: &Path) -> Result<(), String> {
    fs::create_dir_all(dir).map_err(|error| format!("cannot make the folder {}: {error}", dir.display()))
}

/// A whole plain file of at most so many bytes.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let problem = |why: String| format!("cannot read {}: {why}", path.display());
    // Before it is opened: opening a pipe would wait for whoever writes to it.
    let data = fs::metadata(path).map_err(|error| problem(error.to_string()))?;
    if !data.is_file() {
        return Err(problem("it is no plain file".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| problem(error.to_string()))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| problem(error.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(problem(format!("it is longer than {limit} bytes")));
    }
    Ok(bytes)
}

impl Source for Folder {
    fn metadata(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        let path = self.metadata_dir().join(name);
        let Some(file) = plain(&path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Some(bytes))
    }

    fn target<'s>(&'s mut self, path: &str) -> Result<Option<Box<dyn Read + 's>>, String> {
        let mut whole = self.base.join("targets");
        whole.extend(path.split('/'));
        Ok(plain(&whole)?.map(|file| Box::new(file) as Box<dyn Read>))
    }
}

fn plain(path: &Path) -> Result<Option<File>, String> {
    match fs::metadata(path) {
        Ok(data) if data.is_file() => File::open(path).map(Some).map_err(|error| error.to_string()),
        Ok(_) => Err("it is no plain file".to_owned()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}
