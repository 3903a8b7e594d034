//! When records were first committed, and by whom their files were changed: one `git log` over the record files, read
//! as it comes.

use std::path::Path;

use vauban_model::{Date, History};

use crate::git::{Lines, command, output};

/// Addresses in one commit that are looked at.
const AUTHORS: usize = 64;

/// What git knows about the records below a folder (empty, or ending in `/`) of a repository, up to a revision; `None`
/// without git or outside a repository.
pub(crate) fn read(repository: &Path, folder: &str, rev: &str) -> Option<History> {
    let root = repository;
    let mut shallow = command(root);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    let complete = output(shallow).ok()?.starts_with(b"false");
    let mut log = command(root);
    log.args(["log", "--reverse", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--unified=0"])
        // What attributes call binary is text to us: otherwise one line in `.gitattributes` would hide who wrote it.
        .arg("--text")
        .arg(format!("--relative={folder}"))
        .args(["--src-prefix=a/", "--dst-prefix=b/"])
        .arg("--format=%x01%cs%x02%ae%x02%(trailers:key=Co-authored-by,valueonly,separator=%x02)")
        .args(["-p", "--end-of-options", rev, "--"])
        .args([format!("{folder}*.toml"), format!("{folder}*.md")]);
    let mut lines = Lines::of(log).ok()?;
    let mut history = History { complete, ..History::default() };
    let mut date = None;
    let mut authors: Vec<String> = Vec::new();
    while let Some(line) = lines.next_line() {
        match line.first() {
            Some(1) => {
                let text = String::from_utf8_lossy(line.get(1..)?).into_owned();
                let mut parts = text.trim().split('\u{2}');
                date = parts.next().and_then(Date::parse);
                authors = parts.filter_map(address).take(AUTHORS).collect();
            }
            Some(b'+') if line.starts_with(b"+++ b/") => {
                let path = String::from_utf8_lossy(line.get(6..)?).trim_end().to_owned();
                if let Some(date) = date {
                    let known = history.authors.entry(path).or_default();
                    for author in &authors {
                        let last = known.entry(author.clone()).or_insert(date);
                        *last = date.max(*last);
                    }
                }
            }
            Some(b'+') if line.get(1) == Some(&b'[') => {
                let header = String::from_utf8_lossy(line.get(1..)?).trim_end().to_owned();
                if let (Some(date), true) = (date, header.len() < 300) {
                    history.first_commit.entry(header).or_insert(date);
                }
            }
            _ => {}
        }
    }
    // A repository without any commit has no history to ask.
    lines.end().ok()?;
    Some(history)
}

/// The address in `Name <address>`, or an address alone; in lower case.
pub(crate) fn address(text: &str) -> Option<String> {
    let inner = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end_matches('>'));
    let inner = inner.trim().to_lowercase();
    (!inner.is_empty() && inner.len() < 300).then_some(inner)
}
