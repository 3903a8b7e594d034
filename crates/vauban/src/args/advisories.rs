//! The arguments of `advisories` and `match`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PlainFormat;

/// Options of `advisories`.
#[derive(Debug, Args)]
pub(crate) struct Advisories {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: AdvisoriesCommand,
}

/// What `advisories` does.
#[derive(Debug, Subcommand)]
pub(crate) enum AdvisoriesCommand {
    /// Build an index from sources: one file, named by its digest
    #[command(
        after_help = "Examples:\n  vauban advisories build --from rustsec=rustsec:advisory-db --from kev=kev:kev.json -o advisories\n  \
                      vauban advisories build --from rustsec=rustsec:https://github.com/rustsec/advisory-db.git -o advisories\n\n\
                      Forms: osv, rustsec, csaf, cve, nvd, kev, epss. A place is a folder, a file, a ZIP archive, an address \
                      ending in .git (fetched by your git) or another https address (fetched by your curl).\n\
                      Without --from the `[feed.ID]` records of the project are read.\n\
                      Exit code: 1 if a source cannot be relied on; then nothing is written."
    )]
    Build {
        /// What to read
        #[command(flatten)]
        sources: Sources,
        /// Folder to write to; its file `current` names the index that is used
        #[arg(short, long, value_name = "DIR", default_value = "advisories")]
        output: PathBuf,
    },
    /// Write changes over the current index of a folder
    #[command(after_help = "Example: vauban advisories update advisories --from osv=osv:changed-records\n\n\
                      The records at the place are added or take the place of those with the same id. With --whole the place \
                      is the whole source: what is not there any more is gone, and the source is held against what it was. \
                      Catalogues and snapshots (kev, epss) are always whole.")]
    Update {
        /// Folder of the index
        #[arg(value_name = "DIR", default_value = "advisories")]
        folder: PathBuf,
        /// What to read
        #[command(flatten)]
        sources: Sources,
        /// The places hold whole sources, not changed records alone
        #[arg(long)]
        whole: bool,
        /// Write one whole index again instead of changes over the one that is there
        #[arg(long)]
        merge: bool,
    },
    /// Say what an index was built from, or what it has about an id
    #[command(
        after_help = "Examples:\n  vauban advisories info advisories\n  vauban advisories info advisories CVE-2026-1234"
    )]
    Info {
        /// The index: a file, or a folder with a file `current`
        #[arg(value_name = "INDEX", default_value = "advisories")]
        index: PathBuf,
        /// An id or alias to look up; withdrawn advisories are shown too
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// Compare every byte with what was written
        #[arg(long)]
        verify: bool,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "terminal")]
        format: PlainFormat,
    },
}

/// The sources of an index, and what they must be.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// A source: its name, its form and where it is (repeat for several)
    #[arg(long = "from", value_name = "NAME=FORM:PLACE")]
    pub(crate) from: Vec<String>,
    /// The day the sources were fetched (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) fetched: Option<String>,
    /// How many days old the newest date of a source may be; 0: do not ask
    #[arg(long, value_name = "DAYS", default_value_t = 14)]
    pub(crate) max_age: u32,
    /// By how many per cent a source may shrink
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) max_shrink: u8,
    /// This source may be older than that
    #[arg(long, value_name = "NAME")]
    pub(crate) accept_stale: Vec<String>,
    /// This source may shrink or be gone
    #[arg(long, value_name = "NAME")]
    pub(crate) accept_shrunk: Vec<String>,
    /// This source may have records that cannot be read
    #[arg(long, value_name = "NAME")]
    pub(crate) accept_unread: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `match`.
#[derive(Debug, Args)]
pub(crate) struct Match {
    /// Bills of materials or lock files (default: those of the product's releases)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The index: a file, or a folder with a file `current` (default: the one the policy pins, else `advisories`)
    #[arg(long, value_name = "INDEX")]
    pub(crate) index: Option<PathBuf>,
    /// What the build compiled, one path on each line and all of it; needs --compiled-of
    #[arg(long, value_name = "FILE", requires = "compiled_of")]
    pub(crate) compiled: Option<PathBuf>,
    /// The component that list is about, by name
    #[arg(long, value_name = "NAME", requires = "compiled")]
    pub(crate) compiled_of: Option<String>,
    /// Compare every byte of the index with its digest first
    #[arg(long)]
    pub(crate) verify: bool,
    /// Read nothing of a project: no aliases, no statements
    #[arg(long)]
    pub(crate) no_project: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
