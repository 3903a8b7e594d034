//! Arguments of `crosswalk` and `editions`.

use clap::Args;

use super::PlainFormat;

/// Options of `crosswalk`.
#[derive(Debug, Args)]
pub(crate) struct Crosswalk {
    /// One law or standard: cra, en303645, en18031, ssdf, iec62443-4-2; without one, the counts of all
    #[arg(value_name = "FRAMEWORK")]
    pub(crate) framework: Option<String>,
    /// Only clauses of this state: open, needs-a-person, partly, not-applicable, answered
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `editions`.
#[derive(Debug, Args)]
pub(crate) struct Editions {
    /// The edition to compare with the one of 2018; without one, those that there are
    #[arg(value_name = "EDITION")]
    pub(crate) edition: Option<String>,
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
