//! Which engine answers.
//!
//! A tree without circles, however wide, is at home in decision diagrams ([`zbdd`]); a system with circles in the
//! size-ordered search ([`antichain`]), as long as there is an order to stop at. What one engine could not finish is
//! tried by the other, and the answer that is complete to the higher order is taken. Both count the same sets, so
//! the choice is one of time only.

use crate::families::{CutSets, Limits};
use crate::system::{Gate, Node, System};
use crate::{antichain, zbdd};

/// Minimal cut sets of a gate, complete or up to an order; at most `keep` of them are listed, all are counted.
pub fn minimal_cut_sets(system: &System, top: Gate, limits: Limits, keep: usize) -> CutSets {
    let by_size = || antichain::minimal_cut_sets(system, &[top], limits, keep).pop();
    let by_diagram = || zbdd::minimal_cut_sets(system, top, limits, keep);
    if limits.order.is_none() || !has_circle(system, top) {
        let first = by_diagram();
        return if finished(&first, limits) { first } else { farther(first, by_size()) };
    }
    match by_size() {
        Some(first) if finished(&first, limits) => first,
        first => farther(by_diagram(), first),
    }
}

/// Whether an answer is complete as far as it was asked for.
fn finished(answer: &CutSets, limits: Limits) -> bool {
    match (answer.truncated_at, limits.order) {
        (None, _) => true,
        (Some(at), Some(order)) => at >= order,
        (Some(_), None) => false,
    }
}

/// The answer that is complete to the higher order.
fn farther(one: CutSets, other: Option<CutSets>) -> CutSets {
    let reach = |answer: &CutSets| answer.truncated_at.map_or(u64::MAX, u64::from);
    match other {
        Some(other) if reach(&other) > reach(&one) => other,
        _ => one,
    }
}

/// Whether some gate below the top depends on itself.
fn has_circle(system: &System, top: Gate) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        Above,
        Done,
    }
    let mut seen = vec![Seen::Never; system.gates() as usize];
    let Some(first) = seen.get_mut(top.0 as usize) else { return false };
    *first = Seen::Above;
    let mut way: Vec<(Gate, usize)> = vec![(top, 0)];
    while let Some((gate, at)) = way.last_mut() {
        let gate = *gate;
        let next = system.inputs(gate).get(*at).copied();
        *at += 1;
        match next {
            None => {
                seen[gate.0 as usize] = Seen::Done;
                way.pop();
            }
            Some(Node::Gate(inner)) if seen[inner.0 as usize] == Seen::Above => return true,
            Some(Node::Gate(inner)) if seen[inner.0 as usize] == Seen::Never => {
                seen[inner.0 as usize] = Seen::Above;
                way.push((inner, 0));
            }
            Some(Node::Gate(_) | Node::Event(_)) => {}
        }
    }
    false
}
