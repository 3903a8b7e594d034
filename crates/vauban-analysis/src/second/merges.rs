//! Who took in the commits of a branch.
//!
//! A merge on the main line that says it takes in a branch shows that somebody let it in. That is a second look if they
//! have no commit in the branch. Merging a branch that has itself taken in others is putting parts together: it shows
//! nothing about them, and their own merges are asked.

use std::collections::BTreeSet;

use vauban_model::{AnyId, Commits};

use crate::independence::People;

/// How deep branches within branches are followed.
const DEEPEST: usize = 8;

/// Who took in a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Persons, one as a rule.
    pub(super) by: BTreeSet<AnyId>,
}

/// A line of commits, the oldest last, and branches that the one before took in.
struct Line {
    commits: Vec<u32>,
    branches: Vec<(u32, u32)>,
}

/// For every commit who took it in, if somebody did who wrote nothing of what came with it.
pub(super) fn taken_in(commits: &Commits, people: &People) -> Vec<Option<Taken>> {
    let mut found: Vec<Option<Taken>> = vec![None; commits.commits.len()];
    let mut seen = vec![false; commits.commits.len()];
    let mut lines = vec![Line { commits: first_parents(commits, 0, &seen), branches: Vec::new() }];
    while let Some(line) = lines.last_mut() {
        if let Some((merge, branch)) = line.branches.pop() {
            let deep = lines.len() >= DEEPEST;
            let came = behind(commits, branch, &seen);
            let within = came.iter().filter_map(|at| commits.commits.get(*at as usize));
            let puts_together = within.clone().any(|commit| commit.takes_in && commit.parents.len() > 1);
            if puts_together && !deep {
                let commits = first_parents(commits, branch, &seen);
                lines.push(Line { commits, branches: Vec::new() });
                continue;
            }
            let by = if puts_together { None } else { taker(commits, people, merge, &came) };
            for at in came {
                if let Some(flag) = seen.get_mut(at as usize) {
                    *flag = true;
                }
                if let Some(slot) = found.get_mut(at as usize) {
                    *slot = by.clone();
                }
            }
            continue;
        }
        let Some(at) = line.commits.pop() else {
            lines.pop();
            continue;
        };
        if let Some(flag) = seen.get_mut(at as usize) {
            *flag = true;
        }
        let parents = commits.commits.get(at as usize).map(|commit| commit.parents.as_slice()).unwrap_or_default();
        line.branches = parents.iter().skip(1).map(|parent| (at, *parent)).collect();
    }
    found
}

/// The commits from one on along first parents, the newest first, up to what has been seen.
fn first_parents(commits: &Commits, from: u32, seen: &[bool]) -> Vec<u32> {
    let mut line = Vec::new();
    let mut next = Some(from);
    while let Some(at) = next.filter(|at| seen.get(*at as usize) == Some(&false)) {
        line.push(at);
        next = commits.commits.get(at as usize).and_then(|commit| commit.parents.first()).copied();
    }
    line
}

/// Commits that lead to one and have not been seen, itself included.
fn behind(commits: &Commits, from: u32, seen: &[bool]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if seen.get(at as usize) == Some(&false) && found.insert(at) {
            open.extend(commits.commits.get(at as usize).into_iter().flat_map(|commit| &commit.parents));
        }
    }
    found
}

/// Who took in a branch, if they wrote nothing of it and everybody who did is known.
fn taker(commits: &Commits, people: &People, merge: u32, came: &BTreeSet<u32>) -> Option<Taken> {
    let merge = commits.commits.get(merge as usize).filter(|merge| merge.takes_in)?;
    // A forge commits merges itself, in the name of who pressed the button.
    let known = |identity: u32| {
        let identity = commits.identity(identity)?;
        let own = people.at(&identity.address);
        (!own.is_empty()).then(|| people.who(identity).persons)
    };
    let by = known(merge.committer).or_else(|| known(merge.author))?;
    for commit in came.iter().filter_map(|at| commits.commits.get(*at as usize)) {
        for author in commit.authors().filter_map(|author| commits.identity(author)) {
            let persons = people.who(author).persons;
            if persons.is_empty() || !persons.is_disjoint(&by) {
                return None;
            }
        }
    }
    Some(Taken { by })
}
