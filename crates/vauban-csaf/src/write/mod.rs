//! Documents from plain values: CSAF 2.0, and 2.1 (draft) where it is asked for.
//!
//! The writer knows how an edition spells things and what a profile demands; it invents nothing. What is lacking is told
//! with the place and the next step, what an edition cannot hold is told as lost. The same advisory gives the same bytes.

mod advisory;
mod demands;
mod head;
mod json;
mod tree;
mod vulnerability;

pub use advisory::{
    Acknowledgment, Advisory, Cwe, Group, Note, Product, Profile, Publisher, Reference, Relationship, Remediation,
    Revision, Score, Status, Threat, Tlp, Tracking, Version, Vulnerability,
};

use crate::Edition;
use json::object;

/// Something the advisory lacks, or something of it that could not be written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Where in the advisory: `publisher.namespace`, `vulnerability CVE-2026-0001`.
    pub at: String,
    /// What.
    pub what: String,
    /// What to do.
    pub help: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document.
    pub bytes: Vec<u8>,
    /// What this edition could not hold.
    pub lost: Vec<Told>,
}

/// Writes a document.
///
/// # Errors
/// What the advisory lacks for its profile.
pub fn write(advisory: &Advisory, edition: Edition) -> Result<Written, Vec<Told>> {
    let lacking = demands::lacking(advisory);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let mut lost = Vec::new();
    let tree = tree::Tree::of(advisory);
    let vulnerabilities = advisory.vulnerabilities.iter().enumerate();
    let vulnerabilities =
        vulnerabilities.map(|(number, one)| vulnerability::write(one, number, &tree, edition, &mut lost));
    let vulnerabilities = json::items(vulnerabilities.collect());
    let schema = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json";
    let document = object([
        ("$schema", (edition == Edition::V21).then(|| schema.into())),
        ("document", Some(head::write(advisory, edition, &mut lost))),
        ("product_tree", tree.write(advisory, edition, &mut lost)),
        ("vulnerabilities", vulnerabilities),
    ]);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    lost.sort();
    lost.dedup();
    Ok(Written { bytes: vauban_json::safe(&text).into_bytes(), lost })
}

fn told(at: impl Into<String>, what: impl Into<String>, help: impl Into<String>) -> Told {
    Told { at: at.into(), what: what.into(), help: help.into() }
}

#[cfg(test)]
mod tests;
