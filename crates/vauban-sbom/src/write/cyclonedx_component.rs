//! Components, services and parties as CycloneDX 1.6.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Losses, Object};
use crate::model::{Component, Hash, Licence, Party, Property, Reference};
use crate::words::{Acknowledgement, Kind, LicenceForm};

/// What CycloneDX 1.6 calls external references; others become `other` with their word as comment.
const REFERENCES: &[&str] = &[
    "vcs",
    "issue-tracker",
    "website",
    "advisories",
    "bom",
    "mailing-list",
    "social",
    "chat",
    "documentation",
    "support",
    "source-distribution",
    "distribution",
    "distribution-intake",
    "license",
    "build-meta",
    "build-system",
    "release-notes",
    "security-contact",
    "model-card",
    "log",
    "configuration",
    "evidence",
    "formulation",
    "attestation",
    "threat-model",
    "adversary-model",
    "risk-assessment",
    "vulnerability-assertion",
    "exploitability-statement",
    "pentest-report",
    "static-analysis-report",
    "dynamic-analysis-report",
    "runtime-analysis-report",
    "component-analysis-report",
    "maturity-report",
    "certification-report",
    "codified-infrastructure",
    "quality-metrics",
    "poam",
    "electronic-signature",
    "digital-signature",
    "rfc-9116",
];

/// A component with those it holds.
pub(super) fn component(part: &Component, name: &str, inner: Vec<Value>, losses: &mut Losses) -> Value {
    let mut out = Object::default();
    let mut more: Vec<Property> = Vec::new();
    let mut add = |name: &str, value: &str| more.push(Property { name: name.to_owned(), value: value.to_owned() });
    let kind = match part.kind.cyclonedx() {
        // Its schema tells to take this where nothing more special is known.
        "" => "application",
        word => word,
    };
    out.put("type", kind);
    if part.kind.cyclonedx().is_empty() && part.kind != Kind::Unsaid {
        let word = if part.kind_word.is_empty() { part.kind.name() } else { &part.kind_word };
        add("vauban:source:type", word);
    }
    out.put("bom-ref", name);
    out.some("supplier", part.supplier.as_ref().map(organisation));
    out.some("manufacturer", part.manufacturer.as_ref().map(organisation));
    out.list("authors", people(&part.authors, "components/*/authors", losses));
    out.text("publisher", &part.publisher);
    out.text("group", &part.group);
    out.put("name", part.name.as_str());
    out.text("version", &part.version);
    out.text("description", &part.description);
    if let Some(scope) = part.scope {
        out.put("scope", scope.word());
    }
    let digests = hashes(&part.hashes, losses);
    out.list("hashes", digests);
    out.list("licenses", licences(&part.licences, losses));
    out.text("copyright", &part.copyright);
    out.some("cpe", part.cpes.first().map(|cpe| cpe.as_str().into()));
    out.some("purl", part.purls.first().map(|purl| purl.as_str().into()));
    let ids = |kind: &str| -> Vec<Value> {
        part.ids.iter().filter(|id| id.kind == kind).map(|id| id.value.as_str().into()).collect()
    };
    let mut omnibor = ids("omniborId");
    omnibor.extend(ids("gitoid"));
    out.list("omniborId", omnibor);
    out.list("swhid", ids("swhid"));
    let mut swid = part.ids.iter().filter(|id| id.kind == "swid");
    if let Some(first) = swid.next() {
        out.put("swid", json!({ "tagId": first.value, "name": part.name }));
    }
    for more in swid {
        add("vauban:id:swid", &more.value);
    }
    for id in &part.ids {
        if !matches!(id.kind.as_str(), "omniborId" | "gitoid" | "swhid" | "swid") {
            add(&format!("vauban:id:{}", id.kind), &id.value);
        }
    }
    if let Some(modified) = part.modified {
        out.put("modified", modified);
    }
    out.list("externalReferences", references(&part.references));
    out.list("components", inner);
    out.some("evidence", evidence(part));
    if !part.file_name.is_empty() {
        add("bsi:component:filename", &part.file_name);
    }
    for purpose in &part.purposes {
        match purpose.as_str() {
            "executable" => add("bsi:component:executable", "executable"),
            "archive" => add("bsi:component:archive", "archive"),
            "container" => add("bsi:component:structured", "structured"),
            "firmware" => add("bsi:component:structured", "unstructured"),
            other => add("vauban:source:purpose", other),
        }
    }
    for origin in &part.origins {
        add("vauban:origin", origin);
    }
    let known: HashSet<&Property> = part.properties.iter().collect();
    more.retain(|property| !known.contains(property));
    let mut all = properties(&part.properties);
    all.extend(properties(&more));
    out.list("properties", all);
    out.into()
}

/// A service with those it holds.
pub(super) fn service(part: &Component, name: &str, inner: Vec<Value>, losses: &mut Losses) -> Value {
    let mut out = Object::default();
    out.put("bom-ref", name);
    out.some("provider", part.supplier.as_ref().map(organisation));
    out.text("group", &part.group);
    out.put("name", part.name.as_str());
    out.text("version", &part.version);
    out.text("description", &part.description);
    out.list("licenses", licences(&part.licences, losses));
    out.list("externalReferences", references(&part.references));
    out.list("services", inner);
    out.list("properties", properties(&part.properties));
    out.into()
}

/// Further names, and where it was seen.
fn evidence(part: &Component) -> Option<Value> {
    let mut out = Object::default();
    let more = |field: &str, values: &[String]| -> Vec<Value> {
        values.iter().skip(1).map(|value| json!({ "field": field, "concludedValue": value })).collect()
    };
    let mut identity = more("purl", &part.purls);
    identity.extend(more("cpe", &part.cpes));
    out.list("identity", identity);
    out.list("occurrences", part.occurrences.iter().map(|path| json!({ "location": path })).collect());
    (!out.0.is_empty()).then(|| out.into())
}

/// An organisation; a person who stands in its place is written as one.
pub(super) fn organisation(party: &Party) -> Value {
    let mut out = Object::default();
    out.text("name", &party.name);
    out.list("url", party.urls.iter().map(|url| url.as_str().into()).collect());
    out.list("contact", party.emails.iter().map(|mail| json!({ "email": mail })).collect());
    out.into()
}

/// People.
pub(super) fn people(parties: &[Party], path: &str, losses: &mut Losses) -> Vec<Value> {
    let mut people = Vec::new();
    for party in parties {
        let mut out = Object::default();
        out.text("name", &party.name);
        out.some("email", party.emails.first().map(|mail| mail.as_str().into()));
        for _ in party.emails.iter().skip(1).chain(&party.urls) {
            losses.note(path, "CycloneDX has one mail address and no web address for a person");
        }
        people.push(out.into());
    }
    people
}

/// Digests of algorithms and lengths that CycloneDX knows.
fn hashes(hashes: &[Hash], losses: &mut Losses) -> Vec<Value> {
    let mut out = Vec::new();
    for hash in hashes {
        let word = hash.algorithm.cyclonedx();
        // Streebog came with 1.7.
        let known = !word.is_empty() && !word.starts_with("Streebog");
        let length = matches!(hash.value.len(), 32 | 40 | 64 | 96 | 128);
        match known && length && hash.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => out.push(json!({ "alg": word, "content": hash.value })),
            false => losses.note(
                &format!("hashes/{}", hash.algorithm.name()),
                "CycloneDX 1.6 does not know the algorithm, or the digest has the wrong length",
            ),
        }
    }
    out
}

/// Licences: one expression alone, or ids and names.
fn licences(licences: &[Licence], losses: &mut Losses) -> Vec<Value> {
    let said = |licence: &Licence| match licence.said {
        Acknowledgement::Declared => Some("declared"),
        Acknowledgement::Concluded => Some("concluded"),
        Acknowledgement::Unsaid => None,
    };
    if let [only] = licences
        && only.form == LicenceForm::Expression
    {
        return vec![expression(&only.text, said(only))];
    }
    if licences.iter().all(|licence| licence.form != LicenceForm::Expression) {
        let written = licences.iter().map(|licence| {
            let mut out = Object::default();
            let known = licence.form == LicenceForm::Id && is_listed(&licence.text);
            out.put(if known { "id" } else { "name" }, licence.text.as_str());
            out.text("url", &licence.url);
            if let Some(said) = said(licence) {
                out.put("acknowledgement", said);
            }
            json!({ "license": Value::from(out) })
        });
        return written.collect();
    }
    // Until 1.7 an expression stands alone: what was concluded goes before what was declared, the rest is named.
    let rank = |licence: &&Licence| match licence.said {
        Acknowledgement::Concluded => 0,
        Acknowledgement::Unsaid => 1,
        Acknowledgement::Declared => 2,
    };
    let best = licences.iter().filter(|licence| licence.form == LicenceForm::Expression).min_by_key(rank);
    let same = |licence: &Licence| best.is_some_and(|best| best.text == licence.text);
    for _ in licences.iter().filter(|licence| !same(licence)) {
        losses.note("licenses", "CycloneDX 1.6 has one expression, or ids and names, but not several of both");
    }
    best.map(|best| expression(&best.text, said(best))).into_iter().collect()
}

fn expression(text: &str, said: Option<&str>) -> Value {
    let mut out = Object::default();
    out.put("expression", text);
    if let Some(said) = said {
        out.put("acknowledgement", said);
    }
    out.into()
}

/// Whether an id is one of the SPDX list that CycloneDX refers to.
fn is_listed(id: &str) -> bool {
    use std::sync::OnceLock;
    static LISTED: OnceLock<HashSet<String>> = OnceLock::new();
    let listed = LISTED.get_or_init(|| {
        let schema: Value = serde_json::from_str(crate::schemas::LICENCE_IDS).unwrap_or_default();
        let ids = schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
        ids.into_iter().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    });
    listed.contains(id)
}

/// Properties.
pub(super) fn properties(properties: &[Property]) -> Vec<Value> {
    let written = properties.iter().map(|property| {
        let mut out = Object::default();
        out.put("name", property.name.as_str());
        out.text("value", &property.value);
        out.into()
    });
    written.collect()
}

/// External references.
pub(super) fn references(references: &[Reference]) -> Vec<Value> {
    let written = references.iter().map(|reference| {
        let mut out = Object::default();
        let known = REFERENCES.contains(&reference.kind.as_str());
        out.put("type", if known { reference.kind.as_str() } else { "other" });
        out.put("url", reference.url.as_str());
        match known || reference.kind.is_empty() || reference.kind == "other" {
            true => out.text("comment", &reference.comment),
            false => out.put("comment", format!("{}: {}", reference.kind, reference.comment).trim_end_matches(": ")),
        }
        out.list("hashes", hashes(&reference.hashes, &mut Losses::default()));
        out.into()
    });
    written.collect()
}
