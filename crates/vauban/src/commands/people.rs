//! `vauban people`: who holds which role, where everybody stands, and what they may test.

use std::io::Write as _;
use std::process::ExitCode;

use vauban_engine::export_history;
use vauban_model::Date;
use vauban_report::people::{json, terminal};

use crate::args::{Arguments, People, PlainFormat};
use crate::depth::product;
use crate::people::report;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &People) -> Outcome {
    if let Some(path) = &options.export {
        let path = session::folder(arguments).join(path);
        files::create(&path, &export_history(&session::folder(arguments))?)?;
        writeln!(std::io::stderr(), "wrote {}", path.display()).map_err(|error| error.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let on = match &options.on {
        Some(day) => Date::parse(day).ok_or_else(|| format!("`{day}` is no date; say it as 2026-11-22"))?,
        None => compiled.today(),
    };
    let answer = report(&compiled, product, on).ok_or("the people cannot be looked at")?;
    output::write(|out| match options.format {
        PlainFormat::Json => json::report(&answer, out),
        PlainFormat::Terminal => terminal::report(&answer, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}
