//! CycloneDX 1.4 to 1.7, a document of its own: the products as components, an analysis for each statement.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Fine, Options, action_text, collapsed, held_back, items, kept, lacking, left_out, object, text, time};
use crate::problem::Problem;
use crate::read::KEPT;
use crate::statement::{Document, Part, Product, Span, Statement, Versions};
use crate::words::{Remedy, Response, Status};

/// Digests of CycloneDX.
const DIGESTS: &[&str] = &[
    "MD5",
    "SHA-1",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "BLAKE2b-256",
    "BLAKE2b-384",
    "BLAKE2b-512",
    "BLAKE3",
];

/// Products with their components, each with its reference.
#[derive(Default)]
struct Tree<'s> {
    /// Products in order, with the references of their components.
    products: BTreeMap<&'s Part, (String, BTreeMap<&'s Part, String>)>,
}

pub(super) fn write(document: &Document, minor: u8, options: &Options, told: &mut Vec<Problem>) -> Option<Value> {
    if !(4..=7).contains(&minor) {
        told.push(lacking("only CycloneDX 1.4 to 1.7 are written", "say one of them"));
        return None;
    }
    let writable: Vec<&Statement> = document.statements.iter().filter(|one| can(one, told)).collect();
    if writable.is_empty() {
        told.push(lacking("there is no statement to write", "say what a vulnerability means for a product"));
        return None;
    }
    let tree = Tree::of(writable.iter().flat_map(|one| &one.products));
    let vulnerabilities: Vec<Value> =
        writable.iter().map(|one| vulnerability(one, &tree, minor, options, told)).collect();
    let serial = document.id.strip_prefix("urn:uuid:").map(|_| document.id.as_str().into());
    if serial.is_none() && !document.id.is_empty() {
        let what = format!("the id `{}` of the document is not written", crate::short(&document.id));
        told.push(Problem::note("lost", &crate::Place::default(), what, "CycloneDX has serial numbers: `urn:uuid:…`"));
    }
    let version = document.version.split('.').next().and_then(|first| first.parse::<u64>().ok()).unwrap_or(1).max(1);
    let author = text(&document.author).map(|name| json!([{ "name": name }]));
    let metadata = object([("timestamp", time(document.issued.as_ref())), ("authors", author)]);
    Some(object([
        ("bomFormat", Some("CycloneDX".into())),
        ("specVersion", Some(format!("1.{minor}").into())),
        ("serialNumber", serial),
        ("version", Some(version.into())),
        ("metadata", Some(metadata)),
        ("components", items(tree.write())),
        ("vulnerabilities", items(vulnerabilities)),
    ]))
}

/// Versions stand beside what a statement is about: of a product that names components only one exact version can be
/// said, inside the product.
fn can(one: &Statement, told: &mut Vec<Problem>) -> bool {
    let refused = if one.products.is_empty() {
        Some(("it names no product", "say which product it is about"))
    } else if one.products.iter().any(|product| !product.subcomponents.is_empty() && exact(&product.part).is_none() && product.part.versions != Versions::Unsaid && product.part.versions != Versions::All) {
        Some(("CycloneDX has no place for several versions of a product whose components it is about", "write one statement for each version, or CSAF"))
    } else if one.products.iter().flat_map(leaves).any(|part| matches!(&part.versions, Versions::Listed(spans) if spans.iter().any(|span| matches!(span, Span::Told(_))))) {
        Some(("its versions are words, and CycloneDX wants versions or ranges", "write the range as `vers:…`"))
    } else if one.products.iter().flat_map(|product| std::iter::once(&product.part).chain(&product.subcomponents)).any(|part| !part.is_identified()) {
        Some(("nothing identifies a part of it", "give it a name or a package URL"))
    } else {
        None
    };
    if let Some((why, help)) = refused {
        told.push(left_out(one, why, help));
    }
    refused.is_none()
}

/// What a statement about a product is about: its components, or itself.
fn leaves(product: &Product) -> impl Iterator<Item = &Part> {
    let whole = product.subcomponents.is_empty().then_some(&product.part);
    whole.into_iter().chain(&product.subcomponents)
}

/// The one exact version of a part.
fn exact(part: &Part) -> Option<&str> {
    match &part.versions {
        Versions::Listed(spans) => match spans.as_slice() {
            [Span::Exact(version)] => Some(version),
            _ => None,
        },
        Versions::Unsaid | Versions::All => None,
    }
}

impl<'s> Tree<'s> {
    fn of(products: impl Iterator<Item = &'s Product>) -> Tree<'s> {
        let mut tree = Tree::default();
        for product in products {
            let (_, inner) = tree.products.entry(&product.part).or_default();
            inner.extend(product.subcomponents.iter().map(|part| (part, String::new())));
        }
        for (number, (reference, inner)) in tree.products.values_mut().enumerate() {
            *reference = format!("product-{}", number + 1);
            for (place, own) in inner.values_mut().enumerate() {
                *own = format!("product-{}-component-{}", number + 1, place + 1);
            }
        }
        tree
    }

    fn references(&self, product: &'s Product) -> Vec<(&str, &'s Part)> {
        let Some((whole, inner)) = self.products.get(&product.part) else { return Vec::new() };
        if product.subcomponents.is_empty() {
            return vec![(whole, &product.part)];
        }
        product.subcomponents.iter().filter_map(|part| Some((inner.get(part)?.as_str(), part))).collect()
    }

    fn write(&self) -> Vec<Value> {
        let one = |(part, (reference, inner)): (&&Part, &(String, BTreeMap<&Part, String>))| {
            let inner = inner.iter().map(|(part, reference)| component(part, reference, "library", None)).collect();
            component(part, reference, "application", items(inner))
        };
        self.products.iter().map(one).collect()
    }
}

fn component(part: &Part, reference: &str, kind: &str, inner: Option<Value>) -> Value {
    let name = if part.name.is_empty() { part.label() } else { part.name.clone() };
    let purl = part.purls.iter().find(|purl| vauban_parts::Purl::parse(purl).is_ok());
    let hashes = part.hashes.iter().filter_map(|(name, digest)| {
        let name = DIGESTS.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(json!({ "alg": name, "content": digest }))
    });
    let hashes = items(hashes.collect());
    object([
        ("type", Some(kind.into())),
        ("bom-ref", text(reference)),
        ("supplier", text(&part.supplier).map(|name| json!({ "name": name }))),
        ("name", text(&name)),
        ("version", exact(part).map(Value::from)),
        ("hashes", hashes),
        ("cpe", part.cpes.first().map(|cpe| cpe.as_str().into())),
        ("purl", purl.map(|purl| purl.as_str().into())),
        ("components", inner),
    ])
}

fn vulnerability(one: &Statement, tree: &Tree<'_>, minor: u8, options: &Options, told: &mut Vec<Problem>) -> Value {
    let (state, exact_state) = one.status.cyclonedx();
    let mut fine = Fine::default();
    if !exact_state {
        fine.status = true;
        collapsed(one, one.status.word(), state, told);
    }
    let justification = one.justification.filter(|_| matches!(one.status, Status::NotAffected | Status::FalsePositive));
    if let Some(justification) = justification
        && !justification.nine().1
    {
        fine.justification = true;
        collapsed(one, justification.word(), justification.nine().0, told);
    }
    let parts = one.products.iter().flat_map(|product| std::iter::once(&product.part).chain(&product.subcomponents));
    for part in parts {
        if !part.models.is_empty() || !part.skus.is_empty() || !part.serials.is_empty() {
            let what = format!("model, order and serial numbers of {} are not written", crate::short(&part.label()));
            told.push(Problem::note("lost", &one.place, what, "CycloneDX has no place for them"));
        }
        if part.purls.len() > 1 || part.cpes.len() > 1 {
            let what =
                format!("all identifiers of {} but the first of a kind are not written", crate::short(&part.label()));
            told.push(Problem::note("lost", &one.place, what, "CycloneDX has room for one"));
        }
    }
    held_back(one, options, told);
    let mut responses: BTreeSet<Response> = one.responses.clone();
    responses.extend(one.actions.iter().filter_map(|action| action.remedy?.response()));
    let workaround = |action: &&crate::Action| matches!(action.remedy, Some(Remedy::Workaround | Remedy::Mitigation));
    let join = |actions: Vec<&str>| actions.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    // 1.4 has no place for a workaround of its own.
    let (around, direct): (Vec<_>, Vec<_>) = one.actions.iter().partition(|action| minor > 4 && workaround(action));
    let around = join(around.iter().map(|action| action.text.as_str()).collect());
    let mut direct = join(direct.iter().map(|action| action.text.as_str()).collect());
    if one.actions.is_empty() && one.status == Status::Affected && one.responses.is_empty() {
        direct = action_text(one);
    }
    let source = object([("url", text(&one.vulnerability.url)), ("name", text(&one.vulnerability.system))]);
    let source = Some(source).filter(|source| source.as_object().is_some_and(|source| !source.is_empty()));
    let references = one.vulnerability.aliases.iter().map(|id| json!({ "id": id, "source": {} }));
    let responses = items(responses.iter().map(|response| response.word().into()).collect());
    let analysis = object([
        ("state", Some(state.into())),
        ("justification", justification.map(|justification| justification.nine().0.into())),
        ("response", responses),
        ("detail", text(&one.impact)),
        ("firstIssued", time(one.at.as_ref()).filter(|_| minor > 4)),
        ("lastUpdated", time(one.updated.as_ref()).filter(|_| minor > 4)),
    ]);
    let mut affects: Vec<Value> = Vec::new();
    for (reference, part) in one.products.iter().flat_map(|product| tree.references(product)) {
        let affected = object([("ref", text(reference)), ("versions", versions(part, one.status))]);
        if !affects.contains(&affected) {
            affects.push(affected);
        }
    }
    let mut properties: Vec<Value> = Vec::new();
    if !one.notes.is_empty() && options.internal {
        properties.push(json!({ "name": format!("{KEPT}notes"), "value": one.notes }));
    }
    let kept = kept(one, options, &fine).into_iter();
    properties.extend(kept.map(|(key, value)| json!({ "name": format!("{KEPT}{key}"), "value": value })));
    object([
        ("bom-ref", text(&one.id)),
        ("id", text(&one.vulnerability.id)),
        ("source", source),
        ("references", items(references.collect())),
        ("description", text(&one.vulnerability.description)),
        ("recommendation", text(&direct)),
        ("workaround", text(&around)),
        ("analysis", Some(analysis)),
        ("affects", items(affects)),
        ("properties", items(properties)),
    ])
}

/// Versions beside a reference, where the component itself does not say it.
fn versions(part: &Part, status: Status) -> Option<Value> {
    if exact(part).is_some() {
        return None;
    }
    let word = match status {
        Status::NotAffected | Status::Fixed | Status::FalsePositive | Status::ResolvedWithPedigree => "unaffected",
        Status::Affected => "affected",
        // The status of a version would say more than the state: it is left out.
        Status::UnderInvestigation | Status::Unknown => "",
    };
    let spans = match &part.versions {
        Versions::Unsaid => return None,
        Versions::All => &vec![Span::Range("vers:all/*".to_owned())],
        Versions::Listed(spans) => spans,
    };
    let one = |span: &Span| {
        let (version, range) = match span {
            Span::Exact(version) => (text(version), None),
            Span::Range(range) | Span::Told(range) => (None, text(range)),
        };
        object([("version", version), ("range", range), ("status", text(word))])
    };
    items(spans.iter().map(one).collect())
}
