//! The cheapest set of elements that has at least one in common with every set of a family (minimum cost hitting
//! set), exactly.
//!
//! [`cheapest`] answers once; a [`Hitter`] is for loops in which sets arrive one by one, and keeps what it learnt: the
//! lower bound, which only grows, and the last answer, which is repaired. The search itself, in `search`, is branch and
//! bound; `family` makes families smaller without losing the answer, `bound` says what any answer must cost.
//!
//! Costs are made to prefer fewer elements among equally cheap ones by counting each as `cost * (n + 1) + 1`, where
//! n is at least the number of elements: a whole unit of cost then outweighs any number of elements. All sums are
//! integers of 128 bits, so no cost is rounded.

mod bound;
mod family;
mod search;

use family::{Family, Weight};
use search::Search;

/// A set that hits every set of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hitting {
    /// The chosen elements, smallest number first.
    pub chosen: Vec<u32>,
    /// What they cost together; a sum beyond `u64::MAX` stays there.
    pub cost: u64,
    /// No hitting set is cheaper than this. Equal to `cost` if the answer is proved optimal.
    pub lower: u64,
}

/// Cheapest set of elements that has at least one in common with every set; `None` if some set is empty.
///
/// Of several equally cheap ones it is one with the fewest elements, and of those the one whose numbers, in ascending
/// order, come first. An element without a cost may not be chosen. `work` bounds the elementary steps; if it ends
/// early, `lower` may be less than `cost`, and if it ends after optimality is proved, the numbers may not come first.
pub fn cheapest(costs: &[u64], sets: &[Vec<u32>], work: u64) -> Option<Hitting> {
    let mut hitter = Hitter::new(costs);
    for set in sets {
        if !hitter.add(set) {
            return None;
        }
    }
    Some(hitter.solve(work, true))
}

/// Sets that arrive one by one, and the cheapest set that hits them all so far.
#[derive(Clone, Debug)]
pub struct Hitter {
    costs: Vec<Weight>,
    factor: Weight,
    /// In ascending order each.
    sets: Vec<Vec<u32>>,
    lower: Weight,
    last: Vec<u32>,
    impossible: bool,
    work: u64,
}

impl Hitter {
    /// Nothing to hit yet. Element n costs `costs[n]`.
    pub fn new(costs: &[u64]) -> Hitter {
        let factor = costs.len() as Weight + 1;
        let weights = costs.iter().map(|cost| Weight::from(*cost) * factor + 1).collect();
        Hitter { costs: weights, factor, sets: Vec::new(), lower: 0, last: Vec::new(), impossible: false, work: 0 }
    }

    /// One more set to hit. False if it has no element that may be chosen: then nothing ever hits all.
    pub fn add(&mut self, set: &[u32]) -> bool {
        let mut set: Vec<u32> = set.iter().copied().filter(|at| (*at as usize) < self.costs.len()).collect();
        set.sort_unstable();
        set.dedup();
        self.impossible |= set.is_empty();
        self.sets.push(set);
        !self.impossible
    }

    /// How many sets were added.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// How many steps all answers took so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Whether no set was added yet.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// No hitting set is cheaper than this, as far as was proved.
    pub fn lower(&self) -> u64 {
        self.outward(self.lower)
    }

    /// Whether it is proved that nothing cheaper hits all sets, and nothing equally cheap with fewer elements.
    pub fn proves(&self, chosen: &[u32]) -> bool {
        self.weigh(chosen) <= self.lower
    }

    /// Some hitting set, quickly found: the last one, repaired, or the greedy one, whichever is cheaper. `None` if
    /// there is none.
    pub fn some(&mut self) -> Option<Hitting> {
        if self.impossible {
            return None;
        }
        let (family, _) = self.family();
        self.work += family.places() as u64 * 2;
        let chosen = self.quick(&family);
        self.last.clone_from(&chosen);
        Some(self.hitting(chosen, self.lower))
    }

    /// The cheapest hitting set, with the fewest elements among those; otherwise ties fall the same way for the same
    /// history. `None` if there is none.
    pub fn cheapest(&mut self, work: u64) -> Option<Hitting> {
        (!self.impossible).then(|| self.solve(work, false))
    }

    /// `first`: make it the one whose numbers come first.
    fn solve(&mut self, work: u64, first: bool) -> Hitting {
        let (family, step) = self.family();
        let scale = family.scale;
        let start = self.quick(&family);
        let cost = self.weigh(&start);
        let inward = |weight: Weight| weight / step.max(1) * scale;
        // All costs are multiples of `step`, so a bound between two is as good as the next.
        let floor = inward((self.lower + step.max(1) - 1) / step.max(1) * step.max(1));
        let mut search = Search::new(work);
        let answer = search.solve(family.clone(), floor, inward(cost), 0);
        let (mut chosen, mut cost) = (start, cost);
        if let Some((weight, mut better)) = answer.best {
            better.sort_unstable();
            (chosen, cost) = (better, weight / scale * step);
        }
        self.lower = self.lower.max((answer.lower.min(inward(cost)) + scale - 1) / scale * step);
        if first && self.lower == cost && cost > 0 {
            chosen = search.first(family, inward(cost), chosen);
        }
        self.work += work - search.work();
        self.last.clone_from(&chosen);
        self.hitting(chosen, self.lower)
    }

    /// What is to be hit as a compact family, and the greatest number all costs are multiples of.
    fn family(&self) -> (Family, Weight) {
        Family::new(&self.costs, &self.sets)
    }

    fn quick(&self, family: &Family) -> Vec<u32> {
        let greedy = family.greedy(&[]);
        let repaired = family.greedy(&self.last);
        let mut best = if self.weigh(&repaired) < self.weigh(&greedy) { repaired } else { greedy };
        best.sort_unstable();
        best
    }

    fn weigh(&self, chosen: &[u32]) -> Weight {
        chosen.iter().filter_map(|at| self.costs.get(*at as usize)).sum()
    }

    /// A weight as a cost: the preference for fewer elements taken off.
    fn outward(&self, weight: Weight) -> u64 {
        u64::try_from(weight / self.factor).unwrap_or(u64::MAX)
    }

    fn hitting(&self, chosen: Vec<u32>, lower: Weight) -> Hitting {
        let cost = self.outward(self.weigh(&chosen));
        Hitting { chosen, cost, lower: self.outward(lower) }
    }
}
