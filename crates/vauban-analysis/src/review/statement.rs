//! What a signature under a review covers.
//!
//! Plain lines, so that a person can read what they sign and any tool can check it: what was reviewed, by whom, what
//! it came to, what was found, and the digest of everything that was seen. What happens to the findings afterwards
//! is not part of it; it has its own records, and may be filled in without breaking the signature.

use std::fmt::Write as _;

use vauban_model::{AnyId, Kind, Model};

use super::fingerprint::digest_of;

/// Keys that are not signed: what is for people, what comes later, and what is signed by its digest.
const UNSIGNED: &[&str] = &[
    "title",
    "description",
    "tags",
    "owner",
    "rationale",
    "formerly",
    "findings",
    "signatures",
    "saw",
    "digest",
    "evidence",
];

/// The text that is signed; `None` for what is no review.
pub fn statement(model: &Model, id: AnyId) -> Option<String> {
    let review = model.review.get(id.at as usize).filter(|_| id.kind == Kind::Review)?;
    // A review of a used folder was signed there.
    let folder = review.head.folder();
    let names = |id: AnyId| model.name_in(folder, id);
    let mut text = format!("vauban review 1\n{}\n", names(id));
    for (key, value) in model.said_from(folder, id).into_iter().filter(|(key, _)| !UNSIGNED.contains(key)) {
        let _ = writeln!(text, "{key} = {value}");
    }
    for (at, finding) in review.findings.iter().enumerate() {
        let said = finding.said(&names);
        let first = said.into_iter().filter(|(key, _)| matches!(*key, "text" | "severity" | "owner" | "due"));
        for (key, value) in first {
            let _ = writeln!(text, "finding {} {key} = {value}", at + 1);
        }
    }
    let saw = review.saw.iter().flat_map(|saw| &saw.0).map(|(name, seen)| (&*name.value, seen));
    let _ = writeln!(text, "saw {}", digest_of(saw));
    Some(text)
}
