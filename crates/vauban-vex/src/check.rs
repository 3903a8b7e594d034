//! A document read and held against everything this crate knows of its format.

use vauban_json::Document;

use crate::problem::Problem;
use crate::read::{Boms, Reading, limits, read};
use crate::statement::Format;
use crate::{rules, schema};

/// Reads a document, holds it against the schema of OpenVEX where it is OpenVEX 0.2.0, and against the rules of its
/// format. The schemas of CSAF and CycloneDX are those of `vauban-csaf` and `vauban-sbom`, whose checks say more.
///
/// # Errors
/// As [`read`]: if it is no JSON, or none of the three formats.
pub fn check(bytes: &[u8], boms: &Boms) -> Result<Reading, Problem> {
    let mut reading = read(bytes, boms)?;
    if reading.document.format == Format::OpenVex0_2_0
        && let Ok(text) = Document::read(bytes, &limits())
    {
        schema::openvex(text.root(), &mut reading.problems);
    }
    reading.problems.extend(rules::check(&reading.document));
    reading.problems.sort_by(|one, other| {
        (one.place.line, one.place.column, one.severity, one.rule, &one.what).cmp(&(
            other.place.line,
            other.place.column,
            other.severity,
            other.rule,
            &other.what,
        ))
    });
    reading.problems.dedup();
    Ok(reading)
}
