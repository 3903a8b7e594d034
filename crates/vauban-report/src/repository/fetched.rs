//! A target that was fetched (`vauban/repository-fetch/1`).

use std::io::{self, Write};

use serde::Serialize;

use super::Problem;
use crate::text::{number, one_line};
use crate::{Style, paint};

/// A target that was fetched and checked, or refused.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fetched {
    /// Its path in the repository.
    pub target: String,
    /// Where it was written; none if it was refused.
    pub file: Option<String>,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// Its SHA-256, if the metadata says it.
    pub sha256: Option<String>,
    /// The role that names it.
    pub role: Option<String>,
    /// The version of that role.
    pub version: Option<u64>,
    /// What the publisher says of it beyond that.
    pub custom: serde_json::Value,
    /// Why it was refused.
    pub problem: Option<Problem>,
}

/// Writes it for people.
pub fn terminal(found: &Fetched, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(problem) = &found.problem {
        return problem.terminal(style, out);
    }
    let file = found.file.as_deref().unwrap_or("");
    writeln!(out, "{}  {}", style.paint(paint::GOOD, "fetched"), one_line(file))?;
    writeln!(
        out,
        "{} bytes of {}, named by role {} version {}",
        number(found.length.and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX)),
        one_line(&found.target),
        one_line(found.role.as_deref().unwrap_or("")),
        found.version.unwrap_or(0)
    )
}

/// Writes it for programs.
pub fn json(found: &Fetched, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        found: &'a Fetched,
    }
    vauban_formats::json::write(&Document { schema: "vauban/repository-fetch/1", found }, out)
}
