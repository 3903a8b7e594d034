//! `vauban practices --format json`: the contract `vauban/practices/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::PracticesReport;

/// Writes the report as one JSON document.
pub fn report(report: &PracticesReport, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary {
        practices: report.practices.len(),
        unanswered: report.practices.iter().filter(|practice| practice.state != "answered").count(),
        candidates: report.of[0],
        open: report.of[1],
    };
    vauban_formats::json::write(&Document { schema: "vauban/practices/1", report, summary }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a PracticesReport,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    practices: usize,
    unanswered: usize,
    candidates: usize,
    open: usize,
}
