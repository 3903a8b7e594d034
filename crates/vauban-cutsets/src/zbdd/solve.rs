//! One run: every module by itself, from below, each at first within a small budget, then within larger ones, with
//! several orders of its variables in turn.

use super::count::{Orders, count};
use super::diagram::{Diagrams, FREE, Family, NONE, Spent, UNIT};
use super::plan::{Plan, Region, Sequence, place};
use crate::system::{Gate, Node, Op};

/// What became of a module or an event: the family it stands for, where a variable stands for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Solved {
    pub(super) family: Family,
    pub(super) orders: Orders,
}

/// A finished run.
pub(super) struct Solution {
    pub(super) diagrams: Diagrams,
    /// The node each variable stands for.
    pub(super) nodes: Vec<Node>,
    /// By gate; only modules are filled in.
    pub(super) solved: Vec<Solved>,
    /// Whether any set may be missing.
    pub(super) cut: bool,
}

/// Budgets of the first rounds, in steps; each next round has eight times as many.
const FIRST: u64 = 30_000;
const GROWTH: u64 = 8;

/// What is tried in each round, for all sets and for those up to an order.
const WHOLE: &[(Way, Sequence)] = &[
    (Way::Functions, Sequence::LargeFirst),
    (Way::Functions, Sequence::SharedFirst),
    (Way::Families, Sequence::Given),
];
const BOUNDED: &[(Way, Sequence)] =
    &[(Way::Families, Sequence::Given), (Way::Functions, Sequence::LargeFirst), (Way::Families, Sequence::SharedFirst)];

pub(super) struct Run<'a> {
    plan: &'a Plan<'a>,
    diagrams: Diagrams,
    nodes: Vec<Node>,
    /// Variables are numbered anew for each attempt at a region; this is the first of them.
    variable: Vec<u32>,
    solved: Vec<Solved>,
    value: Vec<Family>,
    waiting: Vec<u32>,
    bounds: Option<Vec<Option<u32>>>,
    cut: bool,
    steps: u64,
    room: usize,
    keep: bool,
    /// Nodes from here on belong to the region at hand.
    base: Family,
    sweep_at: usize,
    way: Way,
    /// How many regions were walked.
    walks: u32,
}

/// How the gates of a region are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// As minimal families.
    Families,
    /// As functions, minimal only at the end.
    Functions,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Solved,
    /// It had used up its steps.
    TooLong,
    /// It had used up all nodes.
    TooLarge,
}

impl<'a> Run<'a> {
    /// Solves the plan's last module, up to an order if one is given.
    pub(super) fn solve(
        plan: &'a Plan<'a>,
        order: Option<u32>,
        steps: u64,
        room: usize,
        keep: bool,
    ) -> Result<(Solution, u64), (Spent, u64)> {
        let gates = plan.system.gates() as usize;
        let mut run = Run {
            plan,
            diagrams: Diagrams::new(Vec::new()),
            nodes: Vec::new(),
            variable: vec![0; gates + plan.system.events() as usize],
            solved: vec![Solved::default(); gates],
            value: vec![NONE; gates],
            waiting: vec![0; gates],
            bounds: order.map(|order| plan.bounds(order)),
            cut: false,
            steps,
            room,
            keep,
            base: 2,
            sweep_at: 1 << 16,
            way: Way::Families,
            walks: 0,
        };
        let mut seen = vec![0; gates + plan.system.events() as usize];
        for part in &plan.parts {
            let gate = part.gates[0];
            if plan.module[gate.0 as usize] && run.region(gate, &mut seen).is_err() {
                return Err((Spent, run.steps));
            }
        }
        let Run { diagrams, nodes, solved, cut, steps, .. } = run;
        Ok((Solution { diagrams, nodes, solved, cut }, steps))
    }

    fn bound(&self, gate: Gate) -> Option<Option<u32>> {
        self.bounds.as_ref().map(|bounds| bounds[gate.0 as usize])
    }

    fn region(&mut self, module: Gate, seen: &mut [u32]) -> Result<(), Spent> {
        let bound = self.bound(module);
        if let Some(bound) = bound
            && bound.is_none_or(|bound| bound < self.plan.least(Node::Gate(module)))
        {
            self.solved[module.0 as usize].orders.more = true;
            return Ok(());
        }
        let bound = bound.flatten();
        self.base = self.diagrams.len() as Family;
        // A region that is quickly solved whole needs no bound, and then it is known that nothing is missing.
        let first = (Way::Families, Sequence::Given);
        if self.attempt(module, seen, None, first, FIRST)? == Outcome::Solved {
            return Ok(());
        }
        let ways = if bound.is_some() { BOUNDED } else { WHOLE };
        let mut budget = FIRST * GROWTH;
        loop {
            let mut full = true;
            for way in ways {
                match self.attempt(module, seen, bound, *way, budget)? {
                    Outcome::Solved => return Ok(()),
                    Outcome::TooLong => full = false,
                    Outcome::TooLarge => {}
                }
            }
            if full {
                return Err(Spent);
            }
            budget = budget.saturating_mul(GROWTH);
        }
    }

    /// One attempt at a region; an error if there are no steps left at all.
    fn attempt(
        &mut self,
        module: Gate,
        seen: &mut [u32],
        bound: Option<u32>,
        (way, sequence): (Way, Sequence),
        budget: u64,
    ) -> Result<Outcome, Spent> {
        if self.steps == 0 {
            return Err(Spent);
        }
        self.walks += 1;
        let region = &self.plan.region(module, sequence, seen, self.walks);
        let first = self.nodes.len();
        for leaf in &region.leaves {
            self.variable[place(self.plan.system, *leaf)] = self.nodes.len() as u32;
            self.nodes.push(*leaf);
            let weight = match leaf {
                Node::Event(_) => 1,
                Node::Gate(gate) => match self.solved[gate.0 as usize].orders.smallest() {
                    Some(order) => order.min(usize::from(u16::MAX) - 1) as u16,
                    None => u16::MAX,
                },
            };
            self.diagrams.weights.push(weight);
        }
        let allowed = budget.min(self.steps);
        self.diagrams.steps = allowed;
        self.diagrams.room = self.room;
        self.diagrams.cut = false;
        self.way = way;
        // A function is whole or nothing.
        let bound = bound.filter(|_| way == Way::Families);
        let mut result = self.combine(module, region, bound);
        if way == Way::Functions {
            result = result.and_then(|function| self.diagrams.least(function));
        }
        self.steps -= allowed - self.diagrams.steps;
        match result {
            Ok(family) => {
                self.cut |= self.diagrams.cut;
                let limit = bound.map_or(usize::MAX, |bound| bound as usize);
                // Orders above the bound are counted as "more" only.
                let limit = match self.bound(module).flatten() {
                    Some(needed) => limit.min(needed as usize),
                    None => limit,
                };
                let counted: Vec<Orders> = self.nodes[first..]
                    .iter()
                    .map(|node| match node {
                        Node::Event(_) => Orders::one(),
                        Node::Gate(gate) => self.solved[gate.0 as usize].orders.clone(),
                    })
                    .collect();
                let base = self.base as usize;
                let orders = count(&self.diagrams, base, family, limit, |variable| variable as usize - first, &counted);
                self.solved[module.0 as usize] = Solved { family, orders };
                Ok(Outcome::Solved)
            }
            Err(Spent) => {
                if self.steps == 0 {
                    return Err(Spent);
                }
                let outcome = if self.diagrams.steps > 0 { Outcome::TooLarge } else { Outcome::TooLong };
                self.nodes.truncate(first);
                self.diagrams.weights.truncate(first);
                self.sweep(&[], true);
                Ok(outcome)
            }
        }
    }

    /// Forgets what is not needed any more: all but the modules solved, if they are to be listed, and the values
    /// some gate of this region still waits for.
    fn sweep(&mut self, parts: &[u32], forget_region: bool) {
        let Run { diagrams, solved, value, waiting, plan, keep, base, .. } = self;
        let mut kept: Vec<&mut Family> = Vec::new();
        if *keep {
            kept.extend(solved.iter_mut().map(|solved| &mut solved.family));
        }
        let mut needed = vec![false; value.len()];
        if !forget_region {
            for gate in parts.iter().flat_map(|part| &plan.parts[*part as usize].gates) {
                needed[gate.0 as usize] = waiting[gate.0 as usize] > 0;
            }
        }
        kept.extend(value.iter_mut().zip(&needed).filter(|(_, needed)| **needed).map(|(value, _)| value));
        diagrams.sweep(&mut kept, base);
        self.sweep_at = (self.diagrams.len() * 4).max(1 << 16);
    }

    /// The family of a module's region, over its leaves.
    fn combine(&mut self, module: Gate, region: &Region, bound: Option<u32>) -> Result<Family, Spent> {
        let plan = self.plan;
        for part in &region.parts {
            for gate in &plan.parts[*part as usize].gates {
                self.value[gate.0 as usize] = NONE;
                for input in plan.system.inputs(*gate) {
                    if let Node::Gate(below) = input {
                        self.waiting[below.0 as usize] = 0;
                    }
                }
            }
        }
        for gate in region.parts.iter().flat_map(|part| &plan.parts[*part as usize].gates) {
            for input in plan.system.inputs(*gate) {
                if let Node::Gate(below) = input {
                    self.waiting[below.0 as usize] += 1;
                }
            }
        }
        for part in &region.parts {
            let part = &plan.parts[*part as usize];
            loop {
                let mut changed = false;
                for gate in part.gates.iter().rev() {
                    let limit = match (bound, self.bound(*gate)) {
                        (Some(_), Some(None)) => {
                            self.diagrams.cut = true;
                            continue;
                        }
                        (Some(_), Some(Some(limit))) if plan.least(Node::Gate(*gate)) > limit => {
                            self.diagrams.cut = true;
                            continue;
                        }
                        (Some(_), Some(Some(limit))) if limit < u32::from(FREE) => limit as u16,
                        _ => FREE,
                    };
                    let value = self.gate(*gate, limit)?;
                    changed |= value != self.value[gate.0 as usize];
                    self.value[gate.0 as usize] = value;
                }
                if !part.circle || !changed {
                    break;
                }
            }
            for input in part.gates.iter().flat_map(|gate| plan.system.inputs(*gate)) {
                if let Node::Gate(below) = input {
                    self.waiting[below.0 as usize] = self.waiting[below.0 as usize].saturating_sub(1);
                }
            }
            if self.diagrams.len() > self.sweep_at && part.gates[0] != module {
                self.sweep(&region.parts, false);
            }
        }
        Ok(self.value[module.0 as usize])
    }

    fn gate(&mut self, gate: Gate, limit: u16) -> Result<Family, Spent> {
        let plan = self.plan;
        let op = plan.system.op(gate);
        let mut leaves: Vec<u32> = Vec::new();
        let mut families: Vec<Family> = Vec::new();
        for input in plan.system.inputs(gate) {
            let Node::Gate(below) = input else {
                leaves.push(self.variable[place(plan.system, *input)]);
                continue;
            };
            if !plan.module[below.0 as usize] {
                families.push(self.value[below.0 as usize]);
                continue;
            }
            // A module without sets stands for nothing; if it has sets above the bound, some may be missing.
            let orders = &self.solved[below.0 as usize].orders;
            if orders.smallest().is_some() {
                leaves.push(self.variable[place(plan.system, *input)]);
            } else {
                self.cut |= orders.more;
                families.push(NONE);
            }
        }
        leaves.sort_unstable_by(|one, other| other.cmp(one));
        match op {
            Op::Any => {
                leaves.dedup();
                let mut sum = NONE;
                for leaf in leaves {
                    if self.diagrams.weights[leaf as usize] > limit {
                        self.diagrams.cut = true;
                    } else {
                        sum = self.diagrams.node(leaf, sum, UNIT)?;
                    }
                }
                if self.way == Way::Families {
                    for family in &mut families {
                        *family = self.diagrams.cut(*family, limit)?;
                    }
                }
                families.push(sum);
                self.unite(families)
            }
            Op::All => {
                leaves.dedup();
                let mut product = UNIT;
                for leaf in leaves {
                    product = self.diagrams.node(leaf, NONE, product)?;
                }
                families.push(product);
                families.sort_by_key(|family| std::cmp::Reverse(self.diagrams.vertex(*family).variable));
                let mut product = UNIT;
                for family in families {
                    product = self.both(family, product, limit)?;
                }
                Ok(product)
            }
            Op::AtLeast(k) => {
                for leaf in leaves {
                    families.push(self.diagrams.node(leaf, NONE, UNIT)?);
                }
                families.sort_by_key(|family| std::cmp::Reverse(self.diagrams.vertex(*family).variable));
                let k = k as usize;
                if k > families.len() {
                    return Ok(NONE);
                }
                // held[j]: at least j of the inputs so far.
                let mut held = vec![NONE; k + 1];
                held[0] = UNIT;
                for (at, family) in families.iter().enumerate() {
                    let left = families.len() - at - 1;
                    for j in (1..=k.min(at + 1)).rev() {
                        if j + left < k {
                            break;
                        }
                        let more = self.both(*family, held[j - 1], limit)?;
                        held[j] = self.either(held[j], more)?;
                    }
                }
                Ok(held[k])
            }
        }
    }

    fn both(&mut self, left: Family, right: Family, limit: u16) -> Result<Family, Spent> {
        match self.way {
            Way::Families => self.diagrams.product(left, right, limit),
            Way::Functions => self.diagrams.both(left, right),
        }
    }

    fn either(&mut self, left: Family, right: Family) -> Result<Family, Spent> {
        match self.way {
            Way::Families => self.diagrams.union(left, right),
            Way::Functions => self.diagrams.either(left, right),
        }
    }

    fn unite(&mut self, mut families: Vec<Family>) -> Result<Family, Spent> {
        families.retain(|family| *family != NONE);
        families.sort_by_key(|family| std::cmp::Reverse(self.diagrams.vertex(*family).variable));
        families.dedup();
        let mut sum = NONE;
        for family in families {
            sum = self.either(family, sum)?;
        }
        Ok(sum)
    }
}
