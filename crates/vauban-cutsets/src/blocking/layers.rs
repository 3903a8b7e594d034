//! Layers of defence: disjoint blocking sets, one behind the other.

use std::cmp::Reverse;

use super::cone::{Cone, Sight};
use super::growth::Growth;
use crate::fixpoint::Evaluator;
use crate::system::{Event, Gate};

/// Disjoint blocking sets, nearest to the start first: each minimal, given that those before it have occurred
/// completely.
///
/// As long as no event of the first set occurs, the top stays impossible; once all of them have occurred, the same is
/// true of the second, and so on, until the top holds. Each set is made to lie near: all else occurs, the farthest
/// events first, as far as it can without the top.
///
/// Every cut set meets every layer, since each layer by itself blocks the top, and so there are at most as many
/// layers as the smallest order has events; often fewer. There is none if the top holds without events, and none if
/// it never does.
pub fn layers(evaluator: &Evaluator, top: Gate, distance: &dyn Fn(Event) -> u64) -> Vec<Vec<Event>> {
    let Sight::Open(cone) = Cone::of(evaluator, top, |_| true) else { return Vec::new() };
    let mut order: Vec<u32> = (0..cone.events.len() as u32).collect();
    order.sort_by_cached_key(|at| Reverse((distance(cone.events[*at as usize]), *at)));
    let mut growth = Growth::new(&cone);
    let mut layers = Vec::new();
    while !growth.reached() {
        let layer = growth.blocked(&order);
        growth.occur(&layer);
        layers.push(layer);
    }
    cone.named(layers)
}
