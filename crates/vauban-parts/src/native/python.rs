//! Python's version specifiers (PEP 440): `>=1.0, !=1.3.*, ~=1.4.2`, all of which must hold.
//!
//! `==1.4.*` begins with the development releases of 1.4 and ends before those of 1.5.

use super::{MOST, NativeError, plus_one};
use crate::vers::{Comparator, Constraint};

pub(super) fn read(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let mut alternatives = vec![Vec::new()];
    if text.trim() == "*" {
        return Ok(alternatives);
    }
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let ways = one(part)?;
        // What excludes a whole series leaves two ways: before it, and after it.
        let mut next = Vec::new();
        for so_far in &alternatives {
            for way in &ways {
                let mut all: Vec<Constraint> = so_far.clone();
                all.extend(way.iter().cloned());
                next.push(all);
            }
        }
        if next.len() > MOST {
            return Err(NativeError::TooLong);
        }
        alternatives = next;
    }
    Ok(alternatives)
}

fn one(part: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let wrong = || NativeError::Part(part.to_owned());
    if let Some(rest) = part.strip_prefix("~=") {
        let version = rest.trim();
        let release = version.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '!')).unwrap_or(version.len());
        let (series, _) = version[..release].trim_end_matches('.').rsplit_once('.').ok_or_else(wrong)?;
        let all = vec![
            Constraint::new(Comparator::GreaterOrEqual, version),
            Constraint::new(Comparator::Less, after_series(series).ok_or_else(wrong)?),
        ];
        return Ok(vec![all]);
    }
    let part = part.strip_prefix("===").map_or(part, |_| &part[1..]);
    let (comparator, version) = super::comparator(part).unwrap_or((Comparator::Equal, part));
    let Some(series) = version.strip_suffix(".*") else {
        return Ok(vec![vec![Constraint::new(comparator, version)]]);
    };
    let from = format!("{series}.dev0");
    let to = after_series(series).ok_or_else(wrong)?;
    match comparator {
        Comparator::Equal => {
            Ok(vec![vec![Constraint::new(Comparator::GreaterOrEqual, from), Constraint::new(Comparator::Less, to)]])
        }
        Comparator::NotEqual => Ok(vec![
            vec![Constraint::new(Comparator::Less, from)],
            vec![Constraint::new(Comparator::GreaterOrEqual, to)],
        ]),
        Comparator::Less | Comparator::LessOrEqual | Comparator::Greater | Comparator::GreaterOrEqual => Err(wrong()),
    }
}

/// The first development release of the series after one: `1.4` gives `1.5.dev0`.
fn after_series(series: &str) -> Option<String> {
    let at = series.rfind(['.', '!']).map_or(0, |at| at + 1);
    let (before, last) = series.split_at(at);
    let number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| format!("{before}{}.dev0", plus_one(last)))
}
