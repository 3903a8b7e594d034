//! What the build left out: a vulnerability in a file that was not compiled is not in the product.
//!
//! That is said only where it is certain: the list of what was compiled is complete, and everything the advisory names
//! is a source file by its path. A header or a word for a function proves nothing.

use crate::advisory::Affected;
use crate::part::Built;

/// The files or packages an advisory names, if the build has none of them.
pub(super) fn left_out(affected: &Affected, built: Option<&Built>) -> Option<Vec<String>> {
    let built = built.filter(|built| built.complete && !built.files.is_empty())?;
    if affected.code.is_empty() || !affected.code.iter().all(|path| is_source(path)) {
        return None;
    }
    let compiled = |path: &String| built.files.iter().any(|file| same(file, path));
    (!affected.code.iter().any(compiled)).then(|| affected.code.clone())
}

/// Whether a path is one of a file that is compiled by itself.
fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let source = ["c", "cc", "cpp", "cxx", "s", "S", "rs", "go", "m"];
    name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && source.contains(&ending))
}

/// Whether a compiled file is the one that is named: the same path, or the same end of it from a folder on; an object
/// file stands for its source.
fn same(file: &str, path: &str) -> bool {
    let stem = |text: &str| {
        let text = text.trim_start_matches("./").replace('\\', "/");
        match text.rsplit_once('.') {
            Some((stem, _)) => stem.to_owned(),
            None => text,
        }
    };
    let (file, path) = (stem(file), stem(path));
    file == path || file.ends_with(&format!("/{path}")) || path.ends_with(&format!("/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &[&str], files: &[&str], complete: bool, expect: bool) {
        let affected = Affected { code: code.iter().map(|path| (*path).to_owned()).collect(), ..Affected::default() };
        let files = files.iter().map(|path| (*path).to_owned()).collect();
        let built = Built { from: "the build".into(), files, complete };
        assert_eq!(left_out(&affected, Some(&built)).is_some(), expect, "{code:?} {built:?}");
    }

    #[test]
    fn only_what_is_certain_is_left_out() {
        check(&["net/sctp/socket.c"], &["net/ipv4/tcp.o"], true, true);
        check(&["net/sctp/socket.c"], &["build/net/sctp/socket.o", "net/ipv4/tcp.o"], true, false);
        check(&["net/sctp/socket.c"], &["net/ipv4/tcp.o"], false, false);
        check(&["net/sctp/socket.c"], &[], true, false);
        check(&["include/net/sctp.h"], &["net/ipv4/tcp.o"], true, false);
        check(&["net/sctp/socket.c", "sctp_connect"], &["net/ipv4/tcp.o"], true, false);
        check(&[], &["net/ipv4/tcp.o"], true, false);
        // A file of that name elsewhere may be the one: the end of a path from a folder on is enough.
        check(&["socket.c"], &["net/sctp/socket.o"], true, false);
    }
}
