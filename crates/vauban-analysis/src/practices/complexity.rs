//! Economy of mechanism (SD-4.c): elements that are far larger than the rest.
//!
//! Each measure counts one thing on every element of a sort. An element stands out when its count lies more than
//! [`SPREADS`] times the median absolute deviation above the median: both are what they are however large the largest
//! element is, so that one giant cannot hide another. Few elements have no rest to stand out from.

use vauban_model::{AnyId, Ref};

use super::design::{Design, count, targets};
use super::{Candidate, Question};

/// Fewer elements of a sort than this are not compared.
const FEWEST: usize = 8;

/// A count below this never stands out.
const LEAST: usize = 8;

/// How many spreads above the median an element stands out.
const SPREADS: usize = 6;

/// Elements, what is counted on them, and how.
type Measure<'d> = (&'d [AnyId], &'d str, &'d dyn Fn(&AnyId) -> usize);

pub(super) fn find(design: &Design<'_>, out: &mut Vec<Candidate>) {
    let components: Vec<AnyId> = design.components().map(|(id, _)| id).collect();
    let interfaces: Vec<AnyId> = design.own_interfaces().map(|(id, _)| id).collect();
    let mechanisms: Vec<AnyId> = design.mechanisms().map(|(id, _)| id).collect();
    let mut enforced = std::collections::BTreeMap::<AnyId, usize>::new();
    for (_, mechanism) in design.mechanisms() {
        let by = mechanism.enforced_by.iter().flatten().filter_map(Ref::to);
        by.for_each(|component| *enforced.entry(component).or_default() += 1);
    }
    let on = |component: &AnyId| Design::of(&design.interfaces, *component);
    let flows = |interface: &AnyId| Design::of(&design.flows, *interface).len();
    let operations = |id: &AnyId| design.interface(*id).map_or(0, |interface| interface.operations.len());
    let stands_on = |id: &AnyId| design.mechanism(*id).map_or(0, |mechanism| targets(&mechanism.relies_on).len());
    let measures: [Measure<'_>; 7] = [
        (&components, "interface", &|id| on(id).len()),
        (&components, "flow", &|id| on(id).iter().map(&flows).sum()),
        (&components, "asset", &|id| Design::of(&design.assets, *id).len()),
        (&components, "enforced mechanism", &|id| enforced.get(id).copied().unwrap_or_default()),
        (&interfaces, "flow", &flows),
        (&interfaces, "operation", &operations),
        (&mechanisms, "foundation", &stands_on),
    ];
    for (elements, noun, measure) in measures {
        outliers(elements, noun, measure, out);
    }
}

fn outliers(elements: &[AnyId], noun: &str, measure: &dyn Fn(&AnyId) -> usize, out: &mut Vec<Candidate>) {
    if elements.len() < FEWEST {
        return;
    }
    let counts: Vec<usize> = elements.iter().map(measure).collect();
    let middle = median(counts.clone());
    let spread = median(counts.iter().map(|count| count.abs_diff(middle)).collect()).max(1);
    let bound = middle + SPREADS * spread;
    for (element, value) in elements.iter().zip(counts) {
        if value > bound && value >= LEAST {
            let seen = format!(
                "has {}; the median of {} is {middle}, their spread {spread}, and more than {bound} stands out",
                count(value, noun),
                count(elements.len(), element.kind.name())
            );
            out.push(Candidate { element: *element, question: Question::Outlier, seen, related: Vec::new() });
        }
    }
}

/// The lower median; 0 of nothing.
pub(super) fn median(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}
