//! Two editions of the process standard over the same records: what carries over with its verdict, what is new, which
//! ids mean something else, and what is dropped.
//!
//! Each edition's verdicts come from a compilation of its own, in which ids without an edition mean that edition. What
//! is the same is what one edition says that it carries over from the other; ids alone carry nothing over.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::lifecycle::{Aspect, Requirement};
use vauban_catalog::{Catalogs, Lifecycle};
use vauban_model::{AnyId, Mention, Model};

use crate::status::{AspectStatus, RequirementStatus, Status, Verdict};

/// Two editions side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The edition compared with.
    pub from: Edition,
    /// The edition looked at.
    pub to: Edition,
    /// Every requirement of the edition looked at, in its order.
    pub requirements: Vec<Row>,
    /// Requirements of the other, nothing of which is carried over.
    pub dropped: Vec<Named>,
    /// Aspects of the other that are not carried over, of requirements that are.
    pub dropped_aspects: Vec<String>,
    /// Ids that mean something else in each.
    pub meanings: Vec<Meaning>,
}

/// An edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Its namespace.
    pub namespace: String,
    /// Why nobody can be held to it yet; none for a published one.
    pub draft: Option<String>,
    /// What is unsettled about our data of it.
    pub open_points: Vec<String>,
    /// How many requirements and aspects it has.
    pub size: (usize, usize),
}

/// An id and its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The other edition, under the same id.
    Same,
    /// The other edition, under these ids.
    Moved(Vec<String>),
    /// Nowhere: it is new.
    New,
}

/// A requirement of the edition looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id and title.
    pub name: Named,
    /// Its practice.
    pub practice: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The verdict in the other edition, the worst where it comes from several; none for a new one.
    pub before: Option<Verdict>,
    /// The verdict in this edition; none where it is not judged.
    pub now: Option<Verdict>,
    /// Aspects that carry something over.
    pub carried: Vec<String>,
    /// Aspects that are new.
    pub new: Vec<String>,
    /// Carried aspects whose verdict is not the same.
    pub changed: Vec<Changed>,
    /// What is missing next.
    pub next: String,
}

/// A carried aspect whose verdict differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// In the edition looked at.
    pub aspect: String,
    /// In the other.
    pub from: String,
    /// The verdict there.
    pub before: Verdict,
    /// The verdict here.
    pub now: Verdict,
    /// What is missing next.
    pub next: String,
}

/// An id that means something else in each edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The id.
    pub id: String,
    /// What it means in the other edition.
    pub before: String,
    /// What it means in the edition looked at.
    pub now: String,
    /// The id under which the edition looked at carries over what the other asks by it.
    pub carried_as: Option<String>,
    /// Records that name it, or an aspect of it, without an edition: what they wrote.
    pub named_by: Vec<(AnyId, String)>,
}

/// One of the two editions: its catalog, and the verdicts by it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The catalog.
    pub lifecycle: &'a Lifecycle,
    /// The verdicts.
    pub status: &'a Status,
}

impl Comparison {
    /// Compares; `catalogs` are those in which the edition looked at is meant by default.
    pub fn new(model: &Model, catalogs: &Catalogs, from: Side<'_>, to: Side<'_>) -> Comparison {
        let before = verdicts(from.status);
        let now = verdicts(to.status);
        let judged: BTreeMap<&str, &RequirementStatus> =
            to.status.requirements.iter().map(|one| (one.id.as_str(), one)).collect();
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        let mut requirements = Vec::new();
        for requirement in &to.lifecycle.requirements {
            let mut row = Row {
                name: named(requirement),
                practice: requirement.practice.clone(),
                origin: Origin::New,
                before: None,
                now: judged.get(requirement.id.as_str()).map(|one| one.verdict),
                carried: Vec::new(),
                new: Vec::new(),
                changed: Vec::new(),
                next: judged.get(requirement.id.as_str()).map_or_else(String::new, |one| one.next.clone()),
            };
            let mut origins: BTreeSet<&str> = BTreeSet::new();
            for aspect in &requirement.aspects {
                let sources: Vec<(&Requirement, &Aspect)> = sources(from.lifecycle, aspect).collect();
                match sources.is_empty() {
                    true => row.new.push(aspect.id.clone()),
                    false => row.carried.push(aspect.id.clone()),
                }
                for (of, source) in sources {
                    taken.insert(&source.id);
                    origins.insert(&of.id);
                    row.changed.extend(changed(aspect, source, &before, &now));
                }
            }
            let worst = from.status.requirements.iter().filter(|one| origins.contains(one.id.as_str()));
            row.before = worst.map(|one| one.verdict).min();
            row.origin = match origins.iter().copied().collect::<Vec<_>>().as_slice() {
                [] => Origin::New,
                [one] if *one == requirement.id => Origin::Same,
                several => Origin::Moved(several.iter().map(|id| (*id).to_owned()).collect()),
            };
            requirements.push(row);
        }
        let (mut dropped, mut dropped_aspects) = (Vec::new(), Vec::new());
        for requirement in &from.lifecycle.requirements {
            let lost = requirement.aspects.iter().filter(|aspect| !taken.contains(aspect.id.as_str()));
            let lost: Vec<String> = lost.map(|aspect| aspect.id.clone()).collect();
            if lost.len() == requirement.aspects.len() {
                dropped.push(named(requirement));
            } else {
                dropped_aspects.extend(lost);
            }
        }
        let meanings = meanings(model, catalogs, from.lifecycle, to.lifecycle);
        Comparison {
            from: edition(from.lifecycle),
            to: edition(to.lifecycle),
            requirements,
            dropped,
            dropped_aspects,
            meanings,
        }
    }

    /// Requirements that are new.
    pub fn new_requirements(&self) -> impl Iterator<Item = &Row> {
        self.requirements.iter().filter(|row| row.origin == Origin::New)
    }

    /// Carried aspects whose verdict is not the same.
    pub fn changed(&self) -> impl Iterator<Item = &Changed> {
        self.requirements.iter().flat_map(|row| &row.changed)
    }
}

fn edition(lifecycle: &Lifecycle) -> Edition {
    Edition {
        namespace: lifecycle.namespace.clone(),
        draft: lifecycle.draft.clone(),
        open_points: lifecycle.open_points.clone(),
        size: (lifecycle.requirements.len(), lifecycle.aspects().count()),
    }
}

fn named(requirement: &Requirement) -> Named {
    Named { id: requirement.id.clone(), title: requirement.title.clone() }
}

fn verdicts(status: &Status) -> BTreeMap<&str, &AspectStatus> {
    let all = status.requirements.iter().flat_map(|requirement| &requirement.aspects);
    all.map(|aspect| (aspect.id.as_str(), aspect)).collect()
}

/// What an aspect carries over from another edition.
fn sources<'a>(from: &'a Lifecycle, aspect: &'a Aspect) -> impl Iterator<Item = (&'a Requirement, &'a Aspect)> {
    let ids = aspect.carries_over.iter().filter_map(|id| id.strip_prefix(&*from.namespace)?.strip_prefix('/'));
    ids.filter_map(|id| from.aspect(id))
}

fn changed(
    aspect: &Aspect,
    source: &Aspect,
    before: &BTreeMap<&str, &AspectStatus>,
    now: &BTreeMap<&str, &AspectStatus>,
) -> Option<Changed> {
    let (before, now) = (before.get(source.id.as_str())?, now.get(aspect.id.as_str())?);
    (before.verdict != now.verdict).then(|| Changed {
        aspect: aspect.id.clone(),
        from: source.id.clone(),
        before: before.verdict,
        now: now.verdict,
        next: now.next.clone(),
    })
}

fn meanings(model: &Model, catalogs: &Catalogs, from: &Lifecycle, to: &Lifecycle) -> Vec<Meaning> {
    let ids = to.practices.iter().map(|one| (&one.id, &one.title));
    let ids = ids.chain(to.requirements.iter().map(|one| (&one.id, &one.title)));
    let mut meanings: Vec<Meaning> = ids
        .filter_map(|(id, title)| {
            let others = catalogs.other_meanings(id);
            let (_, before) = others.iter().find(|(other, _)| other.namespace == from.namespace)?;
            let from_practice = from.practice(id).is_some();
            let carries = |one: &&Requirement| {
                let mut origins = one.aspects.iter().flat_map(|aspect| sources(from, aspect).map(|(of, _)| of));
                origins.any(|of| if from_practice { of.practice == *id } else { of.id == *id })
            };
            let carrier = to.requirements.iter().find(carries);
            let carried_as = carrier.map(|one| if from_practice { one.practice.clone() } else { one.id.clone() });
            Some(Meaning {
                id: id.clone(),
                before: (*before).to_owned(),
                now: title.clone(),
                carried_as,
                named_by: Vec::new(),
            })
        })
        .collect();
    if meanings.is_empty() {
        return meanings;
    }
    let mut note = |id: AnyId, written: &str| {
        let local = written.split('.').next().unwrap_or(written);
        let found = meanings.iter_mut().find(|one| one.id == local);
        if let Some(meaning) = found.filter(|one| !one.named_by.iter().any(|known| known.0 == id && known.1 == written))
        {
            meaning.named_by.push((id, written.to_owned()));
        }
    };
    for id in model.all().filter(|id| !model.head(*id).removed) {
        model.mentions_of(id, &mut |mention| {
            if let Mention::Clause(clause) = mention {
                note(id, clause);
            }
        });
    }
    for prose in &model.prose {
        let Some(id) = prose.record else { continue };
        for covered in prose.sections.iter().flat_map(|section| &section.covers) {
            if let vauban_model::kinds::values::Covered::Clause(clause) = covered {
                note(id, &clause.0);
            }
        }
    }
    meanings
}
