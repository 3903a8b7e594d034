//! The answer for every attacker, asset, property and tier.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use vauban_cutsets::antichain::{self, Wanted};
use vauban_cutsets::blocking::{self, Smallest};
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Event, EventSet, Gate, Limits, System};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, Impact};

use super::Defence;
use super::case::{Assumed, Given, Tier};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Tiers of interest; empty for all.
    pub tiers: Vec<Tier>,
    /// One attacker; all if absent.
    pub attacker: Option<AnyId>,
    /// One asset; all if absent.
    pub asset: Option<AnyId>,
    /// Largest order of the cut sets shown; absent: one more than the depth, at most 4. Depth is exact anyway.
    pub order: Option<u32>,
    /// Events taken as having occurred, by name: `mechanism.x`, `component.c`, `supplier.s`.
    pub assume: Vec<String>,
    /// Proposed mechanisms taken as designed.
    pub built: Vec<AnyId>,
    /// Known issues that are left out of the tier of today.
    pub spared: Vec<AnyId>,
    /// Whether the vulnerability that `Defence::struck_by` was asked about is taken as given, in every tier.
    pub struck: bool,
}

/// Most cut sets shown of one row; they are counted all the same.
pub const MOST_SETS: usize = 10_000;

/// Largest order looked for by default.
pub const DEFAULT_ORDER: u32 = 4;

/// One attacker, asset, property and tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who attacks.
    pub attacker: AnyId,
    /// What may be lost.
    pub asset: AnyId,
    /// Which property of it.
    pub property: Property,
    /// Which mechanisms count.
    pub tier: Tier,
    /// How bad the loss would be.
    pub impact: Impact,
    /// The depth that policy asks for.
    pub required: u32,
    /// Whether the attacker can cause the loss at all, if everything fails.
    pub reachable: bool,
    /// How many distinct things must fail; `None` if unreachable, or if a budget ended first.
    pub depth: Option<u32>,
    /// The same without common causes; `None` where only they lead there, or if a budget ended first.
    pub nominal: Option<u32>,
    /// Where a budget ended first: the depth is at least this.
    pub at_least: Option<u32>,
    /// Smallest sets of causes, each sorted, as numbers for [`Defence::cause`]; by size, then by name.
    pub cut_sets: Vec<Vec<u32>>,
    /// How many minimal sets there are of order 1, 2, …
    pub by_order: Vec<u128>,
    /// `None` if `by_order` counts all there are; else the order up to which it does.
    pub truncated_at: Option<u32>,
    /// The statement in force that says it is unreachable.
    pub stated: Option<AnyId>,
}

impl Row {
    /// Whether the required depth is there. Unreachable is enough only if somebody stands up for it.
    pub fn sufficient(&self) -> bool {
        match (self.reachable, self.depth, self.at_least) {
            (false, _, _) => self.required == 0 || self.stated.is_some(),
            (true, Some(depth), _) => depth >= self.required,
            (true, None, at_least) => at_least.is_some_and(|least| least >= self.required),
        }
    }

    /// The depth as a number that can be compared: unreachable is deepest, a budget's end counts what is proved.
    pub fn rank(&self) -> u32 {
        match (self.reachable, self.depth, self.at_least) {
            (false, _, _) => u32::MAX,
            (true, Some(depth), _) => depth,
            (true, None, least) => least.unwrap_or(0),
        }
    }
}

/// An event that cannot be assumed, because nothing has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEvent(pub String);

impl Defence {
    /// Answers a question; rows by attacker, asset, property, tier, in the order of the records.
    ///
    /// # Errors
    /// If an assumed event has a name that no event has.
    pub fn answer(&self, question: &Question) -> Result<Vec<Row>, UnknownEvent> {
        let assumed = self.assumed(question)?;
        let tiers = if question.tiers.is_empty() { Tier::ALL.to_vec() } else { question.tiers.clone() };
        let tops = self.tops(question.asset);
        let asked: Vec<(usize, Tier, Given)> = self
            .design
            .attackers
            .iter()
            .enumerate()
            .filter(|(_, attacker)| question.attacker.is_none_or(|only| only == attacker.id))
            .flat_map(|(number, attacker)| tiers.iter().map(move |tier| (number, attacker, *tier)))
            .map(|(number, attacker, tier)| {
                let given = Given::new(&self.design, &self.equations, attacker, tier, &self.tested, &assumed);
                (number, tier, given)
            })
            .collect();
        // Tiers in which the same mechanisms count share their answer, and so do attackers who begin alike.
        let mut distinct: Vec<&Given> = Vec::new();
        let mut case_of = Vec::with_capacity(asked.len());
        let mut alike: BTreeMap<Reach<'_>, Vec<usize>> = BTreeMap::new();
        for (attacker, _, given) in &asked {
            let who = &self.design.attackers[*attacker];
            let known = alike.entry((&who.starts_in, &who.acts_as, who.supply_chain)).or_default();
            let case = known.iter().copied().find(|case| distinct[*case] == given).unwrap_or_else(|| {
                distinct.push(given);
                known.push(distinct.len() - 1);
                distinct.len() - 1
            });
            case_of.push(case);
        }
        let losses: Vec<Gate> = tops.iter().map(|(asset, property)| self.equations.losses[*asset][*property]).collect();
        let rows = asked.len() * tops.len();
        let keep = (SETS / rows.max(1)).clamp(FEWEST_SETS, MOST_SETS);
        let work = (WORK / distinct.len().max(1) as u64).clamp(BUDGET.work / 20, BUDGET.work);
        let limits = Limits { order: question.order, work, ..BUDGET };
        let solved: Vec<Vec<Solved>> =
            distinct.par_iter().map(|given| self.solve(given, &losses, limits, keep)).collect();
        let mut rows = Vec::with_capacity(asked.len() * tops.len());
        for ((number, tier, _), case) in asked.iter().zip(case_of) {
            for ((asset, property), solved) in tops.iter().zip(&solved[case]) {
                rows.push(self.row(*number, *asset, *property, *tier, solved));
            }
        }
        let place = |row: &Row| (row.attacker, row.asset, row.property);
        rows.sort_by_key(|row| (place(row), row.tier));
        Ok(rows)
    }

    /// Losses that matter, by asset and property.
    fn tops(&self, only: Option<AnyId>) -> Vec<(usize, usize)> {
        let assets = self.design.assets.iter().enumerate();
        let assets = assets.filter(|(_, asset)| only.is_none_or(|only| only == asset.id));
        let matters = |(number, asset): (usize, &super::design::Asset)| {
            let impact = asset.impact;
            (0..3).filter(move |property| impact[*property] > Impact::None).map(move |property| (number, property))
        };
        assets.flat_map(matters).collect()
    }

    pub(crate) fn assumed(&self, question: &Question) -> Result<Assumed, UnknownEvent> {
        let mut assumed = Assumed::default();
        for name in &question.assume {
            let event = self.events_by_name.get(name.as_str()).copied();
            assumed.events.push(event.ok_or_else(|| UnknownEvent(name.clone()))?);
        }
        let built: BTreeSet<AnyId> = question.built.iter().copied().collect();
        let numbers = self.design.mechanisms.iter().enumerate();
        assumed.spared = question.spared.iter().copied().collect();
        assumed.struck = question.struck;
        assumed.built = numbers.filter(|(_, one)| built.contains(&one.id)).map(|(at, _)| at).collect();
        Ok(assumed)
    }

    fn row(&self, attacker: usize, asset: usize, property: usize, tier: Tier, solved: &Solved) -> Row {
        let who = &self.design.attackers[attacker];
        let what = &self.design.assets[asset];
        let impact = what.impact[property];
        let mut cut_sets: Vec<Vec<u32>> = solved
            .sets
            .iter()
            .map(|set| {
                let mut causes: Vec<u32> = set.iter().filter_map(|event| self.cause_of(*event)).collect();
                causes.sort_unstable();
                causes
            })
            .collect();
        cut_sets.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        Row {
            attacker: who.id,
            asset: what.id,
            property: Property::ALL[property],
            tier,
            impact,
            required: self.required.depth(impact, who.strength),
            reachable: solved.reachable,
            depth: solved.depth,
            nominal: solved.nominal,
            at_least: solved.at_least,
            cut_sets,
            by_order: solved.by_order.clone(),
            truncated_at: solved.truncated_at,
            stated: self.stated.get(&(who.id, what.id)).copied(),
        }
    }

    fn solve(&self, given: &Given, tops: &[Gate], limits: Limits, keep: usize) -> Vec<Solved> {
        let system = self.equations.system.with(&given.occurred, &given.impossible);
        let mut solved = solve(&system, tops, limits, keep);
        let nominal = given.nominal(&self.equations);
        let system = self.equations.system.with(&nominal.occurred, &nominal.impossible);
        for (solved, nominal) in solved.iter_mut().zip(depths(&system, tops)) {
            solved.nominal = nominal.0;
        }
        solved
    }
}

/// What was found about one loss.
#[derive(Clone, Debug, Default)]
struct Solved {
    reachable: bool,
    depth: Option<u32>,
    nominal: Option<u32>,
    at_least: Option<u32>,
    sets: Vec<Vec<Event>>,
    by_order: Vec<u128>,
    truncated_at: Option<u32>,
}

/// How much work one case may take; far more than real designs need, and still seconds.
pub(super) const BUDGET: Limits = Limits { order: None, memory: 4_000_000, work: 2_000_000_000 };

/// How much work all cases of one question may take together, if there are not very many.
const WORK: u64 = 2 * BUDGET.work;

/// How many cut sets the rows of one question keep together, each at least [`FEWEST_SETS`] if it has them.
const SETS: usize = 4_000_000;

/// So many cut sets are shown of every row, however many rows there are.
const FEWEST_SETS: usize = 200;

/// Where an attacker begins, as far as equations are concerned; with the mechanisms that count, a case.
type Reach<'a> = (&'a [usize], &'a [usize], bool);

/// What the fixpoints without any event and with all of them say of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extreme {
    /// It comes about without any event.
    Always,
    /// It does not come about even with all.
    Never,
    /// It is a question of which.
    Open,
}

fn extremes(evaluator: &Evaluator<'_>, tops: &[Gate]) -> Vec<Extreme> {
    let all = evaluator.state(&EventSet::all(evaluator.system()));
    let none = evaluator.state(&EventSet::none(evaluator.system()));
    let of = |top: &Gate| match (none.holds(*top), all.holds(*top)) {
        (true, _) => Extreme::Always,
        (false, false) => Extreme::Never,
        (false, true) => Extreme::Open,
    };
    tops.iter().map(of).collect()
}

fn solve(system: &System, tops: &[Gate], limits: Limits, keep: usize) -> Vec<Solved> {
    let evaluator = Evaluator::new(system);
    let extremes = extremes(&evaluator, tops);
    let mut solved: Vec<Solved> = vec![Solved::default(); tops.len()];
    for (one, extreme) in solved.iter_mut().zip(&extremes) {
        one.reachable = *extreme != Extreme::Never;
        if *extreme == Extreme::Always {
            one.depth = Some(0);
            one.sets = vec![Vec::new()];
        }
    }
    let open: Vec<usize> = (0..tops.len()).filter(|at| extremes[*at] == Extreme::Open).collect();
    if open.is_empty() {
        return solved;
    }
    let gates: Vec<Gate> = open.iter().map(|at| tops[*at]).collect();
    let found = match limits.order {
        None => antichain::near_smallest(system, &gates, Wanted { beyond: 1, cap: DEFAULT_ORDER }, limits, keep),
        Some(_) => antichain::minimal_cut_sets(system, &gates, limits, keep),
    };
    let share = Limits { order: None, work: limits.work / open.len() as u64, ..limits };
    for (at, found) in open.into_iter().zip(found) {
        let one = &mut solved[at];
        one.depth = found.smallest_order();
        one.truncated_at = found.truncated_at;
        one.by_order = found.by_order.get(1..).unwrap_or(&[]).to_vec();
        one.sets = found.sets;
        if one.depth.is_none() {
            let proved = found.truncated_at.map_or(1, |order| order + 1);
            (one.depth, one.at_least) = smallest(&evaluator, tops[at], share, proved);
        }
    }
    solved
}

/// Only how deep: the depth, and what is proved where a budget ends first.
pub(super) fn depths(system: &System, tops: &[Gate]) -> Vec<(Option<u32>, Option<u32>)> {
    let evaluator = Evaluator::new(system);
    let extremes = extremes(&evaluator, tops);
    let open: Vec<usize> = (0..tops.len()).filter(|at| extremes[*at] == Extreme::Open).collect();
    let mut found: Vec<(Option<u32>, Option<u32>)> =
        extremes.iter().map(|extreme| ((*extreme == Extreme::Always).then_some(0), None)).collect();
    let gates: Vec<Gate> = open.iter().map(|at| tops[*at]).collect();
    if gates.is_empty() {
        return found;
    }
    let wanted = Wanted { beyond: 0, cap: DEFAULT_ORDER };
    let share = Limits { work: BUDGET.work / open.len() as u64, ..BUDGET };
    for (at, sets) in open.into_iter().zip(antichain::near_smallest(system, &gates, wanted, BUDGET, 0)) {
        found[at] = match sets.smallest_order() {
            Some(order) => (Some(order), None),
            None => smallest(&evaluator, tops[at], share, sets.truncated_at.map_or(1, |order| order + 1)),
        };
    }
    found
}

fn smallest(evaluator: &Evaluator<'_>, top: Gate, limits: Limits, proved: u32) -> (Option<u32>, Option<u32>) {
    match blocking::smallest_order(evaluator, top, limits, proved).smallest {
        Smallest::Order(order) => (Some(order), None),
        Smallest::AtLeast(least) => (None, Some(least)),
        Smallest::Never => (None, None),
    }
}
