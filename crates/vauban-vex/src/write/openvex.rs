//! OpenVEX 0.2.0.
//!
//! It has no ranges, no names without an identifier and no responses. A statement about a range is left out: without
//! its range it would be about every version.

use serde_json::{Map, Value};

use super::parts::{Single, singles};
use super::{
    Fine, Options, action_text, collapsed, held_back, items, kept, lacking, left_out, object, text, texts, time,
};
use crate::problem::Problem;
use crate::read::KEPT;
use crate::statement::{Document, Part, Span, Statement};
use crate::words::Status;

/// Names of digests that OpenVEX has.
const DIGESTS: &[&str] = &[
    "md5",
    "sha1",
    "sha-256",
    "sha-384",
    "sha-512",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "blake2s-256",
    "blake2b-256",
    "blake2b-512",
];

pub(super) fn write(document: &Document, options: &Options, told: &mut Vec<Problem>) -> Option<Value> {
    let mut missing = Vec::new();
    if document.id.is_empty() {
        missing.push(lacking("the document has no id", "give it an address of its own: an IRI"));
    }
    if document.author.trim().is_empty() {
        missing.push(lacking("the document has no author", "say who makes these statements"));
    }
    if document.issued.is_none() {
        missing.push(lacking("the document has no time", "say when it is issued, with time zone"));
    }
    let statements: Vec<Value> =
        document.statements.iter().filter_map(|one| statement(one, document, options, told)).collect();
    if statements.is_empty() {
        missing.push(lacking("there is no statement to write", "an OpenVEX document makes at least one"));
    }
    if !missing.is_empty() {
        told.extend(missing);
        return None;
    }
    Some(object([
        ("@context", Some("https://openvex.dev/ns/v0.2.0".into())),
        ("@id", text(&document.id)),
        ("author", text(&document.author)),
        ("role", text(&document.role)),
        ("timestamp", time(document.issued.as_ref())),
        ("last_updated", time(document.updated.as_ref())),
        ("version", Some(version(document, told).into())),
        ("tooling", text(&document.tooling)),
        ("statements", Some(Value::Array(statements))),
    ]))
}

/// A whole number from 1: of a dotted version the first number, which changes when a statement does.
fn version(document: &Document, told: &mut Vec<Problem>) -> u64 {
    let whole = document.version.parse::<u64>().ok().filter(|version| *version > 0);
    whole.unwrap_or_else(|| {
        let first = document.version.split('.').next().and_then(|part| part.parse::<u64>().ok()).unwrap_or(1).max(1);
        if !document.version.is_empty() {
            let what = format!("version `{}` of the document is written as {first}", crate::short(&document.version));
            told.push(Problem::note(
                "collapsed",
                &crate::Place::default(),
                what,
                "OpenVEX counts versions by whole numbers",
            ));
        }
        first
    })
}

fn statement(one: &Statement, document: &Document, options: &Options, told: &mut Vec<Problem>) -> Option<Value> {
    let (status, exact) = one.status.four();
    let mut fine = Fine { responses: true, remedies: true, ..Fine::default() };
    if !exact {
        fine.status = true;
        collapsed(one, one.status.word(), status, told);
    }
    let justification = one.justification.filter(|_| status == "not_affected");
    if let Some(justification) = justification
        && !justification.five().1
    {
        fine.justification = true;
        collapsed(one, justification.word(), justification.five().0, told);
    }
    let mut impact = one.impact.clone();
    if one.status == Status::FalsePositive && !one.has_reason() {
        impact = "The vulnerability was wrongly associated with this part.".to_owned();
    }
    let action = action_text(one);
    match status {
        "not_affected" if justification.is_none() && impact.trim().is_empty() => {
            told.push(left_out(one, "it gives no reason for `not_affected`", "give a justification or an impact"));
            return None;
        }
        "affected" if action.is_empty() => {
            told.push(left_out(one, "it does not say what to do about `affected`", "give an action"));
            return None;
        }
        _ => {}
    }
    let products = products(one, told)?;
    held_back(one, options, told);
    // What another status has no place for is kept as a note.
    let mut notes: Vec<String> = Vec::new();
    notes.extend((!one.notes.is_empty()).then(|| one.notes.clone()));
    if status != "not_affected" {
        notes.extend((!impact.is_empty()).then(|| std::mem::take(&mut impact)));
    }
    if status != "affected" && !one.actions.is_empty() {
        notes.push(action.clone());
    }
    if !one.author.is_empty() && one.author != document.author {
        notes.push(format!("Said by {}.", one.author));
    }
    notes.extend(kept(one, options, &fine).into_iter().map(|(key, value)| format!("{KEPT}{key}={value}")));
    let acts = status == "affected";
    let at = one.actions.iter().filter_map(|action| action.at.as_ref()).max().filter(|_| acts);
    Some(object([
        ("@id", text(&one.id).filter(|_| one.id.contains(':'))),
        ("vulnerability", Some(vulnerability(one))),
        ("timestamp", time(one.at.as_ref().or(one.updated.as_ref()))),
        ("last_updated", time(one.updated.as_ref())),
        ("products", items(products)),
        ("status", Some(status.into())),
        ("supplier", text(&one.supplier)),
        ("status_notes", text(&notes.join("\n"))),
        ("justification", justification.map(|justification| justification.five().0.into())),
        ("impact_statement", text(&impact)),
        ("action_statement", text(&action).filter(|_| acts)),
        ("action_statement_timestamp", time(at)),
    ]))
}

fn vulnerability(one: &Statement) -> Value {
    let named = &one.vulnerability;
    object([
        ("@id", text(&named.url)),
        ("name", Some(named.id.as_str().into())),
        ("description", text(&named.description)),
        ("aliases", texts(&named.aliases)),
    ])
}

/// The products; none if one of them cannot be said, for then the statement would be about something else.
fn products(one: &Statement, told: &mut Vec<Problem>) -> Option<Vec<Value>> {
    let mut written = Vec::new();
    for product in &one.products {
        let mut inner = Vec::new();
        for sub in &product.subcomponents {
            for single in singles(sub) {
                inner.extend(parts(one, &single, told)?);
            }
        }
        for single in singles(&product.part) {
            for mut part in parts(one, &single, told)? {
                if !inner.is_empty() {
                    let inner = inner.iter().cloned().map(Value::Object).collect();
                    part.insert("subcomponents".to_owned(), Value::Array(inner));
                }
                let part = Value::Object(part);
                if !written.contains(&part) {
                    written.push(part);
                }
            }
        }
    }
    if written.is_empty() {
        told.push(left_out(one, "it names no product", "say which product it is about"));
        return None;
    }
    Some(written)
}

/// A part, once for each package URL or CPE: OpenVEX has room for one of a kind.
fn parts(one: &Statement, single: &Single, told: &mut Vec<Problem>) -> Option<Vec<Map<String, Value>>> {
    let part = &single.part;
    let shown = crate::short(&part.label());
    match &single.span {
        None | Some(Span::Exact(_)) => {}
        Some(Span::Range(range)) if range == "vers:all/*" => {}
        Some(Span::Range(_) | Span::Told(_)) => {
            let why = format!("OpenVEX has no ranges of versions, and {shown} is one");
            told.push(left_out(one, &why, "list the versions, or write CSAF or CycloneDX"));
            return None;
        }
    }
    let versioned = matches!(&single.span, Some(Span::Exact(_)));
    let address = part.iris.iter().any(|iri| iri.contains(':'));
    let ids = part.purls.len() + part.cpes.len() + usize::from(address);
    // A CPE or address alone does not carry a version that stands beside it.
    let lost = versioned && part.purls.is_empty() && !address && !part.cpes.iter().any(|cpe| carries(cpe, single));
    if ids == 0 || lost {
        let why =
            format!("OpenVEX knows products by package URL, CPE or address, and {shown} has none with its version");
        told.push(left_out(one, &why, "give it a package URL"));
        return None;
    }
    if !part.models.is_empty() || !part.skus.is_empty() || !part.serials.is_empty() {
        let what = format!("model, order and serial numbers of {shown} are not written");
        told.push(Problem::note("lost", &one.place, what, "OpenVEX has no place for them"));
    }
    let count = part.purls.len().max(part.cpes.iter().filter(|cpe| cpe.starts_with("cpe:2.3")).count()).max(1);
    Some((0..count).map(|at| at_most_one(part, at)).collect())
}

fn carries(cpe: &str, single: &Single) -> bool {
    let Some(Span::Exact(version)) = &single.span else { return true };
    let Ok(cpe) = vauban_parts::cpe::Cpe::parse(cpe) else { return false };
    cpe.concrete(vauban_parts::cpe::Attribute::Version) == Some(version)
}

fn at_most_one(part: &Part, at: usize) -> Map<String, Value> {
    let purl = part.purls.get(at).or_else(|| part.purls.first());
    let cpe23: Vec<&String> = part.cpes.iter().filter(|cpe| cpe.starts_with("cpe:2.3")).collect();
    let cpe22 = part.cpes.iter().find(|cpe| !cpe.starts_with("cpe:2.3"));
    let cpe23 = cpe23.get(at).or_else(|| cpe23.first()).copied();
    let id = part.iris.iter().find(|iri| iri.contains(':')).or(purl);
    let identifiers = object([
        ("purl", purl.map(|purl| purl.as_str().into())),
        ("cpe22", cpe22.map(|cpe| cpe.as_str().into())),
        ("cpe23", cpe23.map(|cpe| cpe.as_str().into())),
    ]);
    let hashes: Map<String, Value> = part
        .hashes
        .iter()
        .map(|(name, digest)| (if name == "sha-1" { "sha1" } else { name }, digest))
        .filter(|(name, _)| DIGESTS.contains(name))
        .map(|(name, digest)| (name.to_owned(), digest.as_str().into()))
        .collect();
    let value = object([
        ("@id", id.map(|id| id.as_str().into())),
        ("identifiers", Some(identifiers).filter(|ids| ids.as_object().is_some_and(|ids| !ids.is_empty()))),
        ("hashes", (!hashes.is_empty()).then_some(Value::Object(hashes))),
    ]);
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
