//! The order of versions that a product declares for itself.
//!
//! A pattern says how versions are written, part by part, the first part deciding first:
//!
//! - `{major}`: a whole number; `{n}` is one without a name. `{revision:letters}`: letters, counted as `A` to `Z`, `AA`, …
//! - `{stage:alpha,beta,rc,}`: one of these words, earliest first; the empty one says where no word stands.
//! - `[ SP{service-pack}]`: may be left out, and then its numbers are 0, its letters and words before all others.
//! - Everything else is itself. Case does not count, and one blank stands for any number of blanks or none.
//!
//! So `[V]{major}.{minor}[.{patch}][ SP{service-pack}][ HF{hotfix}]` orders `V2.9` before `V2.9 SP1` before
//! `v2.9 sp1 hf3` before `2.10`. A text that is not written so has no place in the order.

use std::cmp::Ordering;
use std::fmt;

use crate::version::LONGEST;

/// Longest pattern, in bytes.
pub const LONGEST_PATTERN: usize = 256;
/// Most parts of a pattern.
pub const MOST_PARTS: usize = 12;
/// Most parts that may be left out: each doubles the ways in which a text may be read.
pub const MOST_OPTIONAL: usize = 8;

/// An order of versions, made from a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pattern: String,
    pieces: Vec<Piece>,
    parts: Vec<Part>,
}

/// One part that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What the pattern calls it.
    pub name: String,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a version is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A whole number.
    Number,
    /// Letters, `Z` before `AA`.
    Letters,
    /// One of these words, in lower case, earliest first.
    Words(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Itself, in lower case.
    Text(Vec<u8>),
    /// Any number of blanks.
    Blank,
    /// The part with this number.
    Part(usize),
    /// May be left out: the piece behind the end of it.
    Optional(usize),
    /// The end of what may be left out.
    End,
}

impl Declared {
    /// Reads a pattern; what is wrong with it, and where, if it is none.
    pub fn parse(pattern: &str) -> Result<Declared, PatternError> {
        let fault = |at: usize, what: &str| Err(PatternError { at, what: what.to_owned() });
        if pattern.len() > LONGEST_PATTERN {
            return fault(LONGEST_PATTERN, &format!("the pattern is longer than {LONGEST_PATTERN} bytes"));
        }
        let mut pieces = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut open: Option<(usize, usize)> = None;
        let mut optional = 0;
        let mut rest = pattern.char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                '[' if open.is_some() => {
                    return fault(at, "`[` inside `[`; one may be left out after another, not within");
                }
                '[' if optional == MOST_OPTIONAL => {
                    return fault(at, &format!("more than {MOST_OPTIONAL} parts that may be left out"));
                }
                '[' => {
                    optional += 1;
                    open = Some((at, pieces.len()));
                    pieces.push(Piece::Optional(0));
                }
                ']' => match open.take() {
                    None => return fault(at, "`]` without `[`"),
                    Some((_, begin)) => {
                        pieces.push(Piece::End);
                        pieces[begin] = Piece::Optional(pieces.len());
                    }
                },
                '{' if parts.len() == MOST_PARTS => return fault(at, &format!("more than {MOST_PARTS} parts")),
                '{' => {
                    let Some((inside, _)) = pattern[at + 1..].split_once('}') else {
                        return fault(at, "`{` without `}`");
                    };
                    let part = part(inside).map_err(|what| PatternError { at, what })?;
                    // `n` is a number that nobody named.
                    if part.name != "n" && parts.iter().any(|other| other.name == part.name) {
                        return fault(at, &format!("`{}` stands there twice", part.name));
                    }
                    pieces.push(Piece::Part(parts.len()));
                    parts.push(part);
                    for _ in inside.chars() {
                        rest.next();
                    }
                    rest.next();
                }
                '}' => return fault(at, "`}` without `{`"),
                c if c.is_control() => return fault(at, "a control character"),
                c if c.is_whitespace() => pieces.push(Piece::Blank),
                c => match pieces.last_mut() {
                    Some(Piece::Text(text)) => push_lower(text, c),
                    _ => {
                        let mut text = Vec::new();
                        push_lower(&mut text, c);
                        pieces.push(Piece::Text(text));
                    }
                },
            }
        }
        if let Some((at, _)) = open {
            return fault(at, "`[` without `]`");
        }
        if parts.is_empty() {
            return fault(0, "no part; write what counts as `{major}.{minor}`");
        }
        Ok(Declared { pattern: pattern.to_owned(), pieces, parts })
    }

    /// The pattern as it was written.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The parts, the one that decides first first.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Writes a version as bytes whose order is the order of the versions; false if it is not written as declared.
    pub fn key(&self, version: &str, out: &mut Vec<u8>) -> bool {
        let version = version.trim();
        if version.is_empty() || version.len() > LONGEST || version.chars().any(char::is_control) {
            return false;
        }
        let mut lower = Vec::with_capacity(version.len());
        for c in version.chars() {
            push_lower(&mut lower, c);
        }
        let mut found = vec![None; self.parts.len()];
        if !self.fits(0, &lower, 0, &mut found) {
            return false;
        }
        for (part, place) in self.parts.iter().zip(found) {
            let text = place.map_or(&b""[..], |(from, to): (usize, usize)| &lower[from..to]);
            match &part.kind {
                PartKind::Number => {
                    let zeros = text.iter().take_while(|digit| **digit == b'0').count();
                    counted(&text[zeros..], out);
                }
                PartKind::Letters => counted(text, out),
                PartKind::Words(words) => {
                    let rank = words.iter().position(|word| word.as_bytes() == text).map_or(0, |rank| rank + 1);
                    out.push(u8::try_from(rank).unwrap_or(u8::MAX));
                }
            }
        }
        true
    }

    /// How two versions stand to each other; nothing if one of them is not written as declared.
    pub fn compare(&self, a: &str, b: &str) -> Option<Ordering> {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        (self.key(a, &mut left) && self.key(b, &mut right)).then(|| left.cmp(&right))
    }

    /// Whether the pieces from one on fit the text from a place on, to its end; what may be left out is tried first.
    fn fits(&self, piece: usize, text: &[u8], at: usize, found: &mut Vec<Option<(usize, usize)>>) -> bool {
        let blanks = |from: usize| from + text[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(next) = self.pieces.get(piece) else { return blanks(at) == text.len() };
        match next {
            Piece::End => self.fits(piece + 1, text, at, found),
            Piece::Blank => self.fits(piece + 1, text, blanks(at), found),
            Piece::Text(literal) => {
                text[at..].starts_with(literal) && self.fits(piece + 1, text, at + literal.len(), found)
            }
            Piece::Optional(behind) => {
                let before = found.clone();
                if self.fits(piece + 1, text, at, found) {
                    return true;
                }
                *found = before;
                self.fits(*behind, text, at, found)
            }
            Piece::Part(number) => {
                let take = |length: usize, found: &mut Vec<Option<(usize, usize)>>| {
                    found[*number] = Some((at, at + length));
                    self.fits(piece + 1, text, at + length, found)
                };
                let run = |fits: fn(&u8) -> bool| text[at..].iter().take_while(|byte| fits(byte)).count();
                match &self.parts[*number].kind {
                    PartKind::Number => {
                        let length = run(u8::is_ascii_digit);
                        length > 0 && take(length, found)
                    }
                    PartKind::Letters => {
                        let length = run(u8::is_ascii_lowercase);
                        length > 0 && take(length, found)
                    }
                    PartKind::Words(words) => {
                        let mut fitting: Vec<&String> =
                            words.iter().filter(|word| text[at..].starts_with(word.as_bytes())).collect();
                        fitting.sort_by_key(|word| std::cmp::Reverse(word.len()));
                        fitting.into_iter().any(|word| take(word.len(), found))
                    }
                }
            }
        }
    }
}

/// A number or letters: how many characters, then these, so that the longer comes later.
fn counted(text: &[u8], out: &mut Vec<u8>) {
    out.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(text);
}

fn push_lower(text: &mut Vec<u8>, c: char) {
    let mut room = [0; 4];
    text.extend_from_slice(c.to_ascii_lowercase().encode_utf8(&mut room).as_bytes());
}

fn part(inside: &str) -> Result<Part, String> {
    let (name, kind) = inside.split_once(':').map_or((inside, None), |(name, kind)| (name, Some(kind)));
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(format!("`{{{inside}}}` names no part; names have letters, digits and hyphens"));
    }
    let kind = match kind {
        None => PartKind::Number,
        Some("letters") => PartKind::Letters,
        Some(words) => {
            let words: Vec<String> = words.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
            let twice = words.iter().enumerate().find(|(at, word)| words[..*at].contains(word));
            if let Some((_, word)) = twice {
                return Err(format!("`{word}` stands twice among the words of `{name}`"));
            }
            if words.len() < 2 {
                return Err(format!("`{name}` is `letters` or a list of words with commas, earliest first"));
            }
            PartKind::Words(words)
        }
    };
    Ok(Part { name: name.to_owned(), kind })
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The byte at which it is.
    pub at: usize,
    /// What it is.
    pub what: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.at + 1, self.what)
    }
}

impl std::error::Error for PatternError {}
