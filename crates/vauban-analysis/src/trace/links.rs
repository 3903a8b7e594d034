//! Links whose other end has changed since somebody last looked at it.
//!
//! `[basis."requirement.x"]` remembers what requirement `x` linked to, with the fingerprints that reviews use. A link is
//! suspect when the record at its end is no longer that: the keys that changed are told, editorial ones do not count,
//! and a mark `[editorial.ID]` speaks for reviews only. Who keeps no basis is not asked for one; who keeps any is told
//! which links it leaves out.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Basis;
use vauban_model::kinds::values::{Covered, Implements, Seen, Sight};
use vauban_model::{AnyId, Date, Facts, Kind, Model, Record, Ref};

use crate::review::{Fingerprint, Significance};
use crate::scope::Owners;

/// What became of the end of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It changed in these keys.
    Changed(Vec<String>),
    /// It is no longer there.
    Gone,
}

impl Change {
    /// Keys that changed; empty where it is gone.
    pub fn fields(&self) -> &[String] {
        match self {
            Change::Changed(keys) => keys,
            Change::Gone => &[],
        }
    }
}

/// A link whose end has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The record that has the link.
    pub record: AnyId,
    /// The basis that remembers its end.
    pub basis: AnyId,
    /// The name of its end.
    pub target: String,
    /// What became of it.
    pub change: Change,
}

/// Links that are remembered, and how they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Whether the product keeps any basis.
    pub kept: bool,
    /// Links that are remembered, of so many.
    pub stamped: usize,
    /// Links that there are.
    pub all: usize,
    /// Links whose end has changed, by record.
    pub suspects: Vec<Suspect>,
    /// Links that no basis remembers, by record.
    pub unstamped: Vec<(AnyId, Vec<AnyId>)>,
    /// Bases of records that are gone.
    pub orphans: Vec<AnyId>,
    /// The basis of each record, where there is one.
    pub basis: BTreeMap<AnyId, AnyId>,
}

/// Kinds of records whose links are remembered.
const LINKING: &[Kind] = &[Kind::Mechanism, Kind::Requirement, Kind::Test, Kind::Guideline, Kind::Manual];

/// The records that a record links to, in the sense of the table, sorted; sections of a guideline count for it.
fn linked(model: &Model, sections: &BTreeMap<AnyId, Vec<usize>>, id: AnyId) -> Vec<AnyId> {
    let at = id.at as usize;
    let mut found: Vec<AnyId> = Vec::new();
    let mut cover = |covers: &[Covered]| {
        found.extend(covers.iter().filter_map(|one| match one {
            Covered::Record(link) => link.to,
            Covered::Clause(_) => None,
        }));
    };
    match id.kind {
        Kind::Guideline => {
            for prose in sections.get(&id).into_iter().flatten().filter_map(|at| model.prose.get(*at)) {
                prose.sections.iter().for_each(|section| cover(&section.covers));
            }
            model.guideline.get(at).into_iter().for_each(|guideline| cover(&guideline.covers));
        }
        Kind::Manual => {
            let manual = model.manual.get(at).into_iter();
            manual.flat_map(|manual| &manual.sections).for_each(|section| cover(&section.covers));
        }
        Kind::Requirement => {
            if let Some(requirement) = model.requirement.get(at) {
                found.extend(requirement.origin.iter().filter_map(Ref::to));
                found.extend(requirement.allocated_to.iter().filter_map(Ref::to));
            }
        }
        Kind::Test => {
            if let Some(test) = model.test.get(at) {
                found.extend(test.verifies.iter().filter_map(Ref::to));
                found.extend(test.interfaces.iter().filter_map(Ref::to));
            }
        }
        Kind::Mechanism => {
            let implements = model.mechanism.get(at).into_iter().flat_map(|mechanism| &mechanism.implements);
            found.extend(implements.filter_map(|one| match one {
                Implements::Requirement(link) => link.to,
                Implements::Clause(_) => None,
            }));
        }
        _ => {}
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Markdown files of each guideline, as places in the model's prose.
fn sections(model: &Model) -> BTreeMap<AnyId, Vec<usize>> {
    let mut files: BTreeMap<AnyId, Vec<usize>> = BTreeMap::new();
    for (at, prose) in model.prose.iter().enumerate() {
        if let Some(id) = prose.record.filter(|id| id.kind == Kind::Guideline) {
            files.entry(id).or_default().push(at);
        }
    }
    files
}

/// Every record of a product whose links are remembered, with the ends of its links.
pub fn linking(model: &Model, owners: &Owners, product: Option<AnyId>) -> Vec<(AnyId, Vec<AnyId>)> {
    let files = sections(model);
    let all = LINKING.iter().flat_map(|kind| (0..model.count(*kind) as u32).map(|at| AnyId { kind: *kind, at }));
    let mine = all.filter(|id| owners.concerns(product, model.head(*id)));
    mine.map(|id| (id, linked(model, &files, id))).collect()
}

impl Links {
    /// How the links of a product stand. A basis that is dated in the future remembers nothing yet.
    pub fn new(model: &Model, facts: &Facts, owners: &Owners, product: Option<AnyId>, today: Date) -> Links {
        let mut links = Links::default();
        let mut bases: BTreeMap<AnyId, (AnyId, &Record<Basis>)> = BTreeMap::new();
        for (at, basis) in model.basis.iter().enumerate() {
            let id = AnyId { kind: Kind::Basis, at: at as u32 };
            if !owners.concerns(product, &basis.head) {
                continue;
            }
            match model.named(&basis.head.id) {
                None => links.orphans.push(id),
                Some(of) if !owners.concerns(product, model.head(of)) => {}
                Some(of) => {
                    links.kept = true;
                    // What a project remembers itself goes before what a used folder brings.
                    let known = bases.entry(of).or_insert((id, basis));
                    if !known.1.head.folder().is_empty() && basis.head.folder().is_empty() {
                        *known = (id, basis);
                    }
                }
            }
        }
        links.kept |= !links.orphans.is_empty();
        if !links.kept {
            return links;
        }
        let mut look = Look { model, facts, significance: Significance::new(model), prints: BTreeMap::new() };
        for (id, ends) in linking(model, owners, product) {
            look.record(&mut links, id, &ends, bases.get(&id).copied(), today);
        }
        links.basis = bases.into_iter().map(|(of, (id, _))| (of, id)).collect();
        links
    }
}

/// Compares what is with what was seen; each record is looked at once, however many links lead to it.
struct Look<'m> {
    model: &'m Model,
    facts: &'m Facts,
    significance: Significance,
    prints: BTreeMap<AnyId, String>,
}

impl Look<'_> {
    fn record(
        &mut self,
        links: &mut Links,
        id: AnyId,
        ends: &[AnyId],
        basis: Option<(AnyId, &Record<Basis>)>,
        today: Date,
    ) {
        // Links of a used folder are remembered there; here only those that somebody chose to.
        let ours = self.model.head(id).folder().is_empty();
        if !ours && basis.is_none() {
            return;
        }
        links.all += ends.len();
        let basis = basis.filter(|(_, record)| record.date.is_some_and(|day| day.date <= today));
        let saw: BTreeMap<&str, &Seen> = basis
            .iter()
            .flat_map(|(_, record)| record.saw.iter().flat_map(|saw| &saw.0))
            .map(|(name, seen)| (&*name.value, seen))
            .collect();
        let mut unstamped = Vec::new();
        let mut names = BTreeSet::new();
        for end in ends {
            let name = self.model.head(*end).name();
            match (saw.get(name.as_str()), basis) {
                (Some(Seen::Sight(sight)), Some((basis, _))) => {
                    links.stamped += 1;
                    let changed = self.changed(*end, sight);
                    if !changed.is_empty() {
                        let change = Change::Changed(changed);
                        links.suspects.push(Suspect { record: id, basis, target: name.clone(), change });
                    }
                }
                // What was seen to be gone and is there again was not seen as it is.
                _ => unstamped.push(*end),
            }
            names.insert(name);
        }
        // A link that was taken out is a change of its own record; an end that was taken away is one of the link.
        if let Some((basis, _)) = basis {
            for (name, seen) in saw.iter().filter(|(name, _)| !names.contains(**name)) {
                if matches!(seen, Seen::Sight(_)) && self.model.named(name).is_none() {
                    let (target, change) = ((*name).to_owned(), Change::Gone);
                    links.suspects.push(Suspect { record: id, basis, target, change });
                }
            }
        }
        if ours && !unstamped.is_empty() {
            links.unstamped.push((id, unstamped));
        }
    }

    /// Keys that changed and count.
    fn changed(&mut self, end: AnyId, sight: &Sight) -> Vec<String> {
        let (model, facts) = (self.model, self.facts);
        let stored = self.prints.entry(end).or_insert_with(|| Fingerprint::digest_of_record(model, facts, end));
        // The digest leaves out what is editorial by its nature; only policy can let that count.
        if **stored == *sight.digest && !self.significance.widened() {
            return Vec::new();
        }
        let changed = Fingerprint::of(model, facts, end).changed(sight);
        changed.into_iter().filter(|key| self.significance.counts(end.kind, key)).collect()
    }
}
