//! `vauban evidence`: files of evidence, where each comes from, what rests on it, and whether it counts.

pub mod json;
pub mod terminal;

use serde::Serialize;

#[cfg(test)]
pub(crate) mod tests;

/// Everything `vauban evidence list` and `check` have to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EvidenceReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// How many files were looked at.
    pub looked_at: usize,
    /// The files, by path; for `check` only those that do not count.
    pub files: Vec<EvidenceRow>,
}

/// A file of evidence. What neither the file nor its record says is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    /// Its path.
    pub path: String,
    /// What it is: `junit`.
    pub form: String,
    /// The tool that wrote it.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// Date of its vulnerability data or rules.
    pub database_date: Option<String>,
    /// The day it ran.
    pub ran: Option<String>,
    /// The commit it looked at.
    pub commit: String,
    /// Releases that its record names.
    pub releases: Vec<String>,
    /// Components and interfaces that it looked at.
    pub on: Vec<String>,
    /// SHA-256, as 64 hexadecimal digits; none where it is not there.
    pub digest: Option<String>,
    /// What it holds, in a few words.
    pub holds: String,
    /// Records that tell of it.
    pub records: Vec<String>,
    /// Records that rest on it.
    pub rests: Vec<String>,
    /// `counts`, `stale` or `unknown`.
    pub standing: &'static str,
    /// Why it does not count; empty where it does.
    pub why: String,
    /// Records that it does not fit, and why.
    pub unfit: Vec<UnfitRow>,
    /// File of the record that tells of it, else of the first that rests on it.
    pub file: String,
    /// Line of it.
    pub line: u32,
}

/// A record that rests on a file which does not fit it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnfitRow {
    /// The record.
    pub record: String,
    /// Why the file does not fit.
    pub why: String,
}

impl EvidenceRow {
    /// Whether it counts for all that rests on it.
    pub fn is_sound(&self) -> bool {
        self.standing == "counts" && self.unfit.is_empty()
    }
}

impl EvidenceReport {
    /// How many files do not count, or not for all that rests on them.
    pub fn unsound(&self) -> usize {
        self.files.iter().filter(|row| !row.is_sound()).count()
    }
}
