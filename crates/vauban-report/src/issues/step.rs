//! A step of an issue: what was written, what is due, what it leaves open, what follows.

use std::io::{self, Write};

use serde::Serialize;

use super::{DueRow, Next, Open, OpenRow, StepReport, next, open};
use crate::text::{lines, one_line, pad, wrap};
use crate::{Style, paint};

/// Writes it for people.
pub fn terminal(report: &StepReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let id = one_line(&report.id);
    match &report.preview {
        Some(preview) => {
            writeln!(out, "{} would be written:\n", one_line(&report.file))?;
            for line in lines(preview).lines() {
                let ink = match line.chars().next() {
                    Some('+') => paint::GOOD,
                    Some('-') => paint::BAD,
                    _ => paint::PLAIN,
                };
                writeln!(out, "  {}", style.paint(ink, line))?;
            }
            writeln!(out)?;
        }
        None => {
            writeln!(out, "issue.{id} is {} in {}", style.paint(paint::BOLD, report.state), one_line(&report.file))?;
        }
    }
    for due in &report.due {
        due_line(due, style, out)?;
    }
    open_lines(&report.open, style, out)?;
    for note in &report.notes {
        for piece in wrap(&one_line(note), style.width.saturating_sub(8).max(24)) {
            writeln!(out, "  note: {}", style.paint(paint::DIM, piece))?;
        }
    }
    for row in &report.next {
        writeln!(out, "  next: {}  {}", pad(&row.command, 44), style.paint(paint::DIM, format!("→ {}", row.state)))?;
    }
    Ok(())
}

pub(super) fn due_line(due: &DueRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let ink = if due.days_left < 0 { paint::BAD } else { paint::PLAIN };
    let told = style.paint(ink, format!("{} ({})", due.on, due.told()));
    writeln!(out, "  due:  {} by {told}, `{}`", due.what, due.by)
}

pub(super) fn open_lines(rows: &[OpenRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let keys = row.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ");
        let (word, ink) = if row.missing { ("lacks", paint::BAD) } else { ("open ", paint::HALF) };
        let when = if row.missing { String::new() } else { format!(", to be {}", row.state) };
        writeln!(out, "  {} {} {keys}: {}{when}", style.paint(ink, word), pad(row.aspect, 7), row.asks)?;
    }
    Ok(())
}

/// Writes it as the contract `vauban/issue-step/1`.
pub fn json(report: &StepReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/issue-step/1",
        id: &report.id,
        file: &report.file,
        written: report.written,
        preview: report.preview.as_deref(),
        state: report.state,
        through: &report.through,
        due: &report.due,
        open: open(&report.open),
        next: next(&report.next),
        notes: &report.notes,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    id: &'a str,
    file: &'a str,
    written: bool,
    preview: Option<&'a str>,
    state: &'a str,
    through: &'a [&'static str],
    due: &'a [DueRow],
    open: Vec<Open<'a>>,
    next: Vec<Next<'a>>,
    notes: &'a [String],
}
