//! Which records a variant of a product has, and which variants are the same design.
//!
//! A record that says `only-in` is part of the variants it names, and of those with a feature it names; one that says
//! `not-in` is part of all others. What cannot be there without something absent is absent with it: an interface
//! without its component, a flow without its interface. Nobody has to write that down again.

mod row;

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Head, Kind, Model, Ref};

pub use row::{Level, Row, Weakest};

use crate::scope::Owners;

/// A design that one or several variants of a product share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// The variants, in the order of the records; none for a product without variants.
    pub variants: Vec<AnyId>,
    /// Records of the product that it does not have.
    pub outside: BTreeSet<AnyId>,
}

/// The different designs of a product, in the order of their first variants; one whole design where it has no variants.
pub fn designs(model: &Model, owners: &Owners, product: Option<AnyId>) -> Vec<Design> {
    let variants = of(model, product);
    if variants.is_empty() {
        return vec![Design { variants, outside: BTreeSet::new() }];
    }
    let needs = Needs::new(model, owners, product);
    let limited: Vec<AnyId> = model
        .all()
        .filter(|id| owners.concerns(product, model.head(*id)))
        .filter(|id| limits(model.head(*id)))
        .collect();
    let mut places: BTreeMap<BTreeSet<AnyId>, usize> = BTreeMap::new();
    let mut designs: Vec<Design> = Vec::new();
    for variant in variants {
        let member = Member::new(model, variant);
        let named = limited.iter().copied().filter(|id| !member.has(model.head(*id)));
        let outside = needs.closed(named.collect());
        match places.get(&outside) {
            Some(at) => designs[*at].variants.push(variant),
            None => {
                places.insert(outside.clone(), designs.len());
                designs.push(Design { variants: vec![variant], outside });
            }
        }
    }
    designs
}

/// The variants of a product, in the order of the records.
pub fn of(model: &Model, product: Option<AnyId>) -> Vec<AnyId> {
    let all = model.variant.iter().enumerate().filter(|(_, variant)| !variant.head.removed);
    all.filter(|(_, variant)| product.is_some() && variant.of.as_ref().and_then(Ref::to) == product)
        .map(|(at, _)| AnyId { kind: Kind::Variant, at: at as u32 })
        .collect()
}

/// Whether a record is limited to some variants.
pub fn limits(head: &Head) -> bool {
    !head.common.only_in.is_empty() || !head.common.not_in.is_empty()
}

/// A variant, and what may be asked of records about it.
#[derive(Clone, Debug)]
pub struct Member {
    /// The variant and its features.
    scopes: BTreeSet<AnyId>,
}

impl Member {
    /// A variant with the features it has.
    pub fn new(model: &Model, variant: AnyId) -> Member {
        let record = model.variant.get(variant.at as usize);
        let features = record.iter().flat_map(|record| record.has.iter().filter_map(Ref::to));
        Member { scopes: features.chain([variant]).collect() }
    }

    /// Whether the variant has a record, by what the record says itself.
    pub fn has(&self, head: &Head) -> bool {
        let named = |scopes: &[Ref<vauban_model::Scope>]| {
            scopes.iter().filter_map(Ref::to).any(|scope| self.scopes.contains(&scope))
        };
        (head.common.only_in.is_empty() || named(&head.common.only_in)) && !named(&head.common.not_in)
    }
}

/// What a record cannot be there without.
#[derive(Default)]
struct Need {
    /// Each of these.
    all: Vec<AnyId>,
    /// One of each group at least.
    any: Vec<Vec<AnyId>>,
}

impl Need {
    fn met(&self, outside: &BTreeSet<AnyId>) -> bool {
        self.all.iter().all(|one| !outside.contains(one))
            && self.any.iter().all(|group| group.is_empty() || group.iter().any(|one| !outside.contains(one)))
    }
}

/// What every record of a product cannot be there without, and what in turn cannot be there without it.
struct Needs {
    of: BTreeMap<AnyId, Need>,
    back: BTreeMap<AnyId, Vec<AnyId>>,
}

fn to<T>(link: &Option<Ref<T>>) -> impl Iterator<Item = AnyId> + '_ {
    link.iter().filter_map(Ref::to)
}

fn all<T>(links: &[Ref<T>]) -> Vec<AnyId> {
    links.iter().filter_map(Ref::to).collect()
}

impl Needs {
    fn new(model: &Model, owners: &Owners, product: Option<AnyId>) -> Needs {
        let mut needs = Needs { of: BTreeMap::new(), back: BTreeMap::new() };
        let mut add = |kind: Kind, at: usize, head: &Head, need: Need| {
            if owners.concerns(product, head) {
                let id = AnyId { kind, at: at as u32 };
                for target in need.all.iter().chain(need.any.iter().flatten()) {
                    needs.back.entry(*target).or_default().push(id);
                }
                needs.of.insert(id, need);
            }
        };
        for (at, part) in model.component.iter().enumerate() {
            let whole = match &part.part_of {
                Some(PartOf::Component(link)) => link.to,
                _ => None,
            };
            let all = to(&part.runs_on).chain(whole).collect();
            add(Kind::Component, at, &part.head, Need { all, any: Vec::new() });
        }
        for (at, interface) in model.interface.iter().enumerate() {
            add(Kind::Interface, at, &interface.head, Need { all: to(&interface.on).collect(), any: Vec::new() });
        }
        let mut carried: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (at, flow) in model.flow.iter().enumerate() {
            let id = AnyId { kind: Kind::Flow, at: at as u32 };
            if owners.concerns(product, &flow.head) {
                flow.carries.iter().filter_map(Ref::to).for_each(|asset| carried.entry(asset).or_default().push(id));
            }
            let all = to(&flow.from).chain(to(&flow.to)).collect();
            add(Kind::Flow, at, &flow.head, Need { all, any: Vec::new() });
        }
        for (at, boundary) in model.boundary.iter().enumerate() {
            let all = to(&boundary.from).chain(to(&boundary.to)).collect();
            add(Kind::Boundary, at, &boundary.head, Need { all, any: Vec::new() });
        }
        for (at, asset) in model.asset.iter().enumerate() {
            let id = AnyId { kind: Kind::Asset, at: at as u32 };
            let mut places = all(&asset.held_by);
            places.extend(all(&asset.in_clear_on));
            places.extend(carried.remove(&id).unwrap_or_default());
            add(Kind::Asset, at, &asset.head, Need { all: Vec::new(), any: vec![places] });
        }
        for (at, mechanism) in model.mechanism.iter().enumerate() {
            // What nobody enforces is not there, and what guards nothing is of no use.
            let enforced: Vec<AnyId> = mechanism.enforced_by.iter().flatten().filter_map(Ref::to).collect();
            let mut guarded = all(&mechanism.protects);
            guarded.extend(all(&mechanism.contains));
            add(Kind::Mechanism, at, &mechanism.head, Need { all: Vec::new(), any: vec![enforced, guarded] });
        }
        for (at, threat) in model.threat.iter().enumerate() {
            add(Kind::Threat, at, &threat.head, Need { all: Vec::new(), any: vec![all(&threat.on)] });
        }
        for (at, decision) in model.disposition.iter().enumerate() {
            add(
                Kind::Disposition,
                at,
                &decision.head,
                Need { all: decided_on(model, &decision.head), any: Vec::new() },
            );
        }
        for (at, run) in model.test_run.iter().enumerate() {
            let tests = run.test.iter().flatten().filter_map(Ref::to).collect();
            add(Kind::TestRun, at, &run.head, Need { all: Vec::new(), any: vec![tests] });
        }
        needs
    }

    /// What is absent if these are.
    fn closed(&self, mut outside: BTreeSet<AnyId>) -> BTreeSet<AnyId> {
        let mut open: Vec<AnyId> = outside.iter().copied().collect();
        while let Some(gone) = open.pop() {
            for dependent in self.back.get(&gone).into_iter().flatten() {
                let stays = self.of.get(dependent).is_none_or(|need| need.met(&outside));
                if !stays && outside.insert(*dependent) {
                    open.push(*dependent);
                }
            }
        }
        outside
    }
}

/// The elements that a decision is about, by its id: `RULE@kind.id`, or the threat it answers.
fn decided_on(model: &Model, head: &Head) -> Vec<AnyId> {
    let folder = head.folder();
    let local = head.id.rsplit('/').next().unwrap_or(&head.id);
    let find = |name: &str| {
        let inside = (!folder.is_empty()).then(|| model.named(&format!("{folder}/{name}"))).flatten();
        inside.or_else(|| model.named(name))
    };
    match local.split_once('@') {
        Some((_, elements)) => elements.split('@').filter_map(find).collect(),
        None => find(&format!("threat.{}", local.strip_prefix("threat.").unwrap_or(local))).into_iter().collect(),
    }
}
