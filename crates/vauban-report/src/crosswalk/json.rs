//! `vauban crosswalk --format json`: the contract `vauban/crosswalk/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::CrosswalkReport;

/// Writes the report as one JSON document.
pub fn report(report: &CrosswalkReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Document { schema: "vauban/crosswalk/1", report }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a CrosswalkReport,
}
