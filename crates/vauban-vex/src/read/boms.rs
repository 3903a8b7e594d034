//! What BOM links point at: components of other bills of materials by serial number, version and reference.
//!
//! `urn:cdx:SERIAL/VERSION#REF` names a component of a CycloneDX document that is not this one. Without that document
//! the link is an address and nothing else; what it looks like is no proof of what it means.

use std::collections::BTreeMap;

use vauban_json::{Document, Value};

use super::{limits, list, not_json, place, text};
use crate::problem::Problem;
use crate::statement::{Part, Product, Span, Versions};

/// How deep components may be nested in components.
const DEPTH: usize = 128;

/// Bills of materials that links can be looked up in.
#[derive(Clone, Debug, Default)]
pub struct Boms {
    linked: BTreeMap<String, Product>,
}

/// Components of one document by their `bom-ref`, each with the product it is part of.
pub(super) struct Linked {
    pub(super) products: BTreeMap<String, Product>,
    /// What the whole document is about.
    pub(super) about: Option<Part>,
}

impl Boms {
    /// Adds a bill of materials in CycloneDX; whether it has a serial number, so that links to it can be resolved.
    ///
    /// # Errors
    /// If it is no CycloneDX in JSON.
    pub fn add(&mut self, bytes: &[u8]) -> Result<bool, Problem> {
        let text = Document::read(bytes, &limits()).map_err(|error| not_json(&error))?;
        let root = text.root();
        if root.get_text("bomFormat") != Some("CycloneDX") {
            return Err(Problem::error(
                "format",
                &place(root, ""),
                "this is no CycloneDX in JSON",
                "links are looked up in CycloneDX documents",
            ));
        }
        let Some(serial) = root.get_text("serialNumber").and_then(|serial| serial.strip_prefix("urn:uuid:")) else {
            return Ok(false);
        };
        let version = root.get("version").and_then(Value::as_u64).unwrap_or(1);
        for (reference, product) in Linked::read(root).products {
            self.linked.insert(format!("urn:cdx:{}/{version}#{reference}", serial.to_ascii_lowercase()), product);
        }
        Ok(true)
    }

    /// What a link points at, if that document is here.
    pub(super) fn get(&self, link: &str) -> Option<&Product> {
        let (address, reference) = link.split_once('#')?;
        let (serial, version) = address.strip_prefix("urn:cdx:")?.split_once('/')?;
        let decoded = percent_decoded(reference);
        let key = |reference: &str| format!("urn:cdx:{}/{version}#{reference}", serial.to_ascii_lowercase());
        self.linked.get(&key(reference)).or_else(|| self.linked.get(&key(&decoded)))
    }
}

/// A fragment of a URN is percent-encoded; many tools do not encode it.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) if *byte == b'%' => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

impl Linked {
    /// The components of a document: the product is what its metadata say it is about, else the outermost component.
    pub(super) fn read(root: Value<'_>) -> Linked {
        let mut linked = Linked { products: BTreeMap::new(), about: None };
        let head = root.get_path(&["metadata", "component"]);
        linked.about = head.map(part);
        if let Some(head) = head {
            let whole = Product { part: part(head), subcomponents: Vec::new() };
            linked.put(head, whole);
            linked.inside(head, linked.about.clone().as_ref());
        }
        let about = linked.about.clone();
        for component in list(root, "components").chain(list(root, "services")) {
            linked.one(component, about.as_ref(), 0);
        }
        linked
    }

    fn inside(&mut self, component: Value<'_>, product: Option<&Part>) {
        for inner in list(component, "components").chain(list(component, "services")) {
            self.one(inner, product, 1);
        }
    }

    fn one(&mut self, component: Value<'_>, product: Option<&Part>, depth: usize) {
        let own = part(component);
        let entry = match product {
            Some(product) => Product { part: product.clone(), subcomponents: vec![own.clone()] },
            None => Product { part: own.clone(), subcomponents: Vec::new() },
        };
        self.put(component, entry);
        if depth < DEPTH {
            let product = product.unwrap_or(&own).clone();
            for inner in list(component, "components").chain(list(component, "services")) {
                self.one(inner, Some(&product), depth + 1);
            }
        }
    }

    fn put(&mut self, component: Value<'_>, product: Product) {
        if let Some(reference) = component.get_text("bom-ref") {
            // A reference used twice stands for neither: nobody can tell which is meant.
            let known = self.products.insert(reference.to_owned(), product);
            if known.is_some() {
                self.products.insert(reference.to_owned(), Product::default());
            }
        }
    }
}

/// A component or service as a part.
fn part(component: Value<'_>) -> Part {
    let group = text(component, "group");
    let name = text(component, "name");
    let supplier = component.get_path(&["supplier", "name"]).or_else(|| component.get_path(&["manufacturer", "name"]));
    let supplier = supplier.or_else(|| component.get("publisher")).and_then(Value::text);
    let mut part = Part {
        name: if group.is_empty() { name } else { format!("{group}/{name}") },
        supplier: supplier.unwrap_or_default().to_owned(),
        ..Part::default()
    };
    let version = text(component, "version");
    if !version.is_empty() {
        part.versions = Versions::Listed(vec![Span::Exact(version)]);
    } else if let Some(range) = component.get_text("versionRange") {
        part.versions = super::tree::range(range);
    }
    part.purls.extend(component.get_text("purl").map(str::to_owned));
    part.cpes.extend(component.get_text("cpe").map(str::to_owned));
    for hash in list(component, "hashes") {
        let (name, digest) = (text(hash, "alg").to_ascii_lowercase(), text(hash, "content").to_ascii_lowercase());
        part.hashes.push((name, digest));
    }
    if part.versions == Versions::Unsaid
        && let Some(version) = part.purls.first().and_then(|purl| crate::fit::purl_version(purl))
    {
        part.versions = Versions::Listed(vec![Span::Exact(version)]);
    }
    part
}
