//! RPM versions as `rpmvercmp` compares them, and those of Arch Linux, whose `vercmp` is an older sister.
//!
//! RPM: runs of digits and of letters, what stands between counts nothing; `~` before the end, `^` after it and before
//! anything else, letters before digits. Arch: how much stands between counts, and letters directly behind a number
//! are before the end of the version (`1.0rc` before `1.0`), behind a separator after it (`1.0.a` after `1.0`).

use std::cmp::Ordering;

use super::bytes::{Short, Sink, is_number, number, span, text};

/// Epoch, version and release. No epoch is epoch 0; no release is before every release.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let (epoch, version, release) = parts(version, |version| version.split_once('-'))?;
    number(epoch.as_bytes(), out);
    runs(version.as_bytes(), out)?;
    match release {
        None => out.byte(0),
        Some(release) => {
            out.byte(1);
            runs(release.as_bytes(), out)?;
        }
    }
    Some(())
}

type Parts<'v> = (&'v str, &'v str, Option<&'v str>);

fn parts<'v>(version: &'v str, split: impl Fn(&'v str) -> Option<(&'v str, &'v str)>) -> Option<Parts<'v>> {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let (version, release) = match split(rest) {
        Some((version, release)) => (version, Some(release)),
        None => (rest, None),
    };
    (is_number(epoch.as_bytes()) && !version.is_empty()).then_some((epoch, version, release))
}

/// Whether a version has only the characters that packages may have.
pub(super) fn strict(version: &str) -> bool {
    version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+~^:-".contains(&byte))
}

fn runs(mut rest: &[u8], out: &mut impl Sink) -> Option<()> {
    const TILDE: u8 = 1;
    const END: u8 = 2;
    const CARET: u8 = 3;
    const LETTERS: u8 = 4;
    const DIGITS: u8 = 5;
    loop {
        match rest.first() {
            None => {
                out.byte(END);
                return Some(());
            }
            Some(b'~' | b'^') => {
                out.byte(if rest.starts_with(b"~") { TILDE } else { CARET });
                rest = &rest[1..];
            }
            Some(byte) if byte.is_ascii_digit() => {
                let (digits, after) = span(rest, |byte| byte.is_ascii_digit());
                out.byte(DIGITS);
                number(digits, out);
                rest = after;
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let (letters, after) = span(rest, |byte| byte.is_ascii_alphabetic());
                out.byte(LETTERS);
                text(letters, out);
                rest = after;
            }
            Some(byte) if byte.is_ascii_graphic() => rest = &rest[1..],
            Some(_) => return None,
        }
    }
}

/// Epoch, version and package release of pacman. No release is before every release; see [`compare_alpm`].
pub(super) fn key_alpm(version: &str, out: &mut impl Sink) -> Option<()> {
    let (epoch, version, release) = parts(version, |version| version.rsplit_once('-'))?;
    number(epoch.as_bytes(), out);
    runs_alpm(version.as_bytes(), out)?;
    match release {
        None => out.byte(0),
        Some(release) => {
            out.byte(1);
            runs_alpm(release.as_bytes(), out)?;
        }
    }
    Some(())
}

/// As `vercmp`: the package release counts where both sides have one.
pub(super) fn compare_alpm(a: &str, b: &str) -> Option<Ordering> {
    let has_release = |version: &str| parts(version, |version| version.rsplit_once('-')).map(|at| at.2.is_some());
    let both = has_release(a)? == has_release(b)?;
    let side = |version: &str| {
        let mut key = Short::default();
        let version = if both { version } else { version.rsplit_once('-').map_or(version, |(before, _)| before) };
        key_alpm(version, &mut key).map(|()| key)
    };
    Some(side(a)?.bytes().cmp(side(b)?.bytes()))
}

fn runs_alpm(mut rest: &[u8], out: &mut impl Sink) -> Option<()> {
    const LETTERS: u8 = 1;
    const END: u8 = 2;
    const DIGITS: u8 = 3;
    const BETWEEN: u8 = 4;
    loop {
        let (between, after) = span(rest, |byte| byte.is_ascii_graphic() && !byte.is_ascii_alphanumeric());
        if !between.is_empty() {
            out.byte(BETWEEN);
            out.byte(u8::try_from(between.len()).unwrap_or(u8::MAX));
        }
        rest = after;
        match rest.first() {
            None => {
                out.byte(END);
                return Some(());
            }
            Some(byte) if byte.is_ascii_digit() => {
                let (digits, after) = span(rest, |byte| byte.is_ascii_digit());
                out.byte(DIGITS);
                number(digits, out);
                rest = after;
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let (letters, after) = span(rest, |byte| byte.is_ascii_alphabetic());
                out.byte(LETTERS);
                text(letters, out);
                rest = after;
            }
            Some(_) => return None,
        }
    }
}
