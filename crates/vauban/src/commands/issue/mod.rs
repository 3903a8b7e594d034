//! `vauban issue`: security issues and reported cases. One module per subcommand.

mod clock;
mod drill;
mod file;
mod filed;

use vauban_model::{AnyId, Kind, Model};

use crate::Outcome;
use crate::args::{Arguments, Issue, IssueCommand};

use clock::instant as at;

pub(crate) fn run(arguments: &Arguments, options: &Issue) -> Outcome {
    match &options.command {
        IssueCommand::Clock(options) => clock::run(arguments, options),
        IssueCommand::File(options) => file::run(arguments, options),
        IssueCommand::Filed(options) => filed::run(arguments, options),
        IssueCommand::Drill(options) => drill::run(arguments, options),
    }
}

/// The case that a person means.
fn case(model: &Model, word: &str) -> Result<AnyId, String> {
    let name = word.strip_prefix("case.").unwrap_or(word);
    model.find(Kind::Case, name).ok_or_else(|| {
        let known = model.case.iter().map(|case| &*case.head.id);
        let hint = vauban_diagnostics::nearest(name, known.clone()).map(|near| format!("; did you mean `{near}`?"));
        let none = known.count() == 0;
        let hint = hint.unwrap_or_else(|| if none { "; there are no cases".to_owned() } else { String::new() });
        format!("there is no `[case.{name}]`{hint}")
    })
}
