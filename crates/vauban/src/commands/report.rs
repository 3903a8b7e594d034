//! `vauban report`: the documents of a product.

use std::path::Path;
use std::process::ExitCode;

use vauban_answers::{depth::product, dossier};
use vauban_diagnostics::nearest;
use vauban_documents::{KINDS, Kind, Subject, index_with, kind};
use vauban_pages::html::{self, Collection, Entry};
use vauban_pages::{Document, markdown, typst, xlsx};

use crate::args::{Arguments, Report, ReportFormat};
use crate::progress::Progress;
use crate::{Outcome, files, output, pdf, session};

/// The word for every document there is.
const ALL: &str = "all";

pub(crate) fn run(arguments: &Arguments, options: &Report) -> Outcome {
    let Some(word) = options.kind.as_deref() else { return list() };
    let kinds = meant(word)?;
    if word == ALL && options.output.is_none() {
        return Err("`vauban report all` writes several files: name a folder with `--output DIR`".to_owned());
    }
    if options.output.is_none() && !options.format.is_text() {
        return Err(format!("`{}` is no text: name a file with `--output`", options.format.ending()));
    }
    if !options.scope.is_empty() && word != "dossier" {
        return Err(format!(
            "`--scope` narrows the dossier only: `vauban report dossier --scope {}`",
            options.scope[0]
        ));
    }
    if options.format == ReportFormat::Pdf {
        // Who has no program for it is told before the work is done.
        pdf::press()?;
    }
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let release = options.release.as_deref().map(|word| dossier::release(&compiled, product, word)).transpose()?;
    let subject = Subject {
        compiled: &compiled,
        world: &world,
        product,
        release,
        language: options.language.as_deref(),
        scope: &options.scope,
    };
    let progress = Progress::start("writing the documents", arguments.quiet);
    let mut documents = Vec::new();
    // Of all documents, those that cannot be made are named in the index; one that was asked for is an error.
    let mut left_out: Vec<(&Kind, String)> = Vec::new();
    for kind in &kinds {
        match (kind.build)(&subject) {
            Ok(document) => documents.push(document),
            Err(why) => left_out.push((*kind, why)),
        }
    }
    progress.stop();
    if let (true, Some((_, why))) = (word != ALL || documents.is_empty(), left_out.first()) {
        return Err(why.clone());
    }
    match (&options.output, documents.as_slice()) {
        (None, [only]) => deliver(arguments, only, options.format, None, options.force)?,
        (Some(path), [only]) if word != ALL => {
            deliver(arguments, only, options.format, Some(path), options.force)?;
        }
        (Some(folder), _) => {
            documents.insert(0, index_with(&documents, &left_out));
            let together = Collection {
                entries: documents.iter().map(|one| Entry { id: one.id.clone(), title: one.title.clone() }).collect(),
                pages: documents.iter().map(|one| one.id.clone()).collect(),
                index: None,
            };
            let progress = Progress::start("making the files", arguments.quiet);
            for document in &documents {
                let path = folder.join(format!("{}.{}", document.id, options.format.ending()));
                save(&path, &written(document, options.format, &together)?, options.force)?;
            }
            progress.stop();
            say(arguments, &format!("{} documents written to {}", documents.len(), folder.display()))?;
            for (kind, why) in &left_out {
                say(arguments, &format!("not made: {}: {}", kind.title, why.lines().next().unwrap_or_default()))?;
            }
        }
        (None, _) => return Err("there is nothing to write".to_owned()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The kinds that are meant by a word.
fn meant(word: &str) -> Result<Vec<&'static Kind>, String> {
    if word == ALL {
        return Ok(KINDS.iter().collect());
    }
    kind(word).map(|kind| vec![kind]).ok_or_else(|| {
        let names = || KINDS.iter().map(|kind| kind.name).chain([ALL]);
        match nearest(word, names()) {
            Some(near) => format!("there is no document `{word}`; did you mean `{near}`?"),
            None => format!("there is no document `{word}` (known: {})", names().collect::<Vec<_>>().join(", ")),
        }
    })
}

/// Which documents there are.
fn list() -> Outcome {
    let wide = KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0).max(ALL.len());
    output::write(|out| {
        for kind in KINDS {
            writeln!(out, "{:wide$}  {} {}", kind.name, kind.title, kind.summary)?;
        }
        writeln!(out, "{ALL:wide$}  every one of them with an index, into a folder")?;
        writeln!(out, "\nFor example: vauban report {} --output {}.html", KINDS[0].name, KINDS[0].name)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes one document where it is wanted: into a file, or to standard output.
pub(super) fn deliver(
    arguments: &Arguments,
    document: &Document,
    format: ReportFormat,
    path: Option<&Path>,
    force: bool,
) -> Result<(), String> {
    if path.is_none() && !format.is_text() {
        return Err(format!("`{}` is no text: name a file with `--output`", format.ending()));
    }
    let progress = Progress::start("making the file", arguments.quiet);
    let bytes = written(document, format, &Collection::default());
    progress.stop();
    let bytes = bytes?;
    let Some(path) = path else { return output::write(|out| out.write_all(&bytes)) };
    save(path, &bytes, force)?;
    say(arguments, &format!("{} written to {}", document.title, path.display()))
}

/// The document as bytes.
fn written(document: &Document, format: ReportFormat, together: &Collection<'_>) -> Result<Vec<u8>, String> {
    match format {
        ReportFormat::Html => Ok(html::page_of(document, together).into_bytes()),
        ReportFormat::Markdown => Ok(markdown::page(document).into_bytes()),
        ReportFormat::Json => {
            let told = serde_json::json!({ "schema": "vauban/document/1", "document": document });
            let mut bytes = serde_json::to_vec_pretty(&told).map_err(|error| error.to_string())?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        ReportFormat::Typst => Ok(typst::page_of(document, &together.pages).into_bytes()),
        ReportFormat::Pdf => pdf::make(&pdf::press()?, &typst::page_of(document, &together.pages)),
        ReportFormat::Xlsx => {
            xlsx::workbook_of(document, &together.pages).map_err(|why| format!("{}: {why}", document.id))
        }
    }
}

/// Writes a file, over one that is there only if that is asked for.
fn save(path: &Path, bytes: &[u8], force: bool) -> Result<(), String> {
    match path.exists() {
        true if !force => {
            Err(format!("{} is there already; nothing was written over it (`--force` does)", path.display()))
        }
        true => files::replace(path, bytes),
        false => files::create(path, bytes),
    }
}

pub(super) fn say(arguments: &Arguments, text: &str) -> Result<(), String> {
    if arguments.quiet {
        return Ok(());
    }
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(text)))
}
