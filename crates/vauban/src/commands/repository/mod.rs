//! `vauban repository`: updates that devices can fetch safely. One module per subcommand.

mod add;
mod bundle;
mod delegate;
mod fetch;
mod init;
mod key;
mod refresh;
mod rotate;
mod sign;
mod status;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp as Instant;
use vauban_report::repository::{Change, change_json, change_terminal};

use crate::args::{Arguments, PlainFormat, Repository, RepositoryCommand};
use crate::repository::{Desk, Folder, Keys};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Repository) -> Outcome {
    match &options.command {
        RepositoryCommand::Key(options) => key::run(arguments, options),
        RepositoryCommand::Init(options) => init::run(arguments, options),
        RepositoryCommand::Add(options) => add::run(arguments, options),
        RepositoryCommand::Remove(options) => add::remove(arguments, options),
        RepositoryCommand::Delegate(options) => delegate::run(arguments, options),
        RepositoryCommand::Revoke(options) => delegate::revoke(arguments, options),
        RepositoryCommand::Sign(options) => sign::run(arguments, options),
        RepositoryCommand::Rotate(options) => rotate::run(arguments, options),
        RepositoryCommand::Renew(options) => rotate::renew(arguments, options),
        RepositoryCommand::Refresh(options) => refresh::run(arguments, options),
        RepositoryCommand::Status(options) => status::run(arguments, options),
        RepositoryCommand::Verify(options) => verify::run(arguments, options),
        RepositoryCommand::Fetch(options) => fetch::run(arguments, options),
        RepositoryCommand::Bundle(options) => bundle::run(arguments, options),
    }
}

/// The instant that counts.
fn now(arguments: &Arguments) -> Result<Instant, String> {
    let moment = session::moment(arguments)?;
    Instant::from_second(moment.seconds).map_err(|error| format!("{}: {error}", moment.said))
}

/// A path as it was given, from the folder the command runs in.
fn at(arguments: &Arguments, path: &Path) -> PathBuf {
    session::folder(arguments).join(path)
}

fn desk(arguments: &Arguments, repository: &Path) -> Result<Desk, String> {
    Desk::open(Folder::open(at(arguments, repository))?, now(arguments)?)
}

/// The private keys at hand: none if no folder is named.
fn keys(arguments: &Arguments, dir: Option<&PathBuf>, repository: &Path) -> Result<Keys, String> {
    match dir {
        Some(dir) => Keys::open(&at(arguments, dir), &at(arguments, repository)),
        None => Ok(Keys::none()),
    }
}

/// Says what a step came to. Metadata that waits for signatures is no failure: somebody else signs.
fn say(arguments: &Arguments, format: PlainFormat, change: &Change) -> Outcome {
    output::write(|out| match format {
        PlainFormat::Json => change_json(change, out),
        PlainFormat::Terminal => change_terminal(change, &output::style(arguments, None, 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}
