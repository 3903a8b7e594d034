//! Which sets can still become part of an answer: the search backward from the tops.
//!
//! Whoever leads from a fact to a top collects the events on the way: those of the rules, and those that all
//! derivations of the other facts of these rules have in common. A set S at a fact matters only if for one of these
//! ways W the union of S and W is within the bound. Growing S, or moving it along a rule, never makes the union
//! smaller by more than what the way lost, so whatever is left out is left out for good, together with everything
//! that follows from it: the answer stays exact.
//!
//! Ways are collected from the top outward, by size, and only the minimal ones are kept. Those that have grown to
//! `depth` events are not followed any further: that is the whole bound if the system is not too wide. They are taken
//! to begin anywhere, and looked up in a table of bits: one row per event, one column per way.

use super::problem::Problem;
use super::sets::Set;

/// Largest number of ways in the table.
const WAYS: usize = 4096;

/// Which sets matter, for one bound and some tops.
pub(super) struct Goal<S> {
    /// The tops.
    pub(super) tops: Vec<u32>,
    most: u32,
    /// Whether a fact leads to one of the tops at all.
    leads: Vec<bool>,
    /// For each fact, the ways of less than `depth` events.
    near: Vec<Vec<S>>,
    /// How many events a set may have that a way of `depth` events has not.
    spare: u32,
    /// For each event: the ways it is on. Empty if there are no such ways.
    table: Vec<u64>,
    words: usize,
    /// Whether every set matters that is at a fact that leads to a top.
    all: bool,
}

impl<S: Set> Goal<S> {
    /// Everything that leads to one of these facts, with sets of at most so many events.
    pub(super) fn new(problem: &Problem<S>, tops: &[u32], most: u32, ways: bool) -> Goal<S> {
        let mut goal = Goal {
            tops: tops.to_vec(),
            most,
            leads: vec![false; problem.facts],
            near: Vec::new(),
            spare: 0,
            table: Vec::new(),
            words: 0,
            all: true,
        };
        let mut open = tops.to_vec();
        while let Some(fact) = open.pop() {
            if !std::mem::replace(&mut goal.leads[fact as usize], true) {
                open.extend(problem.rules_of(fact).iter().flat_map(super::problem::Rule::bodies));
            }
        }
        if ways {
            goal.search(problem, tops);
        }
        goal
    }

    fn search(&mut self, problem: &Problem<S>, tops: &[u32]) {
        let effort = 1024 + 8 * problem.rules.len();
        let mut near: Vec<Vec<S>> = vec![Vec::new(); problem.facts];
        let mut open: Vec<Vec<(u32, S)>> = vec![Vec::new(); self.most as usize + 1];
        open[0].extend(tops.iter().map(|top| (*top, S::none())));
        let mut steps = 0;
        let mut best: Option<(usize, Vec<S>)> = None;
        for size in 0..=self.most as usize {
            if size > 0 {
                let mut far: Vec<S> = open[size..].iter().flatten().map(|(_, way)| way.clone()).collect();
                far.sort_unstable();
                far.dedup();
                if far.len() > WAYS {
                    break;
                }
                best = Some((size, far));
            }
            let mut at = 0;
            while size < self.most as usize
                && let Some((fact, way)) = open[size].get(at).cloned()
            {
                at += 1;
                let known = &mut near[fact as usize];
                if known.iter().any(|other| other.within(&way)) {
                    continue;
                }
                known.push(way.clone());
                for rule in problem.rules_of(fact) {
                    let Some(longer) = way.union(&rule.label, self.most) else { continue };
                    for (body, other) in [(rule.bodies[0], rule.bodies[1]), (rule.bodies[1], rule.bodies[0])] {
                        if body == super::rules::NONE {
                            continue;
                        }
                        steps += 1;
                        let longer = match problem.shared.get(other as usize) {
                            Some(beside) => beside.as_ref().and_then(|set| longer.union(set, self.most)),
                            None => Some(longer.clone()),
                        };
                        if let Some(longer) = longer {
                            open[longer.len() as usize].push((body, longer));
                        }
                    }
                }
                if steps > effort {
                    break;
                }
            }
            if steps > effort {
                break;
            }
        }
        let Some((depth, far)) = best else { return };
        self.all = false;
        self.spare = self.most - depth as u32;
        self.words = far.len().div_ceil(64);
        self.table = vec![0; self.words * problem.events];
        for (column, way) in far.iter().enumerate() {
            way.any(|event| {
                self.table[event * self.words + column / 64] |= 1 << (column % 64);
                false
            });
        }
        self.near = near;
    }

    /// Whether a fact leads to one of the tops.
    #[inline]
    pub(super) fn leads(&self, fact: u32) -> bool {
        self.leads[fact as usize]
    }

    /// Whether a set at a fact can become part of an answer. Never wrong where it denies.
    pub(super) fn wants(&self, fact: u32, set: &S) -> bool {
        if !self.leads[fact as usize] {
            return false;
        }
        if self.all {
            return true;
        }
        let Some(left) = self.most.checked_sub(set.len()) else { return false };
        self.near[fact as usize].iter().any(|way| set.adds(way, left)) || self.on_far_way(set)
    }

    /// Whether all but `spare` events are on one way of the table.
    fn on_far_way(&self, set: &S) -> bool {
        if self.words == 0 {
            return false;
        }
        if set.len() <= self.spare {
            return true;
        }
        let mut events = [0_usize; 64];
        let mut count = 0;
        set.any(|event| {
            events[count] = event * self.words;
            count += 1;
            count == events.len()
        });
        match self.spare {
            0 => self.misses_few::<1>(&events[..count]),
            1 => self.misses_few::<2>(&events[..count]),
            2 => self.misses_few::<3>(&events[..count]),
            3 => self.misses_few::<4>(&events[..count]),
            _ => true,
        }
    }

    /// Whether fewer than N of the events, given by where their rows begin, are missing on some way.
    #[inline]
    fn misses_few<const N: usize>(&self, rows: &[usize]) -> bool {
        (0..self.words).any(|word| {
            // `missed[i]`: the ways of this word on which at most i of the events so far are missing.
            let mut missed = [u64::MAX; N];
            for row in rows {
                let row = self.table[row + word];
                for i in (1..N).rev() {
                    missed[i] = (missed[i] & row) | missed[i - 1];
                }
                missed[0] &= row;
            }
            missed[N - 1] != 0
        })
    }
}
