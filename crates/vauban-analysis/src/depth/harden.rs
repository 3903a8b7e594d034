//! The cheapest set of proposed mechanisms that lifts every asset to its required depth.

use std::collections::BTreeSet;

use rayon::prelude::*;
use vauban_cutsets::Gate;
use vauban_cutsets::blocking::cheapest_sufficient;
use vauban_model::{AnyId, MechanismStatus};

use super::Defence;
use super::answer::{Question, Row, UnknownEvent, depths};
use super::case::{Assumed, Given, Tier};

/// The cheapest improvement that the proposed mechanisms allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hardening {
    /// Proposed mechanisms to build.
    pub chosen: Vec<AnyId>,
    /// What they cost together; a mechanism without `cost` costs 1.
    pub cost: u64,
    /// No sufficient set is cheaper than this; equal to `cost` where the optimum is proved.
    pub at_least: u64,
    /// All proposed mechanisms, with their cost.
    pub proposed: Vec<(AnyId, u64)>,
    /// Rows of the designed tier that fall short now and are lifted to what is required.
    pub lifted: Vec<Row>,
    /// Rows that fall short even with every proposed mechanism, as they would be with all of them.
    pub short: Vec<Row>,
}

/// Most sets of mechanisms tried before a proven gap is the answer.
const TESTS: u64 = 4_000;

impl Defence {
    /// The cheapest set of proposed mechanisms by which every row of the designed tier reaches what is required,
    /// as far as proposed mechanisms can do it at all.
    ///
    /// # Errors
    /// If an assumed event has a name that no event has.
    pub fn harden(&self, question: &Question) -> Result<Hardening, UnknownEvent> {
        let question = Question { tiers: vec![Tier::Designed], ..question.clone() };
        let proposed: Vec<usize> = (0..self.design.mechanisms.len())
            .filter(|at| self.design.mechanisms[*at].status == MechanismStatus::Proposed)
            .collect();
        let price = |at: usize| self.design.mechanisms[at].cost.unwrap_or(1);
        let id = |at: usize| self.design.mechanisms[at].id;
        let mut found =
            Hardening { proposed: proposed.iter().map(|at| (id(*at), price(*at))).collect(), ..Hardening::default() };
        let short = |row: &Row| row.reachable && row.rank() < row.required;
        let now: Vec<Row> = self.answer(&question)?.into_iter().filter(short).collect();
        let all: Vec<AnyId> = proposed.iter().map(|at| id(*at)).collect();
        let with_all = self.answer(&Question { built: all, ..question.clone() })?;
        found.short = with_all.into_iter().filter(short).collect();
        let place = |row: &Row| (row.attacker, row.asset, row.property);
        let hopeless: BTreeSet<_> = found.short.iter().map(place).collect();
        let wanted: Vec<&Row> = now.iter().filter(|row| !hopeless.contains(&place(row))).collect();
        if wanted.is_empty() {
            return Ok(found);
        }
        let assumed = self.assumed(&question)?;
        let costs: Vec<u64> = proposed.iter().map(|at| price(*at)).collect();
        let mut sufficient = |chosen: &[bool]| {
            let built = proposed.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(at, _)| *at).collect();
            let assumed = Assumed { built, ..assumed.clone() };
            self.all_reach(&wanted, &assumed)
        };
        if let Some(best) = cheapest_sufficient(&costs, &mut sufficient, TESTS) {
            found.chosen = best.chosen.iter().map(|at| id(proposed[*at as usize])).collect();
            found.cost = best.cost;
            found.at_least = best.lower;
        }
        let built = self.answer(&Question { built: found.chosen.clone(), ..question })?;
        let wanted: BTreeSet<_> = wanted.into_iter().map(place).collect();
        found.lifted = built.into_iter().filter(|row| wanted.contains(&place(row))).collect();
        Ok(found)
    }

    /// Whether each of these rows has its required depth under an assumption.
    fn all_reach(&self, rows: &[&Row], assumed: &Assumed) -> bool {
        self.design.attackers.par_iter().all(|attacker| {
            let mine: Vec<&&Row> = rows.iter().filter(|row| row.attacker == attacker.id).collect();
            if mine.is_empty() {
                return true;
            }
            let given = Given::new(&self.design, &self.equations, attacker, Tier::Designed, &self.tested, assumed);
            let system = self.equations.system.with(&given.occurred, &given.impossible);
            let tops: Vec<Gate> = mine.iter().filter_map(|row| self.loss(row.asset, row.property)).collect();
            let found = depths(&system, &tops);
            mine.iter().zip(found).all(|(row, found)| match found {
                (Some(depth), _) => depth >= row.required,
                (None, Some(least)) => least >= row.required,
                // Nothing leads there any more.
                (None, None) => true,
            })
        })
    }
}
