//! `vauban process`: the process documents and their approval, bound to the text that was approved.

use std::collections::BTreeSet;
use std::process::ExitCode;

use vauban_analysis::approval::{self, Binding, binding, changed_sections};
use vauban_engine::{Compilation, DiskWorld, approved_text};
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Date, Kind, Ref};
use vauban_pack::ledger::What;
use vauban_report::process::{DocumentRow, ProcessReport, json, terminal};
use vauban_syntax::edit::{NewValue, set_key};

use crate::args::{Arguments, PlainFormat, Process, ProcessCommand};
use crate::pack::ledger::{self, Noted};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Process) -> Outcome {
    let (world, surveyed) = session::design(arguments)?;
    match &options.command {
        None => {
            let only = options.id.as_deref().map(|id| document(&surveyed, id)).transpose()?;
            let report = report(&world, &surveyed, only);
            output::write(|out| match options.format {
                PlainFormat::Json => json(&report, out),
                PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
            })?;
        }
        Some(ProcessCommand::Approve { id, by, date, next_review }) => {
            let said = approve(&world, &surveyed, id, by, date.as_deref(), next_review.as_deref())?;
            let process = document(&surveyed, id)?;
            let noted = Noted {
                what: What::Approved,
                subject: surveyed.model.head(process).name(),
                by: by.clone(),
                digest: approval::digest(&surveyed.model, &surveyed.facts, process).unwrap_or_default(),
                note: String::new(),
            };
            ledger::note(arguments, world.root(), noted)?;
            output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&said)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn document(surveyed: &Compilation, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("process.").unwrap_or(word);
    surveyed.model.find(Kind::Process, id).ok_or_else(|| {
        let known = surveyed.model.process.iter().map(|process| &*process.head.id);
        let hint = vauban_diagnostics::nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no `[process.{id}]`{}", hint.unwrap_or_default())
    })
}

fn report(world: &DiskWorld, surveyed: &Compilation, only: Option<AnyId>) -> ProcessReport {
    let model = &surveyed.model;
    let mut documents = Vec::new();
    for (at, process) in model.process.iter().enumerate() {
        let id = AnyId { kind: Kind::Process, at: at as u32 };
        if process.head.removed || only.is_some_and(|only| only != id) {
            continue;
        }
        let (file, line) = model.place(id);
        let approved = process.approved_by.is_some() && process.date.is_some();
        let state = match (approved, binding(model, &surveyed.facts, id)) {
            (false, _) => "draft",
            (true, Binding::Same) => "approved",
            (true, Binding::Changed) => "changed",
            (true, Binding::Unbound) => "unbound",
        };
        let then = process
            .digest
            .as_ref()
            .filter(|_| state == "changed" && process.head.folder().is_empty())
            .and_then(|digest| approved_text(world, &file, &process.head.id, &digest.0));
        let prose = model.prose.iter().find(|prose| prose.record == Some(id));
        let now =
            prose.and_then(|prose| model.sources.file(prose.file).text.get(prose.start as usize..)).unwrap_or_default();
        let mut covers: BTreeSet<String> = process.covers.iter().map(|clause| requirement(&clause.0.value)).collect();
        for section in prose.into_iter().flat_map(|prose| &prose.sections) {
            covers.extend(section.covers.iter().filter_map(|covered| match covered {
                Covered::Clause(clause) => Some(requirement(&clause.0)),
                Covered::Record(_) => None,
            }));
        }
        documents.push(DocumentRow {
            id: process.head.id.to_string(),
            title: said(process.head.common.title.as_ref()),
            state,
            version: said(process.version.as_ref()),
            approved_by: process.approved_by.as_ref().map_or_else(String::new, |by| by.link.text.to_string()),
            date: process.date.map_or_else(String::new, |day| day.date.to_string()),
            next_review: process.next_review.map_or_else(String::new, |day| day.date.to_string()),
            overdue: process.next_review.is_some_and(|day| day.date < surveyed.today()),
            covers: covers.into_iter().collect(),
            digest: approval::digest(model, &surveyed.facts, id).unwrap_or_default(),
            changed: then.as_ref().map(|then| changed_sections(&then.prose, now)),
            approved_commit: then.map_or_else(String::new, |then| then.commit),
            file,
            line,
        });
    }
    ProcessReport { documents }
}

fn said(text: Option<&vauban_model::Text>) -> String {
    text.map_or_else(String::new, |text| text.trim().to_owned())
}

/// `SM-1.a` is about `SM-1`.
fn requirement(clause: &str) -> String {
    let (edition, local) = clause.rsplit_once('/').map_or(("", clause), |(edition, local)| (edition, local));
    let local = local.split('.').next().unwrap_or(local);
    if edition.is_empty() { local.to_owned() } else { format!("{edition}/{local}") }
}

/// Writes the approval into the front matter, and says what was written.
fn approve(
    world: &DiskWorld,
    surveyed: &Compilation,
    word: &str,
    by: &str,
    date: Option<&str>,
    next_review: Option<&str>,
) -> Result<String, String> {
    let model = &surveyed.model;
    let id = document(surveyed, word)?;
    let process = model.process.get(id.at as usize).ok_or("there is no such document")?;
    let name = &process.head.id;
    if !process.head.folder().is_empty() {
        return Err(format!("`{name}` belongs to a used folder; it is approved there"));
    }
    let mut lacks = Vec::new();
    if process.version.as_ref().is_none_or(|version| version.trim().is_empty()) {
        lacks.push("`version`");
    }
    if process.accountable.iter().all(|role| role.to().is_none()) {
        lacks.push("an `accountable` role");
    }
    if !lacks.is_empty() {
        return Err(format!("`{name}` cannot be approved yet; it lacks {}; nothing was written", lacks.join(" and ")));
    }
    let doer = model
        .find(Kind::Role, by.strip_prefix("role.").unwrap_or(by))
        .or_else(|| model.find(Kind::Person, by.strip_prefix("person.").unwrap_or(by)))
        .ok_or_else(|| format!("`{by}` is neither a `[role.ID]` nor a `[person.ID]`"))?;
    if doer.kind == Kind::Role {
        let holders = model.role.get(doer.at as usize).map(|role| role.held_by.iter().filter_map(Ref::to).count());
        if holders.unwrap_or(0) == 0 {
            return Err(format!(
                "nobody holds `{}`: an approval needs somebody who can be asked; nothing was written",
                model.head(doer).name()
            ));
        }
    }
    let today = surveyed.today();
    let day = |given: &str, option: &str| {
        Date::parse(given).ok_or_else(|| format!("`{option} {given}` is no date; write it as 2027-05-31"))
    };
    let date = date.map(|given| day(given, "--date")).transpose()?.unwrap_or(today);
    if date > today {
        return Err(format!("{date} has not come yet: nobody can have approved it then"));
    }
    let months = model.policy.first().and_then(|policy| policy.review_interval_months.as_ref());
    let months = months.map_or(12, |months| months.0.value as u32);
    let next = match (next_review, process.next_review) {
        (Some(given), _) => day(given, "--next-review")?,
        (None, Some(stated)) if stated.date > date => stated.date,
        (None, _) => date.plus_months(months),
    };
    if next <= date {
        return Err(format!("the next look, {next}, must come after the approval of {date}"));
    }
    let digest = approval::digest(model, &surveyed.facts, id).ok_or("the document cannot be read")?;
    let source = model.sources.file(process.head.header.file);
    let mut text = source.text.clone();
    // Who is named already is left as written.
    if process.approved_by.as_ref().and_then(Ref::to) != Some(doer) {
        let value = NewValue::Text(model.head(doer).name());
        text = set_key(&source.path, &text, "process", name, "approved-by", &value)?;
    }
    for (key, value) in [
        ("date", NewValue::Date(date.to_string())),
        ("next-review", NewValue::Date(next.to_string())),
        ("digest", NewValue::Text(digest)),
    ] {
        text = set_key(&source.path, &text, "process", name, key, &value)?;
    }
    files::replace(&world.root().join(&source.path), &text)?;
    Ok(format!(
        "{} in {} is approved by {} on {date}, as it stands; it is looked at again by {next}",
        process.head.name(),
        source.path,
        model.head(doer).name()
    ))
}
