//! Mathematics only: monotone systems of equations and their minimal cut sets. Knows nothing of security.
//!
//! A [`System`] has *basic events* that occur or do not, and *gates* that follow from them: any of some inputs, all
//! of them, or at least k. Gates may depend on each other in circles; what holds is the least fixpoint, so a circle
//! alone holds nothing up. A *cut set* of a gate is a set of events whose occurrence makes it hold; it is *minimal*
//! if no event of it is superfluous. Its size is its *order*.
//!
//! Two engines find all minimal cut sets, up to an order if asked: [`antichain`] works outward by size and is at
//! home in circles; [`zbdd`] combines whole families at once and is at home in wide trees. [`minimal_cut_sets`]
//! chooses. A third, [`blocking`], finds only the smallest order, from the other side: it collects sets of which at
//! least one event must occur, and the cheapest set that hits them all is the answer. Each can be the judge of the
//! others, and the tests make them.
//!
//! Whatever has a budget ends truthfully: an answer says up to which order it is complete.

pub mod antichain;
pub mod blocking;
pub mod families;
pub mod fixpoint;
pub mod hitting;
pub mod importance;
pub mod modules;
pub mod select;
mod simplify;
pub mod system;
pub mod zbdd;

pub use families::{CutSets, Limits};
pub use select::minimal_cut_sets;
pub use system::{Builder, Event, EventSet, Gate, Node, Op, System};
