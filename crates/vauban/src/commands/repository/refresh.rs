//! `vauban repository refresh`: a new timestamp, and a new snapshot where one is needed.

use std::process::ExitCode;

use super::{desk, keys, say};
use crate::Outcome;
use crate::args::{Arguments, RepositoryRefresh};

pub(crate) fn run(arguments: &Arguments, options: &RepositoryRefresh) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    desk.sign(&own)?;
    desk.settle()?;
    let published = desk.refresh(&own)?;
    let change = desk.finish(&own)?;
    say(arguments, options.format, &change)?;
    Ok(if published { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
