//! `vauban issue file`: what to copy into the reporting platform at a stage.

use std::process::ExitCode;

use vauban_report::clocks::sheet::{json, markdown, text};

use super::{at, case};
use crate::args::{Arguments, IssueFile, SheetFormat};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &IssueFile) -> Outcome {
    let moment = session::moment(arguments)?;
    let (_, compiled) = session::design(arguments)?;
    let id = case(&compiled.model, &options.case)?;
    let sheet = compiled.filing_sheet(id, options.stage.into(), at(moment)).ok_or("there is no such case")?;
    output::write(|out| match options.format {
        SheetFormat::Text => text(&sheet, &output::style(arguments, None, 20), out),
        SheetFormat::Markdown => markdown(&sheet, out),
        SheetFormat::Json => json(&sheet, out),
    })?;
    Ok(if sheet.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
