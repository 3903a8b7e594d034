//! Arguments of `pack`, `verify` and `ledger`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PlainFormat;

/// Who is to read a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelOfPack {
    /// The manufacturer: everything
    Internal,
    /// An assessor or authority: everything but what is internal
    Assessor,
    /// A customer: what is published, and verdicts
    Customer,
}

/// Options of `pack`.
#[derive(Debug, Args)]
pub(crate) struct Pack {
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// The release it is about, by id or version
    #[arg(long, value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// A practice or requirement that the dossier is limited to (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) scope: Vec<String>,
    /// Leave out what this reader must not see
    #[arg(long, value_name = "LEVEL")]
    pub(crate) redact: Option<LevelOfPack>,
    /// A file or folder that only the manufacturer may see (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) internal: Vec<String>,
    /// A file or folder that assessors may see, though it holds issues that are not disclosed (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) assessor: Vec<String>,
    /// A file or folder that customers may see (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) customer: Vec<String>,
    /// The private key that signs: OpenSSH or PEM; protected ones go through `ssh-keygen`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Keep it until this day, instead of ten years from today or the end of support
    #[arg(long, value_name = "DATE")]
    pub(crate) keep_until: Option<String>,
    /// Make it of this pack instead of the folder: to redact it, or to add a timestamp
    #[arg(long, value_name = "PACK", conflicts_with_all = ["product", "release", "scope", "key", "internal", "assessor", "customer", "keep_until", "tool"])]
    pub(crate) from: Option<PathBuf>,
    /// A timestamp token of the pack, or the answer of a service with one (repeat for several)
    #[arg(long, value_name = "TOKEN.tsr", requires = "from")]
    pub(crate) timestamp: Vec<PathBuf>,
    /// Write a request for a timestamp of the pack, to be sent to a service with a tool of your own
    #[arg(long, value_name = "FILE.tsq")]
    pub(crate) timestamp_query: Option<PathBuf>,
    /// What an assessor asks of the tool itself: its version, requirements, tests and known defects
    #[arg(long, conflicts_with_all = ["product", "release", "scope"])]
    pub(crate) tool: bool,
    /// Where it is written
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The pack; without one the ledger of the folder is checked
    #[arg(value_name = "PACK")]
    pub(crate) pack: Option<PathBuf>,
    /// Requirements to be answered, as SD-3
    #[arg(value_name = "REQUIREMENT")]
    pub(crate) requirements: Vec<String>,
    /// A public key that must have signed (repeat for several: one of them must)
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// How many of the keys must have signed
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) threshold: usize,
    /// Certificates of timestamp services, or of authorities above them, in PEM or DER (repeat for several)
    #[arg(long, value_name = "FILE")]
    pub(crate) tsa: Vec<PathBuf>,
    /// The release that is asked about
    #[arg(long, value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `ledger`.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: LedgerCommand,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal", global = true)]
    pub(crate) format: PlainFormat,
}

/// Commands of `ledger`.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Add an entry; the first one begins the ledger
    Add(LedgerAdd),
    /// Show the entries
    Show,
    /// Follow the chain, and hold it against the git history
    Check,
}

/// What an entry of the ledger is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LedgerWhat {
    /// Something was approved
    Approved,
    /// Something was signed
    Signed,
    /// A receipt came
    Receipt,
    /// A clock started, stopped or was late
    Clock,
    /// Anything else
    Note,
}

/// Options of `ledger add`.
#[derive(Debug, Args)]
pub(crate) struct LedgerAdd {
    /// What it is about
    #[arg(value_name = "WHAT")]
    pub(crate) what: LedgerWhat,
    /// The record or file, as review.design-2
    #[arg(value_name = "SUBJECT")]
    pub(crate) subject: String,
    /// Who
    #[arg(long, value_name = "PERSON")]
    pub(crate) by: Option<String>,
    /// A file whose digest is kept
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// A sentence
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}
