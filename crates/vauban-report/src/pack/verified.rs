//! What checking a pack came to.

use serde::Serialize;

use super::RequirementRow;

/// The answer of `vauban verify`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifyReport {
    /// The contract.
    pub schema: &'static str,
    /// The file.
    pub file: String,
    /// Whether everything that could be checked holds.
    pub holds: bool,
    /// The first thing that does not hold, with its place; null if all does.
    pub refused: Option<String>,
    /// Root of the tree: the name of the pack's contents.
    pub root: String,
    /// The product.
    pub product: String,
    /// The release.
    pub release: Option<String>,
    /// The day everything was judged on.
    pub date: String,
    /// Until when it is kept, at least.
    pub keep_until: String,
    /// What made it, with its version.
    pub tool: String,
    /// Ids of the given keys that signed.
    pub signed_by: Vec<String>,
    /// Signatures by keys that were not given.
    pub other_signatures: usize,
    /// Items, withheld ones included.
    pub items: usize,
    /// Items that are withheld.
    pub withheld: usize,
    /// Levels that are withheld.
    pub withheld_levels: Vec<&'static str>,
    /// Bytes of the pack.
    pub bytes: u64,
    /// Its timestamps.
    pub timestamps: Vec<TimestampRow>,
    /// The ledger in it.
    pub ledger: Option<LedgerRow>,
    /// Statements about artefacts.
    pub attestations: Vec<AttestationRow>,
    /// What was carried under the signature because it cannot be worked out from files.
    pub signed_facts: Vec<String>,
    /// Whether the verdicts were worked out again: `same`, `differs` or `not-recomputed`.
    pub recomputed: &'static str,
    /// Why not, or what differs.
    pub recomputed_why: Vec<String>,
    /// Verdicts, as packed and as worked out again.
    pub verdicts: Vec<VerdictRow>,
    /// Answers to what was asked.
    pub answers: Vec<RequirementRow>,
    /// Where the answers come from: `recomputed` or `packed`.
    pub answers_from: &'static str,
}

/// A timestamp.
#[derive(Clone, Debug, Serialize)]
pub struct TimestampRow {
    /// `holds`, `unchecked` or `refused`.
    pub state: &'static str,
    /// The instant; only claimed while unchecked.
    pub time: String,
    /// The service, from its certificate.
    pub service: String,
    /// Why it is unchecked or refused.
    pub why: String,
}

/// The ledger of a pack.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerRow {
    /// How many entries were signed.
    pub entries: u64,
    /// Digest of the last one.
    pub head: String,
    /// `holds`, `withheld` or `refused`.
    pub state: &'static str,
}

/// A statement about artefacts.
#[derive(Clone, Debug, Serialize)]
pub struct AttestationRow {
    /// Where it stands in the pack.
    pub path: String,
    /// What it says.
    pub predicate_type: String,
    /// The artefacts.
    pub subjects: Vec<String>,
}

/// A verdict, as packed and as worked out again.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictRow {
    /// The requirement.
    pub id: String,
    /// As packed.
    pub packed: String,
    /// As worked out again; null where it cannot be.
    pub recomputed: Option<String>,
    /// `same`, `differs` or `not-recomputed`.
    pub state: &'static str,
}
