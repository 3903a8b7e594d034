//! What expires when, and what waits for signatures (`vauban/repository-status/1`).

use std::io::{self, Write};

use serde::Serialize;

use super::{Waiting, short};
use crate::text::{count, one_line, pad};
use crate::{Style, paint};

/// How a repository stands.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The folder.
    pub repository: String,
    /// The instant it was looked at.
    pub now: String,
    /// Days within which an expiry is due.
    pub within_days: u32,
    /// The roles, top-level ones first.
    pub roles: Vec<RoleStatus>,
    /// Metadata that waits for signatures.
    pub waiting: Vec<Waiting>,
    /// Roles that are signed but not in the published snapshot yet.
    pub unpublished: Vec<String>,
}

/// One role.
#[derive(Clone, Debug, Serialize)]
pub struct RoleStatus {
    /// Its name.
    pub role: String,
    /// Its version.
    pub version: u64,
    /// When it expires.
    pub expires: String,
    /// Whole days until then; negative when it has expired.
    pub days_left: i64,
    /// Whether that is due.
    pub due: bool,
    /// Whether it has expired.
    pub expired: bool,
    /// Ids of its keys.
    pub keys: Vec<String>,
    /// How many of them have to sign.
    pub threshold: u32,
    /// Targets it names; none of roles that name no targets.
    pub targets: Option<usize>,
}

/// Writes it for people.
pub fn terminal(status: &Status, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let width = status.roles.iter().map(|role| role.role.chars().count()).max().unwrap_or(0);
    for role in &status.roles {
        let (mark, colour) = match (role.expired, role.due) {
            (true, _) => ("expired", paint::BAD),
            (false, true) => ("due", paint::BOLD),
            (false, false) => ("good", paint::GOOD),
        };
        let left = match role.days_left {
            days if role.expired => format!("{} ago", count(usize::try_from(-days).unwrap_or(0), "day")),
            days => format!("{} left", count(usize::try_from(days).unwrap_or(0), "day")),
        };
        writeln!(
            out,
            "{}  {}  version {:<4} expires {}  {left}",
            style.paint(colour, pad(mark, 7)),
            pad(&one_line(&role.role), width),
            role.version,
            one_line(&role.expires),
        )?;
        if style.verbose {
            let keys: Vec<&str> = role.keys.iter().map(|id| short(id)).collect();
            writeln!(
                out,
                "         {} of {}: {}",
                role.threshold,
                count(keys.len(), "key"),
                one_line(&keys.join(", "))
            )?;
        }
    }
    for one in &status.waiting {
        writeln!(
            out,
            "waiting  {} version {}: {} of {} signatures ({})",
            one_line(&one.role),
            one.version,
            one.signatures,
            one.threshold,
            one_line(&one.by)
        )?;
    }
    for role in &status.unpublished {
        writeln!(out, "signed, and not in the snapshot yet: {} (`vauban repository refresh`)", one_line(role))?;
    }
    let due = status.roles.iter().filter(|role| role.due).count();
    writeln!(out, "{} due within {}", count(due, "role"), count(status.within_days as usize, "day"))
}

/// Writes it for programs.
pub fn json(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        status: &'a Status,
    }
    vauban_formats::json::write(&Document { schema: "vauban/repository-status/1", status }, out)
}
