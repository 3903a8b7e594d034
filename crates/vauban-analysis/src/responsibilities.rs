//! Who answers for each requirement of the lifecycle, who holds the role today, and until when they have shown that
//! they can (SM-2, SM-4).

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Lifecycle;
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Date, Kind, Model, Ref};

use crate::competence::{serves, valid_on};
use crate::scope::Owners;

/// Days before a proof runs out from which on it is called out.
const SOON_DAYS: i64 = 90;

/// The duties of a product's lifecycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responsibilities {
    /// Every requirement, in the catalog's order.
    pub duties: Vec<Duty>,
    /// Every role, in the order of the records.
    pub roles: Vec<RoleDuties>,
}

/// Who answers for a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Its id, as `SM-1`.
    pub requirement: String,
    /// Its title.
    pub title: String,
    /// Roles that say they answer for it (`responsible-for`).
    pub responsible: Vec<AnyId>,
    /// Roles that answer for a process document that covers it (`accountable`).
    pub accountable: Vec<AnyId>,
}

/// A role, and who is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleDuties {
    /// The role.
    pub role: AnyId,
    /// Requirements it answers for, in the catalog's order.
    pub requirements: Vec<String>,
    /// Who holds it.
    pub holders: Vec<Holder>,
    /// Who stands in.
    pub deputies: Vec<Holder>,
}

/// Somebody in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub person: AnyId,
    /// Whether they are there: neither left nor yet to come.
    pub there: bool,
    /// What they have shown for this role.
    pub proof: Proof,
}

/// What somebody has shown for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Valid; until when, if it ends.
    Valid(Option<Date>),
    /// Valid, and runs out within 90 days.
    Soon(Date),
    /// It ran out.
    Expired(Date),
    /// There is none that counts.
    None,
}

impl Responsibilities {
    /// Works them out for a product at a date; `proofs` are the proofs of competence whose evidence can be opened.
    pub fn new(
        model: &Model,
        lifecycle: &Lifecycle,
        (owners, product): (&Owners, Option<AnyId>),
        proofs: &BTreeSet<AnyId>,
        today: Date,
    ) -> Responsibilities {
        let mut responsible: BTreeMap<&str, BTreeSet<AnyId>> = BTreeMap::new();
        let mut accountable: BTreeMap<&str, BTreeSet<AnyId>> = BTreeMap::new();
        let roles: Vec<AnyId> = ids(model, Kind::Role, owners, product);
        for id in &roles {
            let Some(role) = model.role.get(id.at as usize) else { continue };
            for requirement in role.responsible_for.iter().flat_map(|clause| meant(lifecycle, &clause.0.value)) {
                responsible.entry(requirement).or_default().insert(*id);
            }
        }
        for id in ids(model, Kind::Process, owners, product) {
            let Some(process) = model.process.get(id.at as usize) else { continue };
            let answering: Vec<AnyId> = process.accountable.iter().filter_map(Ref::to).collect();
            let whole = process.covers.iter().map(|clause| &*clause.0.value);
            let sections =
                model.prose.iter().filter(|prose| prose.record == Some(id)).flat_map(|prose| &prose.sections);
            let parts = sections.filter(|section| section.section.has_text).flat_map(|section| &section.covers);
            let parts = parts.filter_map(|covered| match covered {
                Covered::Clause(clause) => Some(&**clause.0),
                Covered::Record(_) => None,
            });
            for requirement in whole.chain(parts).flat_map(|clause| meant(lifecycle, clause)) {
                accountable.entry(requirement).or_default().extend(&answering);
            }
        }
        let listed = |of: &BTreeMap<&str, BTreeSet<AnyId>>, id: &str| -> Vec<AnyId> {
            of.get(id).into_iter().flatten().copied().collect()
        };
        let duties = lifecycle.requirements.iter().map(|requirement| Duty {
            requirement: requirement.id.clone(),
            title: requirement.title.clone(),
            responsible: listed(&responsible, &requirement.id),
            accountable: listed(&accountable, &requirement.id),
        });
        let shown = Shown::new(model, proofs, today);
        let rows = roles.iter().filter_map(|id| {
            let role = model.role.get(id.at as usize)?;
            let answers = lifecycle
                .requirements
                .iter()
                .filter(|requirement| responsible.get(requirement.id.as_str()).is_some_and(|roles| roles.contains(id)));
            Some(RoleDuties {
                role: *id,
                requirements: answers.map(|requirement| requirement.id.clone()).collect(),
                holders: role.held_by.iter().filter_map(Ref::to).map(|person| shown.holder(person, *id)).collect(),
                deputies: role.deputy.iter().filter_map(Ref::to).map(|person| shown.holder(person, *id)).collect(),
            })
        });
        Responsibilities { duties: duties.collect(), roles: rows.collect() }
    }
}

impl Duty {
    /// Whether somebody who is there and has shown that they can answers for it.
    pub fn answered(&self, roles: &[RoleDuties]) -> bool {
        let able = |holder: &Holder| holder.there && matches!(holder.proof, Proof::Valid(_) | Proof::Soon(_));
        self.responsible
            .iter()
            .chain(&self.accountable)
            .any(|id| roles.iter().any(|role| role.role == *id && role.holders.iter().any(able)))
    }
}

impl Proof {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Proof::Valid(_) => "valid",
            Proof::Soon(_) => "expiring",
            Proof::Expired(_) => "expired",
            Proof::None => "none",
        }
    }

    /// The day it runs out or ran out.
    pub fn until(self) -> Option<Date> {
        match self {
            Proof::Valid(until) => until,
            Proof::Soon(until) | Proof::Expired(until) => Some(until),
            Proof::None => None,
        }
    }
}

fn ids(model: &Model, kind: Kind, owners: &Owners, product: Option<AnyId>) -> Vec<AnyId> {
    model.all().filter(|id| id.kind == kind && owners.concerns(product, model.head(*id))).collect()
}

/// The requirements that a written clause means: an aspect means its requirement, a practice all of its own.
fn meant<'l>(lifecycle: &'l Lifecycle, written: &str) -> Vec<&'l str> {
    let local = match written.rsplit_once('/') {
        Some((edition, local)) if edition == lifecycle.namespace => local,
        Some(_) => return Vec::new(),
        None => written,
    };
    if let Some(requirement) = lifecycle.requirement(local) {
        return vec![&requirement.id];
    }
    if let Some((requirement, _)) = lifecycle.aspect(local) {
        return vec![&requirement.id];
    }
    let practice = lifecycle.requirements.iter().filter(|requirement| requirement.practice == local);
    practice.map(|requirement| requirement.id.as_str()).collect()
}

/// Proofs of each person, looked up once.
struct Shown<'a> {
    model: &'a Model,
    by_person: BTreeMap<AnyId, Vec<AnyId>>,
    today: Date,
}

impl<'a> Shown<'a> {
    fn new(model: &'a Model, proofs: &BTreeSet<AnyId>, today: Date) -> Shown<'a> {
        let mut by_person: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for id in proofs {
            let proof = model.competence.get(id.at as usize);
            if let Some(person) = proof.and_then(|proof| proof.person.as_ref()).and_then(Ref::to) {
                by_person.entry(person).or_default().push(*id);
            }
        }
        Shown { model, by_person, today }
    }

    fn holder(&self, person: AnyId, role: AnyId) -> Holder {
        let there = self.model.person.get(person.at as usize).is_some_and(|person| {
            person.from.is_none_or(|from| from.date <= self.today)
                && person.until.is_none_or(|until| self.today <= until.date)
        });
        let own = self.by_person.get(&person).into_iter().flatten();
        let own = own.filter_map(|id| self.model.competence.get(id.at as usize)).filter(|proof| serves(proof, role));
        let (mut valid, mut over): (Option<Option<Date>>, Option<Date>) = (None, None);
        for proof in own {
            let until = proof.valid_until.map(|until| until.date);
            if valid_on(proof, self.today) {
                // No end is later than any.
                valid = Some(match (valid, until) {
                    (Some(None), _) | (_, None) => None,
                    (Some(Some(known)), Some(until)) => Some(known.max(until)),
                    (None, until) => until,
                });
            } else if let Some(until) = until.filter(|until| *until < self.today && valid_on(proof, *until)) {
                over = over.max(Some(until));
            }
        }
        let proof = match (valid, over) {
            (Some(Some(until)), _) if until.days() - self.today.days() <= SOON_DAYS => Proof::Soon(until),
            (Some(until), _) => Proof::Valid(until),
            (None, Some(over)) => Proof::Expired(over),
            (None, None) => Proof::None,
        };
        Holder { person, there, proof }
    }
}
