//! Earlier states of record files: one `git log` that names their objects, one `git cat-file` that reads them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::git::{Lines, Reader, command, output, path};
use crate::world::{Earlier, EarlierState, Follow, Limits};

/// The states of files below a folder (empty, or ending in `/`) of a repository up to a revision, newest first; `None`
/// without git. Paths are those inside the folder; one that ends in `/` means all below it.
pub(crate) fn read(
    repository: &Path,
    folder: &str,
    rev: &str,
    paths: &BTreeSet<String>,
    follow: Follow,
) -> Option<Earlier> {
    if paths.is_empty() {
        return Some(Earlier::default());
    }
    let mut shallow = command(repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    let whole = output(shallow).ok()?.starts_with(b"false");
    let mut earlier =
        Earlier { incomplete: (!whole).then(|| "this is a shallow clone".to_owned()), states: Vec::new() };
    let mut log = command(repository);
    log.args(["--literal-pathspecs", "log", "--no-color", "--no-ext-diff", "--no-renames", "--raw", "--no-abbrev"])
        .args(match follow {
            // A merge tells only what it changed itself: what its parents brought stands in their own commits.
            Follow::EveryParent => &["-c"][..],
            Follow::FirstParent => &["--first-parent", "--diff-merges=first-parent"][..],
        })
        .args(["--format=%x01%H", "--end-of-options", rev, "--"])
        .args(paths.iter().map(|path| format!("{folder}{path}")));
    let mut lines = Lines::of(log).ok()?;
    let mut commit = String::new();
    let mut seen = BTreeSet::new();
    let mut wanted: Vec<(String, String, String)> = Vec::new();
    while let Some(line) = lines.next_line() {
        match line.split_first() {
            Some((1, name)) => commit = String::from_utf8_lossy(name).trim().to_owned(),
            Some((b':', change)) => {
                let Some((object, file)) = result(change) else { continue };
                let Some(file) = file.strip_prefix(folder) else { continue };
                if !seen.insert((object.clone(), file.to_owned())) {
                    continue;
                }
                if wanted.len() >= Limits::EARLIER {
                    earlier.incomplete = Some(format!("there are more than {} earlier states", Limits::EARLIER));
                    lines.stop("enough".to_owned());
                    break;
                }
                wanted.push((commit.clone(), object, file.to_owned()));
            }
            _ => {}
        }
    }
    if let Err(why) = lines.end()
        && earlier.incomplete.is_none()
    {
        // A repository without any commit ends here, too: it has nothing earlier.
        earlier.incomplete = (!wanted.is_empty()).then_some(why);
    }
    if wanted.is_empty() {
        return Some(earlier);
    }
    let mut reader = Reader::open(repository).ok()?;
    let mut left = Limits::EARLIER_BYTES;
    for (commit, object, path) in wanted {
        match reader.read_up_to(&object, left.min(Limits::FILE)) {
            Ok(Some(bytes)) => {
                left -= bytes.len() as u64;
                earlier.states.push(EarlierState { path, commit, bytes });
            }
            Ok(None) => {
                earlier.incomplete =
                    Some(format!("earlier states have more than {} bytes together", Limits::EARLIER_BYTES));
            }
            Err(why) => {
                earlier.incomplete = Some(why);
                break;
            }
        }
    }
    Some(earlier)
}

/// Object and path that a line of `--raw` ends with; none where the file was removed or is no ordinary one.
///
/// `100644 100644 OLD NEW M<tab>path`; of a merge with as many modes and objects more as it has parents.
fn result(change: &[u8]) -> Option<(String, String)> {
    let tab = change.iter().position(|byte| *byte == b'\t')?;
    let (meta, file) = change.split_at(tab);
    let meta = std::str::from_utf8(meta).ok()?;
    let parents = change.iter().take_while(|byte| **byte == b':').count() + 1;
    let words: Vec<&str> = meta.trim_start_matches(':').split(' ').collect();
    let mode = words.get(parents)?;
    let object = words.get(2 * parents + 1)?;
    let plain = mode.starts_with("100") && object.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| ((*object).to_owned(), path(file.get(1..).unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_raw_log_name_what_came_out() {
        let zero = "0".repeat(40);
        let (old, new) = ("1".repeat(40), "2".repeat(40));
        let check = |line: String, expect: Option<(&str, &str)>| {
            let found = result(line.as_bytes());
            assert_eq!(found.as_ref().map(|(object, path)| (object.as_str(), path.as_str())), expect, "{line}");
        };
        check(format!("100644 100644 {old} {new} M\tsecurity/a.toml"), Some((&new, "security/a.toml")));
        check(format!("000000 100644 {zero} {new} A\t\"security/\\303\\244.toml\""), Some((&new, "security/ä.toml")));
        check(format!("100644 000000 {old} {zero} D\tsecurity/a.toml"), None);
        check(format!("120000 120000 {old} {new} M\tsecurity/a.toml"), None);
        check(format!(":100644 100644 100644 {old} {old} {new} MM\tsecurity/a.toml"), Some((&new, "security/a.toml")));
        check("no line of a log".to_owned(), None);
    }
}
