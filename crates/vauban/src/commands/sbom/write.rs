//! `vauban sbom convert` and `merge`: new documents on stdout or in a file, with what they do not hold.

use std::path::PathBuf;
use std::process::ExitCode;

use vauban_report::sbom::written::{self, Report};
use vauban_report::to_string;
use vauban_sbom::Bill;
use vauban_sbom::merge::{Conflict, merge as join};
use vauban_sbom::write::{Written, cyclonedx, spdx3};

use super::bill;
use crate::args::{Arguments, PlainFormat, SbomConvert, SbomFormat, SbomMerge, SbomOutput};
use crate::{Outcome, files, output, session};

pub(super) fn convert(arguments: &Arguments, options: &SbomConvert) -> Outcome {
    let bill = bill(&options.file)?;
    let from = vec![options.file.display().to_string()];
    finish(arguments, "convert", from, &bill, Vec::new(), &options.output)
}

pub(super) fn merge(arguments: &Arguments, options: &SbomMerge) -> Outcome {
    let bills: Vec<(String, Bill)> = options
        .files
        .iter()
        .map(|path: &PathBuf| bill(path).map(|bill| (path.display().to_string(), bill)))
        .collect::<Result<_, String>>()?;
    let named: Vec<(&str, &Bill)> = bills.iter().map(|(name, bill)| (name.as_str(), bill)).collect();
    let merged = join(&named);
    let from = bills.iter().map(|(name, _)| name.clone()).collect();
    finish(arguments, "merge", from, &merged.bill, merged.conflicts, &options.output)
}

fn finish(
    arguments: &Arguments,
    command: &'static str,
    from: Vec<String>,
    bill: &Bill,
    conflicts: Vec<Conflict>,
    options: &SbomOutput,
) -> Outcome {
    let (format, Written { document, lost }) = match options.to {
        SbomFormat::Cyclonedx => ("CycloneDX 1.6", cyclonedx(bill)),
        SbomFormat::Spdx => {
            // SPDX insists on a time; a bill without one is of the day on which it was converted.
            let today = format!("{}T00:00:00Z", session::today(arguments)?);
            ("SPDX 3.0.1", spdx3(bill, Some(&today))?)
        }
    };
    let text = to_string(|out| written::document(&document, out)).map_err(|error| error.to_string())?;
    match &options.output {
        None if options.format == PlainFormat::Json => {
            return Err("`--format json` is about what was written; say with `--output FILE` where the document goes"
                .to_owned());
        }
        None => output::write(|out| out.write_all(text.as_bytes()))?,
        Some(path) if options.force => files::replace(path, &text)?,
        Some(path) => files::create(path, &text).map_err(|error| match path.exists() {
            true => format!("{error}\n\n`--force` writes over it"),
            false => error,
        })?,
    }
    let file = options.output.as_ref().map(|path| path.display().to_string());
    let report = Report { command, from, format, file, components: bill.components.len(), lost, conflicts };
    match options.format {
        PlainFormat::Json => output::write(|out| written::json(&report, out))?,
        PlainFormat::Terminal if arguments.quiet => {}
        PlainFormat::Terminal => output::beside(arguments, |style, out| written::terminal(&report, style, out)),
    }
    Ok(ExitCode::SUCCESS)
}
