//! What the profiles ask (6.1.27.1 to 6.1.27.19, 6.2.39.1).

use super::statuses::StatusGroup;
use super::{Found, Looked};
use crate::facts::{Item, List, Mention, Origin, Product, Vulnerability};

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

/// What makes two versions those of one product: of a branch, the branches that name no version; of a product path, that
/// of its first product, and exactly the others up to what it is only installed with.
fn family<'d>(looked: &Looked<'_, 'd>, product: &Product<'d>, left: usize) -> Vec<&'d str> {
    let facts = looked.facts;
    match product.origin {
        Origin::Branch(_) => {
            const VERSIONS: [&str; 4] = ["product_version", "product_version_range", "patch_level", "service_pack"];
            let way = facts.way(product).filter(|branch| !VERSIONS.contains(&branch.category));
            way.map(|branch| branch.name.map_or("", |name| name.id)).collect()
        }
        Origin::Relation(relation) if left > 0 => path(looked, relation, left - 1),
        Origin::Name | Origin::Relation(_) => Vec::new(),
    }
}

/// How deep product paths that are made of product paths are followed.
const NESTED: usize = 8;

fn path<'d>(looked: &Looked<'_, 'd>, relation: usize, left: usize) -> Vec<&'d str> {
    let Some(relation) = looked.facts.relations.get(relation) else { return Vec::new() };
    let mut parts = relation.parts.iter();
    let first = parts.next().and_then(|part| looked.facts.product(part.id));
    let mut all = first.map(|at| family(looked, &looked.facts.products[at], left)).unwrap_or_default();
    for (part, kind) in parts.zip(&relation.kinds) {
        if *kind == "installed_with" {
            break;
        }
        all.extend([*kind, part.id]);
    }
    all
}

/// What parts of product paths are installed with: a hotfix is a version of what it mends. Sorted by the part.
fn mended<'d>(looked: &Looked<'_, 'd>) -> Vec<(&'d str, usize)> {
    let mut all = Vec::new();
    for (number, relation) in looked.facts.relations.iter().enumerate() {
        let with = relation.parts.iter().skip(1).zip(&relation.kinds).filter(|(_, kind)| **kind == "installed_with");
        all.extend(with.map(|(part, _)| (part.id, number)));
    }
    all.sort_unstable();
    all
}

/// The families that a product is a version of: its own, and those of what it is installed with. Nothing of a product
/// that is a mere name.
fn families_of<'d>(looked: &Looked<'_, 'd>, id: &str, mended: &[(&'d str, usize)]) -> Vec<Vec<&'d str>> {
    let Some(at) = looked.facts.product(id) else { return Vec::new() };
    let own = family(looked, &looked.facts.products[at], NESTED);
    let from = mended.partition_point(|(part, _)| *part < id);
    let with = mended.iter().skip(from).take_while(|(part, _)| *part == id);
    let with = with.map(|(_, number)| path(looked, *number, NESTED));
    std::iter::once(own).chain(with).filter(|family| !family.is_empty()).collect()
}

/// Products of a status group.
fn standing<'f, 'd>(
    own: &'f Vulnerability<'d>,
    group: StatusGroup,
) -> impl Iterator<Item = &'f Mention<'d>> + use<'f, 'd> {
    let statuses = own.statuses.iter().filter(move |status| StatusGroup::of(status.name) == Some(group));
    statuses.flat_map(|status| &status.products)
}

/// Calls for products of one group that no product of the other is another version of. Of a product that is a mere name
/// nobody can tell which others are its versions: beside one, nothing is said as long as there is any other.
fn without_counterpart<'d>(
    looked: &Looked<'_, 'd>,
    own: &Vulnerability<'d>,
    group: StatusGroup,
    other: StatusGroup,
    mut each: impl FnMut(&Mention<'d>),
) {
    let mended = mended(looked);
    let mut known = Vec::new();
    let mut nameless = false;
    for product in standing(own, other) {
        let families = families_of(looked, product.id, &mended);
        nameless |= families.is_empty();
        known.extend(families);
    }
    known.sort();
    for product in standing(own, group) {
        let families = families_of(looked, product.id, &mended);
        let untold = nameless || (families.is_empty() && !known.is_empty());
        if !untold && !families.iter().any(|family| known.binary_search(family).is_ok()) {
            each(product);
        }
    }
}

/// 6.1.27.13 of 2.1.
pub(super) fn fixed_without_affected<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !is(looked, &["csaf_security_advisory"]) {
        return;
    }
    for own in &looked.facts.vulnerabilities {
        without_counterpart(looked, own, StatusGroup::Fixed, StatusGroup::Affected, |product| {
            found.at(product.at, format!("the product `{}` is fixed, and no version of it is affected", product.id));
        });
    }
}

/// 6.2.39.1 of 2.1.
pub(super) fn affected_without_fixed<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !is(looked, &["csaf_security_advisory"]) {
        return;
    }
    for own in &looked.facts.vulnerabilities {
        let of = |kinds: &[&str]| {
            looked.facts.covered(own.list(List::Remediations).filter(|item| kinds.contains(&item.category)))
        };
        let (fix, none) = (of(&["vendor_fix"]), of(&["fix_planned", "no_fix_planned", "none_available"]));
        without_counterpart(looked, own, StatusGroup::Affected, StatusGroup::Fixed, |product| {
            let exists = ends_before_a_version(looked, product) || fix.binary_search(&product.id).is_ok();
            if exists || none.binary_search(&product.id).is_err() {
                found
                    .at(product.at, format!("the product `{}` is affected, and no version of it is fixed", product.id));
            }
        });
    }
}

/// Whether a product is a range that ends before a version: that version is one that is not affected.
fn ends_before_a_version(looked: &Looked<'_, '_>, product: &Mention<'_>) -> bool {
    let Some(definition) = looked.facts.product(product.id).and_then(|at| looked.facts.products.get(at)) else {
        return false;
    };
    looked.facts.way(definition).filter(|branch| branch.category == "product_version_range").any(|branch| {
        let range = branch.name.map_or("", |name| name.id.rsplit('/').next().unwrap_or(""));
        let last = range.rsplit('|').find(|part| !part.starts_with("!=")).unwrap_or("");
        last.starts_with('<') && !last.starts_with("<=")
    })
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
