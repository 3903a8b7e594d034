//! Where things lie and which trust boundaries lie between them (SD-1.a, SD-1.d, SR-2.b).

use std::collections::BTreeSet;

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Exposure, Kind, Model, Reach, Record, Ref, Side, kinds};

/// How many `parent` or `part-of` steps are followed; more is a circle, which is a finding of its own.
const LONGEST_CHAIN: usize = 64;

/// The zones a component lies in: its own, else those of what it is part of or runs on.
pub fn zones_of_component(model: &Model, component: AnyId) -> BTreeSet<AnyId> {
    let mut at = Some(component);
    for _ in 0..LONGEST_CHAIN {
        let Some(part) = at.filter(|id| id.kind == Kind::Component).and_then(|id| model.component.get(id.at as usize))
        else {
            break;
        };
        let zones: BTreeSet<AnyId> = part.zone.iter().filter_map(Ref::to).collect();
        if !zones.is_empty() {
            return zones;
        }
        at = match &part.part_of {
            Some(PartOf::Component(link)) => link.to,
            _ => part.runs_on.as_ref().and_then(Ref::to),
        };
    }
    BTreeSet::new()
}

/// The zones of whoever is at an end of a flow: a component or an actor.
pub fn zones_of_party(model: &Model, party: AnyId) -> BTreeSet<AnyId> {
    match party.kind {
        Kind::Actor => model
            .actor
            .get(party.at as usize)
            .map(|actor| actor.zone.iter().filter_map(Ref::to).collect())
            .unwrap_or_default(),
        _ => zones_of_component(model, party),
    }
}

/// The component an interface is on.
pub fn component_of(model: &Model, interface: AnyId) -> Option<AnyId> {
    model.interface.get(interface.at as usize)?.on.as_ref()?.to()
}

/// The zones an interface can be reached from: as stated, else those of its component.
pub fn reachable_from(model: &Model, interface: &Record<kinds::Interface>) -> BTreeSet<AnyId> {
    let stated: BTreeSet<AnyId> = interface.reachable_from.iter().filter_map(Ref::to).collect();
    if !stated.is_empty() {
        return stated;
    }
    interface.on.as_ref().and_then(Ref::to).map(|on| zones_of_component(model, on)).unwrap_or_default()
}

/// Whether using an interface crosses a trust boundary: it can be reached from a zone its component does not
/// lie in, or somebody from such a zone comes over it. `None` where the component lies in no zone.
///
/// `comers` are its users and the sources of flows to it.
pub fn crosses_boundary(model: &Model, interface: &Record<kinds::Interface>, comers: &[AnyId]) -> Option<bool> {
    let own = zones_of_component(model, interface.on.as_ref()?.to()?);
    if own.is_empty() {
        return None;
    }
    let users = comers.iter().flat_map(|user| zones_of_party(model, *user));
    let from: BTreeSet<AnyId> = reachable_from(model, interface).into_iter().chain(users).collect();
    Some(from.iter().any(|zone| !own.contains(zone)))
}

/// Whether an interface can be reached by somebody who is not part of the product: it says so itself (`reach`,
/// `exposure`), or an actor or a component of the environment is among the `comers`.
pub fn external(model: &Model, interface: &Record<kinds::Interface>, comers: &[AnyId]) -> bool {
    let stated = interface.reach.as_ref().is_some_and(|reach| reach.value != Reach::Internal);
    let exposed = interface.exposure.as_ref().is_some_and(|exposure| exposure.value > Exposure::None);
    let outside = |party: &AnyId| match party.kind {
        Kind::Actor => true,
        _ => model.component.get(party.at as usize).is_some_and(of_environment),
    };
    stated || exposed || comers.iter().any(outside)
}

/// A component and what it is part of or runs on, from itself outwards.
pub fn carriers(model: &Model, component: AnyId) -> impl Iterator<Item = AnyId> + '_ {
    let up = move |at: &AnyId| {
        let part = model.component.get(at.at as usize)?;
        match &part.part_of {
            Some(PartOf::Component(link)) => link.to,
            _ => part.runs_on.as_ref().and_then(Ref::to),
        }
    };
    std::iter::successors(Some(component), up).take(LONGEST_CHAIN)
}

/// Whether a component is said to belong to the environment.
pub fn of_environment(component: &Record<kinds::Component>) -> bool {
    matches!(&component.part_of, Some(PartOf::Side(side)) if side.value == Side::Environment)
}

/// Pairs of zones that a flow leads across, in order of the path: between neighbours of `passes-through`, or
/// from the zones of its source to those of its target.
pub fn crossings(model: &Model, flow: &Record<kinds::Flow>) -> Vec<(AnyId, AnyId)> {
    let source = flow.from.as_ref().and_then(Ref::to).map(|from| zones_of_party(model, from)).unwrap_or_default();
    let target = flow
        .to
        .as_ref()
        .and_then(Ref::to)
        .and_then(|to| component_of(model, to))
        .map(|on| zones_of_component(model, on))
        .unwrap_or_default();
    let through: Vec<AnyId> = flow.passes_through.iter().filter_map(Ref::to).collect();
    let mut path: Vec<AnyId> = Vec::new();
    if !through.iter().any(|zone| source.contains(zone)) {
        path.extend(source.first());
    }
    path.extend(&through);
    if !path.iter().any(|zone| target.contains(zone)) {
        path.extend(target.first());
    }
    path.windows(2).filter(|pair| pair[0] != pair[1]).map(|pair| (pair[0], pair[1])).collect()
}

/// Pairs of zones that a boundary record names, smaller id first.
pub fn boundaries(model: &Model) -> BTreeSet<(AnyId, AnyId)> {
    let ends =
        model.boundary.iter().filter_map(|boundary| Some((boundary.from.as_ref()?.to()?, boundary.to.as_ref()?.to()?)));
    ends.map(|(from, to)| (from.min(to), from.max(to))).collect()
}

/// Whether one zone is the parent of the other.
pub fn nested(model: &Model, one: AnyId, other: AnyId) -> bool {
    let parent = |zone: AnyId| model.zone.get(zone.at as usize).and_then(|zone| zone.parent.as_ref()?.to());
    parent(one) == Some(other) || parent(other) == Some(one)
}
