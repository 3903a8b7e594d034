//! Lists of versions and of operators: nginx's and OpenSSL's advisories, and package relations with `<<` and `>>`.

use super::{NativeError, comparator, plus_one};
use crate::vers::{Comparator, Constraint};

/// `1.5.0+, 1.4.1+, 0.7.0-0.8.39`. A fix in a stable branch (even second number) holds for that branch, one in the
/// mainline for all that came later.
pub(super) fn nginx(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    match text.to_ascii_lowercase().as_str() {
        "all" => return Ok(vec![Vec::new()]),
        "none" => return Ok(Vec::new()),
        _ => {}
    }
    let mut alternatives = Vec::new();
    for part in text.split(',').map(str::trim) {
        let wrong = || NativeError::Part(part.to_owned());
        if let Some(version) = part.strip_suffix('+') {
            let mut all = vec![Constraint::new(Comparator::GreaterOrEqual, version)];
            let mut numbers = version.split('.');
            let (major, minor) = (numbers.next().ok_or_else(wrong)?, numbers.next().ok_or_else(wrong)?);
            if minor.is_empty() || !minor.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong());
            }
            if minor.ends_with(['0', '2', '4', '6', '8']) {
                all.push(Constraint::new(Comparator::Less, format!("{major}.{}.0", plus_one(minor))));
            }
            alternatives.push(all);
        } else if let Some((from, to)) = part.split_once('-') {
            alternatives.push(vec![
                Constraint::new(Comparator::GreaterOrEqual, from.trim()),
                Constraint::new(Comparator::LessOrEqual, to.trim()),
            ]);
        } else if part.is_empty() {
            return Err(wrong());
        } else {
            alternatives.push(vec![Constraint::new(Comparator::Equal, part)]);
        }
    }
    Ok(alternatives)
}

/// `1.0.2ck, 3.1.2`: these versions; `from X before Y` as its advisories say it.
pub(super) fn openssl(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let mut alternatives = Vec::new();
    for part in text.split(',').map(str::trim) {
        if part.is_empty() {
            return Err(NativeError::Part(text.to_owned()));
        }
        let from = part.strip_prefix("from ").and_then(|part| part.split_once(" before "));
        if let Some((from, before)) = from {
            alternatives.push(vec![
                Constraint::new(Comparator::GreaterOrEqual, from.trim()),
                Constraint::new(Comparator::Less, before.trim()),
            ]);
        } else {
            let (comparator, version) = comparator(part).unwrap_or((Comparator::Equal, part));
            alternatives.push(vec![Constraint::new(comparator, version)]);
        }
    }
    Ok(alternatives)
}

/// Operators with commas or blanks between, all of which must hold; alternatives with `||` between.
pub(super) fn operators(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let mut alternatives = Vec::new();
    for alternative in text.split("||").map(str::trim) {
        let mut all = Vec::new();
        let alternative = alternative.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(alternative);
        if alternative == "*" {
            alternatives.push(all);
            continue;
        }
        let mut words = alternative.split([',', ' ', '\t']).filter(|word| !word.is_empty());
        while let Some(word) = words.next() {
            let wrong = || NativeError::Part(word.to_owned());
            let (comparator, version) = comparator(word).unwrap_or((Comparator::Equal, word));
            let version = if version.is_empty() { words.next().ok_or_else(wrong)? } else { version };
            all.push(Constraint::new(comparator, version));
        }
        if all.is_empty() {
            return Err(NativeError::Part(text.to_owned()));
        }
        alternatives.push(all);
    }
    Ok(alternatives)
}
