//! Interfaces on the command line: what asks about them and writes the answers.

pub(crate) mod ask;
mod edit;
pub(crate) mod prompt;

pub(crate) use edit::{difference, keeping_ends};
pub(crate) use vauban_answers::interfaces::*;
