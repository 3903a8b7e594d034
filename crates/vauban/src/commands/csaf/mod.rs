//! `vauban csaf`: advisories, held against the standard and laid out for publication. One module per subcommand.

mod own;
mod provider;
mod publish;
mod sign;
mod validate;

use crate::Outcome;
use crate::args::{Arguments, Csaf, CsafCommand, ProviderCommand};

pub(crate) fn run(arguments: &Arguments, options: &Csaf) -> Outcome {
    match &options.command {
        CsafCommand::Validate(options) => validate::run(arguments, options),
        CsafCommand::Publish(options) => publish::run(arguments, options),
        CsafCommand::Provider { command: ProviderCommand::Check { folder, format } } => {
            provider::check(arguments, folder, *format)
        }
    }
}

/// What keeps an advisory from being valid: its schema or a mandatory test.
fn valid(bytes: &[u8]) -> Result<(), String> {
    let verdict = vauban_csaf::validate(bytes, &vauban_csaf::Options::BASIC);
    if verdict.valid {
        return Ok(());
    }
    let told = verdict.failed().filter_map(|test| test.errors.first().map(|fault| format!("{}: {fault}", test.id)));
    let told: Vec<String> = told.take(3).collect();
    Err(format!("not valid: {}", if told.is_empty() { "no test says why".to_owned() } else { told.join("; ") }))
}
