//! What the profiles ask (6.1.27.1 to 6.1.27.19, 6.2.39.1).

use super::statuses::StatusGroup;
use super::{Found, Looked};
use crate::facts::{Item, List, Product, Vulnerability};

fn is(looked: &Looked<'_, '_>, profiles: &[&str]) -> bool {
    profiles.contains(&looked.facts.category)
}

/// Security advisories and VEX, with the profile of 2.1 for documents that were converted.
const ADVISORIES: [&str; 3] = ["csaf_security_advisory", "csaf_vex", "csaf_deprecated_security_advisory"];
const RETIRED: [&str; 2] = ["csaf_withdrawn", "csaf_superseded"];
const TEXTS: [&str; 2] = ["csaf_informational_advisory", "csaf_security_incident_response"];

/// 6.1.27.1.
pub(super) fn text_without_notes<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    const KINDS: [&str; 4] = ["description", "details", "general", "summary"];
    let Some(document) = looked.facts.document.filter(|_| is(looked, &TEXTS)) else { return };
    if !looked.facts.notes.iter().any(|note| KINDS.contains(&note.category)) {
        let at = document.get("notes").unwrap_or(document);
        found.at(at, "no note of the document describes what it is about".to_owned());
    }
}

/// 6.1.27.2. A reference without category is external.
pub(super) fn text_without_references<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(document) = looked.facts.document.filter(|_| is(looked, &TEXTS)) else { return };
    let references = document.get("references");
    let external =
        |reference: vauban_json::Value<'_>| reference.get_text("category").unwrap_or("external") == "external";
    if !references.is_some_and(|list| list.items().any(external)) {
        found.at(references.unwrap_or(document), "no reference leads to an external source".to_owned());
    }
}

/// 6.1.27.3.
pub(super) fn vulnerabilities_where_none_belong<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if is(looked, &["csaf_informational_advisory", "csaf_withdrawn", "csaf_superseded"])
        && let Some(at) = looked.facts.root.get("vulnerabilities")
    {
        found.at(at, format!("a document of the profile `{}` has no vulnerabilities", looked.facts.category));
    }
}

/// 6.1.27.4.
pub(super) fn without_product_tree<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if is(looked, &ADVISORIES) && looked.facts.tree.is_none() {
        found.at(looked.facts.root, "there is no product tree".to_owned());
    }
}

/// 6.1.27.5.
pub(super) fn vulnerability_without_notes<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    each(looked, found, &ADVISORIES, |own| own.at.get("notes").is_none(), "this vulnerability has no notes");
}

/// 6.1.27.6.
pub(super) fn vulnerability_without_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let profiles = ["csaf_security_advisory", "csaf_deprecated_security_advisory"];
    each(looked, found, &profiles, |own| own.status_at.is_none(), "this vulnerability has no product status");
}

/// 6.1.27.7.
pub(super) fn vex_without_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    const ASKED: [&str; 4] = ["fixed", "known_affected", "known_not_affected", "under_investigation"];
    let without = |own: &Vulnerability<'_>| !own.statuses.iter().any(|status| ASKED.contains(&status.name));
    each(
        looked,
        found,
        &["csaf_vex"],
        without,
        "no product is fixed, affected, not affected or under investigation here",
    );
}

/// 6.1.27.8.
pub(super) fn vex_without_id<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let without = |own: &Vulnerability<'_>| own.at.get("cve").is_none() && own.at.get("ids").is_none();
    each(looked, found, &["csaf_vex"], without, "this vulnerability has neither a CVE number nor another id");
}

fn each<'d>(
    looked: &Looked<'_, 'd>,
    found: &mut Found<'d>,
    profiles: &[&str],
    fails: impl Fn(&Vulnerability<'d>) -> bool,
    message: &str,
) {
    if is(looked, profiles) {
        for own in looked.facts.vulnerabilities.iter().filter(|own| fails(own)) {
            found.at(own.at, message.to_owned());
        }
    }
}

/// 6.1.27.9.
pub(super) fn vex_without_impact<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let says = |item: &Item<'_>| item.list == List::Flags || (item.list == List::Threats && item.category == "impact");
    stated(looked, found, "known_not_affected", says, "is not affected, and no flag or impact statement says why");
}

/// 6.1.27.10.
pub(super) fn vex_without_action<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let says = |item: &Item<'_>| item.list == List::Remediations;
    stated(looked, found, "known_affected", says, "is affected, and no remediation says what to do");
}

fn stated<'d>(
    looked: &Looked<'_, 'd>,
    found: &mut Found<'d>,
    status: &str,
    says: impl Fn(&Item<'d>) -> bool,
    message: &str,
) {
    if !is(looked, &["csaf_vex"]) {
        return;
    }
    for own in &looked.facts.vulnerabilities {
        // Every product with a statement, once and in order: lists of thousands of products stay short work.
        let items = own.items.iter().filter(|item| says(item));
        let mut covered: Vec<&str> = items.flat_map(|item| looked.facts.products_of(item)).collect();
        covered.sort_unstable();
        for product in own.statuses.iter().filter(|own| own.name == status).flat_map(|own| &own.products) {
            if covered.binary_search(&product.id).is_err() {
                found.at(product.at, format!("the product `{}` {message}", product.id));
            }
        }
    }
}

/// 6.1.27.11.
pub(super) fn without_vulnerabilities<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if is(looked, &ADVISORIES) && looked.facts.root.get("vulnerabilities").is_none() {
        found.at(looked.facts.root, "there are no vulnerabilities".to_owned());
    }
}

/// 6.1.27.12 of 2.1.
pub(super) fn nothing_affected<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let without = |own: &Vulnerability<'_>| !own.statuses.iter().any(|status| status.name == "known_affected");
    each(looked, found, &["csaf_security_advisory"], without, "no product is listed as affected in this vulnerability");
}

/// What makes two versions those of one product: the branches above the version; of a product path, its parts without
/// what they are only installed with.
fn family<'d>(looked: &Looked<'_, 'd>, product: &Product<'d>, left: usize) -> Vec<&'d str> {
    let facts = looked.facts;
    match product.origin {
        crate::facts::Origin::Branch(_) => {
            let way = facts.way(product).filter(|branch| {
                matches!(
                    branch.category,
                    "vendor"
                        | "product_family"
                        | "product_name"
                        | "architecture"
                        | "platform"
                        | "language"
                        | "specification"
                        | "host_name"
                )
            });
            way.map(|branch| branch.name.map_or("", |name| name.id)).collect()
        }
        crate::facts::Origin::Relation(relation) if left > 0 => {
            let relation = &facts.relations[relation];
            let mut all = Vec::new();
            for (number, part) in relation.parts.iter().enumerate() {
                let kind = number.checked_sub(1).and_then(|before| relation.kinds.get(before)).copied();
                if kind == Some("installed_with") {
                    break;
                }
                all.extend(kind);
                if let Some(product) = facts.product(part.id).and_then(|at| facts.products.get(at)) {
                    all.extend(family(looked, product, left - 1));
                }
            }
            all
        }
        crate::facts::Origin::Name | crate::facts::Origin::Relation(_) => Vec::new(),
    }
}

/// How deep product paths that are made of product paths are followed.
const NESTED: usize = 8;

fn families<'d>(looked: &Looked<'_, 'd>, own: &Vulnerability<'d>, group: StatusGroup) -> Vec<Vec<&'d str>> {
    let statuses = own.statuses.iter().filter(|status| StatusGroup::of(status.name) == Some(group));
    let products = statuses.flat_map(|status| &status.products).filter_map(|own| looked.facts.product(own.id));
    let mut all: Vec<_> = products.map(|at| family(looked, &looked.facts.products[at], NESTED)).collect();
    all.sort();
    all.dedup();
    all
}

/// 6.1.27.13 of 2.1. Of a product that is a mere name it cannot be told which others are its versions: then any counts.
pub(super) fn fixed_without_affected<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !is(looked, &["csaf_security_advisory"]) {
        return;
    }
    for own in &looked.facts.vulnerabilities {
        let affected = families(looked, own, StatusGroup::Affected);
        for status in own.statuses.iter().filter(|status| StatusGroup::of(status.name) == Some(StatusGroup::Fixed)) {
            for product in &status.products {
                let Some(at) = looked.facts.product(product.id) else { continue };
                let family = family(looked, &looked.facts.products[at], NESTED);
                let nameless = affected.iter().any(Vec::is_empty) || (family.is_empty() && !affected.is_empty());
                if !nameless && affected.binary_search(&family).is_err() {
                    found.at(
                        product.at,
                        format!("the product `{}` is fixed, and no version of it is affected", product.id),
                    );
                }
            }
        }
    }
}

/// 6.2.39.1 of 2.1.
pub(super) fn affected_without_fixed<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !is(looked, &["csaf_security_advisory"]) {
        return;
    }
    for own in &looked.facts.vulnerabilities {
        let fixed = families(looked, own, StatusGroup::Fixed);
        for status in own.statuses.iter().filter(|status| StatusGroup::of(status.name) == Some(StatusGroup::Affected)) {
            for product in &status.products {
                let Some(at) = looked.facts.product(product.id) else { continue };
                let definition = &looked.facts.products[at];
                let remediations = own.list(List::Remediations).filter(|item| looked.facts.names(item, product.id));
                let kinds: Vec<&str> = remediations.map(|item| item.category).collect();
                let ends = looked.facts.way(definition).any(|branch| {
                    branch.category == "product_version_range"
                        && branch.name.is_some_and(|name| {
                            name.id.rsplit('|').next().is_some_and(|last| {
                                last.rsplit('/').next().is_some_and(|last| last.trim_start().starts_with('<'))
                            })
                        })
                });
                let exists = ends || kinds.contains(&"vendor_fix");
                let none =
                    kinds.iter().any(|kind| matches!(*kind, "fix_planned" | "no_fix_planned" | "none_available"));
                if none && !exists {
                    continue;
                }
                let family = family(looked, definition, NESTED);
                let nameless = fixed.iter().any(Vec::is_empty) || (family.is_empty() && !fixed.is_empty());
                if !nameless && fixed.binary_search(&family).is_err() {
                    found.at(
                        product.at,
                        format!("the product `{}` is affected, and no version of it is fixed", product.id),
                    );
                }
            }
        }
    }
}

/// 6.1.27.14 of 2.1.
pub(super) fn retired_without_description<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(document) = looked.facts.document.filter(|_| is(looked, &RETIRED)) else { return };
    if !looked.facts.notes.iter().any(|note| note.category == "description") {
        found.at(document.get("notes").unwrap_or(document), "no note of category `description` says why".to_owned());
    }
}

/// 6.1.27.15 of 2.1.
pub(super) fn retired_with_products<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some(tree) = looked.facts.tree.filter(|_| is(looked, &RETIRED)) {
        found.at(tree, format!("a document of the profile `{}` has no product tree", looked.facts.category));
    }
}

/// 6.1.27.16 of 2.1.
pub(super) fn retired_without_history<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(tracking) = looked.facts.tracking.filter(|_| is(looked, &RETIRED)) else { return };
    if looked.facts.history.len() < 2 {
        let at = tracking.get("revision_history").unwrap_or(tracking);
        found.at(at, "the history has one revision: what is withdrawn or superseded was published before".to_owned());
    }
}
