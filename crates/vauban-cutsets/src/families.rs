//! What the engines answer: a family of minimal cut sets, with the order up to which it is complete.

use crate::system::Event;

/// How far an engine may go. All limits are counts, so the same question always ends at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest order of interest; `None` for all.
    pub order: Option<u32>,
    /// Largest number of sets or diagram nodes an engine may keep at once.
    pub memory: usize,
    /// Largest number of elementary steps (unions, node operations) an engine may take.
    pub work: u64,
}

impl Limits {
    /// All orders, with the default budget.
    pub const ALL: Limits = Limits { order: None, memory: 24_000_000, work: 6_000_000_000 };

    /// Orders up to this one, with the default budget.
    pub const fn order(order: u32) -> Limits {
        Limits { order: Some(order), ..Limits::ALL }
    }
}

/// Minimal cut sets of one gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutSets {
    /// How many there are of each order, from order 0. Complete up to `truncated_at`; nothing is counted above it.
    /// Without truncation the last entry is the largest order there is; empty where the gate can never hold.
    /// Counts beyond `u128::MAX` stay there.
    pub by_order: Vec<u128>,
    /// The sets themselves, by order, then by the numbers of their events; as many as were asked for.
    pub sets: Vec<Vec<Event>>,
    /// `None` if these are all there are; else the order up to which they are complete: nothing is known above.
    pub truncated_at: Option<u32>,
}

impl CutSets {
    /// The smallest order of any set, where one was found.
    pub fn smallest_order(&self) -> Option<u32> {
        self.by_order.iter().position(|count| *count > 0).map(|order| order as u32)
    }

    /// How many sets there are within `truncated_at`.
    pub fn total(&self) -> u128 {
        self.by_order.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}
