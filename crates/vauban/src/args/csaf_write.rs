//! The arguments of `csaf write`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Label;

/// Options of `csaf write`.
#[derive(Debug, Args)]
pub(crate) struct CsafWrite {
    /// Notices (`advisory.ID`), or issues that name their notice (`issue.ID`)
    #[arg(required = true, value_name = "RECORD")]
    pub(crate) records: Vec<String>,
    /// The edition of the standard
    #[arg(long, value_name = "EDITION", default_value = "2.0")]
    pub(crate) csaf: CsafEdition,
    /// Who publishes: the name of the maker
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: String,
    /// An address that the publisher owns, as `https://psirt.example.com`
    #[arg(long, value_name = "URL")]
    pub(crate) namespace: String,
    /// When it is released, with zone (default: the time at which the issue was disclosed)
    #[arg(long, value_name = "TIME")]
    pub(crate) released: Option<String>,
    /// Who may read it (default: the strictest mark of the issues)
    #[arg(long, value_name = "LABEL")]
    pub(crate) tlp: Option<Label>,
    /// Whether more is expected
    #[arg(long, value_name = "WORD", default_value = "final")]
    pub(crate) status: CsafStatus,
    /// Where more is to be read
    #[arg(long, value_name = "URL")]
    pub(crate) reference: Vec<String>,
    /// Of which product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Write into this file, or, of several notices, into this folder, instead of to stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// Editions of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsafEdition {
    /// The OASIS standard
    #[value(name = "2.0")]
    V20,
    /// A draft
    #[value(name = "2.1")]
    V21,
}

/// Whether more is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsafStatus {
    /// Not for use
    Draft,
    /// Changes are expected soon
    Interim,
    /// None are expected
    Final,
}
