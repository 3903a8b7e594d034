//! Ranges as intervals, of Maven and NuGet: `[1.0,2.0)`, `(,1.0]`, `[1.0]`, several with commas between.
//!
//! A version alone means itself in Maven (where it is a wish) and itself and all later ones in NuGet.

use super::NativeError;
use crate::vers::{Comparator, Constraint};

pub(super) fn read(kind: &str, text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let wrong = || NativeError::Part(text.to_owned());
    if !text.starts_with(['[', '(']) {
        if text.is_empty() || text.contains(['[', '(', ']', ')', ',']) {
            return Err(wrong());
        }
        if kind == "nuget" {
            return floating(text);
        }
        return Ok(vec![vec![Constraint::new(Comparator::Equal, text)]]);
    }
    let mut alternatives = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let open = rest.strip_prefix(['[', '(']).ok_or_else(wrong)?;
        let end = open.find([']', ')']).ok_or_else(wrong)?;
        let (inside, after) = open.split_at(end);
        let (from_included, to_included) = (rest.starts_with('['), after.starts_with(']'));
        let mut all = Vec::new();
        match inside.split_once(',') {
            None => {
                let version = inside.trim();
                if version.is_empty() || !from_included || !to_included {
                    return Err(wrong());
                }
                all.push(Constraint::new(Comparator::Equal, version));
            }
            Some((from, to)) => {
                let (from, to) = (from.trim(), to.trim());
                if !from.is_empty() {
                    let comparator = if from_included { Comparator::GreaterOrEqual } else { Comparator::Greater };
                    all.push(Constraint::new(comparator, from));
                }
                if !to.is_empty() {
                    let comparator = if to_included { Comparator::LessOrEqual } else { Comparator::Less };
                    all.push(Constraint::new(comparator, to));
                }
            }
        }
        alternatives.push(all);
        rest = after[1..].trim_start();
        if let Some(more) = rest.strip_prefix(',') {
            rest = more.trim_start();
            if rest.is_empty() {
                return Err(wrong());
            }
        } else if !rest.is_empty() {
            return Err(wrong());
        }
    }
    Ok(alternatives)
}

/// `1.0` is 1.0 and later, `1.*` all that begin so, `*` all.
fn floating(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    if text == "*" {
        return Ok(vec![Vec::new()]);
    }
    let version = text.trim_end_matches(['*', '-']).trim_end_matches('.');
    if version.is_empty() {
        return Err(NativeError::Part(text.to_owned()));
    }
    let mut all = vec![Constraint::new(Comparator::GreaterOrEqual, version)];
    if text.ends_with(".*") {
        let (before, last) = version.rsplit_once('.').map_or(("", version), |(before, last)| (before, last));
        if !last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NativeError::Part(text.to_owned()));
        }
        let next = super::plus_one(last);
        all.push(Constraint::new(Comparator::Less, if before.is_empty() { next } else { format!("{before}.{next}") }));
    }
    Ok(vec![all])
}
