//! Who uses whom: direct and transitive parts, circles, and what is said about how complete it is.

use std::collections::BTreeSet;

use crate::model::{Bill, Problem, ProblemKind};
use crate::words::{Extent, Relation};

/// How far a component is from what the bill describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// It is what the bill describes.
    Root,
    /// The product itself uses it.
    Direct,
    /// Parts of the product use it.
    Transitive,
    /// Nothing leads to it.
    Unreached,
}

/// The relations of a bill that are in the product as it runs, by component.
#[derive(Clone, Debug)]
pub struct Graph {
    uses: Vec<Vec<usize>>,
    roots: Vec<usize>,
}

impl Graph {
    /// The graph of a bill.
    pub fn of(bill: &Bill) -> Graph {
        let mut uses = vec![Vec::new(); bill.components.len()];
        for edge in &bill.edges {
            if edge.relation.in_product()
                && edge.to < bill.components.len()
                && let Some(list) = uses.get_mut(edge.from)
            {
                list.push(edge.to);
            }
        }
        Graph { uses, roots: bill.roots.clone() }
    }

    /// Whom a component uses or holds, directly.
    pub fn uses(&self, at: usize) -> &[usize] {
        self.uses.get(at).map_or(&[], Vec::as_slice)
    }

    /// How far each component is from the roots.
    pub fn depths(&self) -> Vec<Depth> {
        let mut depths = vec![Depth::Unreached; self.uses.len()];
        let mark = |depths: &mut Vec<Depth>, at: usize, depth| {
            let slot = depths.get_mut(at).filter(|slot| **slot == Depth::Unreached);
            slot.map(|slot| *slot = depth).is_some()
        };
        for root in &self.roots {
            mark(&mut depths, *root, Depth::Root);
        }
        let mut open: Vec<usize> = Vec::new();
        for root in &self.roots {
            for used in self.uses(*root) {
                if mark(&mut depths, *used, Depth::Direct) {
                    open.push(*used);
                }
            }
        }
        while let Some(at) = open.pop() {
            for used in self.uses(at) {
                if mark(&mut depths, *used, Depth::Transitive) {
                    open.push(*used);
                }
            }
        }
        depths
    }
}

impl Bill {
    /// What is said about how complete the dependencies of each component are: the least of what is said.
    pub fn completeness(&self) -> Vec<Option<Extent>> {
        let mut said: Vec<Option<Extent>> = vec![None; self.components.len()];
        for statement in &self.statements {
            for at in &statement.dependencies {
                if let Some(slot) = said.get_mut(*at) {
                    // The words stand from the best to the worst.
                    *slot = Some(slot.map_or(statement.extent, |before| before.max(statement.extent)));
                }
            }
        }
        said
    }
}

/// Notes the first circle of dependencies from each component that is in one not yet noted.
pub(crate) fn report_cycles(bill: &mut Bill) {
    let mut uses = vec![Vec::new(); bill.components.len()];
    for edge in &bill.edges {
        if matches!(edge.relation, Relation::DependsOn | Relation::Contains)
            && let Some(list) = uses.get_mut(edge.from)
        {
            list.push(edge.to);
        }
    }
    const MOST: usize = 20;
    let mut found = BTreeSet::new();
    // 0 is not seen, 1 is on the way, 2 is done.
    let mut state = vec![0_u8; uses.len()];
    for start in 0..uses.len() {
        if state.get(start) != Some(&0) {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        set(&mut state, start, 1);
        while let Some((at, next)) = way.last_mut() {
            let (here, number) = (*at, *next);
            *next += 1;
            let Some(to) = uses.get(here).and_then(|list| list.get(number)).copied() else {
                set(&mut state, here, 2);
                way.pop();
                continue;
            };
            match state.get(to) {
                Some(0) => {
                    set(&mut state, to, 1);
                    way.push((to, 0));
                }
                Some(1) if found.len() < MOST => {
                    let from = way.iter().position(|(at, _)| *at == to).unwrap_or(0);
                    let circle: Vec<usize> = way.iter().skip(from).map(|(at, _)| *at).collect();
                    found.insert(circle);
                }
                _ => {}
            }
        }
    }
    for circle in found {
        let names: Vec<String> =
            circle.iter().take(6).filter_map(|at| bill.components.get(*at)).map(crate::Component::label).collect();
        let more = if circle.len() > 6 { " → …" } else { "" };
        let offset = circle.first().and_then(|at| bill.components.get(*at)).map_or(0, |component| component.offset);
        let first = names.first().cloned().unwrap_or_default();
        let message = format!("components depend on each other in a circle: {}{more} → {first}", names.join(" → "));
        bill.problems.push(Problem { kind: ProblemKind::Cycle, message, offset });
    }
}

fn set(state: &mut [u8], at: usize, value: u8) {
    if let Some(slot) = state.get_mut(at) {
        *slot = value;
    }
}
