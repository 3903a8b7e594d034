//! Product identification helpers (6.1.13, 6.1.25, 6.1.42 to 6.1.44, 6.1.61, 6.2.8, 6.2.9, 6.2.16, 6.2.31, 6.2.32,
//! 6.2.52, 6.3.5).

use std::collections::BTreeMap;

use vauban_json::Value;
use vauban_parts::Purl;

use super::{Found, Looked};
use crate::facts::{Facts, Product};
use crate::schema;

/// The helpers of a document.
fn helpers<'f, 'd>(facts: &'f Facts<'d>) -> impl Iterator<Item = (&'f Product<'d>, Value<'d>)> + use<'f, 'd> {
    facts.products.iter().filter_map(|product| Some((product, product.helper?)))
}

/// The items of a list in every helper.
fn listed<'f, 'd>(facts: &'f Facts<'d>, name: &'static str) -> impl Iterator<Item = Value<'d>> + use<'f, 'd> {
    helpers(facts).filter_map(move |(_, helper)| helper.get(name)).flat_map(Value::items)
}

/// The lists of file hashes of a document.
fn file_hashes<'f, 'd>(facts: &'f Facts<'d>) -> impl Iterator<Item = Value<'d>> + use<'f, 'd> {
    listed(facts, "hashes").filter_map(|file| file.get("file_hashes"))
}

/// Package URLs: one in 2.0, a list in 2.1.
fn purls<'d>(helper: Value<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    helper.get("purl").into_iter().chain(helper.get("purls").into_iter().flat_map(Value::items))
}

/// 6.1.13.
pub(super) fn invalid_purls<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for at in helpers(looked.facts).flat_map(|(_, helper)| purls(helper)) {
        let Some(text) = at.text() else { continue };
        if let Err(why) = Purl::parse(text) {
            found.at(at, format!("`{text}` is no package URL: {why}"));
        }
    }
}

/// 6.1.25.
pub(super) fn one_algorithm_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for list in file_hashes(looked.facts) {
        let mut all: Vec<_> = list.items().filter_map(|hash| Some((hash.get_text("algorithm")?, hash))).collect();
        all.sort_by_key(|(name, hash)| (*name, hash.index()));
        for pair in all.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            found.at(pair[1].1, format!("there is another hash of this file with `{}`", pair[1].0));
        }
    }
}

/// 6.1.42 of 2.1.
pub(super) fn purls_of_other_parts<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, helper) in helpers(looked.facts) {
        let mut all = purls(helper).filter_map(|at| Some((at, Purl::parse(at.text()?).ok()?)));
        let Some((_, first)) = all.next() else { continue };
        let parts = |own: &Purl<'_>| {
            let own = [Some(own.kind()), own.namespace(), Some(own.name()), own.version(), own.subpath()];
            own.map(|part| part.map(str::to_owned))
        };
        let asked = parts(&first);
        for (at, other) in all {
            const NAMES: [&str; 5] = ["type", "namespace", "name", "version", "subpath"];
            let other = parts(&other);
            if let Some(differs) = (0..5).find(|part| asked[*part] != other[*part]) {
                found.at(at, format!("this package URL differs from the first in its {}", NAMES[differs]));
            }
        }
    }
}

/// 6.1.43 of 2.1.
pub(super) fn stars_in_models<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    stars(looked, found, "model_numbers");
}

/// 6.1.44 of 2.1.
pub(super) fn stars_in_serials<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    stars(looked, found, "serial_numbers");
}

/// 6.1.61 of 2.1.
pub(super) fn stars_in_skus<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    stars(looked, found, "skus");
}

fn stars<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, name: &'static str) {
    for at in listed(looked.facts, name) {
        let Some(text) = at.text() else { continue };
        let mut escaped = false;
        let mut stars = 0;
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'*' => stars += 1,
                _ => {}
            }
        }
        if stars > 1 {
            found.at(at, format!("`{text}` has {stars} stars that are not escaped"));
        }
    }
}

/// 6.2.8.
pub(super) fn only_md5<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    only(looked, found, "md5");
}

/// 6.2.9.
pub(super) fn only_sha1<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    only(looked, found, "sha1");
}

fn only<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, name: &str) {
    for list in file_hashes(looked.facts) {
        let is = |hash: Value<'d>| hash.get_text("algorithm").is_some_and(|own| own.eq_ignore_ascii_case(name));
        if !list.is_empty() && list.items().all(is) {
            found.at(list, format!("`{name}` is the only hash of this file"));
        }
    }
}

/// 6.2.16.
pub(super) fn without_helper<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for product in looked.facts.products.iter().filter(|product| product.helper.is_none()) {
        found.at(product.at, "this product has no identification helper".to_owned());
    }
}

/// 6.2.31 of 2.1.
pub(super) fn hardware_as_software<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    let mut parts: Vec<&str> = facts.relations.iter().flat_map(|own| &own.parts).map(|part| part.id).collect();
    parts.sort_unstable();
    for (product, helper) in helpers(facts) {
        let hard = ["serial_numbers", "model_numbers"].into_iter().find(|name| helper.get(name).is_some());
        let Some(name) = hard else { continue };
        let part = product.id.is_some_and(|id| parts.binary_search(&id.id).is_ok());
        if !part {
            found.at(product.at, format!("this product has `{name}` as hardware has, and no product path leads to it"));
        }
    }
}

/// 6.2.32 of 2.1: a value names one product. Lists are held item by item.
pub(super) fn one_helper_for_two<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for (product, helper) in helpers(looked.facts) {
        let id = product.id.map_or("", |id| id.id);
        for (name, value) in helper.members() {
            let name = name.text().unwrap_or("");
            let values: Vec<Value<'d>> = if value.is_array() { value.items().collect() } else { vec![value] };
            for value in values {
                let first = *seen.entry((name, schema::spelled(value))).or_insert(id);
                if first != id {
                    found.at(value, format!("this stands for the product `{first}` already"));
                }
            }
        }
    }
}

/// Algorithms that the standard names (section 3.1.3.3.2), and those that this program could compute or compare.
const ALGORITHMS: [&str; 32] = [
    "blake2b512",
    "blake2s256",
    "md4",
    "md5",
    "md5-sha1",
    "ripemd",
    "ripemd160",
    "rmd160",
    "sha1",
    "sha224",
    "sha256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "shake128",
    "shake256",
    "sm3",
    "ssl3-md5",
    "ssl3-sha1",
    "whirlpool",
    "mdc2",
    "md2",
    "blake2b",
    "blake2s",
    "blake3",
    "sha0",
    "tiger",
];

/// 6.2.52 of 2.1.
pub(super) fn unknown_algorithms<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for hash in file_hashes(looked.facts).flat_map(Value::items) {
        let Some(at) = hash.get("algorithm") else { continue };
        let Some(name) = at.text() else { continue };
        if !ALGORITHMS.get(..25).is_some_and(|listed| listed.contains(&name)) {
            let known = if ALGORITHMS.contains(&name) {
                "known here, but not named by"
            } else {
                "neither known here nor named by"
            };
            found.at(at, format!("the hash algorithm `{name}` is {known} the standard"));
        }
    }
}

/// 6.3.5.
pub(super) fn short_hashes<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for hash in file_hashes(looked.facts).flat_map(Value::items) {
        let Some(at) = hash.get("value") else { continue };
        if let Some(length) = at.text().map(str::len).filter(|length| *length < 64) {
            found.at(at, format!("this hash has {length} digits; collisions are near"));
        }
    }
}
