//! `vauban threats`: what could happen to each element of the design, and where each threat stands.

use std::process::ExitCode;

use vauban_analysis::threats::State;
use vauban_report::threats;

use crate::args::{Arguments, PlainFormat, Threats};
use crate::depth::product;
use crate::threats::{Wanted, report};
use crate::which::Chosen;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Threats) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let found = compiled.threats(product).ok_or("the design cannot be analysed")?;
    let states: Vec<State> = match options.new {
        true => vec![State::Open],
        false => options.state.iter().map(|word| (*word).into()).collect(),
    };
    let wanted = Wanted {
        element: options.element.as_deref(),
        states,
        stride: options.stride.iter().map(|word| (*word).into()).collect(),
        rule: options.rule.as_deref(),
        least: options.min_severity.map(Into::into),
        all: options.all,
        digests: options.new || options.format == PlainFormat::Json,
        facts: options.new || options.format == PlainFormat::Json || arguments.verbose,
        chosen: Chosen::new(&compiled.model, &options.which)?,
    };
    let answer = report(&compiled, product, found, &wanted)?;
    if let Some(file) = &options.write {
        let text =
            vauban_report::to_string(|out| threats::stubs::report(&answer, out)).map_err(|error| error.to_string())?;
        let many = answer.threats.iter().filter(|row| threats::stubs::undecided(row)).count();
        if many == 0 {
            output::write(|out| writeln!(out, "No open threat is without a decision record; nothing was written."))?;
            return Ok(ExitCode::SUCCESS);
        }
        files::create(&session::folder(arguments).join(file), &text)?;
        let what = if many == 1 { "a decision".to_owned() } else { format!("{many} decisions") };
        output::write(|out| {
            writeln!(out, "Wrote {what} to fill in to {}; until then each is a finding.", file.display())
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    output::write(|out| match (options.new, options.format) {
        (true, PlainFormat::Terminal) => threats::stubs::report(&answer, out),
        (_, PlainFormat::Json) => threats::json::report(&answer, out),
        (false, PlainFormat::Terminal) => threats::terminal::report(
            &answer,
            &output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(20)),
            out,
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}
