//! Composer versions: up to four numbers and a stability (dev, alpha, beta, RC, stable, patch) with a number.
//! Branches (`dev-main`, `1.x-dev`) are points that move and have no place in the order.

use super::bytes::{Sink, number, span};

const STABILITIES: &[(&[u8], u8)] = &[
    (b"alpha", 1),
    (b"beta", 2),
    (b"rc", 3),
    (b"stable", 4),
    (b"patch", 5),
    (b"pl", 5),
    (b"a", 1),
    (b"b", 2),
    (b"p", 5),
];

/// Four numbers, the stability, its number, and whether it is a development version of that.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let version = version.split_once('+').map_or(version, |(before, _)| before);
    let version = version.split_once('@').map_or(version, |(before, _)| before);
    let mut rest = version.strip_prefix(['v', 'V']).unwrap_or(version).as_bytes();
    let mut given = 0;
    loop {
        let (digits, after) = span(rest, |byte| byte.is_ascii_digit());
        if digits.is_empty() || given == 4 {
            return None;
        }
        number(digits, out);
        given += 1;
        rest = after;
        match rest {
            [b'.', next, ..] if next.is_ascii_digit() => rest = &rest[1..],
            _ => break,
        }
    }
    for _ in given..4 {
        number(b"0", out);
    }
    let (after_dev, dev) = without_dev(rest);
    let rest = separator(after_dev);
    let lower = rest.to_ascii_lowercase();
    if lower.is_empty() {
        out.byte(if dev { 0 } else { 4 });
        out.byte(1);
        return after_dev.is_empty().then_some(());
    }
    let (word, stability) = STABILITIES.iter().find(|(word, _)| lower.starts_with(word))?;
    let (digits, after) = span(separator(&rest[word.len()..]), |byte| byte.is_ascii_digit());
    if !after.is_empty() || (digits.is_empty() && rest.len() != word.len()) {
        return None;
    }
    out.byte(*stability);
    if digits.is_empty() {
        out.byte(u8::from(!dev));
    } else {
        out.byte(2);
        number(digits, out);
        out.byte(u8::from(!dev));
    }
    Some(())
}

fn separator(text: &[u8]) -> &[u8] {
    match text.first() {
        Some(b'.' | b'-' | b'_') => &text[1..],
        _ => text,
    }
}

fn without_dev(text: &[u8]) -> (&[u8], bool) {
    let Some((before, end)) = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at)) else {
        return (text, false);
    };
    if !end.eq_ignore_ascii_case(b"dev") {
        return (text, false);
    }
    match before.last() {
        Some(b'.' | b'-') => (&before[..before.len() - 1], true),
        _ => (before, true),
    }
}
