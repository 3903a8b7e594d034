//! `vauban check`: findings in the form asked for, and the exit code scripts rely on.

use std::process::ExitCode;

use vauban_analysis::whereabouts::subject;
use vauban_diagnostics::Severity;
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_report::{CheckReport, Part, Rule, github, gitlab, json, junit, sarif, short, terminal};

use crate::args::{Arguments, Check, CheckFormat, Deny};
use crate::which::{Chosen, Ways};
use crate::{Outcome, output, session};

/// Excerpts of one check where there are more findings than `MANY`, and where there are not.
const FEW: usize = 3;
const SOME: usize = 20;
const MANY: usize = 200;

pub(crate) fn run(arguments: &Arguments, options: &Check) -> Outcome {
    let (world, compiled, seconds) = session::compilation(arguments)?;
    let rules: Vec<Rule> = vauban_checks::all_codes().into_iter().map(Rule::from).collect();
    let whole =
        matches!(options.format, CheckFormat::Sarif | CheckFormat::Github | CheckFormat::Gitlab | CheckFormat::Junit);
    let part = part(&compiled, options)?;
    if whole && part.filter.is_some() {
        return Err(
            "`--zone`, `--component` and `--search` are for people and for `short` and `json`: a service that is \
                    given a part would take the rest for solved"
                .to_owned(),
        );
    }
    let in_force = compiled.findings.iter().filter(|finding| finding.waived.is_none()).count();
    let cap = options.which.cap.unwrap_or(if in_force > MANY { FEW } else { SOME });
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
        part,
    };
    output::write(|out| match options.format {
        CheckFormat::Terminal => terminal::findings(&report, &output::style(arguments, Some(world.root()), cap), out),
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

/// Which findings are shown, and where each is in the design.
fn part(compiled: &Compilation, options: &Check) -> Result<Part, String> {
    let model = &compiled.model;
    let chosen = Chosen::new(model, &options.which)?;
    let mut ways = Ways::default();
    let about: Vec<Option<AnyId>> = compiled.findings.iter().map(|finding| subject(model, &finding.subject)).collect();
    let shown: Vec<bool> = match chosen.selection.is_everything() {
        true => Vec::new(),
        false => compiled
            .findings
            .iter()
            .zip(&about)
            .map(|(finding, about)| {
                let texts = [finding.code, finding.message.as_str(), finding.subject.as_str()];
                match about {
                    Some(record) => chosen.admits_with(*record, &texts),
                    None => chosen.selection.admits_text(&texts),
                }
            })
            .collect(),
    };
    let of = compiled.findings.len();
    let told = chosen.told(
        shown.iter().filter(|shown| **shown).count(),
        of,
        "findings",
        "verdicts, the exit code and the line below are of all",
    );
    let wanted = options.format == CheckFormat::Terminal;
    let way = |about: &Option<AnyId>| about.map(|record| ways.of(&chosen, record)).unwrap_or_default();
    let ways = if wanted { about.iter().map(way).collect() } else { Vec::new() };
    Ok(Part { shown, ways, filter: told })
}
