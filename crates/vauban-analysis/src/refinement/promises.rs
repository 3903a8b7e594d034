//! Whether the mechanisms of a coarser level are kept by those below.
//!
//! A promise is kept at an element below if the mechanisms that guard it do together what the promise does, as far as
//! they exist, resist as much and are the product's own where the promise is. Every element that refines what the
//! promise guards must be guarded so: one way in without it is a way past it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Mechanism;
use vauban_model::{AnyId, Kind, MechanismStatus, Record};

use super::effects::{CONTAINS, KIND, of, status, unequal};
use super::parts::Layout;
use super::{Design, Gap, Refinement, Sort, targets};

pub(super) fn look(design: &Design<'_>, found: &Refinement, layout: &Layout, gaps: &mut Vec<Gap>) {
    let mut open: BTreeSet<AnyId> = BTreeSet::new();
    for (id, promise) in design.each(Kind::Mechanism, &design.model.mechanism) {
        if found.coarse(id) && promises(promise) && !kept(design, found, layout, id, promise, gaps) {
            open.insert(id);
        }
    }
    for (id, _) in design.each(Kind::Component, &design.model.component) {
        fewer(design, found, layout, id, true, &open, gaps);
    }
    let kinds = [Kind::Component, Kind::Interface, Kind::Flow, Kind::Asset];
    for kind in kinds {
        for at in 0..design.model.count(kind) {
            fewer(design, found, layout, AnyId { kind, at: at as u32 }, false, &open, gaps);
        }
    }
}

/// What is only an idea promises nothing.
fn promises(mechanism: &Record<Mechanism>) -> bool {
    status(mechanism) != MechanismStatus::Proposed
}

/// Elements below for which a gap says what is lacking; further ones are only counted.
const TOLD: usize = 12;

/// What a promise lacks at one element below.
struct Lack {
    element: AnyId,
    missing: BTreeSet<String>,
    /// Mechanisms that would do it, and why they do not count.
    but: Vec<(AnyId, String)>,
}

fn kept(
    design: &Design<'_>,
    found: &Refinement,
    layout: &Layout,
    id: AnyId,
    promise: &Record<Mechanism>,
    gaps: &mut Vec<Gap>,
) -> bool {
    let needed = of(design, promise);
    let contains = BTreeSet::from([CONTAINS.to_owned()]);
    let mut lacks: Vec<Lack> = Vec::new();
    let mut elements: Vec<AnyId> = Vec::new();
    let (mut asked, mut something) = (0_usize, false);
    let guarded = targets(&promise.protects).map(|what| (what, &needed, false));
    let contained = targets(&promise.contains).map(|what| (what, &contains, true));
    for (what, needed, containing) in guarded.chain(contained).filter(|(what, ..)| found.coarse(*what)) {
        for element in found.below(what) {
            asked += 1;
            let lack = lacking(design, found, layout, *element, (id, promise), needed, containing);
            something |= lack.missing.len() < needed.len() || !lack.but.is_empty();
            if !lack.missing.is_empty() {
                elements.push(lack.element);
                if lacks.len() < TOLD {
                    lacks.push(lack);
                }
            }
        }
    }
    let reals = found.below(id);
    if lacks.is_empty() && (asked > 0 || !reals.is_empty()) {
        return true;
    }
    let name = design.name(id);
    let mut with: Vec<(AnyId, String)> = Vec::new();
    for lack in &lacks {
        let missing: Vec<&str> = lack.missing.iter().map(String::as_str).collect();
        with.push((lack.element, format!("nothing that is as promised {} here", missing.join(" or "))));
        with.extend(lack.but.iter().map(|(mechanism, why)| (*mechanism, why.clone())));
    }
    with.extend(reals.iter().take(TOLD).map(|real| (*real, "refines it".to_owned())));
    // A mechanism is told once, with what speaks against it.
    let mut seen = BTreeSet::new();
    with.retain(|(record, _)| seen.insert(*record));
    let (said, next) = if reals.is_empty() && !something {
        let place = if elements.is_empty() { String::new() } else { format!(" on {}", design.names(&elements)) };
        (
            format!("{name} is promised above, and nothing below fulfils it"),
            format!(
                "add the mechanism{place} that makes it real, with `refines = \"{}\"`, or take the promise back",
                promise.head.id
            ),
        )
    } else {
        let missing: BTreeSet<&str> = lacks.iter().flat_map(|lack| &lack.missing).map(String::as_str).collect();
        let missing: Vec<&str> = missing.into_iter().collect();
        (
            format!("{name} is kept below only in part: on {} nothing that is as promised {}", design.names(&elements), missing.join(" or ")),
            "let a mechanism do there what is promised, as it is promised (`kind`, `status`, `resists`, `provided-by`), or promise less above".to_owned(),
        )
    };
    gaps.push(Gap { sort: Sort::Unkept, at: id, with, said, next });
    false
}

fn lacking(
    design: &Design<'_>,
    found: &Refinement,
    layout: &Layout,
    element: AnyId,
    (promised, promise): (AnyId, &Record<Mechanism>),
    needed: &BTreeSet<String>,
    containing: bool,
) -> Lack {
    let mut but: Vec<(AnyId, String)> = Vec::new();
    let mut done = |mechanisms: &[AnyId]| -> BTreeSet<String> {
        let mut done = BTreeSet::new();
        for id in mechanisms {
            let Some(mechanism) = design.mechanism(*id) else { continue };
            // What names the promises that it makes real makes no others real.
            let named = found.above(*id);
            if !named.is_empty() && !named.contains(&promised) {
                continue;
            }
            let does = if containing { Some(needed) } else { layout.offered.get(id) };
            let does = does.into_iter().flatten().filter(|one| needed.contains(*one));
            match unequal(promise, mechanism) {
                None => done.extend(does.cloned()),
                Some(why) if does.count() > 0 => but.push((*id, why)),
                Some(_) => {}
            }
        }
        done
    };
    let list = |of: &BTreeMap<AnyId, Vec<AnyId>>, id: AnyId| of.get(&id).cloned().unwrap_or_default();
    let there = match (containing, element.kind) {
        (true, _) => done(&list(&layout.containers, element)),
        // What protects a component protects every interface on it, and the other way round.
        (false, Kind::Interface) => {
            let mut there = done(&list(&layout.guards, element));
            if let Some(on) = super::parts::on(design, element) {
                there.extend(done(&list(&layout.guards, on)));
            }
            there
        }
        (false, Kind::Component) => {
            let mut there = done(&list(&layout.guards, element));
            let interfaces = list(&layout.interfaces, element);
            let everywhere = interfaces
                .iter()
                .map(|interface| done(&list(&layout.guards, *interface)))
                .reduce(|all, one| all.intersection(&one).cloned().collect());
            there.extend(everywhere.unwrap_or_default());
            there
        }
        (false, _) => done(&list(&layout.guards, element)),
    };
    Lack { element, missing: needed.difference(&there).cloned().collect(), but }
}

/// Layers that are fewer below than above: several promises do the same in front of one element, and in front of what
/// refines it stand fewer mechanisms that do it. Where one of these promises is not kept anyway, that is enough.
fn fewer(
    design: &Design<'_>,
    found: &Refinement,
    layout: &Layout,
    element: AnyId,
    containing: bool,
    open: &BTreeSet<AnyId>,
    gaps: &mut Vec<Gap>,
) {
    let parts = found.below(element);
    if parts.is_empty() {
        return;
    }
    // What is promised at each interface is counted there.
    let above = doing(design, layout, element, containing, false);
    for (effect, promised) in above.iter().filter(|(_, promised)| promised.len() > 1) {
        if promised.iter().any(|promise| open.contains(promise) || !found.coarse(*promise)) {
            continue;
        }
        for part in parts {
            let there = doing(design, layout, *part, containing, true);
            let there = there.get(effect).map(Vec::as_slice).unwrap_or_default();
            if there.is_empty() || there.len() >= promised.len() {
                continue;
            }
            let Some(last) = promised.last() else { continue };
            let mut with: Vec<(AnyId, String)> = promised
                .iter()
                .filter(|other| *other != last)
                .map(|other| (*other, "promised as well".to_owned()))
                .collect();
            with.extend(there.iter().map(|real| (*real, "what there is below".to_owned())));
            gaps.push(Gap {
                sort: Sort::Unkept,
                at: *last,
                with,
                said: format!(
                    "{} are {} layers in front of {} ({effect}), and in front of {} there {} {}",
                    design.names(promised),
                    promised.len(),
                    design.name(element),
                    design.name(*part),
                    if there.len() == 1 { "is one:" } else { "are fewer:" },
                    design.names(there)
                ),
                next: "add a further, independent mechanism below, or promise fewer layers above".to_owned(),
            });
        }
    }
}

/// By what they do, the mechanisms that stand in front of an element. In front of a component these are its own and, if
/// they are to be counted, as many as each of its interfaces has.
fn doing(
    design: &Design<'_>,
    layout: &Layout,
    element: AnyId,
    containing: bool,
    interfaces_too: bool,
) -> BTreeMap<String, Vec<AnyId>> {
    let mut found: BTreeMap<String, Vec<AnyId>> = BTreeMap::new();
    if containing {
        let all = layout.containers.get(&element).into_iter().flatten();
        let all: Vec<AnyId> = all.copied().filter(|id| design.mechanism(*id).is_some_and(promises)).collect();
        found.insert(CONTAINS.to_owned(), all);
        return found;
    }
    let add = |found: &mut BTreeMap<String, Vec<AnyId>>, of: AnyId| {
        for id in layout.guards.get(&of).into_iter().flatten() {
            if let Some(mechanism) = design.mechanism(*id).filter(|mechanism| promises(mechanism)) {
                of_mechanism(design, mechanism).for_each(|effect| found.entry(effect).or_default().push(*id));
            }
        }
    };
    add(&mut found, element);
    match element.kind {
        Kind::Interface => super::parts::on(design, element).into_iter().for_each(|on| add(&mut found, on)),
        Kind::Component if interfaces_too => {
            let interfaces = layout.interfaces.get(&element).into_iter().flatten();
            let fewest = interfaces
                .map(|interface| {
                    let mut here = BTreeMap::new();
                    add(&mut here, *interface);
                    here
                })
                .reduce(|mut fewest: BTreeMap<String, Vec<AnyId>>, other| {
                    for (effect, list) in &mut fewest {
                        let there = other.get(effect).map_or(0, Vec::len);
                        list.truncate(there);
                    }
                    fewest
                });
            for (effect, list) in fewest.into_iter().flatten() {
                found.entry(effect).or_default().extend(list);
            }
        }
        _ => {}
    }
    for list in found.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    found
}

/// What a mechanism does that makes a layer: kinds alone make none.
fn of_mechanism(design: &Design<'_>, mechanism: &Record<Mechanism>) -> impl Iterator<Item = String> + use<> {
    of(design, mechanism).into_iter().filter(|effect| !effect.starts_with(KIND))
}
