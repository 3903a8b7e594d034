//! `vauban context`: where the product stands, what it takes for granted, and which levels it claims.

use std::process::ExitCode;

use vauban_report::context;

use crate::args::{Arguments, PlainFormat, ProductPage};
use crate::context::report;
use crate::depth::product;
use crate::which::Chosen;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &ProductPage) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let chosen = Chosen::new(&compiled.model, &options.which)?;
    let answer = report(&compiled, product, &chosen);
    output::write(|out| match options.format {
        PlainFormat::Json => context::json::report(&answer, out),
        PlainFormat::Terminal => context::terminal::report(
            &answer,
            &output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(20)),
            out,
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}
