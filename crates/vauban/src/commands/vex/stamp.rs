//! `vauban vex stamp`: what a statement rests on is written down, so that a later change opens it again.

use std::process::ExitCode;

use vauban_analysis::clocks::Instant;
use vauban_analysis::exploitability::rests_on;
use vauban_analysis::review::Fingerprint;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};
use vauban_syntax::edit::{NewValue, set_key, set_table};

use crate::args::Arguments;
use crate::depth::meant;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, word: &str, at: Option<&str>) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let (path, text, said) = stamped(&compiled, word, at)?;
    files::replace(&world.root().join(path), &text)?;
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&said)))?;
    Ok(ExitCode::SUCCESS)
}

/// The file of a statement with what it rests on, and what to say about it.
fn stamped(compiled: &Compilation, word: &str, at: Option<&str>) -> Result<(String, String, String), String> {
    let model = &compiled.model;
    let known = (0..model.vex.len() as u32).map(|at| AnyId { kind: Kind::Vex, at });
    let id = meant(model, known, "vex", word)?;
    let record = model.vex.get(id.at as usize).ok_or("there is no such statement")?;
    let name = &*record.head.id;
    if !record.head.folder().is_empty() {
        return Err(format!("`{name}` belongs to a used folder; it is stamped there"));
    }
    let rests: Vec<AnyId> = rests_on(record).into_iter().collect();
    if rests.is_empty() {
        return Err(format!(
            "`{name}` names neither a `mechanism` nor a `component`: there is nothing whose change could open it again"
        ));
    }
    let mut saw: Vec<(String, String)> = rests
        .iter()
        .map(|one| (model.head(*one).name(), Fingerprint::of(model, &compiled.facts, *one).stored()))
        .collect();
    saw.sort();
    let source = model.sources.file(record.head.header.file);
    let mut text = set_table(&source.path, &source.text, "vex", name, "saw", &saw)?;
    if let Some(at) = at {
        let wrong = || format!("`{at}` is no time with a zone; write it as 2026-11-22T08:30:00+01:00");
        Instant::parse(at).ok_or_else(wrong)?;
        text = set_key(&source.path, &text, "vex", name, "at", &NewValue::Date(at.to_owned()))?;
    }
    let names: Vec<&str> = saw.iter().map(|(name, _)| name.as_str()).collect();
    let said = format!(
        "vex.{name} in {} rests on {} as they stand; when one of them changes, `vauban check` opens it again",
        source.path,
        names.join(", ")
    );
    Ok((source.path.clone(), text, said))
}
