//! `vauban update sign`: somebody answers for what an update does to safety and operation (SUM-1).

use std::process::ExitCode;

use vauban_analysis::updates;
use vauban_pack::ledger::What;

use super::{found, record};
use crate::args::{Arguments, UpdateSign};
use crate::commands::review::{how, person};
use crate::pack::ledger::{self, Noted};
use crate::review::sign;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &UpdateSign) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let id = found(model, &options.id)?;
    let update = record(model, id)?;
    let name = update.head.name();
    if !update.head.folder().is_empty() {
        return Err(format!("`{name}` is an update of `{}`, whose records are read-only here", update.head.folder()));
    }
    let statement = updates::statement(model, id).ok_or("there is no such update")?;
    if options.print {
        output::write(|out| out.write_all(statement.as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = |text: &Option<vauban_model::Text>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let mut open = Vec::new();
    if !said(&update.safety) {
        open.push("what it does to safety (`safety`)");
    }
    if !said(&update.operation) {
        open.push("what it does to operation (`operation`)");
    }
    let built = updates::release_of(model, update).is_some_and(|(_, release)| said(&release.commit));
    if !built {
        open.push("a `release` with its `commit`: what is signed is said of one build");
    }
    if !open.is_empty() {
        return Err(format!(
            "{name} cannot be signed yet; it lacks\n  - {}\n\nnothing was written",
            open.join("\n  - ")
        ));
    }
    let by = options.by.as_deref().ok_or("say with `--by PERSON` who signs")?;
    let by = person(model, by)?;
    let with = how(&options.with)?;
    let file = model.sources.file(update.head.header.file);
    let text = sign::sign(&compiled, id, &statement, by, &with, &file.text)?;
    files::replace(&world.root().join(&file.path), &text)?;
    let noted = Noted {
        what: What::Signed,
        subject: name.clone(),
        by: model.head(by).name(),
        digest: format!("sha256:{}", vauban_engine::sha256_hex(statement.as_bytes())),
        note: String::new(),
    };
    ledger::note(arguments, world.root(), noted)?;
    let told = format!("{name} is signed by {}, in {}", model.head(by).id, file.path);
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&told)))?;
    Ok(ExitCode::SUCCESS)
}
