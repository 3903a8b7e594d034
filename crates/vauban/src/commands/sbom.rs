//! `vauban sbom`: bills of materials checked, converted, merged, compared and searched.

mod find;
mod write;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use vauban_report::sbom::{check, diff};
use vauban_sbom::profile::{Profile, hold};
use vauban_sbom::{Bill, Limits, valid};

use crate::args::{Arguments, PlainFormat, Sbom, SbomCheck, SbomCommand, SbomDiff};
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &Sbom) -> Outcome {
    match &options.command {
        SbomCommand::Check(options) => checked(arguments, options),
        SbomCommand::Convert(options) => write::convert(arguments, options),
        SbomCommand::Merge(options) => write::merge(arguments, options),
        SbomCommand::Diff(options) => compared(arguments, options),
        SbomCommand::Find(options) => find::run(arguments, options),
    }
}

fn checked(arguments: &Arguments, options: &SbomCheck) -> Outcome {
    let asked: Vec<Profile> = options.profile.iter().map(|profile| profile.0).collect();
    let documents: Vec<check::Document> = options
        .files
        .iter()
        .map(|path| {
            let checked = read(path).map(|bytes| valid::check(&bytes));
            let bill = checked.as_ref().ok().and_then(|checked| checked.bill.as_ref().ok());
            let shown = if asked.is_empty() { Profile::ALL.to_vec() } else { asked.clone() };
            let held = bill.map(|bill| shown.into_iter().map(|profile| hold(bill, profile)).collect());
            let asked = asked.iter().map(|profile| profile.word()).collect();
            check::Document { file: path.display().to_string(), held: held.unwrap_or_default(), checked, asked }
        })
        .collect();
    output::write(|out| match options.format {
        PlainFormat::Terminal => check::terminal(&documents, &output::style(arguments, None, 10), out),
        PlainFormat::Json => check::json(&documents, out),
    })?;
    let good = documents.iter().all(check::Document::is_good);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn compared(arguments: &Arguments, options: &SbomDiff) -> Outcome {
    let (before, after) = (bill(&options.before)?, bill(&options.after)?);
    let difference = vauban_sbom::diff::diff(&before, &after);
    let (one, other) = (options.before.display().to_string(), options.after.display().to_string());
    let compared = diff::Compared { before: (&one, &before), after: (&other, &after), difference: &difference };
    output::write(|out| match options.format {
        PlainFormat::Terminal => diff::terminal(&compared, &output::style(arguments, None, 40), out),
        PlainFormat::Json => diff::json(&compared, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A bill that has to be readable.
fn bill(path: &Path) -> Result<Bill, String> {
    let bytes = read(path)?;
    vauban_sbom::read(&bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let file = fs::File::open(path).map_err(problem)?;
    let most = Limits::USUAL.bytes as u64;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(problem)?;
    match bytes.len() as u64 > most {
        true => Err(format!("{} is larger than {} MiB; nothing was read", path.display(), most >> 20)),
        false => Ok(bytes),
    }
}
