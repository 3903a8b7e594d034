//! One line of the matrix of variants: how deep the defence of each asset is, which levels are reached, what is open.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use vauban_diagnostics::{Finding, Severity};
use vauban_model::AnyId;

use crate::depth::{Row as DepthRow, Tier};
use crate::levels::Capability;

/// What a design that one or several variants share comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The variants, in the order of the records.
    pub variants: Vec<AnyId>,
    /// How many records of the product it does not have.
    pub without: usize,
    /// Findings that no waiver covers: errors, warnings, notes.
    pub open: [usize; 3],
    /// Findings that a waiver covers.
    pub waived: usize,
    /// The weakest answer for every asset, by asset and tier.
    pub assets: BTreeMap<AnyId, BTreeMap<Tier, Weakest>>,
    /// Levels by family of requirements, in the standard's order.
    pub levels: Vec<Level>,
}

/// The answer for an asset that is furthest below what is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weakest {
    /// Who attacks.
    pub attacker: AnyId,
    /// Whether it can be reached at all.
    pub reachable: bool,
    /// How much must fail; `None` where it is out of reach, or a budget ended first.
    pub depth: Option<u32>,
    /// Where a budget ended first: at least this.
    pub at_least: Option<u32>,
    /// What policy asks for.
    pub required: u32,
    /// Whether that is there.
    pub sufficient: bool,
    /// Whether somebody entitled accepted that there is no more.
    pub accepted: bool,
}

/// A family of component requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its abbreviation: `IAC`.
    pub family: String,
    /// The level aimed at.
    pub target: Option<u32>,
    /// The level up to which everything is claimed.
    pub claimed: u32,
    /// The level up to which everything is verified as well.
    pub achieved: u32,
}

impl Weakest {
    /// How much is missing: worst first.
    fn gravity(&self) -> (Reverse<u32>, bool, u32) {
        let known = self.depth.or(self.at_least);
        let short = if self.sufficient { 0 } else { 1 + self.required.saturating_sub(known.unwrap_or(self.required)) };
        (Reverse(short), !self.reachable, known.unwrap_or(u32::MAX))
    }

    /// How many mechanisms are missing; 0 where it is enough, or accepted.
    pub fn short(&self) -> u32 {
        match (self.sufficient || self.accepted, self.depth.or(self.at_least)) {
            (true, _) => 0,
            (false, known) => self.required.saturating_sub(known.unwrap_or(0)).max(1),
        }
    }
}

impl Row {
    /// A line with what depth and levels say of a design.
    /// `accepted` is the least depth that is accepted of an asset.
    pub fn new(
        variants: Vec<AnyId>,
        without: usize,
        (depth, accepted): (&[DepthRow], &BTreeMap<AnyId, u32>),
        levels: Option<&Capability>,
    ) -> Row {
        let mut assets: BTreeMap<AnyId, BTreeMap<Tier, Weakest>> = BTreeMap::new();
        for row in depth {
            let found = Weakest {
                attacker: row.attacker,
                reachable: row.reachable,
                depth: row.depth,
                at_least: row.at_least,
                required: row.required,
                sufficient: row.sufficient(),
                accepted: accepted.get(&row.asset).is_some_and(|least| row.rank() >= *least),
            };
            let known = assets.entry(row.asset).or_default().entry(row.tier).or_insert(found);
            if found.gravity() < known.gravity() {
                *known = found;
            }
        }
        let level = |family: &crate::levels::Family| Level {
            family: family.abbreviation.clone(),
            target: family.target,
            claimed: family.claimed,
            achieved: family.achieved,
        };
        let levels = levels.map(|told| told.families.iter().map(level).collect()).unwrap_or_default();
        Row { variants, without, open: [0; 3], waived: 0, assets, levels }
    }

    /// Counts what was found.
    pub fn count<'f>(&mut self, findings: impl Iterator<Item = &'f Finding>) {
        self.open = [0; 3];
        self.waived = 0;
        for finding in findings {
            match (&finding.waived, finding.severity) {
                (Some(_), _) => self.waived += 1,
                (None, Severity::Error) => self.open[0] += 1,
                (None, Severity::Warning) => self.open[1] += 1,
                (None, Severity::Note) => self.open[2] += 1,
            }
        }
    }

    /// How many layers are missing in front of all assets together, as designed.
    pub fn short(&self) -> u32 {
        self.assets.values().filter_map(|tiers| tiers.get(&Tier::Designed)).map(Weakest::short).sum()
    }

    /// What decides which of several designs is the worst: the greatest is.
    pub fn badness(&self) -> (u32, [usize; 3]) {
        (self.short(), self.open)
    }
}
