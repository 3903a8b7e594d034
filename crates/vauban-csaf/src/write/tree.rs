//! The product tree: branches by vendor, family, product and version, and relationships between products.

use std::collections::BTreeMap;

use serde_json::Value;

use super::advisory::{Advisory, Product, Version};
use super::json::{filled, items, object, text, texts};
use super::{Edition, Told, told};

/// The ids of products by their keys.
pub(super) struct Tree<'a> {
    ids: BTreeMap<&'a str, String>,
}

impl<'a> Tree<'a> {
    /// Ids are counted in the order of the keys, products before relationships.
    pub(super) fn of(advisory: &'a Advisory) -> Tree<'a> {
        let keys = advisory.products.keys().chain(advisory.relationships.keys());
        let ids = keys.enumerate().map(|(number, key)| (key.as_str(), format!("CSAFPID-{:04}", number + 1)));
        Tree { ids: ids.collect() }
    }

    /// The ids of some keys, sorted, each once.
    pub(super) fn ids(&self, keys: &[String]) -> Option<Value> {
        let mut ids: Vec<&str> = keys.iter().filter_map(|key| self.ids.get(key.as_str())).map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        items(ids.into_iter().map(Value::from).collect())
    }

    fn id(&self, key: &str) -> Option<Value> {
        self.ids.get(key).and_then(|id| text(id))
    }

    pub(super) fn write(&self, advisory: &Advisory, edition: Edition, lost: &mut Vec<Told>) -> Option<Value> {
        let mut vendors: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, Vec<Value>>>> = BTreeMap::new();
        let mut flat = Vec::new();
        for (key, product) in &advisory.products {
            let full = object([
                ("name", text(&name(product))),
                ("product_id", self.id(key)),
                ("product_identification_helper", helper(key, product, edition, lost)),
            ]);
            let (category, version) = match &product.version {
                Version::Exact(version) => ("product_version", version),
                Version::Range(range) => ("product_version_range", range),
                Version::Unsaid => {
                    flat.push(full);
                    continue;
                }
            };
            let leaf = object([("category", Some(category.into())), ("name", text(version)), ("product", Some(full))]);
            let families = vendors.entry(&product.vendor).or_default();
            families.entry(&product.family).or_default().entry(&product.name).or_default().push(leaf);
        }
        let vendors = vendors.into_iter().flat_map(|(vendor, families)| {
            let inside = families.into_iter().flat_map(|(family, products)| {
                let products: Vec<Value> =
                    products.into_iter().map(|(name, versions)| branch("product_name", name, versions)).collect();
                if family.is_empty() { products } else { vec![branch("product_family", family, products)] }
            });
            let inside: Vec<Value> = inside.collect();
            if vendor.is_empty() { inside } else { vec![branch("vendor", vendor, inside)] }
        });
        let branches = items(vendors.collect());
        let relations = items(self.relations(advisory, edition));
        let (old, new) = match edition {
            Edition::V20 => (relations, None),
            Edition::V21 => (None, relations),
        };
        filled([
            ("branches", branches),
            ("full_product_names", items(flat)),
            ("product_paths", new),
            ("relationships", old),
        ])
    }

    fn relations(&self, advisory: &Advisory, edition: Edition) -> Vec<Value> {
        let named = |key: &str| -> String {
            let product = advisory.products.get(key).map(name);
            product.unwrap_or_else(|| key.to_owned())
        };
        let relations = advisory.relationships.iter().map(|(key, one)| {
            let words = match one.category.as_str() {
                "installed_on" => "installed on",
                "installed_with" => "installed with",
                _ => "as part of",
            };
            let full = object([
                ("name", text(&format!("{} {words} {}", named(&one.part), named(&one.of)))),
                ("product_id", self.id(key)),
            ]);
            match edition {
                Edition::V20 => object([
                    ("category", text(&one.category)),
                    ("full_product_name", Some(full)),
                    ("product_reference", self.id(&one.part)),
                    ("relates_to_product_reference", self.id(&one.of)),
                ]),
                Edition::V21 => {
                    let step =
                        object([("category", text(&one.category)), ("next_product_reference", self.id(&one.of))]);
                    object([
                        ("beginning_product_reference", self.id(&one.part)),
                        ("full_product_name", Some(full)),
                        ("subpaths", Some(Value::Array(vec![step]))),
                    ])
                }
            }
        });
        relations.collect()
    }
}

fn branch(category: &str, name: &str, branches: Vec<Value>) -> Value {
    object([("branches", items(branches)), ("category", text(category)), ("name", text(name))])
}

/// The full name: vendor, name, version.
fn name(product: &Product) -> String {
    let version = match &product.version {
        Version::Unsaid => "",
        Version::Exact(version) => version,
        Version::Range(range) if range == "vers:all/*" => "all versions",
        Version::Range(range) => range,
    };
    let words = [product.vendor.as_str(), &product.name, version];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn helper(key: &str, product: &Product, edition: Edition, lost: &mut Vec<Told>) -> Option<Value> {
    let hashes = product.hashes.iter().map(|(file, digests)| {
        let digests = digests
            .iter()
            .map(|(name, digest)| object([("algorithm", text(name)), ("value", text(&digest.to_ascii_lowercase()))]));
        object([("file_hashes", items(digests.collect())), ("filename", text(file))])
    });
    let (one, many) = match edition {
        Edition::V20 => {
            if product.purls.len() > 1 {
                lost.push(told(key, "all package URLs but the first", "CSAF 2.0 has room for one"));
            }
            (product.purls.first().and_then(|purl| text(purl)), None)
        }
        Edition::V21 => (None, texts(&product.purls)),
    };
    filled([
        ("cpe", text(&product.cpe)),
        ("hashes", items(hashes.collect())),
        ("model_numbers", texts(&product.model_numbers)),
        ("purl", one),
        ("purls", many),
        ("sbom_urls", texts(&product.sbom_urls)),
        ("serial_numbers", texts(&product.serial_numbers)),
        ("skus", texts(&product.skus)),
    ])
}
