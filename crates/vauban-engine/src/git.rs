//! Folders at a git revision, through the `git` command.
//!
//! The command is asked for objects only (`ls-tree`, `cat-file`), which run no hook and no filter of the
//! repository. A revision that begins with `-` cannot become an option.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use vauban_model::Date;

use crate::memory::{MemoryWorld, is_record_file};
use crate::world::Limits;

/// A `git` command in a folder, with everything off that a repository could use to run something.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["-c", "log.showSignature=false"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end; its output, or its complaint in one line.
pub(crate) fn output(mut command: Command) -> Result<Vec<u8>, String> {
    let done = command.output().map_err(|error| format!("`git` could not be run: {error}"))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let complaint = String::from_utf8_lossy(&done.stderr);
    Err(complaint.lines().next().unwrap_or("git failed").to_owned())
}

/// The record files of a folder at a revision.
pub(crate) fn at_revision(
    repository: &Path,
    rev: &str,
    folder: Option<&str>,
    today: Date,
) -> Result<MemoryWorld, String> {
    let mut resolve = command(repository);
    resolve.args(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(format!("{rev}^{{commit}}"));
    let commit = output(resolve).map_err(|_| format!("`{}` has no revision `{rev}`", repository.display()))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let mut list = command(repository);
    list.args(["ls-tree", "-r", "-l", "-z", "--full-tree", &commit]);
    let listed = output(list)?;
    let prefix = folder.map(|folder| format!("{}/", folder.trim_matches('/'))).unwrap_or_default();
    let mut wanted: Vec<(String, String)> = Vec::new();
    let mut total = 0;
    for entry in listed.split(|byte| *byte == 0) {
        let Ok(entry) = std::str::from_utf8(entry) else { continue };
        let Some((meta, path)) = entry.split_once('\t') else { continue };
        // Mode, type, object, size.
        let meta: Vec<&str> = meta.split_whitespace().collect();
        let [mode, _, object, size] = meta.as_slice() else { continue };
        let Ok(size) = size.parse::<u64>() else { continue };
        let Some(path) = path.strip_prefix(&prefix) else { continue };
        let regular = mode.starts_with("100");
        if regular && (is_record_file(path) || path.starts_with("security/evidence/")) && wanted.len() < Limits::FILES {
            total += size;
            if size > Limits::FILE || total > Limits::TOTAL {
                return Err(format!(
                    "`{path}` at `{rev}` is larger than what is read: {} bytes a file, {} in all",
                    Limits::FILE,
                    Limits::TOTAL
                ));
            }
            wanted.push((path.to_owned(), (*object).to_owned()));
        }
    }
    let files = objects(repository, wanted)?;
    if !files.iter().any(|(path, _)| path == "vauban.toml") {
        return Err(format!("there is no `{prefix}vauban.toml` at `{rev}`"));
    }
    Ok(MemoryWorld::new(today, files).named(format!("{}@{commit}:{prefix}", repository.display())))
}

/// Reads objects in one go through `cat-file --batch`.
fn objects(repository: &Path, wanted: Vec<(String, String)>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut batch = command(repository);
    batch.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = batch.spawn().map_err(|error| format!("`git` could not be run: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("`git` takes no input")?;
    let names: String = wanted.iter().map(|(_, object)| format!("{object}\n")).collect();
    // Written from another thread: git answers while it reads, and both pipes are finite.
    let writer = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    let done = child.wait_with_output().map_err(|error| error.to_string())?;
    let _ = writer.join();
    let mut rest = done.stdout.as_slice();
    let mut files = Vec::new();
    for (path, _) in wanted {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let head = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        rest = rest.get(end + 1..).unwrap_or_default();
        let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).unwrap_or(0);
        let bytes = rest.get(..size).unwrap_or_default().to_vec();
        rest = rest.get(size + 1..).unwrap_or_default();
        files.push((path, bytes));
    }
    Ok(files)
}
