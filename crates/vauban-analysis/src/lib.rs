//! One module per question. Each takes the model, the catalog and a date, and returns a result; none reads a
//! file, asks the clock or prints.

pub mod maturity;
pub mod reach;
pub mod status;
