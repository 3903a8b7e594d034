//! `vauban use`: the folders that a project uses, what one would bring, and what another state of one changes here.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::diff::{self, DiffReport};
use crate::text::{count, cut, number, one_line, pad, wrap};
use crate::{Style, paint};

/// A used folder.
#[derive(Clone, Debug, Default)]
pub struct UsedRow {
    /// Its path of ids, as `platform` or `platform/organisation`.
    pub id: String,
    /// `here`, `same-as`, `withheld` or `unreadable`.
    pub state: &'static str,
    /// The folder whose records these are, for `same-as`.
    pub same_as: String,
    /// Whether it is an organisation's, which answers once for all its products.
    pub organisation: bool,
    /// Where it is: a path, or `REPOSITORY@REV:FOLDER`.
    pub from: String,
    /// Its digest as it is, 64 hexadecimal digits; empty where it was not read.
    pub digest: String,
    /// `same`, `changed`, or `none` where no digest is stored.
    pub stored: &'static str,
    /// Its records by kind, in the order of the reference pages.
    pub records: Vec<(&'static str, usize)>,
    /// Findings about its records that nobody has set aside.
    pub findings: Vec<String>,
}

/// The used folders of a project, or the one that would be added.
#[derive(Clone, Debug, Default)]
pub struct UsedReport {
    /// The folders, by path of ids.
    pub folders: Vec<UsedRow>,
    /// What a folder that would be added brings beyond its records: findings that appear.
    pub appeared: Option<Vec<String>>,
    /// What was written, or what to do to have it written.
    pub said: String,
}

/// Another state of one used folder.
#[derive(Clone, Debug, Default)]
pub struct StateRow {
    /// The folder.
    pub id: String,
    /// The state that is stored: a commit, or a digest.
    pub before: String,
    /// The state that it would have.
    pub after: String,
    /// Its record files and records that differ, each with `added`, `changed` or `removed`.
    pub files: Vec<(String, &'static str)>,
    /// The same for its records.
    pub records: Vec<(String, &'static str)>,
}

/// What other states of used folders change in this project.
#[derive(Clone, Debug)]
pub struct StatesReport<'d> {
    /// The folders that have another state.
    pub folders: Vec<StateRow>,
    /// What that changes; none where no folder has another state.
    pub difference: Option<DiffReport<'d>>,
    /// What was written, or what to do to have it written.
    pub said: String,
}

/// Lines of a list before the rest is only counted.
const LINES: usize = 12;

/// Writes the folders for people.
pub fn terminal(report: &UsedReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.folders.is_empty() {
        writeln!(
            out,
            " No `[use.ID]`: this project rests on no other folder. `vauban use add ID PATH` shows what one would bring."
        )?;
    }
    for row in &report.folders {
        let (colour, word) = match (row.state, row.stored) {
            ("here", "changed") => (paint::BAD, "changed".to_owned()),
            ("here", _) => (paint::GOOD, "here".to_owned()),
            ("same-as", _) => (paint::GOOD, format!("the same as {}", one_line(&row.same_as))),
            ("withheld", _) => (paint::BAD, "not here for this reader".to_owned()),
            _ => (paint::BAD, "unreadable".to_owned()),
        };
        let what = if row.organisation { " · an organisation's" } else { "" };
        writeln!(
            out,
            " {} {} · {}{what}",
            style.paint(paint::BOLD, pad(&cut(&one_line(&row.id), 24), 24)),
            style.paint(colour, &word),
            cut(&one_line(&row.from), 60)
        )?;
        if row.state != "here" {
            continue;
        }
        let held: usize = row.records.iter().map(|(_, many)| many).sum();
        let kinds: Vec<String> = row.records.iter().map(|(kind, many)| format!("{kind} {}", number(*many))).collect();
        for line in wrap(&format!("{}: {}", count(held, "record"), kinds.join(", ")), style.width.saturating_sub(6)) {
            writeln!(out, "     {line}")?;
        }
        let digest = match row.stored {
            "same" => "as its digest says",
            "changed" => "not the state whose digest is stored; `vauban use diff` tells what that changes here",
            _ => "no digest is stored, so a change of it is not noticed; `vauban use update --write` stores one",
        };
        writeln!(out, "     {digest}")?;
        told(&row.findings, "finding of its own", out)?;
    }
    if let Some(appeared) = &report.appeared {
        told(appeared, "finding that it would bring", out)?;
    }
    said(&report.said, out)
}

fn told(findings: &[String], what: &str, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let noun = if findings.len() == 1 { what.to_owned() } else { what.replacen("finding", "findings", 1) };
    writeln!(out, "     {} {noun}:", findings.len())?;
    for one in findings.iter().take(LINES) {
        writeln!(out, "       {}", cut(&one_line(one), 110))?;
    }
    match findings.len().saturating_sub(LINES) {
        0 => Ok(()),
        more => writeln!(out, "       and {more} more"),
    }
}

fn said(text: &str, out: &mut dyn Write) -> io::Result<()> {
    match text.is_empty() {
        true => Ok(()),
        false => writeln!(out, "\n {}", one_line(text)),
    }
}

/// Writes what other states change, for people.
pub fn states_terminal(report: &StatesReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for row in &report.folders {
        writeln!(
            out,
            " {} {} → {}",
            style.paint(paint::BOLD, one_line(&row.id)),
            cut(&one_line(&row.before), 40),
            cut(&one_line(&row.after), 40)
        )?;
        for (name, became) in row.records.iter().take(LINES) {
            writeln!(out, "     {became} {}", cut(&one_line(name), 90))?;
        }
        if let Some(more @ 1..) = row.records.len().checked_sub(LINES) {
            writeln!(out, "     and {} more", count(more, "record"))?;
        }
        if row.records.is_empty() && !row.files.is_empty() {
            writeln!(out, "     no record says anything else")?;
        }
    }
    match &report.difference {
        Some(difference) => {
            writeln!(out)?;
            diff::terminal::report(difference, style, out)?;
        }
        None if report.folders.is_empty() => writeln!(out, " The used folders are in the state that is stored.")?,
        None => writeln!(out, " No record file differs, so nothing changes here.")?,
    }
    said(&report.said, out)
}

/// Writes the same as the comment of a pull request.
pub fn states_markdown(report: &StatesReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in &report.folders {
        let code = |text: &str| format!("`{}`", one_line(text).replace('`', "'"));
        writeln!(out, "{} {} → {}\n", code(&row.id), code(&row.before), code(&row.after))?;
    }
    match &report.difference {
        Some(difference) => diff::markdown::report(difference, out),
        None => writeln!(out, "The used folders are in the state that is stored."),
    }
}

/// Writes the folders as one JSON document.
pub fn json(report: &UsedReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        folders: report.folders.iter().map(folder).collect(),
        appeared: report.appeared.as_ref().map(|all| all.iter().map(|one| one_line(one)).collect()),
        said: one_line(&report.said),
    };
    vauban_formats::json::write(&document, out)
}

/// Writes what other states change as one JSON document.
pub fn states_json(report: &StatesReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = States {
        schema: SCHEMA,
        states: report.folders.iter().map(state).collect(),
        difference: report.difference.as_ref().map(diff::json::document),
        said: one_line(&report.said),
    };
    vauban_formats::json::write(&document, out)
}

const SCHEMA: &str = "vauban/use/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    folders: Vec<Folder<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    appeared: Option<Vec<Cow<'a, str>>>,
    said: Cow<'a, str>,
}

#[derive(Serialize)]
struct Folder<'a> {
    id: Cow<'a, str>,
    state: &'static str,
    same_as: Option<Cow<'a, str>>,
    organisation: bool,
    from: Cow<'a, str>,
    digest: Option<String>,
    stored: &'static str,
    records: Vec<Kind>,
    findings: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Kind {
    kind: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct States<'a, D: Serialize> {
    schema: &'static str,
    states: Vec<State<'a>>,
    difference: Option<D>,
    said: Cow<'a, str>,
}

#[derive(Serialize)]
struct State<'a> {
    id: Cow<'a, str>,
    before: Cow<'a, str>,
    after: Cow<'a, str>,
    files: Vec<Became<'a>>,
    records: Vec<Became<'a>>,
}

#[derive(Serialize)]
struct Became<'a> {
    name: Cow<'a, str>,
    became: &'static str,
}

fn folder(row: &UsedRow) -> Folder<'_> {
    Folder {
        id: one_line(&row.id),
        state: row.state,
        same_as: (!row.same_as.is_empty()).then(|| one_line(&row.same_as)),
        organisation: row.organisation,
        from: one_line(&row.from),
        digest: (!row.digest.is_empty()).then(|| format!("sha256:{}", row.digest)),
        stored: row.stored,
        records: row.records.iter().map(|(kind, count)| Kind { kind, count: *count }).collect(),
        findings: row.findings.iter().map(|one| one_line(one)).collect(),
    }
}

fn state(row: &StateRow) -> State<'_> {
    let became = |all: &'_ [(String, &'static str)]| -> Vec<Became<'static>> {
        let one = |(name, became): &(String, &'static str)| Became { name: one_line(name).into_owned().into(), became };
        all.iter().map(one).collect()
    };
    State {
        id: one_line(&row.id),
        before: one_line(&row.before),
        after: one_line(&row.after),
        files: became(&row.files),
        records: became(&row.records),
    }
}
