//! What a step changed, and what waits for signatures (`vauban/repository-change/1`).

use std::io::{self, Write};

use serde::Serialize;

use super::short;
use crate::text::{lines, one_line};
use crate::{Style, paint};

/// What a step came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Change {
    /// The folder.
    pub repository: String,
    /// What was done, in sentences.
    pub done: Vec<String>,
    /// Files that were published, in order.
    pub published: Vec<String>,
    /// Metadata that waits for signatures.
    pub waiting: Vec<Waiting>,
    /// What comes next, in sentences.
    pub next: Vec<String>,
}

/// Metadata that waits for signatures.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// The role.
    pub role: String,
    /// Its version.
    pub version: u64,
    /// Whose keys are asked: `gateway by targets`, `root by root version 1`.
    pub by: String,
    /// How many of them signed.
    pub signatures: u32,
    /// How many have to.
    pub threshold: u32,
    /// Ids of keys that may still sign.
    pub open: Vec<String>,
    /// SHA-256 of what has to be signed.
    pub payload_sha256: String,
}

/// Writes it for people.
pub fn terminal(change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for done in &change.done {
        writeln!(out, "{}", lines(done))?;
    }
    for file in &change.published {
        writeln!(out, "{}  {}", style.paint(paint::GOOD, "published"), one_line(file))?;
    }
    for one in &change.waiting {
        writeln!(
            out,
            "{}    {} version {}: {} of {} signatures ({})",
            style.paint(paint::BOLD, "waiting"),
            one_line(&one.role),
            one.version,
            one.signatures,
            one.threshold,
            one_line(&one.by)
        )?;
        let open: Vec<&str> = one.open.iter().map(|id| short(id)).collect();
        if !open.is_empty() {
            writeln!(out, "           keys that may sign: {}", one_line(&open.join(", ")))?;
        }
    }
    for next in &change.next {
        writeln!(out, "{} {}", style.paint(paint::DIM, "next:"), lines(next))?;
    }
    Ok(())
}

/// Writes it for programs.
pub fn json(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        change: &'a Change,
    }
    vauban_formats::json::write(&Document { schema: "vauban/repository-change/1", change }, out)
}
