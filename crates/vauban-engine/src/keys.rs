//! The search for private keys: every version of every file that git holds, and the files that are delivered.
//!
//! One `git rev-list` names the objects, one `git cat-file` hands them out as they lie in the packs; nothing is checked
//! out. A version is looked at once, under the path it was last seen at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use vauban_formats::key_scan::{FoundKey, KeyScan, SCHEMA, ScannedFile};
use vauban_formats::keys::find;

use crate::digest::sha256_hex;
use crate::git;

/// Largest version of a file that is looked at, in bytes.
pub const LARGEST_VERSION: u64 = 64 << 20;
/// Largest delivered file that is looked at, in bytes.
pub const LARGEST_ARTEFACT: u64 = 4 << 30;
/// Bytes of a delivered file that are looked at together, and how much of them is looked at again with the next.
const BLOCK: usize = 16 << 20;
const OVERLAP: usize = 128 << 10;
/// Objects of a repository.
const MOST_OBJECTS: usize = 10_000_000;
/// Versions that were too large, by name at most so many.
const MOST_SKIPPED: usize = 1000;

/// Searches the repository that a folder lies in, and delivered files.
///
/// # Errors
/// Without git, or where it or a file cannot be read.
pub fn scan_keys(folder: &Path, artefacts: &[PathBuf]) -> Result<KeyScan, String> {
    let repository = git::top(folder);
    let mut scan =
        KeyScan { schema: SCHEMA.to_owned(), commit: git::resolve(&repository, "HEAD")?, ..KeyScan::default() };
    let mut shallow = git::command(&repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    scan.history_complete = git::output(shallow)?.starts_with(b"false");
    let present: BTreeSet<String> =
        git::tree(&repository, &scan.commit, "")?.into_values().map(|blob| blob.object).collect();
    let mut keys = BTreeSet::new();
    versions(&repository, &present, &mut scan, &mut keys)?;
    for path in artefacts {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let digest = artefact(path, &name, &mut keys).map_err(|error| format!("{}: {error}", path.display()))?;
        scan.artefacts.push(ScannedFile { file: name, digest: format!("sha256:{digest}") });
    }
    scan.keys = keys.into_iter().collect();
    Ok(scan)
}

/// Looks for private keys in files of a delivery, on all cores; each with its path below the folder.
///
/// # Errors
/// If one cannot be read, or is larger than [`LARGEST_ARTEFACT`]: what was not looked at is not free of keys.
pub fn search_delivered(root: &Path, paths: &[&str]) -> Result<BTreeSet<FoundKey>, String> {
    use rayon::prelude::*;
    let one = |path: &&str| {
        let mut keys = BTreeSet::new();
        blocks(&root.join(path), |block, _| look(block, path, &mut keys))
            .map_err(|error| format!("{path}: {error}"))?;
        Ok(keys)
    };
    let all: Vec<BTreeSet<FoundKey>> = paths.par_iter().map(one).collect::<Result<_, String>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// Looks at every version of every file, from all branches and tags.
fn versions(
    repository: &Path,
    present: &BTreeSet<String>,
    scan: &mut KeyScan,
    keys: &mut BTreeSet<FoundKey>,
) -> Result<(), String> {
    let names = objects(repository)?;
    let mut batch = git::command(repository);
    batch.args(["cat-file", "--batch", "--buffer"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = batch.spawn().map_err(|error| format!("`git` could not be run: {error}"))?;
    let (Some(mut ask), Some(answer)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("`git` gives no output".to_owned());
    };
    let looked = thread::scope(|scope| {
        // The names go in while the answers come out; a full pipe on one side would stop the other.
        scope.spawn(|| {
            for object in names.keys() {
                if writeln!(ask, "{object}").is_err() {
                    break;
                }
            }
            drop(ask);
        });
        answers(BufReader::with_capacity(1 << 20, answer), &names, present, scan, keys)
    });
    let ended = child.wait().is_ok_and(|status| status.success());
    looked.map_err(|error| format!("`git` stopped answering: {error}"))?;
    if ended { Ok(()) } else { Err("`git cat-file` failed".to_owned()) }
}

/// Objects of all branches and tags, with the path that each is found at.
fn objects(repository: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut named = git::command(repository);
    named.args(["rev-list", "--objects", "--all", "HEAD"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = named.spawn().map_err(|error| format!("`git` could not be run: {error}"))?;
    let mut names = BTreeMap::new();
    for line in BufReader::new(child.stdout.take().ok_or("`git` gives no output")?).split(b'\n') {
        let line = line.map_err(|error| format!("`git` stopped answering: {error}"))?;
        let line = String::from_utf8_lossy(&line);
        // Commits stand alone on their line; trees and files have a path.
        if let Some((object, path)) = line.split_once(' ').filter(|(_, path)| !path.is_empty()) {
            names.entry(object.to_owned()).or_insert_with(|| path.to_owned());
        }
        if names.len() > MOST_OBJECTS {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("the repository has more than {MOST_OBJECTS} objects"));
        }
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    if ended { Ok(names) } else { Err("`git rev-list` failed".to_owned()) }
}

/// Reads the answers of `cat-file --batch`: a line `OBJECT TYPE SIZE`, the bytes, a line break.
fn answers(
    mut from: impl BufRead,
    names: &BTreeMap<String, String>,
    present: &BTreeSet<String>,
    scan: &mut KeyScan,
    keys: &mut BTreeSet<FoundKey>,
) -> std::io::Result<()> {
    let mut head = String::new();
    let mut bytes = Vec::new();
    loop {
        head.clear();
        if from.by_ref().take(1_000).read_line(&mut head)? == 0 {
            return Ok(());
        }
        let words: Vec<&str> = head.split_whitespace().collect();
        let [object, kind, size] = words.as_slice() else { continue };
        let size: u64 = size.parse().unwrap_or(0);
        let path = names.get(*object).map_or("", String::as_str);
        let file = *kind == "blob";
        if !file || size > LARGEST_VERSION {
            if file && scan.skipped.len() < MOST_SKIPPED {
                scan.skipped.push(path.to_owned());
            }
            std::io::copy(&mut from.by_ref().take(size + 1), &mut std::io::sink())?;
            continue;
        }
        bytes.clear();
        from.by_ref().take(size).read_to_end(&mut bytes)?;
        from.read_exact(&mut [0])?;
        scan.versions += 1;
        scan.bytes += size;
        let present = present.contains(*object);
        keys.extend(find(&bytes).into_iter().map(|key| FoundKey {
            digest: format!("sha256:{}", sha256_hex(&key.material)),
            path: path.to_owned(),
            line: key.line,
            form: key.form.to_owned(),
            present,
        }));
    }
}

/// Looks at a delivered file in blocks; its SHA-256.
fn artefact(path: &Path, name: &str, keys: &mut BTreeSet<FoundKey>) -> Result<String, String> {
    let mut hasher = <sha2::Sha256 as sha2::Digest>::new();
    blocks(path, |block, fresh| {
        sha2::Digest::update(&mut hasher, block.get(fresh..).unwrap_or_default());
        look(block, name, keys);
    })?;
    Ok(crate::digest::hex(&sha2::Digest::finalize(hasher)))
}

/// Notes the keys in a part of a file.
fn look(block: &[u8], name: &str, keys: &mut BTreeSet<FoundKey>) {
    keys.extend(find(block).into_iter().map(|key| FoundKey {
        digest: format!("sha256:{}", sha256_hex(&key.material)),
        path: name.to_owned(),
        line: 0,
        form: key.form.to_owned(),
        present: true,
    }));
}

/// Hands out a file in blocks, each with the end of the one before in front of it, and where what is new begins.
fn blocks(path: &Path, mut each: impl FnMut(&[u8], usize)) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let data = fs::metadata(path).map_err(said)?;
    if !data.is_file() || data.len() > LARGEST_ARTEFACT {
        return Err(format!("it is no ordinary file of at most {LARGEST_ARTEFACT} bytes"));
    }
    let file = fs::File::open(path).map_err(said)?;
    let mut block: Vec<u8> = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(BLOCK).min(BLOCK) + 1);
    loop {
        let kept = block.len().min(OVERLAP);
        block.drain(..block.len() - kept);
        let read = (&file).take(BLOCK as u64).read_to_end(&mut block).map_err(said)?;
        if read == 0 {
            return Ok(());
        }
        each(&block, kept);
    }
}
