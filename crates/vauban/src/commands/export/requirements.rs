//! `vauban export` of requirements: a text, a sheet, or a folder of files.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use vauban_export::{Document, RequirementFormat, Subject};
use vauban_report::export::{self, Exported};
use vauban_report::to_string;

use super::row;
use crate::args::{Arguments, Export, PlainFormat};
use crate::depth::product;
use crate::{Outcome, files, output, session};

pub(super) fn run(arguments: &Arguments, options: &Export, format: &RequirementFormat) -> Outcome {
    if format.folder && options.output.is_none() {
        return Err(format!("{} is a folder of files: name one with `--output FOLDER`", format.title));
    }
    if format.binary && options.output.is_none() && std::io::stdout().is_terminal() {
        return Err(format!("{} is no text for a terminal: name a file with `--output FILE`", format.title));
    }
    let (_, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let threats = compiled.threats(product).ok_or("the design cannot be analysed")?;
    let subject = Subject { model: &compiled.model, catalogs: &compiled.catalogs, product, threats };
    let written = format.export(subject)?;
    let files = match written.document {
        Document::Json(json) => {
            let text = to_string(|out| export::document(&json, out)).map_err(|error| error.to_string())?;
            vec![(String::new(), text.into_bytes())]
        }
        Document::Text(text) => vec![(String::new(), text.into_bytes())],
        Document::Bytes(bytes) => vec![(String::new(), bytes)],
        Document::Folder(files) => files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect(),
    };
    match &options.output {
        None => {
            for (_, bytes) in &files {
                output::write(|out| out.write_all(bytes))?;
            }
        }
        Some(path) => put(path, &files, options.force)?,
    }
    let rows = |rows: Vec<vauban_export::Row>| rows.into_iter().map(row).collect();
    let report = Exported {
        format: format.name.to_owned(),
        title: format.title.to_owned(),
        version: format.version.to_owned(),
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

/// Writes a file, or a folder of files; looks first whether one of them is there.
fn put(path: &Path, all: &[(String, Vec<u8>)], force: bool) -> Result<(), String> {
    let place = |name: &str| if name.is_empty() { path.to_path_buf() } else { path.join(name) };
    if force {
        if all.iter().any(|(name, _)| !name.is_empty()) {
            std::fs::create_dir_all(path)
                .map_err(|error| format!("cannot make the folder {}: {error}", path.display()))?;
        }
        return all.iter().try_for_each(|(name, bytes)| files::replace(&place(name), bytes));
    }
    if let Some((name, _)) = all.iter().find(|(name, _)| place(name).exists()) {
        return Err(format!(
            "{} is there already; nothing was written over it\n\n`--force` writes over it",
            place(name).display()
        ));
    }
    all.iter().try_for_each(|(name, bytes)| files::create(&place(name), bytes))
}
