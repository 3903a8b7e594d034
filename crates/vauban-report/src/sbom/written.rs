//! `vauban sbom convert` and `merge`: what was written, what was lost, where bills contradict each other (the contracts
//! `vauban/sbom-convert/1` and `vauban/sbom-merge/1`).

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use vauban_sbom::merge::Conflict;
use vauban_sbom::write::Lost;

use crate::text::{count, cut, number, one_line};
use crate::{Style, paint};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `convert` or `merge`.
    pub command: &'static str,
    /// The files it was made from.
    pub from: Vec<String>,
    /// The format that was written.
    pub format: &'static str,
    /// The file; none for stdout.
    pub file: Option<String>,
    /// How many components it holds.
    pub components: usize,
    /// What does not fit.
    pub lost: Vec<Lost>,
    /// Where the bills contradict each other.
    pub conflicts: Vec<Conflict>,
}

/// Writes the document itself, readable and harmless to look at.
pub fn document(value: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(value, out)
}

/// Writes conflicts, losses and a summary.
pub fn terminal(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let most = if style.verbose { usize::MAX } else { style.cap };
    let room = style.width.saturating_sub(12).max(30);
    for conflict in report.conflicts.iter().take(most) {
        let values: Vec<String> = conflict
            .values
            .iter()
            .map(
                |(origin, value)| {
                    if origin.is_empty() { format!("`{value}`") } else { format!("`{value}` in {origin}") }
                },
            )
            .collect();
        let text = format!("{}: {} differs: {}", conflict.component, conflict.field, values.join(", "));
        writeln!(out, " {} {}", style.paint(paint::WARNING, "conflict:"), shown(&text, room, style))?;
    }
    if report.conflicts.len() > most {
        writeln!(out, " … and {} more; `--verbose` shows all", count(report.conflicts.len() - most, "conflict"))?;
    }
    for lost in report.lost.iter().take(most) {
        let times = if lost.count > 1 { format!(" ({})", number(lost.count)) } else { String::new() };
        let text = format!("{}{times}: {}", lost.path, lost.reason);
        writeln!(out, " {} {}", style.paint(paint::WARNING, "lost:"), shown(&text, room, style))?;
    }
    if report.lost.len() > most {
        writeln!(out, " … and {} more; `--verbose` shows all", number(report.lost.len() - most))?;
    }
    let place = report.file.as_deref().map_or_else(String::new, |file| format!(" in {}", one_line(file)));
    let mut said = vec![count(report.components, "component")];
    if report.command == "merge" {
        said.push(count(report.conflicts.len(), "conflict"));
    }
    said.push(match report.lost.len() {
        0 => "nothing lost".to_owned(),
        many => format!("{} not held", count(many, "member")),
    });
    writeln!(out, "{}: {}", style.paint(paint::BOLD, format!("{}{place}", report.format)), said.join(", "))
}

fn shown<'t>(text: &'t str, room: usize, style: &Style) -> Cow<'t, str> {
    let text = one_line(text);
    if style.verbose { text } else { Cow::Owned(cut(&text, room).into_owned()) }
}

/// Writes the contract.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let merge = report.command == "merge";
    let conflicts = report.conflicts.iter().map(|conflict| Contradiction {
        component: &conflict.component,
        field: &conflict.field,
        values: conflict.values.iter().map(|(file, value)| Said { file, value }).collect(),
    });
    let written = Contract {
        schema: if merge { "vauban/sbom-merge/1" } else { "vauban/sbom-convert/1" },
        from: &report.from,
        format: report.format,
        file: report.file.as_deref(),
        components: report.components,
        conflicts: merge.then(|| conflicts.collect()),
        lost: report
            .lost
            .iter()
            .map(|lost| Loss { path: &lost.path, reason: &lost.reason, count: lost.count })
            .collect(),
    };
    vauban_formats::json::write(&written, out)
}

#[derive(Serialize)]
struct Contract<'a> {
    schema: &'static str,
    from: &'a [String],
    format: &'static str,
    file: Option<&'a str>,
    components: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflicts: Option<Vec<Contradiction<'a>>>,
    lost: Vec<Loss<'a>>,
}

#[derive(Serialize)]
struct Contradiction<'a> {
    component: &'a str,
    field: &'a str,
    values: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    file: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Loss<'a> {
    path: &'a str,
    reason: &'a str,
    count: usize,
}
