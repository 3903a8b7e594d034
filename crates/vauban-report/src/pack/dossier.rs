//! The rows of the dossier: requirement, process clause, people, records, hashes, verdict.

use serde::Serialize;

/// A product's dossier.
#[derive(Clone, Debug, Serialize)]
pub struct Dossier {
    /// The contract.
    pub schema: &'static str,
    /// The product, by id.
    pub product: String,
    /// Its version.
    pub version: String,
    /// The release it is about, if it is about one.
    pub release: Option<String>,
    /// The day of that release.
    pub released: Option<String>,
    /// The day everything was judged on.
    pub date: String,
    /// Until when it is kept, at least.
    pub keep_until: String,
    /// Edition of the standard.
    pub edition: String,
    /// The requirements, in the catalog's order.
    pub requirements: Vec<RequirementRow>,
}

/// A requirement, as an assessor looks at it.
#[derive(Clone, Debug, Serialize)]
pub struct RequirementRow {
    /// Its id, as `SD-3`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The verdict.
    pub verdict: String,
    /// The maturity level.
    pub maturity: u8,
    /// What is missing next; empty when nothing is.
    pub next: String,
    /// Where the process lays it down.
    pub clauses: Vec<ClauseRow>,
    /// Who answers for it or took part, and what they had shown on that day.
    pub people: Vec<CompetenceRow>,
    /// Its aspects.
    pub aspects: Vec<AspectRow>,
    /// Records and files that the verdicts rest on.
    pub records: Vec<RecordRow>,
    /// What its reviews found.
    pub findings: Vec<ReviewFindingRow>,
}

/// A process document or section.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseRow {
    /// The document, as `process.lifecycle`.
    pub process: String,
    /// The heading of the section; empty for the whole document.
    pub section: String,
    /// What it covers of the requirement.
    pub covers: Vec<String>,
    /// Its version.
    pub version: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub date: String,
    /// Its file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
}

/// What somebody had shown on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CompetenceRow {
    /// The person.
    pub person: String,
    /// As what: a role or a discipline in a review.
    pub acts_as: String,
    /// The day that is asked about.
    pub on: String,
    /// Whether a proof counted on that day.
    pub competent: bool,
    /// The proofs that counted, each with how it was shown and until when it counts.
    pub proofs: Vec<String>,
}

/// An aspect's verdict.
#[derive(Clone, Debug, Serialize)]
pub struct AspectRow {
    /// Its id.
    pub id: String,
    /// What it asks, in our own words.
    pub text: String,
    /// The verdict.
    pub verdict: String,
    /// `computed` or `stated`; null while missing.
    pub by: Option<String>,
    /// How it was decided.
    pub how: String,
    /// What is missing next.
    pub next: String,
    /// Records and files it rests on.
    pub evidence: Vec<String>,
}

/// A record or file, and who stands behind it.
#[derive(Clone, Debug, Serialize)]
pub struct RecordRow {
    /// The record as `kind.id`, or the path of a file.
    pub record: String,
    /// The file it stands in.
    pub file: String,
    /// Its line.
    pub line: u32,
    /// The item of the pack that holds it.
    pub item: Option<String>,
    /// SHA-256 of the file; null where the file is withheld from assessors.
    pub sha256: Option<String>,
    /// Its version, where it has one.
    pub version: String,
    /// Who wrote or took part, as the record says.
    pub author: Vec<String>,
    /// Who approved it.
    pub approver: String,
    /// Its date.
    pub date: String,
    /// Signatures under it, and whether they hold.
    pub signatures: Vec<String>,
}

/// Something a review found.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewFindingRow {
    /// The review.
    pub review: String,
    /// What it found.
    pub text: String,
    /// When it was closed; null while open.
    pub closed: Option<String>,
    /// How.
    pub how: String,
    /// Who checked the closure.
    pub verified_by: String,
}
