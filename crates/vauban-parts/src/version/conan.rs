//! Conan 2 versions: items with dots between, a pre-release behind the last hyphen, a build behind the last plus; both
//! are versions themselves. Zeros at the end do not count.
//!
//! Conan compares a number with a word as texts, by which 9 is after `10a`. Here an item is the number it begins with
//! and then its text: `10` before `10a` before `11`, and what begins with no digit comes after all numbers, as there.

use super::bytes::{Sink, number, span, text};

const END: u8 = 1;
const NUMBER: u8 = 2;
const WORD: u8 = 3;

/// Items, pre-release, build.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    if !version.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let (rest, build) = split(version, '+');
    let (core, before) = split(rest, '-');
    items(core, out);
    match before {
        None => out.byte(2),
        Some(before) => {
            out.byte(1);
            items(before, out);
        }
    }
    match build {
        None => out.byte(0),
        Some(build) => {
            out.byte(1);
            items(build, out);
        }
    }
    Some(())
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.rsplit_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn items(list: &str, out: &mut impl Sink) {
    let zero = |item: &str| !item.is_empty() && item.bytes().all(|byte| byte == b'0');
    let trailing = list.rsplit('.').take_while(|item| zero(item)).count();
    let kept = if list.is_empty() { 0 } else { list.split('.').count() - trailing };
    for item in list.split('.').take(kept) {
        let (digits, rest) = span(item.as_bytes(), |byte| byte.is_ascii_digit());
        if digits.is_empty() {
            out.byte(WORD);
        } else {
            out.byte(NUMBER);
            number(digits, out);
        }
        text(rest, out);
    }
    out.byte(END);
}
