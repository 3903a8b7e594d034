//! `vauban guide`: what users of the product are told, as a document and as a list of what is missing; and the stamps
//! that keep translations in step.

use std::collections::BTreeMap;
use std::process::ExitCode;

use vauban_analysis::guidance::{Guidance, digest};
use vauban_answers::{depth::product, dossier, guide::report};
use vauban_diagnostics::nearest;
use vauban_documents::{Subject, guide, kind};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Ref};
use vauban_report::guide::{json, terminal};
use vauban_syntax::edit::{NewValue, set_key, set_table};

use super::report::{deliver, say};
use crate::args::{Arguments, Guide, GuideCommand, ReportFormat};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Guide) -> Outcome {
    match &options.command {
        Some(GuideCommand::Stamp { what }) => stamp(arguments, what),
        None if options.check => check(arguments, options),
        None => write(arguments, options),
    }
}

fn write(arguments: &Arguments, options: &Guide) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let release = options.release.as_deref().map(|word| dossier::release(&compiled, product, word)).transpose()?;
    let subject = Subject {
        compiled: &compiled,
        world: &world,
        product,
        release,
        language: options.language.as_deref(),
        scope: &[],
    };
    let document = match options.draft {
        true => guide::draft(&subject)?,
        false => (kind("guide").ok_or("there is no document `guide`")?.build)(&subject)?,
    };
    let format = options.format.unwrap_or(ReportFormat::Html);
    deliver(arguments, &document, format, options.output.as_deref(), options.force)?;
    Ok(ExitCode::SUCCESS)
}

fn check(arguments: &Arguments, options: &Guide) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let release = options.release.as_deref().map(|word| dossier::release(&compiled, product, word)).transpose()?;
    let release = release.map(|at| AnyId { kind: Kind::Release, at: at as u32 });
    let report = report(&compiled, product, release, options.language.as_deref())?;
    match options.format {
        Some(ReportFormat::Json) => output::write(|out| json(&report, out))?,
        None => {
            let style = output::style(arguments, Some(world.root()), 20);
            output::write(|out| terminal(&report, arguments.verbose, &style, out))?;
        }
        Some(_) => return Err("`--check` is shown on the terminal, or as `--format json`".to_owned()),
    }
    Ok(if report.complete() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A translation that is stamped: the record, and one of its sections or all.
struct Wanted {
    record: AnyId,
    section: Option<String>,
}

fn stamp(arguments: &Arguments, what: &[String]) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let wanted: Vec<Wanted> = what.iter().map(|word| meant(&compiled, word)).collect::<Result<_, _>>()?;
    // Whatever release a guideline goes with: it is stamped by what the folder holds.
    let guidance = Guidance::of_all(&compiled.model, &compiled.facts);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut said = Vec::new();
    for one in &wanted {
        let model = &compiled.model;
        let head = model.head(one.record);
        let file = model.sources.file(head.header.file);
        let text = texts.get(&file.path).unwrap_or(&file.text);
        let (text, lines) = stamped(&compiled, &guidance, one, &file.path, text)?;
        texts.insert(file.path.clone(), text);
        said.extend(lines);
    }
    for (path, text) in &texts {
        files::replace(&world.root().join(path), text)?;
    }
    for line in said {
        say(arguments, &line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The translation that a word means.
fn meant(compiled: &Compilation, word: &str) -> Result<Wanted, String> {
    let (name, section) = match word.split_once('#') {
        Some((name, section)) => (name, Some(section.to_owned())),
        None => (word, None),
    };
    let model = &compiled.model;
    let kinds = [Kind::Guideline, Kind::Manual, Kind::Translation];
    let found = match name.split_once('.').and_then(|(kind, id)| Some((Kind::named(kind)?, id))) {
        Some((kind, id)) if kinds.contains(&kind) => model.find(kind, id),
        _ => kinds.into_iter().find_map(|kind| model.find(kind, name)),
    };
    let Some(record) = found else {
        let all =
            kinds.into_iter().flat_map(|kind| (0..model.count(kind)).map(move |at| AnyId { kind, at: at as u32 }));
        let names: Vec<String> = all.map(|id| model.head(id).name()).collect();
        return Err(match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("there is no translation `{name}`; did you mean `{near}`?"),
            None => format!(
                "there is no guideline, manual or translation `{name}`; `vauban guide --check` lists what is not in step"
            ),
        });
    };
    if !model.head(record).folder().is_empty() {
        return Err(format!("`{name}` comes from a used folder, whose records are read-only here"));
    }
    Ok(Wanted { record, section })
}

/// The file with the stamps of one translation, and what was stamped.
fn stamped(
    compiled: &Compilation,
    guidance: &Guidance,
    wanted: &Wanted,
    path: &str,
    text: &str,
) -> Result<(String, Vec<String>), String> {
    let model = &compiled.model;
    let head = model.head(wanted.record);
    let name = head.name();
    if wanted.record.kind == Kind::Translation {
        let of = model.translation.get(wanted.record.at as usize).and_then(|one| one.of.as_ref().and_then(Ref::to));
        let of = of.ok_or_else(|| format!("`{name}` does not say `of` which record it is"))?;
        if let Some(section) = &wanted.section {
            return Err(format!("`{name}` has no sections: leave `#{section}` out"));
        }
        let text = set_key(path, text, "translation", &head.id, "seen", &NewValue::Text(digest(model, of)))?;
        return Ok((text, vec![format!("{name} is of {} as it stands", model.head(of).name())]));
    }
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut said = Vec::new();
    let mut source = None;
    for (at, unit) in guidance.units.iter().enumerate() {
        let translates = guidance.translations(at).any(|other| other.by == wanted.record && other.there);
        if !translates {
            continue;
        }
        source = Some(unit.by);
        let chosen = wanted.section.as_ref().is_none_or(|section| *section == unit.anchor);
        let before =
            guidance.translations(at).find(|other| other.by == wanted.record).and_then(|other| other.seen.clone());
        match (chosen, before) {
            (true, _) => {
                seen.insert(unit.anchor.clone(), unit.digest.clone());
                said.push(format!("{name}#{} is of {} as it stands", unit.anchor, unit.name(model)));
            }
            // What was not asked for stays as it was.
            (false, Some(before)) => drop(seen.insert(unit.anchor.clone(), before)),
            (false, None) => {}
        }
    }
    if said.is_empty() {
        return Err(match (&wanted.section, source) {
            (Some(section), Some(source)) => {
                format!("`{name}` and `{}` have no section `{section}` in common", model.head(source).name())
            }
            _ => format!(
                "`{name}` translates nothing: say `translates = \"ID\"`, and give its sections the ids of the original, `{{#id}}`"
            ),
        });
    }
    let entries: Vec<(String, String)> = seen.into_iter().collect();
    let text = set_table(path, text, wanted.record.kind.name(), &head.id, "seen", &entries)?;
    Ok((text, said))
}
