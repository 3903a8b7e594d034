//! Where results are: paths relative to the product, from what SARIF says with URIs and named base folders.

use std::collections::BTreeMap;

use super::shape::Base;

/// Folders within folders that are followed.
const STEPS: usize = 16;
/// Names that tools give to the folder of the sources.
const ROOTS: &[&str] = &["%SRCROOT%", "SRCROOT", "PROJECTROOT", "REPOROOT", "REPO_ROOT", "ROOTPATH"];

/// The path of an artefact, relative where a base folder makes it so.
pub(super) fn path(uri: &str, base: Option<&str>, bases: &BTreeMap<String, Base>) -> String {
    let whole = whole(uri, base, bases);
    let Some(absolute) = absolute(&whole) else { return tidy(&decoded(&whole)) };
    let roots = || {
        bases.keys().filter_map(|id| {
            let root = self::whole("", Some(id), bases);
            let path = self::absolute(&root)?.trim_end_matches('/').to_owned();
            let inside = absolute.strip_prefix(path.as_str())?;
            inside.starts_with('/').then_some((id.as_str(), path.len()))
        })
    };
    let named = roots().find(|(id, _)| ROOTS.contains(id));
    // Without a known name, the outermost folder that is not the whole disk.
    let root = named.or_else(|| roots().filter(|(_, length)| *length > 0).min_by_key(|(_, length)| *length));
    let root = root.or_else(|| roots().next()).map(|(_, length)| length);
    match root.and_then(|length| absolute.get(length + 1..)) {
        Some(relative) => tidy(&decoded(relative)),
        None => tidy(&decoded(drive(absolute))),
    }
}

/// The URI with all its base folders before it, as far as they are known.
fn whole(uri: &str, base: Option<&str>, bases: &BTreeMap<String, Base>) -> String {
    let mut whole = uri.to_owned();
    let mut base = base;
    for _ in 0..STEPS {
        if absolute(&whole).is_some() {
            break;
        }
        let Some(folder) = base.and_then(|id| bases.get(id)) else { break };
        if let Some(uri) = &folder.uri {
            whole = format!("{}/{whole}", uri.trim_end_matches('/'));
        }
        base = folder.uri_base_id.as_deref();
    }
    whole
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
            assert_eq!(path(uri, base, &bases), expect, "{uri} {base:?}");
        }
        assert!(path("a.c", Some("A"), &bases).ends_with("a.c"));
        let disk: BTreeMap<String, Base> = [("TOP".to_owned(), base("file:///", None))].into();
        assert_eq!(path("src/a.c", Some("TOP"), &disk), "src/a.c");
    }
}
