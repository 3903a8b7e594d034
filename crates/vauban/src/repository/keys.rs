//! Private keys in a folder that nobody publishes.
//!
//! A key file is read only if nobody but its owner can read it, and only from a folder outside every repository: what
//! lies where things are published or committed is a leak waiting to happen.

use std::fs;
use std::path::{Path, PathBuf};

use vauban_tuf::{Key, PrivateKey};

use super::folder::read_bounded;

/// The longest key file, in bytes.
const LONGEST: u64 = 64 << 10;
/// Key files of one folder that are read at most.
const MOST: usize = 1000;

/// The private keys of a folder.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    keys: Vec<PrivateKey>,
}

impl Keys {
    /// No keys: signatures come from elsewhere.
    pub(crate) fn none() -> Keys {
        Keys::default()
    }

    /// All private keys of a folder (`*.pem`), in the order of their names.
    pub(crate) fn open(dir: &Path, repository: &Path) -> Result<Keys, String> {
        outside(dir, repository)?;
        let listed =
            fs::read_dir(dir).map_err(|error| format!("cannot read the folder of keys {}: {error}", dir.display()))?;
        let mut paths: Vec<PathBuf> = listed
            .take(MOST)
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "pem"))
            .collect();
        paths.sort();
        let mut keys = Vec::new();
        for path in paths {
            let text = text(&path)?;
            if !text.contains("PRIVATE KEY") {
                continue;
            }
            only_mine(&path)?;
            keys.push(PrivateKey::from_pem(&text).map_err(|why| format!("{}: {why}", path.display()))?);
        }
        Ok(Keys { keys })
    }

    /// The private key of a public one, if it is here.
    pub(crate) fn of(&self, key: &Key) -> Option<&PrivateKey> {
        let identity = key.identity()?;
        self.keys.iter().find(|own| own.public().identity().as_ref() == Some(&identity))
    }
}

/// Where a path leads, links followed; what is not there yet is judged by the folder above it.
fn whole(path: &Path) -> Result<PathBuf, String> {
    let mut missing = Vec::new();
    let mut at = std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))?;
    loop {
        if let Ok(mut found) = at.canonicalize() {
            found.extend(missing.iter().rev());
            return Ok(found);
        }
        match (at.file_name().map(ToOwned::to_owned), at.parent().map(Path::to_path_buf)) {
            (Some(name), Some(parent)) => {
                missing.push(name);
                at = parent;
            }
            _ => return Err(format!("{} is nowhere", path.display())),
        }
    }
}

/// Refuses a folder of keys that lies in the repository or is under version control.
fn outside(dir: &Path, repository: &Path) -> Result<(), String> {
    let (own, repository) = (whole(dir)?, whole(repository)?);
    if own.starts_with(&repository) {
        return Err(format!(
            "{} lies in the repository {}: private keys must never lie in what is published; name a folder elsewhere",
            dir.display(),
            repository.display()
        ));
    }
    outside_git(dir)
}

/// Refuses a folder of keys that is under version control.
pub(crate) fn outside_git(dir: &Path) -> Result<(), String> {
    let dir = whole(dir)?;
    // As git does: it looks for a repository above, but not in the folders that this names.
    let ceilings = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let ceilings: Vec<PathBuf> = std::env::split_paths(&ceilings).filter_map(|path| path.canonicalize().ok()).collect();
    let mut above = dir.ancestors().take_while(|above| !ceilings.iter().any(|ceiling| ceiling == above));
    if let Some(git) = above.find(|above| is_git(&above.join(".git"))) {
        return Err(format!(
            "{} lies in the git repository {}: private keys must never be committed; name a folder elsewhere",
            dir.display(),
            git.display()
        ));
    }
    Ok(())
}

/// Whether this marks a working tree: a folder with a `HEAD`, or the file that points to one. An empty folder of the name
/// is none.
fn is_git(mark: &Path) -> bool {
    mark.is_file() || mark.join("HEAD").exists()
}

#[cfg(unix)]
fn only_mine(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let data = fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mode = data.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(format!(
            "{} can be read by others (mode {mode:04o}); a private key is its owner's alone: chmod 600",
            path.display()
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn only_mine(_: &Path) -> Result<(), String> {
    Ok(())
}

/// Writes a new private key that only its owner can read, and its public one beside it.
pub(crate) fn key_file(dir: &Path, name: &str, key: &PrivateKey) -> Result<(PathBuf, PathBuf), String> {
    use std::io::Write as _;
    fs::create_dir_all(dir).map_err(|error| format!("cannot make the folder {}: {error}", dir.display()))?;
    let (private, public) = (dir.join(format!("{name}.pem")), dir.join(format!("{name}.pub")));
    for path in [&private, &public] {
        if path.exists() {
            return Err(format!("{} is there already; nothing was written over it", path.display()));
        }
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let problem = |error: std::io::Error| format!("cannot write {}: {error}", private.display());
    let mut file = options.open(&private).map_err(problem)?;
    let pem = key.to_pem()?;
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(&private);
        problem(error)
    })?;
    crate::files::create(&public, key.public_pem()?)?;
    Ok((private, public))
}

/// A public key from its file.
pub(crate) fn public_key(path: &Path) -> Result<Key, String> {
    Key::from_pem(&text(path)?).map_err(|why| format!("{}: {why}", path.display()))
}

fn text(path: &Path) -> Result<String, String> {
    let bytes = read_bounded(path, LONGEST)?;
    String::from_utf8(bytes).map_err(|_| format!("{} is no text: a key is expected in PEM form", path.display()))
}
