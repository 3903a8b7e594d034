//! What must hold of every order: keys and comparison agree, the order is one, nothing panics; and independent
//! comparisons, written as the ecosystems' own documents say it, come to the same.

#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;

use proptest::prelude::*;
use vauban_parts::version::{LONGEST, Scheme};

fn key(scheme: Scheme, version: &str) -> Option<Vec<u8>> {
    let mut out = vec![7];
    let written = scheme.key(version, &mut out);
    assert_eq!(out[0], 7, "what stood there is untouched");
    if !written {
        assert_eq!(out.len(), 1, "nothing is left of a version that is none");
    }
    written.then(|| out[1..].to_vec())
}

fn scheme() -> impl Strategy<Value = Scheme> {
    (0..Scheme::ALL.len()).prop_map(|at| Scheme::ALL[at])
}

/// Texts that are mostly versions of something.
fn version() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,3}(\\.[0-9]{1,3}){0,3}([-_.+~^]?(alpha|beta|rc|a|b|p|pre|post|dev|sp|SNAPSHOT|x|final)?[-.]?[0-9]{0,2}){0,3}",
        "v?[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{1,2}(-[a-z0-9.]{1,6})?(\\+[a-z0-9]{1,4})?",
        "([0-9]:)?[0-9a-z.+~^-]{1,12}",
        "[0-9]{1,40}\\.0{0,5}[0-9]{1,3}",
        "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_order_of_keys_is_the_order_of_versions(scheme in scheme(), a in version(), b in version()) {
        let (left, right) = (key(scheme, &a), key(scheme, &b));
        let compared = scheme.compare(&a, &b);
        if scheme == Scheme::Generic {
            prop_assert!(compared.is_none() || compared == Some(Ordering::Equal));
        } else if scheme != Scheme::Alpm {
            let by_key = left.as_ref().zip(right.as_ref()).map(|(left, right)| left.cmp(right));
            prop_assert_eq!(compared, by_key);
        }
        prop_assert_eq!(compared, scheme.compare(&b, &a).map(Ordering::reverse));
        // No key begins with another, so that keys may be followed by more.
        if let (Some(left), Some(right)) = (left, right) && left != right {
            prop_assert!(!right.starts_with(&left) && !left.starts_with(&right), "{:?} {:?}", left, right);
        }
        if scheme.valid(&a) && scheme != Scheme::Generic {
            prop_assert!(key(scheme, &a).is_some());
        }
    }

    #[test]
    fn every_version_that_compares_is_equal_to_itself(scheme in scheme(), a in version()) {
        if key(scheme, &a).is_some() {
            prop_assert_eq!(scheme.compare(&a, &a), Some(Ordering::Equal));
        }
    }

    #[test]
    fn debian_as_its_policy_says(a in "[0-9][0-9a-z.+~]{0,8}(-[0-9a-z.+~]{1,4})?", b in "[0-9][0-9a-z.+~]{0,8}(-[0-9a-z.+~]{1,4})?") {
        prop_assert_eq!(Scheme::Deb.compare(&a, &b), Some(judge::debian(&a, &b)));
    }

    #[test]
    fn rpm_as_its_manual_says(a in "[0-9][0-9a-z._~^]{0,10}", b in "[0-9][0-9a-z._~^]{0,10}") {
        prop_assert_eq!(Scheme::Rpm.compare(&a, &b), Some(judge::rpm(&a, &b)));
    }

    #[test]
    fn semver_as_its_clause_11_says(a in "[0-9]\\.[0-9]{1,2}\\.[0-9](-[0-9a-c]{1,3}(\\.[0-9a-c]{1,2}){0,2})?", b in "[0-9]\\.[0-9]{1,2}\\.[0-9](-[0-9a-c]{1,3}(\\.[0-9a-c]{1,2}){0,2})?") {
        prop_assert_eq!(Scheme::Semver.compare(&a, &b), Some(judge::semver(&a, &b)));
    }

    #[test]
    fn gems_as_rubygems_pads(a in "[0-9](\\.[0-9a-b]{1,2}){0,4}", b in "[0-9](\\.[0-9a-b]{1,2}){0,4}") {
        if let Some(expected) = judge::gem(&a, &b) {
            prop_assert_eq!(Scheme::Gem.compare(&a, &b), Some(expected));
        }
    }
}

#[test]
fn versions_from_hell_are_no_versions() {
    let long = "1".repeat(LONGEST + 1);
    for scheme in Scheme::ALL {
        for version in ["", " ", "\u{0}", "1.0\n2.0", "\u{1b}[31m1.0", &long] {
            assert!(key(scheme, version).is_none(), "{scheme:?} {version:?}");
            assert_eq!(scheme.compare(version, "1.0.0"), None, "{scheme:?} {version:?}");
            assert!(!scheme.valid(version), "{scheme:?} {version:?}");
        }
    }
    let huge = "9".repeat(LONGEST);
    assert_eq!(Scheme::Intdot.compare(&huge, "1"), Some(Ordering::Greater));
    assert_eq!(Scheme::Deb.compare(&huge, &huge), Some(Ordering::Equal));
}

/// The ecosystems' own comparisons, written as walks over both texts at once.
mod judge {
    use std::cmp::Ordering;

    pub(super) fn debian(a: &str, b: &str) -> Ordering {
        let parts = |text: &str| match text.rsplit_once('-') {
            Some((upstream, revision)) => (upstream.to_owned(), revision.to_owned()),
            None => (text.to_owned(), String::new()),
        };
        let (a, b) = (parts(a), parts(b));
        part(&a.0, &b.0).then_with(|| part(&a.1, &b.1))
    }

    fn part(a: &str, b: &str) -> Ordering {
        let weight = |c: Option<char>| match c {
            None => 0,
            Some(c) if c.is_ascii_digit() => 0,
            Some('~') => -1,
            Some(c) if c.is_ascii_alphabetic() => i64::from(u32::from(c)),
            Some(c) => i64::from(u32::from(c)) + 256,
        };
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let (mut i, mut j) = (0, 0);
        let other = |text: &[char], at: usize| text.get(at).is_some_and(|c| !c.is_ascii_digit());
        while i < a.len() || j < b.len() {
            while other(&a, i) || other(&b, j) {
                let order = weight(a.get(i).copied()).cmp(&weight(b.get(j).copied()));
                if order.is_ne() {
                    return order;
                }
                i += 1;
                j += 1;
            }
            let number = |text: &[char], at: &mut usize| {
                let mut value = 0u128;
                while let Some(digit) = text.get(*at).and_then(|c| c.to_digit(10)) {
                    value = value * 10 + u128::from(digit);
                    *at += 1;
                }
                value
            };
            let order = number(&a, &mut i).cmp(&number(&b, &mut j));
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }

    pub(super) fn rpm(a: &str, b: &str) -> Ordering {
        let (mut a, mut b) = (a, b);
        let skip = |text: &str| -> usize {
            text.find(|c: char| c.is_ascii_alphanumeric() || c == '~' || c == '^').unwrap_or(text.len())
        };
        loop {
            a = &a[skip(a)..];
            b = &b[skip(b)..];
            match (a.starts_with('~'), b.starts_with('~')) {
                (true, true) => {
                    (a, b) = (&a[1..], &b[1..]);
                    continue;
                }
                (true, false) => return Ordering::Less,
                (false, true) => return Ordering::Greater,
                (false, false) => {}
            }
            match (a.starts_with('^'), b.starts_with('^')) {
                (true, true) => {
                    (a, b) = (&a[1..], &b[1..]);
                    continue;
                }
                (true, false) => return if b.is_empty() { Ordering::Greater } else { Ordering::Less },
                (false, true) => return if a.is_empty() { Ordering::Less } else { Ordering::Greater },
                (false, false) => {}
            }
            if a.is_empty() || b.is_empty() {
                return a.len().cmp(&b.len());
            }
            let digits = a.starts_with(|c: char| c.is_ascii_digit());
            let run = |text: &str| {
                let fits = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
                text.find(|c| !fits(c)).unwrap_or(text.len())
            };
            let (left, right) = (&a[..run(a)], &b[..run(b)]);
            if right.is_empty() {
                return if digits { Ordering::Greater } else { Ordering::Less };
            }
            let order = if digits {
                left.parse::<u128>().unwrap().cmp(&right.parse::<u128>().unwrap())
            } else {
                left.cmp(right)
            };
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[left.len()..], &b[right.len()..]);
        }
    }

    pub(super) fn semver(a: &str, b: &str) -> Ordering {
        let parts = |text: &str| {
            let (core, before) = text.split_once('-').map_or((text, None), |(core, before)| (core, Some(before)));
            let core: Vec<u64> = core.split('.').map(|part| part.parse().unwrap()).collect();
            (core, before.map(|list| list.split('.').map(str::to_owned).collect::<Vec<_>>()))
        };
        let (a, b) = (parts(a), parts(b));
        a.0.cmp(&b.0).then_with(|| match (&a.1, &b.1) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => {
                for (x, y) in a.iter().zip(b) {
                    let order = match (x.parse::<u64>(), y.parse::<u64>()) {
                        (Ok(x), Ok(y)) => x.cmp(&y),
                        (Ok(_), Err(_)) => Ordering::Less,
                        (Err(_), Ok(_)) => Ordering::Greater,
                        (Err(_), Err(_)) => x.cmp(y),
                    };
                    if order.is_ne() {
                        return order;
                    }
                }
                a.len().cmp(&b.len())
            }
        })
    }

    /// Nothing where a segment mixes digits and letters: this walk does not split them.
    pub(super) fn gem(a: &str, b: &str) -> Option<Ordering> {
        let segments = |text: &str| -> Option<Vec<Result<u64, String>>> {
            let mut all = Vec::new();
            for part in text.split('.') {
                let digits = part.chars().all(|c| c.is_ascii_digit());
                if !digits && part.chars().any(|c| c.is_ascii_digit()) {
                    return None;
                }
                all.push(if digits { Ok(part.parse().unwrap()) } else { Err(part.to_owned()) });
            }
            let words = all.iter().position(Result::is_err).unwrap_or(all.len());
            let mut tail = all.split_off(words);
            while all.last() == Some(&Ok(0)) {
                all.pop();
            }
            while tail.last() == Some(&Ok(0)) {
                tail.pop();
            }
            all.extend(tail);
            Some(all)
        };
        let (a, b) = (segments(a)?, segments(b)?);
        for at in 0..a.len().max(b.len()) {
            let zero = || Ok(0);
            let (x, y) = (a.get(at).cloned().unwrap_or_else(zero), b.get(at).cloned().unwrap_or_else(zero));
            let order = match (x, y) {
                (Ok(x), Ok(y)) => x.cmp(&y),
                (Err(_), Ok(_)) => Ordering::Less,
                (Ok(_), Err(_)) => Ordering::Greater,
                (Err(x), Err(y)) => x.cmp(&y),
            };
            if order.is_ne() {
                return Some(order);
            }
        }
        Some(Ordering::Equal)
    }
}
