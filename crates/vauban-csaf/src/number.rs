//! Version numbers of documents: whole numbers or semantic versions (section 3.1.11 of the standard).

use std::cmp::Ordering;

/// The version of a document or of an item of its revision history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number<'d> {
    /// `3`: its digits.
    Whole(&'d str),
    /// `1.2.3-rc.1+build`.
    Semantic {
        /// Digits of major, minor and patch.
        core: [&'d str; 3],
        /// What stands after `-`.
        pre: Option<&'d str>,
        /// What stands after `+`.
        build: Option<&'d str>,
    },
}

impl<'d> Number<'d> {
    /// Reads a version; none if it is neither form.
    pub(crate) fn read(text: &'d str) -> Option<Number<'d>> {
        if digits(text) {
            return Some(Number::Whole(text));
        }
        let (rest, build) = match text.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (core, pre) = match rest.split_once('-') {
            Some((core, pre)) => (core, Some(pre)),
            None => (rest, None),
        };
        let mut parts = core.split('.');
        let core = [parts.next()?, parts.next()?, parts.next()?];
        let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let fine = parts.next().is_none()
            && core.iter().all(|part| digits(part))
            && build.is_none_or(|build| build.split('.').all(word))
            && pre.is_none_or(|pre| pre.split('.').all(|part| word(part) && (!numeric(part) || digits(part))));
        fine.then_some(Number::Semantic { core, pre, build })
    }

    /// The number that counts publications: the whole number, or major.
    pub(crate) fn major(&self) -> &'d str {
        match self {
            Number::Whole(whole) => whole,
            Number::Semantic { core, .. } => core[0],
        }
    }

    /// Whether it is 0 or 0.y.z: nothing that was released.
    pub(crate) fn is_before_release(&self) -> bool {
        self.major() == "0"
    }

    /// What stands after `-`.
    pub(crate) fn pre(&self) -> Option<&'d str> {
        match self {
            Number::Whole(_) => None,
            Number::Semantic { pre, .. } => *pre,
        }
    }

    /// What stands after `+`.
    pub(crate) fn build(&self) -> Option<&'d str> {
        match self {
            Number::Whole(_) => None,
            Number::Semantic { build, .. } => *build,
        }
    }

    /// Whether it is a semantic version.
    pub(crate) fn is_semantic(&self) -> bool {
        matches!(self, Number::Semantic { .. })
    }

    /// Without what stands after `-` and `+`.
    pub(crate) fn core(self) -> Number<'d> {
        match self {
            Number::Whole(whole) => Number::Whole(whole),
            Number::Semantic { core, .. } => Number::Semantic { core, pre: None, build: None },
        }
    }

    /// Which comes first: SemVer 2.0.0, section 11, where build metadata does not count. A whole number is its major.
    pub(crate) fn order(&self, other: &Number<'_>) -> Ordering {
        let core = |number: &Number<'d>| match *number {
            Number::Whole(whole) => [whole, "0", "0"],
            Number::Semantic { core, .. } => core,
        };
        let theirs = match *other {
            Number::Whole(whole) => [whole, "0", "0"],
            Number::Semantic { core, .. } => core,
        };
        let cores = core(self).into_iter().zip(theirs).map(|(one, other)| by_size(one, other));
        let cores = cores.fold(Ordering::Equal, Ordering::then);
        cores.then_with(|| match (self.pre(), other.pre()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => by_identifiers(one, other),
        })
    }
}

fn by_identifiers(one: &str, other: &str) -> Ordering {
    let (mut ours, mut theirs) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ours.next(), theirs.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(one), Some(other)) => match (numeric(one), numeric(other)) {
                (true, true) => by_size(one, other),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => one.cmp(other),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Digits without zeros in front compare by length first, so that no number is too large.
pub(crate) fn by_size(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

fn numeric(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn digits(part: &str) -> bool {
    numeric(part) && (part == "0" || !part.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_pattern_of_the_schema_has_them() {
        for fine in ["0", "17", "1.0.0", "1.0.0-alpha.1", "1.0.0-0a", "1.0.0+001", "1.2.3-rc.1+b.02", "1.0.0-a-b"] {
            assert!(Number::read(fine).is_some(), "{fine}");
        }
        for wrong in ["", "01", "1.0", "1.0.0.0", "v1", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b", "-1", "1.00.0"] {
            assert!(Number::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn versions_are_ordered_as_semver_orders_them() {
        let rising = [
            "0.9.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0",
            "1.10.0",
            "2",
        ];
        for pair in rising.windows(2) {
            let read = |at: usize| Number::read(pair[at]).unwrap_or_else(|| panic!("{pair:?}"));
            assert_eq!(read(0).order(&read(1)), Ordering::Less, "{pair:?}");
        }
    }
}
