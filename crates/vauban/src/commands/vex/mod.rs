//! `vauban vex`: statements about exploitability. One module per subcommand.

mod stamp;

use crate::Outcome;
use crate::args::{Arguments, Vex, VexCommand};

pub(crate) fn run(arguments: &Arguments, options: &Vex) -> Outcome {
    match &options.command {
        VexCommand::Stamp { id, at } => stamp::run(arguments, id, at.as_deref()),
    }
}
