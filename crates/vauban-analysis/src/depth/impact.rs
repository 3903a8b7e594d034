//! What a vulnerability does to the defence in depth of this design (DM-3): before, after, and which layers go.
//!
//! Before is the design without it; after, the same with what it gives an attacker taken as given in every tier. So an
//! issue shows what it does whether or not it is fixed by now, and a part can be asked about before there is an issue.

use std::collections::{BTreeMap, BTreeSet};

use vauban_cutsets::EventSet;
use vauban_cutsets::fixpoint::Evaluator;
use vauban_model::kinds::Issue;
use vauban_model::{AnyId, IssueEffect, Kind, Record, Ref};

use super::answer::{Question, Row};
use super::case::strike;
use super::design::Element;
use super::{Defence, design};

/// A vulnerability, as far as the design is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vulnerability {
    /// Its issue, if there is one.
    pub issue: Option<AnyId>,
    /// Components, mechanisms and interfaces that it affects.
    pub affects: Vec<AnyId>,
    /// Whether it gives control of them, rather than defeating what relies on them.
    pub controls: bool,
    /// Whether that takes no authentication.
    pub unauthenticated: bool,
}

impl Vulnerability {
    /// As an issue says it.
    pub fn of(id: AnyId, issue: &Record<Issue>) -> Vulnerability {
        Vulnerability {
            issue: Some(id),
            affects: issue.affects.iter().filter_map(Ref::to).collect(),
            controls: issue.effect.as_ref().is_some_and(|effect| effect.value == IssueEffect::Controls),
            unauthenticated: issue.unauthenticated.as_ref().is_some_and(|said| said.value),
        }
    }
}

/// What a vulnerability does to a design.
#[derive(Debug)]
pub struct Impact {
    /// The design with the vulnerability in it, for further questions: with [`Question::struck`] it is given.
    pub defence: Defence,
    /// Rows whose depth is less with it, the worst first.
    pub changed: Vec<Changed>,
    /// How many rows there are.
    pub rows: usize,
    /// Mechanisms that fall with it, by themselves or by what they rely on, before anything else happens.
    pub fallen: Vec<AnyId>,
    /// Interfaces that it opens, each with the mechanisms that stand at it and are passed by.
    pub opened: Vec<(AnyId, Vec<AnyId>)>,
    /// Parts that it affects and this design does not have.
    pub elsewhere: Vec<AnyId>,
}

/// One attacker, asset, property and tier, with less in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Without the vulnerability.
    pub before: Row,
    /// With it.
    pub after: Row,
    /// Mechanisms in front of the asset that fall with it: those of the smallest sets before.
    pub lost: Vec<AnyId>,
}

impl Changed {
    /// How many layers go; unreachable counts as one more than the deepest that is told.
    fn loss(&self) -> u32 {
        self.before.rank().min(99).saturating_sub(self.after.rank().min(99))
    }
}

impl Impact {
    /// The question that the rows before answer.
    pub fn before(vulnerability: &Vulnerability) -> Question {
        Question { spared: vulnerability.issue.into_iter().collect(), ..Question::default() }
    }

    /// The question that the rows after answer.
    pub fn after(vulnerability: &Vulnerability) -> Question {
        Question { struck: true, ..Impact::before(vulnerability) }
    }
}

impl Defence {
    /// This design with a vulnerability in it that can be asked about; nothing is given yet.
    fn struck_by(&self, vulnerability: &Vulnerability) -> Defence {
        let mut design = self.design.clone();
        let of = |kind: Kind| {
            let named = vulnerability.affects.iter().filter(|id| id.kind == kind);
            named.filter_map(|id| self.design.place(*id)).collect()
        };
        design.suspect = Some(design::Issue {
            id: vulnerability.issue,
            components: of(Kind::Component),
            mechanisms: of(Kind::Mechanism),
            interfaces: of(Kind::Interface),
            controls: vulnerability.controls,
            unauthenticated: vulnerability.unauthenticated,
        });
        let names: BTreeMap<AnyId, &str> =
            self.causes.iter().filter_map(|(cause, _)| Some((cause.record?, cause.name.as_str()))).collect();
        let named = |id: AnyId| names.get(&id).map_or_else(String::new, |name| (*name).to_owned());
        Defence::assembled(design, &named, self.required.clone(), self.tested.clone(), self.stated.clone())
    }

    /// Whether a vulnerability gives an attacker nothing that the design could show, though it affects parts of it: they
    /// have no interface to open, or no mechanism relies on them.
    pub fn shows_nothing(&self, vulnerability: &Vulnerability) -> bool {
        let placed = || vulnerability.affects.iter().filter_map(|id| Some((id.kind, self.design.place(*id)?)));
        let bears = |(kind, at): (Kind, usize)| match (kind, vulnerability.controls) {
            (Kind::Component, true) => self.design.interfaces.iter().any(|interface| interface.on == Some(at)),
            (Kind::Component, false) => self.equations.events.components[at].is_some(),
            (Kind::Interface, controls) => controls,
            (Kind::Mechanism, controls) => !controls,
            _ => false,
        };
        placed().next().is_some() && !placed().any(bears)
    }

    /// What a vulnerability does to this design.
    pub fn impact(&self, vulnerability: &Vulnerability) -> Impact {
        let defence = self.struck_by(vulnerability);
        // Nothing is assumed by name, so nothing can be unknown.
        let before = defence.answer(&Impact::before(vulnerability)).unwrap_or_default();
        let after = defence.answer(&Impact::after(vulnerability)).unwrap_or_default();
        let rows = before.len();
        let fallen = defence.fallen();
        let mut changed: Vec<Changed> = before
            .into_iter()
            .zip(after)
            .filter(|(before, after)| after.rank() < before.rank())
            .map(|(before, after)| Changed { lost: defence.lost(&before, &fallen), before, after })
            .collect();
        changed.sort_by_cached_key(|one| {
            let below = one.after.rank().saturating_add(u32::from(one.after.rank() >= one.after.required) * 1_000);
            (below, std::cmp::Reverse(one.loss()), one.after.asset, one.after.attacker, one.after.tier)
        });
        let opened = defence.design.suspect.iter().filter(|issue| issue.controls);
        let opened = opened.flat_map(|issue| defence.design.opened_by(issue));
        let opened = opened.map(|at| (defence.design.interfaces[at].id, defence.at_interface(at))).collect();
        let elsewhere = vulnerability.affects.iter().filter(|id| defence.design.place(**id).is_none()).copied();
        Impact { changed, rows, fallen: fallen.into_iter().collect(), opened, elsewhere: elsewhere.collect(), defence }
    }

    /// Mechanisms that fall with the vulnerability and would not fall without it, nobody attacking.
    fn fallen(&self) -> BTreeSet<AnyId> {
        let events = &self.equations.events;
        let mut quiet = EventSet::none(&self.equations.system);
        events.enforced.iter().for_each(|event| quiet.insert(*event));
        let mut struck = quiet.clone();
        let suspect = self.design.suspect.iter();
        suspect.for_each(|issue| strike(&self.design, &self.equations, issue, &mut struck));
        let evaluator = Evaluator::new(&self.equations.system);
        let (before, after) = (evaluator.state(&quiet), evaluator.state(&struck));
        let gates = self.design.mechanisms.iter().zip(&self.equations.defeated);
        gates.filter(|(_, gate)| after.holds(**gate) && !before.holds(**gate)).map(|(one, _)| one.id).collect()
    }

    /// Mechanisms that keep somebody out at an interface.
    fn at_interface(&self, at: usize) -> Vec<AnyId> {
        let on = self.design.interfaces[at].on;
        let there = |one: &&design::Mechanism| {
            let guards = one.protects.iter().any(|element| match element {
                Element::Interface(number) => *number == at,
                Element::Component(number) => Some(*number) == on,
                _ => false,
            });
            guards && one.stops.contains(&true)
        };
        self.design.mechanisms.iter().filter(there).map(|one| one.id).collect()
    }

    /// Mechanisms of the smallest sets of a row that fall: by themselves, or because the part they stand on is in the set.
    fn lost(&self, before: &Row, fallen: &BTreeSet<AnyId>) -> Vec<AnyId> {
        let causes = before.cut_sets.iter().flatten().filter_map(|cause| self.cause(*cause)?.record);
        let causes: BTreeSet<AnyId> = causes.collect();
        let stands_on = |mechanism: &design::Mechanism| {
            let parts = mechanism.components.iter().chain(&mechanism.enforcers);
            parts.map(|at| self.design.components[*at].id).any(|part| causes.contains(&part))
        };
        let blocks = |one: &&design::Mechanism| {
            one.stops.contains(&true) || one.preserves.contains(&true) || !one.contains.is_empty()
        };
        let mechanisms = self.design.mechanisms.iter().filter(|one| fallen.contains(&one.id)).filter(blocks);
        mechanisms.filter(|one| causes.contains(&one.id) || stands_on(one)).map(|one| one.id).collect()
    }
}
