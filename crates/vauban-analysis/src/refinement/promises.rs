//! Whether the mechanisms of a coarser level are kept by those below.
//!
//! A promise is kept at an element below if the mechanisms that guard it do together what the promise does, as far as
//! they exist, resist as much and are the product's own where the promise is. Every element that refines what the
//! promise guards must be guarded so: one way in without it is a way past it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Mechanism;
use vauban_model::{AnyId, Kind, MechanismStatus, Record};

use super::effects::{CONTAINS, of, status, unequal};
use super::parts::Layout;
use super::{Design, Gap, Refinement, Sort, targets};

pub(super) fn look(design: &Design<'_>, found: &Refinement, layout: &Layout, gaps: &mut Vec<Gap>) {
    for (id, promise) in design.each(Kind::Mechanism, &design.model.mechanism) {
        // What is only an idea promises nothing.
        if found.coarse(id) && status(promise) != MechanismStatus::Proposed {
            kept(design, found, layout, id, promise, gaps);
        }
        merged(design, found, id, promise, gaps);
    }
}

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
) {
    let needed = of(design, promise);
    let contains = BTreeSet::from([CONTAINS.to_owned()]);
    let mut lacks: Vec<Lack> = Vec::new();
    let (mut asked, mut something) = (0_usize, false);
    let guarded = targets(&promise.protects).map(|what| (what, &needed, false));
    let contained = targets(&promise.contains).map(|what| (what, &contains, true));
    for (what, needed, containing) in guarded.chain(contained).filter(|(what, ..)| found.coarse(*what)) {
        for element in found.below(what) {
            asked += 1;
            let lack = lacking(design, layout, *element, promise, needed, containing);
            something |= lack.missing.len() < needed.len() || !lack.but.is_empty();
            if !lack.missing.is_empty() {
                lacks.push(lack);
            }
        }
    }
    let reals = found.below(id);
    if lacks.is_empty() && (asked > 0 || !reals.is_empty()) {
        return;
    }
    let name = design.name(id);
    let mut with: Vec<(AnyId, String)> = Vec::new();
    for lack in &lacks {
        let missing: Vec<&str> = lack.missing.iter().map(String::as_str).collect();
        with.push((lack.element, format!("nothing that is as promised {} here", missing.join(" or "))));
        with.extend(lack.but.iter().map(|(mechanism, why)| (*mechanism, why.clone())));
    }
    with.extend(reals.iter().map(|real| (*real, "refines it".to_owned())));
    // A mechanism is told once, with what speaks against it.
    let mut seen = BTreeSet::new();
    with.retain(|(record, _)| seen.insert(*record));
    let elements: Vec<AnyId> = lacks.iter().map(|lack| lack.element).collect();
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
}

fn lacking(
    design: &Design<'_>,
    layout: &Layout,
    element: AnyId,
    promise: &Record<Mechanism>,
    needed: &BTreeSet<String>,
    containing: bool,
) -> Lack {
    let mut but: Vec<(AnyId, String)> = Vec::new();
    let mut done = |mechanisms: &[AnyId]| -> BTreeSet<String> {
        let mut done = BTreeSet::new();
        for id in mechanisms {
            let Some(mechanism) = design.mechanism(*id) else { continue };
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

/// One mechanism below that stands for two promises which do the same in front of the same: two layers above are one.
fn merged(design: &Design<'_>, found: &Refinement, id: AnyId, real: &Record<Mechanism>, gaps: &mut Vec<Gap>) {
    let promises = found.above(id);
    if promises.len() < 2 {
        return;
    }
    let mut first: BTreeMap<(AnyId, String), AnyId> = BTreeMap::new();
    for promise in promises {
        let Some(mechanism) = design.mechanism(*promise) else { continue };
        let effects = of(design, mechanism);
        let twice = targets(&mechanism.protects)
            .flat_map(|what| effects.iter().map(move |effect| (what, effect.clone())))
            .find_map(|key| match first.get(&key) {
                Some(other) => Some((key, *other)),
                None => {
                    first.insert(key, *promise);
                    None
                }
            });
        let Some(((what, effect), other)) = twice else { continue };
        gaps.push(Gap {
            sort: Sort::Unkept,
            at: *promise,
            with: vec![
                (other, format!("promised as well in front of {}", design.name(what))),
                (id, "makes both real".to_owned()),
            ],
            said: format!(
                "{} and {} are two layers above ({effect}), and `mechanism.{}` is the one that makes both real",
                design.name(other),
                design.name(*promise),
                real.head.id
            ),
            next: "add a second, independent mechanism below, or promise one layer above".to_owned(),
        });
    }
}
