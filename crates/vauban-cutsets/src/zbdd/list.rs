//! Lists the first sets of a family: by order, then by the numbers of their events.
//!
//! Orders of which all sets are wanted are walked path by path. Of the last order often only a few are wanted, of
//! very many: those are merged from below, keeping as many of each node as are wanted in the end. That is right
//! because putting the same new event into two sets of one size does not change which of them comes first.

use std::collections::HashMap;
use std::rc::Rc;

use super::diagram::{Diagrams, Family, NONE, UNIT};
use super::solve::Solution;
use crate::system::{Event, Gate, Node};

/// Sets are listed whole, even if not all are wanted, where there are no more than this.
const FEW: u128 = 1 << 20;

type Sets = Rc<Vec<Vec<u32>>>;

/// The first sets of the top, at most `keep`, in orders up to `bound`.
pub(super) fn list(solution: &Solution, top: Gate, keep: usize, bound: usize) -> Vec<Vec<Event>> {
    let orders = &solution.solved[top.0 as usize].orders;
    let mut sets: Vec<Vec<u32>> = Vec::new();
    let Some(smallest) = orders.smallest().filter(|_| keep > 0) else { return Vec::new() };
    let mut lister = Lister::new(solution);
    for order in smallest..=orders.largest().min(bound) {
        let wanted = keep - sets.len();
        let there = orders.at(order);
        if wanted == 0 {
            break;
        }
        let found = if there <= FEW.max(wanted as u128) {
            lister.all(top, order)
        } else {
            lister.first(solution.solved[top.0 as usize].family, order, wanted)
        };
        sets.extend(found.iter().take(wanted).cloned());
    }
    sets.into_iter().map(|set| set.into_iter().map(Event).collect()).collect()
}

struct Lister<'a> {
    solution: &'a Solution,
    diagrams: &'a Diagrams,
    /// Bit n of a node: it has sets of n events; the last bit stands for all larger sizes.
    sizes: Vec<u128>,
    all: HashMap<(Gate, usize), Sets>,
    first: HashMap<(Family, usize), Sets>,
}

/// One step of a walk: what to add to the first `stem` events, and where to go on.
struct Step {
    family: Family,
    left: usize,
    stem: usize,
    add: Add,
}

enum Add {
    Nothing,
    Event(u32),
    Set(Sets, usize),
}

impl<'a> Lister<'a> {
    fn new(solution: &'a Solution) -> Lister<'a> {
        let diagrams = &solution.diagrams;
        let mut lister = Lister { solution, diagrams, sizes: vec![0, 1], all: HashMap::new(), first: HashMap::new() };
        for family in 2..diagrams.len() as Family {
            let vertex = diagrams.vertex(family);
            let mut sizes = lister.sizes[vertex.low as usize];
            let high = lister.sizes[vertex.high as usize];
            for size in lister.of(vertex.variable) {
                sizes |= shift(high, size);
            }
            lister.sizes.push(sizes);
        }
        lister
    }

    fn has(&self, family: Family, size: usize) -> bool {
        self.sizes[family as usize] >> size.min(127) & 1 == 1
    }

    /// The sizes a variable may stand for.
    fn of(&self, variable: u32) -> Vec<usize> {
        match self.solution.nodes[variable as usize] {
            Node::Event(_) => vec![1],
            Node::Gate(gate) => {
                let orders = &self.solution.solved[gate.0 as usize].orders;
                let Some(smallest) = orders.smallest() else { return Vec::new() };
                (smallest..=orders.largest()).filter(|order| orders.at(*order) > 0).collect()
            }
        }
    }

    /// All sets of a module of one order, first ones first.
    fn all(&mut self, module: Gate, order: usize) -> Sets {
        if let Some(known) = self.all.get(&(module, order)) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        let mut stem: Vec<u32> = Vec::new();
        let family = self.solution.solved[module.0 as usize].family;
        let mut open = vec![Step { family, left: order, stem: 0, add: Add::Nothing }];
        while let Some(step) = open.pop() {
            stem.truncate(step.stem);
            match step.add {
                Add::Nothing => {}
                Add::Event(event) => stem.push(event),
                Add::Set(sets, at) => stem.extend(&sets[at]),
            }
            let (family, left) = (step.family, step.left);
            if family <= UNIT {
                if family == UNIT && left == 0 {
                    let mut set = stem.clone();
                    set.sort_unstable();
                    found.push(set);
                }
                continue;
            }
            let vertex = self.diagrams.vertex(family);
            if self.has(vertex.low, left) {
                open.push(Step { family: vertex.low, left, stem: stem.len(), add: Add::Nothing });
            }
            for size in self.of(vertex.variable) {
                if size > left || !self.has(vertex.high, left - size) {
                    continue;
                }
                let (family, left) = (vertex.high, left - size);
                match self.solution.nodes[vertex.variable as usize] {
                    Node::Event(event) => {
                        open.push(Step { family, left, stem: stem.len(), add: Add::Event(event.0) });
                    }
                    Node::Gate(below) => {
                        let sets = self.all(below, size);
                        open.extend((0..sets.len()).map(|at| {
                            let add = Add::Set(Rc::clone(&sets), at);
                            Step { family, left, stem: stem.len(), add }
                        }));
                    }
                }
            }
        }
        found.sort_unstable();
        let found = Rc::new(found);
        self.all.insert((module, order), Rc::clone(&found));
        found
    }

    /// The first `wanted` sets of one order; `wanted` is the same in all calls.
    fn first(&mut self, family: Family, order: usize, wanted: usize) -> Sets {
        if family <= UNIT {
            let found = if family == UNIT && order == 0 { vec![Vec::new()] } else { Vec::new() };
            return Rc::new(found);
        }
        if let Some(known) = self.first.get(&(family, order)) {
            return Rc::clone(known);
        }
        let vertex = self.diagrams.vertex(family);
        let mut found = Vec::new();
        if vertex.low != NONE && self.has(vertex.low, order) {
            found.extend(self.first(vertex.low, order, wanted).iter().cloned());
        }
        for size in self.of(vertex.variable) {
            if size > order || !self.has(vertex.high, order - size) {
                continue;
            }
            let above = self.first(vertex.high, order - size, wanted);
            let inside = match self.solution.nodes[vertex.variable as usize] {
                Node::Event(event) => Rc::new(vec![vec![event.0]]),
                Node::Gate(gate) => self.first(self.solution.solved[gate.0 as usize].family, size, wanted),
            };
            for (at, one) in above.iter().enumerate() {
                // The pair of the n-th and the m-th is at best the n · m-th of all.
                for other in inside.iter().take(wanted / (at + 1)) {
                    let mut set = [one.as_slice(), other.as_slice()].concat();
                    set.sort_unstable();
                    found.push(set);
                }
            }
        }
        found.sort_unstable();
        found.truncate(wanted);
        let found = Rc::new(found);
        self.first.insert((family, order), Rc::clone(&found));
        found
    }
}

fn shift(sizes: u128, by: usize) -> u128 {
    let last = 1 << 127;
    if by > 127 {
        return if sizes == 0 { 0 } else { last };
    }
    let beyond = if by == 0 { 0 } else { sizes >> (128 - by) };
    sizes << by | if beyond == 0 && (sizes & last) == 0 { 0 } else { last }
}
