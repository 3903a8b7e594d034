//! Where results are: paths relative to the product, from what SARIF says with URIs and named base folders.

use std::collections::BTreeMap;

use super::shape::Base;

/// Folders within folders that are followed.
const STEPS: usize = 16;
/// Names that tools give to the folder of the sources.
const ROOTS: &[&str] = &["%SRCROOT%", "SRCROOT", "PROJECTROOT", "REPOROOT", "REPO_ROOT", "ROOTPATH"];

/// Most base folders of one run; there are two or three.
const MOST: usize = 200;

/// Named folders that paths are relative to.
#[derive(Default)]
pub(super) struct Bases {
    named: BTreeMap<String, Base>,
    /// Those that are absolute, as paths without a slash at their end: by known name first, then the outermost first,
    /// the whole disk last.
    roots: Vec<String>,
}

impl Bases {
    pub(super) fn new(named: BTreeMap<String, Base>) -> Result<Bases, String> {
        if named.len() > MOST {
            return Err(format!("a run has more than {MOST} base folders"));
        }
        let mut bases = Bases { named, roots: Vec::new() };
        let mut roots: Vec<(bool, bool, usize, String)> = Vec::new();
        for id in bases.named.keys() {
            let whole = bases.whole("", Some(id));
            if let Some(path) = absolute(&whole).map(|path| path.trim_end_matches('/')) {
                roots.push((!ROOTS.contains(&id.as_str()), path.is_empty(), path.len(), path.to_owned()));
            }
        }
        roots.sort();
        bases.roots = roots.into_iter().map(|(_, _, _, path)| path).collect();
        Ok(bases)
    }

    /// The path of an artefact, relative where a base folder makes it so.
    pub(super) fn path(&self, uri: &str, base: Option<&str>) -> String {
        let whole = self.whole(uri, base);
        let Some(absolute) = absolute(&whole) else { return tidy(&decoded(&whole)) };
        let inside = |root: &String| absolute.strip_prefix(root.as_str())?.strip_prefix('/');
        match self.roots.iter().find_map(inside) {
            Some(relative) => tidy(&decoded(relative)),
            None => tidy(&decoded(drive(absolute))),
        }
    }

    /// The URI with all its base folders before it, as far as they are known.
    fn whole(&self, uri: &str, base: Option<&str>) -> String {
        let mut whole = uri.to_owned();
        let mut base = base;
        for _ in 0..STEPS {
            if absolute(&whole).is_some() {
                break;
            }
            let Some(folder) = base.and_then(|id| self.named.get(id)) else { break };
            if let Some(uri) = &folder.uri {
                whole = format!("{}/{whole}", uri.trim_end_matches('/'));
            }
            base = folder.uri_base_id.as_deref();
        }
        whole
    }
}

/// The path of an absolute URI or path.
fn absolute(uri: &str) -> Option<&str> {
    let lower = uri.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    match lower.then_some(uri.get(5..)).flatten() {
        Some(rest) => match rest.strip_prefix("//") {
            // What stands before the path is a host; mostly it is empty.
            Some(authority) => Some(authority.find('/').and_then(|at| authority.get(at..)).unwrap_or("/")),
            None => Some(rest),
        },
        None => uri.starts_with('/').then_some(uri),
    }
}

/// `/C:/work` is `C:/work`.
fn drive(path: &str) -> &str {
    let bytes = path.as_bytes();
    match (bytes.get(1), bytes.get(2)) {
        (Some(letter), Some(b':')) if letter.is_ascii_alphabetic() => path.get(1..).unwrap_or(path),
        _ => path,
    }
}

/// Without `%20` and the like; as it is where that makes no text.
fn decoded(uri: &str) -> String {
    if !uri.contains('%') {
        return uri.to_owned();
    }
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = uri.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let pair = digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)));
        match (byte, pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok())) {
            (b'%', Some(meant)) => {
                plain.push(meant);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| uri.to_owned())
}

/// Without `.`, `..` and doubled slashes.
fn tidy(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_where_they_can_be() {
        let base =
            |uri: &str, base: Option<&str>| Base { uri: Some(uri.to_owned()), uri_base_id: base.map(str::to_owned) };
        let bases: BTreeMap<String, Base> = [
            ("SRCROOT".to_owned(), base("file:///home/user/gate%20way/", None)),
            ("BUILD".to_owned(), base("out/", Some("SRCROOT"))),
            ("A".to_owned(), base("x", Some("B"))),
            ("B".to_owned(), base("y", Some("A"))),
            ("EMPTY".to_owned(), Base::default()),
        ]
        .into();
        let bases = Bases::new(bases).unwrap();
        for (uri, base, expect) in [
            ("src/a.c", None, "src/a.c"),
            ("src/a.c", Some("SRCROOT"), "src/a.c"),
            ("src/a.c", Some("UNKNOWN"), "src/a.c"),
            ("src/a.c", Some("EMPTY"), "src/a.c"),
            ("gen.c", Some("BUILD"), "out/gen.c"),
            ("../src/./a.c", Some("BUILD"), "src/a.c"),
            ("file:///home/user/gate%20way/src/a.c", None, "src/a.c"),
            ("file:///home/user/gate%20wayside/a.c", None, "/home/user/gate wayside/a.c"),
            ("FILE:/usr/include/stdio.h", None, "/usr/include/stdio.h"),
            ("file:///C:/work/a.c", None, "C:/work/a.c"),
            ("src\\b%20c.c", None, "src/b c.c"),
            ("../../a.c", None, "../../a.c"),
            ("%ff.c", None, "%ff.c"),
            ("%", None, "%"),
            ("", None, ""),
        ] {
            assert_eq!(bases.path(uri, base), expect, "{uri} {base:?}");
        }
        assert!(bases.path("a.c", Some("A")).ends_with("a.c"));
        let disk: BTreeMap<String, Base> = [("TOP".to_owned(), base("file:///", None))].into();
        assert_eq!(Bases::new(disk).unwrap().path("src/a.c", Some("TOP")), "src/a.c");
        let many = (0..=MOST).map(|number| (number.to_string(), Base::default())).collect();
        assert!(Bases::new(many).is_err());
    }
}
