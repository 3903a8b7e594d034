//! `vauban use`: the folders that this project uses, and what another state of one changes here before it is taken.

use std::process::ExitCode;

use vauban_diagnostics::Severity;
use vauban_engine::diff::diff;
use vauban_engine::{Compilation, DiskWorld, Drift, Otherwise, World, compile, digest_of, drift, state_with};
use vauban_model::kinds::Use;
use vauban_model::{AnyId, FolderStanding, Kind, Record};
use vauban_report::diff::DiffReport;
use vauban_report::used::{
    StateRow, StatesReport, UsedReport, UsedRow, json, states_json, states_markdown, states_terminal, terminal,
};
use vauban_syntax::edit::{NewValue, append_record, set_key};

use crate::args::{Arguments, DiffFormat, Used, UsedCommand};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Used) -> Outcome {
    match &options.command {
        None | Some(UsedCommand::List) => {
            let (world, compiled, _) = session::compilation(arguments)?;
            let folders = compiled.model.folders.iter().map(|(path, _)| row(&compiled, path)).collect();
            show(arguments, options, &world, &UsedReport { folders, ..UsedReport::default() })?;
        }
        Some(UsedCommand::Add { id, path, git, rev, folder, write }) => {
            let source = Source { path, git, rev, folder };
            let (world, report) = add(arguments, id, &source, *write)?;
            show(arguments, options, &world, &report)?;
        }
        Some(UsedCommand::Diff { id, rev }) => states(arguments, options, id.as_deref(), rev.as_deref(), None)?,
        Some(UsedCommand::Update { id, rev, write }) => {
            states(arguments, options, id.as_deref(), rev.as_deref(), Some(*write))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(arguments: &Arguments, options: &Used, world: &DiskWorld, report: &UsedReport) -> Result<(), String> {
    output::write(|out| match options.format {
        DiffFormat::Json => json(report, out),
        DiffFormat::Terminal | DiffFormat::Markdown => {
            terminal(report, &output::style(arguments, Some(world.root()), 20), out)
        }
    })
}

/// What there is to say about a used folder.
fn row(compiled: &Compilation, path: &str) -> UsedRow {
    let model = &compiled.model;
    let Some(folder) = model.folders.get(path) else { return UsedRow::default() };
    let mut row = UsedRow { id: path.to_owned(), organisation: folder.organisation, ..UsedRow::default() };
    row.state = match &folder.standing {
        FolderStanding::Here => "here",
        FolderStanding::SameAs(other) => {
            row.same_as = other.to_string();
            "same-as"
        }
        FolderStanding::Withheld => "withheld",
        FolderStanding::Unreadable => "unreadable",
    };
    let used = model.used.iter().find(|record| *record.head.id == *path);
    row.from = used.map_or_else(String::new, from);
    row.digest = folder.digest.clone().unwrap_or_default();
    row.stored = match (used.is_some_and(|record| record.digest.is_some()), &folder.expected) {
        (true, None) => "same",
        (true, Some(_)) => "changed",
        (false, _) => "none",
    };
    let held = |kind: &Kind| {
        let all = (0..model.count(*kind) as u32).map(|at| model.head(AnyId { kind: *kind, at }));
        (kind.name(), all.filter(|head| head.folder() == path).count())
    };
    row.records = Kind::ALL.iter().map(held).filter(|(_, count)| *count > 0).collect();
    let theirs = |span: vauban_diagnostics::Span| folder.files.contains(&span.file.0);
    row.findings = compiled
        .findings
        .iter()
        .filter(|finding| finding.waived.is_none() && finding.severity > Severity::Note)
        .filter(|finding| {
            finding.place.as_ref().is_some_and(|label| theirs(label.span))
                || (finding.code == "findings-in-used-folder" && finding.subject == format!("use.{path}"))
        })
        .map(|finding| format!("{}: {}", finding.code, finding.message))
        .collect();
    row
}

fn from(record: &Record<Use>) -> String {
    match (&record.path, &record.git) {
        (Some(path), _) => path.to_string(),
        (None, Some(git)) => {
            let rev = record.rev.as_ref().map_or("", |rev| rev);
            let folder = record.folder.as_ref().map_or(String::new(), |folder| format!(":{}", &**folder));
            format!("{}@{rev}{folder}", &**git)
        }
        (None, None) => String::new(),
    }
}

/// Where a folder that is to be added lies.
struct Source<'a> {
    path: &'a Option<String>,
    git: &'a Option<String>,
    rev: &'a Option<String>,
    folder: &'a Option<String>,
}

fn add(arguments: &Arguments, id: &str, source: &Source<'_>, write: bool) -> Result<(DiskWorld, UsedReport), String> {
    let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if id.is_empty() || id.len() > 120 || !plain || id.starts_with('-') || Kind::named(id).is_some() {
        return Err(format!(
            "`{id}` cannot be the id of a used folder: lower-case letters, digits and `-`, and no kind of record"
        ));
    }
    let (world, before, _) = session::compilation(arguments)?;
    if before.model.find(Kind::Use, id).is_some() {
        return Err(format!("`[use.{id}]` is there already; `vauban use update {id}` takes another state of it"));
    }
    let (other, record) = match (source.path, source.git, source.rev) {
        (Some(path), _, _) => (world.folder(path)?, format!("[use.{id}]\npath = {}\n", quoted(path))),
        (None, Some(git), Some(rev)) => {
            let other = world.revision(git, rev, source.folder.as_deref())?;
            let mut record =
                format!("[use.{id}]\ngit = {}\nrev = {}\n", quoted(git), quoted(&stored(&world, git, rev)?));
            if let Some(folder) = source.folder {
                record.push_str(&format!("folder = {}\n", quoted(folder)));
            }
            (other, record)
        }
        _ => return Err("name a folder, or `--git` and `--rev`".to_owned()),
    };
    let record = format!("{record}digest = \"sha256:{}\"\n", digest_of(other.as_ref()));
    let text = append_record(&root_text(&world)?, &record);
    let with = Otherwise::new(&world).with_root(text.clone());
    let after = compile(&with).map_err(|error| error.to_string())?;
    let mine = |path: &str| path == id || path.strip_prefix(id).is_some_and(|rest| rest.starts_with('/'));
    let paths: Vec<String> =
        after.model.folders.iter().map(|(path, _)| path.to_owned()).filter(|path| mine(path)).collect();
    let product = product(&after, None).ok().flatten().or_else(|| after.products().into_iter().next().flatten());
    let appeared = diff(&before, &after, product).appeared;
    let said = match write {
        true => {
            files::replace(&world.root().join("vauban.toml"), &text)?;
            format!("`[use.{id}]` stands in vauban.toml now; its records are reached as `{id}/kind.id`")
        }
        false => format!("nothing was written; `--write` puts `[use.{id}]` into vauban.toml"),
    };
    let report = UsedReport {
        folders: paths.iter().map(|path| row(&after, path)).collect(),
        appeared: Some(
            appeared.iter().map(|told| format!("{} {}: {}", told.severity, told.code, told.message)).collect(),
        ),
        said,
    };
    Ok((world, report))
}

/// What is stored of a revision: a tag or commit as it was named, of a branch the commit that it stands at.
fn stored(world: &dyn World, git: &str, rev: &str) -> Result<String, String> {
    let refused = || world.revision(git, rev, None).err().unwrap_or_else(|| format!("`{git}` has no revision `{rev}`"));
    let (commit, moves) = world.pinned(git, rev).ok_or_else(refused)?;
    Ok(if moves { commit } else { rev.to_owned() })
}

fn root_text(world: &dyn World) -> Result<String, String> {
    let bytes = world.read("vauban.toml").map_err(|why| format!("vauban.toml: {why}"))?;
    String::from_utf8(bytes).map_err(|_| "vauban.toml is not UTF-8".to_owned())
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A used folder in two states.
struct Change {
    row: StateRow,
    /// For the state that is stored: the path and the commit at which it is looked at.
    stored_at: Option<(String, String)>,
    /// For the other state, the same.
    other_at: Option<(String, String)>,
    /// The revision of the stored state, for a folder of a repository whose name for it has moved on.
    stored_rev: Option<String>,
    /// The revision and digest that the other state is stored by.
    rev: Option<String>,
    digest: String,
    /// Why nobody can tell what changes, where the stored state is nowhere.
    untold: Option<String>,
}

fn states(
    arguments: &Arguments,
    options: &Used,
    id: Option<&str>,
    rev: Option<&str>,
    write: Option<bool>,
) -> Result<(), String> {
    let (world, surveyed) = session::design(arguments)?;
    let own = surveyed.model.used.iter().filter(|record| record.head.folder().is_empty());
    let wanted: Vec<&Record<Use>> = own.filter(|record| id.is_none_or(|id| *record.head.id == *id)).collect();
    if let (Some(id), true) = (id, wanted.is_empty()) {
        let known = surveyed.model.used.iter().map(|record| &*record.head.id);
        let hint = vauban_diagnostics::nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        return Err(format!("there is no `[use.{id}]`{}", hint.unwrap_or_default()));
    }
    let mut changes = Vec::new();
    let mut untold = Vec::new();
    for record in wanted {
        let name = &record.head.id;
        if write.is_some() && rev.is_some() && record.path.is_some() {
            return Err(format!(
                "`[use.{name}]` is used by path, as it stands: check the revision out there, or use it by `git` and `rev`"
            ));
        }
        match change(&world, record, rev, write.is_some()) {
            Ok(Some(change)) => {
                untold.extend(change.untold.clone());
                changes.push(change);
            }
            Ok(None) => {}
            // Of several, those that can be told are told.
            Err(why) if id.is_none() && write.is_none() => untold.push(format!("{name}: {why}")),
            Err(why) => return Err(format!("`[use.{name}]`: {why}")),
        }
    }
    let text = root_text(&world)?;
    let (mut text_before, mut text_after) = (text.clone(), text.clone());
    let (mut before, mut after) = (Otherwise::new(&world), Otherwise::new(&world));
    for change in &changes {
        let id = change.row.id.as_str();
        let set = |text: &str, key: &str, value: &str| {
            set_key("vauban.toml", text, "use", id, key, &NewValue::Text(value.to_owned()))
        };
        if let Some(rev) = &change.stored_rev {
            text_before = set(&text_before, "rev", rev)?;
        }
        if let Some(rev) = &change.rev {
            text_after = set(&text_after, "rev", rev)?;
        }
        text_after = set(&text_after, "digest", &format!("sha256:{}", change.digest))?;
        if let Some((path, rev)) = &change.stored_at {
            before = before.with_folder_at(path, rev);
        }
        if let Some((path, rev)) = &change.other_at {
            after = after.with_folder_at(path, rev);
        }
    }
    let (before, after) = (before.with_root(text_before), after.with_root(text_after.clone()));
    let said = said(&world, &changes, &untold, write, &text, &text_after)?;
    let differs = changes.iter().any(|change| !change.row.files.is_empty());
    let progress = Progress::start("compiling both states", arguments.quiet);
    let compiled = differs.then(|| rayon::join(|| compile(&before), || compile(&after)));
    progress.stop();
    let compiled = match compiled {
        Some((before, after)) => {
            let told = |error: vauban_engine::ProjectError| error.to_string();
            Some((before.map_err(told)?, after.map_err(told)?))
        }
        None => None,
    };
    let names = |pick: fn(&StateRow) -> &String| {
        let all: Vec<String> =
            changes.iter().map(|change| format!("{} {}", change.row.id, pick(&change.row))).collect();
        all.join(", ")
    };
    let (was, will) = (names(|row| &row.before), names(|row| &row.after));
    let difference = match &compiled {
        Some((before, after)) => Some(diff(before, after, product(after, options.product.as_deref())?)),
        None => None,
    };
    let report = StatesReport {
        folders: changes.into_iter().map(|change| change.row).collect(),
        difference: difference.as_ref().map(|difference| DiffReport { difference, before: &was, after: &will }),
        said,
    };
    let cap = if arguments.verbose { usize::MAX } else { 12 };
    output::write(|out| match options.format {
        DiffFormat::Terminal => states_terminal(&report, &output::style(arguments, Some(world.root()), cap), out),
        DiffFormat::Json => states_json(&report, out),
        DiffFormat::Markdown => states_markdown(&report, out),
    })
}

/// Writes what is to be written, and says what was or would be.
fn said(
    world: &DiskWorld,
    changes: &[Change],
    untold: &[String],
    write: Option<bool>,
    text: &str,
    text_after: &str,
) -> Result<String, String> {
    let mut said = match write {
        _ if text == text_after => String::new(),
        None => String::new(),
        Some(true) => {
            files::replace(&world.root().join("vauban.toml"), text_after)?;
            let ids: Vec<&str> = changes.iter().map(|change| change.row.id.as_str()).collect();
            format!("stored in vauban.toml: the new state of {}", ids.join(", "))
        }
        Some(false) => "nothing was written; `--write` stores the new state in vauban.toml".to_owned(),
    };
    for why in untold {
        said.push_str(if said.is_empty() { "" } else { "; " });
        said.push_str(why);
    }
    Ok(said)
}

/// What stands for a state that nobody stored.
const NOT_STORED: &str = "not stored";

/// The stored state of a used folder and the one that it would have; `None` where they are the same and stored.
///
/// Where the stored state is found nowhere, another can still be stored: `storing`.
fn change(world: &DiskWorld, record: &Record<Use>, rev: Option<&str>, storing: bool) -> Result<Option<Change>, String> {
    let folder = record.folder.as_deref().map(AsRef::as_ref);
    let (now, new_rev): (Box<dyn World>, Option<String>) = match (&record.path, &record.git, &record.rev) {
        (Some(path), None, _) => {
            let here = world.folder(path)?;
            match rev {
                Some(rev) => (here.at(rev)?, None),
                None => (here, None),
            }
        }
        (None, Some(git), Some(_)) => {
            let wanted = stored(world, git, rev.unwrap_or("HEAD"))?;
            (world.revision(git, &wanted, folder)?, Some(wanted))
        }
        _ => return Err("it needs either `path`, or `git` and `rev`".to_owned()),
    };
    let digest = digest_of(now.as_ref());
    let expected = record.digest.as_ref().and_then(|digest| digest.0.strip_prefix("sha256:"));
    // The folder as `vauban.toml` names it: it may have moved on since its digest was stored, or be gone.
    let named = match (&record.path, &record.git, &record.rev) {
        (Some(path), _, _) => world.folder(path),
        (None, Some(git), Some(rev)) => world.revision(git, rev, folder),
        _ => Err("it needs either `path`, or `git` and `rev`".to_owned()),
    };
    let short = |text: &str| text.chars().take(12).collect::<String>();
    let as_stored = |named: &dyn World| expected.is_none_or(|expected| digest_of(named) == expected);
    let mut untold = None;
    let (then, stored_commit): (Option<Box<dyn World>>, Option<String>) = match (named, expected) {
        (Ok(named), _) if as_stored(named.as_ref()) => (Some(named), None),
        (Err(why), None) => return Err(why),
        (named, Some(expected)) => {
            let in_named = named.as_ref().ok().and_then(|named| state_with(named.as_ref(), expected));
            match in_named.or_else(|| state_with(now.as_ref(), expected)) {
                Some((commit, then)) => (Some(then), Some(commit)),
                None => {
                    let why = format!(
                        "the state whose digest is stored, `{}…`, is in none of the last {} commits of its records, so nobody can tell what changed",
                        short(expected),
                        vauban_engine::Limits::STATES
                    );
                    if !storing {
                        return Err(why);
                    }
                    untold = Some(format!("{}: {why}", record.head.id));
                    (None, None)
                }
            }
        }
        (Ok(named), None) => (Some(named), None),
    };
    let drift = then.map_or_else(Drift::default, |then| drift(then.as_ref(), now.as_ref()));
    let same_rev = match (&record.git, &record.rev, &new_rev) {
        (Some(git), Some(old), Some(new)) => {
            let commit = |rev: &str| world.pinned(git, rev).map(|(commit, _)| commit);
            commit(old) == commit(new)
        }
        _ => true,
    };
    if drift.files.is_empty() && expected.is_some() && same_rev && untold.is_none() {
        return Ok(None);
    }
    let path = record.path.as_ref().map(|path| path.to_string());
    let before = match (&record.rev, &stored_commit, expected) {
        (_, Some(commit), _) => format!("commit {}", short(commit)),
        (Some(rev), None, _) if record.git.is_some() && untold.is_none() => rev.to_string(),
        (_, None, Some(expected)) if untold.is_some() => format!("{}…", short(expected)),
        (_, None, Some(_)) => "as it stands".to_owned(),
        (_, None, None) => NOT_STORED.to_owned(),
    };
    let after = new_rev.clone().or_else(|| rev.map(str::to_owned)).unwrap_or_else(|| "as it stands".to_owned());
    let words = |all: Vec<(String, vauban_engine::Became)>| {
        all.into_iter().map(|(name, became)| (name, became.word())).collect::<Vec<_>>()
    };
    let row = StateRow {
        id: record.head.id.to_string(),
        before,
        after,
        files: words(drift.files),
        records: words(drift.records),
    };
    Ok(Some(Change {
        row,
        stored_at: path.clone().zip(stored_commit.clone()),
        other_at: path.zip(rev.map(str::to_owned)),
        stored_rev: stored_commit.filter(|_| record.git.is_some()),
        rev: new_rev,
        digest,
        untold,
    }))
}
