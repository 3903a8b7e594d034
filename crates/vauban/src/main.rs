//! The command line: arguments in, text and an exit code out. Everything it knows it asks the engine.

mod advisories;
mod args;
mod commands;
mod files;
mod interfaces;
mod issues;
mod lines;
mod output;
mod pack;
mod pdf;
mod progress;
mod release;
mod repository;
mod review;
mod session;
mod site;
mod templates;
mod trace;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Command};
use vauban_answers::{context, depth, evidence, levels, people, practices, threats, which};

/// What a command comes to: 0 nothing at or above the deny level, 1 something, 2 wrong usage or no project.
type Outcome = Result<ExitCode, String>;

fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    // As if started there: every path that is named is looked for in that folder. A folder that is not there is left to
    // the command, which may make it or say what is missing.
    if let Some(folder) = &arguments.directory
        && std::env::set_current_dir(folder).is_ok()
    {
        arguments.directory = None;
    }
    if let Err(message) = lines::allowed(&arguments) {
        output::complain(&arguments, &message);
        return ExitCode::from(2);
    }
    let outcome = match &arguments.command {
        Command::Init(options) => commands::init::run(&arguments, options),
        Command::Check(options) => commands::check::run(&arguments, options),
        Command::Status(options) => commands::status::run(&arguments, options),
        Command::Variants(options) => commands::variants::run(&arguments, options),
        Command::Depth(options) => commands::depth::run(&arguments, options),
        Command::Threats(options) => commands::threats::run(&arguments, options),
        Command::Keys(options) => commands::keys::run(&arguments, options),
        Command::Release(options) => commands::release::run(&arguments, options),
        Command::Csaf(options) => commands::csaf::run(&arguments, options),
        Command::Crosswalk(options) => commands::crosswalk::run(&arguments, options),
        Command::Editions(options) => commands::editions::run(&arguments, options),
        Command::Report(options) => commands::report::run(&arguments, options),
        Command::Guide(options) => commands::guide::run(&arguments, options),
        Command::Site(options) => commands::site::run(&arguments, options),
        Command::Pack(options) => commands::pack::run(&arguments, options),
        Command::Verify(options) => commands::verify::run(&arguments, options),
        Command::Ledger(options) => commands::ledger::run(&arguments, options),
        Command::Cvss(options) => commands::cvss::run(&arguments, options),
        Command::Sbom(options) => commands::sbom::run(&arguments, options),
        Command::Ssvc(options) => commands::ssvc::run(&arguments, options),
        Command::Advisories(options) => commands::advisories::run(&arguments, options),
        Command::Match(options) => commands::matching::run(&arguments, options),
        Command::Context(options) => commands::context::run(&arguments, options),
        Command::Levels(options) => commands::levels::run(&arguments, options),
        Command::Practices(options) => commands::practices::run(&arguments, options),
        Command::People(options) => commands::people::run(&arguments, options),
        Command::Diagram(options) => commands::diagram::run(&arguments, options),
        Command::Use(options) => commands::used::run(&arguments, options),
        Command::Diff(options) => commands::diff::run(&arguments, options),
        Command::Review(options) => commands::review::run(&arguments, options),
        Command::Trace(options) => commands::trace::run(&arguments, options),
        Command::Process(options) => commands::process::run(&arguments, options),
        Command::Responsibilities(options) => commands::responsibilities::run(&arguments, options),
        Command::Tailoring(options) => commands::tailoring::run(&arguments, options),
        Command::Issue(options) => commands::issue::run(&arguments, options),
        Command::Update(options) => commands::update::run(&arguments, options),
        Command::Disclosure(options) => commands::disclosure::run(&arguments, options),
        Command::Vex(options) => commands::vex::run(&arguments, options),
        Command::Interface(options) => commands::interface::run(&arguments, options),
        Command::Explain(options) => commands::explain::run(&arguments, options),
        Command::Fmt(options) => commands::fmt::run(&arguments, options),
        Command::Schema(options) => commands::schema::run(&arguments, options),
        Command::Repository(options) => commands::repository::run(&arguments, options),
        Command::Evidence(options) => commands::evidence::run(&arguments, options),
        Command::Import(options) => commands::import::run(&arguments, options),
        Command::Export(options) => commands::export::run(&arguments, options),
        Command::Completions(options) => commands::completions::completions(&arguments, options),
        Command::Man => commands::completions::man(&arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(message) => {
            output::complain(&arguments, &message);
            ExitCode::from(2)
        }
    }
}
