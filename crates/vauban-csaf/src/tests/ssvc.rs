//! Records of SSVC decision points (6.1.46 to 6.1.48, 6.2.34 to 6.2.37, 6.3.13 to 6.3.15 of 2.1).

use std::cmp::Ordering;
use std::sync::OnceLock;

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::{Facts, List, Vulnerability};
use crate::number::Number;
use crate::schema::Area;

/// A decision point as the SSVC project registers it.
struct Point {
    namespace: &'static str,
    key: &'static str,
    version: &'static str,
    name: &'static str,
    /// Keys of its values, in their order.
    values: Vec<&'static str>,
}

fn points() -> &'static [Point] {
    static POINTS: OnceLock<Vec<Point>> = OnceLock::new();
    POINTS.get_or_init(|| {
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let (namespace, key) = (cells.next()?, cells.next()?);
            let (version, name) = (cells.next()?, cells.next()?);
            let values = cells.filter_map(|cell| cell.split('=').next()).collect();
            Some(Point { namespace, key, version, name, values })
        };
        include_str!("../../data/ssvc.tsv").lines().filter_map(row).collect()
    })
}

/// Namespaces whose points are all known here, and the one of which some are.
const COMPLETE: [&str; 2] = ["cisa", "ssvc"];
const PARTLY: &str = "cvss";

/// What a namespace begins with, before fragments, languages and extensions.
fn base(namespace: &str) -> &str {
    namespace.split(['/', '#']).next().unwrap_or("")
}

/// What the base of a namespace is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Registered,
    /// `example` and `test`: for documentation and tests.
    Reserved,
    /// `invalid`: never valid.
    Invalid,
    Unregistered,
}

fn standing(namespace: &str) -> Standing {
    match base(namespace) {
        own if COMPLETE.contains(&own) || own == PARTLY => Standing::Registered,
        "example" | "test" => Standing::Reserved,
        "invalid" => Standing::Invalid,
        _ => Standing::Unregistered,
    }
}

/// Whether a namespace has more than a base: a language or an extension.
fn is_extended(namespace: &str) -> bool {
    namespace.contains('/')
}

/// The SSVC records of a document with their vulnerability.
fn records<'f, 'd>(facts: &'f Facts<'d>) -> impl Iterator<Item = (&'f Vulnerability<'d>, Value<'d>)> + use<'f, 'd> {
    facts.vulnerabilities.iter().flat_map(|own| {
        own.list(List::Scores).filter_map(move |item| Some((own, item.at.get_path(&["content", "ssvc_v2"])?)))
    })
}

/// Selections with their namespace.
fn selections<'d>(facts: &Facts<'d>) -> Vec<(Value<'d>, Value<'d>, &'d str)> {
    let all = records(facts).flat_map(|(_, record)| record.get("selections").into_iter().flat_map(Value::items));
    all.filter_map(|own| {
        let namespace = own.get("namespace")?;
        Some((own, namespace, namespace.text()?))
    })
    .collect()
}

/// 6.1.46.
pub(super) fn against_schema<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for breach in looked.breaches.iter().filter(|breach| breach.area == Area::Ssvc && !breach.allowed) {
        found.at(breach.at, breach.message.clone());
    }
}

/// 6.1.47.
pub(super) fn strange_targets<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let tracking = looked.facts.tracking.and_then(|tracking| tracking.get_text("id"));
    let several = looked.facts.vulnerabilities.len() > 1;
    for (own, record) in records(looked.facts) {
        for at in record.get("target_ids").into_iter().flat_map(Value::items) {
            let Some(target) = at.text() else { continue };
            if several && tracking == Some(target) {
                found.at(at, "the target is the document, which has several vulnerabilities".to_owned());
                continue;
            }
            let cve = own.cve.is_some_and(|cve| cve.id == target);
            if !cve && !own.list(List::Ids).any(|id| id.at.get_text("text") == Some(target)) {
                found.at(at, format!("`{target}` is neither the CVE number of this vulnerability nor one of its ids"));
            }
        }
    }
}

/// 6.1.48.
pub(super) fn no_such_decision_point<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, at, namespace) in selections(looked.facts) {
        match standing(namespace) {
            Standing::Invalid => {
                found.at(at, "the namespace `invalid` is reserved for what is not valid".to_owned());
                continue;
            }
            Standing::Reserved | Standing::Unregistered => continue,
            Standing::Registered => {}
        }
        let base = base(namespace);
        let (Some(key), Some(version)) = (own.get_text("key"), own.get_text("version")) else { continue };
        let point = points().iter().find(|point| (point.namespace, point.key, point.version) == (base, key, version));
        let Some(point) = point else {
            if base == PARTLY {
                found.not_checked(format!("the decision point {base}:{key}:{version} is not known here"));
                continue;
            }
            let other = points().iter().filter(|point| (point.namespace, point.key) == (base, key));
            let versions: Vec<&str> = other.map(|point| point.version).collect();
            let message = if versions.is_empty() {
                format!("the namespace `{base}` has no decision point `{key}`")
            } else {
                format!("`{key}` has no version {version}; it has {}", versions.join(", "))
            };
            found.at(own.get("key").unwrap_or(own), message);
            continue;
        };
        let mut last = None;
        for value in own.get("values").into_iter().flat_map(Value::items) {
            let Some(key) = value.get_text("key") else { continue };
            match point.values.iter().position(|own| *own == key) {
                None => {
                    let known = point.values.join(", ");
                    found.at(value, format!("`{}` {version} has no value `{key}`; it has {known}", point.name));
                }
                Some(place) if last.is_some_and(|last| place <= last) => {
                    found.at(value, format!("the value `{key}` of `{}` stands before this one", point.name));
                }
                Some(place) => last = Some(place),
            }
        }
    }
}

/// 6.2.34.
pub(super) fn unknown_namespace<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    unregistered(looked, found);
}

fn unregistered<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, at, namespace) in selections(looked.facts) {
        if matches!(standing(namespace), Standing::Unregistered | Standing::Invalid) {
            found.at(at, format!("`{}` is no registered namespace", base(namespace)));
        }
    }
}

/// 6.2.35.
pub(super) fn unregistered_in_public<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp == Some("CLEAR") {
        unregistered(looked, found);
    }
}

/// 6.3.14.
pub(super) fn unregistered_in_private<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp != Some("CLEAR") {
        unregistered(looked, found);
    }
}

/// 6.2.36.
pub(super) fn extension_in_public<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp == Some("CLEAR") {
        extended(looked, found);
    }
}

/// 6.3.15.
pub(super) fn extension_in_private<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp != Some("CLEAR") {
        extended(looked, found);
    }
}

fn extended<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, at, namespace) in selections(looked.facts) {
        if is_extended(namespace) && standing(namespace) != Standing::Reserved {
            found.at(at, format!("the namespace `{namespace}` is an extension"));
        }
    }
}

/// 6.2.37.
pub(super) fn without_resource<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, record) in records(looked.facts) {
        let resources = || record.get("decision_point_resources").into_iter().flat_map(Value::items);
        for own in record.get("selections").into_iter().flat_map(Value::items) {
            let Some(at) = own.get("namespace") else { continue };
            let Some(namespace) = at.text() else { continue };
            let registered = standing(namespace) == Standing::Registered && namespace == base(namespace);
            if registered || standing(namespace) == Standing::Reserved {
                continue;
            }
            let told = resources().any(|own| own.get_text("summary").is_some_and(|summary| names(summary, namespace)));
            if !told {
                found.at(at, format!("no decision point resource says what `{namespace}` is"));
            }
        }
    }
}

/// Whether a text names a namespace, and not a longer one that begins with it.
fn names(summary: &str, namespace: &str) -> bool {
    summary.match_indices(namespace).any(|(at, _)| {
        let after = summary.get(at + namespace.len()..).and_then(|rest| rest.chars().next());
        let before = summary.get(..at).and_then(|rest| rest.chars().next_back());
        let inner =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '#' | '$'));
        !inner(after) && !inner(before)
    })
}

/// Days on which versions of decision points were there for sure: the standard's example tells of one. The project's
/// files do not say since when they are.
const DAYS: [(&str, &str, &str, &str); 1] = [("ssvc", "MI", "2.0.0", "2024-01-24")];

/// 6.3.13.
pub(super) fn old_version<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, record) in records(looked.facts) {
        let day = record.get_text("timestamp").and_then(|time| time.get(..10)).unwrap_or("");
        for own in record.get("selections").into_iter().flat_map(Value::items) {
            let Some(namespace) = own.get_text("namespace") else { continue };
            let (Some(key), Some(version)) = (own.get_text("key"), own.get("version")) else { continue };
            let Some(number) = version.text().and_then(Number::read) else { continue };
            if standing(namespace) != Standing::Registered || base(namespace) == PARTLY {
                continue;
            }
            let versions = points().iter().filter(|point| (point.namespace, point.key) == (base(namespace), key));
            for point in versions {
                let came = DAYS.iter().find(|(space, key, version, _)| {
                    (*space, *key, *version) == (point.namespace, point.key, point.version)
                });
                let newer = Number::read(point.version).is_some_and(|other| other.order(&number) == Ordering::Greater);
                match came {
                    _ if !newer => {}
                    Some((.., since)) if *since <= day => {
                        found.at(
                            version,
                            format!("version {} of `{}` was there at this time", point.version, point.name),
                        );
                    }
                    Some(_) => {}
                    None => found.not_checked(format!(
                        "since when version {} of `{}` exists is not known here",
                        point.version, point.name
                    )),
                }
            }
        }
    }
}
