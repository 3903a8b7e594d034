//! Which changed lines of the product's code a second person has looked at (SI-1).
//!
//! Lines count that commits since the release before the current one added to files under a component's `code`. A
//! commit has a second person where its `Reviewed-by` names one, where somebody took in a branch in which they have no
//! commit, or where an export of pull or merge requests shows an approval that saw it. A second person is on record,
//! under the very address or account that is named, and is none of its authors under any address that `.mailmap` knows.

mod merges;
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Commit, Commits, Date, Evidence, Facts, Kind, Model, Record, ReviewKind, kinds};

use crate::code::Code;
use crate::independence::{People, When, dates};
use crate::scope::Owners;
use merges::Taken;
use requests::Approved;

/// What a second person has seen of a product.
#[derive(Clone, Debug, Default)]
pub struct SecondLook {
    /// The release, and its commit, since which lines count; none: since the first commit.
    pub since: Option<(AnyId, String)>,
    /// What is not known of the commits, in a sentence each.
    pub gaps: Vec<String>,
    /// Components that are software of our own and do not say which files they are.
    pub silent: Vec<AnyId>,
    /// Components of our own whose files are among those of the commits.
    pub components: Vec<AnyId>,
    /// Components with `code`, in the order of records, and last what belongs to no component.
    pub parts: Vec<Part>,
}

/// What a second person has seen of a component.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The component; none for code that no component lays claim to.
    pub component: Option<AnyId>,
    /// Its changed files, by path.
    pub files: Vec<FileLook>,
    /// Commits that no second person has seen, most lines first.
    pub without: Vec<Unseen>,
    /// Commits of which it cannot be told, and why.
    pub untold: Vec<Unseen>,
    /// Commits without a second person from before `policy.since`.
    pub older: usize,
    /// Commits that changed it, older ones left out.
    pub commits: usize,
}

/// What a second person has seen of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLook {
    /// The file.
    pub path: String,
    /// Lines added.
    pub lines: u64,
    /// Lines of these that a second person has seen.
    pub seen: u64,
}

/// A commit that no second person has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// The commit, by place.
    pub commit: u32,
    /// Lines it added to the component.
    pub lines: u64,
    /// Who wrote it, or why it cannot be told.
    pub by: String,
}

impl Part {
    /// Lines added.
    pub fn lines(&self) -> u64 {
        self.files.iter().map(|file| file.lines).sum()
    }

    /// Lines of these that a second person has seen.
    pub fn seen(&self) -> u64 {
        self.files.iter().map(|file| file.seen).sum()
    }
}

/// The release before the newest one that is not in the future, with its commit.
pub fn release_before<'a>(
    model: &'a Model,
    owners: &Owners,
    product: Option<AnyId>,
    today: Date,
) -> Option<(AnyId, &'a str)> {
    let all = model.release.iter().enumerate();
    let mut releases: Vec<(Date, AnyId, &Record<kinds::Release>)> = all
        .filter(|(_, release)| owners.concerns(product, &release.head))
        .filter(|(_, one)| product.is_none() || one.product.as_ref().is_none_or(|named| named.to() == product))
        .filter_map(|(at, release)| {
            let id = AnyId { kind: Kind::Release, at: at as u32 };
            release.date.filter(|day| day.date <= today).map(|day| (day.date, id, release))
        })
        .collect();
    releases.sort_by_key(|(date, id, _)| (*date, *id));
    releases.pop()?;
    let (_, id, release) = releases.pop()?;
    Some((id, release.commit.as_ref()?))
}

/// What a second person has seen of a product; `None` where git says nothing.
pub fn second_look(
    model: &Model,
    facts: &Facts,
    owners: &Owners,
    product: Option<AnyId>,
    today: Date,
) -> Option<SecondLook> {
    let commits = facts.authorship.as_ref()?;
    let people = People::new(model);
    let code = Code::new(model, commits, owners, product);
    let (days, _) = dates(commits, today);
    let judge = Judge {
        commits,
        people: &people,
        taken: merges::taken_in(commits, &people),
        approved: requests::approved(commits, &people, &exports(model, facts, owners, product)),
    };
    let mut look = SecondLook { gaps: commits.gaps.clone(), ..SecondLook::default() };
    if look.gaps.is_empty() {
        look.gaps = code.gaps(model);
    }
    look.components = code.changed();
    look.silent.clone_from(&code.silent);
    let before = release_before(model, owners, product, today);
    let base = before.and_then(|(id, commit)| Some((id, commit, commits.find(commit)?)));
    let led = base.map(|(_, _, at)| commits.leading_to(at)).unwrap_or_default();
    look.since = base.map(|(id, commit, _)| (id, commit.to_owned()));
    let since = model.policy.first().and_then(|policy| policy.since).map(|day| day.date.days());

    let mut parts: BTreeMap<Option<AnyId>, Part> = BTreeMap::new();
    let mut files: BTreeMap<(Option<AnyId>, &str), FileLook> = BTreeMap::new();
    for (at, commit) in (0u32..).zip(&commits.commits) {
        let is_older = older(days.get(at as usize), since);
        if led.get(at as usize) == Some(&true) {
            continue;
        }
        let touched = touched(commit, commits, &code);
        if touched.is_empty() {
            continue;
        }
        let state = judge.state(at, commit);
        for (component, changed) in touched {
            let part = parts.entry(component).or_insert_with(|| Part { component, ..Part::default() });
            let lines: u64 = changed.iter().map(|(_, lines)| lines).sum();
            if is_older {
                part.older += usize::from(!matches!(state, State::Seen));
                continue;
            }
            part.commits += 1;
            for (path, lines) in changed {
                let file = files.entry((component, path)).or_default();
                file.lines += lines;
                file.seen += if matches!(state, State::Seen) { lines } else { 0 };
            }
            match &state {
                State::Seen => {}
                State::Unseen(by) => part.without.push(Unseen { commit: at, lines, by: by.clone() }),
                State::Untold(why) => part.untold.push(Unseen { commit: at, lines, by: why.clone() }),
            }
        }
    }
    for ((component, path), file) in files {
        if let Some(part) = parts.get_mut(&component) {
            part.files.push(FileLook { path: path.to_owned(), ..file });
        }
    }
    for part in parts.values_mut() {
        part.without.sort_by_key(|one| (std::cmp::Reverse(one.lines), one.commit));
        part.untold.sort_by_key(|one| (std::cmp::Reverse(one.lines), one.commit));
    }
    // What belongs to no component comes last.
    let rest = parts.remove(&None);
    look.parts = parts.into_values().chain(rest).collect();
    Some(look)
}

/// Whether a commit is from before `policy.since`, whatever day of those that it may be of.
fn older(when: Option<&When>, since: Option<i64>) -> bool {
    matches!((when, since), (Some(when), Some(since)) if when.last < since)
}

/// Files of the product's code that a commit changed, with the lines it added, by component.
fn touched<'a>(commit: &Commit, commits: &'a Commits, code: &Code) -> BTreeMap<Option<AnyId>, Vec<(&'a str, u64)>> {
    let mut touched: BTreeMap<Option<AnyId>, Vec<(&str, u64)>> = BTreeMap::new();
    for change in commit.changes.iter().filter(|change| code.of_product(change.path)) {
        let Some(path) = commits.paths.get(change.path as usize) else { continue };
        let changed = (path.path.as_str(), u64::from(change.added));
        let components = code.components(change.path);
        for component in components {
            touched.entry(Some(*component)).or_default().push(changed);
        }
        if components.is_empty() {
            touched.entry(None).or_default().push(changed);
        }
    }
    touched
}

/// Exports that reviews of the implementation name.
fn exports<'a>(
    model: &Model,
    facts: &'a Facts,
    owners: &Owners,
    product: Option<AnyId>,
) -> Vec<&'a vauban_model::Request> {
    let mut files = BTreeSet::new();
    for review in model.review.iter().filter(|review| owners.concerns(product, &review.head)) {
        if review.kind.as_ref().is_none_or(|kind| kind.value != ReviewKind::Implementation) {
            continue;
        }
        files.extend(review.reviewed_in.iter().filter_map(|evidence| path_of(model, evidence)));
    }
    let read = files.into_iter().filter_map(|path| facts.requests.get(path)?.as_ref().ok());
    read.flatten().collect()
}

/// The file that a piece of evidence is, or that its document has.
pub fn path_of<'a>(model: &'a Model, evidence: &'a Evidence) -> Option<&'a str> {
    match evidence {
        Evidence::File(path) => Some(path),
        Evidence::Document { link, .. } => {
            let document = model.document.get(link.to?.at as usize)?;
            document.file.as_ref().map(|file| &*file.value)
        }
    }
}

/// Whether somebody else has seen a commit.
enum State {
    Seen,
    /// Nobody; who wrote it.
    Unseen(String),
    /// It cannot be told; why.
    Untold(String),
}

struct Judge<'a> {
    commits: &'a Commits,
    people: &'a People,
    taken: Vec<Option<Taken>>,
    approved: Approved,
}

impl Judge<'_> {
    fn state(&self, at: u32, commit: &Commit) -> State {
        let mut authors: BTreeSet<AnyId> = BTreeSet::new();
        for author in commit.authors() {
            let Some(identity) = self.commits.identity(author) else { continue };
            let who = self.people.who(identity);
            if who.persons.is_empty() {
                // Whoever looked at it may be the same person.
                return State::Untold(format!("`{}` belongs to no `[person.ID]`", identity.address));
            }
            authors.extend(who.persons);
        }
        let other = |persons: &BTreeSet<AnyId>| !persons.is_empty() && persons.is_disjoint(&authors);
        let named = commit.reviewers.iter().filter_map(|reviewer| self.commits.identity(*reviewer));
        let reviewed = named.map(|identity| self.reviewer(identity)).any(|persons| other(&persons));
        let taken = self.taken.get(at as usize).and_then(Option::as_ref).is_some_and(|taken| other(&taken.by));
        if reviewed || taken || self.approved.of(at, &authors) {
            return State::Seen;
        }
        let by = self.commits.identity(commit.author).map_or("", |identity| identity.address.as_str());
        State::Unseen(by.to_owned())
    }

    /// Who a trailer names: only the very address counts in somebody's favour, what `.mailmap` makes of it against them.
    fn reviewer(&self, identity: &vauban_model::Identity) -> BTreeSet<AnyId> {
        let own = self.people.at(&identity.address);
        if own.is_empty() { own } else { self.people.who(identity).persons }
    }
}
