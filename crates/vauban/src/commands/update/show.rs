//! `vauban update show`: one update on a page.

use std::process::ExitCode;

use vauban_analysis::updates;
use vauban_model::{AnyId, Model, SignatureFact};
use vauban_report::updates::page::{PageReport, SignatureRow, json, terminal};

use super::{about, fixed, found, of_practice, record, row, told};
use crate::args::{Arguments, PlainFormat, UpdateShow};
use crate::{Outcome, output, session};

/// Keys of the record that the page shows elsewhere.
const ELSEWHERE: &[&str] = &["title", "signatures"];

pub(crate) fn run(arguments: &Arguments, options: &UpdateShow) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let model = &compiled.model;
    let id = found(model, &options.id)?;
    let update = record(model, id)?;
    let name = update.head.name();
    let issues = fixed(model, update);
    let mine = compiled.findings.iter().filter(|finding| {
        about(finding, &name) || (of_practice(finding) && issues.iter().any(|issue| about(finding, issue)))
    });
    let report = PageReport {
        head: row(&compiled, id, update),
        said: model.said(id).into_iter().filter(|(key, _)| !ELSEWHERE.contains(key)).collect(),
        missing: updates::notes(model, update).missing,
        signatures: signatures(model, &compiled.facts, id),
        findings: mine.map(|finding| told(&compiled, finding)).collect(),
        timeliness: super::timeliness::of_update(&compiled, id, update),
    };
    output::write(|out| match options.format {
        PlainFormat::Json => json(&report, out),
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn signatures(model: &Model, facts: &vauban_model::Facts, id: AnyId) -> Vec<SignatureRow> {
    let Some(update) = model.update.get(id.at as usize) else { return Vec::new() };
    let name = update.head.name();
    let row = |(at, signature): (usize, &vauban_model::kinds::Signature)| {
        let (state, why) = match facts.signatures.get(&(name.clone(), at)) {
            Some(SignatureFact::Good) => ("good", String::new()),
            Some(SignatureFact::Elsewhere) => ("elsewhere", String::new()),
            Some(SignatureFact::Bad(why)) => ("bad", why.clone()),
            Some(SignatureFact::Unchecked(why)) => ("unchecked", why.clone()),
            None => ("unchecked", "it was not looked at".to_owned()),
        };
        SignatureRow {
            by: signature.by.as_ref().map_or_else(String::new, |by| by.link.text.to_string()),
            method: signature.method.as_ref().map_or("", |method| method.value.word()),
            date: signature.date.map_or_else(String::new, |day| day.date.to_string()),
            state,
            why,
        }
    };
    update.signatures.iter().enumerate().map(row).collect()
}
