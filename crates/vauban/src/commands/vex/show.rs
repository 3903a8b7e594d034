//! `vauban vex show`: what documents and the project's records say, one form for all.

use std::process::ExitCode;

use vauban_export::vex::Maker;
use vauban_report::vex::{Shown, shown, shown_json};
use vauban_vex::{Document, Product};

use super::read;
use crate::args::VexShow;
use crate::args::{Arguments, PlainFormat};
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &VexShow) -> Outcome {
    let boms = read::boms(&options.bom)?;
    let mut statements = Vec::new();
    for file in &options.files {
        let reading = read::document(file, &boms)?;
        rows(&reading.document, &file.display().to_string(), &mut statements);
    }
    if options.files.is_empty() {
        let own = read::own(arguments, options.product.as_deref(), &Maker::default())?;
        let own = own.ok_or("there is no project here; name files of statements, or a folder with `-C DIR`")?;
        rows(&own.document, "", &mut statements);
    }
    if let Some(wanted) = &options.vulnerability {
        let same = |name: &String| name.eq_ignore_ascii_case(wanted);
        statements.retain(|one| same(&one.vulnerability) || one.aliases.iter().any(same));
    }
    output::write(|out| match options.format {
        PlainFormat::Terminal => shown(&statements, &output::style(arguments, None, 20), out),
        PlainFormat::Json => shown_json(&statements, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn rows(document: &Document, file: &str, into: &mut Vec<Shown>) {
    for one in &document.statements {
        let place = &one.place;
        let file = match (file, place.line) {
            ("", line) => format!("{}:{line}", place.pointer),
            (file, 0) => file.to_owned(),
            (file, line) => format!("{file}:{line}"),
        };
        let components = one.products.iter().flat_map(|product| &product.subcomponents);
        into.push(Shown {
            file,
            id: one.id.clone(),
            vulnerability: one.vulnerability.id.clone(),
            aliases: one.vulnerability.aliases.iter().cloned().collect(),
            products: one.products.iter().map(|Product { part, .. }| part.label()).collect(),
            components: components.map(vauban_vex::Part::label).collect(),
            status: one.status.word(),
            justification: one.justification.map(vauban_vex::Justification::word),
            impact: one.impact.clone(),
            actions: one.actions.iter().map(|action| action.text.clone()).collect(),
            author: one.author(document).to_owned(),
            at: one.time(document).map(|time| time.text().to_owned()),
            mechanisms: one.mechanisms.clone(),
            doubt: one.doubt.clone(),
        });
    }
}
