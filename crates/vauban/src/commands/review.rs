//! `vauban review`: start, stamp, sign, mark as editorial, show what is reviewed as it stands, and the gate of a release.

use std::process::ExitCode;

use vauban_checks::Reviews;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Model, ReviewKind, WordList};
use vauban_pack::ledger::What;
use vauban_report::review::{ReviewReport, json, terminal};
use vauban_report::second;

use crate::args::{Arguments, LevelWord, PlainFormat, Review, ReviewCommand, SignWith};
use crate::depth::product;
use crate::pack::ledger::{self, Noted};
use crate::review::{code, editorial, own, report, sign, stamp, start};
use crate::{Outcome, files, output, session};

/// Kinds of review that a release needs.
const GATE: &[ReviewKind] = &[
    ReviewKind::Context,
    ReviewKind::ThreatModel,
    ReviewKind::Requirements,
    ReviewKind::Design,
    ReviewKind::Guidelines,
];

pub(crate) fn run(arguments: &Arguments, options: &Review) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let reviews = compiled.reviews(product).ok_or("the reviews cannot be looked at")?;
    let root = world.root();
    match &options.command {
        None => show(arguments, options.format, root, &report(&compiled, product, reviews), 20),
        Some(ReviewCommand::Code { component }) => {
            let report = code::report(&compiled, product, component.as_deref())?;
            output::write(|out| match options.format {
                PlainFormat::Json => second::json::report(&report, out),
                PlainFormat::Terminal => {
                    second::terminal::report(&report, &output::style(arguments, Some(root), 20), out)
                }
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Some(ReviewCommand::Gate { kinds }) => {
            gate(arguments, options.format, root, &compiled, product, reviews, kinds)
        }
        Some(ReviewCommand::Start { kind, changed, of, level, release, trigger, id }) => {
            let wanted = start::Wanted {
                kind: kind_of(kind)?,
                id: id.as_deref(),
                of,
                changed: *changed,
                level: level.map(LevelWord::level),
                release: release.as_deref(),
                trigger: trigger.as_deref(),
            };
            let started = start::start(&compiled, product, reviews, &wanted)?;
            let relative = format!("security/reviews/{}.toml", plain(&started.id));
            let text = vauban_syntax::format::format(&relative, &started.text).unwrap_or(started.text);
            files::create(&root.join(&relative), &text)?;
            let (id, saw) = (&started.id, started.saw);
            say(&format!(
                "review.{id} written to {relative}, bound to {saw} elements\nnext: fill in who takes part and what was found, then `vauban review sign {id} --by PERSON --key FILE`"
            ))
        }
        Some(ReviewCommand::Stamp { id }) => {
            let id = own(&compiled, id)?;
            let (path, text) = source(&compiled.model, id);
            let (text, saw) = stamp::stamp(&compiled, product, id, text)?;
            files::replace(&root.join(path), &text)?;
            say(&format!("{} in {path} is bound to {saw} elements as they stand", compiled.model.head(id).name()))
        }
        Some(ReviewCommand::Sign { id, by, with, print }) => {
            let id = own(&compiled, id)?;
            if *print {
                let text = sign::text(&compiled, id)?;
                output::write(|out| out.write_all(text.as_bytes()))?;
                return Ok(ExitCode::SUCCESS);
            }
            let name = compiled.model.head(id).name();
            let open = sign::open(&compiled, reviews, id);
            if !open.is_empty() {
                return Err(format!(
                    "{name} cannot be signed yet; it lacks\n  - {}\n\nnothing was written",
                    open.join("\n  - ")
                ));
            }
            let by = by.as_deref().ok_or("say with `--by PERSON` who signs")?;
            let by = person(&compiled.model, by)?;
            let with = how(with)?;
            let (path, text) = source(&compiled.model, id);
            let text = sign::sign(&compiled, id, &sign::text(&compiled, id)?, by, &with, text)?;
            files::replace(&root.join(path), &text)?;
            let statement = sign::text(&compiled, id)?;
            let noted = Noted {
                what: What::Signed,
                subject: name.clone(),
                by: compiled.model.head(by).name(),
                digest: format!("sha256:{}", vauban_engine::sha256_hex(statement.as_bytes())),
                note: String::new(),
            };
            ledger::note(arguments, root, noted)?;
            say(&format!("{name} is signed by {}, in {path}", compiled.model.head(by).id))
        }
        Some(ReviewCommand::Editorial { element, reason, by }) => {
            let by = doer(&compiled.model, by)?;
            let (id, text) = editorial::mark(&compiled, reviews, element, reason, by)?;
            let relative = format!("security/reviews/editorial/{}.toml", plain(&id));
            files::create(&root.join(&relative), &text)?;
            say(&format!("editorial.{id} written to {relative}"))
        }
    }
}

fn show(
    arguments: &Arguments,
    format: PlainFormat,
    root: &std::path::Path,
    report: &ReviewReport,
    cap: usize,
) -> Outcome {
    output::write(|out| match format {
        PlainFormat::Json => json::report(report, out),
        PlainFormat::Terminal => terminal::report(report, &output::style(arguments, Some(root), cap), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Exit code 1 unless everything a release needs is reviewed as it stands.
fn gate(
    arguments: &Arguments,
    format: PlainFormat,
    root: &std::path::Path,
    compiled: &Compilation,
    product: Option<AnyId>,
    reviews: &Reviews,
    kinds: &[String],
) -> Outcome {
    let wanted = kinds.iter().map(|kind| kind_of(kind)).collect::<Result<Vec<_>, _>>()?;
    let wanted: Vec<&str> =
        if wanted.is_empty() { GATE.to_vec() } else { wanted }.into_iter().map(ReviewKind::word).collect();
    let mut report = report(compiled, product, reviews);
    report.coverage.retain(|row| wanted.contains(&row.kind));
    report.reviews.clear();
    if !wanted.contains(&ReviewKind::Design.word()) {
        report.levels.clear();
    }
    show(arguments, format, root, &report, usize::MAX)?;
    let refused: Vec<&str> =
        report.coverage.iter().filter(|row| !row.bound || row.open() > 0).map(|row| row.kind).collect();
    let levels = report.levels.iter().filter(|row| row.reviews.is_empty() || row.reviewed < row.elements);
    let levels: Vec<String> = levels.map(|row| format!("level {} of the design", row.level)).collect();
    let refused: Vec<&str> = refused.into_iter().chain(levels.iter().map(String::as_str)).collect();
    if refused.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    output::complain(
        arguments,
        &format!("not reviewed as it stands: {}; `vauban review start KIND` begins a review", refused.join(", ")),
    );
    Ok(ExitCode::from(1))
}

fn say(text: &str) -> Outcome {
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(text)))?;
    Ok(ExitCode::SUCCESS)
}

fn kind_of(word: &str) -> Result<ReviewKind, String> {
    let known = ReviewKind::WORDS.iter().map(|(word, _, _)| *word);
    ReviewKind::WORDS.iter().find(|(known, _, _)| *known == word).map(|(_, kind, _)| *kind).ok_or_else(|| {
        let hint = vauban_diagnostics::nearest(word, known.clone()).map(|near| format!("; did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| format!("; known: {}", known.collect::<Vec<_>>().join(", ")));
        format!("there is no kind of review `{word}`{hint}")
    })
}

/// An id as a file name.
fn plain(id: &str) -> String {
    id.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_') { letter } else { '-' })
        .collect()
}

/// The file of a record, and its text.
fn source(model: &Model, id: AnyId) -> (&str, &str) {
    let file = model.sources.file(model.head(id).header.file);
    (&file.path, &file.text)
}

pub(crate) fn person(model: &Model, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("person.").unwrap_or(word);
    model.find(Kind::Person, id).ok_or_else(|| {
        let known = model.person.iter().map(|person| &*person.head.id);
        let hint = vauban_diagnostics::nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no `[person.{id}]`{}", hint.unwrap_or_default())
    })
}

pub(crate) fn doer(model: &Model, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("role.").unwrap_or(word);
    match model.find(Kind::Role, id) {
        Some(role) => Ok(role),
        None => person(model, word),
    }
}

pub(crate) fn how(with: &SignWith) -> Result<sign::With<'_>, String> {
    match (&with.key, &with.signature, &with.commit, &with.document) {
        (Some(key), ..) => Ok(sign::With::Key(key)),
        (_, Some(signature), ..) => Ok(sign::With::Signature(signature)),
        (_, _, Some(commit), _) => Ok(sign::With::Commit(commit)),
        (_, _, _, Some(document)) => Ok(sign::With::Document(document)),
        (None, None, None, None) => {
            Err("say how: `--key FILE` (SSH), `--signature FILE` (made elsewhere; `--print` shows what to sign), \
             `--commit ID` or `--document document.ID`"
                .to_owned())
        }
    }
}
