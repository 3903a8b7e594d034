//! `vauban trace`: what hangs together, where a thread breaks, what a change touches, and what links were based on.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use vauban_analysis::trace::Suspect;
use vauban_engine::{Compilation, World, survey};
use vauban_model::AnyId;
use vauban_report::trace::{ImpactReport, Ways, impact, json, markdown, sheet, terminal};

use super::review::doer;
use crate::args::{Arguments, Trace, TraceCommand, TraceFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::trace::stamp::{self, AT_ONCE, Hand, Written};
use crate::trace::{Wanted, again, meant, report, rows};
use crate::which::Chosen;
use crate::{Outcome, files, output, session};

/// Lines of one list before they are only counted.
const CAP: usize = 12;

pub(crate) fn run(arguments: &Arguments, options: &Trace) -> Outcome {
    match &options.command {
        Some(TraceCommand::Stamp { id, by, into, product }) => {
            return stamp_links(arguments, id, by.as_deref(), into, product.as_deref());
        }
        Some(TraceCommand::Accept { .. }) => return accept(arguments, options),
        None => {}
    }
    let format = options.format.unwrap_or(match options.matrix {
        true => TraceFormat::Csv,
        false => TraceFormat::Terminal,
    });
    if options.matrix != matches!(format, TraceFormat::Csv | TraceFormat::Xlsx) {
        return Err("`--format csv` and `xlsx` are for `--matrix`, and the other formats for the rest".to_owned());
    }
    if let Some(rev) = &options.since {
        return since(arguments, options, rev, format);
    }
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let traced = compiled.trace(product).ok_or("the records cannot be traced")?;
    if options.matrix {
        return matrix(arguments, options, format, &compiled, product, &traced.trace);
    }
    let from = options.id.as_deref().map(|word| meant(&compiled, &traced.trace, word)).transpose()?;
    if let Some(node) = from.filter(|_| options.impact) {
        let found = again::of_one(&compiled, product, &traced, node)?;
        return show(arguments, world.root(), &found, format);
    }
    let wanted = Wanted {
        from,
        ways: Ways { up: !options.down, down: !options.up },
        depth: options.depth.map(usize::from),
        to_the_end: format == TraceFormat::Json,
        chosen: Chosen::new(&compiled.model, &options.which)?,
    };
    let found = report(&compiled, product, &traced, &wanted);
    output::write(|out| match format {
        TraceFormat::Json => json::report(&found, out),
        TraceFormat::Markdown => markdown::report(&found, out),
        _ => {
            let cap = options.which.cap.unwrap_or(CAP);
            terminal::report(&found, &output::style(arguments, Some(world.root()), cap), out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn show(arguments: &Arguments, root: &std::path::Path, found: &ImpactReport, format: TraceFormat) -> Outcome {
    output::write(|out| match format {
        TraceFormat::Json => impact::json(found, out),
        TraceFormat::Markdown => impact::markdown(found, out),
        _ => impact::terminal(found, &output::style(arguments, Some(root), CAP), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn since(arguments: &Arguments, options: &Trace, rev: &str, format: TraceFormat) -> Outcome {
    let world = session::world(arguments)?;
    let earlier = world.at(rev)?;
    let progress = Progress::start("compiling both sides", arguments.quiet);
    let (before, after) = rayon::join(|| survey(earlier.as_ref()), || survey(&world));
    let side = |side: Result<Compilation, vauban_engine::ProjectError>, name: &str| {
        side.map_err(|error| format!("{name}: {error}"))
    };
    let (before, after) = (side(before, rev)?, side(after, "the working tree")?);
    let product = product(&after, options.product.as_deref())?;
    let found = again::since(&before, &after, product, rev);
    progress.stop();
    show(arguments, world.root(), &found?, format)
}

fn matrix(
    arguments: &Arguments,
    options: &Trace,
    format: TraceFormat,
    compiled: &Compilation,
    product: Option<AnyId>,
    trace: &vauban_analysis::trace::Trace,
) -> Outcome {
    let found = match (&options.from, &options.to) {
        (Some(from), Some(to)) => rows::pairs(compiled, product, trace, (from, to), sheet::MOST_ROWS)?,
        _ => rows::all(compiled, product, trace, sheet::MOST_ROWS),
    };
    if found.cut {
        let most = vauban_report::text::number(sheet::MOST_ROWS);
        output::complain(arguments, &format!("there are more than {most} rows; the rest is left out"));
    }
    let bytes = match format {
        TraceFormat::Xlsx => {
            let day = compiled.today();
            sheet::xlsx(&found, (day.year, day.month, day.day))?
        }
        _ => sheet::csv(&found)?,
    };
    match &options.output {
        Some(file) => {
            let path = session::folder(arguments).join(file);
            if path.exists() && !options.force {
                return Err(format!("{} is there already; --force writes over it", path.display()));
            }
            files::replace(&path, &bytes)?;
            let many = vauban_report::text::count(found.rows.len(), "row");
            output::write(|out| writeln!(out, "{many} written to {}", file.display()))?;
        }
        None if format == TraceFormat::Xlsx && std::io::stdout().is_terminal() => {
            return Err("a workbook is no text: name a file with `--output FILE`".to_owned());
        }
        None => output::write(|out| out.write_all(&bytes))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Who looked, as it is written.
fn hand(compiled: &Compilation, by: Option<&str>) -> Result<Option<String>, String> {
    by.map(|word| doer(&compiled.model, word).map(|id| compiled.model.head(id).id.to_string())).transpose()
}

fn stamp_links(arguments: &Arguments, words: &[String], by: Option<&str>, into: &str, wanted: Option<&str>) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, wanted)?;
    let links = compiled.links(product).ok_or("the records cannot be traced")?;
    let only = if words.is_empty() { None } else { Some(stamp::chosen(&compiled, product, words)?) };
    let by = hand(&compiled, by)?;
    let hand = Hand { by: by.as_deref(), into };
    let written = stamp::stamp(&compiled, product, links, only.as_ref(), &hand)?;
    if written.files.is_empty() {
        output::write(|out| writeln!(out, "Every link is remembered already; nothing was written."))?;
        return Ok(ExitCode::SUCCESS);
    }
    keep(world.root(), &written)?;
    let gone = match written.orphans {
        0 => String::new(),
        1 => ", and 1 memory of records that are gone taken out".to_owned(),
        many => format!(", and {many} memories of records that are gone taken out"),
    };
    told(&written, "remembered", &gone)
}

fn keep(root: &std::path::Path, written: &Written) -> Result<(), String> {
    for (path, text, new) in &written.files {
        match new {
            true => files::create(&root.join(path), text)?,
            false => files::replace(&root.join(path), text)?,
        }
    }
    Ok(())
}

fn told(written: &Written, verb: &str, more: &str) -> Outcome {
    let links = vauban_report::text::count(written.links, "link");
    let records = vauban_report::text::count(written.records, "record");
    let files: Vec<&str> = written.files.iter().map(|(path, _, _)| path.as_str()).collect();
    let line = format!("{links} of {records} {verb} in {}{more}", files.join(", "));
    output::write(|out| writeln!(out, "{}", vauban_report::text::one_line(&line)))?;
    Ok(ExitCode::SUCCESS)
}

fn accept(arguments: &Arguments, options: &Trace) -> Outcome {
    let Some(TraceCommand::Accept { id, all_of, by, many, dry_run, product: wanted }) = &options.command else {
        return Err("there is nothing to accept".to_owned());
    };
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let product = product(&compiled, wanted.as_deref())?;
    let links = compiled.links(product).ok_or("the records cannot be traced")?;
    let mut chosen: BTreeSet<AnyId> = stamp::chosen(&compiled, product, id)?;
    if let Some(file) = all_of {
        chosen.extend(stamp::all_of(model, file)?);
    }
    let suspects: Vec<&Suspect> = links.suspects.iter().filter(|one| chosen.contains(&one.record)).collect();
    if suspects.is_empty() {
        output::write(|out| writeln!(out, "No link of these has a changed end; nothing was written."))?;
        return Ok(ExitCode::SUCCESS);
    }
    // What is accepted is shown before it is written.
    output::write(|out| {
        for one in &suspects {
            let what = match one.change.fields() {
                [] => "is gone".to_owned(),
                fields => format!("changed in {}", fields.join(", ")),
            };
            let line = format!("{}: {} {what}", model.head(one.record).name(), one.target);
            writeln!(out, "{}", vauban_report::text::one_line(&line))?;
        }
        Ok(())
    })?;
    if *dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let policy = model.policy.first().and_then(|policy| policy.links_accepted_at_once.as_ref());
    let most = policy.and_then(|most| usize::try_from(most.0.value).ok()).unwrap_or(AT_ONCE);
    if suspects.len() > most && !many {
        return Err(format!(
            "these are {} links, and one call accepts {most}: look at fewer at once, or say `--many`; nothing was written",
            suspects.len()
        ));
    }
    let by = hand(&compiled, by.as_deref())?;
    let hand = Hand { by: by.as_deref(), into: "security/links.toml" };
    let written = stamp::accept(&compiled, product, links, &suspects, &hand)?;
    keep(world.root(), &written)?;
    told(&written, "accepted", "")
}
