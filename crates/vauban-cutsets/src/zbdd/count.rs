//! How many sets there are of each order, without listing them.

use super::diagram::{Diagrams, Family, NONE, UNIT};

/// Numbers of sets by order. Counts stay at `u128::MAX` once there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Orders {
    /// The order of the first count.
    first: usize,
    counts: Vec<u128>,
    /// Whether there are sets of orders that are not counted.
    pub(super) more: bool,
}

impl Orders {
    pub(super) fn unit() -> Orders {
        Orders { first: 0, counts: vec![1], more: false }
    }

    /// One set of one element.
    pub(super) fn one() -> Orders {
        Orders { first: 1, counts: vec![1], more: false }
    }

    /// From order 0.
    pub(super) fn list(&self) -> Vec<u128> {
        let mut list = vec![0; if self.counts.is_empty() { 0 } else { self.first }];
        list.extend(&self.counts);
        list
    }

    pub(super) fn at(&self, order: usize) -> u128 {
        order.checked_sub(self.first).and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    pub(super) fn smallest(&self) -> Option<usize> {
        (!self.counts.is_empty()).then_some(self.first)
    }

    pub(super) fn largest(&self) -> usize {
        (self.first + self.counts.len()).saturating_sub(1)
    }

    fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Adds the product of two, up to an order.
    fn add_product(&mut self, left: &Orders, right: &Orders, bound: usize) {
        let some = |orders: &Orders| orders.more || !orders.is_empty();
        self.more |= (left.more && some(right)) || (right.more && some(left));
        if left.is_empty() || right.is_empty() {
            return;
        }
        let from = left.first + right.first;
        let to = left.largest() + right.largest();
        self.more |= to > bound;
        if from > bound {
            return;
        }
        self.cover(from, to.min(bound));
        for (at, one) in left.counts.iter().enumerate() {
            for (step, other) in right.counts.iter().enumerate() {
                let order = from + at + step;
                if order > bound {
                    break;
                }
                let sum = &mut self.counts[order - self.first];
                *sum = sum.saturating_add(one.saturating_mul(*other));
            }
        }
    }

    fn add(&mut self, other: &Orders) {
        self.more |= other.more;
        if !other.is_empty() {
            self.cover(other.first, other.largest());
            for (at, count) in other.counts.iter().enumerate() {
                let sum = &mut self.counts[other.first + at - self.first];
                *sum = sum.saturating_add(*count);
            }
        }
    }

    /// Makes place for these orders.
    fn cover(&mut self, from: usize, to: usize) {
        if self.counts.is_empty() {
            self.first = from;
        }
        if from < self.first {
            self.counts.splice(0..0, std::iter::repeat_n(0, self.first - from));
            self.first = from;
        }
        if to > self.largest() || self.counts.is_empty() {
            self.counts.resize(to - self.first + 1, 0);
        }
    }
}

/// Counts the sets of a family whose nodes are all at or after `base`, up to an order, where each variable stands for
/// a family counted before. The counts of a node are forgotten once the last node above it has used them.
pub(super) fn count(
    diagrams: &Diagrams,
    base: usize,
    family: Family,
    bound: usize,
    variable: impl Fn(u32) -> usize,
    counted: &[Orders],
) -> Orders {
    let mut uses = vec![0_u32; diagrams.len() - base];
    let mut open = vec![family];
    while let Some(family) = open.pop() {
        if family > UNIT {
            let seen = &mut uses[family as usize - base];
            *seen += 1;
            if *seen == 1 {
                let vertex = diagrams.vertex(family);
                open.extend([vertex.low, vertex.high]);
            }
        }
    }
    let mut known: Vec<Option<Box<Orders>>> = vec![None; diagrams.len() - base];
    let (none, unit) = (Orders::default(), Orders::unit());
    // Nodes are made after those below them, but in that order many counts would be held at once: walk instead.
    let mut open = vec![(family, false)];
    while let Some((family, ready)) = open.pop() {
        if family <= UNIT || known[family as usize - base].is_some() {
            continue;
        }
        let vertex = diagrams.vertex(family);
        if !ready {
            open.push((family, true));
            open.push((vertex.low, false));
            open.push((vertex.high, false));
            continue;
        }
        let of = |family: Family| match family {
            NONE => &none,
            UNIT => &unit,
            _ => known[family as usize - base].as_deref().unwrap_or(&none),
        };
        let mut sum = Orders::default();
        sum.add(of(vertex.low));
        sum.add_product(of(vertex.high), &counted[variable(vertex.variable)], bound);
        for below in [vertex.low, vertex.high] {
            if below > UNIT {
                let left = &mut uses[below as usize - base];
                *left -= 1;
                if *left == 0 {
                    known[below as usize - base] = None;
                }
            }
        }
        known[family as usize - base] = Some(Box::new(sum));
    }
    match family {
        NONE => none,
        UNIT => unit,
        _ => known[family as usize - base].take().map_or(none, |orders| *orders),
    }
}
