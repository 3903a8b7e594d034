//! One file per practice, in the standard's order.

mod authors;
pub(crate) mod dm;
mod gaps;
pub(crate) mod law;
pub(crate) mod sd;
pub(crate) mod sg;
mod shared;
pub(crate) mod si;
pub(crate) mod sm;
pub(crate) mod sr;
pub(crate) mod sum;
pub(crate) mod svv;

pub(crate) use gaps::{few, yes};
pub(crate) use shared::{closure_gaps, review_gaps};
