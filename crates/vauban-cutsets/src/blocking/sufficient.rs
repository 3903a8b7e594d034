//! The cheapest set of elements for which a monotone test succeeds, where the test can only be asked.
//!
//! The same loop as for cut sets, but every question is dear, so few are asked: elements are tried in groups, and a
//! group is split only where the answer is in it; and what follows from earlier answers is not asked again.

use std::cmp::Reverse;

use crate::hitting::Hitter;

/// What one solution of a hitting set problem may take. A set it does not prove cheapest still counts.
const WORK: u64 = 2_000_000_000;

/// The cheapest sufficient set that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its elements, smallest number first.
    pub chosen: Vec<u32>,
    /// What they cost together; a sum beyond `u64::MAX` stays there.
    pub cost: u64,
    /// No sufficient set is cheaper. Equal to `cost` if the answer is proved optimal.
    pub lower: u64,
    /// How often the test was asked.
    pub tests: u64,
}

/// Cheapest set of elements for which a monotone test succeeds; `None` if it fails even for all.
///
/// `sufficient` is asked with one flag per element, and more elements must never make it fail. It is asked at most
/// `tests` times, but at least once; when that ends, the answer is the best set known to suffice, with a lower bound.
/// Of equally cheap sets it is one with the fewest elements, if the tests are enough to prove that too.
pub fn cheapest_sufficient(costs: &[u64], sufficient: &mut dyn FnMut(&[bool]) -> bool, tests: u64) -> Option<Chosen> {
    let asking = Asking { sufficient, asked: 0, most: tests.max(1), succeeded: Vec::new(), failed: Vec::new() };
    let mut choice = Choice { costs, asking, hitter: Hitter::new(costs), uses: vec![0; costs.len()] };
    choice.run()
}

struct Choice<'a> {
    costs: &'a [u64],
    asking: Asking<'a>,
    hitter: Hitter,
    /// How many required sets hold an element.
    uses: Vec<u32>,
}

/// The test could not be asked: there are none left.
struct Spent;

impl Choice<'_> {
    fn run(&mut self) -> Option<Chosen> {
        let mut best = vec![true; self.costs.len()];
        if !self.asking.ask(&best).unwrap_or(false) {
            return None;
        }
        // Running out of tests is no error: the best set known is the answer either way.
        let _ = self.improve(&mut best);
        let chosen = numbers(&best);
        let cost = chosen.iter().fold(0, |sum: u64, at| sum.saturating_add(self.costs[*at as usize]));
        Some(Chosen { chosen, cost, lower: self.hitter.lower().min(cost), tests: self.asking.asked })
    }

    fn improve(&mut self, best: &mut Vec<bool>) -> Result<(), Spent> {
        let mut dear: Vec<u32> = (0..self.costs.len() as u32).collect();
        dear.sort_by_key(|at| Reverse((self.costs[*at as usize], *at)));
        let none = vec![false; self.costs.len()];
        // An easy case, and the first required set.
        if self.asking.ask(&none)? {
            *best = none;
            return Ok(());
        }
        self.drop_all(best, &dear)?;
        loop {
            let Some(quick) = self.hitter.some() else { return Ok(()) };
            if self.hitter.proves(&numbers(best)) {
                return Ok(());
            }
            let mut tried = self.flags(&quick.chosen);
            if self.asking.ask(&tried)? {
                if self.weight(&tried) < self.weight(best) {
                    best.clone_from(&tried);
                }
                let Some(cheapest) = self.hitter.cheapest(WORK) else { return Ok(()) };
                tried = self.flags(&cheapest.chosen);
                let proved = cheapest.cost == cheapest.lower;
                if self.weight(best) <= self.weight(&tried) && proved {
                    return Ok(());
                }
                if self.asking.ask(&tried)? {
                    if self.weight(&tried) < self.weight(best) {
                        *best = tried;
                    }
                    return Ok(());
                }
            }
            self.require(tried)?;
        }
    }

    /// Grows a failing set until nothing more can be added, cheap and often required elements first; one of the rest
    /// is required.
    fn require(&mut self, mut failing: Vec<bool>) -> Result<(), Spent> {
        let mut open: Vec<u32> = (0..self.costs.len() as u32).filter(|at| !failing[*at as usize]).collect();
        open.sort_by_key(|at| (Reverse(self.uses[*at as usize]), self.costs[*at as usize], *at));
        let mut rest = Vec::new();
        self.add_all(&mut failing, &open, &mut rest)?;
        rest.iter().for_each(|at| self.uses[*at as usize] += 1);
        self.hitter.add(&rest);
        Ok(())
    }

    /// Adds each of these that leaves the set failing; the others go to `rest`.
    fn add_all(&mut self, failing: &mut [bool], open: &[u32], rest: &mut Vec<u32>) -> Result<(), Spent> {
        let mut groups = Groups::of(open.len());
        while let Some(group) = groups.next() {
            let members = &open[group.from..group.to];
            members.iter().for_each(|at| failing[*at as usize] = true);
            if !group.known && !self.asking.ask(failing)? {
                groups.passed(&group);
                continue;
            }
            members.iter().for_each(|at| failing[*at as usize] = false);
            if !groups.split(&group) {
                rest.extend(members);
            }
        }
        Ok(())
    }

    /// Takes out each of these without which the set still suffices. Not all of them can go.
    fn drop_all(&mut self, best: &mut [bool], dear: &[u32]) -> Result<(), Spent> {
        let mut groups = Groups::of(dear.len());
        while let Some(group) = groups.next() {
            let members = &dear[group.from..group.to];
            let mut tried = best.to_vec();
            members.iter().for_each(|at| tried[*at as usize] = false);
            if !group.known && self.asking.ask(&tried)? {
                best.copy_from_slice(&tried);
                groups.passed(&group);
            } else {
                groups.split(&group);
            }
        }
        Ok(())
    }

    fn flags(&self, chosen: &[u32]) -> Vec<bool> {
        let mut flags = vec![false; self.costs.len()];
        chosen.iter().for_each(|at| flags[*at as usize] = true);
        flags
    }

    /// Cost, then number of elements.
    fn weight(&self, flags: &[bool]) -> (u128, usize) {
        let chosen = self.costs.iter().zip(flags).filter(|(_, chosen)| **chosen);
        chosen.fold((0, 0), |(cost, count), (more, _)| (cost + u128::from(*more), count + 1))
    }
}

/// Groups of elements still to be tried, each split in two where it does not pass as a whole.
struct Groups {
    open: Vec<Group>,
}

struct Group {
    from: usize,
    to: usize,
    /// It is known not to pass as a whole.
    known: bool,
    /// The first half of a group that does not pass: if it passes, the second cannot.
    first: bool,
}

impl Groups {
    /// One group of so many elements, known not to pass.
    fn of(count: usize) -> Groups {
        Groups { open: vec![Group { from: 0, to: count, known: true, first: false }] }
    }

    fn next(&mut self) -> Option<Group> {
        self.open.pop().filter(|group| group.from < group.to)
    }

    fn passed(&mut self, group: &Group) {
        if let Some(second) = self.open.last_mut().filter(|_| group.first) {
            second.known = true;
        }
    }

    /// False if there is but one element.
    fn split(&mut self, group: &Group) -> bool {
        let (from, to) = (group.from, group.to);
        if to - from == 1 {
            return false;
        }
        let middle = from + (to - from) / 2;
        self.open.push(Group { from: middle, to, known: false, first: false });
        self.open.push(Group { from, to: middle, known: false, first: true });
        true
    }
}

/// The test, with what it answered.
struct Asking<'a> {
    sufficient: &'a mut dyn FnMut(&[bool]) -> bool,
    asked: u64,
    most: u64,
    succeeded: Vec<Vec<bool>>,
    failed: Vec<Vec<bool>>,
}

impl Asking<'_> {
    fn ask(&mut self, flags: &[bool]) -> Result<bool, Spent> {
        if self.succeeded.iter().any(|known| within(known, flags)) {
            return Ok(true);
        }
        if self.failed.iter().any(|known| within(flags, known)) {
            return Ok(false);
        }
        if self.asked == self.most {
            return Err(Spent);
        }
        self.asked += 1;
        let answer = (self.sufficient)(flags);
        if answer {
            self.succeeded.retain(|known| !within(flags, known));
            self.succeeded.push(flags.to_vec());
        } else {
            self.failed.retain(|known| !within(known, flags));
            self.failed.push(flags.to_vec());
        }
        Ok(answer)
    }
}

fn numbers(flags: &[bool]) -> Vec<u32> {
    flags.iter().enumerate().filter(|(_, chosen)| **chosen).map(|(at, _)| at as u32).collect()
}

fn within(small: &[bool], large: &[bool]) -> bool {
    small.iter().zip(large).all(|(small, large)| *large || !*small)
}
