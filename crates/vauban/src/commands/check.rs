//! `vauban check`: findings in the form asked for, and the exit code scripts rely on.

use std::process::ExitCode;

use vauban_diagnostics::Severity;
use vauban_report::{CheckReport, Rule, github, gitlab, json, junit, sarif, short, terminal};

use crate::args::{Arguments, Check, CheckFormat, Deny};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Check) -> Outcome {
    let (world, compiled, seconds) = session::compilation(arguments)?;
    let rules: Vec<Rule> = vauban_checks::all_codes().into_iter().map(Rule::from).collect();
    let report = CheckReport {
        sources: &compiled.model.sources,
        findings: &compiled.findings,
        rules: &rules,
        product: compiled.product(),
        edition: vauban_checks::EDITION,
        records: compiled.records(),
        files: compiled.files,
        seconds: Some(seconds),
        next_expiry: compiled.next_expiry(),
        tool_version: env!("CARGO_PKG_VERSION"),
        incomplete: compiled.incomplete.clone(),
    };
    output::write(|out| match options.format {
        CheckFormat::Terminal => {
            terminal::findings(&report, &output::style(arguments, Some(world.root()), options.cap), out)
        }
        CheckFormat::Short => short::findings(&report, out),
        CheckFormat::Json => json::findings(&report, out),
        CheckFormat::Sarif => sarif::findings(&report, out),
        CheckFormat::Github => github::findings(&report, out),
        CheckFormat::Gitlab => gitlab::findings(&report, out),
        CheckFormat::Junit => junit::findings(&report, out),
    })?;
    let from = match options.deny {
        Deny::Error => Severity::Error,
        Deny::Warning => Severity::Warning,
        Deny::Note => Severity::Note,
    };
    let denied = compiled.findings.iter().any(|finding| finding.waived.is_none() && finding.severity >= from);
    Ok(ExitCode::from(u8::from(denied)))
}
