//! The registry of checks, and the verdicts that follow from what they find.
//!
//! A check is one declaration ([`Check`]) and one function. The function looks at records and says, aspect by
//! aspect, which records *show* it and what is *open*; [`judge`] makes verdicts of that and of people's
//! statements. One file per practice, in the standard's order.

mod check;
mod clauses;
mod context;
mod depth;
mod evidence;
mod family;
mod judge;
mod organisation;
mod practice;
mod practised;
mod project;
mod reached;
mod registry;
mod reviewed;
mod tailored;
mod traced;
mod waiver;
mod withheld;

pub use check::{Check, EDITION, LooksAt, Outcome, Part};
pub use context::Context;
pub use depth::{Accepted, Depth};
pub use judge::{Judgement, Matter, ToldToUsers, judge, set_aside, unjudged};
pub use practice::svv::shown::{Shown, ShownTest};
pub use practised::{Concern, PracticeRow, Practices};
pub use reached::Levels;
pub use registry::{all_codes, checks, code, everywhere, tells_more};
pub use reviewed::{OfLevel, Reviews};
pub use tailored::{Standing, Told as TailoringTold};
pub use traced::Traced;
