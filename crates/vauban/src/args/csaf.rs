//! The arguments of `csaf`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Deny, PlainFormat};

/// Options of `csaf`.
#[derive(Debug, Args)]
pub(crate) struct Csaf {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: CsafCommand,
}

/// What `csaf` does.
#[derive(Debug, Subcommand)]
pub(crate) enum CsafCommand {
    /// Hold advisories against the schema and the numbered tests of their edition, 2.0 or 2.1
    Validate(CsafValidate),
}

/// Options of `csaf validate`.
#[derive(Debug, Args)]
pub(crate) struct CsafValidate {
    /// Advisories; of a folder, every .json file in it and below
    #[arg(required_unless_present = "tests", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Schema and mandatory tests only
    #[arg(long)]
    pub(crate) basic: bool,
    /// Words that are spelled right, one on each line, for test 6.3.8: as en=words.txt
    #[arg(long, value_name = "LANGUAGE=FILE")]
    pub(crate) words: Option<String>,
    /// What addresses answered, for tests 6.3.6 and 6.3.7: lines of `STATUS ADDRESS`. Nothing is asked for over the network
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Schema or metadata of an extension, for tests 6.1.60.2 and 6.1.60.3 of 2.1 (repeat)
    #[arg(long, value_name = "FILE")]
    pub(crate) extension: Vec<PathBuf>,
    /// Fail from this severity on: schema and mandatory tests are errors, recommended ones warnings, informative ones notes
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) deny: Deny,
    /// List the tests instead
    #[arg(long)]
    pub(crate) tests: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
