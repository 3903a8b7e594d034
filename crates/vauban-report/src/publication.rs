//! What publication came to: a place written, a place checked, a text for reporters checked. For people and as
//! `vauban/csaf-publish/1`, `vauban/csaf-provider/1` and `vauban/disclosure-check/1`.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, one_line};
use crate::{Style, paint};

/// Something about a file.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    /// The file, where it is not the one that was looked at.
    pub path: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u32>,
    /// What is so.
    pub what: String,
}

/// A requirement of CSAF 2.0, section 7.1, and what is known of it.
#[derive(Clone, Debug, Serialize)]
pub struct Requirement {
    /// Its number.
    pub number: u8,
    /// What it is about.
    pub about: &'static str,
    /// `met`, `not-used`, `unknown` or `failed`.
    pub standing: &'static str,
    /// Why, and where.
    pub notes: Vec<Note>,
}

/// A provider's place that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its folder.
    pub folder: String,
    /// How many files it has.
    pub files: usize,
    /// How many advisories.
    pub documents: usize,
    /// The role its metadata claims.
    pub claims: Option<&'static str>,
    /// Whether the claim can be true: `met`, `unknown` or `failed`.
    pub role: &'static str,
    /// The twenty requirements.
    pub requirements: Vec<Requirement>,
    /// Files that were not looked at: links, names that are not UTF-8.
    pub passed_over: Vec<String>,
}

/// A provider's place that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// Its folder.
    pub folder: String,
    /// The site it is for.
    pub site: String,
    /// How many advisories it holds.
    pub advisories: usize,
    /// Files written.
    pub written: Vec<String>,
    /// Files removed.
    pub removed: Vec<String>,
    /// Advisories taken away, by id.
    pub withdrawn: Vec<String>,
    /// How many files were as they should be.
    pub unchanged: usize,
    /// Advisories without a signature.
    pub unsigned: Vec<String>,
    /// Folders the server has to protect.
    pub protect: Vec<String>,
    /// The role its metadata claims.
    pub role: String,
    /// Whether nothing was written.
    pub dry_run: bool,
}

/// A text for reporters that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// `security-txt` or `policy`.
    pub what: &'static str,
    /// The file.
    pub file: String,
    /// What is wrong.
    pub errors: Vec<Note>,
    /// What could be better.
    pub advice: Vec<Note>,
    /// What was not looked at.
    pub unchecked: Vec<String>,
}

#[derive(Serialize)]
struct Versioned<'a, T> {
    schema: &'static str,
    #[serde(flatten)]
    report: &'a T,
}

/// Writes a place that was checked as JSON.
pub fn place_json(report: &Place, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Versioned { schema: "vauban/csaf-provider/1", report }, out)
}

/// Writes a place that was written as JSON.
pub fn published_json(report: &Published, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Versioned { schema: "vauban/csaf-publish/1", report }, out)
}

/// Writes a text that was checked as JSON.
pub fn checked_json(report: &Checked, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Versioned { schema: "vauban/disclosure-check/1", report }, out)
}

/// Notes of one requirement that are shown.
const NOTES: usize = 6;

/// Writes a place that was checked for people: each requirement on a line, what was found below it.
pub fn place_terminal(report: &Place, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for requirement in &report.requirements {
        let word = match requirement.standing {
            "failed" => style.paint(paint::BAD, "failed  "),
            "met" => style.paint(paint::GOOD, "met     "),
            "not-used" => style.paint(paint::DIM, "not used"),
            _ => style.paint(paint::DIM, "unknown "),
        };
        writeln!(out, "{:>2}  {word}  {}", requirement.number, requirement.about)?;
        let shown = if style.verbose { requirement.notes.len() } else { NOTES };
        for note in requirement.notes.iter().take(shown) {
            line(note, "              ", out)?;
        }
        if requirement.notes.len() > shown {
            writeln!(out, "              and {} more (--verbose)", requirement.notes.len() - shown)?;
        }
    }
    let claims = match report.claims {
        Some(claims) => format!("claims to be a {claims}: {}", report.role),
        None => "claims no role".to_owned(),
    };
    writeln!(
        out,
        "\n{}: {}, {}; {claims}",
        one_line(&report.folder),
        count(report.files, "file"),
        count(report.documents, "advisory").replace("advisorys", "advisories"),
    )?;
    for passed in report.passed_over.iter().take(NOTES) {
        writeln!(out, "not looked at: {}", one_line(passed))?;
    }
    Ok(())
}

/// Writes what was published, for people.
pub fn published_terminal(report: &Published, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let verb = if report.dry_run { "would write" } else { "wrote" };
    for path in report.written.iter().take(if style.verbose { usize::MAX } else { 40 }) {
        writeln!(out, "{verb} {}", one_line(path))?;
    }
    if !style.verbose && report.written.len() > 40 {
        writeln!(out, "and {} more (--verbose)", report.written.len() - 40)?;
    }
    let verb = if report.dry_run { "would remove" } else { "removed" };
    for path in &report.removed {
        writeln!(out, "{verb} {}", one_line(path))?;
    }
    writeln!(
        out,
        "{}: {} for {}, {} unchanged; claims to be a {}",
        one_line(&report.folder),
        count(report.advisories, "advisory").replace("advisorys", "advisories"),
        one_line(&report.site),
        count(report.unchanged, "file"),
        one_line(&report.role),
    )?;
    if !report.unsigned.is_empty() {
        writeln!(
            out,
            "{} without signature: `--sign gpg --key KEY` has your own program make them",
            count(report.unsigned.len(), "advisory").replace("advisorys", "advisories"),
        )?;
    }
    for folder in &report.protect {
        writeln!(out, "the server has to protect {} (requirement 5)", one_line(folder))?;
    }
    Ok(())
}

/// Writes a text that was checked for people.
pub fn checked_terminal(report: &Checked, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for note in &report.errors {
        write!(out, "{}", style.paint(paint::BAD, "error "))?;
        line(note, " ", out)?;
    }
    for note in &report.advice {
        write!(out, "{}", style.paint(paint::DIM, "advice"))?;
        line(note, " ", out)?;
    }
    for what in &report.unchecked {
        writeln!(out, "not looked at: {}", one_line(what))?;
    }
    writeln!(
        out,
        "{}: {}, {} of advice",
        one_line(&report.file),
        count(report.errors.len(), "error"),
        count(report.advice.len(), "piece")
    )
}

fn line(note: &Note, before: &str, out: &mut dyn Write) -> io::Result<()> {
    let path = note.path.as_deref().map(one_line);
    let place = match (path, note.line) {
        (Some(path), Some(line)) => format!("{path}:{line}: "),
        (Some(path), None) => format!("{path}: "),
        (None, Some(line)) => format!("line {line}: "),
        (None, None) => String::new(),
    };
    writeln!(out, "{before}{place}{}", one_line(&note.what))
}
