//! `vauban crosswalk`: what the records answer of other laws and standards.

use std::process::ExitCode;

use vauban_answers::crosswalk::{Options, report, state};
use vauban_report::crosswalk;

use crate::args::{Arguments, Crosswalk, PlainFormat};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Crosswalk) -> Outcome {
    let state = options.state.as_deref().map(state).transpose()?;
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let answer = report(&compiled, product, Options { framework: options.framework.as_deref(), state })?;
    output::write(|out| match options.format {
        PlainFormat::Json => crosswalk::json::report(&answer, out),
        PlainFormat::Terminal => {
            crosswalk::terminal::report(&answer, &output::style(arguments, Some(world.root()), 20), out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
