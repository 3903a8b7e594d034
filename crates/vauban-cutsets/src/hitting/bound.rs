//! What any hitting set of a family must cost, and what it must cost with, or without, a given element.
//!
//! Give each set a price. However the sets are priced, a hitting set costs at least the sum of the prices, less what
//! the prices of its sets exceed each element's cost by (Lagrangian duality; Beasley 1987 for set covering). Good
//! prices are found in two stages: each set in turn takes what its cheapest element has left, which with equal costs
//! counts disjoint sets; then prices follow the subgradient. The prices are searched for in floats, but the bound is
//! computed from them in integers, so rounding can weaken it and never make it wrong.

use super::family::{Family, Weight};

/// A lower bound with what is left of each element's cost.
pub(super) struct Bound {
    /// No hitting set costs less.
    pub(super) lower: Weight,
    /// Unrounded `lower`.
    exact: Weight,
    /// Cost less the prices of its sets; negative if they exceed it.
    pub(super) left: Vec<Weight>,
    scale: Weight,
}

impl Bound {
    /// No hitting set with this element costs less.
    pub(super) fn with(&self, element: usize) -> Weight {
        rounded(self.exact + self.left[element].max(0), self.scale)
    }

    /// No hitting set without this element costs less.
    pub(super) fn without(&self, element: usize) -> Weight {
        rounded(self.exact - self.left[element].min(0), self.scale)
    }
}

/// The quick bound: small sets first, each priced as its cheapest element allows.
pub(super) fn quick(family: &Family) -> Bound {
    let mut order: Vec<u32> = (0..family.len() as u32).collect();
    order.sort_by_key(|at| family.set(*at as usize).len());
    let mut left = family.costs.clone();
    let mut exact = 0;
    for set in order {
        let set = family.set(set as usize);
        let price = set.iter().map(|at| left[*at as usize]).min().unwrap_or(0);
        if price > 0 {
            exact += price;
            set.iter().for_each(|at| left[*at as usize] -= price);
        }
    }
    Bound { lower: rounded(exact, family.scale), exact, left, scale: family.scale }
}

/// The better bound: prices improved by so many steps, or until the bound reaches `enough`. The family keeps them.
pub(super) fn improved(family: &mut Family, enough: Weight, steps: usize) -> Bound {
    let scale = family.scale as f64;
    let costs: Vec<f64> = family.costs.iter().map(|cost| *cost as f64 / scale).collect();
    let warm = family.prices.len() == family.len();
    let mut prices = if warm { std::mem::take(&mut family.prices) } else { start(family, &costs) };
    let goal = enough as f64 / scale;
    // Anything above the next lower multiple of the scale is rounded up.
    let reached = goal - 1.0 + 1e-4;
    let (mut best, mut best_value) = (prices.clone(), f64::MIN);
    let mut left = costs.clone();
    let mut slope = vec![0.0_f64; family.len()];
    let (mut stride, mut stuck) = (if warm { 0.5 } else { 1.0 }, 0);
    for _ in 0..steps {
        left.copy_from_slice(&costs);
        for (at, price) in prices.iter().enumerate().filter(|(_, price)| **price > 0.0) {
            family.set(at).iter().for_each(|element| left[*element as usize] -= price);
        }
        let value = prices.iter().sum::<f64>() + left.iter().filter(|left| **left < 0.0).sum::<f64>();
        if value > best_value + 1e-9 {
            best_value = value;
            best.copy_from_slice(&prices);
            stuck = 0;
        } else {
            stuck += 1;
            if stuck == 8 {
                (stride, stuck) = (stride / 2.0, 0);
            }
        }
        if best_value > reached || stride < 0.01 {
            break;
        }
        let mut norm = 0.0;
        for (at, slope) in slope.iter_mut().enumerate() {
            let chosen = family.set(at).iter().filter(|element| left[**element as usize] < 0.0).count();
            *slope = 1.0 - chosen as f64;
            if *slope > 0.0 || prices[at] > 0.0 {
                norm += *slope * *slope;
            }
        }
        if norm == 0.0 {
            break;
        }
        let pace = stride * (goal - value).max(0.05) / norm;
        for (price, slope) in prices.iter_mut().zip(&slope) {
            *price = (*price + pace * slope).max(0.0);
        }
    }
    let bound = certified(family, &best);
    family.prices = best;
    bound
}

/// Each set takes the smallest share that one of its elements could give to all of its sets; then what is left.
fn start(family: &Family, costs: &[f64]) -> Vec<f64> {
    let share = |at: &u32| costs[*at as usize] / family.users(*at as usize).len() as f64;
    let mut prices: Vec<f64> =
        (0..family.len()).map(|at| family.set(at).iter().map(share).fold(f64::MAX, f64::min)).collect();
    let mut left = costs.to_vec();
    for (at, price) in prices.iter().enumerate() {
        family.set(at).iter().for_each(|element| left[*element as usize] -= price);
    }
    for (at, price) in prices.iter_mut().enumerate() {
        let set = family.set(at);
        let more = set.iter().map(|at| left[*at as usize]).fold(f64::MAX, f64::min).max(0.0);
        *price += more;
        set.iter().for_each(|at| left[*at as usize] -= more);
    }
    prices
}

fn certified(family: &Family, prices: &[f64]) -> Bound {
    let mut left = family.costs.clone();
    let mut exact = 0;
    for (at, price) in prices.iter().enumerate() {
        let set = family.set(at);
        // A price above every element's cost is never of use; the limit keeps all sums small.
        let most = set.iter().map(|at| family.costs[*at as usize]).max().unwrap_or(0);
        let price = ((price * family.scale as f64) as Weight).clamp(0, most);
        exact += price;
        set.iter().for_each(|at| left[*at as usize] -= price);
    }
    exact += left.iter().filter(|left| **left < 0).sum::<Weight>();
    Bound { lower: rounded(exact.max(0), family.scale), exact, left, scale: family.scale }
}

/// Up to the next multiple of the scale.
fn rounded(weight: Weight, scale: Weight) -> Weight {
    (weight + scale - 1).div_euclid(scale) * scale
}
