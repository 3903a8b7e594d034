//! Records that mix two levels, so that depth would count a promise as a layer, or miss a way.
//!
//! Depth looks at all records alike. A promise that guards something fine would be a layer beside the mechanism that
//! makes it real. A fine record that stands on a coarse one would not fall with the parts that the coarse one is
//! really made of.

use std::collections::BTreeSet;

use vauban_model::{AnyId, Kind};

use super::{Design, Gap, Refinement, Sort, target, targets};

pub(super) fn look(design: &Design<'_>, found: &Refinement, gaps: &mut Vec<Gap>) {
    let model = design.model;
    for (id, mechanism) in design.each(Kind::Mechanism, &model.mechanism) {
        let touched = targets(&mechanism.protects).chain(targets(&mechanism.contains));
        if found.coarse(id) {
            let fine: BTreeSet<AnyId> = touched.filter(|what| !found.coarse(*what)).collect();
            if !fine.is_empty() {
                promise_counts(design, found, id, &fine, gaps);
            }
            continue;
        }
        let stands = targets(&mechanism.relies_on).chain(mechanism.enforced_by.iter().flat_map(|by| targets(by)));
        on_coarse(design, found, id, stands, "`relies-on` or `enforced-by`", gaps);
    }
    for (id, component) in design.each(Kind::Component, &model.component) {
        if !found.coarse(id) {
            on_coarse(design, found, id, target(&component.runs_on).into_iter(), "`runs-on`", gaps);
        }
    }
    for (id, interface) in design.each(Kind::Interface, &model.interface) {
        if !found.coarse(id) {
            on_coarse(design, found, id, targets(&interface.installs), "`installs`", gaps);
        }
    }
    for (id, asset) in design.each(Kind::Asset, &model.asset) {
        if !found.coarse(id) {
            let stands = targets(&asset.in_clear_on).chain(targets(&asset.derived_from));
            on_coarse(design, found, id, stands, "`in-clear-on` or `derived-from`", gaps);
        }
    }
}

fn promise_counts(design: &Design<'_>, found: &Refinement, id: AnyId, fine: &BTreeSet<AnyId>, gaps: &mut Vec<Gap>) {
    let name = design.name(id);
    let mut with: Vec<(AnyId, String)> = fine.iter().map(|one| (*one, "is of the finer design".to_owned())).collect();
    with.extend(found.below(id).iter().map(|real| (*real, "makes the promise real, and counts".to_owned())));
    gaps.push(Gap {
        sort: Sort::Counted,
        at: id,
        with,
        said: format!("{name} is a promise of the coarser design, and depth counts it in front of {} as well", design.names(fine)),
        next: format!(
            "take {} out of `protects` and `contains` of {name}; a mechanism of the finer design with `refines` stands there",
            design.names(fine)
        ),
    });
}

fn on_coarse(
    design: &Design<'_>,
    found: &Refinement,
    id: AnyId,
    stands: impl Iterator<Item = AnyId>,
    key: &str,
    gaps: &mut Vec<Gap>,
) {
    let coarse: BTreeSet<AnyId> = stands.filter(|what| found.coarse(*what)).collect();
    for what in coarse {
        let parts = found.below(what);
        let mut with = vec![(what, "spelled out by others".to_owned())];
        with.extend(parts.iter().map(|part| (*part, "refines it".to_owned())));
        let name = design.name(what);
        let parts = if parts.is_empty() { "the parts it is made of".to_owned() } else { design.names(parts) };
        gaps.push(Gap {
            sort: Sort::Counted,
            at: id,
            with,
            said: format!("{} stands on {name}, which is of the coarser design", design.name(id)),
            next: format!("name in {key} what it really stands on, of {parts}"),
        });
    }
}
