//! `vauban review code --format json`: the contract `vauban/review-code/1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{CommitRow, PartRow, SecondReport};
use crate::text::one_line;

/// Writes the report as one JSON document.
pub fn report(report: &SecondReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/review-code/1",
        product: one_line(&report.product),
        since: Some(report.since.as_str()).filter(|since| !since.is_empty()),
        gaps: report.gaps.iter().map(|gap| one_line(gap)).collect(),
        components: report.parts.iter().map(part).collect(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    since: Option<&'a str>,
    gaps: Vec<Cow<'a, str>>,
    components: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    id: Option<&'a str>,
    lines: u64,
    seen: u64,
    commits: usize,
    older: usize,
    without: Vec<Commit<'a>>,
    untold: Vec<Commit<'a>>,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct Commit<'a> {
    commit: &'a str,
    date: &'a str,
    lines: u64,
    by: Cow<'a, str>,
}

#[derive(Serialize)]
struct File<'a> {
    path: Cow<'a, str>,
    lines: u64,
    seen: u64,
}

fn part(row: &PartRow) -> Part<'_> {
    Part {
        id: Some(row.id.as_str()).filter(|id| !id.is_empty()),
        lines: row.lines,
        seen: row.seen,
        commits: row.commits,
        older: row.older,
        without: row.without.iter().map(commit).collect(),
        untold: row.untold.iter().map(commit).collect(),
        files: row
            .files
            .iter()
            .map(|file| File { path: one_line(&file.path), lines: file.lines, seen: file.seen })
            .collect(),
    }
}

fn commit(row: &CommitRow) -> Commit<'_> {
    Commit { commit: &row.commit, date: &row.date, lines: row.lines, by: one_line(&row.by) }
}
