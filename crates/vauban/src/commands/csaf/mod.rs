//! `vauban csaf`: advisories. One module per subcommand.

mod validate;

use crate::Outcome;
use crate::args::{Arguments, Csaf, CsafCommand};

pub(crate) fn run(arguments: &Arguments, options: &Csaf) -> Outcome {
    match &options.command {
        CsafCommand::Validate(options) => validate::run(arguments, options),
    }
}
