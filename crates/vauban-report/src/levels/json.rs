//! `vauban levels --format json`: the contract `vauban/levels/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::LevelsReport;

/// Writes the report as one JSON document.
pub fn report(report: &LevelsReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Document { schema: "vauban/levels/1", report }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a LevelsReport,
}
