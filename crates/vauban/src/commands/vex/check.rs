//! `vauban vex check`: documents against the schema and the rules of their formats.

use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;
use vauban_report::vex::{Checked, Problem, checked, checked_json};
use vauban_vex::Format;
use vauban_vex::read::Boms;

use super::read;
use crate::args::VexCheck;
use crate::args::{Arguments, PlainFormat};
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &VexCheck) -> Outcome {
    let boms = read::boms(&options.bom)?;
    let documents: Result<Vec<Checked>, String> = options.files.par_iter().map(|file| one(file, &boms)).collect();
    let documents = documents?;
    output::write(|out| match options.format {
        PlainFormat::Terminal => checked(&documents, &output::style(arguments, None, 20), out),
        PlainFormat::Json => checked_json(&documents, out),
    })?;
    let valid = documents.iter().all(|document| document.valid);
    Ok(if valid { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn one(file: &Path, boms: &Boms) -> Result<Checked, String> {
    let bytes = read::bytes(file)?;
    let name = file.display().to_string();
    let (format, statements, mut problems) = match vauban_vex::check(&bytes, boms) {
        Ok(reading) => {
            let problems: Vec<Problem> = reading.problems.iter().map(read::shown).collect();
            (Some(reading.document.format), reading.document.statements.len(), problems)
        }
        Err(problem) => (None, 0, vec![read::shown(&problem)]),
    };
    match format {
        Some(Format::Csaf2_0 | Format::Csaf2_1) => csaf(&bytes, &mut problems),
        Some(Format::CycloneDx(_)) => cyclonedx(&bytes, &mut problems),
        Some(Format::OpenVex0_0_1 | Format::OpenVex0_2_0 | Format::Record) | None => {}
    }
    problems.sort_by(|one, other| {
        (one.line, one.column, one.severity, &one.rule, &one.message).cmp(&(
            other.line,
            other.column,
            other.severity,
            &other.rule,
            &other.message,
        ))
    });
    Ok(Checked {
        file: name,
        format: format.map(|format| format.name().to_owned()).unwrap_or_default(),
        valid: problems.iter().all(|problem| problem.severity != "error"),
        statements,
        problems,
    })
}

/// The schema and the mandatory tests of CSAF.
fn csaf(bytes: &[u8], problems: &mut Vec<Problem>) {
    let verdict = vauban_csaf::validate(bytes, &vauban_csaf::Options::BASIC);
    for test in verdict.failed() {
        for fault in &test.errors {
            problems.push(Problem {
                severity: "error",
                rule: test.id.to_owned(),
                line: fault.line,
                column: fault.column,
                pointer: fault.pointer.clone(),
                message: fault.message.clone(),
                help: fault.help.to_owned(),
            });
        }
    }
}

/// The schema of CycloneDX.
fn cyclonedx(bytes: &[u8], problems: &mut Vec<Problem>) {
    let checked = vauban_sbom::valid::check(bytes);
    for error in &checked.validity.errors {
        problems.push(Problem {
            severity: "error",
            rule: "schema".to_owned(),
            line: error.place.line,
            column: error.place.column,
            pointer: error.pointer.clone(),
            message: error.message.clone(),
            help: format!("see the schema of {}", checked.validity.schema),
        });
    }
}
