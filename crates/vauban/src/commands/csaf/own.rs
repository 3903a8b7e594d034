//! A folder that this command wrote, and only what it wrote in it.
//!
//! A list in the folder names every file with its digest. What is not in the list, or was changed since, is somebody's:
//! it is never written over. Files are replaced one by one, each whole, those that others name first and the metadata
//! last, so that whoever reads the place in between finds nothing that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::files;

/// The list, in the root of the folder. Its name begins with a dot: servers do not show it.
const LIST: &str = ".vauban-csaf";

/// Bytes of one file that are read.
const LARGEST: u64 = 256 << 20;

/// Files in a place, and bytes of all of them together.
const MOST: usize = 200_000;
const ALL: u64 = 2 << 30;

/// A folder and what this command wrote in it.
#[derive(Debug, Default)]
pub(super) struct Own {
    root: PathBuf,
    /// Digests each file may have; two while it is being replaced.
    listed: BTreeMap<String, BTreeSet<String>>,
}

/// What has to be done to bring a folder to a state.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files that are new or changed.
    pub(super) write: Vec<String>,
    /// Files that go.
    pub(super) remove: Vec<String>,
    /// Files that are as they should be.
    pub(super) same: usize,
}

impl Own {
    /// Reads the list of a folder; an empty one of a folder that is new.
    pub(super) fn open(root: &Path) -> Result<Self, String> {
        let mut own = Own { root: root.to_owned(), listed: BTreeMap::new() };
        let path = root.join(LIST);
        if path.exists() {
            let bytes = read(&path)?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let (digest, name) =
                    line.split_once("  ").ok_or_else(|| format!("{} is no list of this command", path.display()))?;
                own.listed.entry(name.to_owned()).or_default().insert(digest.to_owned());
            }
        }
        Ok(own)
    }

    /// The paths of files this command wrote.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.listed.keys().map(String::as_str)
    }

    /// A file of the folder, if it is there.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.root.join(name);
        if path.exists() { read(&path).map(Some) } else { Ok(None) }
    }

    /// What to do so that the folder holds these files.
    ///
    /// # Errors
    /// All files that would be written over or removed and are not as this command left them.
    pub(super) fn plan(&self, files: &BTreeMap<String, Vec<u8>>) -> Result<Plan, String> {
        let mut plan = Plan::default();
        let mut foreign = Vec::new();
        let gone = self.listed.keys().filter(|name| !files.contains_key(*name));
        for name in files.keys().chain(gone) {
            if self.leads_out(name) {
                return Err(format!("`{name}` would be written through a symbolic link; nothing was written"));
            }
            let now = self.read(name)?;
            match (&now, files.get(name)) {
                (Some(now), Some(new)) if now == new => plan.same += 1,
                (Some(now), _) if !self.is_own(name, now) => foreign.push(name.clone()),
                (_, Some(_)) => plan.write.push(name.clone()),
                (Some(_), None) => plan.remove.push(name.clone()),
                (None, None) => {}
            }
        }
        if foreign.is_empty() {
            return Ok(plan);
        }
        let shown: Vec<&str> = foreign.iter().take(6).map(String::as_str).collect();
        let more = foreign.len().saturating_sub(6);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Err(format!(
            "{}: {}{more} would be written over, and this command did not leave it so; nothing was written\n\n\
             put it elsewhere, or publish into a new folder",
            self.root.display(),
            shown.join(", ")
        ))
    }

    fn is_own(&self, name: &str, bytes: &[u8]) -> bool {
        self.listed.get(name).is_some_and(|digests| digests.contains(&digest(bytes)))
    }

    /// Whether a folder on the way to a file is a link to elsewhere.
    fn leads_out(&self, name: &str) -> bool {
        let mut path = self.root.clone();
        name.split('/').any(|part| {
            path.push(part);
            fs::symlink_metadata(&path).is_ok_and(|data| data.file_type().is_symlink())
        })
    }

    /// Does what was planned.
    pub(super) fn carry_out(&mut self, plan: &Plan, files: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
        fs::create_dir_all(&self.root)
            .map_err(|error| format!("cannot make the folder {}: {error}", self.root.display()))?;
        // Both digests are ours until everything is written: a crash leaves files of either.
        for (name, bytes) in files {
            self.listed.entry(name.clone()).or_default().insert(digest(bytes));
        }
        self.keep()?;
        let mut order: Vec<&String> = plan.write.iter().collect();
        order.sort_by_key(|name| (rank(name), *name));
        for name in order {
            let path = self.root.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)
                    .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
            }
            files::replace(&path, files.get(name).map_or(&[][..], Vec::as_slice))?;
        }
        for name in &plan.remove {
            let path = self.root.join(name);
            fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
        self.listed = files.iter().map(|(name, bytes)| (name.clone(), BTreeSet::from([digest(bytes)]))).collect();
        self.keep()
    }

    fn keep(&self) -> Result<(), String> {
        let mut text = "# Written by `vauban csaf publish`: every file it wrote here, by SHA-256.\n".to_owned();
        for (name, digests) in &self.listed {
            for digest in digests {
                let _ = writeln!(text, "{digest}  {name}");
            }
        }
        files::replace(&self.root.join(LIST), text)
    }
}

/// What is named by others comes before what names it.
fn rank(name: &str) -> u8 {
    match name {
        _ if name.ends_with("/provider-metadata.json") => 3,
        _ if name.ends_with("/service.json") => 2,
        _ if name.ends_with(".txt") || name.ends_with(".csv") || name.contains("/feed-tlp-") => 1,
        _ => 0,
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file, as far as it is of a size that is read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let file = fs::File::open(path).map_err(problem)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{} is larger than {LARGEST} bytes", path.display()));
    }
    Ok(bytes)
}

/// Files by their paths with `/`, and what was passed over.
pub(super) type Files = (BTreeMap<String, Vec<u8>>, Vec<String>);

/// All files below a folder, by path with `/`. Links are not followed; those that were passed over are told.
pub(super) fn all(root: &Path) -> Result<Files, String> {
    let (mut found, mut passed, mut bytes) = (BTreeMap::new(), Vec::new(), 0u64);
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, way)) = folders.pop() {
        let problem = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let Ok(name) = entry.file_name().into_string() else {
                passed.push(format!("{way}{}", entry.file_name().to_string_lossy()));
                continue;
            };
            let path = format!("{way}{name}");
            let kind = entry.file_type().map_err(problem)?;
            if kind.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else if kind.is_file() && path != LIST {
                let content = read(&entry.path())?;
                bytes += content.len() as u64;
                found.insert(path, content);
            } else if path != LIST {
                passed.push(path);
            }
            if found.len() > MOST || bytes > ALL {
                return Err(format!("{} holds more than {MOST} files or {ALL} bytes", root.display()));
            }
        }
    }
    passed.sort();
    Ok((found, passed))
}
