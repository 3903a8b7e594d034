//! When commits were made and when files were first committed, asked of git in one go each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use crate::git::{command, output};

/// Commits that are asked for at most.
const MOST_COMMITS: usize = 10_000;
/// Folders by which a log is limited; more are not told apart.
const MOST_FOLDERS: usize = 200;
/// Bytes of a line of git's output that are looked at.
const LONGEST_LINE: u64 = 1 << 20;
/// Shortest and longest name of a commit.
const NAME: std::ops::RangeInclusive<usize> = 7..=64;

/// When commits were made, by name as written. Names that are no hexadecimal digits are not asked for.
pub(crate) fn of_commits(repository: &Path, commits: &BTreeSet<String>) -> BTreeMap<String, i64> {
    let plain = |name: &&String| NAME.contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let asked: Vec<&String> = commits.iter().filter(plain).take(MOST_COMMITS).collect();
    if asked.is_empty() {
        return BTreeMap::new();
    }
    let mut times = BTreeMap::new();
    let mut batch = command(repository);
    batch.args(["cat-file", "--batch-check=%(objectname)"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    batch.stderr(Stdio::null());
    let names: String = asked.iter().map(|name| format!("{name}^{{commit}}\n")).collect();
    let Some(answered) = talk(batch, names) else { return times };
    // One line for each name: the whole name of the commit, or what was asked and `missing` or `ambiguous`.
    let known: Vec<(&String, &str)> =
        asked.into_iter().zip(answered.lines()).filter(|(_, line)| !line.contains(' ')).collect();
    let mut show = command(repository);
    show.args(["log", "--no-walk=unsorted", "--no-color", "--format=%H %ct", "--stdin"]);
    show.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let whole: String = known.iter().map(|(_, whole)| format!("{whole}\n")).collect();
    let Some(told) = (!known.is_empty()).then(|| talk(show, whole)).flatten() else { return times };
    let made: BTreeMap<&str, i64> = told
        .lines()
        .filter_map(|line| line.split_once(' ').and_then(|(name, at)| Some((name, at.parse().ok()?))))
        .collect();
    for (name, whole) in known {
        if let Some(at) = made.get(whole) {
            times.insert(name.clone(), *at);
        }
    }
    times
}

/// Writes to a command and reads all it answers. It is written from another thread: both pipes may be full at once.
pub(crate) fn talk(mut command: std::process::Command, text: String) -> Option<String> {
    let mut child = command.spawn().ok()?;
    let mut ask = child.stdin.take()?;
    let writer = std::thread::spawn(move || ask.write_all(text.as_bytes()));
    let mut answer = String::new();
    let read = child.stdout.take()?.read_to_string(&mut answer);
    let _ = writer.join();
    let ended = child.wait().is_ok_and(|status| status.success());
    (ended && read.is_ok()).then_some(answer)
}

/// When files below a folder (empty, or ending in `/`) were first committed, up to a revision, by path inside the folder.
pub(crate) fn first_of_files(
    repository: &Path,
    folder: &str,
    rev: &str,
    paths: &BTreeSet<String>,
) -> BTreeMap<String, i64> {
    read_first(repository, folder, rev, paths).unwrap_or_default()
}

fn read_first(repository: &Path, folder: &str, rev: &str, paths: &BTreeSet<String>) -> Option<BTreeMap<String, i64>> {
    if paths.is_empty() {
        return None;
    }
    let mut shallow = command(repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    if !output(shallow).ok()?.starts_with(b"false") {
        return None;
    }
    let folders: BTreeSet<&str> =
        paths.iter().map(|path| path.rsplit_once('/').map_or("", |(above, _)| above)).collect();
    let mut log = command(repository);
    log.args(["log", "--no-color", "--no-ext-diff", "--no-renames", "--diff-filter=A", "--name-only", "-z"]).args([
        "--format=%x01%ct",
        "--end-of-options",
        rev,
        "--",
    ]);
    if folders.len() <= MOST_FOLDERS {
        log.args(folders.iter().map(|above| format!(":(top,literal){folder}{above}")));
    }
    log.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = log.spawn().ok()?;
    let mut lines = BufReader::new(child.stdout.take()?);
    let (mut first, mut at, mut line) = (BTreeMap::new(), None, Vec::new());
    loop {
        line.clear();
        match lines.by_ref().take(LONGEST_LINE).read_until(0, &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_matches(['\0', '\n']);
        if let Some(time) = text.strip_prefix('\u{1}') {
            at = time.trim().parse::<i64>().ok();
        } else if let (Some(at), Some(path)) = (at, text.strip_prefix(folder))
            && paths.contains(path)
        {
            let known = first.entry(path.to_owned()).or_insert(at);
            *known = at.min(*known);
        }
    }
    child.wait().is_ok_and(|status| status.success()).then_some(first)
}
