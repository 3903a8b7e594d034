//! A family of sets in compact form, and what makes it smaller without changing what the cheapest hitting set costs.
//!
//! An element is superfluous if another one, no dearer, is in all its sets; a set is superfluous if it contains
//! another one; the only element of a set must be chosen. These rules are as old as the set covering problem (see
//! Garfinkel and Nemhauser 1972); they are applied until none applies.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A cost inside the search: divided by what all costs are multiples of, then multiplied by the family's `scale`.
pub(super) type Weight = i128;

/// Sets of elements, every element in at least one of them. Elements are numbered from 0 here.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// What the caller calls each element, ascending.
    pub(super) names: Vec<u32>,
    pub(super) costs: Vec<Weight>,
    /// All costs are multiples of this; room for bounds between two of them.
    pub(super) scale: Weight,
    sets: Lists,
    /// For each element the sets that hold it.
    users: Lists,
    /// What a bound made of each set, to start from where the family is but a little smaller. Empty at first.
    pub(super) prices: Vec<f64>,
}

/// What the reductions leave.
pub(super) struct Reduced {
    pub(super) family: Family,
    /// The elements that had to be chosen, by the caller's names, and what they cost.
    pub(super) taken: Vec<u32>,
    pub(super) cost: Weight,
}

impl Family {
    /// The family of these sets, none of them empty and each ascending, and the greatest number that all costs are
    /// multiples of.
    pub(super) fn new(costs: &[Weight], sets: &[Vec<u32>]) -> (Family, Weight) {
        let mut local = vec![u32::MAX; costs.len()];
        for at in sets.iter().flatten() {
            local[*at as usize] = 0;
        }
        let mut names = Vec::new();
        for (at, slot) in local.iter_mut().enumerate().filter(|(_, slot)| **slot == 0) {
            *slot = names.len() as u32;
            names.push(at as u32);
        }
        let step = names.iter().fold(0, |step, at| divisor(step, costs[*at as usize])).max(1);
        let total = names.iter().map(|at| costs[*at as usize] / step).sum::<Weight>();
        // Sums in the bounds run over all sets and elements and must stay far below 2^127.
        let used = (128 - total.leading_zeros()) + (usize::BITS - (sets.len() + names.len()).leading_zeros());
        let scale: Weight = 1 << 120_u32.saturating_sub(used).min(20);
        let costs = names.iter().map(|at| costs[*at as usize] / step * scale).collect();
        let mut lists = Lists::default();
        for set in sets {
            lists.push(set.iter().map(|at| local[*at as usize]));
        }
        (Family::of(names, costs, scale, lists, Vec::new()), step)
    }

    fn of(names: Vec<u32>, costs: Vec<Weight>, scale: Weight, sets: Lists, prices: Vec<f64>) -> Family {
        let users = sets.transposed(names.len());
        Family { names, costs, scale, sets, users, prices }
    }

    pub(super) fn elements(&self) -> usize {
        self.names.len()
    }

    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    pub(super) fn set(&self, at: usize) -> &[u32] {
        self.sets.get(at)
    }

    pub(super) fn users(&self, element: usize) -> &[u32] {
        self.users.get(element)
    }

    /// How many places all sets have together.
    pub(super) fn places(&self) -> usize {
        self.sets.items.len()
    }

    /// What is left to hit when these elements are chosen and those may not be. `None` if a set can no longer be hit.
    pub(super) fn fixed(&self, chosen: &[u32], barred: &[u32]) -> Option<Family> {
        let mut elements = vec![true; self.elements()];
        let mut sets = vec![true; self.len()];
        barred.iter().for_each(|at| elements[*at as usize] = false);
        for at in chosen {
            elements[*at as usize] = false;
            self.users(*at as usize).iter().for_each(|set| sets[*set as usize] = false);
        }
        let hit = |at: usize| !sets[at] || self.set(at).iter().any(|element| elements[*element as usize]);
        (0..self.len()).all(hit).then(|| self.kept(&elements, &sets))
    }

    fn kept(&self, elements: &[bool], sets: &[bool]) -> Family {
        let mut used = vec![false; self.elements()];
        for at in (0..self.len()).filter(|at| sets[*at]) {
            self.set(at).iter().for_each(|element| used[*element as usize] = elements[*element as usize]);
        }
        let mut local = vec![u32::MAX; self.elements()];
        let (mut names, mut costs) = (Vec::new(), Vec::new());
        for at in (0..self.elements()).filter(|at| used[*at]) {
            local[at] = names.len() as u32;
            names.push(self.names[at]);
            costs.push(self.costs[at]);
        }
        let mut lists = Lists::default();
        for at in (0..self.len()).filter(|at| sets[*at]) {
            lists.push(self.set(at).iter().map(|element| local[*element as usize]).filter(|at| *at != u32::MAX));
        }
        let prices = self.prices.iter().zip(sets).filter(|(_, kept)| **kept).map(|(price, _)| *price).collect();
        Family::of(names, costs, self.scale, lists, prices)
    }

    /// Applies all rules until none applies, or the work ends.
    pub(super) fn reduced(self, work: &mut u64) -> Reduced {
        let mut state = Reduction::of(&self);
        loop {
            state.take_forced();
            let before = state.removed;
            state.drop_elements(work);
            state.take_forced();
            state.drop_sets(work);
            if state.removed == before || *work == 0 {
                break;
            }
        }
        state.take_forced();
        let Reduction { elements, sets, mut taken, removed, .. } = state;
        let cost = taken.iter().map(|at| self.costs[*at as usize]).sum();
        taken.iter_mut().for_each(|at| *at = self.names[*at as usize]);
        let family = if removed == 0 { self } else { self.kept(&elements, &sets) };
        Reduced { family, taken, cost }
    }

    /// The parts that have no element in common, smallest first; the family itself if there is but one.
    pub(super) fn parts(self) -> Vec<Family> {
        let mut part = vec![usize::MAX; self.elements()];
        let mut seen = vec![false; self.len()];
        let mut parts = 0;
        let mut open = Vec::new();
        for start in 0..self.elements() {
            if part[start] != usize::MAX {
                continue;
            }
            part[start] = parts;
            open.push(start);
            while let Some(at) = open.pop() {
                let fresh = self.users(at).iter().filter(|set| !std::mem::replace(&mut seen[**set as usize], true));
                for other in fresh.flat_map(|set| self.set(*set as usize)) {
                    if part[*other as usize] == usize::MAX {
                        part[*other as usize] = parts;
                        open.push(*other as usize);
                    }
                }
            }
            parts += 1;
        }
        if parts <= 1 {
            return vec![self];
        }
        let mut members = vec![(Vec::new(), Vec::new(), Vec::new()); parts];
        let mut local = vec![0; self.elements()];
        for at in 0..self.elements() {
            let (names, costs, _) = &mut members[part[at]];
            local[at] = names.len() as u32;
            names.push(self.names[at]);
            costs.push(self.costs[at]);
        }
        let mut lists = vec![Lists::default(); parts];
        for at in 0..self.len() {
            let set = self.set(at);
            members[part[set[0] as usize]].2.extend(self.prices.get(at));
            lists[part[set[0] as usize]].push(set.iter().map(|element| local[*element as usize]));
        }
        let joined = members.into_iter().zip(lists);
        let mut families: Vec<Family> =
            joined.map(|((names, costs, prices), sets)| Family::of(names, costs, self.scale, sets, prices)).collect();
        families.sort_by_key(Family::places);
        families
    }

    /// A hitting set by the greedy rule, by the caller's names: always the element that hits the most sets for its
    /// cost, after those of `start`; then without the superfluous ones, dearest first.
    pub(super) fn greedy(&self, start: &[u32]) -> Vec<u32> {
        let mut hits = vec![0_u32; self.len()];
        let mut gain: Vec<u32> = (0..self.elements()).map(|at| self.users(at).len() as u32).collect();
        let mut chosen = Vec::new();
        let mut choose = |at: usize, gain: &mut [u32]| {
            for set in self.users(at) {
                hits[*set as usize] += 1;
                if hits[*set as usize] == 1 {
                    self.set(*set as usize).iter().for_each(|other| gain[*other as usize] -= 1);
                }
            }
            chosen.push(at);
        };
        for at in start.iter().filter_map(|name| self.names.binary_search(name).ok()) {
            choose(at, &mut gain);
        }
        // Positive floats are ordered like their bits.
        let worth = |at: usize, gain: u32| (f64::from(gain) / self.costs[at] as f64).to_bits();
        let entry = |(at, gain): (usize, &u32)| (worth(at, *gain), Reverse(at), *gain);
        let mut queue: BinaryHeap<_> = gain.iter().enumerate().map(entry).collect();
        while let Some((_, Reverse(at), seen)) = queue.pop() {
            match gain[at] {
                0 => {}
                now if now < seen => queue.push((worth(at, now), Reverse(at), now)),
                _ => choose(at, &mut gain),
            }
        }
        chosen.sort_by_key(|at| Reverse((self.costs[*at], *at)));
        chosen.retain(|at| {
            let users = self.users(*at);
            let superfluous = users.iter().all(|set| hits[*set as usize] > 1);
            if superfluous {
                users.iter().for_each(|set| hits[*set as usize] -= 1);
            }
            !superfluous
        });
        chosen.into_iter().map(|at| self.names[at]).collect()
    }
}

/// A reduction under way: which elements and sets are still there.
struct Reduction<'a> {
    family: &'a Family,
    elements: Vec<bool>,
    sets: Vec<bool>,
    sizes: Vec<u32>,
    degrees: Vec<u32>,
    /// Sets that have but one element left.
    forced: Vec<u32>,
    taken: Vec<u32>,
    removed: usize,
}

impl<'a> Reduction<'a> {
    fn of(family: &'a Family) -> Reduction<'a> {
        let sizes: Vec<u32> = (0..family.len()).map(|at| family.set(at).len() as u32).collect();
        Reduction {
            family,
            elements: vec![true; family.elements()],
            sets: vec![true; family.len()],
            degrees: (0..family.elements()).map(|at| family.users(at).len() as u32).collect(),
            forced: (0..family.len()).filter(|at| sizes[*at] == 1).map(|at| at as u32).collect(),
            sizes,
            taken: Vec::new(),
            removed: 0,
        }
    }

    fn take_forced(&mut self) {
        while let Some(set) = self.forced.pop() {
            let only = self.family.set(set as usize).iter().find(|at| self.elements[**at as usize]);
            let Some(only) = only.filter(|_| self.sets[set as usize]) else { continue };
            self.elements[*only as usize] = false;
            self.removed += 1;
            self.taken.push(*only);
            for user in self.family.users(*only as usize) {
                self.drop_set(*user as usize);
            }
        }
    }

    fn drop_set(&mut self, at: usize) {
        if std::mem::replace(&mut self.sets[at], false) {
            self.removed += 1;
            self.family.set(at).iter().for_each(|element| self.degrees[*element as usize] -= 1);
        }
    }

    fn drop_elements(&mut self, work: &mut u64) {
        let family = self.family;
        let signs: Vec<u64> = (0..family.elements()).map(|at| sign(family.users(at), &self.sets)).collect();
        for at in 0..family.elements() {
            if !self.elements[at] || self.degrees[at] == 0 {
                continue;
            }
            let users = family.users(at).iter().filter(|set| self.sets[**set as usize]);
            let Some(least) = users.min_by_key(|set| self.sizes[**set as usize]) else { continue };
            let better = |other: usize| {
                let gain = (self.degrees[other], Reverse(family.costs[other]), Reverse(other));
                self.elements[other]
                    && other != at
                    && family.costs[other] <= family.costs[at]
                    && gain > (self.degrees[at], Reverse(family.costs[at]), Reverse(at))
                    && signs[at] & !signs[other] == 0
                    && within(family.users(at), family.users(other), &self.sets)
            };
            *work = work.saturating_sub(1 + self.sizes[*least as usize] as u64 / 4);
            if *work == 0 {
                return;
            }
            if family.set(*least as usize).iter().any(|other| better(*other as usize)) {
                self.elements[at] = false;
                self.removed += 1;
                for set in family.users(at).iter().filter(|set| self.sets[**set as usize]) {
                    self.sizes[*set as usize] -= 1;
                    if self.sizes[*set as usize] == 1 {
                        self.forced.push(*set);
                    }
                }
            }
        }
    }

    fn drop_sets(&mut self, work: &mut u64) {
        let family = self.family;
        let signs: Vec<u64> = (0..family.len()).map(|at| sign(family.set(at), &self.elements)).collect();
        for at in 0..family.len() {
            if !self.sets[at] {
                continue;
            }
            let members = family.set(at).iter().filter(|element| self.elements[**element as usize]);
            let Some(rare) = members.min_by_key(|element| self.degrees[**element as usize]) else { continue };
            *work = work.saturating_sub(1 + self.degrees[*rare as usize] as u64 / 4);
            if *work == 0 {
                return;
            }
            for other in family.users(*rare as usize).iter().map(|set| *set as usize) {
                let superfluous = self.sets[other]
                    && (self.sizes[other], other) > (self.sizes[at], at)
                    && signs[at] & !signs[other] == 0
                    && within(family.set(at), family.set(other), &self.elements);
                if superfluous {
                    self.drop_set(other);
                }
            }
        }
    }
}

/// A set of numbers as 64 bits: a subset has a subset of the bits.
fn sign(list: &[u32], alive: &[bool]) -> u64 {
    let bit = |at: &u32| 1_u64 << (at.wrapping_mul(0x9E37_79B1) >> 26);
    list.iter().filter(|at| alive[**at as usize]).fold(0, |sign, at| sign | bit(at))
}

/// Whether all of `small` that is alive is in `large`, both ascending.
fn within(small: &[u32], large: &[u32], alive: &[bool]) -> bool {
    let mut large = large.iter();
    small.iter().filter(|at| alive[**at as usize]).all(|at| large.find(|other| *other >= at) == Some(at))
}

fn divisor(mut a: Weight, mut b: Weight) -> Weight {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Lists of numbers, one behind the other.
#[derive(Clone, Debug)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    fn push(&mut self, list: impl Iterator<Item = u32>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn get(&self, at: usize) -> &[u32] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// For each number below `count`, the lists that hold it.
    fn transposed(&self, count: usize) -> Lists {
        let mut starts = vec![0_u32; count + 1];
        self.items.iter().for_each(|item| starts[*item as usize + 1] += 1);
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for list in 0..self.len() {
            for item in self.get(list) {
                items[next[*item as usize] as usize] = list as u32;
                next[*item as usize] += 1;
            }
        }
        Lists { starts, items }
    }
}
