//! How a requirement of IEC 62443 that answers clauses stands on a product: worked out once, however many clauses name it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::lifecycle::{Aspect, Basis, Requirement};
use vauban_catalog::{Lifecycle, Named, Reference};

use super::{EDITION, Ground};
use crate::levels::{FamilyLevels, Judged, Reached, State};
use crate::status::{AspectStatus, Verdict};

/// How a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing shows it.
    Missing,
    /// Nobody can tell.
    Unknown,
    /// Something shows it, something is open.
    Part,
    /// It does not apply, by a decision or by facts of the design.
    NotApplicable,
    /// It is not asked of this product.
    NotAsked,
    /// It is shown.
    Shown,
}

impl Standing {
    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Missing => "missing",
            Standing::Unknown => "unknown",
            Standing::Part => "partial",
            Standing::NotApplicable => "not-applicable",
            Standing::NotAsked => "not-asked",
            Standing::Shown => "shown",
        }
    }
}

/// Something of a requirement that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// The aspect or the requirement, as a command takes it: `SM-6.b`, `CR 1.1`.
    pub id: String,
    /// What comes next.
    pub next: String,
}

/// A requirement that answers clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id: `SM-6`, `CR 1.1`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, where the standing does not say it.
    pub why: String,
    /// What of it is open.
    pub open: Vec<Open>,
    /// Records and files that show it, by name.
    pub records: Vec<String>,
}

/// All requirements that were asked for so far.
pub(super) struct Targets<'a> {
    ground: Ground<'a>,
    /// Verdicts by the aspect of the edition that crosswalks speak of.
    aspects: BTreeMap<&'a str, &'a AspectStatus>,
    /// What is asked of the product's types, with the level aimed at where one is stated.
    asked: BTreeMap<&'a str, Option<u32>>,
    known: BTreeMap<String, Target>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Targets<'a> {
        Targets {
            ground,
            aspects: aspects(ground),
            asked: ground.reached.map(asked).unwrap_or_default(),
            known: BTreeMap::new(),
        }
    }

    pub(super) fn all(self) -> BTreeMap<String, Target> {
        self.known
    }

    /// A requirement by the id that a crosswalk names it with.
    pub(super) fn get(&mut self, id: &str) -> &Target {
        if !self.known.contains_key(id) {
            let found = self.find(id);
            self.known.insert(id.to_owned(), found);
        }
        &self.known[id]
    }

    /// What is asked of the product: ids with the level aimed at.
    pub(super) fn asked(&self) -> &BTreeMap<&'a str, Option<u32>> {
        &self.asked
    }

    fn find(&self, id: &str) -> Target {
        let catalogs = self.ground.catalogs;
        // A plain id in a crosswalk means the edition that the crosswalk was written for, whichever is in force.
        let process = match Reference::split(id) {
            Reference::Plain(local) => catalogs.resolve(&format!("{EDITION}/{local}")),
            Reference::Catalog(..) | Reference::Edition(..) => catalogs.resolve(id),
        };
        match process.or_else(|| catalogs.resolve(id)) {
            Some(Named::Practice(lifecycle, practice)) => {
                let aspects = lifecycle.requirements_of(&practice.id).flat_map(bearing);
                self.process(id, &practice.title, aspects.collect())
            }
            Some(Named::Requirement(_, requirement)) => {
                self.process(id, &requirement.title, bearing(requirement).collect())
            }
            Some(Named::Aspect(_, requirement, aspect)) => self.process(id, &requirement.title, vec![aspect]),
            Some(Named::Control(_, control)) => self.control(control.id(), control.title(), control.level()),
            Some(Named::Entry(..)) | None => unknown(id, "", "it is no requirement of IEC 62443"),
        }
    }

    fn process(&self, id: &str, title: &str, bearing: Vec<&Aspect>) -> Target {
        let (mut open, mut records, mut seen) = (Vec::new(), BTreeSet::new(), Vec::new());
        for aspect in bearing {
            let Some(status) = self.aspects.get(aspect.id.as_str()) else {
                let edition = &self.ground.status.edition;
                open.push(Open {
                    id: format!("{EDITION}/{}", aspect.id),
                    next: format!("nothing in {edition} carries it over"),
                });
                seen.push(None);
                continue;
            };
            seen.push(Some(status.verdict));
            if !matches!(status.verdict, Verdict::Met | Verdict::NotApplicable) {
                open.push(Open { id: status.id.clone(), next: status.next.clone() });
            }
            if status.verdict != Verdict::Missing {
                records.extend(status.evidence.iter().map(|one| one.record.clone()));
            }
        }
        let standing = standing(&seen);
        let why = match standing {
            Standing::Unknown => format!("verdicts by {} do not tell", self.ground.status.edition),
            _ => String::new(),
        };
        let records = records.into_iter().collect();
        Target { id: id.to_owned(), title: title.to_owned(), standing, why, open, records }
    }

    fn control(&self, id: &str, title: &str, level: Option<u32>) -> Target {
        let Some(reached) = self.ground.reached else {
            return unknown(id, title, "component requirements were not judged");
        };
        if reached.types.is_empty() {
            let mut target = unknown(id, title, "the product states no `type`, so nobody can say what is asked of it");
            target.open.push(Open { id: id.to_owned(), next: "state `type` of the product".to_owned() });
            return target;
        }
        let types = || reached.types.iter().map(|one| one.component_type).collect::<Vec<_>>().join(", ");
        let (Some(aimed), Some(judged)) = (self.asked.get(id), reached.control(id)) else {
            return Target {
                standing: Standing::NotAsked,
                ..unknown(id, title, &format!("not asked of a product of type {}", types()))
            };
        };
        let standing = of_state(judged.state);
        let above = level.zip(*aimed).filter(|(level, aimed)| level > aimed);
        if let Some((level, aimed)) = above.filter(|_| !judged.state.achieved()) {
            let why = format!("asked from level {level}; level {aimed} is aimed at");
            return Target { standing: Standing::NotAsked, ..unknown(id, title, &why) };
        }
        let records: BTreeSet<String> = (judged.cells.iter())
            .flat_map(|cell| cell.by.iter().copied().chain(cell.exception))
            .map(|record| self.ground.model.head(record).name())
            .collect();
        let open =
            if judged.state.achieved() { Vec::new() } else { vec![Open { id: id.to_owned(), next: next(judged) }] };
        let why = judged.state.phrase().to_owned();
        Target {
            id: id.to_owned(),
            title: title.to_owned(),
            standing,
            why,
            open,
            records: records.into_iter().collect(),
        }
    }
}

/// Aspects that a requirement is decided by: customary expectations are left out where there are others.
fn bearing(requirement: &Requirement) -> impl Iterator<Item = &Aspect> {
    let some = requirement.aspects.iter().any(|aspect| aspect.basis == Basis::Requirement);
    requirement.aspects.iter().filter(move |aspect| !some || aspect.basis == Basis::Requirement)
}

fn unknown(id: &str, title: &str, why: &str) -> Target {
    Target {
        id: id.to_owned(),
        title: title.to_owned(),
        standing: Standing::Unknown,
        why: why.to_owned(),
        open: Vec::new(),
        records: Vec::new(),
    }
}

/// Where several aspects come to; `None` for one that nobody can tell.
fn standing(seen: &[Option<Verdict>]) -> Standing {
    let all = |wanted: &[Option<Verdict>]| seen.iter().all(|one| wanted.contains(one));
    let (met, aside, missing) = (Some(Verdict::Met), Some(Verdict::NotApplicable), Some(Verdict::Missing));
    match seen {
        [] => Standing::Unknown,
        _ if all(&[None]) => Standing::Unknown,
        _ if all(&[aside]) => Standing::NotApplicable,
        _ if all(&[met, aside]) => Standing::Shown,
        _ if all(&[missing, None]) => Standing::Missing,
        _ => Standing::Part,
    }
}

fn of_state(state: State) -> Standing {
    match state {
        State::Achieved | State::CompensatedAsAgreed => Standing::Shown,
        State::Excepted | State::NotApplicable => Standing::NotApplicable,
        State::Planned | State::Claimed | State::Compensated | State::NotApplicableAsRecorded => Standing::Part,
        State::Unknown => Standing::Unknown,
        State::Open => Standing::Missing,
    }
}

fn next(judged: &Judged) -> String {
    let weakest = judged.cells.iter().filter(|cell| cell.state == judged.state).count();
    let on = match weakest {
        0 => String::new(),
        1 => " on one element".to_owned(),
        more => format!(" on {more} elements"),
    };
    let what = match judged.state {
        State::Open => format!("nothing realises it{on}"),
        State::Unknown => format!("the records do not say whether it applies{on}"),
        State::Planned => format!("it is part of the design and not implemented{on}"),
        State::Compensated => format!("the environment makes up for it{on}, and no second person agreed"),
        State::Claimed => format!("it is implemented and not verified on the current release{on}"),
        State::NotApplicableAsRecorded => {
            "nothing that it applies to is recorded, and nothing shows that the records tell all".to_owned()
        }
        State::CompensatedAsAgreed | State::Achieved | State::Excepted | State::NotApplicable => String::new(),
    };
    format!("{what}; `vauban levels {}` says where and what to do", judged.id)
}

/// Verdicts by aspect of the edition that crosswalks speak of: its own, or what the edition in force carries over.
fn aspects(ground: Ground<'_>) -> BTreeMap<&str, &AspectStatus> {
    let all = ground.status.requirements.iter().flat_map(|requirement| &requirement.aspects);
    let by_id: BTreeMap<&str, &AspectStatus> = all.map(|aspect| (aspect.id.as_str(), aspect)).collect();
    if ground.status.edition == EDITION {
        return by_id;
    }
    let lifecycle: Option<&Lifecycle> = ground.catalogs.lifecycle(&ground.status.edition);
    let mut carried = BTreeMap::new();
    for (_, aspect) in lifecycle.into_iter().flat_map(Lifecycle::aspects) {
        let Some(status) = by_id.get(aspect.id.as_str()) else { continue };
        let from = aspect.carries_over.iter().filter_map(|id| id.strip_prefix(EDITION)?.strip_prefix('/'));
        // Where several carry one over, the one that is furthest back speaks.
        for id in from {
            let kept = carried.entry(id).or_insert(*status);
            if status.verdict < kept.verdict {
                *kept = status;
            }
        }
    }
    carried
}

/// What is asked of a product of its types, with the highest level that any of them aims at.
fn asked(reached: &Reached) -> BTreeMap<&str, Option<u32>> {
    let mut asked: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    let families: Vec<&FamilyLevels> = reached.types.iter().flat_map(|one| &one.families).collect();
    for family in families {
        for one in reached.entries(family) {
            let aimed = asked.entry(one.id.as_str()).or_insert(family.target);
            // A type that states no level leaves open which is aimed at.
            *aimed = aimed.zip(family.target).map(|(a, b)| a.max(b));
        }
    }
    for at in &reached.constraints {
        if let Some(one) = reached.judged.get(*at) {
            asked.insert(one.id.as_str(), None);
        }
    }
    asked
}
