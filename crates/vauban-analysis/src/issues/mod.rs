//! How a security-related issue goes from receipt to its end (DM-1 to DM-5), and what many of them together show
//! (DM-6).

pub mod figures;
mod handling;
mod page;
pub mod questions;
mod steps;

pub use handling::{DEFAULT, kept_up_to, mark, may_see};
pub use page::{Due, Lack, Page, due, page, received};
pub use questions::{Question, questions};
pub use steps::{follows, next, step};
