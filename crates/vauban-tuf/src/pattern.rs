//! Which targets a delegation is about: path patterns, prefixes of hashes, bins.

use sha2::{Digest as _, Sha256};

use crate::hex;

/// Whether a path fits a pattern, as shells match file names: `*` and `?` and `[a-z]` stay within one part of the path.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if part_fits(pattern, part) => {}
            _ => return false,
        }
    }
}

/// One part. A star remembers where it stood and takes one letter more on each failure: never worse than the product of
/// both lengths.
fn part_fits(pattern: &str, part: &str) -> bool {
    let (pattern, part): (Vec<char>, Vec<char>) = (pattern.chars().collect(), part.chars().collect());
    let (mut at, mut letter) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while letter < part.len() || at < pattern.len() {
        if pattern.get(at) == Some(&'*') {
            star = Some((at, letter));
            at += 1;
            continue;
        }
        let step = part.get(letter).and_then(|c| one(&pattern, at, *c));
        match (step, &mut star) {
            (Some(next), _) => {
                at = next;
                letter += 1;
            }
            (None, Some((stood, taken))) if *taken < part.len() => {
                *taken += 1;
                (at, letter) = (*stood + 1, *taken);
            }
            _ => return false,
        }
    }
    true
}

/// Where the pattern goes on after one letter that fits.
fn one(pattern: &[char], at: usize, letter: char) -> Option<usize> {
    match pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => match class(pattern, at) {
            Some((end, negated, inside)) => (holds(inside, letter) != negated).then_some(end),
            // Without its end it is a bracket like any other letter.
            None => (letter == '[').then_some(at + 1),
        },
        own => (*own == letter).then_some(at + 1),
    }
}

/// A class from its bracket: where it ends, whether it is negated, what is inside.
fn class(pattern: &[char], at: usize) -> Option<(usize, bool, &[char])> {
    let negated = pattern.get(at + 1) == Some(&'!');
    let start = at + 1 + usize::from(negated);
    // A bracket that stands first is a letter of the class.
    let length = pattern.get(start + 1..)?.iter().position(|c| *c == ']')? + 1;
    Some((start + length + 1, negated, pattern.get(start..start + length)?))
}

fn holds(inside: &[char], letter: char) -> bool {
    let mut at = 0;
    while let Some(first) = inside.get(at) {
        match (inside.get(at + 1), inside.get(at + 2)) {
            (Some('-'), Some(last)) => {
                if (*first..=*last).contains(&letter) {
                    return true;
                }
                at += 3;
            }
            _ => {
                if *first == letter {
                    return true;
                }
                at += 1;
            }
        }
    }
    false
}

/// Whether the hash of a path begins with these digits.
pub(crate) fn hash_begins(prefix: &str, path: &str) -> bool {
    hex::of(&Sha256::digest(path)).starts_with(&prefix.to_ascii_lowercase())
}

/// The bin of a path (TAP 15): the first bits of its hash as a number.
pub(crate) fn bin_of(path: &str, bits: u32) -> u32 {
    let hash = Sha256::digest(path);
    let first = hash.first_chunk::<4>().map_or(0, |four| u32::from_be_bytes(*four));
    first >> (32 - bits.clamp(1, 32))
}

/// The name of a bin: prefix, hyphen, number in as many hexadecimal digits as the largest needs.
pub(crate) fn bin_name(prefix: &str, bits: u32, bin: u32) -> String {
    let digits = bits.clamp(1, 32).div_ceil(4) as usize;
    format!("{prefix}-{bin:0digits$x}")
}

#[cfg(test)]
mod tests {
    use super::{bin_name, bin_of, fits};

    #[test]
    fn a_star_stays_within_its_folder() {
        for (pattern, path) in [
            ("targets/*.tgz", "targets/foo.tgz"),
            ("foo-version-?.tgz", "foo-version-a.tgz"),
            ("*", "x"),
            ("*", ""),
            ("a*b*c", "abbbc"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]]", "]"),
            ("[", "["),
            ("a/*/c", "a/b/c"),
            ("**", "ab"),
            ("ü?", "üß"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("targets/*.tgz", "targets/foo.txt"),
            ("*.tgz", "targets/foo.tgz"),
            ("foo-version-?.tgz", "foo-version-alpha.tgz"),
            ("*", "a/b"),
            ("a?b", "a/b"),
            ("[!a-c]x", "bx"),
            ("a*b", "abc"),
            ("[.-0]", "/"),
            ("", "a"),
            ("a/", "a"),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_hostile_pattern_is_no_quadratic_surprise() {
        let (pattern, path) = ("*a".repeat(2000), "a".repeat(4000) + "b");
        assert!(!fits(&pattern, &path));
    }

    #[test]
    fn bins_are_named_as_the_proposal_has_it() {
        assert_eq!(bin_name("bin", 1, 1), "bin-1");
        assert_eq!(bin_name("bin", 10, 0x3ff), "bin-3ff");
        assert_eq!(bin_name("bin", 32, 1), "bin-00000001");
        assert!(bin_of("x", 32) > 0 && bin_of("x", 1) < 2);
    }
}
