//! The arguments of every command, with help and an example each.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// The secure development lifecycle of IEC 62443-4-1 as code.
#[derive(Debug, Parser)]
#[command(
    name = "vauban",
    version,
    about = "The secure development lifecycle of IEC 62443-4-1 as code",
    long_about = "Vauban compiles a folder of plain-text records (design, threats, reviews, tests, issues, releases) \
                  and says what is complete, what is missing and what to do next.\n\nEvery command runs in the \
                  product's repository (or -C DIR), needs no network, and never changes a file unless its name says so.",
    after_help = "Exit codes: 0 nothing at or above the deny level; 1 something; 2 wrong usage, or no project to read.\n\n\
                  Start with: vauban init"
)]
pub(crate) struct Arguments {
    /// Run as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Today's date (default: SOURCE_DATE_EPOCH, else the clock)
    #[arg(long, value_name = "YYYY-MM-DD", global = true)]
    pub(crate) today: Option<String>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: When,
    /// Say less: errors and warnings only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: notes, waived findings, every aspect
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a small, true starting project
    #[command(
        after_help = "Example: vauban init --kind embedded-device --name \"Level sensor\" --interface io-link --yes"
    )]
    Init(Init),
    /// Judge everything: records, design, evidence, requirements
    #[command(
        after_help = "Examples:\n  vauban check\n  vauban check --format sarif > vauban.sarif\n  vauban check --deny warning"
    )]
    Check(Check),
    /// Show verdict and maturity of every requirement, and what is missing next
    #[command(after_help = "Examples:\n  vauban status\n  vauban status SD-1\n  vauban status --format json")]
    Status(Status),
    /// Explain a check, requirement, aspect, control, threat rule, record kind, key, mechanism kind, protocol or term
    #[command(
        after_help = "Examples:\n  vauban explain interface-questions-open\n  vauban explain SD-1.c\n  vauban explain interface\n  vauban explain \"CR 1.1\""
    )]
    Explain(Explain),
    /// Lay out record files the usual way
    #[command(after_help = "Examples:\n  vauban fmt\n  vauban fmt --check\n  vauban fmt security/threats.toml")]
    Fmt(Fmt),
    /// Print the JSON Schema of record files, for TOML editors
    #[command(after_help = "Example: vauban schema record > vauban.schema.json")]
    Schema(Schema),
    /// Turn another tool's threat model into records
    #[command(
        after_help = "Example: vauban import threat-dragon model.json\n\nNew files are written below security/imported/, \
                            never over existing ones. What cannot be carried over is listed with its place and count."
    )]
    Import(Import),
    /// Print completions for a shell
    #[command(after_help = "Example: vauban completions bash > /etc/bash_completion.d/vauban")]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = "Example: vauban man > vauban.1")]
    Man,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder to start in (default: here)
    pub(crate) dir: Option<PathBuf>,
    /// Never ask; take flags and defaults
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Kind of product
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// Name as on the label
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Version being built
    #[arg(long = "product-version", value_name = "VERSION")]
    pub(crate) product_version: Option<String>,
    /// An interface it has, by protocol (repeat for several): https, modbus-tcp, uart, jtag …
    #[arg(long, value_name = "PROTOCOL")]
    pub(crate) interface: Vec<String>,
    /// Write today's findings into security/backlog.toml as waivers: day one is green
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Last day of those waivers (default: six months from today)
    #[arg(long, value_name = "YYYY-MM-DD", requires = "adopt")]
    pub(crate) until: Option<String>,
}

/// The four starting points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Special-purpose device with embedded software: sensor, controller, drive, gateway
    EmbeddedDevice,
    /// Device that forwards or restricts traffic: switch, router, firewall
    NetworkDevice,
    /// Programs that run on somebody's computer
    SoftwareApplication,
    /// General-purpose computer delivered with its operating system
    HostDevice,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: CheckFormat,
    /// Fail from this severity on
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) deny: Deny,
    /// At most so many excerpts of one check on the terminal
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) cap: usize,
}

/// Outputs of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: excerpts with causes and next steps
    Terminal,
    /// One line per finding
    Short,
    /// The documented contract `vauban/check/1`
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow annotations
    Github,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML
    Junit,
}

/// Severity from which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Note,
}

/// Options of `status`.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// A practice, requirement or aspect to look at closely: SD, SD-1, SD-1.c
    pub(crate) id: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
}

/// Outputs of commands with two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    Terminal,
    /// A documented contract
    Json,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// What to explain; lists: kinds, checks, requirements, rules, mechanisms, protocols, terms, catalogs, policy
    #[arg(required = true, num_args = 1..)]
    pub(crate) id: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Files to format (default: every record file of the project)
    pub(crate) files: Vec<PathBuf>,
    /// Change nothing; exit 1 if something would change
    #[arg(long)]
    pub(crate) check: bool,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which files it describes
    #[arg(default_value = "record")]
    pub(crate) of: SchemaOf,
}

/// The schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Files below security/
    Record,
    /// vauban.toml
    Root,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The other tool's format
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(vauban_import::FORMATS.iter().map(|format| format.name)))]
    pub(crate) format: String,
    /// The file to import
    pub(crate) file: PathBuf,
    /// How to report what was imported and what was lost
    #[arg(long = "format", value_name = "FORMAT", default_value = "terminal")]
    pub(crate) output: PlainFormat,
    /// Only say what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}
