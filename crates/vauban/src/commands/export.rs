//! `vauban export`: the design in another tool's format, with a list of what it cannot hold.

mod oscal;
mod requirements;

use std::process::ExitCode;

use vauban_export::Subject;
use vauban_report::export::{self, Exported, Row};
use vauban_report::to_string;

use crate::args::{Arguments, Export, PlainFormat};
use crate::depth::product;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Export) -> Outcome {
    if let Some(format) = vauban_export::requirement_format(&options.to) {
        return requirements::run(arguments, options, format);
    }
    if options.to == oscal::WORD {
        return oscal::run(arguments, options);
    }
    let format = vauban_export::format(&options.to).ok_or("there is no such format")?;
    let (_, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let threats = compiled.threats(product).ok_or("the design cannot be analysed")?;
    let subject = Subject { model: &compiled.model, catalogs: &compiled.catalogs, product, threats };
    let written = format.export(subject);
    put(options, &written.document)?;
    tell(arguments, options, (format.name, format.title, format.version), written)
}

/// Says what was written, what was lost and what was filled in.
fn tell(
    arguments: &Arguments,
    options: &Export,
    (name, title, version): (&str, &str, &str),
    written: vauban_export::Exported,
) -> Outcome {
    let rows = |rows: Vec<vauban_export::Row>| rows.into_iter().map(row).collect();
    let report = Exported {
        format: name.to_owned(),
        title: title.to_owned(),
        version: version.to_owned(),
        file: options.output.as_ref().map(|path| path.display().to_string()),
        elements: written.elements,
        lost: rows(written.lost),
        filled: rows(written.filled),
    };
    match options.format {
        PlainFormat::Json => output::write(|out| export::json(&report, out))?,
        PlainFormat::Terminal if arguments.quiet => {}
        PlainFormat::Terminal => output::beside(arguments, |style, out| export::terminal(&report, style, out)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the document where it is wanted, over nothing that is there.
fn put(options: &Export, document: &serde_json::Value) -> Result<(), String> {
    let text = to_string(|out| export::document(document, out)).map_err(|error| error.to_string())?;
    match &options.output {
        None => output::write(|out| out.write_all(text.as_bytes())),
        Some(path) if options.force => files::replace(path, &text),
        Some(path) => files::create(path, &text).map_err(|error| match path.exists() {
            true => format!("{error}\n\n`--force` writes over it"),
            false => error,
        }),
    }
}

/// The words for formats: of designs, then of requirements, then of verdicts.
pub(crate) fn formats() -> impl Iterator<Item = &'static str> {
    let designs = vauban_export::FORMATS.iter().map(|format| format.name);
    designs.chain(vauban_export::REQUIREMENTS.iter().map(|format| format.name)).chain([oscal::WORD])
}

fn row(row: vauban_export::Row) -> Row {
    Row { path: row.path, reason: row.reason, count: row.count, example: row.example }
}
