//! Reports of tests (Annex VII, point 6): what each came to on the release, with the files that show it and their digests.

use std::collections::BTreeSet;

use vauban_analysis::cra::{Cra, TestProof};
use vauban_model::{AnyId, FileFact};
use vauban_pages::{Block, Column, Inline, Table, code, paragraph, plain};

use super::Teller;
use super::solutions::outcome;

/// Tests that verify a solution, and what they came to.
pub(super) fn blocks(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let mut seen: BTreeSet<AnyId> = BTreeSet::new();
    let mut points: std::collections::BTreeMap<AnyId, Vec<&str>> = std::collections::BTreeMap::new();
    let mut proofs: Vec<&TestProof> = Vec::new();
    for item in &cra.items {
        for proof in item.solutions.iter().flat_map(|one| &one.tests) {
            let of = points.entry(proof.test).or_default();
            if of.last() != Some(&item.id.as_str()) {
                of.push(&item.id);
            }
            if seen.insert(proof.test) {
                proofs.push(proof);
            }
        }
    }
    proofs.sort_by_key(|proof| (proof.outcome == vauban_analysis::trace::Outcome::Passed, proof.test));
    let mut table = Table::new(
        "Tests of what realises Annex I",
        [
            Column::new("test"),
            Column::narrow("outcome").filtered(),
            Column::wide("verifies, of Annex I"),
            Column::new("runs"),
        ],
    );
    for proof in &proofs {
        let mut came: Vec<Inline> = vec![outcome(proof.outcome)];
        if !proof.why.is_empty() && proof.outcome != vauban_analysis::trace::Outcome::Passed {
            came.extend([plain(" "), plain(proof.why.clone())]);
        }
        let runs: Vec<AnyId> = proof.runs.iter().map(|run| run.run).collect();
        let of = points
            .get(&proof.test)
            .map(|of| of.iter().map(|id| id.trim_start_matches("CRA-A1-")).collect::<Vec<_>>().join(", "));
        table.row([teller.titled(proof.test), came, vec![plain(of.unwrap_or_default())], teller.links(&runs)]);
    }
    let mut blocks = Vec::new();
    if table.rows.is_empty() {
        blocks.push(paragraph(["No test verifies anything that realises a requirement of Annex I."]));
    } else {
        blocks.push(paragraph([
            "Tests that verify a solution, with what they came to on the release; what has not passed stands first.",
        ]));
        blocks.push(Block::Table(table));
    }
    let paths: BTreeSet<&str> =
        proofs.iter().flat_map(|proof| &proof.runs).flat_map(|run| &run.files).map(|file| file.path.as_str()).collect();
    if !paths.is_empty() {
        let paths: Vec<&str> = paths.into_iter().collect();
        blocks.push(paragraph(["The files that the runs rest on; the digest binds each to what was looked at."]));
        blocks.push(Block::Table(files(teller, "Files of results", &paths)));
    }
    blocks
}

/// Files with their digests.
pub(super) fn files(teller: &Teller<'_>, caption: &str, paths: &[&str]) -> Table {
    let mut table = Table::new(caption, [Column::wide("file"), Column::wide("SHA-256")]);
    for path in paths {
        let digest = match teller.subject.compiled.facts.files.get(*path) {
            Some(FileFact::There { digest, .. }) => code(digest.clone()),
            Some(FileFact::Missing) | None => plain("not here"),
            Some(FileFact::Refused(why)) => plain(why.clone()),
        };
        table.row([code(*path), digest]);
    }
    table
}
