//! `vauban levels`: which security level the product reaches, and what is missing for the next.

use std::process::ExitCode;

use vauban_report::levels;

use crate::args::{Arguments, Levels, LevelsFormat};
use crate::depth::product;
use crate::levels::{Options, Wanted, report};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Levels) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let told = compiled.levels(product).ok_or("the levels cannot be worked out")?;
    let wanted = Wanted::new(
        &compiled,
        product,
        told,
        Options {
            what: &options.what,
            component_type: options.component_type.as_deref(),
            statement: options.statement,
            everything: options.format == LevelsFormat::Json,
            which: (&options.which).into(),
        },
    )?;
    let mut answer = report(&compiled, product, told, &wanted);
    let others = compiled.products().into_iter().flatten().filter(|other| Some(*other) != product);
    let others: Vec<String> = others.map(|other| compiled.model.head(other).id.to_string()).collect();
    if options.product.is_none() && !others.is_empty() {
        answer.notes.push(format!("Other products, with `--product ID`: {}.", others.join(", ")));
    }
    output::write(|out| match options.format {
        LevelsFormat::Json => levels::json::report(&answer, out),
        LevelsFormat::Markdown => levels::markdown::report(&answer, out),
        LevelsFormat::Terminal => levels::terminal::report(
            &answer,
            &output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(20)),
            out,
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}
