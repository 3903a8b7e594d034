//! What refines what, which records are coarse, and what stands where.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Kind, Ref};

use super::effects::offered;
use super::{Design, Gap, Refinement, Sort, target, targets};

/// Gathers every refinement of the product; those that lead into another product are gaps.
pub(super) fn relate(design: &Design<'_>, found: &mut Refinement) -> Vec<Gap> {
    let model = design.model;
    let mut gaps = Vec::new();
    let mut add = |fine: AnyId, coarse: AnyId| {
        let head = model.head(coarse);
        if design.owners.concerns(design.product, head) {
            found.below.entry(coarse).or_default().push(fine);
            found.above.entry(fine).or_default().push(coarse);
        } else if !head.removed {
            gaps.push(Gap {
                sort: Sort::Contradictory,
                at: fine,
                with: vec![(coarse, "it is not a record of this product".to_owned())],
                said: format!(
                    "{} refines {}, which belongs to another product",
                    design.name(fine),
                    design.name(coarse)
                ),
                next: "refine a record of the same product, or say with `products` that the other one belongs to both"
                    .to_owned(),
            });
        }
    };
    for (id, one) in design.each(Kind::Zone, &model.zone) {
        targets(&one.refines).for_each(|coarse| add(id, coarse));
    }
    for (id, one) in design.each(Kind::Component, &model.component) {
        target(&one.refines).into_iter().for_each(|coarse| add(id, coarse));
    }
    for (id, one) in design.each(Kind::Interface, &model.interface) {
        targets(&one.refines).for_each(|coarse| add(id, coarse));
    }
    for (id, one) in design.each(Kind::Flow, &model.flow) {
        targets(&one.refines).for_each(|coarse| add(id, coarse));
    }
    for (id, one) in design.each(Kind::Asset, &model.asset) {
        targets(&one.refines).for_each(|coarse| add(id, coarse));
    }
    for (id, one) in design.each(Kind::Mechanism, &model.mechanism) {
        targets(&one.refines).for_each(|coarse| add(id, coarse));
    }
    for list in found.below.values_mut().chain(found.above.values_mut()) {
        list.sort_unstable();
        list.dedup();
    }
    gaps
}

/// Finds the coarse records: what is refined, and what stands on refined components alone.
pub(super) fn coarse(design: &Design<'_>, found: &mut Refinement) {
    let model = design.model;
    let refined = |id: AnyId| found.below.contains_key(&id);
    let mut coarse: BTreeSet<AnyId> = BTreeSet::new();
    for (id, _) in design.each(Kind::Component, &model.component) {
        if refined(id) {
            coarse.insert(id);
        }
    }
    for (id, interface) in design.each(Kind::Interface, &model.interface) {
        if refined(id) || target(&interface.on).is_some_and(refined) {
            coarse.insert(id);
        }
    }
    for (id, flow) in design.each(Kind::Flow, &model.flow) {
        let to = target(&flow.to).is_some_and(|to| coarse.contains(&to));
        if refined(id) || to || target(&flow.from).is_some_and(refined) {
            coarse.insert(id);
        }
    }
    for (id, asset) in design.each(Kind::Asset, &model.asset) {
        let mut holders = targets(&asset.held_by).peekable();
        if refined(id) || holders.peek().is_some() && holders.all(refined) {
            coarse.insert(id);
        }
    }
    for (id, mechanism) in design.each(Kind::Mechanism, &model.mechanism) {
        let touches = targets(&mechanism.protects).chain(targets(&mechanism.contains));
        if refined(id) || touches.into_iter().any(|what| coarse.contains(&what)) {
            coarse.insert(id);
        }
    }
    found.coarse = coarse;
}

/// What stands where, by the element it stands on.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Mechanisms by what they protect.
    pub(super) guards: BTreeMap<AnyId, Vec<AnyId>>,
    /// Mechanisms by the components they contain.
    pub(super) containers: BTreeMap<AnyId, Vec<AnyId>>,
    /// Interfaces by their component.
    pub(super) interfaces: BTreeMap<AnyId, Vec<AnyId>>,
    /// What each mechanism does and is.
    pub(super) offered: BTreeMap<AnyId, BTreeSet<String>>,
    /// Who comes over an interface: its users, and the sources of flows to it.
    pub(super) comers: BTreeMap<AnyId, Vec<AnyId>>,
}

impl Layout {
    pub(super) fn new(design: &Design<'_>) -> Layout {
        let model = design.model;
        let mut layout = Layout::default();
        for (id, mechanism) in design.each(Kind::Mechanism, &model.mechanism) {
            targets(&mechanism.protects).for_each(|what| layout.guards.entry(what).or_default().push(id));
            targets(&mechanism.contains).for_each(|what| layout.containers.entry(what).or_default().push(id));
            layout.offered.insert(id, offered(design, mechanism));
        }
        for (id, interface) in design.each(Kind::Interface, &model.interface) {
            target(&interface.on).into_iter().for_each(|on| layout.interfaces.entry(on).or_default().push(id));
            layout.comers.entry(id).or_default().extend(targets(&interface.users));
        }
        for (_, flow) in design.each(Kind::Flow, &model.flow) {
            if let (Some(from), Some(to)) = (target(&flow.from), target(&flow.to)) {
                layout.comers.entry(to).or_default().push(from);
            }
        }
        layout
    }
}

/// How many steps of `refines`, `parent` or `part-of` are followed. A design has three levels; a longer chain than this
/// is a circle, which is a finding of its own, or an attempt to keep us busy.
pub(super) const LONGEST_CHAIN: usize = 64;

/// What an element refines, directly or by steps, without itself.
pub(super) fn ancestors(found: &Refinement, id: AnyId) -> BTreeSet<AnyId> {
    let mut seen = BTreeSet::new();
    let mut next = found.above(id).to_vec();
    for _ in 0..LONGEST_CHAIN {
        next.retain(|one| seen.insert(*one));
        next = next.iter().flat_map(|one| found.above(*one)).copied().collect();
        if next.is_empty() {
            break;
        }
    }
    seen
}

/// The components that a component is a part of, outwards, without itself.
pub(super) fn wholes(design: &Design<'_>, component: AnyId) -> BTreeSet<AnyId> {
    let mut seen = BTreeSet::new();
    let mut at = component;
    while let Some(PartOf::Component(link)) = design.component(at).and_then(|one| one.part_of.as_ref())
        && let Some(whole) = link.to
        && seen.len() < LONGEST_CHAIN
        && seen.insert(whole)
    {
        at = whole;
    }
    seen
}

/// The component that an interface is on.
pub(super) fn on(design: &Design<'_>, interface: AnyId) -> Option<AnyId> {
    design.interface(interface).and_then(|one| one.on.as_ref()).and_then(Ref::to)
}
