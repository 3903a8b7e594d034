//! The loop that collects blocking sets until the cheapest set that hits them all is a cut set.
//!
//! Each round tries a hitting set, mostly a quickly found one, and the cheapest only when that no longer teaches
//! anything. From a set that does not reach the top it takes not one blocking set but several disjoint ones: after
//! each, all of its events are let occur, and the next is looked for beyond. When at last the top holds, a minimal
//! cut set is taken out of what occurred: an upper bound, which may meet the lower one early.

use super::cone::Cone;
use super::growth::Growth;
use crate::families::Limits;
use crate::hitting::Hitter;

/// So many quick hitting sets are tried before the cheapest is looked for.
const QUICK: usize = 16;

pub(super) struct Rounds {
    growth: Growth,
    costs: Vec<u64>,
    limits: Limits,
    known: u64,
    hitter: Hitter,
    /// Each ascending.
    blocking: Vec<Vec<u32>>,
    /// What no blocking set took of an event's cost: each takes what its cheapest event has left.
    left: Vec<u64>,
    /// What all blocking sets took together, a lower bound; with equal costs, the number of disjoint ones.
    taken: u64,
    /// In how many blocking sets an event is.
    uses: Vec<u32>,
    best: Vec<u32>,
}

/// Why the loop ended.
pub(super) enum Stop {
    /// The best cut set is the cheapest.
    Proved,
    /// A limit was reached.
    Limit,
}

impl Rounds {
    /// No cut set is cheaper than `known`.
    pub(super) fn new(cone: &Cone, costs: Vec<u64>, limits: Limits, known: u64) -> Rounds {
        let mut rounds = Rounds {
            growth: Growth::new(cone),
            limits,
            known,
            hitter: Hitter::new(&costs),
            blocking: Vec::new(),
            left: costs.clone(),
            taken: 0,
            uses: vec![0; costs.len()],
            best: Vec::new(),
            costs,
        };
        let mut all: Vec<u32> = (0..rounds.costs.len() as u32).collect();
        all.sort_by_key(|at| rounds.costs[*at as usize]);
        rounds.best = rounds.shrunk(all);
        rounds
    }

    pub(super) fn best(&self) -> &[u32] {
        &self.best
    }

    pub(super) fn best_cost(&self) -> u64 {
        self.cost(&self.best)
    }

    pub(super) fn lower(&self) -> u64 {
        self.hitter.lower().max(self.taken).max(self.known).min(self.best_cost())
    }

    pub(super) fn blocking(&self) -> &[Vec<u32>] {
        &self.blocking
    }

    /// So many disjoint blocking sets, if they are found at once.
    pub(super) fn disjoint(&self, count: usize) -> Option<Vec<Vec<u32>>> {
        let mut taken = vec![false; self.costs.len()];
        let mut sets: Vec<&Vec<u32>> = self.blocking.iter().collect();
        sets.sort_by_key(|set| set.len());
        sets.retain(|set| {
            let free = set.iter().all(|at| !taken[*at as usize]);
            if free {
                set.iter().for_each(|at| taken[*at as usize] = true);
            }
            free
        });
        (sets.len() >= count).then(|| sets.into_iter().take(count).cloned().collect())
    }

    /// Until the cheapest is proved, or proved to cost more than `most`, or a limit is reached.
    pub(super) fn run(&mut self, most: Option<u64>) -> Stop {
        loop {
            for _ in 0..QUICK {
                let Some(quick) = self.hitter.some() else { break };
                let reached = self.tries(&quick.chosen);
                if self.done() {
                    return Stop::Proved;
                }
                if reached || self.exhausted() {
                    break;
                }
            }
            // Where the work has ended, this is the quick bound.
            let Some(cheapest) = self.hitter.cheapest(self.work() / 2) else { return Stop::Limit };
            if self.done() {
                return Stop::Proved;
            }
            if most.is_some_and(|most| self.lower() > most) || cheapest.lower < cheapest.cost || self.exhausted() {
                return Stop::Limit;
            }
            // If it reaches the top, it is the best now and as cheap as the bound.
            if self.tries(&cheapest.chosen) && self.done() {
                return Stop::Proved;
            }
        }
    }

    /// What is left of it.
    fn work(&self) -> u64 {
        self.limits.work.saturating_sub(self.growth.steps).saturating_sub(self.hitter.work())
    }

    fn done(&self) -> bool {
        self.lower() >= self.best_cost()
    }

    fn exhausted(&self) -> bool {
        self.work() == 0 || self.blocking.len() >= self.limits.memory
    }

    /// Whether these events reach the top. If not, blocking sets they miss are collected.
    fn tries(&mut self, chosen: &[u32]) -> bool {
        self.growth.clear();
        self.growth.occur(chosen);
        let reached = self.growth.reached();
        let mut occurred = chosen.to_vec();
        let mut order: Vec<u32> = (0..self.costs.len() as u32).collect();
        if !reached {
            // Events that other sets hold occur first, so that the new set holds others if it can.
            order.sort_by_key(|at| (self.left[*at as usize], std::cmp::Reverse(self.uses[*at as usize]), *at));
        }
        while !self.growth.reached() && !self.exhausted() {
            let set = self.growth.blocked(&order);
            self.growth.occur(&set);
            occurred.extend(&set);
            self.record(set);
        }
        if self.growth.reached() {
            let found = self.shrunk(occurred);
            if self.cost(&found) < self.best_cost() {
                self.best = found;
            }
        }
        reached
    }

    fn record(&mut self, set: Vec<u32>) {
        let price = set.iter().map(|at| self.left[*at as usize]).min().unwrap_or(0);
        self.taken = self.taken.saturating_add(price);
        for at in &set {
            self.left[*at as usize] -= price;
            self.uses[*at as usize] += 1;
        }
        self.hitter.add(&set);
        self.blocking.push(set);
    }

    /// A minimal cut set out of these events, which reach the top; those in front are preferred. Each pass finds the
    /// last event that is needed.
    fn shrunk(&mut self, mut from: Vec<u32>) -> Vec<u32> {
        let mut needed: Vec<u32> = Vec::new();
        loop {
            self.growth.clear();
            self.growth.occur(&needed);
            let mut count = 0;
            while !self.growth.reached() && count < from.len() {
                self.growth.occur(&from[count..=count]);
                count += 1;
            }
            if count == 0 {
                break;
            }
            needed.push(from[count - 1]);
            from.truncate(count - 1);
        }
        needed.sort_unstable();
        needed
    }

    fn cost(&self, events: &[u32]) -> u64 {
        events.iter().fold(0, |sum: u64, at| sum.saturating_add(self.costs[*at as usize]))
    }
}
