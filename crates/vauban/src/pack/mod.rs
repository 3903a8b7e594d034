//! Evidence packs: the dossier of a product, statements about a release, the pack itself, and checking one.

pub(crate) mod attest;
pub(crate) mod check;
pub(crate) mod ledger;
pub(crate) mod make;
pub(crate) mod readers;
pub(crate) mod sign;
pub(crate) mod store;

pub(crate) use vauban_answers::dossier;

/// The item with the answers of git and the folder.
pub(crate) const FACTS: &str = "facts/world.json";
/// The item with the verdicts, as `vauban status --format json` prints them.
pub(crate) const VERDICTS: &str = "results/status.json";
/// The item with everything found.
pub(crate) const FINDINGS: &str = "results/findings.json";
/// The item with the index.
pub(crate) const INDEX: &str = "dossier/index.json";
/// The item with the ledger.
pub(crate) const LEDGER: &str = "ledger.jsonl";
