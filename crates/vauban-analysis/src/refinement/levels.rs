//! Which level of the design every element is of, and whether refinements lead down.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, DesignLevel, Impact, Kind};

use super::parts::wholes;
use super::{Design, Gap, Refinement, Sort, target, targets};
use crate::reach;

/// The level of each component: as stated; else the one above the coarsest of what refines it; else, where nothing
/// does, the finest.
pub(super) fn of_components(design: &Design<'_>, found: &mut Refinement) {
    let components: Vec<AnyId> = design.each(Kind::Component, &design.model.component).map(|(id, _)| id).collect();
    let stated = |id: AnyId| design.component(id).and_then(|one| one.level.as_ref()).map(|level| level.value);
    let mut open: BTreeMap<AnyId, usize> = components.iter().map(|id| (*id, found.below(*id).len())).collect();
    let mut ready: Vec<AnyId> = components.iter().copied().filter(|id| found.below(*id).is_empty()).collect();
    let mut levels: BTreeMap<AnyId, DesignLevel> = BTreeMap::new();
    while let Some(id) = ready.pop() {
        let coarsest = found.below(id).iter().filter_map(|finer| levels.get(finer)).min();
        let level = stated(id).unwrap_or_else(|| coarsest.map_or(DesignLevel::Component, |level| above(*level)));
        levels.insert(id, level);
        for coarse in found.above(id) {
            if let Some(left) = open.get_mut(coarse) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*coarse);
                }
            }
        }
    }
    // Members of a circle, which is a finding of its own, have the level they state.
    for id in &components {
        levels.entry(*id).or_insert_with(|| stated(*id).unwrap_or(DesignLevel::Component));
    }
    let alone = |id: &AnyId| stated(*id).is_none() && found.below(*id).is_empty() && found.above(*id).is_empty();
    found.shared = components.into_iter().filter(alone).collect();
    // What somebody else makes is nothing that we spell out.
    let elsewhere = |id: &AnyId| design.component(*id).is_some_and(reach::of_environment);
    levels.retain(|id, _| !(found.shared.contains(id) && elsewhere(id)));
    found.levels = levels;
}

fn above(level: DesignLevel) -> DesignLevel {
    match level {
        DesignLevel::Component => DesignLevel::Architecture,
        DesignLevel::Architecture | DesignLevel::Concept => DesignLevel::Concept,
    }
}

/// The levels of what stands on components: of an interface those of its component, of a flow those of both ends, of
/// an asset those of its holders, of a mechanism those of what it guards. Empty means all.
pub(super) fn of_elements(design: &Design<'_>, found: &mut Refinement) {
    let model = design.model;
    let mut of: BTreeMap<AnyId, BTreeSet<DesignLevel>> = BTreeMap::new();
    for (id, interface) in design.each(Kind::Interface, &model.interface) {
        of.insert(id, target(&interface.on).map(|on| found.levels_of(on)).unwrap_or_default());
    }
    for (id, flow) in design.each(Kind::Flow, &model.flow) {
        let to = target(&flow.to).and_then(|to| of.get(&to)).cloned().unwrap_or_default();
        let from = target(&flow.from).filter(|from| from.kind == Kind::Component);
        of.insert(id, to.into_iter().chain(from.map(|from| found.levels_of(from)).unwrap_or_default()).collect());
    }
    for (id, asset) in design.each(Kind::Asset, &model.asset) {
        of.insert(id, targets(&asset.held_by).flat_map(|holder| found.levels_of(holder)).collect());
    }
    for (id, mechanism) in design.each(Kind::Mechanism, &model.mechanism) {
        let touched = targets(&mechanism.protects).chain(targets(&mechanism.contains));
        let levels = touched.flat_map(|what| match what.kind {
            Kind::Component => found.levels_of(what),
            _ => of.get(&what).cloned().unwrap_or_default(),
        });
        of.insert(id, levels.collect());
    }
    for (id, port) in design.each(Kind::Port, &model.port) {
        of.insert(id, target(&port.on).map(|on| found.levels_of(on)).unwrap_or_default());
    }
    found.of_elements = of;
}

/// Refinements that lead up: to a part of what refines it, or to a component that is said to be no coarser.
pub(super) fn directions(design: &Design<'_>, found: &Refinement, gaps: &mut Vec<Gap>) {
    for (id, component) in design.each(Kind::Component, &design.model.component) {
        for coarse in found.above(id) {
            let stated = |id: AnyId| design.component(id).is_some_and(|one| one.level.is_some());
            let (own, other) = (found.level(id), found.level(*coarse));
            let (mine, its) = (design.name(id), design.name(*coarse));
            let (said, next) = if wholes(design, *coarse).contains(&id) {
                (
                    format!("{mine} refines {its}, which is a part of it"),
                    format!("turn it round: let {its} refine {mine}, or take `refines` out of {mine}"),
                )
            } else if own <= other && (component.level.is_some() || stated(*coarse)) {
                (
                    format!(
                        "{mine} (level {}) refines {its} (level {}), which is no coarser",
                        own.word(),
                        other.word()
                    ),
                    "correct `level` of one of them, or turn `refines` round".to_owned(),
                )
            } else {
                continue;
            };
            let with = vec![(*coarse, "what it refines".to_owned())];
            gaps.push(Gap { sort: Sort::Contradictory, at: id, with, said, next });
        }
    }
}

/// Coarse components that hold something critical, and that nothing spells out.
pub(super) fn missing(design: &Design<'_>, found: &Refinement, gaps: &mut Vec<Gap>) {
    let mut told: BTreeSet<AnyId> = BTreeSet::new();
    for (asset_id, asset) in design.each(Kind::Asset, &design.model.asset) {
        let impacts = asset.impact.as_ref().map(|all| [&all.confidentiality, &all.integrity, &all.availability]);
        let critical = impacts.is_some_and(|all| {
            all.into_iter().any(|one| one.as_ref().is_some_and(|impact| impact.value == Impact::Critical))
        });
        if !critical && !asset.safety.as_ref().is_some_and(|flag| flag.value) {
            continue;
        }
        for holder in targets(&asset.held_by) {
            let Some(component) = design.component(holder).filter(|one| !reach::of_environment(one)) else { continue };
            let level = found.level(holder);
            let ours = design.owners.concerns(design.product, &component.head);
            if !ours || level == DesignLevel::Component || !found.below(holder).is_empty() || !told.insert(holder) {
                continue;
            }
            let name = design.name(holder);
            gaps.push(Gap {
                sort: Sort::LevelMissing,
                at: holder,
                with: vec![(asset_id, "held there, and its loss is critical".to_owned())],
                said: format!(
                    "{name} holds {}, and its design ends at level {}: no component refines it",
                    design.name(asset_id),
                    level.word()
                ),
                next: format!(
                    "write the parts it is built of, each with `refines = \"{}\"`; set `level = \"component\"` if it is spelled out here already",
                    component.head.id
                ),
            });
        }
    }
}
