//! `vauban issue filed`: adds a receipt to the record of a case. Nothing that is there is changed.

use std::process::ExitCode;

use vauban_analysis::clocks::{Instant, State};
use vauban_model::{FilingStage, Kind, Model};
use vauban_pack::ledger::What;
use vauban_syntax::edit::{NewValue, append_table};

use super::{at, case};
use crate::args::{Arguments, IssueFiled};
use crate::pack::ledger::{self, Noted};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &IssueFiled) -> Outcome {
    let moment = session::moment(arguments)?;
    let submitted = Instant::parse(&options.at).ok_or_else(|| {
        format!("`--at {}` is no time with a zone; write it as 2026-12-19T15:00:00+01:00", options.at)
    })?;
    let now = at(moment);
    if submitted.seconds > now.seconds {
        return Err(format!("`--at {submitted}` is later than now, {now} ({})", moment.said));
    }
    if options.receipt.trim().is_empty() {
        return Err("the receipt is empty; give the number or text that the platform showed".to_owned());
    }
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let id = case(model, &options.case)?;
    let record = model.case.get(id.at as usize).ok_or("there is no such case")?;
    if !record.head.folder().is_empty() {
        return Err(format!("`{}` belongs to a used folder; record the receipt there", record.head.name()));
    }
    if record.drill.as_ref().is_some_and(|drill| drill.value) {
        return Err(format!("`{}` is an exercise; nothing of it is filed", record.head.name()));
    }
    let stage: FilingStage = options.stage.into();
    let twice = record.filings.iter().any(|filing| {
        let same = filing.submitted.as_ref().and_then(Instant::of).is_some_and(|at| at.seconds == submitted.seconds);
        same && filing.stage.as_ref().is_some_and(|one| one.value == stage)
    });
    if twice {
        return Err(format!("`{}` has a filing `{}` of {submitted} already", record.head.name(), stage.word()));
    }
    let entry = entry(model, options, stage, submitted)?;
    let source = model.sources.file(record.head.header.file);
    let text = append_table(&source.path, &source.text, ("case", &record.head.id), "filings", &entry)?;
    let clocks = compiled.clocks(None, now);
    let clock = clocks.cases.iter().find(|page| page.case == Some(id)).and_then(|page| page.stage(stage));
    let mut said = format!("{}: filing `{}` of {}", record.head.name(), stage.word(), submitted.people());
    if let Some(due) = clock.filter(|clock| clock.state != State::NotOwed).and_then(|clock| clock.due) {
        let word = if submitted.seconds <= due.seconds { "in time" } else { "late" };
        said.push_str(&format!(", {word}: due was {}", due.people()));
    }
    if options.dry_run {
        said.push_str(&format!("\nwould be written into {}", source.path));
    } else {
        files::replace(&world.root().join(&source.path), &text)?;
        let noted = Noted {
            what: What::Receipt,
            subject: record.head.name(),
            by: options.by.clone().unwrap_or_default(),
            digest: String::new(),
            note: format!("{}: {}", stage.word(), options.receipt.trim()),
        };
        ledger::note(arguments, world.root(), noted)?;
        said.push_str(&format!("\nwritten into {}; commit it together with the receipt", source.path));
    }
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&said)))?;
    Ok(ExitCode::SUCCESS)
}

/// The entry under `filings`.
fn entry(
    model: &Model,
    options: &IssueFiled,
    stage: FilingStage,
    submitted: Instant,
) -> Result<Vec<(String, NewValue)>, String> {
    let text = |text: &str| NewValue::Text(text.to_owned());
    let mut keys = vec![
        ("stage".to_owned(), text(stage.word())),
        ("submitted".to_owned(), NewValue::Date(submitted.to_string())),
        ("receipt".to_owned(), text(options.receipt.trim())),
    ];
    if !options.evidence.is_empty() {
        keys.push(("evidence".to_owned(), NewValue::List(options.evidence.clone())));
    }
    if let Some(by) = &options.by {
        let doer = model
            .find(Kind::Role, by.strip_prefix("role.").unwrap_or(by))
            .or_else(|| model.find(Kind::Person, by.strip_prefix("person.").unwrap_or(by)))
            .ok_or_else(|| format!("`{by}` is neither a `[role.ID]` nor a `[person.ID]`"))?;
        keys.push(("by".to_owned(), text(&model.head(doer).name())));
    }
    if !options.covers.is_empty() {
        let covers = options.covers.iter().map(|stage| FilingStage::from(*stage).word().to_owned()).collect();
        keys.push(("covers".to_owned(), NewValue::List(covers)));
    }
    Ok(keys)
}
