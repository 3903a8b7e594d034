//! `vauban advisories`: an index of what others publish. One module per subcommand.

mod build;
mod info;
mod update;

use std::process::ExitCode;

use vauban_advisories::index::Source;
use vauban_advisories::read::{Accepted, Problem, Refusal, Rules};
use vauban_advisories::{Builder, read};
use vauban_model::{FeedForm, Model};
use vauban_report::advisories::{AdvisoriesReport, json, terminal};

use crate::advisories::Asked;
use crate::args::{Advisories, AdvisoriesCommand, Arguments, PlainFormat, Sources};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Advisories) -> Outcome {
    match &options.command {
        AdvisoriesCommand::Build { sources, output } => build::run(arguments, sources, output),
        AdvisoriesCommand::Update { folder, sources, whole, merge } => {
            update::run(arguments, sources, folder, *whole, *merge)
        }
        AdvisoriesCommand::Info { index, id, verify, format } => {
            info::run(arguments, index, id.as_deref(), *verify, *format)
        }
    }
}

/// The sources that are read, and what was wrong in them.
#[derive(Debug, Default)]
struct Gathered {
    sources: Vec<Source>,
    problems: Vec<Problem>,
    told: u64,
}

/// Reads all sources into a builder.
fn gather(arguments: &Arguments, asked: &[Asked], fetched: &str, builder: &mut Builder) -> Result<Gathered, String> {
    let folder = session::folder(arguments);
    let mut gathered = Gathered::default();
    for one in asked {
        let progress = crate::progress::Progress::start("reading sources of advisories", arguments.quiet);
        let read = crate::advisories::read(one, &folder, fetched, builder);
        progress.stop();
        let (source, problems, told) = read?;
        gathered.sources.push(source);
        let mut problems = problems;
        problems.iter_mut().for_each(|problem| problem.file = format!("{}: {}", one.name, problem.file));
        gathered.problems.extend(problems);
        gathered.told += told;
    }
    Ok(gathered)
}

/// The sources that are asked for: on the command line, else in the feeds of the project.
fn asked(arguments: &Arguments, options: &Sources) -> Result<Vec<(Asked, Rules)>, String> {
    let rules = Rules { shrink: options.max_shrink, age: options.max_age };
    let mut all: Vec<(Asked, Rules)> = Vec::new();
    for text in &options.from {
        all.push((Asked::parse(text)?, rules));
    }
    if all.is_empty() {
        let (_, compiled) = session::design(arguments)?;
        all = feeds(&compiled.model, rules);
        if all.is_empty() {
            return Err("no source is named: give `--from NAME=FORM:PLACE`, or record a `[feed.ID]`".to_owned());
        }
    }
    let mut names: Vec<&str> = all.iter().map(|(one, _)| one.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("two sources are called `{}`; results name their source by it", pair[0])),
        None => Ok(all),
    }
}

fn feeds(model: &Model, rules: Rules) -> Vec<(Asked, Rules)> {
    let feeds = model.feed.iter().filter(|feed| !feed.head.removed);
    feeds
        .filter_map(|feed| {
            let form = match feed.form.as_ref()?.value {
                FeedForm::Osv => vauban_advisories::index::Form::Osv,
                FeedForm::Csaf => vauban_advisories::index::Form::Csaf,
                FeedForm::Cve => vauban_advisories::index::Form::Cve,
                FeedForm::RustSec => vauban_advisories::index::Form::RustSec,
                FeedForm::Kev => vauban_advisories::index::Form::Kev,
                FeedForm::Epss => vauban_advisories::index::Form::Epss,
            };
            let age = feed.max_age_days.as_ref().and_then(|days| u32::try_from(days.0.value).ok());
            let shrink = feed.may_shrink_percent.as_ref().and_then(|share| u8::try_from(share.0.value).ok());
            let name = feed.head.id.rsplit('/').next().unwrap_or_default().to_owned();
            let place = feed.place.as_ref()?.to_string();
            let rules = Rules { age: age.unwrap_or(rules.age), shrink: shrink.unwrap_or(rules.shrink) };
            Some((Asked { name, form, place }, rules))
        })
        .collect()
}

/// Holds the sources against their rules and what they were.
fn refusals(
    before: &[Source],
    gathered: &[Source],
    asked: &[(Asked, Rules)],
    today: &str,
    options: &Sources,
) -> Vec<Refusal> {
    let accepted = Accepted {
        shrunk: options.accept_shrunk.clone(),
        stale: options.accept_stale.clone(),
        unread: options.accept_unread.clone(),
    };
    let mut refused = Vec::new();
    for source in gathered {
        let rules =
            asked.iter().find(|(one, _)| one.name == source.name).map_or_else(Rules::default, |(_, rules)| *rules);
        let own: Vec<Source> = before.iter().filter(|old| old.name == source.name).cloned().collect();
        refused.extend(read::compare(&own, std::slice::from_ref(source), today, &rules, &accepted));
    }
    let gone: Vec<Source> =
        before.iter().filter(|old| !gathered.iter().any(|source| source.name == old.name)).cloned().collect();
    refused.extend(read::compare(&gone, &[], today, &Rules::default(), &accepted));
    refused
}

fn show(arguments: &Arguments, report: &AdvisoriesReport<'_>, format: PlainFormat) -> Outcome {
    output::write(|out| match format {
        PlainFormat::Terminal => terminal(report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => json(report, out),
    })?;
    Ok(if report.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
