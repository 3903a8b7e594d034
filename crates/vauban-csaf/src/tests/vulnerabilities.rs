//! Vulnerabilities and their numbers (6.1.23, 6.1.24, 6.2.7, 6.2.17, 6.3.3).

use super::{Found, Looked};
use crate::facts::List;
use crate::moment::Moment;

/// 6.1.23.
pub(super) fn one_cve_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let mut all: Vec<_> = looked.facts.vulnerabilities.iter().filter_map(|own| own.cve).collect();
    all.sort_by_key(|cve| (cve.id, cve.at.index()));
    for pair in all.windows(2).filter(|pair| pair[0].id == pair[1].id) {
        found.at(pair[1].at, format!("`{}` is another vulnerability of this document already", pair[1].id));
    }
}

/// 6.1.24: parties are told apart by party and date; two without a date are at one time.
pub(super) fn one_involvement_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let mut all: Vec<_> = own
            .list(List::Involvements)
            .filter_map(|item| {
                let date = item.at.get_text("date");
                let date = date.map(|date| (Moment::read(date), if Moment::read(date).is_some() { "" } else { date }));
                Some((item.at.get_text("party")?, date, item.at))
            })
            .collect();
        all.sort_by_key(|(party, date, at)| (*party, *date, at.index()));
        for pair in all.windows(2).filter(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            found.at(pair[1].2, format!("there is another involvement of the party `{}` at this time", pair[1].0));
        }
    }
}

/// 6.2.7.
pub(super) fn involvement_without_date<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Involvements)) {
        if item.at.get("date").is_none() {
            found.at(item.at, "this involvement has no date".to_owned());
        }
    }
}

/// 6.2.17.
pub(super) fn cve_among_ids<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Ids)) {
        let Some(text) = item.at.get("text") else { continue };
        if text.text().is_some_and(is_cve) {
            found.at(
                text,
                format!("`{}` is a CVE number, and has a member of its own: `cve`", text.text().unwrap_or("")),
            );
        }
    }
}

/// Whether a text is a CVE number.
fn is_cve(text: &str) -> bool {
    let Some((year, number)) = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')) else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4 && number.len() >= 4 && digits(year) && digits(number)
}

/// 6.3.3.
pub(super) fn without_cve<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in looked.facts.vulnerabilities.iter().filter(|own| own.cve.is_none()) {
        found.at(own.at, "this vulnerability has no CVE number".to_owned());
    }
}
