//! Semantic Versioning 2.0.0 and its relatives: SemVer with four numbers and without case (NuGet), SemVer whose build
//! metadata counts (Dart).

use super::bytes::{Sink, is_number, number, text, text_without_case};

/// What a relative does in its own way.
#[derive(Clone, Copy)]
pub(super) struct Ways {
    numbers: usize,
    case_counts: bool,
    build_counts: bool,
}

/// As the standard has it.
pub(super) const PLAIN: Ways = Ways { numbers: 3, case_counts: true, build_counts: false };
/// Dart's `pub_semver`: of two versions that differ in the build only, the one with a build is later.
pub(super) const BUILD_COUNTS: Ways = Ways { numbers: 3, case_counts: true, build_counts: true };
/// NuGet: `1.2.3.4`, and `BETA` is `beta`.
pub(super) const NUGET: Ways = Ways { numbers: 4, case_counts: false, build_counts: false };

const END: u8 = 1;
const NUMBER: u8 = 2;
const WORD: u8 = 3;
const RELEASED: u8 = 4;

/// Numbers, then what stands before a release, then (of Dart) the build.
pub(super) fn key(version: &str, ways: Ways, out: &mut impl Sink) -> Option<()> {
    let version = version.trim_start_matches('=').trim_start();
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let (version, build) = split(version, '+');
    let (core, before) = split(version, '-');
    let mut given = 0;
    for part in core.split('.') {
        if given == ways.numbers || !is_number(part.as_bytes()) {
            return None;
        }
        number(part.as_bytes(), out);
        given += 1;
    }
    for _ in given..ways.numbers {
        number(b"0", out);
    }
    match before {
        None => out.byte(RELEASED),
        Some(identifiers) => list(identifiers, ways, out)?,
    }
    match build {
        Some(identifiers) if ways.build_counts => list(identifiers, ways, out)?,
        Some("") => return None,
        None if ways.build_counts => out.byte(0),
        Some(_) | None => {}
    }
    Some(())
}

/// Identifiers with dots between: numbers before words, the shorter list first.
fn list(identifiers: &str, ways: Ways, out: &mut impl Sink) -> Option<()> {
    for identifier in identifiers.split('.') {
        let bytes = identifier.as_bytes();
        if is_number(bytes) {
            out.byte(NUMBER);
            number(bytes, out);
        } else if !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            out.byte(WORD);
            if ways.case_counts { text(bytes, out) } else { text_without_case(bytes, out) }
        } else {
            return None;
        }
    }
    out.byte(END);
    Some(())
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Whether a text that has a key is what the grammar of the standard allows: three numbers, no zeros before numbers,
/// no empty identifier.
pub(super) fn strict(version: &str) -> bool {
    let (version, build) = split(version, '+');
    let (core, before) = split(version, '-');
    let plain = |part: &str| is_number(part.as_bytes()) && (part == "0" || !part.starts_with('0'));
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    core.split('.').count() == 3
        && core.split('.').all(plain)
        && before.is_none_or(|list| list.split('.').all(|id| word(id) && (!is_number(id.as_bytes()) || plain(id))))
        && build.is_none_or(|list| list.split('.').all(word))
}
