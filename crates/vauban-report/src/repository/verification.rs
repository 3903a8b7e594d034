//! A whole repository, looked at as a client does (`vauban/repository-verify/1`).

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, number, one_line};
use crate::{Style, paint};

/// What looking at a repository came to.
#[derive(Clone, Debug, Serialize)]
pub struct Verification {
    /// The folder.
    pub repository: String,
    /// The instant that counted.
    pub now: String,
    /// Whether nothing is wrong.
    pub valid: bool,
    /// Versions of the root that were followed from the one that was trusted.
    pub roots: Vec<u64>,
    /// The version of the timestamp, if it came so far.
    pub timestamp: Option<u64>,
    /// The version of the snapshot.
    pub snapshot: Option<u64>,
    /// Targets roles that were checked.
    pub roles: Vec<CheckedRole>,
    /// Targets that were read to their end and fit.
    pub targets: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A targets role that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedRole {
    /// Its name.
    pub role: String,
    /// Its version.
    pub version: u64,
    /// When it expires.
    pub expires: String,
    /// How many targets it names.
    pub targets: usize,
}

/// Something that is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// What kind of thing, by the name of the attack it may be: `rollback`, `freeze`, `mix-and-match`.
    pub kind: String,
    /// The file.
    pub file: String,
    /// Line, from 1, or 0.
    pub line: u32,
    /// Column, from 1, or 0.
    pub column: u32,
    /// JSON pointer, or empty.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// What is wrong, where, and what to do.
    pub(super) fn terminal(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{} {}", style.paint(paint::BAD, format!("{}:", one_line(&self.kind))), one_line(&self.file))?;
        if self.line > 0 {
            write!(out, ":{}:{}", self.line, self.column)?;
        }
        writeln!(out, "\n  {}", one_line(&self.message))?;
        writeln!(out, "  {} {}", style.paint(paint::DIM, "help:"), one_line(&self.help))
    }
}

/// Writes it for people.
pub fn terminal(found: &Verification, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for problem in &found.problems {
        problem.terminal(style, out)?;
    }
    if !found.roots.is_empty() {
        let roots: Vec<String> = found.roots.iter().map(u64::to_string).collect();
        writeln!(out, "root: followed to version {}", roots.join(", "))?;
    }
    for role in &found.roles {
        writeln!(
            out,
            "{}: version {}, {}, expires {}",
            one_line(&role.role),
            role.version,
            count(role.targets, "target"),
            one_line(&role.expires)
        )?;
    }
    let verdict = match found.valid {
        true => style.paint(paint::GOOD, "valid"),
        false => style.paint(paint::BAD, "not valid"),
    };
    writeln!(
        out,
        "{verdict} at {}: {} read, {} bytes",
        one_line(&found.now),
        count(usize::try_from(found.targets).unwrap_or(usize::MAX), "target"),
        number(usize::try_from(found.bytes).unwrap_or(usize::MAX)),
    )
}

/// Writes it for programs.
pub fn json(found: &Verification, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        found: &'a Verification,
    }
    vauban_formats::json::write(&Document { schema: "vauban/repository-verify/1", found }, out)
}
