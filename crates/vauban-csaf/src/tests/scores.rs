//! Which products have which scores (6.1.7, 6.1.56, 6.2.19, 6.2.47, 6.3.1, 6.3.2, 6.3.12, 6.3.18).

use vauban_json::Value;

use super::cvss::{objects, severities};
use super::statuses::StatusGroup;
use super::{Found, Looked};
use crate::facts::{Item, List};

/// The version of a severity object: what it says, else what its vector says, else what its name says.
fn version<'d>(name: &'static str, object: Value<'d>) -> &'d str {
    let vector = object.get_text("vectorString").and_then(|text| text.strip_prefix("CVSS:")?.split('/').next());
    object.get_text("version").or(vector).unwrap_or(name)
}

/// 6.1.7: of one source, in 2.0 of all.
pub(super) fn scored_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let mut all = Vec::new();
        for item in own.list(List::Scores) {
            let source = item.at.get_text("source").unwrap_or("");
            for (name, object) in objects(item.at) {
                let version = version(name, object);
                all.extend(item.products.iter().map(|product| (product.id, version, source, object)));
            }
        }
        all.sort_by_key(|(product, version, source, object)| (*product, *version, *source, object.index()));
        for pair in all.windows(2) {
            let [(product, version, source, _), (other, other_version, other_source, at)] = pair else { continue };
            if (product, version, source) == (other, other_version, other_source) {
                found.at(*at, format!("the product `{product}` has another score of CVSS {version}"));
            }
        }
    }
}

/// 6.1.56 of 2.1.
pub(super) fn rated_beside_scored<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let mut scored = Vec::new();
        for item in own.list(List::Scores).filter(|item| objects(item.at).next().is_some()) {
            let source = item.at.get_text("source").unwrap_or("");
            scored.extend(item.products.iter().map(|product| (product.id, source)));
        }
        scored.sort_unstable();
        for item in own.list(List::Scores) {
            let Some(rating) = rating(item) else { continue };
            let source = item.at.get_text("source").unwrap_or("");
            for product in item.products.iter().filter(|own| scored.binary_search(&(own.id, source)).is_ok()) {
                found.at(
                    rating,
                    format!("the product `{}` has a severity vector and this rating from one source", product.id),
                );
            }
        }
    }
}

fn rating<'d>(item: &Item<'d>) -> Option<Value<'d>> {
    item.at.get_path(&["content", "qualitative_severity_rating"])
}

/// 6.2.19: a product that is fixed scores nothing.
pub(super) fn fixed_with_score<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let risky =
            own.list(List::Scores).filter(|item| objects(item.at).any(|(name, own)| !scores_nothing(name, own)));
        let risky = looked.facts.covered(risky);
        for status in own.statuses.iter().filter(|status| StatusGroup::of(status.name) == Some(StatusGroup::Fixed)) {
            for product in status.products.iter().filter(|product| risky.binary_search(&product.id).is_ok()) {
                let id = product.id;
                found.at(product.at, format!("the product `{id}` is fixed and has a score that says it is not"));
            }
        }
    }
}

/// Whether a score says that nothing is left: the environmental score is 0, told or computed.
fn scores_nothing(name: &str, object: Value<'_>) -> bool {
    let told = object.get("environmentalScore").and_then(Value::as_f64);
    let vector = object.get_text("vectorString").and_then(|vector| vauban_cvss::score(vector).ok());
    let computed = vector.and_then(|scored| scored.environmental).map(vauban_cvss::Score::value);
    let word = match name {
        // Without targets there is no risk.
        "cvss_v2" => object.get_text("targetDistribution") == Some("NONE"),
        "cvss_v3" => ["Confidentiality", "Integrity", "Availability"]
            .iter()
            .all(|which| object.get_text(&format!("modified{which}Impact")) == Some("NONE")),
        _ => {
            let whole = object.get("baseScore").and_then(Value::as_f64) == Some(0.0);
            whole || vector.is_some_and(|scored| scored.score().tenths() == 0) || no_impact_4(object)
        }
    };
    told == Some(0.0) || computed == Some(0.0) || word
}

/// Whether a score of 4.0 says with its members that no impact is left.
fn no_impact_4(object: Value<'_>) -> bool {
    let none = |name: &str, word: &str| object.get_text(name) == Some(word);
    ["Confidentiality", "Integrity", "Availability"].iter().all(|which| {
        none(&format!("modifiedVuln{which}Impact"), "NONE") && none(&format!("modifiedSub{which}Impact"), "NEGLIGIBLE")
    })
}

/// 6.2.47 of 2.1.
pub(super) fn issuer_rates<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let canonical = super::references::canonical(looked.facts);
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Scores)) {
        let source = item.at.get_text("source");
        if let Some(at) = rating(item)
            && source.is_none_or(|source| canonical.contains(&source))
        {
            found.at(at, "the issuing party rates the severity in a word and gives no vector".to_owned());
        }
    }
}

/// 6.3.18 of 2.1.
pub(super) fn rated<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Scores)) {
        if let Some(at) = rating(item) {
            found.at(at, "the severity is rated in a word; how it was assessed cannot be seen".to_owned());
        }
    }
}

/// 6.3.1.
pub(super) fn only_version_2<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let otherwise = looked.facts.covered(own.list(List::Scores).filter(|item| is_scored_otherwise(item)));
        for item in own.list(List::Scores) {
            let Some((_, at)) = objects(item.at).find(|(name, _)| *name == "cvss_v2") else { continue };
            let alone = item.products.iter().find(|product| otherwise.binary_search(&product.id).is_err());
            if let Some(product) = alone {
                found.at(at, format!("the product `{}` has a score of CVSS 2.0 only", product.id));
            } else if item.products.is_empty() && objects(item.at).all(|(name, _)| name == "cvss_v2") {
                found.at(at, "CVSS 2.0 is the only score here".to_owned());
            }
        }
    }
}

/// Whether an item has a score of another system than CVSS 2.0.
fn is_scored_otherwise(item: &Item<'_>) -> bool {
    match item.at.get("content") {
        None => objects(item.at).any(|(name, _)| name != "cvss_v2"),
        Some(content) => content.members().any(|(name, _)| {
            matches!(name.text(), Some("cvss_v3" | "cvss_v4" | "epss" | "qualitative_severity_rating" | "ssvc_v2"))
        }),
    }
}

/// 6.3.2.
pub(super) fn version_3_0<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (name, object) in severities(looked.facts) {
        let vector = object.get_text("vectorString").is_some_and(|vector| vector.starts_with("CVSS:3.0"));
        if name == "cvss_v3" && (object.get_text("version") == Some("3.0") || vector) {
            found.at(object.get("version").unwrap_or(object), "CVSS 3.0 is used; 3.1 replaces it".to_owned());
        }
    }
}

/// 6.3.12 of 2.1: where there are vectors, one of 4.0 is among them, and every affected product has a vector.
pub(super) fn without_version_4<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        for item in own.list(List::Scores) {
            let mut versions = objects(item.at).map(|(name, _)| name).peekable();
            if versions.peek().is_some() && !versions.any(|name| name == "cvss_v4") {
                let at = item.at.get("content").unwrap_or(item.at);
                found.at(at, "there is a score of CVSS, and none of CVSS 4.0".to_owned());
            }
        }
        let scored = own.list(List::Scores).filter(|item| objects(item.at).next().is_some());
        let mut scored: Vec<&str> = scored.flat_map(|item| looked.facts.products_of(item)).collect();
        scored.sort_unstable();
        for status in own.statuses.iter().filter(|status| StatusGroup::of(status.name) == Some(StatusGroup::Affected)) {
            for product in status.products.iter().filter(|product| scored.binary_search(&product.id).is_err()) {
                found.at(product.at, format!("the affected product `{}` has no score of CVSS", product.id));
            }
        }
    }
}
