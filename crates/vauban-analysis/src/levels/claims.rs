//! Who claims to realise which component requirement, where, and how far that is shown.
//!
//! A mechanism claims what its kinds realise by the catalog and what it names in `implements`. A requirement of the
//! product that names a component requirement as its origin claims it through what it is allocated to. What stands on
//! something that is less far is no further than that.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_catalog::component::Control;
use vauban_model::kinds::values::{Implements, State};
use vauban_model::kinds::{Mechanism, Requirement};
use vauban_model::{AnyId, Head, Kind, MechanismStatus, Model, Record, Ref, RequirementStatus, Side};

use super::Proof;
use super::bits::Bits;
use crate::scope::Owners;

/// How far a claim has come; each later word is further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// Part of the design.
    Planned,
    /// In the code or configuration.
    Claimed,
    /// And verified on the current release.
    Achieved,
}

/// Somebody's claim to realise component requirements in some places.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The mechanism or requirement.
    pub(super) who: AnyId,
    pub(super) controls: Bits,
    pub(super) tier: Tier,
    /// Whether it is part of where the product stands.
    pub(super) environment: bool,
    /// Elements that it protects or that it is allocated to.
    pub(super) places: Vec<AnyId>,
}

/// All claims about a product, mechanisms first, each in the order of the model.
pub(super) fn claims(
    model: &Model,
    catalogs: &Catalogs,
    owners: &Owners,
    product: Option<AnyId>,
    proof: &Proof<'_>,
) -> Vec<Claim> {
    let known = Known::new(catalogs);
    let mine = |id: AnyId, head: &Head| owners.concerns(product, head) && model.find(id.kind, &head.id) == Some(id);
    let tiers = tiers(model, &mine, proof);
    let mut claims = Vec::new();
    for (at, record) in model.mechanism.iter().enumerate() {
        let who = AnyId { kind: Kind::Mechanism, at: at as u32 };
        let Some(tier) = tiers.get(at).copied().flatten() else { continue };
        let controls = known.of_mechanism(record);
        if !controls.is_empty() {
            claims.push(Claim { who, controls, tier, environment: of_environment(record), places: places_of(record) });
        }
    }
    for (at, record) in model.requirement.iter().enumerate() {
        let who = AnyId { kind: Kind::Requirement, at: at as u32 };
        let controls = known.of_requirement(record);
        if controls.is_empty() || draft(record) || !mine(who, &record.head) {
            continue;
        }
        claims.extend(through_allocation(model, record, who, controls, &tiers, proof.requirements.contains(&who)));
    }
    claims
}

/// Component requirements by id, and what kinds of mechanism realise.
struct Known<'c> {
    catalogs: &'c Catalogs,
    numbers: BTreeMap<&'c str, usize>,
    kinds: BTreeMap<&'c str, Bits>,
}

impl<'c> Known<'c> {
    fn new(catalogs: &'c Catalogs) -> Known<'c> {
        let numbers: BTreeMap<&str, usize> =
            catalogs.component().controls().enumerate().map(|(at, control)| (control.id(), at)).collect();
        let mut known = Known { catalogs, numbers, kinds: BTreeMap::new() };
        for kind in &catalogs.threats().mechanism_kinds {
            let mut realised = Bits::default();
            kind.requirements.iter().filter_map(|id| known.number(id)).for_each(|at| realised.insert(at));
            known.kinds.insert(&kind.id, realised);
        }
        known
    }

    /// The place of a control; a key such as `CR-1.1-RE1` means what it stands for.
    fn number(&self, id: &str) -> Option<usize> {
        let control = self.catalogs.component().control(id)?;
        self.numbers.get(control.id()).copied()
    }

    /// The place of what a record names, where it is of the edition in force.
    fn named(&self, written: &str) -> Option<usize> {
        let standard = self.catalogs.component();
        let id = match written.split_once('/') {
            None => written
                .split_once(':')
                .map_or(Some(written), |(catalog, id)| (catalog == standard.catalog).then_some(id)),
            Some((namespace, id)) => (namespace == standard.namespace || namespace == standard.catalog).then_some(id),
        };
        self.number(id?)
    }

    fn of_mechanism(&self, record: &Record<Mechanism>) -> Bits {
        let mut claimed = Bits::default();
        for kind in record.kind.iter().filter_map(|kind| self.kinds.get(kind.as_str())) {
            claimed = claimed.or(*kind);
        }
        let clauses = record.implements.iter().filter_map(|one| match one {
            Implements::Clause(clause) => Some(&**clause.0),
            Implements::Requirement(_) => None,
        });
        clauses.filter_map(|written| self.named(written)).for_each(|at| claimed.insert(at));
        claimed
    }

    fn of_requirement(&self, record: &Record<Requirement>) -> Bits {
        let mut claimed = Bits::default();
        let named = record.origin_standard.iter().filter_map(|clause| self.named(&clause.0));
        named.for_each(|at| claimed.insert(at));
        claimed
    }
}

/// The controls that a list of clauses names, by place in the standard's order; a clause that names none is left out.
pub(super) fn controls_named<'a>(catalogs: &Catalogs, clauses: impl Iterator<Item = &'a str>) -> BTreeSet<usize> {
    let known = Known::new(catalogs);
    clauses.filter_map(|written| known.named(written)).collect()
}

/// The control that a clause means, if it is one of the edition in force.
pub fn control_named<'c>(catalogs: &'c Catalogs, written: &str) -> Option<Control<'c>> {
    let at = Known::new(catalogs).named(written)?;
    catalogs.component().controls().nth(at)
}

fn of_environment(record: &Record<Mechanism>) -> bool {
    record.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment)
}

fn draft(record: &Record<Requirement>) -> bool {
    // What is not agreed to, or no longer holds, claims nothing.
    let status = record.status.as_ref().and_then(State::known);
    status.is_some_and(|status| status != RequirementStatus::Approved)
}

fn places_of(record: &Record<Mechanism>) -> Vec<AnyId> {
    let named = record.protects.iter().filter_map(Ref::to);
    let mut places: Vec<AnyId> = named.chain(record.contains.iter().filter_map(Ref::to)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// How far each mechanism is; `None` for one that counts nowhere.
///
/// A mechanism is no further than those it relies on, and is nowhere where it relies on something that is nowhere.
fn tiers(model: &Model, mine: &dyn Fn(AnyId, &Head) -> bool, proof: &Proof<'_>) -> Vec<Option<Tier>> {
    let mut tiers: Vec<Option<Tier>> = Vec::with_capacity(model.mechanism.len());
    let mut above: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, record) in model.mechanism.iter().enumerate() {
        let id = AnyId { kind: Kind::Mechanism, at: at as u32 };
        for under in record.relies_on.iter().filter_map(Ref::to).filter(|one| one.kind == Kind::Mechanism) {
            above.entry(under.at).or_default().push(id.at);
        }
        let status = record.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value);
        let counts = mine(id, &record.head) && record.relies_on.iter().all(|one| one.to().is_some());
        tiers.push(match status {
            _ if !counts => None,
            MechanismStatus::Proposed => None,
            MechanismStatus::Designed => Some(Tier::Planned),
            MechanismStatus::Implemented if proof.mechanisms.contains(&id) => Some(Tier::Achieved),
            MechanismStatus::Implemented => Some(Tier::Claimed),
        });
    }
    // Everything is looked at once, and again only when something below it fell: at most three times each.
    let mut fallen: Vec<u32> = (0..tiers.len() as u32).collect();
    while let Some(under) = fallen.pop() {
        let most = tiers.get(under as usize).copied().flatten();
        for upper in above.get(&under).into_iter().flatten() {
            if let Some(tier) = tiers.get_mut(*upper as usize).filter(|tier| **tier > most) {
                *tier = most;
                fallen.push(*upper);
            }
        }
    }
    tiers
}

/// The claim of a requirement of the product: it is as far as the least of what it is allocated to, and verified
/// when its own tests or its reasoned verification say so.
fn through_allocation(
    model: &Model,
    record: &Record<Requirement>,
    who: AnyId,
    controls: Bits,
    tiers: &[Option<Tier>],
    verified: bool,
) -> Option<Claim> {
    let mut places: Vec<AnyId> = Vec::new();
    let mut least = Tier::Achieved;
    let mut fulfilled = false;
    for allocated in &record.allocated_to {
        let id = allocated.to()?;
        match id.kind {
            Kind::Mechanism => {
                let mechanism = model.mechanism.get(id.at as usize)?;
                // What somebody else provides is told by the mechanism itself.
                if of_environment(mechanism) {
                    return None;
                }
                least = least.min(tiers.get(id.at as usize).copied().flatten()?);
                places.extend(places_of(mechanism));
                fulfilled = true;
            }
            // That a component exists says nothing about what it does: only verification does.
            Kind::Component | Kind::Interface => {
                if !verified {
                    least = Tier::Planned;
                }
                places.push(id);
                fulfilled = true;
            }
            _ => {}
        }
    }
    if !fulfilled {
        return None;
    }
    let tier = match (verified, least) {
        (true, Tier::Claimed | Tier::Achieved) => Tier::Achieved,
        (false, Tier::Achieved) => Tier::Claimed,
        (_, least) => least,
    };
    places.sort_unstable();
    places.dedup();
    Some(Claim { who, controls, tier, environment: false, places })
}
