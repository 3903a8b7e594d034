//! `vauban editions`: the same records by two editions of the process standard.

use std::process::ExitCode;

use vauban_answers::editions::{compare, known};
use vauban_engine::Compilation;
use vauban_report::{editions, text};

use crate::args::{Arguments, Editions, PlainFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Editions) -> Outcome {
    let Some(edition) = options.edition.as_deref() else {
        let (_, compiled) = session::design(arguments)?;
        return list(&compiled, options.format);
    };
    if arguments.line.is_some() || arguments.variant.is_some() {
        return Err("editions are compared for the product as it stands, without `--line` and `--variant`".to_owned());
    }
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let progress = Progress::start("compiling by the other edition", arguments.quiet);
    let answer = compare(&world, &compiled, product, edition);
    progress.stop();
    let answer = answer?;
    output::write(|out| match options.format {
        PlainFormat::Json => editions::json::report(&answer, out),
        PlainFormat::Terminal => {
            editions::terminal::report(&answer, &output::style(arguments, Some(world.root()), 20), out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Which editions there are.
fn list(compiled: &Compilation, format: PlainFormat) -> Outcome {
    let decides = &compiled.catalogs.default_lifecycle().namespace;
    let first = compiled.catalogs.lifecycles().next();
    let all: Vec<_> = first.into_iter().chain(known(compiled)).collect();
    if format == PlainFormat::Json {
        let rows: Vec<_> = all
            .iter()
            .map(|one| {
                serde_json::json!({
                    "namespace": one.namespace,
                    "decides": one.namespace == *decides,
                    "in_force": compiled.catalogs.lifecycle(&one.namespace).is_some(),
                    "draft": one.draft,
                })
            })
            .collect();
        let told = serde_json::json!({ "schema": "vauban/edition-list/1", "editions": rows });
        output::write(|out| writeln!(out, "{told:#}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::write(|out| {
        for one in &all {
            let standing = match compiled.catalogs.lifecycle(&one.namespace) {
                Some(_) if one.namespace == *decides => "verdicts are given by it",
                Some(_) => "in force beside it",
                None => "built in, in force where a project names it",
            };
            writeln!(out, "{}  {standing}", text::one_line(&one.namespace))?;
            if let Some(draft) = &one.draft {
                writeln!(out, "    {}", text::one_line(draft))?;
            }
        }
        writeln!(out, "\n`vauban editions EDITION` compares one with the first")
    })?;
    Ok(ExitCode::SUCCESS)
}
