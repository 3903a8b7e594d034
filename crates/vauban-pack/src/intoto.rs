//! Statements of in-toto v1: about which artefacts, of what type, saying what.

use serde_json::{Map, Value, json};
use vauban_json::{Document, Limits as JsonLimits};

use crate::Refused;
use crate::dsse::Envelope;

/// The type of a statement's payload.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The type of a statement.
pub const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// How artefacts were built (SLSA).
pub const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
/// What tests came to.
pub const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";
/// What a scan for vulnerabilities found.
pub const VULNERABILITIES: &str = "https://in-toto.io/attestation/vulns/v0.2";

/// An artefact that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// SHA-256, as 64 hexadecimal digits.
    pub sha256: String,
}

/// A statement as JSON text, in one spelling.
pub fn statement(subjects: &[Subject], predicate_type: &str, predicate: Value) -> String {
    let subject: Vec<Value> =
        subjects.iter().map(|one| json!({ "name": one.name, "digest": { "sha256": one.sha256 } })).collect();
    let mut all = Map::new();
    all.insert("_type".into(), STATEMENT.into());
    all.insert("subject".into(), subject.into());
    all.insert("predicateType".into(), predicate_type.into());
    all.insert("predicate".into(), predicate);
    vauban_json::safe(&Value::Object(all).to_string())
}

/// A statement as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Name and digests of every artefact.
    pub subjects: Vec<(String, Vec<(String, String)>)>,
    /// What it says.
    pub predicate_type: String,
}

/// Reads the statement of an envelope.
///
/// # Errors
/// If the envelope holds something else, or the statement lacks a member it must have.
pub fn read(envelope: &Envelope) -> Result<Statement, Refused> {
    let wrong = |why: &str| Refused::new("statement", why);
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(wrong(&format!("its payload is `{}`, not `{PAYLOAD_TYPE}`", envelope.payload_type)));
    }
    let document = Document::read(&envelope.payload, &JsonLimits { bytes: 64 << 20, ..JsonLimits::default() })
        .map_err(|error| wrong(&error.to_string()))?;
    if !document.duplicates().is_empty() {
        return Err(wrong("a member is there twice"));
    }
    let root = document.root();
    match root.get_text("_type") {
        Some(STATEMENT) => {}
        Some(other) => return Err(wrong(&format!("`_type` is `{other}`, not `{STATEMENT}`"))),
        None => return Err(wrong("`_type` is missing")),
    }
    let predicate_type = root.get_text("predicateType").filter(|of| !of.is_empty());
    let predicate_type = predicate_type.ok_or_else(|| wrong("`predicateType` is missing"))?.to_owned();
    let listed = root.get("subject").filter(|value| value.is_array() && !value.is_empty());
    let mut subjects = Vec::new();
    for one in listed.ok_or_else(|| wrong("`subject` is missing or empty"))?.items() {
        let name = one.get_text("name").unwrap_or_default().to_owned();
        let digests = one.get("digest").filter(|value| value.is_object() && !value.is_empty());
        let digests = digests.ok_or_else(|| wrong(&format!("the subject `{name}` has no digest")))?;
        let mut all = Vec::new();
        for (of, value) in digests.members() {
            let value = value.text().ok_or_else(|| wrong(&format!("a digest of `{name}` is no text")))?;
            all.push((of.text().unwrap_or_default().to_owned(), value.to_owned()));
        }
        subjects.push((name, all));
    }
    Ok(Statement { subjects, predicate_type })
}
