//! Where a command runs and on what day: the one door for folder, environment and clock.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Instant;

use vauban_engine::{
    Compilation, DiskWorld, LineError, ProjectError, World, compile, compile_line, compile_variant, survey, survey_line,
};
use vauban_model::Date;

use crate::args::Arguments;
use crate::progress::Progress;

/// The folder a command runs in.
pub(crate) fn folder(arguments: &Arguments) -> PathBuf {
    arguments.directory.clone().unwrap_or_else(|| PathBuf::from("."))
}

/// Today: `--today`, else SOURCE_DATE_EPOCH, else the clock (UTC).
pub(crate) fn today(arguments: &Arguments) -> Result<Date, String> {
    if let Some(given) = &arguments.today {
        return Date::parse(given).ok_or_else(|| format!("`--today {given}` is no date; write it as 2026-11-22"));
    }
    let stamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds =
                seconds.trim().parse().map_err(|_| format!("SOURCE_DATE_EPOCH `{seconds}` is no number of seconds"))?;
            jiff::Timestamp::from_second(seconds).map_err(|error| format!("SOURCE_DATE_EPOCH: {error}"))?
        }
        Err(_) => jiff::Timestamp::now(),
    };
    let day = stamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    let year = u16::try_from(day.year()).unwrap_or_default();
    Date::new(year, day.month().unsigned_abs(), day.day().unsigned_abs())
        .ok_or_else(|| "the clock shows no date".to_owned())
}

/// The project in the folder.
pub(crate) fn world(arguments: &Arguments) -> Result<DiskWorld, String> {
    DiskWorld::open(&folder(arguments), today(arguments)?)
}

/// Everything that can be said about the project. A command answers once and the process ends: taking thousands of
/// records apart before that would be work for nobody.
pub(crate) type Compiled = ManuallyDrop<Compilation>;

/// Compiles the project in the folder; also how many seconds it took.
pub(crate) fn compilation(arguments: &Arguments) -> Result<(DiskWorld, Compiled, f64), String> {
    let begun = Instant::now();
    let (world, compiled) = read(arguments, "reading and judging the records", true)?;
    Ok((world, compiled, begun.elapsed().as_secs_f64()))
}

/// Reads the project in the folder without running its checks, as far as the answer does not rest on them.
pub(crate) fn design(arguments: &Arguments) -> Result<(DiskWorld, Compiled), String> {
    read(arguments, "reading the records", false)
}

/// Compiles what the arguments ask for, in a world of its own: the folder as it stands or one of its version lines, and
/// all variants or one.
pub(crate) fn compiled(arguments: &Arguments, world: &dyn World, checked: bool) -> Result<Compilation, LineError> {
    match (&arguments.line, arguments.variant.as_deref(), checked) {
        (Some(line), None, false) => survey_line(world, line),
        (Some(line), variant, _) => compile_line(world, line, variant),
        (None, Some(variant), _) => compile_variant(world, variant).map_err(LineError::Project),
        (None, None, true) => compile(world).map_err(LineError::Project),
        (None, None, false) => survey(world).map_err(LineError::Project),
    }
}

fn read(arguments: &Arguments, doing: &'static str, checked: bool) -> Result<(DiskWorld, Compiled), String> {
    let world = world(arguments)?;
    let progress = Progress::start(doing, arguments.quiet);
    let compiled = compiled(arguments, &world, checked);
    progress.stop();
    let compiled = compiled.map_err(|error| match error {
        LineError::Project(ProjectError::NoProject) => format!(
            "{error} ({})\n\nrun `vauban init` to start a project here, or name one with `-C DIR`",
            world.root().display()
        ),
        error => error.to_string(),
    })?;
    Ok((world, ManuallyDrop::new(compiled)))
}
