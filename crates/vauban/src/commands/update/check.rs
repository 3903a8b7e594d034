//! `vauban update check`: what updates lack, as `vauban check` finds it.

use std::process::ExitCode;

use vauban_analysis::updates::is_of;
use vauban_diagnostics::Finding;
use vauban_report::updates::page::{CheckReport, check_json, check_terminal};

use super::{about, fixed, found, of_practice, record, told};
use crate::args::{Arguments, PlainFormat, UpdateCheck};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &UpdateCheck) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let model = &compiled.model;
    let mut names = Vec::new();
    let one = match &options.id {
        Some(word) => {
            let id = found(model, word)?;
            let update = record(model, id)?;
            names.push(update.head.name());
            names.extend(fixed(model, update));
            Some(update)
        }
        None => None,
    };
    let wanted = |finding: &&Finding| match one {
        Some(update) => {
            about(finding, &update.head.name())
                || (of_practice(finding) && names.iter().any(|name| about(finding, name)))
        }
        None => of_practice(finding) || finding.subject.starts_with("update."),
    };
    let all = model.update.iter().filter(|update| {
        !update.head.removed && compiled.concerns(product, &update.head) && is_of(model, update, product)
    });
    let report = CheckReport {
        product: compiled.worst_line(product),
        update: one.map(|update| update.head.id.to_string()).unwrap_or_default(),
        updates: if one.is_some() { 1 } else { all.count() },
        findings: compiled.findings.iter().filter(wanted).map(|finding| told(&compiled, finding)).collect(),
    };
    output::write(|out| match options.format {
        PlainFormat::Json => check_json(&report, out),
        PlainFormat::Terminal => check_terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(if report.passes() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
