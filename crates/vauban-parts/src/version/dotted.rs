//! Versions that are little more than whole numbers with dots: `intdot` of vers, Haskell's and R's, OpenSSL's.

use super::bytes::{Sink, is_number, number, span, text};

/// Whole numbers up to the first character that is neither digit nor dot; zeros at the end do not count.
pub(super) fn intdot(version: &str, out: &mut impl Sink) -> Option<()> {
    let (numbers, _) = span(version.as_bytes(), |byte| byte.is_ascii_digit() || byte == b'.');
    let end = numbers.iter().rposition(u8::is_ascii_digit)? + 1;
    let numbers = &numbers[..end];
    if numbers.split(|byte| *byte == b'.').any(<[u8]>::is_empty) {
        return None;
    }
    let zero = |part: &[u8]| part.iter().all(|digit| *digit == b'0');
    let count = numbers.split(|byte| *byte == b'.').count();
    let trailing = numbers.rsplit(|byte| *byte == b'.').take_while(|part| zero(part)).count();
    for part in numbers.split(|byte| *byte == b'.').take(count - trailing) {
        out.byte(1);
        number(part, out);
    }
    out.byte(0);
    Some(())
}

/// Haskell's and R's: whole numbers with dots or hyphens between, `1.0` before `1.0.0`.
pub(super) fn numbers(version: &str, out: &mut impl Sink) -> Option<()> {
    for part in version.as_bytes().split(|byte| *byte == b'.' || *byte == b'-') {
        if !is_number(part) {
            return None;
        }
        out.byte(1);
        number(part, out);
    }
    out.byte(0);
    Some(())
}

/// OpenSSL's: three numbers, letters (`1.0.2`, `1.0.2a`, …, `1.0.2z`, `1.0.2za`), and `-alpha1`, `-beta2`, `-pre3`,
/// `-rc1`, `-dev` before the release. `-fips` marks a build of the same version.
pub(super) fn openssl(version: &str, out: &mut impl Sink) -> Option<()> {
    let version = version.strip_suffix("-fips").unwrap_or(version);
    let mut rest = version.as_bytes();
    for at in 0..3 {
        let (digits, after) = span(rest, |byte| byte.is_ascii_digit());
        if digits.is_empty() {
            return None;
        }
        number(digits, out);
        rest = match after {
            [b'.', after @ ..] if at < 2 => after,
            _ if at < 2 => return None,
            after => after,
        };
    }
    let (letters, rest) = span(rest, |byte| byte.is_ascii_lowercase());
    text(letters, out);
    const BEFORE: &[(&[u8], u8)] = &[(b"dev", 0), (b"alpha", 1), (b"beta", 2), (b"pre", 3), (b"rc", 4)];
    match rest {
        [] => out.byte(5),
        [b'-', after @ ..] => {
            let (word, digits) = span(after, |byte| byte.is_ascii_lowercase());
            let (_, rank) = BEFORE.iter().find(|(name, _)| *name == word)?;
            if !digits.iter().all(u8::is_ascii_digit) {
                return None;
            }
            out.byte(*rank);
            number(digits, out);
        }
        _ => return None,
    }
    Some(())
}
