//! Arguments of `guide`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ReportFormat;

/// Options of `guide`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Guide {
    /// What to do (default: write the guide)
    #[command(subcommand)]
    pub(crate) command: Option<GuideCommand>,
    /// Show what users must be told, where they are told it, and what is missing in which language
    #[arg(long, conflicts_with_all = ["draft", "output"])]
    pub(crate) check: bool,
    /// With notes for the maker on what is missing; marked as a draft
    #[arg(long)]
    pub(crate) draft: bool,
    /// As what (default: html; for --check the terminal)
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ReportFormat>,
    /// Where it is written (default: standard output)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// The release it is about, by id or version (default: the product as it stands)
    #[arg(long, value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// The language, as `de` (default: the first that the product promises)
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
}

/// What to do with the guide.
#[derive(Debug, Subcommand)]
pub(crate) enum GuideCommand {
    /// Say that translations are of what the originals say now; read both before
    #[command(
        after_help = "Examples:\n  vauban guide stamp betrieb\n  vauban guide stamp betrieb#duties translation.tls-min-version-de"
    )]
    Stamp {
        /// A translating guideline or manual, one of its sections (`ID#SECTION`), or `translation.ID`
        #[arg(required = true, value_name = "TRANSLATION")]
        what: Vec<String>,
    },
}
