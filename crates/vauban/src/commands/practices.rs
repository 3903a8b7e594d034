//! `vauban practices`: the design practices, and how the product answers them.

use std::process::ExitCode;

use vauban_report::practices;

use crate::args::{Arguments, PlainFormat, ProductPage};
use crate::depth::product;
use crate::practices::report;
use crate::which::Chosen;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &ProductPage) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let chosen = Chosen::new(&compiled.model, &options.which)?;
    let answer = report(&compiled, product, &chosen).ok_or("the practices cannot be judged")?;
    output::write(|out| match options.format {
        PlainFormat::Json => practices::json::report(&answer, out),
        PlainFormat::Terminal => practices::terminal::report(
            &answer,
            &output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(20)),
            out,
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}
