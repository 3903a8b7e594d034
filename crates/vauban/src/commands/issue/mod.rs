//! `vauban issue`: security issues and reported cases. One module per subcommand.

mod assess;
mod clock;
mod close;
mod decide;
mod disclose;
mod drill;
mod figures;
mod file;
mod filed;
mod impact;
mod list;
mod receive;
mod resolve;
mod show;

use std::process::ExitCode;

use vauban_model::{AnyId, Kind, Model};
use vauban_report::issues::step;

use crate::args::{Arguments, Issue, IssueCommand, PlainFormat};
use crate::issues::{Said, Step, page, take};
use crate::{Outcome, output, session};

use clock::instant as at;
pub(crate) use list::word_of;

pub(crate) fn run(arguments: &Arguments, options: &Issue) -> Outcome {
    match &options.command {
        IssueCommand::Receive(options) => receive::run(arguments, options),
        IssueCommand::Assess(options) => assess::run(arguments, options),
        IssueCommand::Decide(options) => decide::run(arguments, options),
        IssueCommand::Resolve(options) => resolve::run(arguments, options),
        IssueCommand::Disclose(options) => disclose::run(arguments, options),
        IssueCommand::Close(options) => close::run(arguments, options),
        IssueCommand::Answer(options) => close::answer(arguments, options),
        IssueCommand::List(options) => list::run(arguments, options),
        IssueCommand::Show(options) => show::run(arguments, options),
        IssueCommand::Figures(options) => figures::run(arguments, options),
        IssueCommand::Clock(options) => clock::run(arguments, options),
        IssueCommand::File(options) => file::run(arguments, options),
        IssueCommand::Filed(options) => filed::run(arguments, options),
        IssueCommand::Drill(options) => drill::run(arguments, options),
        IssueCommand::Impact(options) => impact::run(arguments, options),
    }
}

/// Takes a step, and says what it came to and what comes next.
fn taken(arguments: &Arguments, wanted: &Step<'_>) -> Outcome {
    let (written, compiled) = take(arguments, wanted)?;
    let report = page::outcome(&compiled, session::today(arguments)?, &written);
    output::write(|out| match wanted.options.format {
        PlainFormat::Json => step::json(&report, out),
        PlainFormat::Terminal => step::terminal(&report, &output::style(arguments, None, 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A key that was said once, or not.
fn one(key: &'static str, word: Option<&String>) -> Said {
    (key, word.cloned().into_iter().collect())
}

/// A key that was said several times, or not.
fn many(key: &'static str, words: &[String]) -> Said {
    (key, words.to_vec())
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
