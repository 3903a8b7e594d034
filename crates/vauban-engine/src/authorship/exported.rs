//! The history of a repository that is not here, from a file: for records that were copied out of the repository they
//! belong to, or that are kept apart from the sources.
//!
//! The file is what `git log` printed there, in the form that is read here as well. It is taken in place of this
//! repository's own history, so it must hold every release that has left the house, and somebody who did not develop the
//! product has to answer for it.

use std::path::Path;

use vauban_analysis::evidence::path_of;
use vauban_formats::mailmap::Mailmap;
use vauban_model::{Change, Commits, Model};

use super::{FORMAT, Reading, shared};
use crate::git::{self, command, output};
use crate::world::{Limits, World};

/// The first line of an export.
const MARK: &str = "# vauban/history/1";

/// The history of the repository that a folder lies in, as a file that `history` of a product can name.
///
/// # Errors
/// Without git, or in a shallow clone.
pub fn export_history(folder: &Path) -> Result<Vec<u8>, String> {
    let repository = git::top(folder);
    let mut shallow = command(&repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    if !output(shallow)?.starts_with(b"false") {
        return Err("this is a shallow clone: export the history from a full one".to_owned());
    }
    let head = git::resolve(&repository, "HEAD")?;
    let mut log = command(&repository);
    log.args(["log", "--topo-order", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--text"]);
    log.args(["--diff-merges=dense-combined", "--numstat", FORMAT, "--end-of-options", &head]);
    let mut text = format!("{MARK}\n").into_bytes();
    text.extend(output(log)?);
    Ok(text)
}

/// The history that a product's record names; `None` where none names one.
pub(super) fn of_project(model: &Model, world: &dyn World, before: &[String]) -> Option<Commits> {
    let named: Vec<_> = model.product.iter().filter_map(|product| product.history.as_ref()).collect();
    let first = named.first()?;
    let gap = |why: String| Some(Commits { gaps: vec![why], ..Commits::default() });
    if named.len() < model.product.len() {
        return gap("some products name an exported `history` and some do not".to_owned());
    }
    let Some(path) = first.file.as_ref().and_then(|file| path_of(model, file)) else {
        return gap("`history` of the product names no file".to_owned());
    };
    let bytes = match world.evidence(path, Limits::RESULTS) {
        Ok(bytes) => bytes,
        Err(why) => return gap(format!("`{path}`, the exported history, cannot be read: {why}")),
    };
    let mut commits = read(&bytes, before);
    if named.iter().any(|one| one.file.as_ref().and_then(|file| path_of(model, file)) != Some(path)) {
        commits.gaps.push("products name several exported histories; put them into one".to_owned());
    }
    let out = model.release.iter().filter(|release| release.date.is_some_and(|day| day.date <= world.today()));
    for (release, commit) in out.filter_map(|release| Some((release, release.commit.as_ref()?))) {
        if commits.find(commit).is_none() {
            commits.gaps.push(format!("`{path}`, the exported history, does not hold release `{}`", release.head.id));
        }
    }
    Some(commits)
}

/// An exported history as it stands, whatever product it is of.
pub fn read_history(bytes: &[u8]) -> Commits {
    read(bytes, &[])
}

fn read(bytes: &[u8], before: &[String]) -> Commits {
    let mut reading = Reading::new("", Mailmap::default());
    let mut lines = bytes.split(|byte| *byte == b'\n');
    if lines.next().map(<[u8]>::trim_ascii_end) != Some(MARK.as_bytes()) {
        reading.commits.gaps.push(format!("the exported history does not begin with `{MARK}`"));
        return reading.commits;
    }
    for line in lines {
        match line.split_first() {
            Some((1, _)) if reading.commits.commits.len() >= Limits::COMMITS => {
                reading.commits.gaps.push(format!("there are more than {} commits", Limits::COMMITS));
                break;
            }
            Some((1, header)) => reading.header(header),
            Some(_) => changed(&mut reading, line),
            None => {}
        }
    }
    reading.link();
    if reading.commits.commits.is_empty() {
        reading.commits.gaps.push("the exported history holds no commit".to_owned());
    }
    let known = shared(&reading.commits, before);
    for (commit, _) in reading.commits.commits.iter_mut().zip(known).filter(|(_, leads)| *leads) {
        commit.changes.iter_mut().for_each(|change| change.added = 0);
    }
    reading.commits
}

/// A line of `--numstat`: lines added, lines removed, path; `-` for what has no lines.
fn changed(reading: &mut Reading<'_>, line: &[u8]) {
    let mut parts = line.splitn(3, |byte| *byte == b'\t');
    let (Some(added), Some(_), Some(printed)) = (parts.next(), parts.next(), parts.next()) else {
        reading.commits.gaps.push("the exported history holds a line that is none".to_owned());
        return;
    };
    reading.changed(printed);
    let added = std::str::from_utf8(added).ok().and_then(|added| added.parse().ok()).unwrap_or(0);
    let last = reading.commits.commits.last_mut().and_then(|commit| commit.changes.last_mut());
    if let Some(Change { added: counted, .. }) = last {
        *counted = added;
    }
}
