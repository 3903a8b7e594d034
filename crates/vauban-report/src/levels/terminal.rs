//! Security levels for people: the vectors, what holds each family back, and requirements one by one.

use std::io::{self, Write};

use super::{ElementRow, FamilyRow, LevelsReport, RequirementRow, StepRow, TypeRow};
use crate::groups::and_more;
use crate::text::{count, cut, one_line, pad, width, wrap};
use crate::{Style, paint};

/// The highest level, for bars.
const HIGHEST: u32 = 4;
/// How many elements or requirements a line names before it only counts.
const NAMED: usize = 5;
/// How many steps of a family are shown unless everything is asked for.
const STEPS: usize = 6;

/// Writes what was asked for.
pub fn report(report: &LevelsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "security levels".into() } else { cut(&product, 60) };
    writeln!(out, "{} · security levels · {}", style.paint(paint::BOLD, product), one_line(&report.edition))?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    if report.vectors {
        report.types.iter().try_for_each(|one| vectors(one, style, out))?;
    }
    if report.sheets {
        report.requirements.iter().try_for_each(|one| sheet(one, style, out))?;
    } else {
        constraints(report, style, out)?;
    }
    if !report.notes.is_empty() {
        writeln!(out)?;
    }
    report.notes.iter().try_for_each(|note| paragraph(note, 1, style, out))
}

fn vectors(one: &TypeRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n {}", style.paint(paint::BOLD, one.component_type))?;
    for (name, vector) in
        [("target", &one.target), ("planned", &one.planned), ("claimed", &one.claimed), ("achieved", &one.achieved)]
    {
        writeln!(out, "   {} {}", pad(name, 8), one_line(vector))?;
    }
    let name = |family: &FamilyRow| {
        let id = format!("{} {} {}", family.id, pad(&one_line(&family.abbreviation), 3), family.title);
        cut(&one_line(&id), 52).into_owned()
    };
    let room = one.families.iter().map(|family| width(&name(family))).max().unwrap_or_default();
    writeln!(out, "\n   {} target  planned  claimed  achieved", pad("", room))?;
    for family in &one.families {
        let level = |level: u32, columns: usize| {
            let good = family.target.is_none_or(|target| level >= target);
            let mark = if good { paint::GOOD } else { paint::HALF };
            style.paint(mark, pad(&format!("{level} {}", bar(level)), columns)).into_owned()
        };
        let target = family.target.map_or_else(|| "–".to_owned(), |target| target.to_string());
        writeln!(
            out,
            "   {} {} {} {} {}",
            pad(&name(family), room),
            pad(&target, 7),
            level(family.planned, 8),
            level(family.claimed, 8),
            level(family.achieved, 0).trim_end()
        )?;
    }
    one.families.iter().try_for_each(|family| steps(family, style, out))
}

/// A level as a small bar.
fn bar(level: u32) -> String {
    (1..=HIGHEST).map(|at| if at <= level { '▰' } else { '▱' }).collect()
}

fn steps(family: &FamilyRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(next) = family.next.filter(|_| !family.steps.is_empty()) else { return Ok(()) };
    let what = format!("{} to level {next}: {}", one_line(&family.id), count(family.steps.len(), "step"));
    writeln!(out, "\n   {}", style.paint(paint::BOLD, what))?;
    let most = if style.verbose { family.steps.len() } else { STEPS };
    family.steps.iter().take(most).try_for_each(|one| step(one, style, out))?;
    match family.steps.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "     … {more} more, with --verbose"),
    }
}

fn step(step: &StepRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let on = if step.elements.is_empty() { String::new() } else { format!(" on {}", few(&step.elements)) };
    paragraph(&format!("{} · {} ({}){on}", step.action, step.text, few(&step.requirements)), 5, style, out)
}

fn constraints(report: &LevelsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<&RequirementRow> = report.requirements.iter().filter(|one| one.family.is_empty()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n {}", style.paint(paint::BOLD, "At every level also"))?;
    for one in rows {
        writeln!(out, "   {}  {}  {}", one_line(&one.id), one_line(&one.title), state(one.colour, one.phrase, style))?;
        if !one.reason.is_empty() {
            paragraph(&one.reason, 5, style, out)?;
        }
    }
    Ok(())
}

fn sheet(one: &RequirementRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let level = if one.level == 0 { "at every level".to_owned() } else { format!("from level {}", one.level) };
    writeln!(
        out,
        "\n {} {} · {level} · {}",
        style.paint(paint::BOLD, one_line(&one.id)),
        one_line(&one.title),
        state(one.colour, one.phrase, style)
    )?;
    if let Some(condition) = &one.condition {
        paragraph(&format!("where {condition}"), 3, style, out)?;
    }
    if !one.applies_to.is_empty() {
        paragraph(&format!("judged on {}", one.applies_to.join("; on ")), 3, style, out)?;
    }
    if !one.mechanism_kinds.is_empty() {
        paragraph(&format!("realised by {}", one.mechanism_kinds.join(", ")), 3, style, out)?;
    }
    if !one.reason.is_empty() {
        paragraph(&one.reason, 3, style, out)?;
    }
    // Where there are many, those that leave something to do come first.
    let many = one.elements.len() > style.cap && !style.verbose;
    let mut rows: Vec<&ElementRow> = one.elements.iter().collect();
    if many {
        rows.sort_by_key(|row| ["bad", "half", "good"].iter().position(|colour| *colour == row.colour));
        rows.truncate(style.cap);
    }
    rows.iter().try_for_each(|row| element(row, style, out))?;
    match one.elements.len() - rows.len() {
        0 => Ok(()),
        more => {
            let with = "`--zone ID`, `--component ID`, `--search TEXT` or `--verbose`";
            paragraph(&and_more(more, "elements", with), 3, style, out)
        }
    }
}

fn element(row: &ElementRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let by = if row.by.is_empty() { String::new() } else { format!(" · {}", few(&row.by)) };
    let shown = format!("   {}  {}{by}", one_line(&row.element), state(row.colour, row.phrase, style));
    writeln!(out, "{}", shown)?;
    if !row.reason.is_empty() {
        paragraph(&row.reason, 5, style, out)?;
    }
    Ok(())
}

fn state(colour: &str, phrase: &str, style: &Style) -> String {
    let mark = match colour {
        "good" => paint::GOOD,
        "half" => paint::HALF,
        _ => paint::BAD,
    };
    style.paint(mark, phrase.to_owned()).into_owned()
}

fn few(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(NAMED).map(|name| one_line(name)).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}
