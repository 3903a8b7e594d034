//! `vauban vex`: statements about exploitability. One module per subcommand.

mod apply;
mod check;
mod read;
mod show;
mod stamp;
mod write;

use crate::Outcome;
use crate::args::{Arguments, Vex, VexCommand};

pub(crate) fn run(arguments: &Arguments, options: &Vex) -> Outcome {
    match &options.command {
        VexCommand::Stamp { id, at } => stamp::run(arguments, id, at.as_deref()),
        VexCommand::Check(options) => check::run(arguments, options),
        VexCommand::Show(options) => show::run(arguments, options),
        VexCommand::Apply(options) => apply::run(arguments, options),
        VexCommand::Write(options) => write::run(arguments, options),
    }
}
