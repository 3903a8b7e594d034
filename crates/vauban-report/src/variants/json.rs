//! `vauban variants --format json`: the contract `vauban/variants/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::VariantsReport;

/// Writes the report as one JSON document.
pub fn report(report: &VariantsReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Document { schema: "vauban/variants/1", report }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a VariantsReport,
}
