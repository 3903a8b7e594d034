//! The revision history and the version of the document (6.1.14, 6.1.16 to 6.1.22, 6.1.30, 6.2.4 to 6.2.6, 6.2.21).

use std::cmp::Ordering;

use super::{Found, Looked};
use crate::facts::{Facts, Revision};
use crate::moment::Moment;
use crate::number::{Number, by_size};

/// Revisions that have a date and a version, by date and then by version.
fn by_date<'f, 'd>(facts: &'f Facts<'d>) -> Vec<(&'f Revision<'d>, Moment<'d>, Number<'d>)> {
    let mut all: Vec<_> = facts.history.iter().filter_map(|own| Some((own, own.date?, own.version?))).collect();
    all.sort_by(|(_, date, one), (_, other_date, other)| date.cmp(other_date).then_with(|| one.order(other)));
    all
}

fn written<'d>(revision: &Revision<'d>) -> &'d str {
    revision.number.map_or("", |number| number.id)
}

/// 6.1.14.
pub(super) fn unsorted_history<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for pair in by_date(looked.facts).windows(2) {
        let [(earlier, _, one), (later, _, other)] = pair else { continue };
        if one.order(other) == Ordering::Greater {
            let (one, other) = (written(earlier), written(later));
            found.at(later.at, format!("version {other} has a later date than version {one}"));
        }
    }
}

/// 6.1.16. Build metadata never counts; what stands after `-` counts unless the document is a draft.
pub(super) fn version_is_not_the_latest<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let Some(version) = facts.version else { return };
    let Some(own) = Number::read(version.id) else { return };
    let history = by_date(facts);
    let Some((last, _, latest)) = history.last() else { return };
    let same = if facts.status == "draft" {
        own.core().order(&latest.core()) == Ordering::Equal
    } else {
        own.order(latest) == Ordering::Equal
    };
    if !same || own.is_semantic() != latest.is_semantic() {
        let last = written(last);
        found.at(version.at, format!("the version is {}, and the newest revision is {last}", version.id));
    }
}

/// 6.1.17.
pub(super) fn should_be_draft<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let Some(version) = facts.version else { return };
    let Some(own) = Number::read(version.id) else { return };
    if (own.is_before_release() || own.pre().is_some()) && facts.status != "draft" {
        let status = facts.tracking.and_then(|tracking| tracking.get("status")).unwrap_or(version.at);
        found.at(status, format!("version {} is none of a release, so the status has to be `draft`", version.id));
    }
}

/// 6.1.18.
pub(super) fn released_before_release<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !looked.facts.is_released() {
        return;
    }
    for revision in &looked.facts.history {
        if let (Some(version), Some(number)) = (revision.version, revision.number)
            && version.is_before_release()
        {
            let status = looked.facts.status;
            found.at(number.at, format!("the status is `{status}`, and revision {} was before a release", number.id));
        }
    }
}

/// 6.1.19.
pub(super) fn prerelease_in_history<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for revision in &looked.facts.history {
        if let (Some(pre), Some(number)) = (revision.version.and_then(|version| version.pre()), revision.number) {
            found.at(number.at, format!("revision {} has a part before release: `{pre}`", number.id));
        }
    }
}

/// 6.1.20.
pub(super) fn released_as_prerelease<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let Some(version) = facts.version else { return };
    if facts.is_released()
        && let Some(pre) = Number::read(version.id).and_then(|own| own.pre())
    {
        let status = facts.status;
        found.at(version.at, format!("the status is `{status}`, and the version has a part before release: `{pre}`"));
    }
}

/// 6.1.21: whole numbers, and major versions, count up without a gap, and the oldest is 0 or 1. Their order is a matter
/// of 6.1.14.
pub(super) fn missing_revision<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let history = by_date(facts);
    let Some((first, _, lowest)) = history.first() else { return };
    let at = facts.tracking.and_then(|tracking| tracking.get("revision_history")).unwrap_or(first.at);
    if !matches!(lowest.major(), "0" | "1") {
        found.at(
            first.number.map_or(first.at, |number| number.at),
            format!("the history begins with version {}", written(first)),
        );
    }
    let mut majors: Vec<&str> = history.iter().map(|(_, _, version)| version.major()).collect();
    majors.sort_by(|one, other| by_size(one, other));
    majors.dedup();
    for pair in majors.windows(2) {
        if pair[1] != successor(pair[0]) {
            found.at(at, format!("between versions {} and {} one is missing", pair[0], pair[1]));
        }
    }
}

/// The number after one, written in digits.
fn successor(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - kept.len());
    match kept.as_bytes().split_last() {
        None => format!("1{zeros}"),
        Some((last, before)) => {
            let before = String::from_utf8_lossy(before);
            format!("{before}{}{zeros}", char::from(last + 1))
        }
    }
}

/// 6.1.22.
pub(super) fn revisions_with_one_number<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let mut numbers: Vec<_> = looked.facts.history.iter().filter_map(|revision| revision.number).collect();
    numbers.sort_by_key(|number| (number.id, number.at.index()));
    for pair in numbers.windows(2).filter(|pair| pair[0].id == pair[1].id) {
        found.at(pair[1].at, format!("there is another revision {}", pair[1].id));
    }
}

/// 6.1.30.
pub(super) fn mixed_versioning<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let versions = facts.history.iter().filter_map(|revision| revision.number);
    let versions: Vec<_> = facts.version.into_iter().chain(versions).collect();
    let forms: Vec<_> = versions.iter().filter_map(|own| Some((own, Number::read(own.id)?.is_semantic()))).collect();
    let Some((_, first)) = forms.first() else { return };
    if let Some((own, _)) = forms.iter().find(|(_, form)| form != first) {
        found.at(own.at, format!("version {} is of another form than the version of the document", own.id));
    }
}

/// 6.2.4.
pub(super) fn build_metadata<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for revision in &looked.facts.history {
        if let (Some(build), Some(number)) = (revision.version.and_then(|version| version.build()), revision.number) {
            found.at(number.at, format!("revision {} has build metadata: `{build}`", number.id));
        }
    }
}

/// 6.2.5.
pub(super) fn initial_release_is_old<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    compare(looked, found, "initial_release_date", |dates| dates.min(), "oldest");
}

/// 6.2.6.
pub(super) fn current_release_is_old<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    compare(looked, found, "current_release_date", |dates| dates.max(), "newest");
}

fn compare<'d>(
    looked: &Looked<'_, 'd>,
    found: &mut Found<'d>,
    name: &str,
    which: for<'i> fn(&'i mut dyn Iterator<Item = Moment<'d>>) -> Option<Moment<'d>>,
    word: &str,
) {
    let facts = looked.facts;
    let Some(at) = facts.tracking.and_then(|tracking| tracking.get(name)) else { return };
    let Some(own) = at.text().and_then(Moment::read) else { return };
    let revision = which(&mut facts.history.iter().filter_map(|revision| revision.date));
    if revision.is_some_and(|revision| own < revision) {
        found.at(at, format!("`{name}` is older than the {word} revision"));
    }
}

/// 6.2.21 of 2.1.
pub(super) fn revisions_at_one_time<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for pair in by_date(looked.facts).windows(2) {
        let [(_, one, _), (later, other, _)] = pair else { continue };
        if one == other {
            found.at(later.at, format!("revision {} has the same date as another", written(later)));
        }
    }
}
