//! Python versions: PEP 440 with the spellings it normalises (`1.0-ALPHA_1`, `v1.0`, `1.0-1` for a post release).
//!
//! Order: epoch, release without zeros at its end, development releases of the final before pre-releases before the
//! final before post releases, a local label after none.

use super::bytes::{Sink, number, span, text_without_case};

/// What the parts of a version are; digits where a number may be left out are empty for zero.
struct Parts<'v> {
    epoch: &'v [u8],
    release: &'v [u8],
    pre: Option<(u8, &'v [u8])>,
    post: Option<&'v [u8]>,
    dev: Option<&'v [u8]>,
    local: Option<&'v [u8]>,
}

/// The parts in the order in which they decide.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let parts = read(version.as_bytes())?;
    number(parts.epoch, out);
    let zeros = |part: &[u8]| part.iter().all(|digit| *digit == b'0');
    let count = parts.release.split(|byte| *byte == b'.').count();
    let trailing = parts.release.rsplit(|byte| *byte == b'.').take_while(|part| zeros(part)).count();
    for part in parts.release.split(|byte| *byte == b'.').take(count - trailing) {
        out.byte(1);
        number(part, out);
    }
    out.byte(0);
    match (parts.pre, parts.post, parts.dev) {
        (Some((stage, digits)), _, _) => {
            out.byte(stage);
            number(digits, out);
        }
        (None, None, Some(_)) => out.byte(0),
        (None, _, _) => out.byte(4),
    }
    match parts.post {
        None => out.byte(0),
        Some(digits) => {
            out.byte(1);
            number(digits, out);
        }
    }
    match parts.dev {
        None => out.byte(1),
        Some(digits) => {
            out.byte(0);
            number(digits, out);
        }
    }
    if let Some(local) = parts.local {
        for part in local.split(|byte| b".-_".contains(byte)) {
            if part.iter().all(u8::is_ascii_digit) {
                out.byte(2);
                number(part, out);
            } else {
                out.byte(1);
                text_without_case(part, out);
            }
        }
    }
    out.byte(0);
    Some(())
}

fn read(version: &[u8]) -> Option<Parts<'_>> {
    let rest = version.strip_prefix(b"v").or_else(|| version.strip_prefix(b"V")).unwrap_or(version);
    let (digits, after) = span(rest, |byte| byte.is_ascii_digit());
    let (epoch, rest) = match after.strip_prefix(b"!") {
        Some(after) if !digits.is_empty() => (digits, after),
        _ => (&b""[..], rest),
    };
    let mut end = 0;
    loop {
        let (digits, _) = span(&rest[end..], |byte| byte.is_ascii_digit());
        if digits.is_empty() {
            return None;
        }
        end += digits.len();
        match rest.get(end..end + 2) {
            Some([b'.', next]) if next.is_ascii_digit() => end += 1,
            _ => break,
        }
    }
    let (release, rest) = rest.split_at(end);
    const STAGES: &[(&[u8], u8)] =
        &[(b"alpha", 1), (b"beta", 2), (b"preview", 3), (b"pre", 3), (b"rc", 3), (b"a", 1), (b"b", 2), (b"c", 3)];
    let mut rest = rest;
    let mut pre = None;
    for (word, stage) in STAGES {
        if let Some((digits, after)) = labelled(rest, word) {
            pre = Some((*stage, digits));
            rest = after;
            break;
        }
    }
    let mut post = None;
    for word in [&b"post"[..], b"rev", b"r"] {
        if let Some((digits, after)) = labelled(rest, word) {
            post = Some(digits);
            rest = after;
            break;
        }
    }
    if post.is_none()
        && let Some(after) = rest.strip_prefix(b"-")
        && let (digits, after) = span(after, |byte| byte.is_ascii_digit())
        && !digits.is_empty()
    {
        post = Some(digits);
        rest = after;
    }
    let mut dev = None;
    if let Some((digits, after)) = labelled(rest, b"dev") {
        dev = Some(digits);
        rest = after;
    }
    let local = match rest.strip_prefix(b"+") {
        Some(label) => {
            let fits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_alphanumeric);
            if !label.split(|byte| b".-_".contains(byte)).all(fits) {
                return None;
            }
            rest = b"";
            Some(label)
        }
        None => None,
    };
    rest.is_empty().then_some(Parts { epoch, release, pre, post, dev, local })
}

/// A label with an optional separator before it, another before its number, and a number that may be left out.
fn labelled<'v>(text: &'v [u8], word: &[u8]) -> Option<(&'v [u8], &'v [u8])> {
    let separator = |text: &'v [u8]| match text.first() {
        Some(b'.' | b'-' | b'_') => &text[1..],
        _ => text,
    };
    let rest = separator(text);
    let (label, rest) = rest.split_at_checked(word.len())?;
    if !label.eq_ignore_ascii_case(word) {
        return None;
    }
    let (digits, after) = span(separator(rest), |byte| byte.is_ascii_digit());
    if digits.is_empty() { Some((b"", rest)) } else { Some((digits, after)) }
}
