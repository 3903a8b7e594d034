//! Two editions for people: ids that change meaning first, then what is new, what carries over, what is dropped.

use std::io::{self, Write};

use super::{EditionsReport, MeaningRow, RequirementRow};
use crate::text::{count, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Writes the comparison.
pub fn report(report: &EditionsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} · {} beside {} · {}",
        style.paint(paint::BOLD, one_line(&report.product)),
        one_line(&report.to.namespace),
        one_line(&report.from.namespace),
        one_line(&report.date)
    )?;
    if !report.to.draft.is_empty() {
        paragraph(&report.to.draft, 1, style, out)?;
    }
    let heading = |title: String, out: &mut dyn Write| writeln!(out, "\n {}", style.paint(paint::BOLD, title));
    if !report.meanings.is_empty() {
        heading("Ids that mean something else".to_owned(), out)?;
        report.meanings.iter().try_for_each(|one| meaning(one, report, style, out))?;
    }
    if !report.new.is_empty() {
        heading(format!("New: {}", count(report.new.len(), "requirement")), out)?;
        for one in &report.new {
            let verdict = style.paint(colour(one.now), one.now);
            writeln!(out, "   {} {} · {verdict}", style.paint(paint::BOLD, one_line(&one.id)), one_line(&one.title))?;
            paragraph(&one.next, 5, style, out)?;
        }
    }
    heading(format!("Carried over: {}", count(report.carried.len(), "requirement")), out)?;
    carried(&report.carried, style, out)?;
    if !report.changed.is_empty() {
        heading("Carried over with another verdict".to_owned(), out)?;
        for one in &report.changed {
            let told = format!("{} (from {}): {} there, {} here", one.aspect, one.from, one.before, one.now);
            paragraph(&told, 3, style, out)?;
            paragraph(&one.next, 5, style, out)?;
        }
    }
    if !report.dropped.is_empty() {
        heading("Not carried over".to_owned(), out)?;
        for one in &report.dropped {
            writeln!(out, "   {} {}", one_line(&one.id), one_line(&one.title))?;
        }
    }
    if !report.to.open_points.is_empty() {
        heading(format!("What is not known about {}", one_line(&report.to.namespace)), out)?;
        report.to.open_points.iter().try_for_each(|point| paragraph(point, 3, style, out))?;
    }
    Ok(())
}

fn meaning(one: &MeaningRow, report: &EditionsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (one_line(&report.from.namespace), one_line(&report.to.namespace));
    writeln!(out, "   {}", style.paint(paint::BOLD, one_line(&one.id)))?;
    paragraph(&format!("in {from}: {}", one.before), 5, style, out)?;
    paragraph(&format!("in {to}: {}", one.now), 5, style, out)?;
    if !one.carried_as.is_empty() {
        paragraph(&format!("what {from} asks by it is `{}` in {to}", one.carried_as), 5, style, out)?;
    }
    for mention in &one.named_by {
        let place = style.location(&mention.file, mention.line, None);
        writeln!(out, "     {place} `{}` writes `{}`", one_line(&mention.record), one_line(&mention.written))?;
    }
    Ok(())
}

fn carried(rows: &[RequirementRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let name = |row: &RequirementRow| match row.from.as_slice() {
        [same] if *same == row.id => one_line(&row.id).into_owned(),
        from => one_line(&format!("{} (was {})", row.id, from.join(", "))).into_owned(),
    };
    let room = rows.iter().map(|row| width(&name(row))).max().unwrap_or_default();
    for row in rows {
        let verdicts = match row.before == row.now {
            true => style.paint(colour(row.now), row.now).into_owned(),
            false => format!("{} there, {} here", row.before, style.paint(colour(row.now), row.now)),
        };
        let new =
            if row.new.is_empty() { String::new() } else { format!(" · new: {}", one_line(&row.new.join(", "))) };
        writeln!(out, "   {}  {} · {verdicts}{new}", pad(&name(row), room), one_line(&row.title))?;
    }
    Ok(())
}

fn colour(verdict: &str) -> anstyle::Style {
    match verdict {
        "met" => paint::GOOD,
        "partial" => paint::HALF,
        "missing" => paint::BAD,
        _ => paint::DIM,
    }
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.saturating_sub(indent).max(20);
    wrap(&one_line(text), room).iter().try_for_each(|line| writeln!(out, "{:indent$}{line}", ""))
}
