//! The order of versions as an index keeps it: the schemes of `vauban-parts` by name.

use std::cmp::Ordering;
use std::sync::Arc;

use vauban_parts::{Declared, Scheme as Known};

/// An order of versions: one that is known, or one a product declares.
#[derive(Debug, Clone)]
pub(crate) enum Scheme {
    Known(Known),
    Declared(Arc<Declared>),
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a == b,
            (Self::Declared(a), Self::Declared(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// The order an index names.
pub(crate) fn named(word: &str) -> Option<Scheme> {
    let scheme = Known::of_vers(word);
    // Of versions without an order nothing is encoded, and of pacman's only a comparison of two knows the order.
    (!matches!(scheme, Known::Generic | Known::Alpm)).then_some(Scheme::Known(scheme))
}

/// Writes a version as bytes in that order; false if it is none.
pub(crate) fn key(scheme: &Scheme, version: &str, out: &mut Vec<u8>) -> bool {
    match scheme {
        // Of pacman's versions only a comparison of two knows the order.
        Scheme::Known(Known::Alpm | Known::Generic) => false,
        Scheme::Known(scheme) => scheme.key(version, out),
        Scheme::Declared(declared) => declared.key(version, out),
    }
}

/// How two versions stand to each other where the advisory does not say which order they are in: in the order of the
/// part, if it has one, else as plain numbers with dots, whose order is the same in every scheme.
pub(crate) fn undeclared(scheme: Option<&Scheme>, a: &str, b: &str) -> Option<Ordering> {
    match scheme {
        Some(Scheme::Known(scheme)) => scheme.compare(a, b),
        Some(Scheme::Declared(declared)) => declared.compare(a, b),
        None => plain(a, b),
    }
}

/// Compares numbers with dots, numbers that are missing being zero; nothing if there is anything else in either.
fn plain(a: &str, b: &str) -> Option<Ordering> {
    let (mut a, mut b) = (numbers(a)?, numbers(b)?);
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Some(Ordering::Equal),
            (first, second) => match longer(first.unwrap_or("0"), second.unwrap_or("0")) {
                Ordering::Equal => {}
                order => return Some(order),
            },
        }
    }
}

fn numbers(text: &str) -> Option<std::str::Split<'_, char>> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let fine = text.len() < 256
        && text.split('.').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    fine.then(|| text.split('.'))
}

fn longer(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_scheme_only_plain_numbers_have_an_order() {
        let cases = [
            ("1.2", "1.10", Some(Ordering::Less)),
            ("V2.0", "v2", Some(Ordering::Equal)),
            ("1.2.3", "1.2", Some(Ordering::Greater)),
            ("99999999999999999999999", "100000000000000000000000", Some(Ordering::Less)),
            ("1.2a", "1.2", None),
            ("", "1", None),
            ("1..2", "1", None),
            ("R2", "R1", None),
        ];
        for (a, b, expect) in cases {
            assert_eq!(undeclared(None, a, b), expect, "{a} {b}");
        }
    }
}
