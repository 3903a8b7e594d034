//! `vauban editions --format json`: the contract `vauban/editions/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::EditionsReport;

/// Writes the report as one JSON document.
pub fn report(report: &EditionsReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Document { schema: "vauban/editions/1", report }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a EditionsReport,
}
