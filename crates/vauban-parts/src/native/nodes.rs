//! Ranges in the manner of npm, with the ways of Cargo, Composer, Hex and Dart: `^1.2`, `~1.2.3`, `1.2.x`,
//! `1.0 - 2.0`, constraints with blanks or commas between, alternatives with `||` between.

use super::{NativeError, comparator, plus_one};
use crate::vers::{Comparator, Constraint};

/// The numbers that are given, and what stands behind them (`-beta.1`, `+build`).
struct Partial<'t> {
    numbers: Vec<&'t str>,
    rest: &'t str,
}

pub(super) fn read(kind: &str, text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let mut alternatives = Vec::new();
    let spaced;
    let text = if kind == "hex" {
        spaced = text.replace(" or ", " || ").replace(" and ", " , ");
        &spaced
    } else {
        text
    };
    // Composer writes one bar as well as two.
    let bars = if kind == "composer" { "|" } else { "||" };
    for alternative in text.split(bars) {
        if kind == "composer" && alternative.is_empty() {
            continue;
        }
        alternatives.push(all_of(kind, alternative.trim())?);
    }
    Ok(alternatives)
}

fn all_of(kind: &str, text: &str) -> Result<Vec<Constraint>, NativeError> {
    let mut out = Vec::new();
    if let Some((from, to)) = text.split_once(" - ") {
        let (from, to) = (partial(kind, from)?, partial(kind, to)?);
        if !from.numbers.is_empty() {
            out.push(Constraint::new(Comparator::GreaterOrEqual, filled(&from, kind)));
        }
        out.extend(up_to_all_of(&to, kind));
        return Ok(out);
    }
    let mut words = text.split([' ', ',', '\t']).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        // A comparator may stand apart from its version.
        let apart = word.chars().all(|c| "<>=!~^".contains(c));
        let joined = if apart {
            let version = words.next().ok_or_else(|| NativeError::Part(word.to_owned()))?;
            format!("{word}{version}")
        } else {
            word.to_owned()
        };
        one(kind, &joined, &mut out)?;
    }
    Ok(out)
}

fn one(kind: &str, word: &str, out: &mut Vec<Constraint>) -> Result<(), NativeError> {
    if let Some(rest) = word.strip_prefix('^') {
        let partial = partial(kind, rest)?;
        if partial.numbers.is_empty() {
            return Ok(());
        }
        out.push(Constraint::new(Comparator::GreaterOrEqual, filled(&partial, kind)));
        // The first number that is not zero is kept; of zeros only, the last that is given.
        let zero = |number: &&str| number.bytes().all(|digit| digit == b'0');
        let keep = partial.numbers.iter().position(|number| !zero(number)).unwrap_or(partial.numbers.len() - 1);
        out.push(Constraint::new(Comparator::Less, bumped(&partial, keep, kind)));
        return Ok(());
    }
    if let Some(rest) = word.strip_prefix('~') {
        // `~>` of npm is `~`; of Hex, and `~` of Composer, the last number that is given may grow.
        let pessimistic = rest.starts_with('>') && kind == "hex" || kind == "composer";
        let partial = partial(kind, rest.trim_start_matches(['>', '=']))?;
        if partial.numbers.is_empty() {
            return Ok(());
        }
        out.push(Constraint::new(Comparator::GreaterOrEqual, filled(&partial, kind)));
        let given = partial.numbers.len();
        let keep = if pessimistic { given.saturating_sub(2) } else { usize::from(given > 1) };
        out.push(Constraint::new(Comparator::Less, bumped(&partial, keep, kind)));
        return Ok(());
    }
    let (given, rest) = comparator(word).map_or((None, word), |(comparator, rest)| (Some(comparator), rest));
    let partial = partial(kind, rest)?;
    let whole = partial.numbers.len() >= 3 || kind == "composer" && !rest.ends_with(['*', 'x', 'X']);
    // What leaves numbers open holds all of them; nothing given holds everything.
    match given {
        Some(Comparator::Less | Comparator::Greater | Comparator::NotEqual) if partial.numbers.is_empty() => {
            return Err(NativeError::Part(word.to_owned()));
        }
        _ if partial.numbers.is_empty() => {}
        None if kind == "cargo" => one(kind, &format!("^{rest}"), out)?,
        None | Some(Comparator::Equal) if !whole => {
            out.push(Constraint::new(Comparator::GreaterOrEqual, filled(&partial, kind)));
            out.extend(up_to_all_of(&partial, kind));
        }
        Some(Comparator::Greater) if !whole => {
            let last = partial.numbers.len() - 1;
            out.push(Constraint::new(Comparator::GreaterOrEqual, bumped(&partial, last, kind)));
        }
        Some(Comparator::LessOrEqual) if !whole => out.extend(up_to_all_of(&partial, kind)),
        given => out.push(Constraint::new(given.unwrap_or(Comparator::Equal), filled(&partial, kind))),
    }
    Ok(())
}

/// The upper end of a version whose open numbers may all grow.
fn up_to_all_of(partial: &Partial<'_>, kind: &str) -> Option<Constraint> {
    match partial.numbers.len() {
        0 => None,
        1 | 2 => Some(Constraint::new(Comparator::Less, bumped(partial, partial.numbers.len() - 1, kind))),
        _ => Some(Constraint::new(Comparator::LessOrEqual, filled(partial, kind))),
    }
}

fn partial<'t>(kind: &str, text: &'t str) -> Result<Partial<'t>, NativeError> {
    let text = text.trim();
    let wrong = || NativeError::Part(text.to_owned());
    let text = text.trim_start_matches('=').trim_start();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let end = text.find(['-', '+', '@']).unwrap_or(text.len());
    // Composer writes stabilities without a hyphen too; its own order reads those.
    let end = if kind == "composer" {
        let other = |c: char| !(c.is_ascii_digit() || ".xX*".contains(c));
        text.find(other).map_or(end, |at| at.min(end))
    } else {
        end
    };
    let (core, rest) = text.split_at(end);
    let mut numbers = Vec::new();
    let mut open = false;
    for part in core.split('.') {
        match part {
            "x" | "X" | "*" => open = true,
            number if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && !open => {
                numbers.push(number);
            }
            number if open && number.bytes().all(|byte| byte.is_ascii_digit()) => {}
            "" if core.is_empty() && rest.is_empty() => {}
            _ => return Err(wrong()),
        }
    }
    if numbers.len() > if kind == "composer" { 4 } else { 3 } || (open && !rest.is_empty() && kind != "composer") {
        return Err(wrong());
    }
    Ok(Partial { numbers, rest: if open { "" } else { rest } })
}

/// With zeros for what is not given.
fn filled(partial: &Partial<'_>, kind: &str) -> String {
    let mut out = partial.numbers.join(".");
    for _ in partial.numbers.len()..if kind == "composer" { 1 } else { 3 } {
        out.push_str(if out.is_empty() { "0" } else { ".0" });
    }
    out + partial.rest
}

/// The first version after all that agree in the numbers up to one.
fn bumped(partial: &Partial<'_>, at: usize, kind: &str) -> String {
    let mut numbers: Vec<String> = partial.numbers[..at].iter().map(|number| (*number).to_owned()).collect();
    numbers.push(plus_one(partial.numbers[at]));
    while numbers.len() < if kind == "composer" { 2 } else { 3 } {
        numbers.push("0".to_owned());
    }
    numbers.join(".")
}
