//! Which records of today are about a version line.

use std::collections::BTreeSet;

use vauban_model::kinds::{Applies, Issue, Release, Update};
use vauban_model::{AnyId, AnyRecord, Date, Folders, Head, Index, IssueDecision, IssueState, Kind, Record, Ref};

/// What a record of today is to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It counts.
    Take,
    /// It is there so that what refers to it finds it, and counts for nothing.
    Aside,
    /// It is not there.
    Leave,
}

/// A line and its releases, as records of today name them.
pub(crate) struct Line<'a> {
    /// The line.
    pub(crate) id: AnyId,
    /// Its releases.
    pub(crate) releases: BTreeSet<AnyId>,
    /// Names of its releases: ids and versions.
    pub(crate) own_versions: BTreeSet<String>,
    /// Names of all releases.
    pub(crate) versions: BTreeSet<String>,
    /// What references of today mean.
    pub(crate) index: &'a Index,
    /// Used folders of today.
    pub(crate) folders: &'a Folders,
    /// Today.
    pub(crate) today: Date,
}

/// What records of today say about where they belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// No line and no release.
    Nothing,
    /// The line, or a release of it.
    Mine,
    /// Others only.
    Others,
    /// Something that is nowhere.
    Unclear,
}

impl<'a> Line<'a> {
    /// The line, with its releases among those of today.
    pub(crate) fn new(
        id: AnyId,
        (index, folders): (&'a Index, &'a Folders),
        records: &[AnyRecord],
        today: Date,
    ) -> Line<'a> {
        let mut line = Line {
            id,
            releases: BTreeSet::new(),
            own_versions: BTreeSet::new(),
            versions: BTreeSet::new(),
            index,
            folders,
            today,
        };
        for record in records {
            let AnyRecord::Release(release) = record else { continue };
            let names: Vec<String> = names_of(release).collect();
            if line.is_of(release) {
                line.releases.extend(index.find(Kind::Release, &release.head.id));
                line.own_versions.extend(names.iter().cloned());
            }
            line.versions.extend(names);
        }
        line
    }

    /// Knows the versions of a release at the ref, too.
    pub(crate) fn remember(&mut self, record: &AnyRecord) {
        let AnyRecord::Release(release) = record else { return };
        self.versions.extend(names_of(release));
    }

    /// Whether a release says that it is of the line.
    pub(crate) fn is_of(&self, release: &Record<Release>) -> bool {
        let of = release.line.as_ref().and_then(|of| self.index.resolve(self.folders, &release.head, &of.link));
        of == Some(self.id)
    }

    /// Whether a record of today that was judged by somebody is about the line.
    pub(crate) fn judged(&self, record: &AnyRecord) -> bool {
        let head = record.head();
        let common = head.common.applies_to.as_slice();
        let named = match record {
            AnyRecord::Statement(one) => self.named(head, &one.applies_to, &[]),
            AnyRecord::Review(one) => self.named(head, common, &one.release),
            AnyRecord::TestRun(one) => self.named(head, common, &one.release),
            AnyRecord::Evidence(one) => self.named(head, common, &one.release),
            AnyRecord::Observation(one) => self.named(head, common, &one.release),
            AnyRecord::Tailoring(one) => self.named(head, common, &one.release),
            AnyRecord::KeySearch(one) => self.named(head, common, &one.release),
            AnyRecord::Update(one) => return self.served(one),
            _ => self.named(head, common, &[]),
        };
        named == Named::Mine
    }

    /// Whether an update is for the line.
    pub(crate) fn served(&self, update: &Record<Update>) -> bool {
        let line = |of: &Ref<vauban_model::kinds::Line>| {
            self.index.resolve(self.folders, &update.head, &of.link) == Some(self.id)
        };
        let release = update.release.as_ref().and_then(|one| self.index.resolve(self.folders, &update.head, &one.link));
        let named = self.named(&update.head, &update.head.common.applies_to, &[]) == Named::Mine;
        named || update.lines.iter().any(line) || release.is_some_and(|release| self.releases.contains(&release))
    }

    /// Whether an issue of today is not about the line, as far as it says: in doubt it is.
    pub(crate) fn spared(&self, issue: &Record<Issue>) -> bool {
        match self.named(&issue.head, &issue.head.common.applies_to, &[]) {
            Named::Mine | Named::Unclear => false,
            Named::Others => true,
            // A list of versions spares the line if each of them is a release that is known, and none is the line's.
            Named::Nothing => {
                let listed: Vec<String> = issue.versions.iter().map(|version| plain(version)).collect();
                !listed.is_empty()
                    && listed
                        .iter()
                        .all(|version| self.versions.contains(version) && !self.own_versions.contains(version))
            }
        }
    }

    fn named(&self, head: &Head, applies: &[Ref<Applies>], releases: &[Ref<Release>]) -> Named {
        let links = applies.iter().map(|one| &one.link).chain(releases.iter().map(|one| &one.link));
        let (mut any, mut unclear) = (false, false);
        for link in links {
            any = true;
            match self.index.resolve(self.folders, head, link) {
                Some(to) if to == self.id || self.releases.contains(&to) => return Named::Mine,
                Some(_) => {}
                None => unclear = true,
            }
        }
        match (any, unclear) {
            (false, _) => Named::Nothing,
            (true, true) => Named::Unclear,
            (true, false) => Named::Others,
        }
    }
}

/// Whether something has taken an issue out of the world, as its record says.
pub(crate) fn resolved(issue: &Record<Issue>, today: Date) -> bool {
    let over = |day: &Option<vauban_model::Day>| day.is_some_and(|day| day.date <= today);
    let state = issue.state.as_ref().map(|state| state.value);
    matches!(state, Some(IssueState::Fixed | IssueState::Closed)) || over(&issue.fixed) || over(&issue.closed)
}

/// Whether it was taken out by a fix, which each line must have by itself. Who says that it is none of ours, or that the
/// risk is accepted, says so of all lines.
pub(crate) fn by_fix(issue: &Record<Issue>) -> bool {
    let rejected = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected);
    let decision = issue.decision.as_ref().map(|decision| decision.value);
    !rejected && !matches!(decision, Some(IssueDecision::None | IssueDecision::Accept))
}

fn names_of(release: &Record<Release>) -> impl Iterator<Item = String> + '_ {
    let id: &str = &release.head.id;
    std::iter::once(plain(id)).chain(release.version.as_ref().map(|version| plain(version)))
}

/// A version without the `v` that tags have in front.
fn plain(version: &str) -> String {
    let version = version.trim();
    let rest = version.strip_prefix('v').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    rest.unwrap_or(version).to_lowercase()
}
