//! A step of an issue: keys are set, an event is added behind those that there are, and the state follows it. One edit
//! of one file, previewed on request, written whole or not at all.

use std::path::PathBuf;

use vauban_analysis::clocks::Instant;
use vauban_analysis::issues::{Question, follows, next, questions, step};
use vauban_catalog::Catalogs;
use vauban_diagnostics::FileId;
use vauban_engine::Compilation;
use vauban_model::kinds::Issue;
use vauban_model::{AnyRecord, Date, IssueState, Model, Record, read};
use vauban_syntax::edit::{NewValue, RecordEdit, append_table, edit_records};

use super::ask::{ask, somebody};
use super::place::{Place, issue};
use super::value::{Said, moment, values};
use crate::args::{Arguments, StepOptions};
use crate::interfaces::{difference, keeping_ends};
use crate::{files, session};

/// What the first event of an issue says that had a state before it had events.
const WITHOUT_EVENTS: &str = "What came before was recorded without events.";

/// What a step is to do, beyond what every step does.
pub(crate) struct Step<'s> {
    /// The issue.
    pub(crate) id: &'s str,
    /// What all steps take.
    pub(crate) options: &'s StepOptions,
    /// Keys that were said.
    pub(crate) said: Vec<Said>,
    /// Keys whose values are worked out, not said.
    pub(crate) worked_out: Vec<(String, NewValue)>,
    /// States whose open questions are asked at a terminal.
    pub(crate) asks: &'s [IssueState],
    /// Keys that follow from the step itself, on its day, where the record does not say them and nobody said them.
    pub(crate) follow: &'s dyn Fn(&Issue, &Common) -> Vec<Said>,
    /// The states that it leads through, from what the record says once it is edited.
    pub(crate) leads: &'s Leads<'s>,
    /// What the event says where nobody said a note.
    pub(crate) note: &'s str,
}

/// The states that a step leads through, from the record once it is edited; or why it cannot be taken.
pub(crate) type Leads<'s> = dyn Fn(&Record<Issue>) -> Result<Vec<IssueState>, String> + 's;

/// What is known of a step before it is taken.
pub(crate) struct Common {
    /// When.
    pub(crate) at: Instant,
    /// The day of that.
    pub(crate) day: Date,
    /// Who, as written.
    pub(crate) by: Option<String>,
}

/// What a step came to.
pub(crate) struct Written {
    /// The record as it is afterwards.
    pub(crate) issue: Record<Issue>,
    /// Its place among the issues of the model, where it was there before.
    pub(crate) at: Option<usize>,
    /// The file, as people find it from here.
    pub(crate) file: String,
    /// The change, line by line, where it was only to be shown.
    pub(crate) preview: Option<String>,
    /// Whether anything was written.
    pub(crate) written: bool,
    /// States that it led through.
    pub(crate) through: Vec<IssueState>,
    /// The used folder whose stored digest no longer is that of the folder.
    pub(crate) pinned: Option<String>,
}

/// Takes a step.
pub(crate) fn take(arguments: &Arguments, wanted: &Step<'_>) -> Result<(Written, session::Compiled), String> {
    let (world, compiled) = session::design(arguments)?;
    let place = issue(&world, &compiled, wanted.id)?;
    let record = place.record;
    let folder = record.head.folder().to_owned();
    let common = when(arguments, wanted.options, &compiled.model, &folder, record)?;
    let mut said = wanted.said.clone();
    if somebody(wanted.options.yes) {
        let open = left_open(record, wanted.asks, &said);
        said.extend(ask(&compiled.model, &folder, &open)?);
    }
    let told = |key: &str, said: &[Said]| said.iter().any(|(one, words)| *one == key && !words.is_empty());
    for (key, words) in (wanted.follow)(record, &common) {
        if !told(key, &said) {
            said.push((key, words));
        }
    }
    let mut keys = values(&compiled.model, &folder, &said)?;
    keys.extend(wanted.worked_out.iter().cloned());
    let id = record.head.local().to_owned();
    let edit = |keys: Vec<(String, NewValue)>, text: &str| {
        let keys = keys.into_iter().map(|(key, value)| (key, Some(value))).collect();
        let edit = RecordEdit { id: id.clone(), keys, ..RecordEdit::default() };
        edit_records(&place.path, text, "issue", &[edit]).map_err(|why| cannot(&place.path, &why))
    };
    let with_keys = keeping_ends(&place.path, place.text, |text| edit(keys.clone(), text))?;
    let edited = again(&place, &with_keys, &id)?;
    let through = (wanted.leads)(&edited)?;
    let events = events(record, &through, &common, wanted)?;
    let last = through.last().copied();
    let now = keeping_ends(&place.path, &with_keys, |text| {
        let mut text = match last {
            Some(state) => edit(vec![("state".to_owned(), NewValue::Text(state.word().to_owned()))], text)?,
            None => text.to_owned(),
        };
        for event in &events {
            text = append_table(&place.path, &text, ("issue", &id), "events", event)
                .map_err(|why| cannot(&place.path, &why))?;
        }
        Ok(text)
    })?;
    // A file in the layout of `vauban fmt` stays in it; any other layout stays as it is.
    let tidy = |text: &str| vauban_syntax::format::format(&place.path, text).ok();
    let laid_out = tidy(place.text).is_some_and(|text| text == place.text);
    let now = if laid_out { tidy(&now).unwrap_or(now) } else { now };
    let issue = again(&place, &now, &id)?;
    let target = place.root.join(&place.path);
    let preview = wanted.options.dry_run.then(|| difference(place.text, &now));
    if preview.is_none() {
        unchanged(&target, place.text)?;
        files::replace(&target, &now)?;
    }
    let written = Written {
        issue,
        at: Some(place.at),
        file: place.shown(world.root()),
        written: preview.is_none(),
        preview,
        through,
        pinned: pinned(&compiled, &folder),
    };
    Ok((written, compiled))
}

/// The used folder of a record, where its digest is stored: it will be told as changed.
fn pinned(compiled: &Compilation, folder: &str) -> Option<String> {
    let known = compiled.model.used.iter().find(|used| *used.head.id == *folder)?;
    known.digest.as_ref().map(|_| folder.to_owned())
}

/// Nobody else wrote to the file since it was read.
fn unchanged(target: &PathBuf, text: &str) -> Result<(), String> {
    let now = std::fs::read(target).map_err(|error| format!("cannot read {}: {error}", target.display()))?;
    if now == text.as_bytes() {
        return Ok(());
    }
    Err(format!("{} was changed meanwhile; nothing was written: run the command again", target.display()))
}

fn cannot(path: &str, why: &str) -> String {
    format!("{path} cannot be edited: {why}; write it by hand")
}

/// When the step is, and who takes it.
fn when(
    arguments: &Arguments,
    options: &StepOptions,
    model: &Model,
    folder: &str,
    record: &Record<Issue>,
) -> Result<Common, String> {
    let now = session::moment(arguments)?;
    let now = Instant { seconds: now.seconds, ahead: now.ahead };
    let at = match &options.at {
        Some(written) => moment(written).map_err(|why| format!("--at: {why}"))?,
        None => now,
    };
    if at.seconds > now.seconds {
        return Err(format!("--at {at} lies ahead; an event has happened"));
    }
    let last = record.events.iter().filter_map(|event| Instant::of(event.at.as_ref()?)).max();
    let last = last.or_else(|| record.received_at.as_ref().and_then(Instant::of));
    if let Some(last) = last.filter(|last| at.seconds < last.seconds) {
        return Err(format!(
            "issue `{}` has an event of {last}, and this one would be of {at}: events are added in the order of time; say in `--note` when it was",
            record.head.id
        ));
    }
    let day = at.date().ok_or_else(|| format!("{at} is in no year that a date can have"))?;
    let by = options.by.as_ref().map(|by| doer(model, folder, by)).transpose()?;
    Ok(Common { at, day, by })
}

/// A person or role as written in a record of a folder.
pub(super) fn doer(model: &Model, folder: &str, word: &str) -> Result<String, String> {
    let said = [("decided-by", vec![word.to_owned()])];
    let found = values(model, folder, &said).map_err(|why| why.replacen("`decided-by`", "--by", 1))?;
    match found.first() {
        Some((_, NewValue::Text(name))) => Ok(name.clone()),
        _ => Ok(word.to_owned()),
    }
}

/// Questions of some states that neither the record nor what was said answers.
fn left_open(issue: &Record<Issue>, states: &[IssueState], said: &[Said]) -> Vec<&'static Question> {
    let told = |key: &str| said.iter().any(|(one, words)| *one == key && !words.is_empty());
    let all = states.iter().flat_map(|state| questions(*state));
    all.filter(|question| !(question.answered)(issue) && !question.keys.iter().any(|key| told(key))).collect()
}

/// The record as it reads after an edit; an edit that makes it worse to read is refused.
fn again(place: &Place<'_>, text: &str, id: &str) -> Result<Record<Issue>, String> {
    let of = |text: &str| read(FileId(0), &place.path, text, "", Catalogs::embedded());
    let (before, after) = (of(place.text), of(text));
    if after.findings.len() > before.findings.len() {
        let new = after.findings.iter().find(|one| !before.findings.iter().any(|old| old.message == one.message));
        let why = new.map_or("it would not read as before", |finding| &finding.message);
        return Err(format!("{why}; nothing was written"));
    }
    let records = after.records.into_iter();
    let mut found = records.filter_map(|record| match record {
        AnyRecord::Issue(issue) if *issue.head.id == *id => Some(*issue),
        _ => None,
    });
    found.next_back().ok_or_else(|| format!("{} would no longer hold the issue; nothing was written", place.path))
}

/// The events of a step: one for each state that it leads through, in the order of the table of steps, or with a reason.
fn events(
    record: &Record<Issue>,
    through: &[IssueState],
    common: &Common,
    wanted: &Step<'_>,
) -> Result<Vec<Vec<(String, NewValue)>>, String> {
    let first = record.events.is_empty();
    let mut from = record.state.as_ref().map(|state| state.value);
    let mut all = Vec::new();
    for (at, state) in through.iter().enumerate() {
        let mut why = wanted.options.because.clone().filter(|why| !why.trim().is_empty());
        if follows(from, *state) {
            // What was not skipped needs no excuse, unless nothing is known of what came before.
            why = why.or_else(|| (first && at == 0 && from.is_some()).then(|| WITHOUT_EVENTS.to_owned()));
        } else if why.is_none() {
            return Err(skipped(record, from, *state));
        }
        let note = wanted.options.note.as_deref().unwrap_or(wanted.note);
        all.push(event(common, *state, note, why.as_deref()));
        from = Some(*state);
    }
    Ok(all)
}

fn skipped(record: &Record<Issue>, from: Option<IssueState>, to: IssueState) -> String {
    let usual: Vec<&str> = next(from).iter().map(|state| state.word()).collect();
    let usual = if usual.is_empty() { "nothing".to_owned() } else { usual.join(", ") };
    format!(
        "issue `{}` would go {}, and what follows is {usual}\n\ntake that step first, or say with `--because` why it is passed over; nothing was written",
        record.head.id,
        step(from, to)
    )
}

/// An event as it is written.
pub(crate) fn event(
    common: &Common,
    state: IssueState,
    note: &str,
    skipped_because: Option<&str>,
) -> Vec<(String, NewValue)> {
    let text = |text: &str| NewValue::Text(text.to_owned());
    let mut keys =
        vec![("at".to_owned(), NewValue::Date(common.at.to_string())), ("state".to_owned(), text(state.word()))];
    keys.extend(common.by.as_deref().map(|by| ("by".to_owned(), text(by))));
    if !note.trim().is_empty() {
        keys.push(("note".to_owned(), text(note.trim())));
    }
    keys.extend(skipped_because.map(|why| ("skipped-because".to_owned(), text(why.trim()))));
    keys
}
