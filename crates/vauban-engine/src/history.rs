//! When records were first committed: one `git log` over the record files, read as it comes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Stdio;

use vauban_model::{Date, History};

use crate::git::{command, output};

/// Bytes of a line of git's output that are held at once.
const LONGEST_LINE: u64 = 1 << 20;

/// What git knows about the records below a folder; `None` without git or outside a repository.
pub(crate) fn read(root: &Path) -> Option<History> {
    let mut shallow = command(root);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    let complete = output(shallow).ok()?.starts_with(b"false");
    let mut log = command(root);
    log.args(["log", "--reverse", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--unified=0"])
        .args(["--format=%x01%cs", "-p", "--", "*.toml", "*.md"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = log.spawn().ok()?;
    let mut history = History { complete, ..History::default() };
    let mut date = None;
    let mut lines = BufReader::new(child.stdout.take()?);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A longer line is taken in pieces; headers are short.
        match lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        match line.first() {
            Some(1) => date = std::str::from_utf8(line.get(1..)?).ok().and_then(|text| Date::parse(text.trim())),
            Some(b'+') if line.get(1) == Some(&b'[') => {
                let header = String::from_utf8_lossy(line.get(1..)?).trim_end().to_owned();
                if let (Some(date), true) = (date, header.len() < 300) {
                    history.first_commit.entry(header).or_insert(date);
                }
            }
            _ => {}
        }
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    // A repository without any commit has no history to ask.
    ended.then_some(history)
}
