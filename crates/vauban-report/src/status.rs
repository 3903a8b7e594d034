//! `vauban status`: the verdict on every requirement, for people and for programs.
//!
//! Never one overall score: how complete the records are and whether the work behind them is adequate are
//! two questions, and the second one is answered by people.

pub mod history;
mod json;
pub mod maturity;
mod terminal;

pub use json::json;
pub use terminal::terminal;

#[cfg(test)]
mod tests;
