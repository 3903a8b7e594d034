//! Debian versions, as dpkg compares them: epoch, upstream version, revision; runs of other characters and of digits in
//! turn; `~` before the end of a run, letters before everything else.

use super::bytes::{Sink, is_number, number, span};

const TILDE: u8 = 1;
const END: u8 = 2;

/// Epoch, upstream version and revision. No revision is revision `0`.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let (epoch, upstream, revision) = parts(version)?;
    number(epoch.as_bytes(), out);
    runs(upstream.as_bytes(), out)?;
    runs(revision.as_bytes(), out)
}

fn parts(version: &str) -> Option<(&str, &str, &str)> {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (is_number(epoch.as_bytes()) && !upstream.is_empty()).then_some((epoch, upstream, revision))
}

fn runs(mut rest: &[u8], out: &mut impl Sink) -> Option<()> {
    loop {
        let (other, after) = span(rest, |byte| !byte.is_ascii_digit());
        for byte in other {
            match byte {
                b'~' => out.byte(TILDE),
                b'A'..=b'Z' | b'a'..=b'z' => out.byte(*byte),
                b'!'..=b'/' | b':'..=b'@' | b'['..=b'`' | b'{'..=b'}' => out.byte(0x80 | *byte),
                _ => return None,
            }
        }
        out.byte(END);
        let (digits, after) = span(after, |byte| byte.is_ascii_digit());
        number(digits, out);
        rest = after;
        if rest.is_empty() {
            out.byte(END);
            return Some(());
        }
    }
}

/// Whether a version is written with the characters the policy allows, beginning with a digit.
pub(super) fn strict(version: &str) -> bool {
    let Some((_, upstream, revision)) = parts(version) else { return false };
    let fits = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    let begins = upstream.starts_with(|c: char| c.is_ascii_digit());
    begins && fits(upstream, ".+-~:") && fits(revision, ".+~") && !version.ends_with('-')
}
