//! The arguments of `update`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{PlainFormat, SignWith};

/// Options of `update`.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: UpdateCommand,
}

/// What `update` does.
#[derive(Debug, Subcommand)]
pub(crate) enum UpdateCommand {
    /// Show security updates, those that are not out yet first
    List(UpdateList),
    /// Show one update: record, how it stands in every line, signatures, what is found wrong
    Show(UpdateShow),
    /// Say what updates lack; exit code 1 where something is wrong
    Check(UpdateCheck),
    /// Print the notice for users (SUM-2); refuses while one of its five items is missing
    Notes(UpdateNotes),
    /// Show when updates came and when they were due, per issue and version line (SUM-5)
    Timeliness(UpdateTimeliness),
    /// Draft update records for an issue: lines that have it, runs of the tests that verify it; nothing is made up
    Prepare(UpdatePrepare),
    /// Sign what an update says of safety and operation
    Sign(UpdateSign),
}

/// Options of `update list`.
#[derive(Debug, Args)]
pub(crate) struct UpdateList {
    /// The product, where there are several
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `update show`.
#[derive(Debug, Args)]
pub(crate) struct UpdateShow {
    /// The update: `update.ID` or its id
    pub(crate) id: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `update check`.
#[derive(Debug, Args)]
pub(crate) struct UpdateCheck {
    /// Only this update, and the issues it fixes
    pub(crate) id: Option<String>,
    /// The product, where there are several
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `update notes`.
#[derive(Debug, Args)]
pub(crate) struct UpdateNotes {
    /// The update
    pub(crate) id: String,
    /// Write it to a new file instead
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Options of `update timeliness`.
#[derive(Debug, Args)]
pub(crate) struct UpdateTimeliness {
    /// The product, where there are several
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Only this issue
    #[arg(long, value_name = "ID")]
    pub(crate) issue: Option<String>,
    /// Leave out issues that readers of this mark of the Traffic Light Protocol may not be told of
    #[arg(long, value_name = "MARK")]
    pub(crate) readers: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: TimelinessFormat,
}

/// Outputs of `update timeliness`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelinessFormat {
    /// For people
    Terminal,
    /// The documented contract `vauban/timeliness/1`
    Json,
    /// Tables for minutes or a page
    Markdown,
    /// A picture
    Svg,
}

/// Options of `update prepare`.
#[derive(Debug, Args)]
pub(crate) struct UpdatePrepare {
    /// The issue
    pub(crate) issue: String,
    /// The release that delivers it; the update is for its line
    #[arg(long, value_name = "ID", conflicts_with = "lines")]
    pub(crate) release: Option<String>,
    /// Draft for this version line only (default: every supported one that has the issue, or may have it, and no update)
    #[arg(long = "for", value_name = "LINE")]
    pub(crate) lines: Vec<String>,
    /// Show the draft, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `update sign`.
#[derive(Debug, Args)]
pub(crate) struct UpdateSign {
    /// The update
    pub(crate) id: String,
    /// Who signs
    #[arg(long, value_name = "PERSON")]
    pub(crate) by: Option<String>,
    /// With what
    #[command(flatten)]
    pub(crate) with: SignWith,
    /// Print what is signed, and sign nothing
    #[arg(long)]
    pub(crate) print: bool,
}
