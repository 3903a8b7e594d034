//! `vauban status`: the table of requirements.

use std::process::ExitCode;

use vauban_report::status;

use crate::args::{Arguments, PlainFormat, Status};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Status) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let wanted = options.product.as_deref();
    let shown: Vec<_> = compiled
        .statuses()
        .iter()
        .filter(|status| wanted.is_none_or(|wanted| status.product == wanted))
        .cloned()
        .collect();
    if shown.is_empty() {
        let known: Vec<&str> = compiled.statuses().iter().map(|status| status.product.as_str()).collect();
        return Err(format!("there is no product `{}`; known: {}", wanted.unwrap_or(""), known.join(", ")));
    }
    if let Some(id) = &options.id
        && compiled.catalogs.resolve(id).is_none()
        && compiled.catalogs.default_lifecycle().practice(id).is_none()
    {
        return Err(format!("`{id}` is no practice, requirement or aspect; try SD, SD-1 or SD-1.c"));
    }
    output::write(|out| match options.format {
        PlainFormat::Json => status::json(&shown, out),
        PlainFormat::Terminal => {
            let style = output::style(arguments, Some(world.root()), 20);
            for (at, product) in shown.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                status::terminal(product, options.id.as_deref(), &compiled.incomplete, &style, out)?;
            }
            Ok(())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
