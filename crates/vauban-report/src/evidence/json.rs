//! `vauban evidence --format json`: the contract `vauban/evidence/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::EvidenceReport;

/// Writes the report as one JSON document.
pub fn report(report: &EvidenceReport, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary { unsound: report.unsound() };
    vauban_formats::json::write(&Document { schema: "vauban/evidence/1", report, summary }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a EvidenceReport,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    unsound: usize,
}
