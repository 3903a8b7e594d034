//! Ruby gems as `Gem::Version` compares them: numbers and words, words before numbers, zeros at the end of either half
//! dropped, and what one side lacks is zero.
//!
//! A zero that is followed by more is before the end if what follows is a word, and after it if a number: so it is
//! written as one or the other.

use super::bytes::{Sink, is_number, number, span, text};

const WORD: u8 = 1;
const ZERO_THEN_WORD: u8 = 2;
const END: u8 = 3;
const ZERO_THEN_NUMBER: u8 = 4;
const NUMBER: u8 = 5;

/// The segments, as canonical as `Gem::Version` makes them.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    if !version.starts_with(|c: char| c.is_ascii_digit()) || !version.bytes().all(fits) {
        return None;
    }
    let part = |part: &str| !part.is_empty();
    if !version.split('-').all(|half| half.split('.').all(part)) {
        return None;
    }
    let mut found: Vec<&[u8]> = Vec::with_capacity(8);
    segments(version, &mut found);
    let zero = |segment: &&[u8]| is_number(segment) && segment.iter().all(|digit| *digit == b'0');
    let first_word = found.iter().position(|segment| !is_number(segment)).unwrap_or(found.len());
    let kept = |half: &[&[u8]]| half.len() - half.iter().rev().take_while(|segment| zero(segment)).count();
    let (numbers, words) = found.split_at(first_word);
    let numbers = &numbers[..kept(numbers)];
    let words = &words[..kept(words)];
    let all = || numbers.iter().chain(words);
    for (at, segment) in all().enumerate() {
        if zero(segment) {
            let next = all().skip(at).find(|segment| !zero(segment));
            out.byte(if next.is_some_and(|next| is_number(next)) { ZERO_THEN_NUMBER } else { ZERO_THEN_WORD });
        } else if is_number(segment) {
            out.byte(NUMBER);
            number(segment, out);
        } else {
            out.byte(WORD);
            text(segment, out);
        }
    }
    out.byte(END);
    Some(())
}

/// Runs of digits and of letters; a hyphen says that what follows is before the release.
fn segments<'v>(version: &'v str, found: &mut Vec<&'v [u8]>) {
    for (at, half) in version.split('-').enumerate() {
        if at > 0 {
            found.push(b"pre");
        }
        let mut rest = half.as_bytes();
        while let Some(first) = rest.first() {
            if *first == b'.' {
                rest = &rest[1..];
                continue;
            }
            let digits = first.is_ascii_digit();
            let (run, after) = span(rest, |byte| byte != b'.' && byte.is_ascii_digit() == digits);
            found.push(run);
            rest = after;
        }
    }
}
