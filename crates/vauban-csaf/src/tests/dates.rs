//! Dates that have to come before others (6.1.37, 6.1.45, 6.1.49, 6.1.51 to 6.1.53, 6.2.33, 6.2.41 of 2.1).

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::{Facts, List, Vulnerability};
use crate::moment::{Moment, against_strict};

/// Every date of a document that the schema gives the format `date-time`.
fn dates<'d>(facts: &Facts<'d>) -> Vec<Value<'d>> {
    let mut all = Vec::new();
    if let Some(tracking) = facts.tracking {
        all.extend(["current_release_date", "initial_release_date"].into_iter().filter_map(|name| tracking.get(name)));
        all.extend(tracking.get_path(&["generator", "date"]));
    }
    all.extend(facts.history.iter().filter_map(|revision| revision.at.get("date")));
    for own in &facts.vulnerabilities {
        for name in ["disclosure_date", "discovery_date", "release_date"] {
            all.extend(own.at.get(name));
        }
        for item in &own.items {
            all.extend(item.at.get("date"));
            all.extend(item.at.get("exploitation_date"));
            if item.list == List::Scores {
                all.extend(item.at.get_path(&["content", "epss", "timestamp"]));
                all.extend(item.at.get_path(&["content", "ssvc_v2", "timestamp"]));
            }
        }
    }
    all
}

/// 6.1.37.
pub(super) fn strange_dates<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for at in dates(looked.facts) {
        let Some(text) = at.text() else { continue };
        if Moment::read(text).is_none() {
            found.at(at, format!("`{text}` is no date with time and time zone (RFC 3339)"));
        } else if let Some(why) = against_strict(text) {
            found.at(at, format!("`{text}`: {why}"));
        }
    }
}

/// Values that are later than the newest revision.
fn after_newest<'d>(facts: &Facts<'d>, values: impl Iterator<Item = Value<'d>>, what: &str, found: &mut Found<'d>) {
    let Some(newest) = facts.newest() else { return };
    for at in values {
        if at.text().and_then(Moment::read).is_some_and(|own| own > newest) {
            found.at(at, format!("{what} is later than the newest revision"));
        }
    }
}

fn disclosures<'f, 'd>(facts: &'f Facts<'d>) -> impl Iterator<Item = Value<'d>> + use<'f, 'd> {
    facts.vulnerabilities.iter().filter_map(|own| own.at.get("disclosure_date"))
}

fn scored<'f, 'd>(facts: &'f Facts<'d>, name: &'static str) -> impl Iterator<Item = Value<'d>> + use<'f, 'd> {
    let scores = facts.vulnerabilities.iter().flat_map(|own| own.list(List::Scores));
    scores.filter_map(move |item| item.at.get_path(&["content", name, "timestamp"]))
}

/// 6.1.45.
pub(super) fn disclosed_after_publication<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    if facts.tlp == Some("CLEAR") && facts.is_released() {
        after_newest(facts, disclosures(facts), "the disclosure of a public document", found);
    }
}

/// 6.1.49.
pub(super) fn ssvc_after_newest<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.is_released() {
        after_newest(looked.facts, scored(looked.facts, "ssvc_v2"), "the time of the SSVC record", found);
    }
}

/// 6.1.51.
pub(super) fn epss_after_newest<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.is_released() {
        after_newest(looked.facts, scored(looked.facts, "epss"), "the time of the EPSS value", found);
    }
}

/// 6.1.52.
pub(super) fn exploited_after_newest<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !looked.facts.is_released() {
        return;
    }
    let items = looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Exploitation));
    let values = items.flat_map(|item| [item.at.get("date"), item.at.get("exploitation_date")]).flatten();
    after_newest(looked.facts, values, "the date of the exploitation", found);
}

/// 6.1.53.
pub(super) fn exploited_after_told<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Exploitation)) {
        let date = |name| item.at.get(name).and_then(|at| Some((at, Moment::read(at.text()?)?)));
        if let (Some((at, exploited)), Some((_, told))) = (date("exploitation_date"), date("date"))
            && exploited > told
        {
            found.at(at, "the exploitation is later than the day it was told".to_owned());
        }
    }
}

/// 6.2.33: only what is past by the clock that was handed in.
pub(super) fn disclosed_after_newest<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let mut past = Vec::new();
    for at in disclosures(looked.facts) {
        let Some(own) = at.text().and_then(Moment::read) else { continue };
        match looked.options.now {
            None => found.not_checked("no date of today was given".to_owned()),
            Some(now) if own.unix() <= now => past.push(at),
            Some(_) => {}
        }
    }
    after_newest(looked.facts, past.into_iter(), "the disclosure", found);
}

/// 6.2.41.
pub(super) fn old_epss<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    const FIFTEEN_DAYS: i64 = 15 * 86_400;
    let facts = looked.facts;
    let (true, Some(newest)) = (facts.is_released(), facts.newest()) else { return };
    let youngest = |own: &Vulnerability<'d>| {
        let values = own.list(List::Scores).filter_map(|item| item.at.get_path(&["content", "epss", "timestamp"]));
        values.filter_map(|at| Some((Moment::read(at.text()?)?, at))).max_by_key(|(date, _)| *date)
    };
    for (date, at) in facts.vulnerabilities.iter().filter_map(youngest) {
        if newest.unix() - date.unix() > FIFTEEN_DAYS {
            found.at(at, "the EPSS value is more than 15 days older than the newest revision".to_owned());
        }
    }
}
