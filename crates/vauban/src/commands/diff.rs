//! `vauban diff`: what a change does to the design, its threats, depth, verdicts and reviews.

use std::process::ExitCode;

use vauban_engine::diff::diff;
use vauban_engine::{Compilation, World, compile};
use vauban_report::diff::{DiffReport, json, markdown, terminal};

use crate::args::{Arguments, Diff, DiffFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Diff) -> Outcome {
    let world = session::world(arguments)?;
    let earlier = world.at(&options.before)?;
    let later = options.after.as_ref().map(|rev| world.at(rev)).transpose()?;
    let progress = Progress::start("compiling both sides", arguments.quiet);
    let now: &dyn World = match &later {
        Some(later) => later.as_ref(),
        None => &world,
    };
    let (before, after) = rayon::join(|| compile(earlier.as_ref()), || compile(now));
    let side = |side: Result<Compilation, _>, name: &str| {
        side.map_err(|error: vauban_engine::ProjectError| format!("{name}: {error}"))
    };
    let before = side(before, &options.before)?;
    let after = side(after, options.after.as_deref().unwrap_or("the working tree"))?;
    let product = product(&after, options.product.as_deref())?;
    let difference = diff(&before, &after, product);
    progress.stop();
    let report = DiffReport {
        difference: &difference,
        before: &options.before,
        after: options.after.as_deref().unwrap_or("working tree"),
    };
    let cap = if arguments.verbose { usize::MAX } else { 12 };
    output::write(|out| match options.format {
        DiffFormat::Terminal => terminal::report(&report, &output::style(arguments, Some(world.root()), cap), out),
        DiffFormat::Json => json::report(&report, out),
        DiffFormat::Markdown => markdown::report(&report, out),
    })?;
    Ok(ExitCode::SUCCESS)
}
