//! `vauban import`: another tool's threat model, or what it saw, as new record files, with a list of what was lost.

use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use vauban_import::{Mapping, Source, write_toml};
use vauban_model::{Kind, ObservationForm, WordList as _};
use vauban_report::import::{self, Imported, Lost, Recorded};

mod observation;
mod update;

use crate::args::{Arguments, Import, PlainFormat};
use crate::{Outcome, files, output, session};

/// Files larger than this are not threat models.
const LARGEST: u64 = 64 << 20;

pub(crate) fn run(arguments: &Arguments, options: &Import) -> Outcome {
    if let Some(form) = observation::form(&options.format) {
        return observation::run(arguments, options, form);
    }
    if options.update {
        return update::run(arguments, options);
    }
    let format = vauban_import::format(&options.format).ok_or("there is no such format")?;
    let table = matches!(format.name, "csv" | "xlsx");
    if !table && (!options.map.is_empty() || options.sheet.is_some()) {
        return Err("`--map` and `--sheet` are for sheets: csv and xlsx".to_owned());
    }
    let of_folder = format.name == "doorstop" && options.file.is_dir();
    let bytes = if of_folder { Vec::new() } else { read(&options.file)? };
    let name = options.file.display().to_string();
    let beside = options.file.parent().map(Path::to_path_buf).unwrap_or_default();
    let include = |path: &str| {
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !plain {
            return Err("it leads out of the folder of the imported file".to_owned());
        }
        let folder = if beside.as_os_str().is_empty() { Path::new(".") } else { &beside };
        let real =
            |path: &Path| fs::canonicalize(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
        let (folder, target) = (real(folder)?, real(&beside.join(path))?);
        if !target.starts_with(&folder) {
            return Err("a link leads out of the folder of the imported file".to_owned());
        }
        read(&target)
    };
    let source = Source { name: &name, bytes: &bytes, include: &include };
    let imported = if of_folder {
        vauban_import::doorstop_folder(&items(&options.file)?)
    } else if table {
        vauban_import::read_sheet(&source, format.name == "xlsx", &mapping(options)?, &|_| true)
    } else {
        (format.read)(&source)
    };
    let mut imported = imported.map_err(|error| error.to_string())?;

    let (_, compiled, _) = session::compilation(arguments)?;
    // Every model brings one context of its own, to which nothing in it refers: a second one gets a number.
    for draft in imported.drafts.iter_mut().filter(|draft| draft.kind == "context") {
        let base = draft.id.clone();
        let mut number = 2;
        while compiled.model.find(Kind::Context, &draft.id).is_some() {
            draft.id = format!("{base}-{number}");
            number += 1;
        }
    }
    let clashes: Vec<String> = imported
        .drafts
        .iter()
        .filter(|draft| Kind::named(draft.kind).is_some_and(|kind| compiled.model.find(kind, &draft.id).is_some()))
        .map(|draft| format!("{}.{}", draft.kind, draft.id))
        .collect();
    if !clashes.is_empty() {
        let shown = clashes.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        return Err(format!(
            "{} of the imported records have ids that are taken here: {shown}\n\nimport into a project of its own \
             (`vauban init DIR`), or rename the records here; nothing was written",
            clashes.len()
        ));
    }
    let records = write(arguments, options, &imported, !options.dry_run)?;
    answer(arguments, options, &records, &[], &imported.lost)
}

/// Writes the drafts into a new folder, unless only asked what would be written.
fn write(
    arguments: &Arguments,
    options: &Import,
    imported: &vauban_import::Imported,
    for_good: bool,
) -> Result<Vec<Imported>, String> {
    let title = options.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let written = write_toml(imported, &title);
    let folder = place(&session::folder(arguments), &options.file)?;
    let shown_folder =
        format!("security/imported/{}", folder.file_name().map(|name| name.to_string_lossy()).unwrap_or_default());
    if for_good {
        for (relative, text) in &written {
            let text = vauban_syntax::format::format(relative, text).unwrap_or_else(|_| text.clone());
            files::create(&folder.join(relative), &text)?;
        }
    }
    let records = imported.drafts.iter().map(|draft| Imported {
        kind: draft.kind.to_owned(),
        id: draft.id.clone(),
        file: format!("{shown_folder}/{}", file_of(&written, draft.kind, &draft.id)),
    });
    Ok(records.collect())
}

fn answer(
    arguments: &Arguments,
    options: &Import,
    records: &[Imported],
    recorded: &[Recorded],
    lost: &[vauban_import::Lost],
) -> Outcome {
    let lost: Vec<Lost> = lost
        .iter()
        .map(|lost| Lost { path: lost.path.clone(), reason: lost.reason.clone(), count: lost.count })
        .collect();
    output::write(|out| match options.output {
        PlainFormat::Json => import::json(records, recorded, &lost, out),
        PlainFormat::Terminal => import::terminal(records, recorded, &lost, &output::style(arguments, None, 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The words for formats: threat models, requirements, then observations.
pub(crate) fn formats() -> impl Iterator<Item = &'static str> {
    let models = vauban_import::FORMATS.iter().chain(vauban_import::REQUIREMENTS).chain(vauban_import::TRACKERS).map(|format| format.name);
    models.chain(ObservationForm::WORDS.iter().map(|(word, _, _)| *word))
}

/// What the columns of a sheet mean beyond their names.
fn mapping(options: &Import) -> Result<Mapping, String> {
    let mut mapping = Mapping { sheet: options.sheet.clone(), ..Mapping::default() };
    options.map.iter().try_for_each(|written| mapping.add(written))?;
    Ok(mapping)
}

/// Most files of a folder of items, and how deep it is looked through.
const MOST_ITEMS: usize = 50_000;
const DEEPEST: usize = 16;

/// The items below a folder, by their paths in it; links are not followed.
fn items(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_path_buf(), 0_usize)];
    let mut room = LARGEST;
    while let Some((below, depth)) = open.pop() {
        let problem = |error: std::io::Error| format!("cannot read {}: {error}", below.display());
        for entry in fs::read_dir(&below).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let (kind, path) = (entry.file_type().map_err(problem)?, entry.path());
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && !name.starts_with('.') && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if kind.is_file() && [".yml", ".yaml", ".md"].iter().any(|ending| name.ends_with(ending)) {
                let bytes = read(&path)?;
                room = room.checked_sub(bytes.len() as u64).ok_or_else(|| {
                    format!("the items in {} are larger than {LARGEST} bytes together", folder.display())
                })?;
                let relative = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                found.push((relative, bytes));
            }
            if found.len() > MOST_ITEMS {
                return Err(format!("{} holds more than {MOST_ITEMS} items", folder.display()));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let file = fs::File::open(path).map_err(problem)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{} is larger than {LARGEST} bytes; nothing was read", path.display()));
    }
    Ok(bytes)
}

/// A folder below `security/imported/` that is not there yet, named after the file.
fn place(project: &Path, file: &Path) -> Result<PathBuf, String> {
    let stem = file.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or("");
    let mut name: String =
        stem.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    if name.trim_matches('-').is_empty() {
        name = "model".into();
    }
    let base = project.join("security").join("imported");
    let free = (1..1000).map(|at| if at == 1 { name.clone() } else { format!("{name}-{at}") });
    free.map(|name| base.join(name))
        .find(|path| !path.exists())
        .ok_or_else(|| "too many imports of that name".to_owned())
}

/// The written file that holds a record.
fn file_of<'a>(written: &'a [(String, String)], kind: &str, id: &str) -> &'a str {
    let (plain, quoted) = (format!("[{kind}.{id}]"), format!("[{kind}.\"{id}\"]"));
    let holds = |text: &str| text.lines().any(|line| line == plain || line == quoted);
    written.iter().find(|(_, text)| holds(text)).map_or("", |(path, _)| path)
}
