//! `vauban process`: the process documents, and how each stands to its approval.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, cut, one_line, pad, wrap};
use crate::{Style, paint};

/// The process documents of a project.
#[derive(Clone, Debug)]
pub struct ProcessReport {
    /// One row for each document, in the order of the files.
    pub documents: Vec<DocumentRow>,
}

/// A process document.
#[derive(Clone, Debug)]
pub struct DocumentRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `draft`, `approved`, `changed` or `unbound`.
    pub state: &'static str,
    /// Its version.
    pub version: String,
    /// Who approved it; empty if nobody.
    pub approved_by: String,
    /// When; empty if never.
    pub date: String,
    /// When it is looked at again.
    pub next_review: String,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Requirements it covers.
    pub covers: Vec<String>,
    /// The digest of the text as it stands.
    pub digest: String,
    /// Sections that changed since the approval, where git has the approved text.
    pub changed: Option<Vec<String>>,
    /// The commit of the approved text.
    pub approved_commit: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: u32,
}

/// Writes it for people.
pub fn terminal(report: &ProcessReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.documents.is_empty() {
        return writeln!(out, "There are no process documents. `vauban init --templates` begins a set.");
    }
    writeln!(out, "{}\n", style.paint(paint::BOLD, count(report.documents.len(), "process document")))?;
    for row in &report.documents {
        let (colour, word) = match row.state {
            "approved" if row.overdue => (paint::HALF, "due"),
            "approved" => (paint::GOOD, "approved"),
            "changed" => (paint::BAD, "changed"),
            "unbound" => (paint::HALF, "unbound"),
            _ => (paint::DIM, "draft"),
        };
        let id = one_line(&row.id);
        let mut told = Vec::new();
        if !row.version.is_empty() {
            told.push(format!("version {}", one_line(&row.version)));
        }
        if !row.approved_by.is_empty() {
            told.push(format!("approved by {} on {}", one_line(&row.approved_by), one_line(&row.date)));
        }
        if !row.next_review.is_empty() {
            let word = if row.overdue { "was due" } else { "next look" };
            told.push(format!("{word} {}", one_line(&row.next_review)));
        }
        told.push(count(row.covers.len(), "requirement"));
        writeln!(out, " {} {} {}", style.paint(colour, pad(word, 9)), pad(&cut(&id, 24), 24), told.join(" · "))?;
        match (&row.changed, row.state) {
            (Some(changed), "changed") => {
                let since = row.approved_commit.get(..10).unwrap_or(&row.approved_commit);
                let text = match changed.is_empty() {
                    true => {
                        format!("its prose is as approved ({since}); version, accountable roles or `covers` changed")
                    }
                    false => format!("changed since the approved text ({since}): {}", changed.join(", ")),
                };
                for line in wrap(&one_line(&text), style.width.saturating_sub(12)) {
                    writeln!(out, "           {line}")?;
                }
            }
            (None, "changed") => {
                writeln!(out, "           what was approved is not in the history that is here")?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    documents: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    state: &'static str,
    version: &'a str,
    approved_by: &'a str,
    date: &'a str,
    next_review: &'a str,
    overdue: bool,
    covers: &'a [String],
    digest: &'a str,
    changed_sections: Option<&'a [String]>,
    approved_commit: &'a str,
    file: &'a str,
    line: u32,
}

/// Writes the contract `vauban/process/1`.
pub fn json(report: &ProcessReport, out: &mut dyn Write) -> io::Result<()> {
    let documents = report.documents.iter().map(to_row).collect();
    vauban_formats::json::write(&Document { schema: "vauban/process/1", documents }, out)
}

fn to_row(row: &DocumentRow) -> Row<'_> {
    Row {
        id: &row.id,
        title: &row.title,
        state: row.state,
        version: &row.version,
        approved_by: &row.approved_by,
        date: &row.date,
        next_review: &row.next_review,
        overdue: row.overdue,
        covers: &row.covers,
        digest: &row.digest,
        changed_sections: row.changed.as_deref(),
        approved_commit: &row.approved_commit,
        file: &row.file,
        line: row.line,
    }
}
