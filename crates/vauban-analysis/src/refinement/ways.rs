//! Whether the ways in, the flows and the assets of two levels are the same.

use std::collections::BTreeSet;

use vauban_model::kinds::{Asset, Interface};
use vauban_model::{AnyId, Impact, Kind, Record};

use super::parts::{LONGEST_CHAIN, Layout, ancestors, on};
use super::{Design, Gap, Refinement, Sort, target, targets};
use crate::reach;

pub(super) fn look(design: &Design<'_>, found: &Refinement, layout: &Layout, gaps: &mut Vec<Gap>) {
    let families = Families::new(design, found);
    for (id, interface) in design.each(Kind::Interface, &design.model.interface) {
        match found.above(id).is_empty() {
            true => unmentioned(design, found, layout, &families, id, interface, gaps),
            false => wider(design, found, id, interface, gaps),
        }
        if target(&interface.on).is_some_and(|on| !found.below(on).is_empty()) && found.below(id).is_empty() {
            without_below(design, found, id, target(&interface.on), "is a way in above", gaps);
        }
    }
    for (id, flow) in design.each(Kind::Flow, &design.model.flow) {
        if !found.coarse(id) {
            continue;
        }
        if found.below(id).is_empty() {
            let to = target(&flow.to).and_then(|to| on(design, to));
            let ends = [target(&flow.from), to].into_iter().flatten();
            let coarse = ends.into_iter().find(|end| !found.below(*end).is_empty());
            without_below(design, found, id, coarse, "leads somewhere above", gaps);
            continue;
        }
        let carried: BTreeSet<AnyId> = found
            .below(id)
            .iter()
            .filter_map(|finer| design.model.flow.get(finer.at as usize))
            .flat_map(|finer| targets(&finer.carries))
            .collect();
        for asset in targets(&flow.carries) {
            if carried.contains(&asset) || found.below(asset).iter().any(|finer| carried.contains(finer)) {
                continue;
            }
            gaps.push(Gap {
                sort: Sort::Incomplete,
                at: id,
                with: found
                    .below(id)
                    .iter()
                    .map(|finer| (*finer, "refines it, and carries something else".to_owned()))
                    .collect(),
                said: format!("{} carries {} above, and no flow below does", design.name(id), design.name(asset)),
                next: format!("name {}, or what refines it, in `carries` of a flow below", design.name(asset)),
            });
        }
    }
    for (id, asset) in design.each(Kind::Asset, &design.model.asset) {
        held(design, found, id, asset, gaps);
        lighter(design, found, id, asset, gaps);
    }
    attackers(design, found, gaps);
}

/// The zones of everything that spells out one coarse component: what happens between them happens inside it.
struct Families {
    zones: std::collections::BTreeMap<AnyId, BTreeSet<AnyId>>,
}

impl Families {
    fn new(design: &Design<'_>, found: &Refinement) -> Families {
        let mut families = Families { zones: std::collections::BTreeMap::new() };
        for (id, _) in design.each(Kind::Component, &design.model.component) {
            for coarse in ancestors(found, id) {
                let zones = reach::zones_of_component(design.model, id);
                families.zones.entry(coarse).or_default().extend(zones);
            }
        }
        families
    }
}

/// A way in below that nothing above mentions.
fn unmentioned(
    design: &Design<'_>,
    found: &Refinement,
    layout: &Layout,
    families: &Families,
    id: AnyId,
    interface: &Record<Interface>,
    gaps: &mut Vec<Gap>,
) {
    let Some(on) = target(&interface.on) else { return };
    let coarse = ancestors(found, on);
    if coarse.is_empty() {
        return;
    }
    let comers = layout.comers.get(&id).map(Vec::as_slice).unwrap_or_default();
    let mut inside: BTreeSet<AnyId> = reach::zones_of_component(design.model, on);
    inside.extend(coarse.iter().filter_map(|one| families.zones.get(one)).flatten());
    let from = reach::reachable_from(design.model, interface)
        .into_iter()
        .chain(comers.iter().flat_map(|comer| reach::zones_of_party(design.model, *comer)));
    let outside: BTreeSet<AnyId> = from.filter(|zone| !inside.contains(zone)).collect();
    if outside.is_empty() && !reach::external(design.model, interface, comers) {
        return;
    }
    let from = if outside.is_empty() { String::new() } else { format!(" from {}", design.names(&outside)) };
    gaps.push(Gap {
        sort: Sort::OpensMore,
        at: id,
        with: coarse.iter().map(|one| (*one, "spelled out by its component, and does not have this way in".to_owned())).collect(),
        said: format!("{} leads into {}{from}, and nothing above mentions it", design.name(id), design.names(&coarse)),
        next: "name with `refines` the interface above that it spells out, or add that interface above with what guards it".to_owned(),
    });
}

/// A way in below that reaches further than the ones above that it spells out.
fn wider(design: &Design<'_>, found: &Refinement, id: AnyId, interface: &Record<Interface>, gaps: &mut Vec<Gap>) {
    let mut allowed: BTreeSet<AnyId> = BTreeSet::new();
    let mut installed: BTreeSet<AnyId> = BTreeSet::new();
    for coarse in found.above(id) {
        let Some(above) = design.interface(*coarse) else { continue };
        allowed.extend(reach::reachable_from(design.model, above));
        installed.extend(targets(&above.installs));
        let (own, its) = (target(&interface.on), target(&above.on));
        let (Some(own), Some(its)) = (own, its) else { continue };
        if !ancestors(found, own).contains(&its) {
            gaps.push(Gap {
                sort: Sort::Contradictory,
                at: id,
                with: vec![(*coarse, format!("on {}", design.name(its)))],
                said: format!(
                    "{} refines {}, but its component {} does not refine {}",
                    design.name(id),
                    design.name(*coarse),
                    design.name(own),
                    design.name(its)
                ),
                next: format!("add `refines` to {}, or let another interface refine it", design.name(own)),
            });
        }
    }
    let with = |what: &str| found.above(id).iter().map(|one| (*one, what.to_owned())).collect::<Vec<_>>();
    let more: BTreeSet<AnyId> = reach::reachable_from(design.model, interface)
        .into_iter()
        .filter(|zone| !within(design, found, *zone, &allowed))
        .collect();
    if !more.is_empty() {
        gaps.push(Gap {
            sort: Sort::OpensMore,
            at: id,
            with: with("says from where it can be reached"),
            said: format!(
                "{} can be reached from {}, and what it refines cannot",
                design.name(id),
                design.names(&more)
            ),
            next: "take the zone out of `reachable-from` below, add it above, or say with `refines` or `parent` of the zone that it is one of those above".to_owned(),
        });
    }
    let replaced: BTreeSet<AnyId> = targets(&interface.installs)
        .filter(|what| !installed.contains(what) && ancestors(found, *what).is_disjoint(&installed))
        .collect();
    if !replaced.is_empty() {
        gaps.push(Gap {
            sort: Sort::OpensMore,
            at: id,
            with: with("says what can be replaced through it"),
            said: format!("{} can replace {}, and what it refines cannot", design.name(id), design.names(&replaced)),
            next: "say above with `installs` what can be replaced, or take it out below".to_owned(),
        });
    }
}

/// Whether a zone is one of these, spells one of them out, or lies in one.
fn within(design: &Design<'_>, found: &Refinement, zone: AnyId, allowed: &BTreeSet<AnyId>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![zone];
    for _ in 0..LONGEST_CHAIN {
        if next.iter().any(|one| allowed.contains(one)) {
            return true;
        }
        next.retain(|one| seen.insert(*one));
        let parent = |one: &AnyId| design.model.zone.get(one.at as usize).and_then(|zone| target(&zone.parent));
        next = next.iter().flat_map(|one| found.above(*one).iter().copied().chain(parent(one))).collect();
    }
    false
}

fn without_below(
    design: &Design<'_>,
    found: &Refinement,
    id: AnyId,
    coarse: Option<AnyId>,
    what: &str,
    gaps: &mut Vec<Gap>,
) {
    let parts = coarse.map(|coarse| found.below(coarse)).unwrap_or_default();
    let kind = id.kind.name();
    gaps.push(Gap {
        sort: Sort::Incomplete,
        at: id,
        with: parts.iter().map(|part| (*part, "spells out its component".to_owned())).collect(),
        said: format!("{} {what}, and no {kind} below refines it", design.name(id)),
        next: format!(
            "add `refines = \"{}\"` to the {kind} that it is on {}, or take it out above",
            design.model.head(id).id,
            design.names(parts)
        ),
    });
}

/// What a coarse component holds, a part of it must hold.
fn held(design: &Design<'_>, found: &Refinement, id: AnyId, asset: &Record<Asset>, gaps: &mut Vec<Gap>) {
    let holders: BTreeSet<AnyId> = targets(&asset.held_by).collect();
    let finer = found.below(id).iter().filter_map(|finer| design.asset(*finer));
    let below: BTreeSet<AnyId> = finer.flat_map(|finer| targets(&finer.held_by)).collect();
    for holder in &holders {
        let parts = found.below(*holder);
        if parts.is_empty() || parts.iter().any(|part| holders.contains(part) || below.contains(part)) {
            continue;
        }
        gaps.push(Gap {
            sort: Sort::Incomplete,
            at: id,
            with: parts.iter().map(|part| (*part, format!("spells out {}", design.name(*holder)))).collect(),
            said: format!(
                "{} is held by {} above, and no part of it holds it below",
                design.name(id),
                design.name(*holder)
            ),
            next: format!(
                "add an asset with `refines = \"{}\"` that is `held-by` one of {}, or name that part in `held-by` here",
                asset.head.id,
                design.names(parts)
            ),
        });
    }
}

/// What refines an asset must be worth as much, one of them in each property.
fn lighter(design: &Design<'_>, found: &Refinement, id: AnyId, asset: &Record<Asset>, gaps: &mut Vec<Gap>) {
    let finer: Vec<(AnyId, [Impact; 3])> =
        found.below(id).iter().filter_map(|finer| Some((*finer, impacts(design.asset(*finer)?)))).collect();
    if finer.is_empty() {
        return;
    }
    let names = ["confidentiality", "integrity", "availability"];
    for (at, impact) in impacts(asset).into_iter().enumerate() {
        let most = finer.iter().map(|(_, impacts)| impacts[at]).max().unwrap_or(Impact::None);
        if most >= impact {
            continue;
        }
        gaps.push(Gap {
            sort: Sort::Contradictory,
            at: id,
            with: finer.iter().map(|(finer, _)| (*finer, "refines it".to_owned())).collect(),
            said: format!(
                "losing the {} of {} does {} harm above, and at most {} harm below",
                names[at],
                design.name(id),
                impact.word(),
                most.word()
            ),
            next: "correct `impact` of one of them: the required depth follows from it".to_owned(),
        });
    }
}

/// By property; what is not said counts as high, and safety as critical.
fn impacts(asset: &Record<Asset>) -> [Impact; 3] {
    let said = asset.impact.as_ref();
    let said = [
        said.and_then(|all| all.confidentiality.as_ref()),
        said.and_then(|all| all.integrity.as_ref()),
        said.and_then(|all| all.availability.as_ref()),
    ];
    let mut impacts = said.map(|one| one.map_or(Impact::High, |impact| impact.value));
    if asset.safety.as_ref().is_some_and(|flag| flag.value) {
        impacts[1] = Impact::Critical;
        impacts[2] = Impact::Critical;
    }
    impacts
}

/// An attacker who starts in a zone above must start in one of those that spell it out.
fn attackers(design: &Design<'_>, found: &Refinement, gaps: &mut Vec<Gap>) {
    for (id, attacker) in design.each(Kind::Attacker, &design.model.attacker) {
        let starts: BTreeSet<AnyId> = targets(&attacker.starts_in).collect();
        for zone in &starts {
            let finer = found.below(*zone);
            let inner = |one: &AnyId| {
                let parent = design.model.zone.get(one.at as usize).and_then(|zone| target(&zone.parent));
                parent == Some(*zone)
            };
            if finer.is_empty() || finer.iter().any(|one| starts.contains(one) || inner(one)) {
                continue;
            }
            gaps.push(Gap {
                sort: Sort::Incomplete,
                at: id,
                with: finer.iter().map(|one| (*one, format!("spells out {}", design.name(*zone)))).collect(),
                said: format!("{} starts in {} above, and nowhere below", design.name(id), design.name(*zone)),
                next: format!("add one of {} to `starts-in`", design.names(finer)),
            });
        }
    }
}
