//! Identification helpers against the branches that lead to a product (6.2.42 of 2.1).

use vauban_json::Value;
use vauban_parts::Purl;
use vauban_parts::cpe::{Attribute, Cpe};

use super::{Found, Looked};
use crate::facts::Product;

/// What a branch of a category says, if there is one on the way.
fn branch<'d>(looked: &Looked<'_, 'd>, product: &Product<'d>, category: &str) -> Option<&'d str> {
    looked
        .facts
        .way(product)
        .find(|branch| branch.category == category)
        .and_then(|branch| branch.name)
        .map(|name| name.id)
}

/// Text without what CPE names and names of products spell differently: case, blanks, punctuation.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A version without letter v and case.
fn plain_version(text: &str) -> String {
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    plain_but_dots(rest.unwrap_or(&lower))
}

fn plain_but_dots(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect()
}

/// 6.2.42.
pub(super) fn inconsistent<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for product in &looked.facts.products {
        let Some(helper) = product.helper else { continue };
        if looked.facts.way(product).next().is_none() {
            continue;
        }
        if let Some(at) = helper.get("cpe")
            && let Some(cpe) = at.text().and_then(|text| Cpe::parse(text).ok())
        {
            against_cpe(looked, product, at, &cpe, found);
        }
        for at in helper.get("purl").into_iter().chain(helper.get("purls").into_iter().flat_map(Value::items)) {
            if let Some(purl) = at.text().and_then(|text| Purl::parse(text).ok()) {
                against_version(looked, product, at, purl.version(), "the package URL", found);
            }
        }
    }
}

/// Attributes of a CPE name, and the categories of branches that say the same.
const COUNTERPARTS: [(Attribute, &[&str]); 6] = [
    (Attribute::Vendor, &["vendor"]),
    (Attribute::Product, &["product_name", "product_family"]),
    (Attribute::Version, &["product_version", "product_version_range"]),
    (Attribute::Update, &["patch_level", "service_pack", "product_version", "product_version_range"]),
    (Attribute::Language, &["language"]),
    (Attribute::TargetHw, &["architecture", "platform"]),
];

fn against_cpe<'d>(
    looked: &Looked<'_, 'd>,
    product: &Product<'d>,
    at: Value<'d>,
    cpe: &Cpe<'_>,
    found: &mut Found<'d>,
) {
    for (attribute, categories) in COUNTERPARTS {
        let said: Vec<&str> = categories.iter().filter_map(|category| branch(looked, product, category)).collect();
        let Some(own) = cpe.concrete(attribute) else {
            // A wildcard where the branches say what it is. Languages and hardware are seldom written out.
            let asked = matches!(attribute, Attribute::Vendor | Attribute::Product | Attribute::Version);
            let ranged = attribute == Attribute::Version && branch(looked, product, "product_version").is_none();
            if asked && !said.is_empty() && !ranged {
                found.at(at, format!("the CPE name says nothing of what the branches call `{}`", said[0]));
            }
            continue;
        };
        if said.is_empty() {
            found.at(at, format!("the CPE name says `{own}`, and no branch says so"));
            continue;
        }
        let fits = match attribute {
            Attribute::Version => said.iter().any(|said| plain_version(said).contains(&plain_version(own))),
            Attribute::Update => said.iter().any(|said| plain(said).contains(&plain(own))),
            // Vendors and products have short names in CPE: `example` for Example Company.
            Attribute::Vendor | Attribute::Product => said.iter().any(|said| {
                let (said, own) = (plain(said), plain(own));
                said.contains(&own) || own.contains(&said)
            }),
            _ => true,
        };
        if !fits {
            found.at(at, format!("the CPE name says `{own}`, and the branches say `{}`", said.join("`, `")));
        }
    }
}

fn against_version<'d>(
    looked: &Looked<'_, 'd>,
    product: &Product<'d>,
    at: Value<'d>,
    version: Option<&str>,
    what: &str,
    found: &mut Found<'d>,
) {
    let said = branch(looked, product, "product_version");
    match (said, version) {
        (Some(said), Some(own)) => {
            let (told, own_plain) = (plain_version(said), plain_version(own));
            if !told.contains(&own_plain) && !own_plain.contains(&told) {
                found.at(at, format!("{what} says version {own}, and the branches say {said}"));
            }
        }
        (Some(said), None) => found.at(at, format!("{what} says no version, and the branches say {said}")),
        (None, _) => {}
    }
}
