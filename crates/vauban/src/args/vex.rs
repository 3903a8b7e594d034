//! The arguments of `vex`.

use clap::{Args, Subcommand};

/// Options of `vex`.
#[derive(Debug, Args)]
pub(crate) struct Vex {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: VexCommand,
}

/// What `vex` does.
#[derive(Debug, Subcommand)]
pub(crate) enum VexCommand {
    /// Write into a statement what the mechanisms and components it rests on are now; when one changes, it is open again
    Stamp {
        /// The statement: `vex.ID` or its id
        id: String,
        /// When it was looked at; needs a zone. Without it the statement must say it itself
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}
