//! Gentoo's versions (Package Manager Specification, version comparison) and those of Alpine, which came from them:
//! numbers, a letter, suffixes before (`_alpha`, `_beta`, `_pre`, `_rc`) and after (`_p`) the release, a revision.
//!
//! A number behind a dot that begins with zero is a fraction and is compared as text.

use super::bytes::{Sink, number, span, text};

/// Whose versions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Gentoo.
    Ebuild,
    /// Alpine: suffixes for revisions of a repository, and a commit behind `~`.
    Apk,
}

const COMMON: &[(&[u8], u8)] = &[(b"alpha", 1), (b"beta", 2), (b"pre", 3), (b"rc", 4), (b"p", 10)];
const REPOSITORY: &[(&[u8], u8)] = &[(b"cvs", 6), (b"svn", 7), (b"git", 8), (b"hg", 9)];
const NO_SUFFIX: u8 = 5;

/// Numbers, letter, suffixes, commit, revision.
pub(super) fn key(version: &str, dialect: Dialect, out: &mut impl Sink) -> Option<()> {
    let (first, mut rest) = span(version.as_bytes(), |byte| byte.is_ascii_digit());
    if first.is_empty() {
        return None;
    }
    number(first, out);
    while let [b'.', after @ ..] = rest {
        let (digits, after) = span(after, |byte| byte.is_ascii_digit());
        match digits.first()? {
            b'0' => {
                out.byte(1);
                let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
                let kept = if dialect == Dialect::Ebuild { digits.len() - zeros } else { digits.len() };
                text(&digits[..kept], out);
            }
            _ => {
                out.byte(2);
                number(digits, out);
            }
        }
        rest = after;
    }
    out.byte(0);
    match rest {
        [letter @ b'a'..=b'z', after @ ..] => {
            out.byte(*letter);
            rest = after;
        }
        _ => out.byte(0),
    }
    while let [b'_', after @ ..] = rest {
        let (word, after) = span(after, |byte| byte.is_ascii_lowercase());
        let known = COMMON.iter().chain(if dialect == Dialect::Apk { REPOSITORY } else { &[] });
        let (_, rank) = known.into_iter().find(|(name, _)| *name == word)?;
        let (digits, after) = span(after, |byte| byte.is_ascii_digit());
        out.byte(*rank);
        number(digits, out);
        rest = after;
    }
    out.byte(NO_SUFFIX);
    if dialect == Dialect::Apk {
        match rest {
            [b'~', after @ ..] => {
                let (commit, after) = span(after, |byte| byte.is_ascii_hexdigit());
                out.byte(1);
                text(commit, out);
                rest = after;
            }
            _ => out.byte(0),
        }
    }
    match rest {
        [] => number(b"0", out),
        [b'-', b'r', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => number(digits, out),
        _ => return None,
    }
    Some(())
}
