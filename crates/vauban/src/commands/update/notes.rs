//! `vauban update notes`: the notice for users (SUM-2).

use std::process::ExitCode;

use vauban_analysis::updates::{notes, release_of};
use vauban_model::Ref;
use vauban_report::updates::notes::markdown;

use super::{found, record};
use crate::args::{Arguments, UpdateNotes};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &UpdateNotes) -> Outcome {
    let (_, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let id = found(model, &options.id)?;
    let update = record(model, id)?;
    let told = notes(model, update);
    if !told.missing.is_empty() {
        let (file, line) = model.place(id);
        let lacks: Vec<String> =
            told.missing.iter().map(|(key, what, aspect)| format!("  - {what} (`{key}`, {aspect})")).collect();
        output::complain(
            arguments,
            &format!(
                "the notice of {} does not say\n{}\n\nadd the keys in {file}:{line}; nothing was written",
                update.head.name(),
                lacks.join("\n")
            ),
        );
        return Ok(ExitCode::from(1));
    }
    let of = release_of(model, update).and_then(|(_, release)| release.product.as_ref()).and_then(Ref::to);
    let product = of.or_else(|| compiled.products().into_iter().flatten().next());
    let product = product.and_then(|id| model.product.get(id.at as usize));
    let name = product.map_or_else(String::new, |product| {
        product.name.as_ref().map_or_else(|| product.head.id.to_string(), |name| name.trim().to_owned())
    });
    let text = vauban_report::to_string(|out| markdown(&told, &name, out)).map_err(|error| error.to_string())?;
    match &options.output {
        Some(path) => files::create(path, &text)?,
        None => output::write(|out| out.write_all(text.as_bytes()))?,
    }
    Ok(ExitCode::SUCCESS)
}
