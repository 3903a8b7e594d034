//! Files of evidence: of what, when and with what each was made, which records rest on it, and whether it still counts.
//!
//! Two voices speak of a file: the file itself, and the `[evidence.ID]` record about it. What both say must agree; what
//! only one says is believed. [`Files::standing`] says whether a file counts at all: unchanged, not from the future,
//! not from before the commit it looked at, not too old. [`Files::fit`] says whether it fits what it is used for: the
//! release, the commit, the day of a test run. In doubt a file does not count.

mod binding;
mod origin;
mod standing;

use std::collections::BTreeMap;

use vauban_model::kinds::{Analyser, Release, TestRun};
use vauban_model::{AnyId, Date, Evidence, Facts, Kind, Mention, Model, Record};

pub use binding::{Binding, bound, same_commit};
pub use origin::{Contradiction, Origin, same_version};
pub use standing::{Standing, Use};

/// Months and days that decide which evidence is too old.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Today.
    pub today: Date,
    /// Months after which evidence stops counting.
    pub months: u32,
    /// The current release: what is used for it is used today; what is used for an older one was used on its day.
    pub release: Option<AnyId>,
}

/// All files that a record tells of, or that a result was read from.
#[derive(Clone, Debug, Default)]
pub struct Files {
    by_path: BTreeMap<String, Known>,
}

/// What is known of a file.
#[derive(Clone, Debug)]
pub struct Known {
    /// The `[evidence.ID]` records about it.
    pub records: Vec<AnyId>,
    /// Records that rest on it, those about it left out.
    pub rests: Vec<AnyId>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where its record and the file disagree.
    pub contradictions: Vec<Contradiction>,
    /// Whether it counts, its age left out.
    by_itself: Standing,
    /// Whether it counts on the last day on which it is used.
    pub standing: Standing,
}

impl Files {
    /// Looks at every file of evidence once.
    pub fn new(model: &Model, facts: &Facts, terms: Terms) -> Files {
        let mut by_path: BTreeMap<String, Known> = BTreeMap::new();
        let fresh = || Known {
            records: Vec::new(),
            rests: Vec::new(),
            origin: Origin::default(),
            contradictions: Vec::new(),
            by_itself: Standing::Counts,
            standing: Standing::Counts,
        };
        for (at, record) in model.evidence.iter().enumerate().filter(|(_, record)| !record.head.removed) {
            let Some(path) = record.file.as_ref().and_then(|file| path_of(model, file)) else { continue };
            let id = AnyId { kind: Kind::Evidence, at: at as u32 };
            by_path.entry(path.to_owned()).or_insert_with(fresh).records.push(id);
        }
        for path in facts.result_files.keys().chain(facts.unreadable.keys()) {
            by_path.entry(path.clone()).or_insert_with(fresh);
        }
        if by_path.is_empty() {
            return Files::default();
        }
        for id in model.all().filter(|id| id.kind != Kind::Evidence && !model.head(*id).removed) {
            model.mentions_of(id, &mut |mention| {
                let Mention::File(path) = mention else { return };
                if let Some(known) = by_path.get_mut(&*path.value)
                    && known.rests.last() != Some(&id)
                {
                    known.rests.push(id);
                }
            });
        }
        for (at, document) in model.document.iter().enumerate() {
            if let Some(file) = &document.file
                && let Some(known) = by_path.get_mut(&*file.value)
            {
                known.rests.push(AnyId { kind: Kind::Document, at: at as u32 });
            }
        }
        for (path, known) in &mut by_path {
            let record = known.records.first().and_then(|id| model.evidence.get(id.at as usize));
            let file = facts.result_files.get(path);
            (known.origin, known.contradictions) = origin::join(record, known.records.first().copied(), file);
            let uses = uses(model, &known.rests, terms);
            let used = standing::last_day(&uses, known, model, terms);
            known.by_itself = standing::of_file(model, facts, path, known, terms);
            known.standing = standing::on_day(known, used, terms.months);
        }
        Files { by_path }
    }

    /// What is known of a file; nothing of one that no record tells of and no result was read from.
    pub fn get(&self, path: &str) -> Option<&Known> {
        self.by_path.get(path)
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.by_path.iter().map(|(path, known)| (path.as_str(), known))
    }

    /// Whether a file counts; one of which nothing is known does, if it is there.
    pub fn standing(&self, path: &str) -> &Standing {
        self.by_path.get(path).map_or(&Standing::Counts, |known| &known.standing)
    }

    /// Whether a file counts for one use; one of which nothing is known is as old as its user says.
    pub fn fit(&self, model: &Model, path: &str, used: &Use<'_>, months: u32) -> Standing {
        match self.by_path.get(path) {
            Some(known) => standing::of_use(model, known, used, months),
            None => standing::of_date(used, months),
        }
    }
}

/// The path of evidence: its own, or that of the document it names.
pub fn path_of<'a>(model: &'a Model, evidence: &'a Evidence) -> Option<&'a str> {
    match evidence {
        Evidence::File(path) => Some(path),
        Evidence::Document { link, .. } => {
            let document = model.document.get(link.to?.at as usize)?;
            document.file.as_ref().map(|file| &*file.value)
        }
    }
}

/// Releases that runs among these records were made on; `None` for a use that is not of a release.
fn uses(model: &Model, rests: &[AnyId], terms: Terms) -> Vec<Option<Date>> {
    rests
        .iter()
        .map(|id| match id.kind {
            Kind::TestRun => {
                let run: &Record<TestRun> = model.test_run.get(id.at as usize)?;
                standing::day_of_releases(model, &releases_of(model, run), terms)
            }
            _ => None,
        })
        .collect()
}

/// Releases that a run was made on: those it names, else those that were built from its commit.
pub fn releases_of(model: &Model, run: &Record<TestRun>) -> Vec<AnyId> {
    let applies = run.head.common.applies_to.iter().filter_map(vauban_model::Ref::to);
    let mut named: Vec<AnyId> = run.release.iter().filter_map(vauban_model::Ref::to).collect();
    named.extend(applies.filter(|id| id.kind == Kind::Release));
    if !named.is_empty() {
        return named;
    }
    let ids = (0..model.release.len() as u32).map(|at| AnyId { kind: Kind::Release, at });
    ids.zip(&model.release)
        .filter(|(_, release)| bound(false, &run.commit, &run.artefact, release) == Binding::Exactly)
        .map(|(id, _)| id)
        .collect()
}

/// How results of an analyser are tied to a release: by what the file and its record say.
pub fn of_release(known: Option<&Known>, release: AnyId, record: &Record<Release>) -> Binding {
    let Some(known) = known else { return Binding::Elsewhere };
    let origin = &known.origin;
    binding::bound_by(origin.releases.contains(&release), origin.commit.as_deref(), origin.artefact.as_deref(), record)
}

/// Result files of an analyser, with what is known of each.
pub fn results_of<'a>(
    files: &'a Files,
    model: &'a Model,
    analyser: &'a Record<Analyser>,
) -> impl Iterator<Item = (&'a str, Option<&'a Known>)> {
    analyser.results.iter().filter_map(|result| path_of(model, result)).map(|path| (path, files.get(path)))
}
