//! Ranges of versions as CSAF names them: `vers:…`, or its constraints alone (vls).

use std::cmp::Ordering;

use vauban_parts::vers::{Comparator, Constraint, Range as Constraints};
use vauban_parts::{Scheme, Vers};

/// How a range is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `vers:npm/…`.
    Vers {
        /// The type.
        kind: String,
        /// Whether the order of its versions is known here.
        known: bool,
    },
    /// Constraints without a type.
    Like,
}

/// A range of versions.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    form: Form,
    scheme: Option<Scheme>,
    all: bool,
    constraints: Vec<Constraint>,
}

/// Most constraints of a range that are looked at.
const MOST: usize = 256;

impl Range {
    /// Reads a range as the standard wants it (section 3.1.3.3.2 of 2.1): canonical.
    pub(crate) fn read(text: &str) -> Result<Range, String> {
        if text.starts_with("vers:") {
            let vers = Vers::parse(text).map_err(|why| why.to_string())?;
            if vers.scheme().is_ordered() && vers.simplified() != vers {
                return Err(format!("it says things twice; in short it is `{}`", vers.simplified()));
            }
            return Ok(Range::of(&vers));
        }
        let range = Range::like(text)?;
        if range.is_single() {
            return Err("it is a single version".to_owned());
        }
        Ok(range)
    }

    /// Reads a range as it is met.
    pub(crate) fn loosely(text: &str) -> Option<Range> {
        if text.starts_with("vers:") {
            return Vers::read(text).ok().map(|(vers, _)| Range::of(&vers));
        }
        Range::like(text).ok()
    }

    fn of(vers: &Vers) -> Range {
        let scheme = vers.scheme();
        let (all, constraints) = match vers.range() {
            Constraints::All => (true, Vec::new()),
            Constraints::None => (false, Vec::new()),
            Constraints::Constraints(constraints) => (false, constraints.clone()),
        };
        let known = scheme.is_ordered() || all;
        Range { form: Form::Vers { kind: vers.kind().to_owned(), known }, scheme: Some(scheme), all, constraints }
    }

    /// Constraints without a type: no `*`, no blanks, one at least.
    fn like(text: &str) -> Result<Range, String> {
        let mut constraints = Vec::new();
        for part in text.split('|') {
            let comparators = [
                (">=", Comparator::GreaterOrEqual),
                ("<=", Comparator::LessOrEqual),
                ("!=", Comparator::NotEqual),
                ("<", Comparator::Less),
                (">", Comparator::Greater),
                ("=", Comparator::Equal),
            ];
            let found = comparators.iter().find_map(|(word, own)| Some((part.strip_prefix(word)?, *own)));
            let (version, comparator) = found.unwrap_or((part, Comparator::Equal));
            if version.is_empty() {
                return Err("a version is missing".to_owned());
            }
            if let Some(c) = version.chars().find(|c| c.is_whitespace() || matches!(c, '<' | '>' | '=' | '!' | '*')) {
                return Err(format!("a version has `{c}` in it"));
            }
            constraints.push(Constraint::new(comparator, version));
        }
        Ok(Range { form: Form::Like, scheme: None, all: false, constraints })
    }

    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// Whether it is one version and nothing else.
    pub(crate) fn is_single(&self) -> bool {
        match &self.constraints[..] {
            [one] => one.comparator == Comparator::Equal,
            [one, other] => {
                let closed = |constraint: &Constraint| {
                    matches!(constraint.comparator, Comparator::GreaterOrEqual | Comparator::LessOrEqual)
                };
                closed(one) && closed(other) && one.comparator != other.comparator && one.version == other.version
            }
            _ => false,
        }
    }

    /// Whether it has no upper end: its last bound is a lower one, or it is all versions.
    pub(crate) fn is_open_above(&self) -> bool {
        let bounds = self.constraints.iter().filter(|own| own.comparator != Comparator::NotEqual);
        // Constraints stand in the order of their versions; where that order is known here, it is made sure.
        let last =
            bounds.reduce(
                |last, next| {
                    if self.order(&next.version, &last.version) == Some(Ordering::Less) { last } else { next }
                },
            );
        let lower = |own: &Constraint| matches!(own.comparator, Comparator::Greater | Comparator::GreaterOrEqual);
        self.all || last.is_some_and(lower) || (last.is_none() && !self.constraints.is_empty())
    }

    /// How two versions stand to each other: by the scheme; without one, by numbers and letters if both have the same
    /// pattern of them.
    fn order(&self, one: &str, other: &str) -> Option<Ordering> {
        match self.scheme {
            Some(scheme) => scheme.compare(one, other),
            None => natural(one, other),
        }
    }

    /// Whether a version is in the range; nothing if that cannot be told.
    pub(crate) fn contains(&self, version: &str) -> Option<bool> {
        self.at(&[version], 1)
    }

    /// Whether two ranges have a version in common; nothing if that cannot be told.
    pub(crate) fn overlaps(&self, other: &Range) -> Option<bool> {
        if self.all || other.all {
            return Some(true);
        }
        let scheme = match (self.scheme, other.scheme) {
            (Some(one), Some(other)) if one == other => Some(one),
            (None, None) => None,
            _ => return None,
        };
        let mut bounds: Vec<&str> =
            self.constraints.iter().chain(&other.constraints).map(|own| own.version.as_str()).collect();
        if bounds.len() > MOST {
            return None;
        }
        let order = |one: &str, other: &str| match scheme {
            Some(scheme) => scheme.compare(one, other),
            None => natural(one, other),
        };
        // Every bound has a place in the order, or nothing is said.
        let first = *bounds.first()?;
        if bounds.iter().any(|own| order(first, own).is_none()) {
            return None;
        }
        bounds.sort_by(|one, other| order(one, other).unwrap_or(Ordering::Equal));
        bounds.dedup_by(|one, other| order(one, other) == Some(Ordering::Equal));
        // Between two bounds there may be versions: odd places are bounds, even ones what lies around them.
        for place in 0..=bounds.len() * 2 {
            if self.at(&bounds, place)? && other.at(&bounds, place)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether a place among sorted versions is in the range: 1 is the first version, 2 between it and the second.
    fn at(&self, versions: &[&str], place: usize) -> Option<bool> {
        if self.all {
            return Some(true);
        }
        let stands = |constraint: &Constraint| -> Option<Ordering> {
            if place % 2 == 1 {
                return self.order(versions.get(place / 2)?, &constraint.version);
            }
            // Between versions: after the one before, before the one after.
            match place.checked_div(2).and_then(|after| after.checked_sub(1)).and_then(|at| versions.get(at)) {
                None => Some(Ordering::Less),
                Some(before) => Some(match self.order(before, &constraint.version)? {
                    Ordering::Less => Ordering::Less,
                    Ordering::Equal | Ordering::Greater => Ordering::Greater,
                }),
            }
        };
        let mut sorted: Vec<&Constraint> = self.constraints.iter().collect();
        sorted.sort_by(|one, other| self.order(&one.version, &other.version).unwrap_or(Ordering::Equal));
        let mut bounds: Vec<(&Constraint, Ordering)> = Vec::new();
        for constraint in sorted {
            let ordering = stands(constraint)?;
            match constraint.comparator {
                Comparator::Equal if ordering.is_eq() => return Some(true),
                Comparator::NotEqual if ordering.is_eq() => return Some(false),
                Comparator::Equal | Comparator::NotEqual => {}
                _ => bounds.push((constraint, ordering)),
            }
        }
        if bounds.is_empty() {
            return Some(self.constraints.iter().all(|own| own.comparator == Comparator::NotEqual));
        }
        let lower = |own: &Constraint| matches!(own.comparator, Comparator::Greater | Comparator::GreaterOrEqual);
        let mut from: Option<bool> = None;
        let mut opened = false;
        for (number, (constraint, ordering)) in bounds.iter().enumerate() {
            let holds = constraint.comparator.holds(*ordering);
            if lower(constraint) {
                from = Some(holds);
                opened = true;
            } else if (number == 0 || opened) && from.unwrap_or(true) && holds {
                return Some(true);
            } else {
                opened = false;
            }
        }
        Some(opened && from == Some(true))
    }
}

/// Versions by their parts: numbers by size, letters by letters; nothing if the parts do not match.
fn natural(one: &str, other: &str) -> Option<Ordering> {
    let plain = |text: &str| text.trim_start_matches(['v', 'V']).to_lowercase();
    let (one, other) = (plain(one), plain(other));
    if one == other {
        return Some(Ordering::Equal);
    }
    let (ours, theirs) = (parts(&one), parts(&other));
    for (own, their) in ours.iter().zip(&theirs) {
        let order = match (number(own), number(their)) {
            (Some(own), Some(their)) => own.len().cmp(&their.len()).then_with(|| own.cmp(their)),
            (None, None) => own.cmp(their),
            (Some(_), None) | (None, Some(_)) => return None,
        };
        if order != Ordering::Equal {
            return Some(order);
        }
    }
    // 4.2 before 4.2.1, if what is more is numbers.
    let (shorter, longer) = if ours.len() < theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
    let more = longer.get(shorter.len()..).unwrap_or(&[]);
    if more.iter().all(|part| number(part).is_some_and(str::is_empty)) {
        return Some(Ordering::Equal);
    }
    more.iter().all(|part| number(part).is_some()).then(|| ours.len().cmp(&theirs.len()))
}

/// Runs of digits and runs of letters.
fn parts(text: &str) -> Vec<&str> {
    let separated = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let mut all = Vec::new();
    for part in separated {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let digit = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
            all.push(&rest[..end]);
            rest = &rest[end..];
        }
    }
    all
}

/// The digits of a number without zeros in front.
fn number(part: &str) -> Option<&str> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.trim_start_matches('0'))
}

/// Types that the VERS project registers.
const REGISTERED: [&str; 32] = [
    "all",
    "alpine",
    "alpm",
    "apk",
    "arch",
    "cargo",
    "composer",
    "conan",
    "cpan",
    "cran",
    "datetime",
    "deb",
    "gem",
    "generic",
    "gentoo",
    "ebuild",
    "golang",
    "hex",
    "intdot",
    "lexicographic",
    "maven",
    "mattermost",
    "mozilla",
    "nginx",
    "none",
    "npm",
    "nuget",
    "openssl",
    "pypi",
    "rpm",
    "semver",
    "github",
];

/// Whether a type is registered.
pub(crate) fn is_registered(kind: &str) -> bool {
    REGISTERED.contains(&kind)
}

/// Whether the order of the versions of a type is known here.
pub(crate) fn is_ordered(kind: &str) -> bool {
    matches!(kind, "all" | "none") || Scheme::of_vers(kind).is_ordered()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::loosely(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn ranges_overlap_where_they_have_versions_in_common() {
        for (one, other, asked) in [
            ("vers:intdot/>2.1.0|<4.2.0", "vers:intdot/>1.2.0|<2.4.0", Some(true)),
            ("vers:intdot/>2.1.0|<4.2.0", "vers:intdot/>1.2.0|<=2.1.0", Some(false)),
            ("vers:intdot/>=2.1.0|<4.2.0", "vers:intdot/>1.2.0|<=2.1.0", Some(true)),
            (">2.1.0|<3.16.0|>3.16.0|<4.2.0", "=3.16.0", Some(false)),
            ("<2", ">3", Some(false)),
            ("<2|>4", "<=5", Some(true)),
            ("<V3", ">=v2.9", Some(true)),
            ("<a-pabc", ">3", None),
            ("vers:unknown/<1", "vers:unknown/<2", None),
        ] {
            assert_eq!(range(one).overlaps(&range(other)), asked, "{one} {other}");
            assert_eq!(range(other).overlaps(&range(one)), asked, "{other} {one}");
        }
    }

    #[test]
    fn versions_are_in_ranges_or_not() {
        assert_eq!(range(">2.1.0|<4.2.0").contains("2.4.0"), Some(true));
        assert_eq!(range(">2.1.0|!=2.4.0|<4.2.0").contains("2.4.0"), Some(false));
        assert_eq!(range("<2|>=4").contains("3"), Some(false));
        assert_eq!(range("<2|>=4").contains("5"), Some(true));
        assert_eq!(range("vers:semver/<2.0.0").contains("1.9.0"), Some(true));
    }
}
