//! What rests on each assumption about the environment (SR-1.f): read it to know what falls if one does not hold.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Assumption;
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Kind, Model, Record, Ref, Response};

use crate::scope::Owners;
use crate::threats::Threat;

/// An assumption, and what rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rests {
    /// The assumption.
    pub assumption: AnyId,
    /// The environment's mechanism it stands for.
    pub mechanism: Option<AnyId>,
    /// Interfaces that name it.
    pub interfaces: Vec<AnyId>,
    /// Threats, by their place in the enumeration: those that name it, and those that its mechanism stops.
    pub threats: Vec<usize>,
    /// Decisions that count on its mechanism, or that give a threat resting on it to somebody else.
    pub decisions: Vec<AnyId>,
    /// Assets of which a smallest set of things that must fail contains its mechanism.
    pub assets: Vec<AnyId>,
    /// Where users are told: a guideline or manual, and the heading.
    pub told: Vec<(AnyId, String)>,
}

/// What rests on each assumption of a product.
///
/// `assets` are the assets by the mechanisms in their smallest cut sets.
pub fn rests(
    model: &Model,
    owners: &Owners,
    product: Option<AnyId>,
    threats: &[Threat],
    assets: &BTreeMap<AnyId, BTreeSet<AnyId>>,
) -> Vec<Rests> {
    let mut found: Vec<Rests> = Vec::new();
    let mut place: BTreeMap<AnyId, usize> = BTreeMap::new();
    let mut standing: BTreeMap<AnyId, Vec<usize>> = BTreeMap::new();
    for (at, assumption) in model.assumption.iter().enumerate() {
        if !owners.concerns(product, &assumption.head) {
            continue;
        }
        let id = AnyId { kind: Kind::Assumption, at: at as u32 };
        let one = begin(id, assumption, assets);
        if let Some(mechanism) = one.mechanism {
            standing.entry(mechanism).or_default().push(found.len());
        }
        place.insert(id, found.len());
        found.push(one);
    }
    for (at, interface) in model.interface.iter().enumerate() {
        if owners.concerns(product, &interface.head) {
            let id = AnyId { kind: Kind::Interface, at: at as u32 };
            for named in interface.assumptions.iter().filter_map(Ref::to).filter_map(|to| place.get(&to)) {
                add(&mut found[*named].interfaces, id);
            }
        }
    }
    for (at, threat) in threats.iter().enumerate() {
        for on in on_what(model, threat, &place, &standing) {
            add(&mut found[on].threats, at);
            let transferred = threat.decision.as_ref().filter(|decision| decision.response == Response::Transfer);
            if let Some(decision) = transferred {
                add(&mut found[on].decisions, decision.record);
            }
        }
    }
    for (at, disposition) in model.disposition.iter().enumerate() {
        if owners.concerns(product, &disposition.head) {
            let id = AnyId { kind: Kind::Disposition, at: at as u32 };
            let by = disposition.by.iter().filter_map(Ref::to).filter_map(|mechanism| standing.get(&mechanism));
            by.flatten().for_each(|on| add(&mut found[*on].decisions, id));
        }
    }
    tell(model, &place, &mut found);
    found
}

fn begin(id: AnyId, assumption: &Record<Assumption>, assets: &BTreeMap<AnyId, BTreeSet<AnyId>>) -> Rests {
    let mechanism = assumption.mechanism.as_ref().and_then(Ref::to);
    let behind = assets.iter().filter(|(_, mechanisms)| mechanism.is_some_and(|one| mechanisms.contains(&one)));
    Rests {
        assumption: id,
        mechanism,
        interfaces: Vec::new(),
        threats: Vec::new(),
        decisions: Vec::new(),
        assets: behind.map(|(asset, _)| *asset).collect(),
        told: Vec::new(),
    }
}

/// Assumptions that a threat rests on.
fn on_what(
    model: &Model,
    threat: &Threat,
    place: &BTreeMap<AnyId, usize>,
    standing: &BTreeMap<AnyId, Vec<usize>>,
) -> BTreeSet<usize> {
    let written = threat.record.filter(|id| id.kind == Kind::Threat).and_then(|id| model.threat.get(id.at as usize));
    let named = written.into_iter().flat_map(|threat| threat.assumptions.iter().filter_map(Ref::to));
    let named = named.filter_map(|to| place.get(&to).copied());
    let stopped = threat.mechanisms.iter().filter_map(|mechanism| standing.get(mechanism)).flatten().copied();
    named.chain(stopped).collect()
}

/// Where users are told: sections with text that cover an assumption, and sections of manuals.
fn tell(model: &Model, place: &BTreeMap<AnyId, usize>, found: &mut [Rests]) {
    let covered = |covers: &[Covered]| -> Vec<usize> {
        let records = covers.iter().filter_map(|one| match one {
            Covered::Record(link) => link.to,
            Covered::Clause(_) => None,
        });
        records.filter_map(|to| place.get(&to).copied()).collect()
    };
    for prose in &model.prose {
        let Some(by) = prose.record.filter(|id| id.kind == Kind::Guideline) else { continue };
        for section in prose.sections.iter().filter(|section| section.section.has_text) {
            for on in covered(&section.covers) {
                add(&mut found[on].told, (by, section.section.title.clone()));
            }
        }
        if let Some(guideline) = model.guideline.get(by.at as usize) {
            for on in covered(&guideline.covers) {
                add(&mut found[on].told, (by, String::new()));
            }
        }
    }
    for (at, manual) in model.manual.iter().enumerate() {
        let by = AnyId { kind: Kind::Manual, at: at as u32 };
        for section in &manual.sections {
            for on in covered(&section.covers) {
                let title = section.title.as_ref().map_or_else(String::new, |title| title.trim().to_owned());
                add(&mut found[on].told, (by, title));
            }
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if list.last() != Some(&one) {
        list.push(one);
    }
}
