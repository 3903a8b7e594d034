//! Extensions (6.1.60, 6.2.39.5, 6.2.54, 6.3.21 of 2.1).

use std::collections::BTreeMap;

use vauban_json::Value;

use super::{Found, Looked};
use crate::extensions::Definition;
use crate::facts::{Facts, List, Origin};
use crate::schema::Area;

/// Where extensions may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Document,
    Branches,
    Names,
    Paths,
    Metrics,
    Vulnerabilities,
    Root,
}

impl Place {
    /// The key of the place in the metadata of an extension. Product paths were relationships when it was written.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Place::Document => &["$.document.x_extensions"],
            Place::Branches => &["$.product_tree.branches..product.x_extensions"],
            Place::Names => &["$.product_tree.full_product_names[*].x_extensions"],
            Place::Paths => &[
                "$.product_tree.product_paths[*].full_product_name.x_extensions",
                "$.product_tree.relationships[*].full_product_name.x_extensions",
            ],
            Place::Metrics => &["$.vulnerabilities[*].metrics[*].content.x_extensions"],
            Place::Vulnerabilities => &["$.vulnerabilities[*].x_extensions"],
            Place::Root => &["$.x_extensions"],
        }
    }
}

/// Every list of extensions with its place.
fn lists<'d>(facts: &Facts<'d>) -> Vec<(Place, Value<'d>)> {
    const NAME: &str = "x_extensions";
    let mut all: Vec<(Place, Value<'d>)> = Vec::new();
    all.extend(facts.document.and_then(|own| own.get(NAME)).map(|at| (Place::Document, at)));
    for product in &facts.products {
        let place = match product.origin {
            Origin::Branch(_) => Place::Branches,
            Origin::Name => Place::Names,
            Origin::Relation(_) => Place::Paths,
        };
        all.extend(product.at.get(NAME).map(|at| (place, at)));
    }
    for own in &facts.vulnerabilities {
        let metrics = own.list(List::Scores).filter_map(|item| item.at.get_path(&["content", NAME]));
        all.extend(metrics.map(|at| (Place::Metrics, at)));
        all.extend(own.at.get(NAME).map(|at| (Place::Vulnerabilities, at)));
    }
    all.extend(facts.root.get(NAME).map(|at| (Place::Root, at)));
    all
}

/// Every extension with the address of its schema.
fn each<'d>(facts: &Facts<'d>) -> impl Iterator<Item = (Value<'d>, &'d str)> + use<'d> {
    lists(facts).into_iter().flat_map(|(_, list)| list.items()).filter_map(|own| Some((own, own.get_text("$schema")?)))
}

/// Whether an extension comes from the technical committee.
fn is_official(schema: &str) -> bool {
    schema.starts_with("https://docs.oasis-open.org/csaf/")
}

/// What kind of extension an address tells of.
fn class(schema: &str) -> &'static str {
    if is_official(schema) { "official" } else { "experimental" }
}

/// 6.1.60.1.
pub(super) fn frame<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for breach in looked.breaches.iter().filter(|breach| breach.area == Area::Extension && !breach.allowed) {
        found.at(breach.at, breach.message.clone());
    }
}

/// The definition of an extension, if it was handed in.
fn definition<'f>(looked: &Looked<'f, '_>, schema: &str) -> Option<&'f Definition> {
    looked.options.extensions.and_then(|all| all.get(schema))
}

fn unsupported(schema: &str) -> String {
    format!("the {} extension `{schema}` is not known; hand in its schema and metadata", class(schema))
}

/// 6.1.60.2.
pub(super) fn content<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, schema) in each(looked.facts) {
        let Some(content) = definition(looked, schema).and_then(|own| own.content.as_ref()) else {
            found.not_checked(unsupported(schema));
            continue;
        };
        let mut problems = Vec::new();
        content.check(own, &mut problems);
        for problem in problems {
            found.at(problem.value, problem.to_string());
        }
    }
}

/// 6.1.60.3.
pub(super) fn metadata<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let lists = lists(looked.facts);
    let mut used: Vec<&str> =
        lists.iter().flat_map(|(_, list)| list.items()).filter_map(|own| own.get_text("$schema")).collect();
    used.sort_unstable();
    for (place, list) in &lists {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for own in list.items() {
            let Some(schema) = own.get_text("$schema") else { continue };
            let Some(rules) = definition(looked, schema).and_then(|own| own.rules.as_ref()) else {
                found.not_checked(unsupported(schema));
                continue;
            };
            let count = counts.entry(schema).or_default();
            *count += 1;
            let count = *count;
            let most = rules.places.iter().find(|(own, _)| place.keys().contains(&own.as_str())).map(|(_, most)| *most);
            if most.is_some_and(|most| count > most) {
                let most = most.unwrap_or(0);
                let message = match most {
                    0 => "this extension may not stand here".to_owned(),
                    most => format!("this extension may stand here {most} times, and does so {count} times"),
                };
                found.at(own, message);
            }
            if let Some(other) = rules.incompatible.iter().find(|other| used.binary_search(&other.as_str()).is_ok()) {
                found.at(own, format!("this extension does not go with `{other}`"));
            }
        }
    }
}

/// 6.2.39.5.
pub(super) fn in_retired<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if !matches!(looked.facts.category, "csaf_withdrawn" | "csaf_superseded") {
        return;
    }
    for (_, list) in lists(looked.facts).into_iter().filter(|(place, _)| matches!(place, Place::Document | Place::Root))
    {
        found.at(list, format!("a document of the profile `{}` has extensions", looked.facts.category));
    }
}

/// 6.2.54.1. No extension is registered as far as is known here.
pub(super) fn registered<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, schema) in each(looked.facts).filter(|(_, schema)| !is_official(schema)) {
        found.at(own, format!("`{schema}` is not known as a registered extension"));
    }
}

/// 6.2.54.2.
pub(super) fn official<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, schema) in each(looked.facts).filter(|(_, schema)| !is_official(schema)) {
        found.at(own, format!("`{schema}` is no official extension"));
    }
}

/// 6.2.54.3.
pub(super) fn critical<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (_, list) in lists(looked.facts) {
        for at in list.items().filter_map(|own| own.get("critical")).filter(|at| at.boolean() != Some(false)) {
            found.at(at, "this extension is critical".to_owned());
        }
    }
}

/// 6.2.54.4.
pub(super) fn experimental_in_public<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp == Some("CLEAR") {
        experimental(looked, found);
    }
}

/// 6.3.21.2.
pub(super) fn experimental_in_private<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.tlp != Some("CLEAR") {
        experimental(looked, found);
    }
}

fn experimental<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, schema) in each(looked.facts).filter(|(_, schema)| !is_official(schema)) {
        found.at(own, format!("`{schema}` is an experimental extension"));
    }
}

/// 6.3.21.1: the category that says the document cannot be understood without it.
pub(super) fn category_critical<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (own, _) in each(looked.facts) {
        if let Some(at) = own.get("category").filter(|at| at.is("essential") || at.is("critical")) {
            found.at(at, "who does not know this extension does not understand the document".to_owned());
        }
    }
}

fn at<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, place: Place) {
    for (_, list) in lists(looked.facts).into_iter().filter(|(own, _)| *own == place) {
        found.at(list, "there are extensions here".to_owned());
    }
}

/// 6.3.21.3.
pub(super) fn at_document<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Document);
}

/// 6.3.21.4.
pub(super) fn at_branches<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Branches);
}

/// 6.3.21.5.
pub(super) fn at_names<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Names);
}

/// 6.3.21.6.
pub(super) fn at_paths<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Paths);
}

/// 6.3.21.7.
pub(super) fn at_metrics<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Metrics);
}

/// 6.3.21.8.
pub(super) fn at_vulnerabilities<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Vulnerabilities);
}

/// 6.3.21.9.
pub(super) fn at_root<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    at(looked, found, Place::Root);
}
