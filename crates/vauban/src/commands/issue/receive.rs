//! `vauban issue receive`: a report becomes a record of its own, in a new file (DM-1).

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vauban_analysis::clocks::Instant;
use vauban_analysis::issues::{DEFAULT, kept_up_to};
use vauban_catalog::Catalogs;
use vauban_diagnostics::FileId;
use vauban_engine::{DiskWorld, survey};
use vauban_formats::mail::{self, Mail};
use vauban_model::{AnyRecord, Handling, IssueState, Kind, Model, WordList as _, read};
use vauban_report::issues::step;
use vauban_syntax::edit::{NewValue, RecordEdit, append_table, edit_records};

use super::one;
use crate::args::{Arguments, IssueReceive, PlainFormat};
use crate::issues::{Common, Said, Written, event, folder_for, page, values};
use crate::{Outcome, files, output, session};

/// Letters of an id that is made from a title.
const LONGEST_ID: usize = 40;

pub(crate) fn run(arguments: &Arguments, options: &IssueReceive) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let (root, folder) = folder_for(&world, model, options.into.as_deref())?;
    let mail = options.mail.as_deref().map(read_mail).transpose()?;
    let mut notes = Vec::new();
    let at = received_at(arguments, options, mail.as_ref(), &mut notes)?;
    let title = options.title.clone().or_else(|| mail.as_ref().map(|mail| mail.subject.clone()));
    let title = title.filter(|title| !title.trim().is_empty());
    let title = match title {
        Some(title) => title,
        None => asked_title(options)?,
    };
    fits(&world, &root, model, folder.as_deref(), options)?;
    let inside = folder.clone().unwrap_or_default();
    let known = |id: &str| {
        let here = if inside.is_empty() { id.to_owned() } else { format!("{inside}/{id}") };
        model.find(Kind::Issue, &here).is_some() || root.join(file_of(id)).exists()
    };
    let id = match &options.id {
        Some(id) => given(id, &known)?,
        None => proposed(&title, at, &known),
    };
    let day = at.date().ok_or("the time of receipt is in no year that a date can have")?;
    let by = options.step.by.as_deref().map(|by| crate::issues::doer_of(model, &inside, by)).transpose()?;
    let common = Common { at, day, by };
    let said = said(options, mail.as_ref(), at);
    let keys = values(model, &inside, &said)?;
    let mut all = vec![
        ("title".to_owned(), NewValue::Text(title.trim().to_owned())),
        ("state".to_owned(), NewValue::Text(IssueState::Received.word().to_owned())),
        ("received".to_owned(), NewValue::Date(day.to_string())),
    ];
    all.extend(keys);
    if let Some(mail) = mail.as_ref().filter(|mail| !options.without_text && !mail.text.is_empty()) {
        let cut = if mail.cut { "\n[the text goes on; it was cut here]" } else { "" };
        all.push(("description".to_owned(), NewValue::Text(format!("{}{cut}", mail.text))));
    }
    let relative = file_of(&id);
    let text = record(&relative, &id, all, &common, options, mail.as_ref(), &notes)?;
    let issue = reread(&relative, &text, &id)?;
    let target = root.join(&relative);
    if !options.step.dry_run {
        files::create(&target, &text)?;
    }
    let shown = if root == world.root() { relative } else { target.display().to_string() };
    let written = Written {
        issue,
        at: None,
        file: shown,
        written: !options.step.dry_run,
        preview: options.step.dry_run.then_some(text),
        through: vec![IssueState::Received],
        pinned: pinned(model, &inside),
    };
    let mut report = page::outcome(&compiled, session::today(arguments)?, &written);
    report.notes.extend(notes);
    if folder.is_none() {
        report
            .notes
            .push("this project does not use that folder: what is in it is seen where it is used, or there".to_owned());
    }
    output::write(|out| match options.step.format {
        PlainFormat::Json => step::json(&report, out),
        PlainFormat::Terminal => step::terminal(&report, &output::style(arguments, None, 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn pinned(model: &Model, folder: &str) -> Option<String> {
    let used = model.used.iter().find(|used| *used.head.id == *folder && used.digest.is_some());
    used.map(|_| folder.to_owned())
}

fn file_of(id: &str) -> String {
    format!("security/issues/{id}.toml")
}

fn read_mail(path: &Path) -> Result<Mail, String> {
    let limit = mail::LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    let name = if path == Path::new("-") { PathBuf::from("stdin") } else { path.to_owned() };
    let done = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        let data = std::fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        if !data.is_file() {
            return Err(format!("{} is no ordinary file", path.display()));
        }
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    done.map_err(|error| format!("cannot read {}: {error}", name.display()))?;
    mail::read(&bytes).map_err(|why| format!("{}: {why}", name.display()))
}

/// When it arrived: as said, else as our own server noted on the mail, else now. What the sender claims is no receipt.
fn received_at(
    arguments: &Arguments,
    options: &IssueReceive,
    mail: Option<&Mail>,
    notes: &mut Vec<String>,
) -> Result<Instant, String> {
    let now = session::moment(arguments)?;
    let now = Instant { seconds: now.seconds, ahead: now.ahead };
    if let Some(written) = &options.step.at {
        let at = Instant::parse(written).ok_or_else(|| {
            format!("--at: `{written}` is no time with a zone; write it as 2026-11-22T21:00:00+01:00")
        })?;
        if at.seconds > now.seconds {
            return Err(format!("--at {at} lies ahead; what has been received has arrived"));
        }
        return Ok(at);
    }
    let Some(mail) = mail else { return Ok(now) };
    let noted = mail.received.as_ref().ok().and_then(|text| Instant::parse(text));
    match noted {
        Some(at) if at.seconds <= now.seconds => {
            notes.push("received at the time that the last server noted on the mail (`Received`)".to_owned());
            Ok(at)
        }
        _ => {
            let why = match (&mail.received, noted) {
                (_, Some(at)) => format!("the mail says that it arrived at {at}, which lies ahead"),
                (Err(why), None) => why.clone(),
                (Ok(text), None) => format!("`{text}` is no time"),
            };
            let sent = match &mail.written {
                Ok(sent) => format!("it was sent at {sent}, by its own word"),
                Err(why) => why.clone(),
            };
            Err(format!(
                "nobody can tell when the mail arrived: {why}; {sent}\n\nsay it with `--at TIME`, with its zone; clocks start there, so it is not guessed"
            ))
        }
    }
}

fn asked_title(options: &IssueReceive) -> Result<String, String> {
    if !crate::issues::somebody(options.step.yes) {
        return Err("say with `--title` what it is about, or give the mail".to_owned());
    }
    let stdin = std::io::stdin();
    let mut input = stdin.lock();
    let mut out = std::io::stderr();
    let mut prompt = crate::interfaces::prompt::Prompt { input: &mut input, out: &mut out };
    match prompt.line("What is it about, in a few words") {
        Ok(Some(title)) => Ok(title),
        Ok(None) | Err(_) => Err("an issue has a title; nothing was written".to_owned()),
    }
}

/// Refuses to write a closely kept issue where more people read than may be told.
fn fits(
    world: &DiskWorld,
    root: &Path,
    model: &Model,
    folder: Option<&str>,
    options: &IssueReceive,
) -> Result<(), String> {
    let wanted = options.handling.as_deref().and_then(mark).unwrap_or(DEFAULT);
    let holds = match folder {
        Some(folder) => kept_up_to(model, folder),
        None => {
            let other = DiskWorld::open(root, vauban_engine::World::today(world))?;
            let there = survey(&other).map_err(|error| error.to_string())?;
            kept_up_to(&there.model, "")
        }
    };
    if wanted <= holds {
        return Ok(());
    }
    let told = if options.handling.is_some() { "" } else { " (so it counts without `--handling`)" };
    Err(format!(
        "{}{told} does not belong here: what stands here is for {}\n\nwrite it with `--in` to a folder that is used with `restricted = true`, or whose `[policy]` says `handling`; nothing was written",
        wanted.word(),
        holds.word()
    ))
}

fn mark(word: &str) -> Option<Handling> {
    let known = Handling::WORDS.iter();
    let fits = |one: &str| {
        one.eq_ignore_ascii_case(word) || one.strip_prefix("TLP:").is_some_and(|rest| rest.eq_ignore_ascii_case(word))
    };
    known.into_iter().find(|(one, _, _)| fits(one)).map(|(_, mark, _)| *mark)
}

fn said(options: &IssueReceive, mail: Option<&Mail>, at: Instant) -> Vec<Said> {
    let from = mail.map(|mail| mail.from.clone()).filter(|from| !from.is_empty() && !options.without_contact);
    let contact = options.contact.clone().or(from);
    let external = options.external.clone();
    vec![
        one("owner", options.owner.as_ref()),
        one("source", options.source.as_ref()),
        ("received-at", vec![at.to_string()]),
        one("reporter", options.reporter.as_ref()),
        ("contact", contact.into_iter().collect()),
        one("handling", options.handling.as_ref()),
        one("embargo-until", options.embargo_until.as_ref()),
        ("external", external.into_iter().collect()),
    ]
}

/// The file of a new issue.
fn record(
    path: &str,
    id: &str,
    keys: Vec<(String, NewValue)>,
    common: &Common,
    options: &IssueReceive,
    mail: Option<&Mail>,
    notes: &[String],
) -> Result<String, String> {
    let header = if id.contains('.') { format!("[issue.\"{id}\"]\n") } else { format!("[issue.{id}]\n") };
    let keys = keys.into_iter().map(|(key, value)| (key, Some(value))).collect();
    let edit = RecordEdit { id: id.to_owned(), keys, ..RecordEdit::default() };
    let text = edit_records(path, &header, "issue", &[edit])?;
    let mut told: Vec<String> = options.step.note.iter().cloned().collect();
    if let Some(mail) = mail {
        told.extend((!mail.message_id.is_empty()).then(|| format!("Mail {}.", mail.message_id)));
        told.extend(mail.written.as_ref().ok().map(|sent| format!("Sent at {sent}, by its own word.")));
        if !mail.attachments.is_empty() {
            told.push(format!("With attachments: {}.", mail.attachments.join(", ")));
        }
        told.extend(notes.iter().map(|_| "Time of receipt as the last server noted it.".to_owned()));
    }
    let event = event(common, IssueState::Received, &told.join(" "), options.step.because.as_deref());
    let text = append_table(path, &text, ("issue", id), "events", &event)?;
    Ok(vauban_syntax::format::format(path, &text).unwrap_or(text))
}

/// The record as it reads; one that does not read is not written.
fn reread(path: &str, text: &str, id: &str) -> Result<vauban_model::Record<vauban_model::kinds::Issue>, String> {
    let read = read(FileId(0), path, text, "", Catalogs::embedded());
    if let Some(finding) = read.findings.first() {
        return Err(format!("{}\n\n{}; nothing was written", finding.message, finding.help));
    }
    let mut records = read.records.into_iter();
    let found = records.find_map(|record| match record {
        AnyRecord::Issue(issue) if *issue.head.id == *id => Some(*issue),
        _ => None,
    });
    found.ok_or_else(|| "the record would not read; nothing was written".to_owned())
}

/// An id that somebody gave.
fn given(id: &str, known: &dyn Fn(&str) -> bool) -> Result<String, String> {
    let plain = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let ends = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9');
    let fine = id.bytes().all(plain)
        && id.bytes().next().is_some_and(ends)
        && id.bytes().last().is_some_and(ends)
        && id.len() <= 100;
    if !fine || id.contains("..") {
        return Err(format!(
            "`{id}` is no id: small letters, digits, `-` and `.`, with a letter or digit at both ends"
        ));
    }
    if known(id) {
        return Err(format!("there is an issue `{id}` already; nothing was written over it"));
    }
    Ok(id.to_owned())
}

/// An id from a title: its first words in small letters, with a number where it is taken.
fn proposed(title: &str, at: Instant, known: &dyn Fn(&str) -> bool) -> String {
    let mut id = String::new();
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.map(str::to_ascii_lowercase).filter(|word| !matches!(word.as_str(), "re" | "fwd" | "fw" | "aw")) {
        if id.len() + word.len() + 1 > LONGEST_ID {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word);
    }
    if id.is_empty() {
        id = match at.date() {
            Some(date) => format!("report-{date}"),
            None => "report".to_owned(),
        };
    }
    let mut number = 2;
    let mut free = id.clone();
    while known(&free) {
        free = format!("{id}-{number}");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_titles_and_are_free() {
        let at = Instant::parse("2026-11-03T09:12:00+01:00").unwrap();
        let check = |title: &str, taken: &[&str], expect: &str| {
            assert_eq!(proposed(title, at, &|id| taken.contains(&id)), expect, "{title}");
        };
        check("Re: Overflow in the header of an update", &[], "overflow-in-the-header-of-an-update");
        check("../../etc/passwd \u{1b}[2J", &[], "etc-passwd-2j");
        check("溢れ", &[], "report-2026-11-03");
        check("a", &["a", "a-2"], "a-3");
        check(&"x".repeat(500), &[], "report-2026-11-03");
        for wrong in ["", "A", "-a", "a-", "a/b", "a..b", "a b", "é"] {
            assert!(given(wrong, &|_| false).is_err(), "{wrong}");
        }
        assert!(given("a.b-1", &|_| false).is_ok() && given("a", &|_| true).is_err());
    }
}
