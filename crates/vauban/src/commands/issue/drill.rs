//! `vauban issue drill`: the clocks of a case from an awareness that is made up. Records stay as they are, unless a record
//! of the exercise itself is asked for.

use std::path::Path;
use std::process::ExitCode;

use vauban_analysis::clocks::{CaseClocks, Duty, Instant, State, Track};
use vauban_engine::Compilation;
use vauban_model::{Kind, Ref};
use vauban_report::clocks::{json, terminal};
use vauban_syntax::edit::append_record;

use super::{at, case};
use crate::args::{Arguments, IssueDrill, PlainFormat, TrackWord};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &IssueDrill) -> Outcome {
    let moment = session::moment(arguments)?;
    let now = at(moment);
    let aware = match &options.aware {
        Some(written) => Instant::parse(written).ok_or_else(|| {
            format!("`--aware {written}` is no time with a zone; write it as 2026-12-18T16:40:00+01:00")
        })?,
        None => now,
    };
    let (world, compiled) = session::design(arguments)?;
    let track = match options.track {
        TrackWord::ExploitedVulnerability => Track::ExploitedVulnerability,
        TrackWord::SevereIncident => Track::SevereIncident,
    };
    let page = match options.case.as_str() {
        "new" => compiled.drill_new(track, aware, now),
        word => compiled.drill(case(&compiled.model, word)?, aware, now).ok_or("there is no such case")?,
    };
    if let Some(id) = &options.record {
        let path = record(&compiled, world.root(), options, id, &page, aware)?;
        output::beside(arguments, |_, out| writeln!(out, "wrote `[case.{id}]` with `drill = true` into {path}"));
    }
    output::write(|out| match options.format {
        PlainFormat::Json => json::drill(&page, (now, moment.said), out),
        PlainFormat::Terminal => {
            let style = output::style(arguments, Some(world.root()), 20);
            terminal::one(&page, now, &style, out)?;
            let first =
                page.clocks.iter().filter(|clock| clock.duty == Duty::EarlyWarning && clock.state != State::NotOwed);
            if let Some(due) = first.filter_map(|clock| clock.due).next() {
                writeln!(
                    out,
                    "\n Who assesses, who files and who stands in must be reachable until {}.",
                    due.people()
                )?;
            }
            Ok(())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the exercise as a case of its own; the file it went into.
fn record(
    compiled: &Compilation,
    root: &Path,
    options: &IssueDrill,
    id: &str,
    page: &CaseClocks,
    aware: Instant,
) -> Result<String, String> {
    let model = &compiled.model;
    let plain = !id.is_empty()
        && id.len() <= 120
        && id.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if !plain {
        return Err(format!("`{id}` is no id; use letters, digits and `-`"));
    }
    if model.find(Kind::Case, id).is_some() {
        return Err(format!("there is a `[case.{id}]` already; an exercise gets an id of its own"));
    }
    let path = Path::new(&options.into);
    let normal = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !normal || !options.into.starts_with("security/") || path.extension().is_none_or(|ending| ending != "toml") {
        return Err(format!("`{}` is no record file; name one as security/drills.toml", options.into));
    }
    let track = page.track.unwrap_or(Track::ExploitedVulnerability).word();
    let mut text = format!("[case.{id}]\ntitle = \"Exercise\"\ntrack = \"{track}\"\ndrill = true\naware = {aware}\n");
    if options.case != "new" {
        let of = case(model, &options.case)?;
        let record = model.case.get(of.at as usize).ok_or("there is no such case")?;
        let issues = record.issue.iter().filter_map(Ref::to).map(|issue| format!("\"{}\"", model.head(issue).name()));
        let issues: Vec<String> = issues.collect();
        if !issues.is_empty() {
            text.push_str(&format!("issue = [{}]\n", issues.join(", ")));
        }
    }
    let file = root.join(path);
    if file.exists() {
        let before =
            std::fs::read_to_string(&file).map_err(|error| format!("cannot read {}: {error}", options.into))?;
        files::replace(&file, append_record(&before, &text))?;
    } else {
        files::create(&file, &text)?;
    }
    Ok(options.into.clone())
}
