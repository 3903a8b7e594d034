//! `vauban tailoring`: what releases leave out, and the stamp that binds a tailoring to what it was decided for.

use std::process::ExitCode;

use vauban_analysis::tailoring::{digest_of_basis, parts};
use vauban_checks::{Standing, TailoringTold};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Model, Ref};
use vauban_report::tailoring::{TailoringReport, TailoringRow, json, terminal};
use vauban_syntax::edit::{NewValue, remove_key, set_key, set_table};

use crate::args::{Arguments, PlainFormat, Tailoring, TailoringCommand};
use crate::depth::product;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Tailoring) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    match &options.command {
        None => {
            let product = product(&compiled, options.product.as_deref())?;
            let rows = compiled.tailorings(product).into_iter().map(|told| row(&compiled.model, told));
            let report = TailoringReport { product: compiled.worst_line(product), tailorings: rows.collect() };
            output::write(|out| match options.format {
                PlainFormat::Json => json(&report, out),
                PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
            })?;
        }
        Some(TailoringCommand::Stamp { id, approved_by }) => {
            let (path, text, said) = stamp(&compiled, id, options.product.as_deref(), approved_by.as_deref())?;
            files::replace(&world.root().join(path), &text)?;
            output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&said)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(model: &Model, told: TailoringTold) -> TailoringRow {
    let (file, line) = model.place(told.tailoring);
    let mut row = TailoringRow {
        id: model.head(told.tailoring).id.to_string(),
        releases: Vec::new(),
        counts: false,
        standing: "",
        changed: Vec::new(),
        flaws: told.flaws,
        out: Vec::new(),
        approved_by: String::new(),
        date: String::new(),
        file,
        line,
    };
    let bound = match told.standing {
        Standing::Same => ("same", true),
        Standing::Unbound => ("unbound", false),
        Standing::Altered => ("altered", false),
        Standing::Past => ("past", true),
        Standing::NothingOut => ("nothing-out", true),
        Standing::Changed(changed) => {
            row.changed = changed;
            ("changed", false)
        }
    };
    row.standing = bound.0;
    row.counts = bound.1 && row.flaws.is_empty();
    if let Some(record) = model.tailoring.get(told.tailoring.at as usize) {
        row.releases = record.release.iter().map(|release| release.link.text.to_string()).collect();
        let text = |text: Option<&vauban_model::Text>| text.map_or_else(String::new, |text| text.trim().to_owned());
        row.out = record
            .out
            .iter()
            .map(|out| {
                let requirement = out.requirement.as_ref().map_or_else(String::new, |clause| clause.0.to_string());
                (requirement, text(out.reason.as_ref()))
            })
            .collect();
        row.approved_by = record.approved_by.as_ref().map_or_else(String::new, |by| by.link.text.to_string());
        row.date = record.date.map_or_else(String::new, |day| day.date.to_string());
    }
    row
}

/// The file of a tailoring with what it is bound to, and what to say about it.
///
/// An approval says that somebody looked at this state. One of an earlier day looked at another, so it is taken out
/// unless it is given anew.
fn stamp(
    compiled: &Compilation,
    word: &str,
    wanted: Option<&str>,
    approved_by: Option<&str>,
) -> Result<(String, String, String), String> {
    let model = &compiled.model;
    let name = word.strip_prefix("tailoring.").unwrap_or(word);
    let id = model.find(Kind::Tailoring, name).ok_or_else(|| {
        let known = model.tailoring.iter().map(|tailoring| &*tailoring.head.id);
        let hint = vauban_diagnostics::nearest(name, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no `[tailoring.{name}]`{}", hint.unwrap_or_default())
    })?;
    let record = model.tailoring.get(id.at as usize).ok_or("there is no such tailoring")?;
    if !record.head.folder().is_empty() {
        return Err(format!("`{name}` belongs to a used folder; it is bound there"));
    }
    let named: Vec<AnyId> = record.product.iter().filter_map(Ref::to).collect();
    let product = match (wanted, named.as_slice()) {
        (Some(_), _) => product(compiled, wanted)?,
        (None, [one]) => Some(*one),
        (None, []) if compiled.products().len() <= 1 => product(compiled, None)?,
        (None, _) => {
            return Err(format!(
                "`{name}` is for several products, whose threats are not the same; write one tailoring for each"
            ));
        }
    };
    let saw: Vec<(String, String)> = compiled.tailoring_basis(product).into_iter().collect();
    let digest = digest_of_basis(saw.iter().map(|(name, stored)| (name.as_str(), parts(stored).0)));
    let source = model.sources.file(record.head.header.file);
    let text = set_table(&source.path, &source.text, "tailoring", name, "saw", &saw)?;
    let mut text = set_key(&source.path, &text, "tailoring", name, "digest", &NewValue::Text(digest))?;
    let mut said = format!(
        "tailoring.{name} in {} is bound to context, scope and threats as they stand ({} entries)\n",
        source.path,
        saw.len()
    );
    let today = compiled.today();
    match approved_by {
        Some(by) => {
            let doer = model
                .find(Kind::Role, by.strip_prefix("role.").unwrap_or(by))
                .or_else(|| model.find(Kind::Person, by.strip_prefix("person.").unwrap_or(by)))
                .ok_or_else(|| format!("`{by}` is neither a `[role.ID]` nor a `[person.ID]`"))?;
            let doer = model.head(doer).name();
            text = set_key(&source.path, &text, "tailoring", name, "approved-by", &NewValue::Text(doer.clone()))?;
            text = set_key(&source.path, &text, "tailoring", name, "date", &NewValue::Date(today.to_string()))?;
            said.push_str(&format!("approved by {doer} on {today}; `vauban tailoring` tells whether that counts"));
        }
        None if record.date.is_some_and(|day| day.date < today) => {
            if record.approved_by.is_some() {
                text = remove_key(&source.path, &text, "tailoring", name, "approved-by")?;
            }
            text = remove_key(&source.path, &text, "tailoring", name, "date")?;
            said.push_str("its approval was of an earlier day and of another state, and was taken out\nnext: `vauban tailoring stamp ID --approved-by DOER` when it is approved anew");
        }
        None => said.push_str("next: whoever approves it looks at this state; a later change asks for a new decision"),
    }
    Ok((source.path.clone(), text, said))
}
