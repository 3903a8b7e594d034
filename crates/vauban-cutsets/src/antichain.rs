//! Minimal cut sets by size, outward from the events: at home in systems with circles.
//!
//! The system becomes rules over facts (`rules`), and each fact collects its minimal sets, all of one size before any
//! larger one (`levels`): a set that contains none of those already known is minimal for good. That is the
//! absorptive evaluation of Datalog with monotone sets (Green, Karvounarakis, Tannen 2007), in order of size, so it
//! stops at any bound with an exact answer. What can no longer become part of an answer within the bound is not
//! followed (`goal`).
//!
//! Wide trees, where families of millions of sets are combined, are left to [`crate::zbdd`].

mod goal;
mod levels;
mod problem;
mod rules;
mod sets;

use crate::families::{CutSets, Limits};
use crate::system::{Event, Gate, System};

use goal::Goal;
use levels::{Budget, Family, Found};
use problem::Problem;
use rules::{Form, Top};
use sets::{Bits, Few, Many, Set};

/// How far [`near_smallest`] goes for each top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// So many orders beyond the smallest one.
    pub beyond: u32,
    /// No order larger than this.
    pub cap: u32,
}

/// Minimal cut sets of several gates of one system, by size: all up to the order of the limits, each answer with as
/// many sets as should be kept.
///
/// An answer is complete (`truncated_at` is `None`) where nothing that may lead to the top was left out.
pub fn minimal_cut_sets(system: &System, tops: &[Gate], limits: Limits, keep: usize) -> Vec<CutSets> {
    let none = Wanted { beyond: u32::MAX, cap: u32::MAX };
    answer(system, tops, none, limits, keep)
}

/// Minimal cut sets of several gates of one system, for each top from its smallest order on: up to so many orders
/// beyond, but none above the cap (nor above the order of the limits).
///
/// The bound is raised by one until all tops have their answers. The last step costs more than all before, and a
/// small bound leaves out most of what a large one would have to look at.
pub fn near_smallest(system: &System, tops: &[Gate], wanted: Wanted, limits: Limits, keep: usize) -> Vec<CutSets> {
    answer(system, tops, wanted, limits, keep)
}

fn answer(system: &System, tops: &[Gate], wanted: Wanted, limits: Limits, keep: usize) -> Vec<CutSets> {
    let Some(form) = rules::form(system, tops, limits.memory) else {
        // Not even the rules fit: what holds always or never is all that can be said.
        let evaluator = crate::fixpoint::Evaluator::new(system);
        let certain = evaluator.state(&crate::system::EventSet::none(system));
        let possible = evaluator.state(&crate::system::EventSet::all(system));
        let known = |top: &Gate| match (certain.holds(*top), possible.holds(*top)) {
            (true, _) => settled(Top::Always, keep),
            (_, false) => settled(Top::Never, keep),
            _ => CutSets { by_order: vec![0], sets: Vec::new(), truncated_at: Some(0) },
        };
        return tops.iter().map(known).collect();
    };
    let events = form.events.len();
    // With as many orders as events, nothing is out of bounds.
    let bound = limits.order.map_or(wanted.cap, |order| order.min(wanted.cap));
    let bound = (bound < events as u32).then_some(bound);
    let ask = Ask { wanted, bound, limits, keep };
    match (events, bound) {
        (..=64, _) => ask.solve::<Bits<1>>(&form),
        (..=128, _) => ask.solve::<Bits<2>>(&form),
        (..=256, _) => ask.solve::<Bits<4>>(&form),
        (..=65_535, Some(..=7)) => ask.solve::<Few<7>>(&form),
        (..=65_535, Some(..=15)) => ask.solve::<Few<15>>(&form),
        (..=1024, _) => ask.solve::<Bits<16>>(&form),
        _ => ask.solve::<Many>(&form),
    }
}

/// The answer for a top that does not depend on events.
fn settled(top: Top, keep: usize) -> CutSets {
    match top {
        Top::Always => {
            CutSets { by_order: vec![1], sets: [Vec::new()].into_iter().take(keep).collect(), truncated_at: None }
        }
        Top::Never | Top::Fact(_) => CutSets { by_order: Vec::new(), sets: Vec::new(), truncated_at: None },
    }
}

struct Ask {
    wanted: Wanted,
    bound: Option<u32>,
    limits: Limits,
    keep: usize,
}

impl Ask {
    fn solve<S: Set>(&self, form: &Form) -> Vec<CutSets> {
        let mut answers: Vec<Option<CutSets>> =
            form.tops.iter().map(|top| (!matches!(top, Top::Fact(_))).then(|| settled(*top, self.keep))).collect();
        if answers.iter().all(Option::is_some) {
            return answers.into_iter().flatten().collect();
        }
        let problem: Problem<S> = Problem::new(form, self.bound.unwrap_or(u32::MAX));
        let mut budget = Budget { memory: self.limits.memory, work: self.limits.work };
        let stepwise = self.wanted.beyond < u32::MAX;
        let last = self.bound.unwrap_or(form.events.len() as u32);
        let mut bound = if stepwise { last.min(1) } else { last };
        let mut before: Option<Found<S>> = None;
        loop {
            let waiting = |(top, answer): (&Top, &Option<CutSets>)| match (top, answer) {
                (Top::Fact(fact), None) => Some(*fact),
                _ => None,
            };
            let mut tops: Vec<u32> = form.tops.iter().zip(&answers).filter_map(waiting).collect();
            tops.sort_unstable();
            tops.dedup();
            if tops.is_empty() {
                break;
            }
            let bounded = (bound < form.events.len() as u32).then_some(bound);
            let goal = Goal::new(&problem, &tops, bound, bounded.is_some());
            let mut found = levels::search(&problem, &goal, bounded, budget);
            budget.work = budget.work.saturating_sub(found.work);
            let over = bound >= last || found.spent;
            if let Some(before) = before.take().filter(|_| found.spent)
                && before.complete > found.complete
            {
                found = before;
            }
            for (top, answer) in form.tops.iter().zip(&mut answers) {
                let (Top::Fact(fact), None) = (top, &answer) else { continue };
                let family = &found.families[*fact as usize];
                let reach = family.smallest().map_or(u32::MAX, |order| order.saturating_add(self.wanted.beyond));
                if over || bound >= reach || !found.lost[*fact as usize] {
                    *answer = Some(self.read(form, &found, *fact));
                }
            }
            bound = bound.saturating_add(1).min(last);
            before = Some(found);
        }
        answers.into_iter().flatten().collect()
    }

    /// The answer for a fact: its sets with the events' own numbers.
    fn read<S: Set>(&self, form: &Form, found: &Found<S>, fact: u32) -> CutSets {
        let family: &Family<S> = &found.families[fact as usize];
        let within = family.smallest().map_or(u32::MAX, |order| order.saturating_add(self.wanted.beyond));
        let last = family.largest().min(within).min(found.complete);
        let mut by_order: Vec<u128> = (0..=last).map(|order| family.level(order).len() as u128).collect();
        let mut sets: Vec<Vec<Event>> = Vec::new();
        for order in 1..=last {
            if sets.len() >= self.keep {
                break;
            }
            let from = sets.len();
            for set in family.level(order) {
                let mut events = Vec::with_capacity(order as usize);
                set.any(|event| {
                    events.push(form.events[event]);
                    false
                });
                events.sort_unstable();
                sets.push(events);
            }
            sets[from..].sort_unstable();
            sets.truncate(self.keep);
        }
        let truncated = found.lost[fact as usize] || last < family.largest();
        let truncated_at = truncated.then_some(found.complete.min(within));
        if let Some(order) = truncated_at {
            by_order.resize(order as usize + 1, 0);
        }
        CutSets { by_order, sets, truncated_at }
    }
}
