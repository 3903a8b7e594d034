//! Maven versions as `ComparableVersion` compares them.
//!
//! A version is a list of numbers and qualifiers in which every hyphen, and every change between digits and letters,
//! opens a list within the list. Lists are opened at the end only, so the whole is a chain: items, with marks where a
//! list begins. What one side lacks is null, which stands among the qualifiers as the release does; a zero, an empty
//! qualifier or a list is as far from null as the first thing in it that differs from null. Where Maven's own
//! comparison goes round in a circle (`1-alpha` before `1` before `1.a.1` before `1-alpha`), these bytes choose.

use super::bytes::{Sink, is_number, number, text};

/// One item of the chain.
#[derive(Clone, Copy)]
enum Item<'v> {
    Number(&'v [u8]),
    /// A qualifier, and the number bound to it (`rc1`, `rc-1`).
    Word(&'v [u8], Option<&'v [u8]>),
    /// What follows is a list in the list.
    List,
}

/// Qualifiers before the release.
const BEFORE: &[(&[u8], u8)] =
    &[(b"alpha", 1), (b"beta", 2), (b"milestone", 3), (b"rc", 4), (b"cr", 4), (b"snapshot", 5)];
/// Place of the release among the qualifiers.
const RELEASE: u8 = 6;
/// Place of service packs.
const SERVICE_PACK: u8 = 7;
/// Place of all other qualifiers, which are compared as text.
const OTHER: u8 = 8;

const WORD_BEFORE: u8 = 1;
const EMPTY_WORD_THEN_BEFORE: u8 = 2;
const LIST_BEFORE: u8 = 3;
const ZERO_THEN_BEFORE: u8 = 4;
const END: u8 = 5;
const EMPTY_WORD_THEN_AFTER: u8 = 6;
const WORD_AFTER: u8 = 7;
const LIST_AFTER: u8 = 8;
const ZERO_THEN_AFTER: u8 = 9;
const NUMBER: u8 = 10;

/// The chain, without what is null before a qualifier or the end.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    if !version.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let lower = version.to_ascii_lowercase();
    let items = normalised(&chain(lower.as_bytes()));
    // From the end: whether the first thing that differs from null comes before it.
    let mut before = vec![false; items.len()];
    let mut next = false;
    for (at, item) in items.iter().enumerate().rev() {
        next = match item {
            Item::Number(digits) if !is_zero(digits) => false,
            Item::Word(word, _) if rank(word) != RELEASE => rank(word) < RELEASE,
            Item::Number(_) | Item::Word(..) | Item::List => next,
        };
        before[at] = next;
    }
    for (item, before) in items.iter().zip(before) {
        match item {
            Item::List => out.byte(if before { LIST_BEFORE } else { LIST_AFTER }),
            Item::Number(digits) if is_zero(digits) => {
                out.byte(if before { ZERO_THEN_BEFORE } else { ZERO_THEN_AFTER });
            }
            Item::Number(digits) => {
                out.byte(NUMBER);
                number(digits, out);
            }
            Item::Word(word, bound) => {
                match rank(word) {
                    RELEASE => out.byte(if before { EMPTY_WORD_THEN_BEFORE } else { EMPTY_WORD_THEN_AFTER }),
                    rank => {
                        out.byte(if rank < RELEASE { WORD_BEFORE } else { WORD_AFTER });
                        out.byte(rank);
                        if rank == OTHER {
                            text(word, out);
                        }
                    }
                }
                match bound {
                    None => out.byte(0),
                    Some(digits) => {
                        out.byte(1);
                        number(digits, out);
                    }
                }
            }
        }
    }
    out.byte(END);
    Some(())
}

fn is_zero(digits: &[u8]) -> bool {
    digits.iter().all(|digit| *digit == b'0')
}

/// Place among the qualifiers.
fn rank(word: &[u8]) -> u8 {
    match word {
        b"" | b"ga" | b"final" | b"release" => RELEASE,
        b"sp" => SERVICE_PACK,
        _ => BEFORE.iter().find(|(name, _)| *name == word).map_or(OTHER, |(_, rank)| *rank),
    }
}

/// Reads a version as `ComparableVersion.parseVersion` does.
fn chain(version: &[u8]) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::with_capacity(8);
    let mut start = 0;
    let mut digits = false;
    let mut bound = false;
    // Whether the list that is open has items.
    let mut filled = false;
    let open = |items: &mut Vec<Item<'_>>, filled: &mut bool| {
        if *filled {
            items.push(Item::List);
            *filled = false;
        }
    };
    for (at, byte) in version.iter().enumerate() {
        match byte {
            b'.' => {
                items.push(if at == start { Item::Number(b"") } else { item(&version[start..at], bound, digits) });
                filled = true;
                bound = false;
                start = at + 1;
            }
            b'-' => {
                if at == start {
                    items.push(Item::Number(b""));
                } else {
                    // `X-1` is `X1`.
                    if !digits && version.get(at + 1).is_some_and(u8::is_ascii_digit) {
                        bound = true;
                        continue;
                    }
                    items.push(item(&version[start..at], bound, digits));
                }
                filled = true;
                start = at + 1;
                open(&mut items, &mut filled);
                bound = false;
            }
            b'0'..=b'9' => {
                if !digits && at > start {
                    bound = true;
                    open(&mut items, &mut filled);
                }
                digits = true;
            }
            _ => {
                if digits && at > start {
                    items.push(item(&version[start..at], bound, true));
                    filled = true;
                    start = at;
                    open(&mut items, &mut filled);
                    bound = false;
                }
                digits = false;
            }
        }
    }
    if start < version.len() {
        // `1.x` is `1-x`.
        if !digits {
            open(&mut items, &mut filled);
        }
        items.push(item(&version[start..], bound, digits));
    }
    items
}

/// A number, a qualifier, or a qualifier with its number.
fn item(text: &[u8], bound: bool, digits: bool) -> Item<'_> {
    if bound {
        let at = text.iter().position(u8::is_ascii_digit).unwrap_or(text.len());
        let (word, number) = text.split_at(at);
        let word: &[u8] = match word.strip_suffix(b"-").unwrap_or(word) {
            b"a" => b"alpha",
            b"b" => b"beta",
            b"m" => b"milestone",
            word => word,
        };
        return Item::Word(word, Some(number));
    }
    if digits && is_number(text) { Item::Number(text) } else { Item::Word(text, None) }
}

/// Leaves out what is null at the end of a list and before a qualifier.
fn normalised<'v>(items: &[Item<'v>]) -> Vec<Item<'v>> {
    let mut kept: Vec<Item<'v>> = Vec::with_capacity(items.len());
    for item in items.iter().rev() {
        let null = match item {
            Item::Number(digits) => is_zero(digits),
            Item::Word(word, bound) => rank(word) == RELEASE && bound.is_none(),
            // A list with nothing left in it.
            Item::List => kept.is_empty(),
        };
        let second = kept.len().checked_sub(2).and_then(|at| kept.get(at));
        let before_word = match (kept.last(), second) {
            (None | Some(Item::Word(..)), _) | (Some(Item::List), Some(Item::Word(..))) => true,
            (Some(Item::List | Item::Number(_)), _) => false,
        };
        if !(null && before_word) {
            kept.push(*item);
        }
    }
    kept.reverse();
    kept
}
