//! What stays of a finding over edits and moves.
//!
//! Code scanning tells an old finding from a new one by a fingerprint. Ours is made of the check and the
//! record it is about, never of lines, files or wording: moving a record does not reopen its findings.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use vauban_diagnostics::Finding;

use crate::CheckReport;
use crate::text::begin;

/// The name and version under which fingerprints are told.
pub const KIND: &str = "vauban/v1";

/// One fingerprint per finding, in the findings' order; no two are equal.
///
/// Several findings of one check about one subject are told apart by their order in the files. A finding
/// without a subject is known by its file and the words it points at.
pub fn of(report: &CheckReport<'_>) -> Vec<String> {
    let subjects: Vec<String> = report.findings.iter().map(|finding| subject(finding, report)).collect();
    let mut same: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (finding, subject)) in report.findings.iter().zip(&subjects).enumerate() {
        same.entry((finding.code, subject)).or_default().push(at);
    }
    let mut prints = vec![String::new(); report.findings.len()];
    for ((code, subject), mut members) in same {
        members.sort_by_key(|at| report.findings.get(*at).map(|finding| position(finding, report)));
        for (ordinal, at) in members.into_iter().enumerate() {
            if let Some(print) = prints.get_mut(at) {
                *print = hash(code, subject, ordinal);
            }
        }
    }
    prints
}

fn subject(finding: &Finding, report: &CheckReport<'_>) -> String {
    match (&finding.place, finding.subject.is_empty()) {
        (Some(label), true) => {
            let file = &report.sources.file(label.span.file).path;
            format!("{file}\n{}", begin(report.sources.text(label.span), 200))
        }
        _ => finding.subject.clone(),
    }
}

fn position<'a>(finding: &Finding, report: &CheckReport<'a>) -> (&'a str, u32, u32) {
    match &finding.place {
        Some(label) => (&report.sources.file(label.span.file).path, label.span.start, label.span.end),
        None => ("", 0, 0),
    }
}

fn hash(code: &str, subject: &str, ordinal: usize) -> String {
    of_parts(&[code, subject, &ordinal.to_string()])
}

/// The fingerprint of what these parts identify together.
pub(crate) fn of_parts(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in std::iter::once(&KIND).chain(parts) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use vauban_diagnostics::{SourceFile, Sources};

    use super::*;
    use crate::fixture::{Fixture, gateway, span};

    fn prints(path: &str, text: &str, message: &str) -> Vec<String> {
        let mut sources = Sources::default();
        sources.add(SourceFile::new(path, text));
        let at = |piece| span(&sources, path, piece);
        let findings = vec![
            Finding::error("x", message).at(at("[a]"), "").subject("interface.a"),
            Finding::error("x", message).at(at("b = 2"), "").subject("interface.a"),
            Finding::error("y", message).at(at("b = 2"), "").subject("interface.a"),
        ];
        of(&Fixture { sources, findings, rules: Vec::new() }.report())
    }

    #[test]
    fn survive_moves_and_rewording() {
        let before = prints("a.toml", "[a]\nb = 2\n", "first wording");
        assert_eq!(prints("other/b.toml", "# new\n\n[a]\nc = 3\nb = 2\n", "second wording"), before);
        assert!(before.iter().all(|print| print.len() == 32));
    }

    #[test]
    fn are_all_different() {
        let mut fixture = gateway();
        fixture.findings = fixture.findings.iter().flat_map(|finding| vec![finding.clone(); 3]).collect();
        let mut prints = of(&fixture.report());
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), fixture.findings.len());
    }
}
