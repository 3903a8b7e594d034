//! `vauban match`: what advisories say of parts, for people and for programs (the contract `vauban/match/1`).

mod json;
mod terminal;
pub(crate) mod told;

use vauban_advisories::index::Source;
use vauban_advisories::matching::{Match, Status};
use vauban_advisories::{Looked, Part};

pub use json::json;
pub use terminal::terminal;

/// The answer about one or more bills of materials.
#[derive(Debug)]
pub struct MatchReport<'a> {
    /// The digests of the index, the changes over it last.
    pub digests: &'a [String],
    /// Whether every byte of it was compared with them.
    pub verified: bool,
    /// What it was built from.
    pub sources: &'a [Source],
    /// How many advisories count in it.
    pub advisories: u64,
    /// What was found, by file and part.
    pub rows: Vec<Row<'a>>,
}

/// What was found about a part.
#[derive(Debug)]
pub struct Row<'a> {
    /// The bill of materials.
    pub file: &'a str,
    /// The part.
    pub part: &'a Part,
    /// What was found.
    pub looked: &'a Looked,
    /// The statements about each match, in the order of matches.
    pub statements: Vec<Option<Statement>>,
}

/// A statement of the product's own about a vulnerability in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The record.
    pub id: String,
    /// What it says: `not_affected`, `affected`, `fixed`, `under_investigation`.
    pub status: String,
    /// Why it does not hold today; empty if it does.
    pub doubt: String,
}

/// Counts for the last lines of both outputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Parts that were asked about.
    pub parts: usize,
    /// Parts with a finding.
    pub with_findings: usize,
    /// Findings; advisories about the same vulnerability in the same part are one.
    pub findings: usize,
    /// Candidates, likewise.
    pub candidates: usize,
    /// What was set aside, likewise.
    pub aside: usize,
    /// Parts nothing could be asked about.
    pub unmatched: usize,
}

impl MatchReport<'_> {
    /// Counts what is shown.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { parts: self.rows.len(), ..Counts::default() };
        for row in &self.rows {
            let first = || row.looked.matches.iter().filter(|found| found.first);
            let of = |wanted: fn(&Match) -> bool| first().filter(|found| wanted(found)).count();
            let findings = of(|found| found.status == Status::Finding);
            counts.findings += findings;
            counts.with_findings += usize::from(findings > 0);
            counts.candidates += of(|found| found.status == Status::Candidate);
            counts.aside += of(|found| !matches!(found.status, Status::Finding | Status::Candidate));
            counts.unmatched += usize::from(!row.looked.unmatched.is_empty());
        }
        counts
    }
}

/// The highest score an advisory gives, counted from its vectors, else as it says; and its word.
pub(crate) fn severity(found: &Match) -> Option<(f64, &'static str, &str)> {
    let scored = found.advisory.severities.iter().filter_map(|severity| {
        let scored = vauban_cvss::score(&severity.vector).ok()?;
        Some((scored.score().value(), scored.severity().word(), severity.vector.as_str()))
    });
    scored.max_by(|a, b| a.0.total_cmp(&b.0))
}
