//! Exports of pull and merge requests into facts.

use std::collections::BTreeMap;

use vauban_analysis::second::path_of;
use vauban_formats::reviews;
use vauban_model::{Approval, Facts, FileFact, Model, Request, RequestCommit};

use crate::world::{Limits, World};

/// Reads every export that a review names.
pub(crate) fn read(model: &Model, world: &dyn World, facts: &Facts) -> BTreeMap<String, Result<Vec<Request>, String>> {
    let mut found = BTreeMap::new();
    let files = model.review.iter().flat_map(|review| &review.reviewed_in);
    for path in files.filter_map(|evidence| path_of(model, evidence)) {
        let there = matches!(facts.files.get(path), Some(FileFact::There { .. }));
        if !there || found.contains_key(path) {
            continue;
        }
        let bytes = world.evidence(path, Limits::RESULTS);
        found.insert(path.to_owned(), bytes.and_then(|bytes| read_requests(&bytes)));
    }
    found
}

/// Reads the bytes of an export.
///
/// # Errors
/// What is wrong with it.
pub fn read_requests(bytes: &[u8]) -> Result<Vec<Request>, String> {
    let read = reviews::read(bytes)?;
    Ok(read.into_iter().map(request).collect())
}

fn request(read: reviews::Request) -> Request {
    let commit = |one: reviews::Commit| RequestCommit { id: one.id, accounts: one.accounts, addresses: one.addresses };
    let approval = |one: reviews::Approval| Approval { by: one.by, saw: one.saw };
    Request {
        place: read.place.word(),
        number: read.number,
        author: read.author,
        taken_in_by: read.taken_in_by,
        became: read.became,
        commits: read.commits.into_iter().map(commit).collect(),
        approvals: read.approvals.into_iter().map(approval).collect(),
    }
}
