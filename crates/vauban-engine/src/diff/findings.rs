//! Errors and warnings that are new or gone, waived ones left out.

use std::collections::BTreeMap;

use vauban_analysis::diff::Told;
use vauban_diagnostics::{Finding, Severity};

use crate::compile::Compilation;

pub(super) fn changes(before: &Compilation, after: &Compilation) -> (Vec<Told>, Vec<Told>) {
    let (old, new) = (counted(before), counted(after));
    let only = |mine: &BTreeMap<Key, Vec<Told>>, other: &BTreeMap<Key, Vec<Told>>| {
        let more = mine.iter().flat_map(|(key, told)| {
            let known = other.get(key).map_or(0, Vec::len);
            told.iter().skip(known).cloned()
        });
        let mut more: Vec<Told> = more.collect();
        more.sort_by(|a, b| (a.severity, &a.file, a.line, a.code).cmp(&(b.severity, &b.file, b.line, b.code)));
        more
    };
    (only(&new, &old), only(&old, &new))
}

/// What makes a finding the same although its place and its numbers move.
type Key = (&'static str, String, &'static str);

fn counted(compiled: &Compilation) -> BTreeMap<Key, Vec<Told>> {
    let mut counted: BTreeMap<Key, Vec<Told>> = BTreeMap::new();
    let loud = |finding: &&Finding| finding.severity > Severity::Note && finding.waived.is_none();
    for finding in compiled.findings.iter().filter(loud) {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let (file, line) = finding.place.as_ref().map_or((String::new(), 0), |label| {
            let sources = &compiled.model.sources;
            (sources.file(label.span.file).path.clone(), sources.place(label.span).line)
        });
        let told = Told { code: finding.code, severity, message: finding.message.clone(), file, line };
        counted.entry((finding.code, finding.subject.clone(), severity)).or_default().push(told);
    }
    counted
}
