//! Weaknesses (CWE): they exist, under this name, and are meant for this use (6.1.11, 6.2.23 to 6.2.26, 6.3.4).

use vauban_json::Value;

use super::{Found, Looked};
use crate::cwe::{self, Usage};
use crate::facts::Facts;
use crate::verdict::Edition;

/// The weaknesses of a document: id, name and (in 2.1) version of the list.
fn weaknesses<'f, 'd>(facts: &'f Facts<'d>) -> impl Iterator<Item = Value<'d>> + use<'f, 'd> {
    let all = facts.vulnerabilities.iter();
    all.flat_map(|own| own.at.get("cwe").into_iter().chain(own.at.get("cwes").into_iter().flat_map(Value::items)))
}

/// 6.1.11.
///
/// 2.0 does not say which version of the list a name is from: any name the weakness ever had is right. 2.1 says it, and
/// the name has to be the one of that version; of a version that is not known here, nothing is said but that.
pub(super) fn no_such_weakness<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in weaknesses(looked.facts) {
        let (Some(id), Some(name)) = (own.get("id"), own.get("name")) else { continue };
        let (Some(id_text), Some(name_text)) = (id.text(), name.text()) else { continue };
        let newest = cwe::newest();
        let history = cwe::history(id_text);
        let version = if looked.facts.edition == Edition::V21 { own.get("version") } else { None };
        if let Some(version) = version.and_then(Value::text)
            && cwe::version(version).is_none()
        {
            if later(version, newest.name) {
                found.not_checked(format!(
                    "version {version} of the CWE list is newer than {}, the newest known here",
                    newest.name
                ));
                continue;
            }
            found.at(own, format!("there is no version {version} of the CWE list"));
            continue;
        }
        if history.is_empty() {
            let message = "is no weakness of the CWE list (versions 1.0 to";
            found.at(id, format!("`{id_text}` {message} {}); categories and views are none", newest.name));
            continue;
        }
        match version.and_then(Value::text) {
            Some(version) => match cwe::entry(id_text, version) {
                None => found.at(id, format!("version {version} of the CWE list has no weakness `{id_text}`")),
                Some(entry) if entry.name == name_text => {}
                Some(entry) => {
                    found.at(
                        name,
                        format!("in version {version} of the CWE list `{id_text}` is called `{}`", entry.name),
                    );
                }
            },
            None if history.iter().any(|entry| entry.name == name_text) => {}
            None => {
                let last = history.last().map_or("", |entry| entry.name);
                let versions = format!("versions 1.0 to {}", newest.name);
                found.at(
                    name,
                    format!(
                        "`{id_text}` has this name in no version of the CWE list ({versions}); it is called `{last}`"
                    ),
                );
            }
        }
    }
}

/// Whether a version is later than another: by its numbers.
fn later(one: &str, other: &str) -> bool {
    let numbers =
        |version: &str| -> Vec<u64> { version.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect() };
    numbers(one) > numbers(other)
}

fn each_entry<'d>(looked: &Looked<'_, 'd>, mut each: impl FnMut(Value<'d>, &'static cwe::Entry)) {
    for own in weaknesses(looked.facts) {
        if let (Some(id), Some(version)) = (own.get_text("id"), own.get_text("version"))
            && let Some(entry) = cwe::entry(id, version)
        {
            each(own, entry);
        }
    }
}

/// 6.2.23.
pub(super) fn deprecated<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    each_entry(looked, |own, entry| {
        if entry.deprecated {
            found.at(own, format!("this weakness is deprecated: {}", entry.name));
        }
    });
}

/// 6.2.24.
pub(super) fn old_list<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let tracking = looked.facts.tracking;
    let Some(day) = tracking.and_then(|own| own.get_text("current_release_date")).and_then(|date| date.get(..10))
    else {
        return;
    };
    let newest = cwe::newest();
    for own in weaknesses(looked.facts) {
        let Some(version) = own.get("version") else { continue };
        let Some(text) = version.text() else { continue };
        let Some(latest) = cwe::newest_on(day) else { continue };
        if text == latest.name {
            continue;
        }
        if latest == newest && later(text, newest.name) {
            found.not_checked(format!("versions of the CWE list after {} are not known here", newest.name));
            continue;
        }
        let when = if later(text, latest.name) { "came later" } else { "was not the newest" };
        found.at(version, format!("version {text} of the CWE list {when}: on {day} it was {}", latest.name));
    }
}

/// 6.2.25.
pub(super) fn not_for_mapping<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    each_entry(looked, |own, entry| {
        let word = match entry.usage {
            Usage::Discouraged => "discourages from",
            Usage::Prohibited => "prohibits",
            Usage::Unknown | Usage::Allowed | Usage::Review => return,
        };
        found.at(own, format!("the CWE list {word} naming this as the weakness behind a vulnerability"));
    });
}

/// 6.2.26.
pub(super) fn mapping_needs_review<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    each_entry(looked, |own, entry| {
        if entry.usage == Usage::Review {
            found.at(own, "the CWE list asks to look for a narrower weakness than this".to_owned());
        }
    });
}

/// 6.3.4.
pub(super) fn missing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        if own.at.get("cwe").is_none() && own.at.get("cwes").is_none() {
            found.at(own.at, "this vulnerability names no weakness".to_owned());
        }
    }
}
