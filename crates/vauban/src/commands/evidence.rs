//! `vauban evidence`: list files of evidence, tell of new ones, show what does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use vauban_engine::{Compilation, DiskWorld, Examined, examine};
use vauban_model::{Date, EvidenceForm, Kind, WordList};
use vauban_report::evidence::{EvidenceReport, json, terminal};
use vauban_report::text::one_line;

use crate::args::{Arguments, Evidence, EvidenceAdd, EvidenceCommand, PlainFormat};
use crate::depth::product;
use crate::evidence::{holds, report};
use crate::review::{key, quoted};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Evidence) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    if let Some(EvidenceCommand::Add(wanted)) = &options.command {
        return add(&world, &compiled, wanted);
    }
    let mut all = report(&compiled, product).ok_or("the evidence cannot be looked at")?;
    match &options.command {
        Some(EvidenceCommand::Check { files }) => {
            only(&world, &mut all, files)?;
            let unsound = all.unsound();
            all.files.retain(|row| !row.is_sound());
            show(arguments, options.format, &world, &all)?;
            Ok(if unsound > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
        }
        Some(EvidenceCommand::List | EvidenceCommand::Add(_)) | None => {
            show(arguments, options.format, &world, &all)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn show(arguments: &Arguments, format: PlainFormat, world: &DiskWorld, report: &EvidenceReport) -> Result<(), String> {
    output::write(|out| match format {
        PlainFormat::Json => json::report(report, out),
        PlainFormat::Terminal => terminal::report(report, &output::style(arguments, Some(world.root()), 20), out),
    })
}

/// Keeps the files that are asked for; one that nobody knows of is a mistake, and no good news.
fn only(world: &DiskWorld, report: &mut EvidenceReport, files: &[String]) -> Result<(), String> {
    if files.is_empty() {
        return Ok(());
    }
    let mut asked = BTreeSet::new();
    for file in files {
        let path = inside(world, Path::new(file)).unwrap_or_else(|_| file.clone());
        if !report.files.iter().any(|row| row.path == path) {
            return Err(format!(
                "no record tells of `{path}` or rests on it; `vauban evidence add {path}` tells of it"
            ));
        }
        asked.insert(path);
    }
    report.files.retain(|row| asked.contains(&row.path));
    report.looked_at = report.files.len();
    Ok(())
}

/// Tells of new files. Nothing is written unless all of them can be.
fn add(world: &DiskWorld, compiled: &Compilation, wanted: &EvidenceAdd) -> Outcome {
    if wanted.id.is_some() && wanted.files.len() > 1 {
        return Err("`--id` names one record; add the files one by one, or leave it out".to_owned());
    }
    let into = target(&wanted.into)?;
    let place = world.root().join(&into);
    let before = match place.exists() {
        true => std::fs::read_to_string(&place).map_err(|error| format!("cannot read {into}: {error}"))?,
        false => String::new(),
    };
    let mut text = before.clone();
    let mut taken: BTreeSet<String> = compiled.model.evidence.iter().map(|record| record.head.id.to_string()).collect();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let known = compiled.products().into_iter().filter_map(|product| compiled.evidence(product));
    for (path, file) in known.flat_map(|(files, _)| files.iter()) {
        for record in &file.records {
            told.entry(path.to_owned()).or_insert_with(|| compiled.model.head(*record).name());
        }
    }
    let mut said = String::new();
    for file in &wanted.files {
        let path = inside(world, file)?;
        if let Some(record) = told.get(&path) {
            return Err(format!(
                "{record} tells of `{path}` already; change it there, or remove it first\n\nnothing was written"
            ));
        }
        let examined = examine(world, &path, form(wanted)?)
            .map_err(|why| format!("`{path}` cannot be read: {why}\n\nnothing was written"))?;
        let id = free_id(wanted, &path, &taken)?;
        let record = record(compiled, wanted, &id, &path, &examined)?;
        taken.insert(id.clone());
        told.insert(path.clone(), format!("evidence.{id}"));
        said.push_str(&found(&path, &examined));
        said.push_str(&format!("\n{}\n", record.trim_end()));
        text = vauban_syntax::edit::append_record(&text, &record);
    }
    let text = vauban_syntax::format::format(&into, &text).unwrap_or(text);
    if !wanted.dry_run {
        match before.is_empty() && !place.exists() {
            true => files::create(&place, &text)?,
            false => files::replace(&place, &text)?,
        }
    }
    let done = if wanted.dry_run {
        format!("would be written to {into}; nothing was written")
    } else {
        format!("written to {into}")
    };
    output::write(|out| writeln!(out, "{}\n{}", vauban_report::text::lines(said.trim_end()), one_line(&done)))?;
    Ok(ExitCode::SUCCESS)
}

/// What was found in a file, in a line.
fn found(path: &str, examined: &Examined) -> String {
    let form = examined.form.map_or("report", EvidenceForm::word);
    match &examined.read {
        Some(Ok(file)) => {
            let tool = [file.tool.as_str(), file.tool_version.as_str()].join(" ");
            let tool = if tool.trim().is_empty() { String::new() } else { format!(", by {}", tool.trim()) };
            format!("{path}: {form}{tool}, holds {}\n", holds(file))
        }
        Some(Err(_)) | None => format!("{path}: {form}, {} bytes, not read\n", examined.size),
    }
}

/// The record about a file: what the file says, and what the options add.
fn record(
    compiled: &Compilation,
    wanted: &EvidenceAdd,
    id: &str,
    path: &str,
    examined: &Examined,
) -> Result<String, String> {
    let refuse = |why: String| format!("`{path}` {why}\n\nnothing was written");
    let said = match &examined.read {
        Some(Ok(file)) => Some(file),
        Some(Err(why)) => return Err(refuse(format!("cannot be read: {why}"))),
        None => None,
    };
    let form = match (examined.form, said) {
        (Some(form), _) => form,
        (None, _) => {
            return Err(refuse(
                "does not tell what it is; say it with `--as FORM`: `report` for what only people read".to_owned(),
            ));
        }
    };
    let mut text = format!("[evidence.{}]\nfile = {}\nform = {}\n", key(id), quoted(path), quoted(form.word()));
    let mut put = |name: &str, value: String| text.push_str(&format!("{name} = {value}\n"));
    let of_file =
        |pick: fn(&vauban_model::ResultFile) -> &String| said.map(pick).filter(|text| !text.is_empty()).cloned();
    if let Some(tool) = agreed("--tool", &wanted.tool, of_file(|file| &file.tool), path)? {
        put("tool", quoted(&tool));
    }
    let version = agreed("--tool-version", &wanted.tool_version, of_file(|file| &file.tool_version), path)?;
    if let Some(version) = version {
        put("tool-version", quoted(&version));
    }
    let database = match &wanted.database_date {
        Some(day) => Some(
            Date::parse(day).ok_or_else(|| format!("`--database-date {day}` is no date; write it as 2026-11-22"))?,
        ),
        None => said.and_then(|file| file.database_day).and_then(Date::from_days),
    };
    if let Some(day) = database {
        put("database-date", day.to_string());
    }
    match (&wanted.ran, said.and_then(|file| file.ran).and_then(moment)) {
        (Some(given), _) => put("ran", time(given)?),
        (None, Some(ran)) => put("ran", ran),
        (None, None) => {}
    }
    if let Some(commit) = agreed("--commit", &wanted.commit, of_file(|file| &file.commit), path)? {
        put("commit", quoted(&commit));
    }
    if let Some(digest) = &wanted.artefact {
        let digits = digest.strip_prefix("sha256:").unwrap_or_default();
        if digits.len() != 64 || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(format!(
                "`--artefact {digest}` is no digest; write `sha256:` and 64 hexadecimal digits in lower case"
            ));
        }
        put("artefact", quoted(digest));
    }
    if let Some(release) = &wanted.release {
        let local = release.strip_prefix("release.").unwrap_or(release);
        compiled.model.find(Kind::Release, local).ok_or_else(|| format!("there is no release `{local}`"))?;
        put("release", format!("[{}]", quoted(local)));
    }
    put("digest", quoted(&format!("sha256:{}", examined.digest)));
    if !wanted.on.is_empty() {
        let names = wanted.on.iter().map(|name| looked_at(compiled, name)).collect::<Result<Vec<_>, _>>()?;
        put("on", format!("[{}]", names.join(", ")));
    }
    Ok(text)
}

/// What the file says, else what an option says; where both do, one may be the beginning of the other.
fn agreed(option: &str, given: &Option<String>, said: Option<String>, path: &str) -> Result<Option<String>, String> {
    match (given, said) {
        (Some(given), Some(said)) if !said.starts_with(given.as_str()) && !given.starts_with(&said) => {
            Err(format!("`{option} {given}` contradicts `{path}`, which says `{said}`\n\nnothing was written"))
        }
        (_, Some(said)) => Ok(Some(said)),
        (given, None) => Ok(given.clone()),
    }
}

/// A component or interface by name, with or without its kind.
fn looked_at(compiled: &Compilation, name: &str) -> Result<String, String> {
    let (kind, id) = name.split_once('.').unwrap_or(("component", name));
    let known = Kind::named(kind).filter(|kind| matches!(kind, Kind::Component | Kind::Interface));
    let there = known.is_some_and(|kind| compiled.model.find(kind, id).is_some());
    if !there {
        return Err(format!(
            "there is no component or interface `{name}`; name it as `component.ID` or `interface.ID`"
        ));
    }
    Ok(quoted(&format!("{kind}.{id}")))
}

/// Seconds from 1970 as a time of our records.
fn moment(seconds: i64) -> Option<String> {
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Date::from_days(seconds.div_euclid(86_400)).map(|_| stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A time that somebody gave, as it is written in records.
fn time(given: &str) -> Result<String, String> {
    let refuse = || format!("`--ran {given}` is no time; write 2026-11-22 or 2026-11-22T08:00:00Z");
    if Date::parse(given).is_some() {
        return Ok(given.to_owned());
    }
    let stamp: jiff::Timestamp = given.parse().map_err(|_| refuse())?;
    moment(stamp.as_second()).ok_or_else(refuse)
}

fn form(wanted: &EvidenceAdd) -> Result<Option<EvidenceForm>, String> {
    let Some(word) = &wanted.form else { return Ok(None) };
    let known = EvidenceForm::WORDS.iter().find(|(known, _, _)| known == word).map(|(_, form, _)| *form);
    let all = EvidenceForm::WORDS.iter().map(|(word, _, _)| *word).collect::<Vec<_>>().join(", ");
    known.map(Some).ok_or_else(|| format!("`{word}` is no form of evidence; known: {all}"))
}

/// The id of a new record: as asked for, else the file's name with a number where that is taken.
fn free_id(wanted: &EvidenceAdd, path: &str, taken: &BTreeSet<String>) -> Result<String, String> {
    if let Some(id) = &wanted.id {
        return if taken.contains(id) {
            Err(format!("there is an evidence record `{id}` already\n\nnothing was written"))
        } else {
            Ok(id.clone())
        };
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain: String = stem
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.') {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let base = plain.trim_matches(['-', '.']).to_owned();
    let base = if base.is_empty() { "evidence".to_owned() } else { base };
    let numbered = (2_u32..).map(|at| format!("{base}-{at}"));
    Ok(std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(base))
}

/// The record file to write into, by its path in the project.
fn target(into: &str) -> Result<String, String> {
    let path = Path::new(into);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || !into.starts_with("security/") || into.starts_with("security/evidence/") || !into.ends_with(".toml") {
        return Err(format!("`--into {into}` is no record file; name one below `security/` that ends in `.toml`"));
    }
    Ok(into.replace('\\', "/"))
}

/// The path of a file inside the project, as records write it.
fn inside(world: &DiskWorld, file: &Path) -> Result<String, String> {
    let found: Vec<PathBuf> =
        [world.root().join(file), file.to_owned()].into_iter().filter_map(|path| path.canonicalize().ok()).collect();
    let Some(first) = found.first() else { return Err(format!("there is no file `{}`", file.display())) };
    let relative = found.iter().find_map(|path| path.strip_prefix(world.root()).ok());
    let relative = relative.ok_or_else(|| {
        format!("`{}` lies outside the project; copy it to `security/evidence/` first", first.display())
    })?;
    let relative = relative.to_str().ok_or_else(|| format!("the name of `{}` is not UTF-8", file.display()))?;
    Ok(relative.replace('\\', "/"))
}
