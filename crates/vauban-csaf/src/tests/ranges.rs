//! Ranges of versions as names of branches (6.1.50, 6.1.59, 6.2.18, 6.2.49, 6.2.51).

use super::{Found, Looked};
use crate::facts::{Branch, Mention};
use crate::range::{Form, Range};

fn ranges<'f, 'd>(looked: &Looked<'f, 'd>) -> impl Iterator<Item = Mention<'d>> + use<'f, 'd> {
    let is = |branch: &&Branch<'d>| branch.category == "product_version_range";
    looked.facts.branches.iter().filter(is).filter_map(|branch| branch.name)
}

/// 6.1.50 of 2.1.
pub(super) fn against_rules<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in ranges(looked) {
        match Range::read(name.id) {
            Err(why) => found.at(name.at, format!("`{}` is no range of versions: {why}", name.id)),
            Ok(range) => {
                if let Form::Vers { kind, known: false } = range.form() {
                    found.not_checked(format!("the order of versions of `vers:{kind}` is not known here"));
                }
            }
        }
    }
}

/// 6.1.59 of 2.1.
pub(super) fn single_version<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in ranges(looked) {
        if Range::loosely(name.id).is_some_and(|range| range.is_single()) {
            found.at(name.at, format!("`{}` is a single version, not a range", name.id));
        }
    }
}

/// 6.2.18: by the pattern that the standard gives.
pub(super) fn without_vers<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in ranges(looked) {
        let vers = name.id.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).is_some_and(|(kind, rest)| {
            let letters = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-' | b'+');
            kind.bytes().next().is_some_and(letters)
                && kind.bytes().all(|byte| letters(byte) || byte.is_ascii_digit())
                && !rest.is_empty()
        });
        if !vers {
            found.at(name.at, format!("`{}` is not written as vers", name.id));
        }
    }
}

/// 6.2.49 of 2.1.
pub(super) fn without_end<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in ranges(looked) {
        if Range::loosely(name.id).is_some_and(|range| range.is_open_above()) {
            found.at(name.at, format!("`{}` has no upper end", name.id));
        }
    }
}

/// 6.2.51 of 2.1.
pub(super) fn unknown_kind<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in ranges(looked) {
        let Some((kind, _)) = name.id.strip_prefix("vers:").and_then(|rest| rest.split_once('/')) else { continue };
        match (crate::range::is_registered(kind), crate::range::is_ordered(kind)) {
            (true, true) => {}
            (true, false) => {
                found.at(name.at, format!("`vers:{kind}` is registered; the order of its versions is not known here"));
            }
            (false, true) => {
                found.at(name.at, format!("`vers:{kind}` is not registered; the order of its versions is known here"));
            }
            (false, false) => found.at(name.at, format!("`vers:{kind}` is neither registered nor known here")),
        }
    }
}
