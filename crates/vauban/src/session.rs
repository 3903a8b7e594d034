//! Where a command runs and on what day: the one door for folder, environment and clock.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use vauban_analysis::clocks::Instant;
use vauban_engine::{
    Compilation, DiskWorld, LineError, ProjectError, World, compile, compile_edition, compile_line, compile_variant,
    survey, survey_line,
};
use vauban_model::Date;

use crate::args::Arguments;
use crate::progress::Progress;

/// The folder a command runs in.
pub(crate) fn folder(arguments: &Arguments) -> PathBuf {
    arguments.directory.clone().unwrap_or_else(|| PathBuf::from("."))
}

/// Today: `--today`, else the day of `--now`, else SOURCE_DATE_EPOCH, else the clock (UTC).
pub(crate) fn today(arguments: &Arguments) -> Result<Date, String> {
    moment(arguments).map(|moment| moment.today)
}

/// The instant that deadlines in hours are held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// The day it is in.
    pub(crate) today: Date,
    /// Seconds from 1970-01-01T00:00:00Z.
    pub(crate) seconds: i64,
    /// Minutes by which the zone it was given in is ahead of UTC.
    pub(crate) ahead: i32,
    /// Where it comes from, in words.
    pub(crate) said: &'static str,
}

/// The instant: `--now`, else the end of `--today` in UTC, else SOURCE_DATE_EPOCH, else the clock.
pub(crate) fn moment(arguments: &Arguments) -> Result<Moment, String> {
    let given = arguments
        .today
        .as_deref()
        .map(|given| Date::parse(given).ok_or_else(|| format!("`--today {given}` is no date; write it as 2026-11-22")));
    let given = given.transpose()?;
    if let Some(written) = &arguments.now {
        let instant = Instant::parse(written).ok_or_else(|| {
            format!("`--now {written}` is no time with a zone; write it as 2026-11-22T21:00:00+01:00")
        })?;
        let date = instant.date().ok_or_else(|| format!("`--now {written}` is in no year from 1 to 9999"))?;
        if let Some(today) = given.filter(|today| *today != date) {
            return Err(format!("`--now {written}` is not on the day of `--today {today}`; give one of them"));
        }
        return Ok(Moment { today: date, seconds: instant.seconds, ahead: instant.ahead, said: "--now" });
    }
    if let Some(today) = given {
        let seconds = today.days() * 86_400 + 86_399;
        return Ok(Moment { today, seconds, ahead: 0, said: "the end of --today, UTC" });
    }
    let (stamp, said) = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds =
                seconds.trim().parse().map_err(|_| format!("SOURCE_DATE_EPOCH `{seconds}` is no number of seconds"))?;
            let stamp = jiff::Timestamp::from_second(seconds).map_err(|error| format!("SOURCE_DATE_EPOCH: {error}"))?;
            (stamp, "SOURCE_DATE_EPOCH")
        }
        Err(_) => (jiff::Timestamp::now(), "the clock"),
    };
    let seconds = stamp.as_second();
    let today = Date::from_days(seconds.div_euclid(86_400)).ok_or("the clock shows no date")?;
    Ok(Moment { today, seconds, ahead: 0, said })
}

/// The project in the folder.
pub(crate) fn world(arguments: &Arguments) -> Result<DiskWorld, String> {
    let moment = moment(arguments)?;
    Ok(DiskWorld::open(&folder(arguments), moment.today)?.at_instant(Some(moment.seconds)))
}

/// Everything that can be said about the project. A command answers once and the process ends: taking thousands of
/// records apart before that would be work for nobody.
pub(crate) type Compiled = ManuallyDrop<Compilation>;

/// Compiles the project in the folder; also how many seconds it took.
pub(crate) fn compilation(arguments: &Arguments) -> Result<(DiskWorld, Compiled, f64), String> {
    let begun = std::time::Instant::now();
    let (world, compiled) = read(arguments, "reading and judging the records", true)?;
    Ok((world, compiled, begun.elapsed().as_secs_f64()))
}

/// Compiles the project in the folder by another edition of the process standard.
pub(crate) fn by_edition(arguments: &Arguments, edition: &str) -> Result<(DiskWorld, Compiled), String> {
    if arguments.line.is_some() || arguments.variant.is_some() {
        return Err(
            "another edition is looked at for the product as it stands, without `--line` and `--variant`".into()
        );
    }
    let world = world(arguments)?;
    let progress = Progress::start("reading and judging the records", arguments.quiet);
    let compiled = compile_edition(&world, edition);
    progress.stop();
    Ok((world, ManuallyDrop::new(compiled.map_err(|error| error.to_string())?)))
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
