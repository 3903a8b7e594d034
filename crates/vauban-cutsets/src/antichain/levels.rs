//! The search itself: all minimal sets of all facts, size by size.
//!
//! At size n, first every rule makes new sets from smaller ones; then every set found is followed along the rules
//! that need no event it does not have, since these lead to the very same set. Unions never shrink, so a set that
//! contains no set already known at its fact is minimal there for good: nothing is ever taken out, and circles end
//! by themselves. Sets of a size are made only when that size has come: nothing waits in a queue. A set that contains
//! a set of every top leads to nothing that is minimal, and is left out too.

use super::goal::Goal;
use super::problem::{Problem, Rule};
use super::rules::NONE;
use super::sets::{Seen, Set};

/// From how many sets on a family gets an index.
const INDEXED: usize = 48;

/// The minimal sets of one fact, by size.
pub(super) struct Family<S> {
    sets: Vec<S>,
    /// Each size there is, and where its sets end.
    ends: Vec<(u32, u32)>,
    /// By largest element: where in `places` its sets begin. Empty for small families.
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// How far a search went, and what it found.
pub(super) struct Found<S> {
    pub(super) families: Vec<Family<S>>,
    /// All sets up to this size were found.
    pub(super) complete: u32,
    /// Whether there may be larger sets, by fact.
    pub(super) lost: Vec<bool>,
    /// Whether the budget ended it.
    pub(super) spent: bool,
    /// What the search cost, in steps.
    pub(super) work: u64,
}

/// What a search may cost.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    /// Number of sets kept at once.
    pub(super) memory: usize,
    /// Number of steps.
    pub(super) work: u64,
}

/// Finds the sets of all facts up to a size, as far as the goal wants them.
pub(super) fn search<S: Set>(problem: &Problem<S>, goal: &Goal<S>, bound: Option<u32>, budget: Budget) -> Found<S> {
    let mut search = Search {
        problem,
        goal,
        budget,
        families: (0..problem.facts).map(|_| Family::new()).collect(),
        lost: problem.lost.clone(),
        stored: 0,
        work: 0,
        seen: Seen::new(),
        fresh: Vec::new(),
        marks: vec![0; problem.facts],
        group: 0,
    };
    let mut complete = 0;
    let (mut ended, mut spent) = (false, false);
    while !ended && !spent && bound.is_none_or(|bound| complete < bound) {
        ended = search.largest_possible() <= complete;
        if !ended {
            spent = search.level(complete + 1).is_none();
            complete += u32::from(!spent);
        }
    }
    if spent {
        search.lost.fill(true);
    } else {
        search.spread_losses();
        if search.largest_possible() > complete {
            search.audit(complete);
        }
        complete = bound.unwrap_or(complete);
    }
    Found { families: search.families, complete, lost: search.lost, spent, work: search.work }
}

struct Search<'a, S> {
    problem: &'a Problem<S>,
    goal: &'a Goal<S>,
    budget: Budget,
    families: Vec<Family<S>>,
    lost: Vec<bool>,
    stored: usize,
    work: u64,
    seen: Seen<S>,
    /// The sets of this size and where they are, before they are stored.
    fresh: Vec<(S, u32)>,
    /// What is known of each fact for the set that is followed: its group, and whether the fact holds.
    marks: Vec<u64>,
    group: u64,
}

impl<S: Set> Search<'_, S> {
    /// No rule makes a larger set from those there are.
    fn largest_possible(&self) -> u32 {
        let size = |rule: &Rule<S>| {
            rule.bodies().try_fold(rule.label.len(), |sum, body| match self.families[body as usize].largest() {
                0 => None,
                size => Some(sum.saturating_add(size)),
            })
        };
        self.problem.rules.iter().filter_map(size).max().unwrap_or(0)
    }

    /// Finds all sets of this size; `None` if the budget ends.
    fn level(&mut self, size: u32) -> Option<()> {
        self.fresh.clear();
        for head in 0..self.problem.facts as u32 {
            if self.goal.leads(head) {
                self.derive(head, size)?;
            }
        }
        self.follow()?;
        for (set, fact) in self.fresh.drain(..) {
            self.families[fact as usize].push(set, size);
        }
        for family in &mut self.families {
            if family.sets.len() >= INDEXED && family.level(size).len() * 8 > family.places.len() {
                family.index(self.problem.events);
            }
        }
        Some(())
    }

    fn afford(&self) -> Option<()> {
        (self.work <= self.budget.work && self.stored <= self.budget.memory).then_some(())
    }

    /// The sets of this size that rules make from smaller ones.
    fn derive(&mut self, head: u32, size: u32) -> Option<()> {
        self.seen.clear();
        let problem = self.problem;
        for rule in problem.rules_of(head) {
            let own = rule.label.len();
            match rule.bodies {
                [NONE, _] => {
                    if own == size {
                        self.seen.insert(rule.label.clone());
                    }
                }
                _ if own > size => {}
                [body, NONE] => {
                    for from in size.saturating_sub(own).max(1)..size {
                        let sets = self.families[body as usize].level(from);
                        self.work += sets.len() as u64;
                        for set in sets {
                            if let Some(union) = set.union(&rule.label, size)
                                && union.len() == size
                            {
                                self.seen.insert(union);
                            }
                        }
                    }
                }
                [one, two] => self.combine(&rule.label, one, two, size)?,
            }
        }
        self.work += self.seen.sets.len() as u64;
        let family = &self.families[head as usize];
        let settled = |set: &S| self.goal.tops.iter().all(|top| self.families[*top as usize].covers(set));
        for set in &self.seen.sets {
            if !self.goal.wants(head, set) {
                self.lost[head as usize] = self.lost[head as usize] || !(family.covers(set) || settled(set));
            } else if !family.covers(set) && !settled(set) {
                self.fresh.push((set.clone(), head));
                self.stored += 1;
            }
        }
        self.afford()
    }

    fn combine(&mut self, label: &S, one: u32, two: u32, size: u32) -> Option<()> {
        let (one, two) = (&self.families[one as usize], &self.families[two as usize]);
        let own = label.len();
        if one.largest().saturating_add(two.largest()).saturating_add(own) < size {
            return Some(());
        }
        for from in 1..size.min(one.largest() + 1) {
            for set in one.level(from) {
                let Some(base) = set.union(label, size) else { continue };
                let need = size - base.len();
                for other in need.max(1)..size.min(two.largest() + 1) {
                    let others = two.level(other);
                    self.work += others.len() as u64;
                    for other in others {
                        if base.near(other, need)
                            && let Some(union) = base.union(other, size)
                            && union.len() == size
                        {
                            self.seen.insert(union);
                        }
                    }
                }
                if self.work > self.budget.work || self.stored + self.seen.sets.len() > self.budget.memory {
                    return None;
                }
            }
        }
        Some(())
    }

    /// Follows the new sets along the rules all of whose events they have: all facts that hold by a set, set by set.
    fn follow(&mut self) -> Option<()> {
        self.fresh.sort_unstable();
        let count = self.fresh.len();
        let mut from = 0;
        let mut queue: Vec<u32> = Vec::new();
        while from < count {
            let set = self.fresh[from].0.clone();
            let same = self.fresh[from..count].iter().take_while(|(other, _)| *other == set);
            queue.extend(same.map(|(_, fact)| *fact));
            from += queue.len();
            self.group += 1;
            for fact in &queue {
                self.marks[*fact as usize] = self.group << 1 | 1;
            }
            while let Some(fact) = queue.pop() {
                self.work += 1;
                for rule in self.problem.uses_of(fact) {
                    let known = self.marks[rule.head as usize] == self.group << 1 | 1;
                    if known || !self.goal.leads(rule.head) || !rule.label.within(&set) {
                        continue;
                    }
                    let other = if rule.bodies[0] == fact { rule.bodies[1] } else { rule.bodies[0] };
                    if other != NONE && !self.holds(other, &set) || self.holds(rule.head, &set) {
                        continue;
                    }
                    if self.goal.wants(rule.head, &set) {
                        self.marks[rule.head as usize] = self.group << 1 | 1;
                        self.fresh.push((set.clone(), rule.head));
                        self.stored += 1;
                        queue.push(rule.head);
                    } else {
                        self.lost[rule.head as usize] = true;
                    }
                }
            }
            self.afford()?;
        }
        Some(())
    }

    /// Whether a fact holds by the set that is followed, or by a part of it.
    fn holds(&mut self, fact: u32, set: &S) -> bool {
        let mark = &mut self.marks[fact as usize];
        if *mark >> 1 != self.group {
            *mark = self.group << 1 | u64::from(self.families[fact as usize].covers(set));
        }
        *mark & 1 == 1
    }

    /// What follows from an incomplete family may be incomplete.
    fn spread_losses(&mut self) {
        let mut open: Vec<u32> = (0..self.problem.facts as u32).filter(|fact| self.lost[*fact as usize]).collect();
        while let Some(fact) = open.pop() {
            for rule in self.problem.uses_of(fact) {
                if !std::mem::replace(&mut self.lost[rule.head as usize], true) {
                    open.push(rule.head);
                }
            }
        }
    }

    /// Finds the facts of which a larger set was left out: one that contains no set of theirs. This may cost as much
    /// as the search did; where that is not enough, the fact counts as incomplete.
    fn audit(&mut self, bound: u32) {
        let mut left = self.work.saturating_add(10_000);
        for head in 0..self.problem.facts as u32 {
            if self.lost[head as usize] || !self.goal.leads(head) {
                continue;
            }
            let rules = self.problem.rules_of(head);
            if rules.iter().any(|rule| self.exceeds(rule, bound, &mut left)) {
                self.lost[head as usize] = true;
                let mut open = vec![head];
                while let Some(fact) = open.pop() {
                    for rule in self.problem.uses_of(fact) {
                        if !std::mem::replace(&mut self.lost[rule.head as usize], true) {
                            open.push(rule.head);
                        }
                    }
                }
            }
        }
    }

    /// Whether a rule leads beyond the bound, to a set that contains none of its head.
    fn exceeds(&self, rule: &Rule<S>, bound: u32, left: &mut u64) -> bool {
        let empty = [S::none()];
        let sets = |body: u32| match body {
            NONE => &empty[..],
            body => &self.families[body as usize].sets,
        };
        let family = &self.families[rule.head as usize];
        for one in sets(rule.bodies[0]) {
            let base = one.union(&rule.label, bound);
            for two in sets(rule.bodies[1]) {
                if base.as_ref().is_some_and(|base| base.union(two, bound).is_some()) {
                    *left = left.saturating_sub(1);
                } else {
                    let mut within = |family: &Family<S>| {
                        *left = left.saturating_sub(1 + family.sets.len() as u64);
                        *left > 0 && family.sets.iter().any(|set| set.within_any([one, two, &rule.label]))
                    };
                    if !within(family) && !self.goal.tops.iter().all(|top| within(&self.families[*top as usize])) {
                        return true;
                    }
                }
            }
        }
        false
    }
}

impl<S: Set> Family<S> {
    fn new() -> Family<S> {
        Family { sets: Vec::new(), ends: Vec::new(), starts: Vec::new(), places: Vec::new() }
    }

    fn push(&mut self, set: S, size: u32) {
        self.sets.push(set);
        let end = self.sets.len() as u32;
        match self.ends.last_mut() {
            Some(last) if last.0 == size => last.1 = end,
            _ => self.ends.push((size, end)),
        }
    }

    /// The size of the smallest set.
    pub(super) fn smallest(&self) -> Option<u32> {
        self.sets.first().map(Set::len)
    }

    /// The sets of one size.
    #[inline]
    pub(super) fn level(&self, size: u32) -> &[S] {
        let at = self.ends.partition_point(|(other, _)| *other < size);
        match self.ends.get(at) {
            Some((found, end)) if *found == size => {
                let from = at.checked_sub(1).map_or(0, |before| self.ends[before].1);
                &self.sets[from as usize..*end as usize]
            }
            _ => &[],
        }
    }

    /// The size of the largest set; 0 if there is none.
    #[inline]
    pub(super) fn largest(&self) -> u32 {
        self.ends.last().map_or(0, |(size, _)| *size)
    }

    /// Whether a set contains one of these.
    #[inline]
    fn covers(&self, set: &S) -> bool {
        let (indexed, rest) = self.sets.split_at(self.places.len());
        let by_index = !indexed.is_empty()
            && set.any(|element| {
                let places = self.starts[element] as usize..self.starts[element + 1] as usize;
                self.places[places].iter().any(|at| indexed[*at as usize].within(set))
            });
        by_index || rest.iter().any(|part| part.within(set))
    }

    fn index(&mut self, events: usize) {
        self.starts.clear();
        self.starts.resize(events + 2, 0);
        for set in &self.sets {
            self.starts[set.last() + 2] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.places.clear();
        self.places.resize(self.sets.len(), 0);
        // Shifted by one, each start ends up where the next element begins.
        for (at, set) in self.sets.iter().enumerate() {
            let next = &mut self.starts[set.last() + 1];
            self.places[*next as usize] = at as u32;
            *next += 1;
        }
    }
}
