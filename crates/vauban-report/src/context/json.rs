//! `vauban context --format json`: the contract `vauban/context/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::ContextReport;

/// Writes the report as one JSON document.
pub fn report(report: &ContextReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Document { schema: "vauban/context/1", report }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a ContextReport,
}
