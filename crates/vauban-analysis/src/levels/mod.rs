//! Which security level the records of a design claim, per foundational requirement (SL-C), against the one aimed at.
//!
//! A requirement for components of the product's type is *claimed* when a mechanism of the product that is implemented
//! is of a kind that realises it, or names it in `implements`. A family of requirements reaches a level when all that
//! it demands up to there is claimed. That is what records say; whether it is so is for tests and assessors, so
//! nothing here is a verdict.
//!
//! Some requirements bite only under a condition, as "passwords are used". Whether it holds is for people to say. The
//! level counts them like all others; beside it stands the level that would be claimed if no condition held.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use vauban_catalog::Catalogs;
use vauban_catalog::component::{ComponentRequirements, Control, FoundationalRequirement, Requirement, Status};
use vauban_model::kinds::values::Implements;
use vauban_model::kinds::{Levels, Mechanism, Product};
use vauban_model::{AnyId, Kind, MechanismStatus, Model, Record, Side};

use crate::scope::Owners;

/// The highest level there is.
pub const HIGHEST: u32 = 4;

/// What the records of a product claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The edition of the component requirements: `iec62443-4-2:2019`.
    pub edition: String,
    /// Types of the product; without one nothing can be told.
    pub types: Vec<&'static str>,
    /// The seven families, in the standard's order.
    pub families: Vec<Family>,
    /// Common constraints, which hold at every level and belong to no family.
    pub constraints: Vec<Entry>,
}

/// One family of requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its id: `FR1`.
    pub id: String,
    /// Its abbreviation: `IAC`.
    pub abbreviation: String,
    /// Its title.
    pub title: String,
    /// The level aimed at; `None` where the product states none.
    pub target: Option<u32>,
    /// The level up to which everything is claimed, conditions or not.
    pub claimed: u32,
    /// The level that would be claimed if no condition held.
    pub claimed_without_conditions: u32,
    /// What is demanded of the product's types, by level.
    pub entries: Vec<Entry>,
}

/// A requirement or enhancement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The lowest level that demands it; 0 for a constraint.
    pub level: u32,
    /// When it bites; `None` for always.
    pub condition: Option<String>,
    /// Implemented mechanisms that claim it.
    pub by: Vec<AnyId>,
    /// Mechanisms that would claim it once they are implemented.
    pub planned: Vec<AnyId>,
}

impl Family {
    /// What is not claimed up to a level.
    pub fn missing(&self, level: u32) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.level <= level && entry.by.is_empty())
    }

    /// What keeps it from the next level; empty at the highest.
    pub fn missing_next(&self) -> Vec<&Entry> {
        if self.claimed >= HIGHEST { Vec::new() } else { self.missing(self.claimed + 1).collect() }
    }

    /// What keeps it from the level aimed at; empty where none is.
    pub fn missing_target(&self) -> Vec<&Entry> {
        self.target.map(|target| self.missing(target).collect()).unwrap_or_default()
    }
}

/// What the records of a product claim.
pub fn capability(model: &Model, catalogs: &Catalogs, owners: &Owners, product: Option<AnyId>) -> Capability {
    let standard = catalogs.component();
    let record = product.and_then(|id| model.product.get(id.at as usize));
    let types: Vec<&'static str> =
        record.map(|record| record.types.iter().map(|one| one.value.word()).collect()).unwrap_or_default();
    let claims = Claims::new(model, catalogs, owners, product);
    let families = standard.foundational_requirements.iter();
    Capability {
        edition: standard.namespace.clone(),
        families: families.map(|family| claims.family(family, standard, &types, record)).collect(),
        constraints: standard.constraints.iter().map(|one| claims.entry(&one.id, &one.title, 0, None)).collect(),
        types,
    }
}

/// Who claims which requirement, by its id as the standard prints it.
#[derive(Default)]
struct Claims<'a> {
    by: BTreeMap<&'a str, Vec<AnyId>>,
    planned: BTreeMap<&'a str, Vec<AnyId>>,
}

impl<'a> Claims<'a> {
    fn new(model: &'a Model, catalogs: &'a Catalogs, owners: &Owners, product: Option<AnyId>) -> Claims<'a> {
        let mut claims = Claims::default();
        for (at, mechanism) in model.mechanism.iter().enumerate() {
            let id = AnyId { kind: Kind::Mechanism, at: at as u32 };
            let environment = mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment);
            if environment || !owners.concerns(product, &mechanism.head) {
                continue;
            }
            let implemented =
                mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Implemented);
            let list = if implemented { &mut claims.by } else { &mut claims.planned };
            for requirement in claimed(mechanism, catalogs) {
                let known = list.entry(requirement).or_default();
                if known.last() != Some(&id) {
                    known.push(id);
                }
            }
        }
        claims
    }

    fn family(
        &self,
        family: &FoundationalRequirement,
        standard: &ComponentRequirements,
        types: &[&str],
        product: Option<&Record<Product>>,
    ) -> Family {
        let mut entries = Vec::new();
        for requirement in &standard.requirements {
            if requirement.foundational_requirement == family.id && demanded(requirement, types) {
                self.demands(requirement, &mut entries);
            }
        }
        // By level, and in the standard's order within one.
        entries.sort_by_key(|entry| entry.level);
        let reached = |counts: &dyn Fn(&Entry) -> bool| match entries.is_empty() {
            true => 0,
            false => {
                let open = entries.iter().filter(|entry| entry.by.is_empty() && counts(entry));
                open.map(|entry| entry.level.saturating_sub(1)).min().unwrap_or(HIGHEST)
            }
        };
        Family {
            id: family.id.clone(),
            abbreviation: family.abbreviation.clone(),
            title: family.title.clone(),
            target: product
                .and_then(|product| product.target_level.as_ref())
                .and_then(|levels| aimed(levels, &family.id)),
            claimed: reached(&|_| true),
            claimed_without_conditions: reached(&|entry| entry.condition.is_none()),
            entries,
        }
    }

    /// What a requirement and its enhancements demand; one that only points elsewhere demands nothing itself.
    fn demands(&self, requirement: &Requirement, entries: &mut Vec<Entry>) {
        let condition = requirement.applies_if.as_deref();
        if let Some(level) = requirement.level {
            entries.push(self.entry(&requirement.id, &requirement.title, level, condition));
        }
        for enhancement in &requirement.enhancements {
            entries.push(self.entry(&enhancement.id, &enhancement.title, enhancement.level, condition));
        }
    }

    fn entry(&self, id: &str, title: &str, level: u32, condition: Option<&str>) -> Entry {
        let of = |list: &BTreeMap<&str, Vec<AnyId>>| list.get(id).cloned().unwrap_or_default();
        Entry {
            id: id.to_owned(),
            title: title.to_owned(),
            level,
            condition: condition.map(str::to_owned),
            by: of(&self.by),
            planned: of(&self.planned),
        }
    }
}

/// Requirements that a mechanism realises by its kind, or says that it implements.
fn claimed<'a>(mechanism: &'a Record<Mechanism>, catalogs: &'a Catalogs) -> impl Iterator<Item = &'a str> {
    let (threats, standard) = (catalogs.threats(), catalogs.component());
    let kinds = mechanism.kind.iter().filter_map(|kind| threats.mechanism_kind(kind.as_str()));
    let by_kind = kinds.flat_map(|kind| kind.requirements.iter().map(String::as_str));
    let named = mechanism.implements.iter().filter_map(|one| match one {
        Implements::Clause(clause) => Some(&**clause.0),
        Implements::Requirement(_) => None,
    });
    let named = named.filter_map(|written| match written.split_once('/') {
        None => Some(written),
        Some((namespace, id)) => (namespace == standard.namespace || namespace == standard.catalog).then_some(id),
    });
    // A key such as `CR-1.1-RE1` means what it stands for.
    by_kind.chain(named).filter_map(|id| standard.control(id).map(Control::id))
}

fn demanded(requirement: &Requirement, types: &[&str]) -> bool {
    requirement.status == Status::Normative
        && requirement.component_types.iter().any(|one| types.contains(&one.as_str()))
}

/// The level aimed at in a family.
fn aimed(levels: &Levels, family: &str) -> Option<u32> {
    let level = match family {
        "FR1" => &levels.fr1,
        "FR2" => &levels.fr2,
        "FR3" => &levels.fr3,
        "FR4" => &levels.fr4,
        "FR5" => &levels.fr5,
        "FR6" => &levels.fr6,
        "FR7" => &levels.fr7,
        _ => &None,
    };
    level.as_ref().and_then(|level| u32::try_from(level.0.value).ok())
}
