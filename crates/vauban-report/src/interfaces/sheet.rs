//! One interface on one page: each question with its standing, both sides of the answer, and what is missing.

use std::io::{self, Write};

use super::{InterfaceRow, PointRow, QuestionRow, depth_cell, exposure_cell, flag_cell, protocol_cell};
use crate::text::{cut, one_line, width, wrap};
use crate::{Style, paint};

/// Width of the name of a point; a longer one has a line of its own.
const NAME: usize = 18;

/// Writes the sheet.
pub fn report(row: &InterfaceRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    head(row, style, out)?;
    for question in &row.questions {
        if question.asked {
            ask(question, style, out)?;
        }
    }
    let spared = row.questions.iter().filter(|question| !question.asked).map(|question| question.id);
    let spared: Vec<&str> = spared.collect();
    if !spared.is_empty() {
        let text = format!("Not asked of an interface inside one zone: {}.", spared.join(", "));
        writeln!(out)?;
        paragraph(&text, 1, paint::DIM, style, out)?;
    }
    if row.open > 0 && !style.quiet {
        writeln!(out)?;
        let text = format!("`vauban interface {} --ask` walks through what the record can answer.", one_line(&row.id));
        paragraph(&text, 1, paint::PLAIN, style, out)?;
    }
    Ok(())
}

fn head(row: &InterfaceRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("interface.{}", one_line(&row.id));
    let name = cut(&name, style.width.saturating_sub(2).max(20)).into_owned();
    let room = style.width.saturating_sub(width(&name) + 2);
    let title = one_line(&row.title);
    let title = if title.is_empty() || room < 8 { String::new() } else { format!("  {}", cut(&title, room)) };
    writeln!(out, "{}{title}", style.paint(paint::BOLD, name))?;
    let standing = format!("{} of {} questions open", row.open, row.asked);
    let colour = if row.open == 0 { paint::GOOD } else { paint::HALF };
    writeln!(out, " {}  {}", style.paint(colour, standing), style.location(&row.file, row.line, None))?;
    let mut facts = vec![exposure_cell(row)];
    if !row.component.is_empty() {
        facts.push(format!("on {}", row.component));
    }
    if row.protocol.is_some() || row.port.is_some() {
        facts.push(protocol_cell(row));
    }
    if row.enabled.is_some() {
        facts.push(format!("on by default: {}", flag_cell(row.enabled)));
    }
    if let Some(worst) = &row.worst {
        facts.push(format!("worst asset {} ({}: {})", worst.asset, worst.property, worst.impact));
    }
    if !row.depth.is_empty() {
        facts.push(format!("depth {} designed/today", depth_cell(row)));
    }
    if let Some(like) = &row.like {
        facts.push(format!("answers as interface.{like} where it has none itself"));
    }
    paragraph(&facts.join(" · "), 1, paint::PLAIN, style, out)
}

fn ask(question: &QuestionRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (mark, colour) = match (question.answered, question.contradiction.is_some()) {
        (true, _) => ("✓", paint::GOOD),
        (false, true) => ("≠", paint::BAD),
        (false, false) => ("?", paint::HALF),
    };
    let like = if question.like { ", in part or whole by the one it is like" } else { "" };
    let standing = format!("{}{like}", question.standing());
    writeln!(out)?;
    let title = format!("{mark} {}  {}: ", question.id, question.asks);
    let room = style.width.saturating_sub(width(&title) + 1);
    match width(&standing) <= room {
        true => writeln!(out, " {}{}", style.paint(paint::BOLD, title), style.paint(colour, standing))?,
        false => {
            writeln!(out, " {}", style.paint(paint::BOLD, title.trim_end().to_owned()))?;
            paragraph(&standing, 4, colour, style, out)?;
        }
    }
    side("computed", &question.computed, style, out)?;
    side("stated", &question.stated, style, out)?;
    if let Some(how) = &question.contradiction {
        paragraph(&format!("contradiction: {how}"), 4, paint::BAD, style, out)?;
    }
    for (key, what) in &question.missing {
        let text = match key.is_empty() {
            true => format!("missing: {what}"),
            false => format!("missing: `{key}`: {what}"),
        };
        paragraph(&text, 4, paint::HALF, style, out)?;
    }
    Ok(())
}

fn side(label: &str, points: &[PointRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    writeln!(out, "    {}", style.paint(paint::DIM, label.to_owned()))?;
    let mut before = "";
    for point in points {
        let like = if point.like { " (inherited)" } else { "" };
        let text = format!("{}{like}", one_line(&point.text));
        let name = if point.what == before { "" } else { point.what };
        before = point.what;
        let indent = 6 + NAME + 1;
        let room = style.width.saturating_sub(indent + 1).max(20);
        if width(name) > NAME {
            writeln!(out, "      {name}")?;
        }
        for (at, line) in wrap(&text, room).into_iter().enumerate() {
            let name = if at == 0 && width(name) <= NAME { name } else { "" };
            writeln!(out, "      {} {}", crate::text::pad(name, NAME), cut(&line, room))?;
        }
    }
    Ok(())
}

fn paragraph(text: &str, indent: usize, colour: anstyle::Style, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.saturating_sub(indent + 1).max(20);
    for line in wrap(&one_line(text), room) {
        writeln!(out, "{}{}", " ".repeat(indent), style.paint(colour, cut(&line, room).into_owned()))?;
    }
    Ok(())
}
