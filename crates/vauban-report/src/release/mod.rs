//! `vauban release`: what was written down of a release, what its gate says, and whether a delivery is what was signed.

mod gate;
mod record;
mod verify;

pub use gate::{GateAspect, GateFinding, GateReport, GateTopic};
pub use record::{ArtefactRow, ManifestRow, Prepared, Shown, ShownRelease, SignatureRow, Signed};
pub use verify::{DifferenceRow, SignatureChecked, Verified};

use std::io::{self, Write};

use serde::Serialize;

/// A report of a release as JSON; its first member is its schema.
///
/// # Errors
/// If it cannot be written.
pub fn json<T: Serialize>(schema: &'static str, report: &T, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct With<'a, T> {
        schema: &'static str,
        #[serde(flatten)]
        report: &'a T,
    }
    vauban_formats::json::write(&With { schema, report }, out)
}
