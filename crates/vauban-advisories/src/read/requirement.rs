//! Requirements on versions as Cargo writes them, as stretches: what RustSec says is safe, and so what is not.
//!
//! A stretch of safe versions begins and ends in the order of SemVer, pre-releases included: `< 1.2.0` holds
//! `1.2.0-alpha` out of what is fixed in `>= 1.2.0`, as the RustSec tools do.

use std::cmp::Ordering;

use vauban_parts::Scheme;

use crate::advisory::{Bound, Span, Standing};

/// What a requirement holds: from here, to there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requirement {
    from: Bound,
    to: Bound,
}

impl Requirement {
    /// The lowest version it holds, if it begins somewhere.
    pub(super) fn lowest(&self) -> Option<&str> {
        match &self.from {
            Bound::At(version) | Bound::Beside(version) => Some(version),
            Bound::Open => None,
        }
    }
}

/// Reads a requirement: comparisons with commas between them, all of which hold.
pub(super) fn parse(text: &str) -> Option<Requirement> {
    let mut all = Requirement { from: Bound::Open, to: Bound::Open };
    for comparison in text.split(',') {
        let one = comparison_of(comparison.trim())?;
        all.from = later(all.from, one.from, true)?;
        all.to = later(one.to, all.to, false)?;
    }
    Some(all)
}

/// Of two ends of the same side the inner one: of beginnings the later, of ends (`later` false) the earlier.
fn later(a: Bound, b: Bound, later: bool) -> Option<Bound> {
    let (first, second) = match (&a, &b) {
        (Bound::Open, _) => return Some(b),
        (_, Bound::Open) => return Some(a),
        (Bound::At(first) | Bound::Beside(first), Bound::At(second) | Bound::Beside(second)) => (first, second),
    };
    Some(match (Scheme::Cargo.compare(first, second)?, later) {
        (Ordering::Greater, true) | (Ordering::Less, false) => a,
        (Ordering::Equal, _) if matches!(a, Bound::Beside(_)) => a,
        _ => b,
    })
}

fn comparison_of(text: &str) -> Option<Requirement> {
    let signs: &[&str] = &[">=", "<=", ">", "<", "=", "^", "~"];
    let sign = signs.iter().find(|sign| text.starts_with(**sign)).copied().unwrap_or("^");
    let version = text.strip_prefix(sign).unwrap_or(text).trim();
    if version == "*" {
        return (sign == "^" || sign == "=").then_some(Requirement { from: Bound::Open, to: Bound::Open });
    }
    let numbers = Numbers::read(version)?;
    let (whole, at) = (numbers.whole(), |version: String| Bound::At(version));
    Some(match sign {
        ">=" => Requirement { from: at(whole), to: Bound::Open },
        // Of a version with parts left out all that begin so are below or above: `> 1.2` is from 1.3 on.
        ">" if numbers.partial() => Requirement { from: at(numbers.next_given()?), to: Bound::Open },
        ">" => Requirement { from: Bound::Beside(whole), to: Bound::Open },
        "<" => Requirement { from: Bound::Open, to: Bound::Beside(whole) },
        "<=" if numbers.partial() => Requirement { from: Bound::Open, to: Bound::Beside(numbers.next_given()?) },
        "<=" => Requirement { from: Bound::Open, to: at(whole) },
        "=" if numbers.partial() => Requirement { from: at(whole), to: Bound::Beside(numbers.next_given()?) },
        "=" => Requirement { from: at(whole.clone()), to: at(whole) },
        "~" => Requirement { to: Bound::Beside(numbers.next_minor()?), from: at(whole) },
        _ => Requirement { to: Bound::Beside(numbers.next_breaking()?), from: at(whole) },
    })
}

/// A version of which parts may be left out.
struct Numbers<'t> {
    given: Vec<u64>,
    rest: &'t str,
}

impl<'t> Numbers<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let end = text.find(['-', '+']).unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        let mut given = Vec::new();
        for number in numbers.split('.') {
            if number == "*" || number == "x" {
                break;
            }
            given.push(number.parse().ok()?);
        }
        let fine = (1..=3).contains(&given.len()) && (rest.is_empty() || given.len() == 3);
        fine.then_some(Self { given, rest })
    }

    fn partial(&self) -> bool {
        self.given.len() < 3
    }

    fn number(&self, place: usize) -> u64 {
        self.given.get(place).copied().unwrap_or(0)
    }

    fn whole(&self) -> String {
        format!("{}.{}.{}{}", self.number(0), self.number(1), self.number(2), self.rest)
    }

    /// The first version behind all that begin with the parts that are given.
    fn next_given(&self) -> Option<String> {
        self.next(self.given.len() - 1)
    }

    fn next_minor(&self) -> Option<String> {
        self.next(self.given.len().saturating_sub(1).min(1))
    }

    fn next_breaking(&self) -> Option<String> {
        let first = (0..self.given.len()).find(|place| self.number(*place) > 0).unwrap_or(self.given.len() - 1);
        self.next(first)
    }

    fn next(&self, place: usize) -> Option<String> {
        let number = |at: usize| match at.cmp(&place) {
            Ordering::Less => Some(self.number(at)),
            Ordering::Equal => self.number(at).checked_add(1),
            Ordering::Greater => Some(0),
        };
        Some(format!("{}.{}.{}", number(0)?, number(1)?, number(2)?))
    }
}

/// The stretches that no requirement holds.
pub(super) fn outside(safe: &[Requirement]) -> Vec<Span> {
    let order = |a: &Bound, b: &Bound| match (a, b) {
        (Bound::Open, Bound::Open) => Ordering::Equal,
        (Bound::Open, _) => Ordering::Less,
        (_, Bound::Open) => Ordering::Greater,
        (Bound::At(first), Bound::At(second)) => compare(first, second),
        (Bound::Beside(first), Bound::Beside(second)) => compare(first, second),
        (Bound::At(first), Bound::Beside(second)) => compare(first, second).then(Ordering::Less),
        (Bound::Beside(first), Bound::At(second)) => compare(first, second).then(Ordering::Greater),
    };
    let mut safe: Vec<&Requirement> = safe.iter().collect();
    safe.sort_by(|a, b| order(&a.from, &b.from));
    let mut spans = Vec::new();
    // The first version nothing safe was seen of yet; none when everything up to the end is safe.
    let mut next = Some(Bound::Open);
    for requirement in safe {
        let Some(from) = next.take() else { break };
        if let Some(to) = before(&requirement.from)
            && !empty(&from, &to)
        {
            spans.push(Span { from: from.clone(), to, standing: Standing::Affected });
        }
        next = behind(&requirement.to).map(|behind| if starts_later(&behind, &from) { behind } else { from });
    }
    if let Some(from) = next {
        spans.push(Span { from, to: Bound::Open, standing: Standing::Affected });
    }
    spans
}

fn compare(a: &str, b: &str) -> Ordering {
    Scheme::Cargo.compare(a, b).unwrap_or(Ordering::Equal)
}

/// The end of what lies before a beginning.
fn before(from: &Bound) -> Option<Bound> {
    match from {
        Bound::Open => None,
        Bound::At(version) => Some(Bound::Beside(version.clone())),
        Bound::Beside(version) => Some(Bound::At(version.clone())),
    }
}

/// The beginning of what lies behind an end.
fn behind(to: &Bound) -> Option<Bound> {
    before(to)
}

fn starts_later(a: &Bound, b: &Bound) -> bool {
    match (a, b) {
        (_, Bound::Open) => true,
        (Bound::Open, _) => false,
        (Bound::At(first) | Bound::Beside(first), Bound::At(second) | Bound::Beside(second)) => {
            let order = compare(first, second);
            order == Ordering::Greater || order == Ordering::Equal && matches!((a, b), (Bound::Beside(_), Bound::At(_)))
        }
    }
}

fn empty(from: &Bound, to: &Bound) -> bool {
    match (from, to) {
        (Bound::Open, _) | (_, Bound::Open) => false,
        (Bound::At(first), Bound::At(last)) => compare(first, last) == Ordering::Greater,
        (Bound::At(first) | Bound::Beside(first), Bound::At(last) | Bound::Beside(last)) => {
            compare(first, last) != Ordering::Less
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(safe: &[&str], expect: &str) {
        let safe: Vec<Requirement> = safe.iter().map(|text| parse(text).unwrap()).collect();
        let text: Vec<String> = outside(&safe).iter().map(ToString::to_string).collect();
        assert_eq!(text.join("; "), expect, "{safe:?}");
    }

    #[test]
    fn what_is_not_safe() {
        check(&[], "all versions");
        check(&["*"], "");
        check(&[">= 1.2.3"], "< 1.2.3");
        check(&["> 1.2.3"], "<= 1.2.3");
        check(&[">= 1.2.3", "< 1.0.0"], ">= 1.0.0, < 1.2.3");
        check(&["^1.2.3", ">= 2.0.5", "<= 0.5.0"], "> 0.5.0, < 1.2.3; >= 2.0.0, < 2.0.5");
        check(&["~1.2", "^0.3", "=3.0.0"], "< 0.3.0; >= 0.4.0, < 1.2.0; >= 1.3.0, < 3.0.0; > 3.0.0");
        check(&[">= 1.1.0, < 1.2.0", ">= 1.2.3"], "< 1.1.0; >= 1.2.0, < 1.2.3");
        check(&[">= 2.0.0", ">= 1.0.0"], "< 1.0.0");
        check(&[">= 1.0.0-rc.2"], "< 1.0.0-rc.2");
        check(&[">= 1.2"], "< 1.2.0");
        check(&["> 1.2"], "< 1.3.0");
        check(&["0.3.*"], "< 0.3.0; >= 0.4.0");
    }

    #[test]
    fn what_is_no_requirement() {
        for text in ["", ">=", "abc", "1.2.3.4", "> = 1", ">= 99999999999999999999999.0.0", "=>1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
