//! `vauban diff`: what a change does to the design, its threats, depth, verdicts and reviews.

use std::process::ExitCode;

use vauban_engine::diff::diff;
use vauban_engine::{Compilation, DiskWorld, LineError, World, compile, compile_line, compile_variant};
use vauban_report::diff::{DiffReport, json, markdown, terminal};

use crate::args::{Arguments, Diff, DiffFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, output, session};

/// What is compared: a revision, a version line, or the folder as it stands.
enum Side {
    Revision(String, Box<dyn World>),
    Line(String),
    Here,
}

impl Side {
    fn new(world: &DiskWorld, written: &str) -> Result<Side, String> {
        match written.strip_prefix("line:") {
            Some(line) => Ok(Side::Line(line.to_owned())),
            None => Ok(Side::Revision(written.to_owned(), world.at(written)?)),
        }
    }

    fn name(&self) -> String {
        match self {
            Side::Revision(rev, _) => rev.clone(),
            Side::Line(line) => format!("line {line}"),
            Side::Here => "working tree".to_owned(),
        }
    }

    fn compile(&self, world: &DiskWorld, variant: Option<&str>) -> Result<Compilation, String> {
        let whole = |world: &dyn World| match variant {
            Some(variant) => compile_variant(world, variant),
            None => compile(world),
        };
        let compiled = match self {
            Side::Revision(_, world) => whole(world.as_ref()).map_err(LineError::Project),
            Side::Line(line) => compile_line(world, line, variant),
            Side::Here => whole(world).map_err(LineError::Project),
        };
        compiled.map_err(|error| match error {
            LineError::Project(error) => format!("{}: {error}", self.name()),
            LineError::Unknown { .. } | LineError::Gone { .. } => error.to_string(),
        })
    }
}

pub(crate) fn run(arguments: &Arguments, options: &Diff) -> Outcome {
    let world = session::world(arguments)?;
    let line = arguments.line.as_ref().map(|line| format!("line:{line}"));
    let mut written = line.iter().chain(&options.before).chain(&options.after);
    let sides = (written.next(), written.next(), written.next());
    let (Some(earlier), later, None) = sides else {
        return Err("two sides are compared: name two of --line, REV and REV".into());
    };
    let earlier = Side::new(&world, earlier)?;
    let later = later.map_or(Ok(Side::Here), |later| Side::new(&world, later))?;
    let progress = Progress::start("compiling both sides", arguments.quiet);
    let variant = arguments.variant.as_deref();
    let (before, after) = rayon::join(|| earlier.compile(&world, variant), || later.compile(&world, variant));
    let (before, after) = (before?, after?);
    let product = product(&after, options.product.as_deref())?;
    let difference = diff(&before, &after, product);
    progress.stop();
    let report = DiffReport { difference: &difference, before: &earlier.name(), after: &later.name() };
    let cap = if arguments.verbose { usize::MAX } else { 12 };
    output::write(|out| match options.format {
        DiffFormat::Terminal => terminal::report(&report, &output::style(arguments, Some(world.root()), cap), out),
        DiffFormat::Json => json::report(&report, out),
        DiffFormat::Markdown => markdown::report(&report, out),
    })?;
    Ok(ExitCode::SUCCESS)
}
