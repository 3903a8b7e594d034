//! `vauban vex write`: statements of the records, or of other documents, in one of three formats.

use std::process::ExitCode;

use vauban_export::vex::Maker;
use vauban_report::vex::problem;
use vauban_vex::write::{As, Options, write};
use vauban_vex::{Document, Format};

use super::read;
use crate::args::Arguments;
use crate::args::{VexFormat, VexWrite};
use crate::{Outcome, files, output};

pub(crate) fn run(arguments: &Arguments, options: &VexWrite) -> Outcome {
    let document = document(arguments, options)?;
    let format = match options.to {
        VexFormat::Openvex => As::OpenVex,
        VexFormat::Csaf => As::Csaf2_0,
        VexFormat::Csaf21 => As::Csaf2_1,
        VexFormat::Cyclonedx14 => As::CycloneDx(4),
        VexFormat::Cyclonedx15 => As::CycloneDx(5),
        VexFormat::Cyclonedx => As::CycloneDx(6),
        VexFormat::Cyclonedx17 => As::CycloneDx(7),
    };
    let (written, told) = match write(&document, format, &Options { internal: options.internal }) {
        Ok(written) => (Some(written.bytes), written.told),
        Err(told) => (None, told),
    };
    let refused = read::wrong(&told);
    output::beside(arguments, |style, out| {
        for one in &told {
            let file = if one.place.pointer.contains(".toml") { one.place.pointer.as_str() } else { "statements" };
            problem(file, &read::shown(one), style, out)?;
        }
        Ok(())
    });
    // A document that lacks statements is written only if that is wanted: whoever reads it would believe it whole.
    let Some(bytes) = written.filter(|_| !refused || options.partial) else {
        if refused && !options.partial {
            output::beside(arguments, |_, out| {
                writeln!(out, "nothing was written; `--partial` leaves out what cannot be")
            });
        }
        return Ok(ExitCode::from(1));
    };
    match &options.output {
        None => output::write(|out| out.write_all(&bytes))?,
        Some(path) if options.force => files::replace(path, &bytes)?,
        Some(path) => files::create(path, &bytes).map_err(|error| match path.exists() {
            true => format!("{error}\n\n`--force` writes over it"),
            false => error,
        })?,
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn document(arguments: &Arguments, options: &VexWrite) -> Result<Document, String> {
    let maker = Maker {
        name: options.author.clone().unwrap_or_default(),
        namespace: options.namespace.clone().unwrap_or_default(),
    };
    let mut document = match options.file.as_ref() {
        Some(file) => read::document(file, &read::boms(&options.bom)?)?.document,
        None => {
            let own = read::own(arguments, options.product.as_deref(), &maker)?;
            own.ok_or("there is no project here; name a file of statements, or a folder with `-C DIR`")?.document
        }
    };
    // What does not hold today is not published as if it did.
    if document.format == Format::Record
        && let Some(one) = document.statements.iter().find(|one| one.status.closes() && !one.doubt.is_empty())
    {
        return Err(format!(
            "`{}` does not hold today: {}\n\nput it right first; `vauban check` says how",
            one.id, one.doubt
        ));
    }
    if let Some(author) = &options.author {
        document.author.clone_from(author);
    }
    if let Some(namespace) = &options.namespace {
        document.namespace.clone_from(namespace);
    }
    if let Some(id) = &options.id {
        document.id.clone_from(id);
    }
    if let Some(title) = &options.title {
        document.title.clone_from(title);
    }
    if let Some(number) = options.number {
        document.version = number.to_string();
    }
    if let Some(at) = &options.at {
        document.issued = Some(read::time(at, "--at")?);
    }
    if document.version.is_empty() {
        document.version = "1".to_owned();
    }
    if let Some(label) = options.tlp {
        document.tlp = label.word().to_owned();
    }
    Ok(document)
}
