//! `vauban issue`: security issues and reported cases. One module per subcommand.

mod clock;
mod drill;
mod file;
mod filed;

use crate::Outcome;
use crate::args::{Arguments, Issue, IssueCommand};

pub(crate) fn run(arguments: &Arguments, options: &Issue) -> Outcome {
    match &options.command {
        IssueCommand::Clock(options) => clock::run(arguments, options),
        IssueCommand::File(options) => file::run(arguments, options),
        IssueCommand::Filed(options) => filed::run(arguments, options),
        IssueCommand::Drill(options) => drill::run(arguments, options),
    }
}
