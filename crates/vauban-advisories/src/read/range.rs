//! What texts about versions mean, put into the versions of an affected thing.

use vauban_parts::Scheme;
use vauban_parts::vers::{Comparator, Constraint, Range, Vers};
use vauban_parts::wording::{self, Wording};

use crate::advisory::{Bound, Listed, Span, Standing, Versions};

/// Adds what a text says. What is not fully understood is kept as a text that nobody read.
pub(super) fn add(versions: &mut Versions, text: &str, standing: Standing) {
    let done = match wording::read(text) {
        Wording::All => {
            versions.spans.push(Span { from: Bound::Open, to: Bound::Open, standing });
            Some(())
        }
        Wording::None => Some(()),
        Wording::Alternatives(all) => all.iter().try_for_each(|all| together(versions, all, standing)),
        Wording::Vers(vers) => specifier(versions, &vers, standing),
        Wording::Unreadable => None,
    };
    if done.is_none() {
        versions.unread.push(text.trim().to_owned());
    }
}

/// Constraints all of which hold.
fn together(versions: &mut Versions, all: &[Constraint], standing: Standing) -> Option<()> {
    let (mut from, mut to) = (Bound::Open, Bound::Open);
    let mut listed = Vec::new();
    for constraint in all {
        let version = constraint.version.clone();
        let place = match constraint.comparator {
            Comparator::Equal => {
                listed.push(version);
                continue;
            }
            // Of what is left out nothing says what holds instead.
            Comparator::NotEqual => return None,
            Comparator::Greater | Comparator::GreaterOrEqual => &mut from,
            Comparator::Less | Comparator::LessOrEqual => &mut to,
        };
        if *place != Bound::Open {
            return None;
        }
        let inside = matches!(constraint.comparator, Comparator::GreaterOrEqual | Comparator::LessOrEqual);
        *place = if inside { Bound::At(version) } else { Bound::Beside(version) };
    }
    match (listed.pop(), listed.is_empty(), &from, &to) {
        (Some(version), true, Bound::Open, Bound::Open) => versions.listed.push(Listed { version, standing }),
        (None, _, Bound::Open, Bound::Open) | (Some(_), ..) => return None,
        (None, ..) => versions.spans.push(Span { from, to, standing }),
    }
    Some(())
}

/// A range specifier: its constraints are ends of stretches, in order.
fn specifier(versions: &mut Versions, vers: &Vers, standing: Standing) -> Option<()> {
    let own = vers.scheme();
    if own != Scheme::Generic {
        match versions.scheme.as_deref() {
            None if versions.spans.is_empty() && versions.listed.is_empty() => {
                versions.scheme = Some(own.vers_type().to_owned());
            }
            Some(known) if known == own.vers_type() => {}
            _ => return None,
        }
    }
    let simple = vers.simplified();
    let Range::Constraints(constraints) = simple.range() else { return None };
    if constraints.iter().any(|constraint| constraint.comparator == Comparator::NotEqual) {
        return None;
    }
    let mut from: Option<Bound> = None;
    let mut first = true;
    for constraint in constraints {
        let version = constraint.version.clone();
        match constraint.comparator {
            Comparator::Equal => versions.listed.push(Listed { version, standing }),
            Comparator::Greater => from = Some(Bound::Beside(version)),
            Comparator::GreaterOrEqual => from = Some(Bound::At(version)),
            Comparator::Less | Comparator::LessOrEqual | Comparator::NotEqual => {
                let to = match constraint.comparator {
                    Comparator::LessOrEqual => Bound::At(version),
                    _ => Bound::Beside(version),
                };
                let begin = from.take().or_else(|| first.then_some(Bound::Open))?;
                versions.spans.push(Span { from: begin, to, standing });
            }
        }
        first = false;
    }
    if let Some(from) = from {
        versions.spans.push(Span { from, to: Bound::Open, standing });
    }
    Some(())
}

/// Whether what is affected has an end somewhere: then versions behind it were thought of.
pub(super) fn is_bounded(versions: &Versions) -> bool {
    let bounded = |span: &Span| span.from != Bound::Open || span.to != Bound::Open;
    versions.unread.is_empty() && versions.spans.iter().any(|span| span.standing == Standing::Affected && bounded(span))
}

/// The first text of numbers with dots behind all that begin with this one: behind `6.1.*` comes `6.2`.
pub(super) fn behind(prefix: &str) -> Option<String> {
    let (front, last) = prefix.rsplit_once('.').map_or(("", prefix), |(front, last)| (front, last));
    let next = last.parse::<u64>().ok()?.checked_add(1)?;
    let numbers = front.split('.').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    match (front, numbers) {
        ("", _) => Some(next.to_string()),
        (_, true) => Some(format!("{front}.{next}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let cases = [
            ("< V1.5", "< V1.5"),
            ("vers:all/*", "all versions"),
            (">= 3.5.11.0 | <= 3.5.15.0", ">= 3.5.11.0, <= 3.5.15.0"),
            ("All versions < V2.1", "< V2.1"),
            ("5.028", "= 5.028"),
            ("vers:npm/>=1.0.0|<2.0.0|>=3.0.0", ">= 1.0.0, < 2.0.0; >= 3.0.0"),
            ("882438 TruFlight Select PET/CT", "\u{201c}882438 TruFlight Select PET/CT\u{201d}"),
        ];
        for (text, expect) in cases {
            let mut versions = Versions::default();
            add(&mut versions, text, Standing::Affected);
            assert_eq!(versions.text(), expect, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_branch() {
        assert_eq!(behind("6.1").as_deref(), Some("6.2"));
        assert_eq!(behind("6").as_deref(), Some("7"));
        assert_eq!(behind("6.x"), None);
        assert_eq!(behind("a.6"), None);
        assert_eq!(behind("18446744073709551615"), None);
    }
}
