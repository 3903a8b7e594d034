//! What a tailoring was made for (SM-5.d): the security context, the scope of the product, and its threats.
//!
//! What is left out of a project is left out because of how things stood. A tailoring stores a fingerprint of each
//! record of the context, one of the product's scope, and one of all its threats with a mark for each element they
//! lie on, so that a later change is told by name and without any history.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use vauban_catalog::Catalogs;
use vauban_model::kinds::values::{Seen, Sight};
use vauban_model::{AnyId, Kind, Model, ReviewKind};

use crate::review::kinds_of;
use crate::scope::Owners;
use crate::threats::{Enumeration, State};

/// The name under which the product's scope is stored.
pub const SCOPE: &str = "scope";

/// The name under which the threats are stored.
pub const THREATS: &str = "threats";

/// Keys of a product that do not say what it is: they change with every version.
const NOT_SCOPE: &[&str] = &["name", "version", "roots", "title", "description", "tags", "owner", "formerly"];

/// Keys of a record of the context that do not say what it is: its name for people, and that somebody confirmed it.
const CONFIRMED: &[&str] = &["title", "description", "tags", "owner", "formerly", "approved-by", "date"];

/// Context, scope and threats as they stand, each as it is stored in a tailoring.
pub fn basis(
    model: &Model,
    catalogs: &Catalogs,
    owners: &Owners,
    product: Option<AnyId>,
    threats: &Enumeration,
) -> BTreeMap<String, String> {
    let mut basis = BTreeMap::new();
    let mut kinds = kinds_of(ReviewKind::Context);
    kinds.push(Kind::Threat);
    for id in model.all().filter(|id| kinds.contains(&id.kind)) {
        let head = model.head(id);
        if owners.concerns(product, head) {
            let said = model.said(id).into_iter().filter(|(key, _)| !CONFIRMED.contains(key));
            basis.insert(head.name(), stored(said.map(|(key, value)| (key.to_owned(), value))));
        }
    }
    if let Some(product) = product {
        let said = model.said(product).into_iter().filter(|(key, _)| !NOT_SCOPE.contains(key));
        basis.insert(SCOPE.to_owned(), stored(said.map(|(key, value)| (key.to_owned(), value))));
    }
    let mut by_element: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for threat in &threats.threats {
        // Whether what stops a threat is proven yet is no change of the threat.
        let state = match threat.state {
            State::Stopped | State::StoppedUnproven => State::Stopped.word(),
            State::Outside | State::Question | State::Open | State::Accepted | State::Transferred => {
                threat.state.word()
            }
        };
        let rests = threats.digest(threat, model, catalogs.threats()).unwrap_or_default();
        let line = format!("{} {} {state} {rests}", threat.id, threat.severity.as_str());
        by_element.entry(&threat.element).or_default().push(line);
    }
    let lines = by_element.into_iter().map(|(element, mut lines)| {
        lines.sort_unstable();
        (element.to_owned(), lines.join("\n"))
    });
    basis.insert(THREATS.to_owned(), stored(lines));
    basis
}

/// What is no longer as a tailoring stored it, by name and with the keys that changed; empty if everything is.
pub fn changed<'s>(basis: &BTreeMap<String, String>, saw: impl Iterator<Item = (&'s str, &'s Seen)>) -> Vec<String> {
    let mut changed = Vec::new();
    let mut known = BTreeSet::new();
    for (name, seen) in saw {
        known.insert(name);
        let (Some(now), Seen::Sight(then)) = (basis.get(name), seen) else {
            changed.push(format!("{name} is gone"));
            continue;
        };
        let (digest, marks) = parts(now);
        if digest == &*then.digest {
            continue;
        }
        changed.push(match keys(&marks, then) {
            keys if keys.is_empty() => name.to_owned(),
            keys => format!("{name} ({})", keys.join(", ")),
        });
    }
    changed.extend(basis.keys().filter(|name| !known.contains(name.as_str())).map(|name| format!("{name} is new")));
    changed
}

/// The digest over everything that is stored, `sha256:` and 64 digits.
pub fn digest_of_basis<'s>(saw: impl Iterator<Item = (&'s str, &'s str)>) -> String {
    let mut lines: Vec<String> = saw.map(|(name, digest)| format!("{name} {digest}\n")).collect();
    lines.sort_unstable();
    format!("sha256:{}", hex(&Sha256::digest(lines.concat())))
}

fn keys(now: &BTreeMap<&str, &str>, then: &Sight) -> Vec<String> {
    let before: BTreeMap<&str, &str> = then.marks.iter().map(|(key, mark)| (&**key, &**mark)).collect();
    let all: BTreeSet<&str> = now.keys().chain(before.keys()).copied().collect();
    all.into_iter().filter(|key| now.get(key) != before.get(key)).map(str::to_owned).collect()
}

/// The digits of a stored fingerprint, and its marks.
pub fn parts(stored: &str) -> (&str, BTreeMap<&str, &str>) {
    let mut words = stored.split(' ');
    let digest = words.next().unwrap_or_default().trim_start_matches("sha256:");
    (digest, words.filter_map(|word| word.rsplit_once(':')).collect())
}

/// A fingerprint over lines with a mark for each, in the form that reviews store.
fn stored(lines: impl Iterator<Item = (String, String)>) -> String {
    let (mut whole, mut marks) = (Sha256::new(), String::new());
    for (key, value) in lines {
        let line = format!("\n{key} = {value}");
        whole.update(&line);
        let mark = hex(&Sha256::digest(&line));
        // A key with a space could not be read back; the whole still tells that something changed.
        if !key.contains(char::is_whitespace) {
            let _ = write!(marks, " {key}:{}", mark.get(..8).unwrap_or_default());
        }
    }
    format!("sha256:{}{marks}", hex(&whole.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
