//! `vauban issue figures`: how issues are handled, in numbers (DM-6).

use std::process::ExitCode;

use vauban_analysis::issues::figures::{figures, series};
use vauban_model::Date;
use vauban_model::Record;
use vauban_model::kinds::Issue;
use vauban_report::issues::figures::{csv, json, markdown, svg, terminal};

use crate::args::{Arguments, FiguresFormat, IssueFigures};
use crate::depth::product;
use crate::issues::figures::{citation, report};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &IssueFigures) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let day = |flag: &str, text: &str| {
        Date::parse(text).ok_or_else(|| format!("`{flag} {text}` is no date; write it as 2026-11-22"))
    };
    let today = session::today(arguments)?;
    let to = options.to.as_deref().map(|text| day("--to", text)).transpose()?.unwrap_or(today);
    let from = options.from.as_deref().map(|text| day("--from", text)).transpose()?;
    if to > today {
        return Err(format!("--to {to} lies ahead: there are no figures of it yet"));
    }
    if from.is_some_and(|from| from > to) {
        return Err("--from lies behind --to".to_owned());
    }
    let concerns = |issue: &Record<Issue>| compiled.concerns(product, &issue.head);
    let year = Date::from_days(to.minus_months(12).days() + 1);
    if options.review {
        let from = from.or(year).ok_or("there is no such period")?;
        let line = citation(&figures(&compiled.model, from, to, &concerns));
        output::write(|out| writeln!(out, "{line}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let all = match from {
        Some(from) => vec![figures(&compiled.model, from, to, &concerns)],
        None => series(&compiled.model, to, options.by.months(), options.periods, &concerns),
    };
    let report = report(&compiled, &compiled.worst_line(product), &all);
    output::write(|out| match options.format {
        FiguresFormat::Json => json(&report, out),
        FiguresFormat::Markdown => markdown(&report, out),
        FiguresFormat::Csv => csv(&report, out),
        FiguresFormat::Svg => svg(&report, out),
        FiguresFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}
