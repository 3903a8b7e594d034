//! `vauban interface`: the questions of SD-1, for all interfaces at a glance or for one on a page.

use std::process::ExitCode;

use vauban_report::interfaces;

use crate::args::{Arguments, Interface, InterfaceFormat};
use crate::depth::{meant, product};
use crate::interfaces::{Wanted, ask, report};
use crate::which::Chosen;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Interface) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let sheets = compiled.interfaces(product).ok_or("the design cannot be analysed")?;
    let model = &compiled.model;
    let only = options.id.as_deref();
    let only = only.map(|word| meant(model, sheets.register.interfaces(), "interface", word)).transpose()?;
    if let Some(id) = only.filter(|_| options.ask) {
        return ask::run(arguments, &compiled, &sheets, id);
    }
    let wanted = Wanted {
        only,
        chosen: Chosen::new(model, &options.which)?,
        open: options.open,
        questions: only.is_some() || options.format == InterfaceFormat::Json,
    };
    let mut answer = report(&compiled, product, &sheets, &wanted);
    let others = compiled.products().into_iter().flatten().filter(|other| Some(*other) != product);
    let others: Vec<String> = others.map(|other| model.head(other).id.to_string()).collect();
    if options.product.is_none() && !others.is_empty() {
        answer.notes.push(format!("Other products, with `--product ID`: {}.", others.join(", ")));
    }
    let style = output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(20));
    output::write(|out| match (options.format, answer.interfaces.as_slice()) {
        (InterfaceFormat::Json, _) => interfaces::json::report(&answer, out),
        (InterfaceFormat::Markdown, _) => interfaces::markdown::report(&answer, out),
        (InterfaceFormat::Terminal, [only]) if answer.single => interfaces::sheet::report(only, &style, out),
        (InterfaceFormat::Terminal, _) => interfaces::overview::report(&answer, &style, out),
    })?;
    Ok(ExitCode::SUCCESS)
}
