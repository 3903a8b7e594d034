//! `vauban status`: the table of requirements.

use std::process::ExitCode;

use vauban_engine::{all_lines, status_history};
use vauban_report::{lines, status};

use crate::args::{Arguments, Status, StatusFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Status) -> Outcome {
    if options.history {
        return history(arguments, options);
    }
    if options.lines {
        return lines(arguments, options);
    }
    if options.format == StatusFormat::Svg {
        return Err("a picture shows the history, or the version lines: add `--history` or `--lines`".into());
    }
    if options.format == StatusFormat::Markdown {
        return Err("a table for a page shows the version lines: add `--lines`".into());
    }
    let (world, compiled) = match options.edition.as_deref() {
        Some(edition) => session::by_edition(arguments, edition)?,
        None => session::compilation(arguments).map(|(world, compiled, _)| (world, compiled))?,
    };
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
        StatusFormat::Json => status::json(&shown, out),
        StatusFormat::Terminal | StatusFormat::Svg | StatusFormat::Markdown => {
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

/// Verdicts and maturity over the releases.
fn history(arguments: &Arguments, options: &Status) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let progress = Progress::start("compiling past releases", arguments.quiet);
    let found = status_history(&world, &compiled, product, usize::from(options.last), &mut |_| {});
    progress.stop();
    let found = found?;
    output::write(|out| match options.format {
        StatusFormat::Json => status::history::json(&found, out),
        StatusFormat::Svg => status::history::svg(&found, out),
        StatusFormat::Terminal | StatusFormat::Markdown => {
            status::history::terminal(&found, &output::style(arguments, Some(world.root()), 20), out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Every supported version line, each at its ref with what is known today.
fn lines(arguments: &Arguments, options: &Status) -> Outcome {
    let (world, surveyed) = session::design(arguments)?;
    let product = options.product.is_some().then(|| product(&surveyed, options.product.as_deref())).transpose()?;
    let progress = Progress::start("compiling version lines", arguments.quiet);
    let mut pages = all_lines(&world, &surveyed, &|_, _| {});
    progress.stop();
    if let Some(wanted) = product {
        let id = wanted.map_or("", |id| &*surveyed.model.head(id).id);
        pages.retain(|page| page.product == id);
    }
    if pages.is_empty() && options.format != StatusFormat::Json {
        return Err("there are no version lines here: add `[line.ID]` with `of`, `ref` and `supported-until`".into());
    }
    output::write(|out| {
        if options.format == StatusFormat::Json {
            return lines::json::report(&pages, out);
        }
        let style = output::style(arguments, Some(world.root()), 20);
        for (at, page) in pages.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            match options.format {
                StatusFormat::Markdown => lines::markdown::report(page, out)?,
                StatusFormat::Svg => lines::svg::report(page, out)?,
                StatusFormat::Terminal | StatusFormat::Json => lines::terminal::report(page, &style, out)?,
            }
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}
