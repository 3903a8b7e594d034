//! What approvals of pull and merge requests cover.
//!
//! An approval covers the commits that were there when it was given. Where a request became one commit, it covers that
//! one if it saw all that went in. What a merge itself holds was made after every approval and is covered by none.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Commits, Request};

use crate::independence::People;

/// Persons who looked at commits, by the place of the commit; one set for each account that did.
#[derive(Clone, Debug, Default)]
pub(super) struct Approved {
    by_commit: BTreeMap<u32, Vec<BTreeSet<AnyId>>>,
}

impl Approved {
    /// Whether somebody other than its authors approved a commit or took it in.
    pub(super) fn of(&self, commit: u32, authors: &BTreeSet<AnyId>) -> bool {
        let lookers = self.by_commit.get(&commit).map(Vec::as_slice).unwrap_or_default();
        lookers.iter().any(|persons| persons.is_disjoint(authors))
    }
}

/// What the approvals of requests cover among the commits.
pub(super) fn approved(commits: &Commits, people: &People, requests: &[&Request]) -> Approved {
    let mut approved = Approved::default();
    if requests.is_empty() {
        return approved;
    }
    let places: BTreeMap<&str, u32> = (0u32..).zip(&commits.commits).map(|(at, one)| (one.id.as_str(), at)).collect();
    for request in requests {
        let asked = people.account(request.place, &request.author);
        // Whoever wrote any of it is no second person for the whole.
        let mut wrote = asked.clone();
        for commit in &request.commits {
            wrote.extend(commit.accounts.iter().flat_map(|account| people.account(request.place, account)));
            wrote.extend(commit.addresses.iter().flat_map(|address| people.at(address)));
        }
        let approvals = request.approvals.iter().map(|approval| (&approval.by, approval.saw));
        let taken = (!request.taken_in_by.is_empty()).then_some((&request.taken_in_by, request.commits.len()));
        for (account, saw) in approvals.chain(taken) {
            let persons = people.account(request.place, account);
            if persons.is_empty() || !persons.is_disjoint(&asked) {
                continue;
            }
            let single = |id: &&String| {
                let commit = places.get(id.as_str()).and_then(|at| commits.commits.get(*at as usize));
                commit.is_some_and(|commit| commit.parents.len() < 2)
            };
            let all = saw == request.commits.len() && saw > 0 && persons.is_disjoint(&wrote);
            let became = request.became.iter().filter(single).filter(|_| all);
            let covered = request.commits.iter().take(saw).map(|commit| &commit.id).chain(became);
            for place in covered.filter_map(|id| places.get(id.as_str())) {
                approved.by_commit.entry(*place).or_default().push(persons.clone());
            }
        }
    }
    approved
}
