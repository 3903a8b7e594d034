//! A product tree of CSAF from the parts that statements name.
//!
//! Ids are counted in the order of the parts' contents, so the same parts get the same ids. A part with supplier, name
//! and version stands in branches, one without a supplier in a branch of its product; what has no version stands in the
//! flat list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::csaf::Edition;
use super::parts::{Single, singles};
use super::{items, object, text, texts};
use crate::problem::{Place, Problem};
use crate::statement::{Part, Product, Span, Statement};

/// The namespace under which CycloneDX BOM links stand in a generic URI.
const BOM_LINK: &str = "https://cyclonedx.org/capabilities/bomlink/";

/// Products and components with their ids.
pub(super) struct Tree {
    singles: BTreeMap<Single, String>,
    /// Components as parts of products.
    pairs: BTreeMap<(Single, Single), String>,
}

impl Tree {
    /// Of everything that some statements name.
    pub(super) fn of<'s>(statements: impl Iterator<Item = &'s Statement>) -> Tree {
        let mut parts = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        for product in statements.flat_map(|statement| &statement.products) {
            let inner: Vec<Single> = product.subcomponents.iter().flat_map(singles).collect();
            for outer in singles(&product.part) {
                pairs.extend(inner.iter().map(|inner| (outer.clone(), inner.clone())));
                parts.insert(outer);
            }
            parts.extend(inner);
        }
        let mut number = 0;
        let mut next = || {
            number += 1;
            format!("CSAFPID-{number:04}")
        };
        let singles = parts.into_iter().map(|part| (part, next())).collect();
        let pairs = pairs.into_iter().map(|pair| (pair, next())).collect();
        Tree { singles, pairs }
    }

    /// The ids of a product, or of its components where it names some.
    pub(super) fn ids(&self, product: &Product) -> Vec<&str> {
        let inner: Vec<Single> = product.subcomponents.iter().flat_map(singles).collect();
        let mut ids = Vec::new();
        for outer in singles(&product.part) {
            if inner.is_empty() {
                ids.extend(self.singles.get(&outer).map(String::as_str));
            }
            for inner in &inner {
                ids.extend(self.pairs.get(&(outer.clone(), inner.clone())).map(String::as_str));
            }
        }
        ids
    }

    /// The tree in JSON.
    pub(super) fn write(&self, edition: Edition, told: &mut Vec<Problem>) -> Value {
        let mut vendors: BTreeMap<&str, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
        let mut flat = Vec::new();
        for (single, id) in &self.singles {
            let product = full(single, id, edition, told);
            match &single.span {
                Some(span) => {
                    let category = match span {
                        Span::Exact(_) => "product_version",
                        Span::Range(_) | Span::Told(_) => "product_version_range",
                    };
                    let leaf = object([
                        ("category", Some(category.into())),
                        ("name", Some(span.text().into())),
                        ("product", Some(product)),
                    ]);
                    let name = if single.part.name.is_empty() { single.part.label() } else { single.part.name.clone() };
                    vendors.entry(&single.part.supplier).or_default().entry(name).or_default().push(leaf);
                }
                None => flat.push(product),
            }
        }
        let branch = |category: &str, name: &str, branches: Vec<Value>| {
            object([("category", Some(category.into())), ("name", Some(name.into())), ("branches", items(branches))])
        };
        let vendors = vendors.into_iter().flat_map(|(vendor, products)| {
            let products = products.into_iter().map(|(name, versions)| branch("product_name", &name, versions));
            let products: Vec<Value> = products.collect();
            if vendor.is_empty() { products } else { vec![branch("vendor", vendor, products)] }
        });
        let branches = items(vendors.collect());
        let (old, new) = self.relations(edition);
        object([
            ("branches", branches),
            ("full_product_names", items(flat)),
            ("product_paths", items(new)),
            ("relationships", items(old)),
        ])
    }

    fn relations(&self, edition: Edition) -> (Vec<Value>, Vec<Value>) {
        let mut all = Vec::new();
        for ((outer, inner), id) in &self.pairs {
            let name = format!("{} as part of {}", name(inner), name(outer));
            let full = object([("name", Some(name.into())), ("product_id", text(id))]);
            let of = |single: &Single| self.singles.get(single).and_then(|id| text(id));
            all.push(match edition {
                Edition::V2_0 => object([
                    ("category", Some("default_component_of".into())),
                    ("full_product_name", Some(full)),
                    ("product_reference", of(inner)),
                    ("relates_to_product_reference", of(outer)),
                ]),
                Edition::V2_1 => {
                    let step = object([
                        ("category", Some("default_component_of".into())),
                        ("next_product_reference", of(outer)),
                    ]);
                    object([
                        ("beginning_product_reference", of(inner)),
                        ("full_product_name", Some(full)),
                        ("subpaths", Some(Value::Array(vec![step]))),
                    ])
                }
            });
        }
        match edition {
            Edition::V2_0 => (all, Vec::new()),
            Edition::V2_1 => (Vec::new(), all),
        }
    }
}

/// The full name: supplier, name, version; else what identifies it.
fn name(single: &Single) -> String {
    let part = &single.part;
    let version = match &single.span {
        None => String::new(),
        Some(Span::Range(range)) if range == "vers:all/*" => "all versions".to_owned(),
        Some(span) => span.text().to_owned(),
    };
    if part.name.is_empty() {
        return part.label();
    }
    let words: Vec<&str> =
        [part.supplier.as_str(), &part.name, &version].into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn full(single: &Single, id: &str, edition: Edition, told: &mut Vec<Problem>) -> Value {
    object([
        ("name", text(&name(single))),
        ("product_id", text(id)),
        ("product_identification_helper", helper(&single.part, edition, told)),
    ])
}

fn helper(part: &Part, edition: Edition, told: &mut Vec<Problem>) -> Option<Value> {
    let mut lose = |what: &str| {
        let what = format!("{what} of {} not written", crate::short(&part.label()));
        told.push(Problem::note("lost", &Place::default(), what, "this edition of CSAF has no place for it"));
    };
    let purls: Vec<&String> = part.purls.iter().filter(|purl| vauban_parts::Purl::parse(purl).is_ok()).collect();
    if edition == Edition::V2_0 && purls.len() > 1 {
        lose("all package URLs but the first");
    }
    if part.cpes.len() > 1 {
        lose("all CPEs but the first");
    }
    if !part.hashes.is_empty() {
        lose("digests (they need the name of a file)");
    }
    let (links, others): (Vec<&String>, Vec<&String>) = part.iris.iter().partition(|iri| iri.starts_with("urn:cdx:"));
    if !others.is_empty() {
        lose("addresses");
    }
    let links = links.into_iter().map(|link| object([("namespace", Some(BOM_LINK.into())), ("uri", text(link))]));
    let (one, many) = match edition {
        Edition::V2_0 => (purls.first().map(|purl| Value::from(purl.as_str())), None),
        Edition::V2_1 => (None, texts(purls)),
    };
    let helper = object([
        ("cpe", part.cpes.first().map(|cpe| cpe.as_str().into())),
        ("model_numbers", texts(&part.models)),
        ("purl", one),
        ("purls", many),
        ("serial_numbers", texts(&part.serials)),
        ("skus", texts(&part.skus)),
        ("x_generic_uris", items(links.collect())),
    ]);
    helper.as_object().is_some_and(|helper| !helper.is_empty()).then_some(helper)
}
