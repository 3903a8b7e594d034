//! Evidence packs: the dossier (requirement, aspect, record, hash, verdict), and what checking a pack came to.

mod dossier;
mod terminal;
mod verified;

use std::io::{self, Write};

pub use dossier::*;
pub use terminal::terminal;
pub use verified::*;

/// Writes the dossier as the contract `vauban/pack-index/1`.
pub fn index(dossier: &Dossier, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(dossier, out)
}

/// Writes what checking a pack came to as the contract `vauban/verify/1`.
pub fn json(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(report, out)
}
