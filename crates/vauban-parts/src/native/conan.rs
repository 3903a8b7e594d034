//! Conan's ranges: `[>=1.0 <2.0 || ~3.1, include_prerelease]`. The upper end of `^` and `~` is before the pre-releases
//! of the next version, which a hyphen with nothing behind it says.

use super::{NativeError, comparator, plus_one};
use crate::vers::{Comparator, Constraint};

pub(super) fn read(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let text = text.split_once(',').map_or(text, |(range, _)| range);
    let mut alternatives = Vec::new();
    for alternative in text.split("||") {
        let mut all = Vec::new();
        let mut words = alternative.split_whitespace();
        while let Some(word) = words.next() {
            let apart = word.chars().all(|c| "<>=!~^".contains(c));
            if apart {
                let version = words.next().ok_or_else(|| NativeError::Part(word.to_owned()))?;
                one(&format!("{word}{version}"), &mut all)?;
            } else {
                one(word, &mut all)?;
            }
        }
        if all.is_empty() {
            all.push(Constraint::new(Comparator::GreaterOrEqual, "0.0.0"));
        }
        alternatives.push(all);
    }
    Ok(alternatives)
}

fn one(word: &str, out: &mut Vec<Constraint>) -> Result<(), NativeError> {
    let wrong = || NativeError::Part(word.to_owned());
    if ["*", "*-", ""].contains(&word) {
        out.push(Constraint::new(Comparator::GreaterOrEqual, "0.0.0"));
        return Ok(());
    }
    let caret = word.starts_with('^');
    if let Some(rest) = word.strip_prefix(['^', '~']) {
        let version = rest.trim_end_matches('-');
        let core = version.split(['-', '+']).next().unwrap_or("");
        let numbers: Vec<&str> = core.split('.').collect();
        if numbers.iter().any(|number| number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(wrong());
        }
        let zero = |number: &&str| number.bytes().all(|digit| digit == b'0');
        let at = if caret {
            numbers.iter().position(|number| !zero(number)).unwrap_or(numbers.len() - 1)
        } else {
            usize::from(numbers.len() > 1)
        };
        let mut next: Vec<String> = numbers[..at].iter().map(|number| (*number).to_owned()).collect();
        next.push(plus_one(numbers[at]));
        out.push(Constraint::new(Comparator::GreaterOrEqual, version));
        out.push(Constraint::new(Comparator::Less, next.join(".") + "-"));
        return Ok(());
    }
    let (comparator, rest) = comparator(word).unwrap_or((Comparator::Equal, word));
    // A hyphen at the end asks for pre-releases, which an order of versions has anyway.
    let version = rest.trim_end_matches('-');
    if version.is_empty() {
        return Err(wrong());
    }
    out.push(Constraint::new(comparator, version));
    Ok(())
}
