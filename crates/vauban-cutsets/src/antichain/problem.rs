//! The rules with their events as sets, indexed both ways; what every derivation of a fact must contain.

use super::rules::{Form, NONE};
use super::sets::Set;

/// Up to which bound it is worth knowing what derivations have in common.
const SHARED: u32 = 64;

/// One way for a fact to hold.
#[derive(Clone)]
pub(super) struct Rule<S> {
    pub(super) head: u32,
    /// Other facts; [`NONE`] for those that are missing, the second first.
    pub(super) bodies: [u32; 2],
    pub(super) label: S,
}

impl<S> Rule<S> {
    /// The other facts.
    pub(super) fn bodies(&self) -> impl Iterator<Item = u32> + use<S> {
        self.bodies.into_iter().filter(|body| *body != NONE)
    }
}

/// The rules of a system, by the fact they lead to and by the facts they use.
pub(super) struct Problem<S> {
    pub(super) facts: usize,
    pub(super) events: usize,
    /// By head.
    pub(super) rules: Vec<Rule<S>>,
    starts: Vec<u32>,
    use_starts: Vec<u32>,
    users: Vec<u32>,
    /// Facts some rule of which names more events than can matter.
    pub(super) lost: Vec<bool>,
    /// What all sets of at most `most` events of each fact have in common, or less; `None` if there is no such set.
    pub(super) shared: Vec<Option<S>>,
    /// The largest set that can matter.
    pub(super) most: u32,
}

impl<S: Set> Problem<S> {
    /// The rules of at most so many events.
    pub(super) fn new(form: &Form, most: u32) -> Problem<S> {
        let mut problem = Problem {
            facts: form.facts,
            events: form.events.len(),
            rules: Vec::with_capacity(form.rules.len()),
            starts: vec![0; form.facts + 1],
            use_starts: vec![0; form.facts + 1],
            users: Vec::new(),
            lost: vec![false; form.facts],
            shared: Vec::new(),
            most,
        };
        let mut paired = false;
        for rule in &form.rules {
            let label = form.label(rule);
            match S::of(label).filter(|_| label.len() <= most as usize) {
                Some(label) => problem.rules.push(Rule { head: rule.head, bodies: rule.bodies, label }),
                None => problem.lost[rule.head as usize] = true,
            }
            paired |= rule.bodies[1] != NONE;
        }
        for rule in &problem.rules {
            problem.starts[rule.head as usize + 1] += 1;
            rule.bodies().for_each(|body| problem.use_starts[body as usize + 1] += 1);
        }
        for fact in 0..form.facts {
            problem.starts[fact + 1] += problem.starts[fact];
            problem.use_starts[fact + 1] += problem.use_starts[fact];
        }
        problem.users = vec![0; problem.use_starts[form.facts] as usize];
        let mut next = problem.use_starts.clone();
        for (at, rule) in problem.rules.iter().enumerate() {
            for body in rule.bodies() {
                problem.users[next[body as usize] as usize] = at as u32;
                next[body as usize] += 1;
            }
        }
        if paired && most <= SHARED {
            problem.share();
        } else {
            problem.shared = vec![Some(S::none()); form.facts];
        }
        problem
    }

    /// The rules that lead to a fact.
    #[inline]
    pub(super) fn rules_of(&self, fact: u32) -> &[Rule<S>] {
        &self.rules[self.starts[fact as usize] as usize..self.starts[fact as usize + 1] as usize]
    }

    /// The rules that use a fact.
    #[inline]
    pub(super) fn uses_of(&self, fact: u32) -> impl Iterator<Item = &Rule<S>> {
        let users = self.use_starts[fact as usize] as usize..self.use_starts[fact as usize + 1] as usize;
        self.users[users].iter().map(|at| &self.rules[*at as usize])
    }

    /// What all derivations have in common, as the greatest fixpoint of intersections over rules: starting from
    /// "everything" (`None`), a fact is looked at again when something it uses has lost an event.
    fn share(&mut self) {
        self.shared = vec![None; self.facts];
        let mut queued = vec![false; self.facts];
        let mut queue: std::collections::VecDeque<u32> = std::collections::VecDeque::new();
        for rule in self.rules.iter().filter(|rule| rule.bodies[0] == NONE) {
            if !std::mem::replace(&mut queued[rule.head as usize], true) {
                queue.push_back(rule.head);
            }
        }
        while let Some(fact) = queue.pop_front() {
            queued[fact as usize] = false;
            let mut common: Option<S> = None;
            for rule in self.rules_of(fact) {
                let all = rule.bodies().try_fold(rule.label.clone(), |set, body| {
                    set.union(self.shared[body as usize].as_ref()?, self.most)
                });
                common = match (common, all) {
                    (Some(common), Some(all)) => Some(common.common(&all)),
                    (one, other) => one.or(other),
                };
            }
            if common == self.shared[fact as usize] {
                continue;
            }
            self.shared[fact as usize] = common;
            let users = self.use_starts[fact as usize] as usize..self.use_starts[fact as usize + 1] as usize;
            for at in users {
                let head = self.rules[self.users[at] as usize].head;
                if !std::mem::replace(&mut queued[head as usize], true) {
                    queue.push_back(head);
                }
            }
        }
    }
}
