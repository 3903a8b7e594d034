//! Cut sets from the other side. A *blocking set* is a set of events of which at least one must occur: as long as
//! none does, the top gate cannot hold. Every cut set meets every blocking set, and what meets all blocking sets is a
//! cut set; so the cheapest set that hits all blocking sets is the cheapest cut set.
//!
//! There may be very many blocking sets, but few are needed. [`smallest_order`] and [`cheapest_cut`] collect them one
//! by one (implicit hitting sets; Karp, and Davies and Bacchus 2011 in MaxHS): the cheapest set that hits those known
//! is tried; if the top does not hold then, the set is grown until nothing more can occur, and what is left out is a
//! new minimal blocking set, missed by the set that was tried. At every moment the cheapest hitting set is a lower
//! bound, so an early end is a true "at least"; at the end the blocking sets are the proof.
//!
//! [`layers`] reads the same thing as layers of defence, from the start inwards. [`cheapest_sufficient`] does the same
//! for any monotone test that can only be asked.

mod cone;
mod growth;
mod layers;
mod rounds;
mod sufficient;

use crate::families::Limits;
use crate::fixpoint::Evaluator;
use crate::system::{Event, Gate};

pub use layers::layers;
pub use sufficient::{Chosen, cheapest_sufficient};

use cone::{Cone, Sight};
use rounds::{Rounds, Stop};

/// The smallest order of any cut set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smallest {
    /// Exactly this.
    Order(u32),
    /// There is no cut set: the gate never holds.
    Never,
    /// This or more: a limit ended the search.
    AtLeast(u32),
}

/// The smallest order, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The smallest order of any cut set.
    pub smallest: Smallest,
    /// A minimal cut set of that order; where a limit ended the search, the smallest one known, if any.
    pub cut_set: Option<Vec<Event>>,
    /// Minimal blocking sets that no set of fewer events hits, unless the order was known before. Disjoint ones if
    /// those are enough; only the empty set if the gate never holds; none if it always does.
    pub blocking: Vec<Vec<Event>>,
}

/// A cheapest cut set, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheapestCut {
    /// A minimal cut set, the cheapest one known.
    pub cut_set: Vec<Event>,
    /// What its events cost together; a sum beyond `u64::MAX` stays there.
    pub cost: u64,
    /// No cut set is cheaper. Equal to `cost` unless a limit ended the search.
    pub lower: u64,
    /// Minimal blocking sets that nothing cheaper than `lower` hits.
    pub blocking: Vec<Vec<Event>>,
}

/// The smallest order of any cut set of a gate, without looking for the others.
///
/// `known_lower` is an order below which the caller knows there is none (0 if nothing is known). With an order limit
/// k the answer is at worst "at least k + 1". `limits.memory` bounds the blocking sets kept.
pub fn smallest_order(evaluator: &Evaluator, top: Gate, limits: Limits, known_lower: u32) -> Proof {
    let cone = match Cone::of(evaluator, top, |_| true) {
        Sight::Always => {
            return Proof { smallest: Smallest::Order(0), cut_set: Some(Vec::new()), blocking: Vec::new() };
        }
        Sight::Never => return Proof { smallest: Smallest::Never, cut_set: None, blocking: vec![Vec::new()] },
        Sight::Open(cone) => cone,
    };
    let most = limits.order.map_or(u64::MAX, u64::from);
    if u64::from(known_lower) > most {
        return Proof { smallest: Smallest::AtLeast(known_lower), cut_set: None, blocking: Vec::new() };
    }
    let mut rounds = Rounds::new(&cone, vec![1; cone.events.len()], limits, u64::from(known_lower));
    let stop = rounds.run(Some(most));
    let lower = u32::try_from(rounds.lower()).unwrap_or(u32::MAX);
    let smallest = match stop {
        Stop::Proved => Smallest::Order(rounds.best().len() as u32),
        Stop::Limit => Smallest::AtLeast(lower),
    };
    let blocking = cone.named(rounds.disjoint(lower as usize).unwrap_or_else(|| rounds.blocking().to_vec()));
    Proof { smallest, cut_set: cone.named(vec![rounds.best().to_vec()]).pop(), blocking }
}

/// The cheapest cut set of a gate, where event n costs `costs[n]`; an event without a cost may not be used. Of
/// equally cheap ones it need not be the smallest. `None` if the gate never holds. `limits.order` is not looked at.
pub fn cheapest_cut(evaluator: &Evaluator, top: Gate, costs: &[u64], limits: Limits) -> Option<CheapestCut> {
    let cone = match Cone::of(evaluator, top, |event| (event.0 as usize) < costs.len()) {
        Sight::Always => return Some(CheapestCut { cut_set: Vec::new(), cost: 0, lower: 0, blocking: Vec::new() }),
        Sight::Never => return None,
        Sight::Open(cone) => cone,
    };
    let prices = cone.events.iter().map(|event| costs[event.0 as usize]).collect();
    let mut rounds = Rounds::new(&cone, prices, limits, 0);
    let _ = rounds.run(None);
    Some(CheapestCut {
        cut_set: cone.named(vec![rounds.best().to_vec()]).pop().unwrap_or_default(),
        cost: rounds.best_cost(),
        lower: rounds.lower(),
        blocking: cone.named(rounds.blocking().to_vec()),
    })
}
