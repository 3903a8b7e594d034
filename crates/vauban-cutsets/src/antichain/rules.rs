//! The system as rules: a *fact* holds if for some rule all its events occur and all its (at most two) other facts
//! hold. Only what can hold, does not hold anyway and matters to a top becomes a fact; the rest is unfolded:
//!
//! * a fact with one rule of at most one other fact is replaced by that rule wherever it is used;
//! * facts that follow from each other without any event are one fact;
//! * a fact that only one rule uses, and that rule alone, is replaced by its rules;
//! * a fact with up to four rules that name events only is multiplied out;
//! * a rule that asks for more than another of the same fact is left out.
//!
//! Unfolding a definition does not change a least fixpoint, so the cut sets stay the same.

use std::collections::HashMap;

use crate::fixpoint::Evaluator;
use crate::system::{Event, EventSet, Gate, Node, Op, System};

/// No fact.
pub(super) const NONE: u32 = u32::MAX;

/// Labels that grew this long are not moved any further: it would cost more than it saves.
const LONG: u32 = 16;

/// Into how many rules one may be multiplied out.
const PARTS: usize = 8;

/// What became of a top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// It holds under no circumstances.
    Never,
    /// It holds without any event.
    Always,
    /// It is this fact.
    Fact(u32),
}

/// One way for a fact to hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) head: u32,
    /// At most two other facts; [`NONE`] for those that are missing.
    pub(super) bodies: [u32; 2],
    label: (u32, u32),
}

/// A system as rules, in order of their heads. Events are renumbered: rare ones have large numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) facts: usize,
    pub(super) rules: Vec<Rule>,
    pub(super) tops: Vec<Top>,
    /// Which event each number stands for.
    pub(super) events: Vec<Event>,
    labels: Vec<u32>,
}

impl Form {
    /// The events of a rule, sorted.
    pub(super) fn label(&self, rule: &Rule) -> &[u32] {
        &self.labels[rule.label.0 as usize..rule.label.1 as usize]
    }
}

/// A rule in the making: places of its events and other facts in the pool.
#[derive(Clone, Copy)]
struct Draft {
    label: (u32, u32),
    bodies: (u32, u32),
}

/// The system while it is rewritten.
struct Drafts {
    pool: Vec<u32>,
    facts: Vec<Vec<Draft>>,
    top: Vec<bool>,
    label: Vec<u32>,
    bodies: Vec<u32>,
}

/// The rules that matter to these tops; `None` if "at least" gates would need more than `most` facts.
pub(super) fn form(system: &System, tops: &[Gate], most: usize) -> Option<Form> {
    let evaluator = Evaluator::new(system);
    let certain = evaluator.state(&EventSet::none(system));
    let possible = evaluator.state(&EventSet::all(system));
    let open = |gate: Gate| possible.holds(gate) && !certain.holds(gate);

    let mut drafts = Drafts::new();
    let mut numbers = vec![NONE; system.gates() as usize];
    let mut gates: Vec<Gate> = Vec::new();
    let mut number = |gate: Gate, gates: &mut Vec<Gate>, drafts: &mut Drafts| {
        let slot = &mut numbers[gate.0 as usize];
        if *slot == NONE {
            *slot = drafts.fact();
            gates.push(gate);
        }
        *slot
    };
    let found: Vec<Top> = tops
        .iter()
        .map(|top| match (certain.holds(*top), possible.holds(*top)) {
            (true, _) => Top::Always,
            (_, false) => Top::Never,
            _ => Top::Fact(number(*top, &mut gates, &mut drafts)),
        })
        .collect();
    drafts.top = vec![false; system.gates() as usize];
    found.iter().for_each(|top| drafts.mark(*top));

    let mut inputs: Vec<Node> = Vec::new();
    while let Some(gate) = gates.pop() {
        let fact = number(gate, &mut Vec::new(), &mut drafts);
        inputs.clear();
        let mut needs = match system.op(gate) {
            Op::Any => 1,
            Op::All => system.inputs(gate).len(),
            Op::AtLeast(count) => count as usize,
        };
        for input in system.inputs(gate) {
            match input {
                Node::Gate(gate) if certain.holds(*gate) => needs = needs.saturating_sub(1),
                Node::Gate(gate) if !open(*gate) => {}
                Node::Gate(gate) => {
                    inputs.push(Node::Gate(Gate(number(*gate, &mut gates, &mut drafts))));
                }
                Node::Event(_) => inputs.push(*input),
            }
        }
        drafts.define(fact, needs, &inputs, most)?;
    }
    drafts.shorten();
    drafts.merge_circles();
    Some(drafts.finish(&found))
}

impl Drafts {
    fn new() -> Drafts {
        Drafts { pool: Vec::new(), facts: Vec::new(), top: Vec::new(), label: Vec::new(), bodies: Vec::new() }
    }

    fn fact(&mut self) -> u32 {
        self.facts.push(Vec::new());
        self.facts.len() as u32 - 1
    }

    fn mark(&mut self, top: Top) {
        if let Top::Fact(fact) = top {
            self.top[fact as usize] = true;
        }
    }

    /// The fact holds if at least so many inputs do; gates among these are facts.
    fn define(&mut self, fact: u32, needs: usize, inputs: &[Node], most: usize) -> Option<()> {
        if needs == 1 {
            for input in inputs {
                let draft = self.draft(&[*input]);
                self.facts[fact as usize].push(draft);
            }
        } else if needs == inputs.len() {
            let draft = self.draft(inputs);
            self.facts[fact as usize].push(draft);
        } else if needs < inputs.len() {
            self.choose(fact, needs, inputs, most)?;
        }
        Some(())
    }

    /// "At least j of the inputs from i on" is a fact of its own: the first of them and j - 1 of the rest, or j of
    /// the rest.
    fn choose(&mut self, fact: u32, needs: usize, inputs: &[Node], most: usize) -> Option<()> {
        let spare = inputs.len() - needs;
        if (spare + 1).saturating_mul(needs).saturating_add(self.facts.len()) > most.min(NONE as usize / 2) {
            return None;
        }
        // Row by row: `row[d]` is "at least j of those from i on", where d = i - (needs - j) inputs were passed over.
        let mut row = vec![NONE; spare + 1];
        for wanted in 1..=needs {
            let mut next = vec![NONE; spare + 1];
            for passed in (0..=spare).rev() {
                let at = needs - wanted + passed;
                let this = if wanted == needs && passed == 0 { fact } else { self.fact() };
                let taken = match row[passed] {
                    NONE => self.draft(&[inputs[at]]),
                    rest => self.draft(&[inputs[at], Node::Gate(Gate(rest))]),
                };
                self.facts[this as usize].push(taken);
                if passed < spare {
                    let draft = self.draft(&[Node::Gate(Gate(next[passed + 1]))]);
                    self.facts[this as usize].push(draft);
                }
                next[passed] = this;
            }
            row = next;
        }
        Some(())
    }

    fn draft(&mut self, inputs: &[Node]) -> Draft {
        self.label.clear();
        self.bodies.clear();
        for input in inputs {
            match input {
                Node::Event(event) => self.label.push(event.0),
                Node::Gate(fact) => self.bodies.push(fact.0),
            }
        }
        self.store()
    }

    /// A draft of the events and facts collected in `label` and `bodies`.
    fn store(&mut self) -> Draft {
        let mut range = |list: &mut Vec<u32>| {
            if list.len() > 1 {
                list.sort_unstable();
                list.dedup();
            }
            let from = self.pool.len() as u32;
            self.pool.extend_from_slice(list);
            (from, self.pool.len() as u32)
        };
        Draft { label: range(&mut self.label), bodies: range(&mut self.bodies) }
    }

    fn list(&self, range: (u32, u32)) -> &[u32] {
        &self.pool[range.0 as usize..range.1 as usize]
    }

    fn collect(&mut self, label: (u32, u32), bodies: (u32, u32)) {
        self.label.extend_from_slice(&self.pool[label.0 as usize..label.1 as usize]);
        self.bodies.extend_from_slice(&self.pool[bodies.0 as usize..bodies.1 as usize]);
    }

    /// The only rule of a fact, if it uses at most one other fact.
    fn plain(&self, fact: u32) -> Option<Draft> {
        match self.facts[fact as usize].as_slice() {
            [draft] if draft.bodies.1 - draft.bodies.0 <= 1 && draft.label.1 - draft.label.0 <= LONG => Some(*draft),
            _ => None,
        }
    }

    /// Replaces plain facts where they are used, chains of them from their end on.
    fn shorten(&mut self) {
        let mut done = vec![false; self.facts.len()];
        let mut chain = Vec::new();
        for first in 0..self.facts.len() as u32 {
            let mut at = first;
            while let Some(draft) = self.plain(at)
                && !std::mem::replace(&mut done[at as usize], true)
            {
                chain.push(at);
                match self.list(draft.bodies) {
                    [next] => at = *next,
                    _ => break,
                }
            }
            while let Some(fact) = chain.pop() {
                let draft = self.facts[fact as usize][0];
                let next = self.list(draft.bodies).first().and_then(|next| self.plain(*next).filter(|_| *next != fact));
                let length = |draft: Draft| draft.label.1 - draft.label.0;
                if let Some(next) = next.filter(|next| length(draft) + length(*next) <= LONG) {
                    self.label.clear();
                    self.bodies.clear();
                    self.collect(draft.label, next.bodies);
                    self.collect(next.label, (0, 0));
                    self.facts[fact as usize][0] = self.store();
                }
            }
        }
        for fact in 0..self.facts.len() {
            for at in 0..self.facts[fact].len() {
                let draft = self.facts[fact][at];
                let bodies = draft.bodies.0..draft.bodies.1;
                if !bodies.clone().any(|at| self.plain(self.pool[at as usize]).is_some()) {
                    continue;
                }
                self.label.clear();
                self.bodies.clear();
                self.collect(draft.label, (0, 0));
                for at in bodies {
                    let body = self.pool[at as usize];
                    match self.plain(body) {
                        Some(plain) => self.collect(plain.label, plain.bodies),
                        None => self.bodies.push(body),
                    }
                }
                self.facts[fact][at] = self.store();
            }
        }
    }

    /// Makes facts that follow from each other without any event one fact (Tarjan 1972, with an own stack): the one
    /// with the smallest number gets all rules.
    fn merge_circles(&mut self) {
        let count = self.facts.len();
        let mut follows: Vec<(u32, u32)> = Vec::new();
        for (fact, drafts) in self.facts.iter().enumerate() {
            for draft in drafts.iter().filter(|draft| draft.label.0 == draft.label.1) {
                if let [body] = self.list(draft.bodies) {
                    follows.push((fact as u32, *body));
                }
            }
        }
        if follows.is_empty() {
            return;
        }
        // The pairs are sorted by their first fact already.
        let mut starts = vec![0_u32; count + 1];
        follows.iter().for_each(|(fact, _)| starts[*fact as usize + 1] += 1);
        (0..count).for_each(|fact| starts[fact + 1] += starts[fact]);
        let mut same: Vec<u32> = (0..count as u32).collect();
        let mut merged = false;
        let (mut index, mut low) = (vec![NONE; count], vec![NONE; count]);
        let mut next = starts.clone();
        let (mut open, mut path, mut clock) = (Vec::new(), Vec::new(), 0_u32);
        for first in 0..count {
            if index[first] != NONE || starts[first] == starts[first + 1] {
                continue;
            }
            path.push(first);
            while let Some(&at) = path.last() {
                if index[at] == NONE {
                    (index[at], low[at]) = (clock, clock);
                    clock += 1;
                    open.push(at);
                }
                if next[at] < starts[at + 1] {
                    let to = follows[next[at] as usize].1 as usize;
                    next[at] += 1;
                    if index[to] == NONE {
                        path.push(to);
                    } else {
                        // A fact of a finished circle has a `low` that is no smaller than anything still open.
                        low[at] = low[at].min(low[to]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&before) = path.last() {
                    low[before] = low[before].min(low[at]);
                }
                if low[at] == index[at] {
                    let from = open.iter().rposition(|other| *other == at).unwrap_or(0);
                    let smallest = open[from..].iter().min().copied().unwrap_or(at);
                    merged |= open.len() - from > 1;
                    for other in open.drain(from..) {
                        same[other] = smallest as u32;
                        low[other] = NONE;
                    }
                }
            }
        }
        if merged {
            self.unite(&same);
        }
    }

    fn unite(&mut self, same: &[u32]) {
        for fact in 0..self.facts.len() {
            let mut drafts = std::mem::take(&mut self.facts[fact]);
            for draft in &mut drafts {
                self.label.clear();
                self.bodies.clear();
                let bodies = self.pool[draft.bodies.0 as usize..draft.bodies.1 as usize].iter();
                self.bodies.extend(bodies.map(|body| same[*body as usize]));
                draft.bodies = self.store().bodies;
            }
            // The smallest number of a circle comes first, so nothing is added to what was taken out already.
            self.facts[same[fact] as usize].append(&mut drafts);
        }
        for fact in 0..self.top.len().min(same.len()) {
            if self.top[fact] {
                self.top[same[fact] as usize] = true;
            }
        }
        // A united top is found under its old number: that fact now follows from the one it is part of.
        for (fact, into) in same.iter().enumerate() {
            if *into as usize != fact {
                let draft = self.draft(&[Node::Gate(Gate(*into))]);
                self.facts[fact].push(draft);
            }
        }
    }

    /// Unfolds what is worth it and numbers what is left.
    fn finish(mut self, tops: &[Top]) -> Form {
        let uses = self.uses(tops);
        let mut form = Form::default();
        let mut numbers = vec![NONE; self.facts.len()];
        let mut order: Vec<u32> = Vec::new();
        let mut name = |fact: u32, order: &mut Vec<u32>| {
            let slot = &mut numbers[fact as usize];
            if *slot == NONE {
                *slot = order.len() as u32;
                order.push(fact);
            }
            *slot
        };
        for top in tops {
            form.tops.push(match top {
                Top::Fact(fact) => Top::Fact(name(self.representative(*fact), &mut order)),
                other => *other,
            });
        }
        let mut at = 0;
        let mut rules: Vec<(u32, Draft)> = Vec::new();
        while let Some(fact) = order.get(at).copied() {
            let drafts = self.unfold(fact, &uses);
            for draft in drafts {
                let from = self.pool.len() as u32;
                for body in draft.bodies.0..draft.bodies.1 {
                    let number = name(self.pool[body as usize], &mut order);
                    self.pool.push(number);
                }
                rules.push((at as u32, Draft { bodies: (from, self.pool.len() as u32), ..draft }));
            }
            at += 1;
        }
        form.facts = order.len();
        self.number_events(&mut form, &mut rules);
        self.pair(&mut form, &rules);
        form
    }

    /// By how many rules each fact is used that a top depends on.
    fn uses(&self, tops: &[Top]) -> Vec<u32> {
        let mut uses = vec![0_u32; self.facts.len()];
        let mut reached = vec![false; self.facts.len()];
        let mut open = Vec::new();
        for top in tops {
            if let Top::Fact(fact) = top {
                open.push(self.representative(*fact));
            }
        }
        while let Some(fact) = open.pop() {
            if std::mem::replace(&mut reached[fact as usize], true) {
                continue;
            }
            for draft in &self.facts[fact as usize] {
                for body in self.list(draft.bodies) {
                    uses[*body as usize] += 1;
                    open.push(*body);
                }
            }
        }
        uses
    }

    /// The fact itself, or the one that it merely repeats.
    fn representative(&self, fact: u32) -> u32 {
        match self.plain(fact) {
            Some(draft) if draft.label.0 == draft.label.1 => match self.list(draft.bodies) {
                [body] => *body,
                _ => fact,
            },
            _ => fact,
        }
    }

    fn unfold(&mut self, fact: u32, uses: &[u32]) -> Vec<Draft> {
        let mut open: Vec<(Draft, usize)> = self.facts[fact as usize].iter().rev().map(|draft| (*draft, 1)).collect();
        let mut kept: Vec<Draft> = Vec::with_capacity(open.len());
        while let Some((draft, parts)) = open.pop() {
            let bodies = self.list(draft.bodies);
            if bodies.contains(&fact) {
                continue;
            }
            let alone = match bodies {
                [body] if uses[*body as usize] == 1 && !self.top.get(*body as usize).is_some_and(|top| *top) => {
                    let length = |draft: &Draft| draft.label.1 - draft.label.0;
                    let short = |rule: &Draft| length(rule) + length(&draft) <= LONG;
                    let only = matches!(self.facts[*body as usize].as_slice(), [rule] if short(rule));
                    (only || length(&draft) == 0).then_some(*body)
                }
                _ => None,
            };
            let small = |body: &&u32| {
                let rules = &self.facts[**body as usize];
                let fits = |rule: &Draft| rule.bodies.0 == rule.bodies.1 && rule.label.1 - rule.label.0 <= LONG;
                rules.len() * parts <= PARTS && rules.len() <= 4 && rules.iter().all(fits)
            };
            let Some(body) = alone.or_else(|| bodies.iter().find(small).copied()) else {
                kept.push(draft);
                continue;
            };
            let count = self.facts[body as usize].len();
            for at in (0..count).rev() {
                let rule = self.facts[body as usize][at];
                self.label.clear();
                self.bodies.clear();
                self.collect(draft.label, rule.bodies);
                self.collect(rule.label, draft.bodies);
                self.bodies.retain(|other| *other != body);
                let draft = self.store();
                open.push((draft, if alone.is_some() { parts } else { parts * count }));
            }
        }
        self.without_dominated(kept)
    }

    fn without_dominated(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let within = |one: &[u32], two: &[u32]| {
            let mut rest = two.iter();
            one.len() <= two.len() && one.iter().all(|item| rest.any(|other| other == item))
        };
        let mut drafts = drafts;
        if drafts.len() > 32 {
            drafts.sort_by(|one, two| {
                let key = |draft: &Draft| (self.list(draft.label), self.list(draft.bodies));
                key(one).cmp(&key(two))
            });
            drafts.dedup_by(|one, two| {
                self.list(one.label) == self.list(two.label) && self.list(one.bodies) == self.list(two.bodies)
            });
            return drafts;
        }
        let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let implied = |by: &Draft, it: &Draft| {
                within(self.list(by.label), self.list(it.label)) && within(self.list(by.bodies), self.list(it.bodies))
            };
            if !kept.iter().any(|other| implied(other, &draft)) {
                kept.retain(|other| !implied(&draft, other));
                kept.push(draft);
            }
        }
        kept
    }

    /// Numbers the events that are used, the most frequent first.
    fn number_events(&mut self, form: &mut Form, rules: &mut [(u32, Draft)]) {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for (_, draft) in rules.iter() {
            for event in self.list(draft.label) {
                let at = *event as usize;
                if counts.len() <= at {
                    counts.extend((counts.len() as u32..=*event).map(|event| (0, event)));
                }
                counts[at].0 += 1;
            }
        }
        let mut numbers = vec![NONE; counts.len()];
        counts.retain(|(count, _)| *count > 0);
        counts.sort_unstable_by_key(|(count, event)| (std::cmp::Reverse(*count), *event));
        for (number, (_, event)) in counts.iter().enumerate() {
            numbers[*event as usize] = number as u32;
            form.events.push(Event(*event));
        }
        for (_, draft) in rules {
            let from = form.labels.len();
            form.labels.extend(self.list(draft.label).iter().map(|event| numbers[*event as usize]));
            form.labels[from..].sort_unstable();
            draft.label = (from as u32, form.labels.len() as u32);
        }
    }

    /// Gives every rule at most two other facts: two of three become a fact of their own, shared by all that name
    /// both, those with the fewest rules first, since they have the fewest sets as a rule.
    fn pair(&self, form: &mut Form, rules: &[(u32, Draft)]) {
        let mut widths = vec![0_u32; form.facts];
        rules.iter().for_each(|(head, _)| widths[*head as usize] += 1);
        let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
        let mut extra: Vec<Rule> = Vec::new();
        form.rules.reserve(rules.len());
        for (head, draft) in rules {
            let bodies = match self.list(draft.bodies) {
                [] => [NONE, NONE],
                [one] => [*one, NONE],
                [one, two] => [*one, *two],
                many => {
                    let mut many = many.to_vec();
                    many.sort_unstable_by_key(|body| (widths[*body as usize], *body));
                    let mut pair = [many[0], many[1]];
                    for third in &many[2..] {
                        let next = (form.facts + extra.len()) as u32;
                        let both = *pairs.entry((pair[0], pair[1])).or_insert(next);
                        if both == next {
                            extra.push(Rule { head: next, bodies: pair, label: (0, 0) });
                        }
                        pair = [both, *third];
                    }
                    pair
                }
            };
            form.rules.push(Rule { head: *head, bodies, label: draft.label });
        }
        form.facts += extra.len();
        form.rules.append(&mut extra);
    }
}
