//! Ranges as advisories say them, mostly in names of CSAF product versions: `< V1.5`, `All versions prior to 4.2`,
//! `>= 3.5.11.0 | <= 3.5.15.0`, `V2.0 and earlier`, `vers:all/<V5.4`.
//!
//! Only what is fully understood is read. A condition that stands beside a version (`< V8.1 with the option module`)
//! makes the whole [`Wording::Unreadable`], which holds neither every version nor none: a person has to read it.
//! Versions are kept as they are written; which of two is later is the product's own order to say.

use crate::native::{any_holds, comparator};
use crate::vers::{Comparator, Constraint, Range, Vers};
use crate::version::Order;

/// Longest text read, in bytes.
pub const LONGEST: usize = 2048;
/// Most alternatives.
pub const MOST: usize = 256;

/// What a text says about versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Every version.
    All,
    /// No version (`vers:none/*`).
    None,
    /// Any of these, in each of which all constraints hold.
    Alternatives(Vec<Vec<Constraint>>),
    /// A range specifier whose type says how versions are ordered.
    Vers(Vers),
    /// Not understood, or only in part.
    Unreadable,
}

impl Wording {
    /// Whether a version is meant; nothing if that cannot be told.
    ///
    /// A range specifier with a type of its own is judged by that type's order, everything else by `order`.
    pub fn contains(&self, order: Order<'_>, version: &str) -> Option<bool> {
        match self {
            Wording::All => Some(true),
            Wording::None => Some(false),
            Wording::Alternatives(alternatives) => any_holds(alternatives, order, version),
            Wording::Vers(vers) if vers.scheme().is_ordered() => vers.contains(version),
            Wording::Vers(vers) => vers.contains_by(order, version),
            Wording::Unreadable => None,
        }
    }

    /// Whether a person has to read the text.
    pub fn is_unreadable(&self) -> bool {
        *self == Wording::Unreadable
    }
}

/// Reads a text.
pub fn read(text: &str) -> Wording {
    let text = text.trim();
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return Wording::Unreadable;
    }
    if let Some(rest) = strip_word(text, "vers:") {
        return read_vers(text, rest);
    }
    alternatives(text).unwrap_or(Wording::Unreadable)
}

/// A range specifier; `all` with constraints, which is none but is met, is read as words.
fn read_vers(text: &str, rest: &str) -> Wording {
    match Vers::read(text) {
        Ok((vers, _)) => match vers.range() {
            Range::All => Wording::All,
            Range::None => Wording::None,
            Range::Constraints(_) => Wording::Vers(vers),
        },
        Err(_) => match rest.split_once('/') {
            Some(("all" | "ALL" | "All", rest)) if rest.contains(['<', '>']) => {
                alternatives(rest).unwrap_or(Wording::Unreadable)
            }
            Some(_) | None => Wording::Unreadable,
        },
    }
}

fn alternatives(text: &str) -> Option<Wording> {
    let mut rest = text;
    let mut all = false;
    for start in ["all versions", "all version", "all releases", "versions", "version", "releases"] {
        if let Some(after) = strip_word(rest, start)
            && after.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != ':')
        {
            all = start.starts_with("all");
            rest = after.trim();
            break;
        }
    }
    if rest.is_empty() {
        return all.then_some(Wording::All);
    }
    if ["*", "all", "any"].contains(&rest.to_ascii_lowercase().as_str()) {
        return Some(Wording::All);
    }
    if all && !begins_bound(rest) {
        // `All versions of …`, `All versions with …`: a condition, not a range.
        return None;
    }
    let mut found: Vec<Vec<Constraint>> = Vec::new();
    for part in rest.split('|') {
        if found.len() == MOST {
            return None;
        }
        let bounds = bounds(part.trim())?;
        // A lower and an upper bound with a bar between are the ends of one interval, as in a range specifier.
        let lower = |all: &[Constraint]| matches!(all, [only] if matches!(only.comparator, Comparator::Greater | Comparator::GreaterOrEqual));
        let upper = |all: &[Constraint]| matches!(all, [only] if matches!(only.comparator, Comparator::Less | Comparator::LessOrEqual));
        match (found.last_mut(), bounds.as_slice()) {
            (Some(last), [one]) if lower(last) && upper(one) => last.extend(one.iter().cloned()),
            _ => found.extend(bounds),
        }
    }
    Some(Wording::Alternatives(found))
}

/// Words that begin a bound, and what they mean. Longer ones first.
const BEFORE: &[(&str, Comparator)] = &[
    ("earlier than", Comparator::Less),
    ("older than", Comparator::Less),
    ("lower than", Comparator::Less),
    ("less than", Comparator::Less),
    ("prior to", Comparator::Less),
    ("before", Comparator::Less),
    ("below", Comparator::Less),
    ("up to and including", Comparator::LessOrEqual),
    // Whether the end belongs to it is open; the wider reading misses nothing.
    ("up to", Comparator::LessOrEqual),
    ("through", Comparator::LessOrEqual),
    ("until", Comparator::LessOrEqual),
    ("later than", Comparator::Greater),
    ("newer than", Comparator::Greater),
    ("after", Comparator::Greater),
    ("starting with", Comparator::GreaterOrEqual),
    ("starting from", Comparator::GreaterOrEqual),
    ("from", Comparator::GreaterOrEqual),
];

/// Words behind a version, and what they make of it.
const BEHIND: &[(&str, Comparator)] = &[
    ("prior", Comparator::LessOrEqual),
    ("earlier", Comparator::LessOrEqual),
    ("older", Comparator::LessOrEqual),
    ("below", Comparator::LessOrEqual),
    ("lower", Comparator::LessOrEqual),
    ("before", Comparator::LessOrEqual),
    ("previous", Comparator::LessOrEqual),
    ("later", Comparator::GreaterOrEqual),
    ("newer", Comparator::GreaterOrEqual),
    ("above", Comparator::GreaterOrEqual),
    ("higher", Comparator::GreaterOrEqual),
];

fn begins_bound(text: &str) -> bool {
    comparator(text).is_some() || BEFORE.iter().any(|(word, _)| strip_word(text, word).is_some()) || {
        strip_word(text, "between").is_some()
    }
}

/// What one part says: alternatives of constraints.
fn bounds(text: &str) -> Option<Vec<Vec<Constraint>>> {
    let text = text.trim_end_matches(['.', ',']).trim();
    if let Some(rest) = strip_word(text, "between") {
        return between(rest).map(|all| vec![all]);
    }
    if text.to_ascii_lowercase().contains("cluding)") {
        return between(text).map(|all| vec![all]);
    }
    let mut all = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (comparator, after) = match comparator(rest) {
            Some(found) => found,
            None => match BEFORE.iter().find_map(|(word, it)| Some((*it, strip_word(rest, word)?.trim_start()))) {
                Some(found) => found,
                None if all.is_empty() => return without_comparator(rest),
                None => return None,
            },
        };
        let end = next_bound(after);
        let (version, behind) = after.split_at(end);
        all.push(Constraint::new(comparator, version_text(version)?));
        rest = behind.trim_start();
        for link in ["and", ",", "but", "&"] {
            if let Some(after) = strip_word(rest, link) {
                rest = after.trim_start();
                if rest.is_empty() {
                    return None;
                }
                break;
            }
        }
    }
    (!all.is_empty()).then(|| vec![all])
}

/// Where the next bound or the word that links it begins.
fn next_bound(text: &str) -> usize {
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let here = &text[at..];
        let link = ["and ", "but ", "& "]
            .iter()
            .any(|link| strip_word(here, link).is_some_and(|next| begins_bound(next.trim_start())));
        if at > 0 && (link || begins_bound(here)) {
            return at;
        }
        if let Some(inside) = word.find(['<', '>', ',', '\u{2264}', '\u{2265}']) {
            return at + inside;
        }
        at += word.len();
    }
    text.len()
}

/// `V2.0 and earlier`, `1.0 to 1.5`, `1.0 - 1.5`, `V15, V15.1 and V16`, `V2.0`.
fn without_comparator(text: &str) -> Option<Vec<Vec<Constraint>>> {
    for link in [" and ", " or ", ", and ", " and all "] {
        let Some((version, behind)) = text.rsplit_once(link) else { continue };
        let behind = behind.trim().to_ascii_lowercase();
        let behind = behind.strip_suffix(" versions").or_else(|| behind.strip_suffix(" version")).unwrap_or(&behind);
        let behind = behind.strip_prefix("all ").unwrap_or(behind);
        if let Some((_, comparator)) = BEHIND.iter().find(|(word, _)| *word == behind) {
            return Some(vec![vec![Constraint::new(*comparator, version_text(version)?)]]);
        }
    }
    for link in [" to ", " through ", " - ", " \u{2013} ", " up to "] {
        if let Some((from, to)) = text.split_once(link) {
            return Some(vec![vec![
                Constraint::new(Comparator::GreaterOrEqual, version_text(from)?),
                Constraint::new(Comparator::LessOrEqual, version_text(to)?),
            ]]);
        }
    }
    let mut found = Vec::new();
    for part in text.split(", ").flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" or ")) {
        found.push(vec![Constraint::new(Comparator::Equal, version_text(part.trim_start_matches("and "))?)]);
    }
    (found.len() <= MOST).then_some(found)
}

/// `V2.5 (including) and V2.7 (excluding)`.
fn between(text: &str) -> Option<Vec<Constraint>> {
    let (from, to) = text.split_once(" and ")?;
    let end = |text: &str, included: Comparator, excluded: Comparator| {
        let lower = text.trim().to_ascii_lowercase();
        let (comparator, length) = if lower.ends_with("(including)") {
            (included, "(including)".len())
        } else if lower.ends_with("(excluding)") {
            (excluded, "(excluding)".len())
        } else {
            (included, 0)
        };
        let text = text.trim();
        Some(Constraint::new(comparator, version_text(&text[..text.len() - length])?))
    };
    Some(vec![
        end(from, Comparator::GreaterOrEqual, Comparator::Greater)?,
        end(to, Comparator::LessOrEqual, Comparator::Less)?,
    ])
}

/// Words that may follow a version, with a number of theirs.
const FURTHER: &[&str] = &[
    "sp", "hf", "fp", "mp", "sr", "uc", "upd", "update", "patch", "hotfix", "build", "rev", "revision", "release",
    "service", "pack", "r", "p", "rc", "beta", "alpha",
];

/// A version as it is written, without `version` before it; nothing if other words stand there.
fn version_text(text: &str) -> Option<String> {
    let mut text = text.trim().trim_end_matches(',').trim_end();
    for word in ["versions", "version", "ver.", "release"] {
        if let Some(rest) = strip_word(text, word) {
            text = rest.trim_start();
            break;
        }
    }
    let spaced = text.replace('_', " ");
    let mut words = spaced.split_whitespace();
    let first = words.next()?;
    let plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || ".-+:~/".contains(c));
    let mut numbered = first.chars().any(|c| c.is_ascii_digit());
    if spaced.split(|c: char| !c.is_ascii_alphanumeric()).any(stands_for_any) {
        return None;
    }
    if !plain(first) || !(numbered || first.eq_ignore_ascii_case("v") || first.eq_ignore_ascii_case("r")) {
        return None;
    }
    for word in words {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number_only = letters.is_empty() || (letters.len() == 1 && word.len() > 1 && letters.is_empty());
        let known = FURTHER.iter().any(|known| known.eq_ignore_ascii_case(letters))
            // `Update 3a`: a number with a letter.
            || (word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 8 && plain(word));
        if !(known || number_only) {
            return None;
        }
        numbered |= word.chars().any(|c| c.is_ascii_digit());
    }
    (numbered && text.len() <= crate::version::LONGEST).then(|| spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a part of a version is a place for any number (`5.x`, `82xx`) rather than a number or a letter of it. An
/// order that takes letters for letters would read `2.x` as one version.
fn stands_for_any(part: &str) -> bool {
    part.ends_with(['x', 'X'])
        && part.trim_end_matches(['x', 'X']).bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !part.trim_end_matches(['x', 'X']).ends_with(|c: char| c.is_ascii_alphabetic())
}

/// What stands behind a word at the beginning, without regard to case.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let apart = !word.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
    (start.eq_ignore_ascii_case(word) && apart).then_some(rest)
}
