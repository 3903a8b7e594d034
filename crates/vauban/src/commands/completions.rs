//! Shell completions and the manual page, from the declaration of the arguments.

use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::args::{Arguments, Completions};
use crate::{Outcome, output};

pub(crate) fn completions(_: &Arguments, options: &Completions) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "vauban", &mut text);
    output::write(|out| out.write_all(&text))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man(_: &Arguments) -> Outcome {
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(Arguments::command());
    page.render(&mut text).map_err(|error| error.to_string())?;
    output::write(|out| out.write_all(&text))?;
    Ok(ExitCode::SUCCESS)
}
