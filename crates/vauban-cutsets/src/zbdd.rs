//! The engine for wide trees: whole families of sets at once, as diagrams.
//!
//! The system is simplified and taken apart into modules; each module is solved by itself, over its events and the
//! modules below it as variables, and the counts of a module below are put in place of its variable. Families are
//! combined gate by gate, cut off at the order that is asked for less what the rest of the tree needs anyway; or as
//! functions of which the least solutions are taken at the end. Which is better, and with which order of variables,
//! nobody knows before: they take turns, with growing budgets. Gates in a circle start as impossible and are
//! computed in rounds until nothing changes.
//!
//! If the budget does not suffice for what was asked, smaller orders are tried, and the answer says which was reached.

mod count;
mod diagram;
mod function;
mod list;
mod plan;
mod solve;

use crate::families::{CutSets, Limits};
use crate::simplify::{Simple, simplify};
use crate::system::{Gate, System};
use plan::Plan;
use solve::{Run, Solution};

/// All minimal cut sets of a gate, or those up to `limits.order`: counted by order, and the first `keep` of them
/// listed.
pub fn minimal_cut_sets(system: &System, top: Gate, limits: Limits, keep: usize) -> CutSets {
    match simplify(system, top) {
        Simple::Never => CutSets { by_order: Vec::new(), sets: Vec::new(), truncated_at: None },
        Simple::Always => CutSets { by_order: vec![1], sets: vec![Vec::new(); keep.min(1)], truncated_at: None },
        Simple::Gate(system, top) => on_own_stack(&system, || solve(&system, top, limits, keep)),
    }
}

/// Recursion goes as deep as there are variables: where these are many, on a stack that is large enough.
fn on_own_stack(system: &System, work: impl FnOnce() -> CutSets + Send) -> CutSets {
    let variables = system.events() as usize + system.gates() as usize;
    if variables < 500 {
        return work();
    }
    let stack = (1 << 20) + variables * 3000;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, work);
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(nothing_known)
    })
}

/// It is not always so, and no more was found out.
fn nothing_known() -> CutSets {
    CutSets { by_order: vec![0], sets: Vec::new(), truncated_at: Some(0) }
}

fn solve(system: &System, top: Gate, limits: Limits, keep: usize) -> CutSets {
    let plan = Plan::new(system, top);
    if limits.order == Some(0) {
        return nothing_known();
    }
    let mut steps = limits.work;
    // Half of the budget for what was asked; the rest, if need be, for what can be had.
    let first = Run::solve(&plan, limits.order, steps / 2, limits.memory, keep > 0);
    let mut best = match first {
        Ok((solution, _)) => return answer(&solution, top, limits.order, keep),
        Err((_, left)) => {
            steps -= steps / 2 - left;
            nothing_known()
        }
    };
    let mut order = 1;
    while limits.order.is_none_or(|asked| order < asked) {
        match Run::solve(&plan, Some(order), steps, limits.memory, keep > 0) {
            Ok((solution, left)) => {
                steps = left;
                best = answer(&solution, top, Some(order), keep);
                if best.truncated_at.is_none() {
                    break;
                }
            }
            Err(_) => break,
        }
        order += 1;
    }
    best
}

fn answer(solution: &Solution, top: Gate, order: Option<u32>, keep: usize) -> CutSets {
    let orders = &solution.solved[top.0 as usize].orders;
    let truncated_at = order.filter(|_| solution.cut || orders.more);
    let mut by_order = orders.list();
    if let Some(order) = truncated_at {
        by_order.resize(order as usize + 1, 0);
    }
    let bound = truncated_at.map_or(usize::MAX, |order| order as usize);
    CutSets { by_order, sets: list::list(solution, top, keep, bound), truncated_at }
}
