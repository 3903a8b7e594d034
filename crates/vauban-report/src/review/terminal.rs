//! Reviews for people: what each kind covers, then what calls for a review, then the reviews themselves.

use std::io::{self, Write};

use super::{CoverageRow, ElementRow, LevelRow, ReviewReport, ReviewRow};
use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Cells of the bar that shows how much is reviewed.
const CELLS: usize = 12;

/// Writes the report.
pub fn report(report: &ReviewReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "reviews".into() } else { cut(&product, 60) };
    writeln!(out, "{} · reviews against the records as they stand\n", style.paint(paint::BOLD, product))?;
    for row in report.coverage.iter().filter(|row| row.bound || row.elements() > 0) {
        bar(row, style, out)?;
    }
    if !report.levels.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "levels of the design"))?;
        for row in &report.levels {
            level(row, style, out)?;
        }
    }
    if report.coverage.iter().all(|row| !row.bound) {
        writeln!(out, " No review here says what it saw. `vauban review start design` begins one that does.")?;
    }
    for row in report.coverage.iter().filter(|row| !row.elements.is_empty()) {
        writeln!(out, "\n {}", style.paint(paint::BOLD, row.kind))?;
        for element in row.elements.iter().take(style.cap) {
            line(element, style, out)?;
        }
        let more = row.elements.len().saturating_sub(style.cap);
        if more > 0 {
            writeln!(out, "   … and {} more: --format json lists them all", number(more))?;
        }
    }
    if !report.reviews.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, count(report.reviews.len(), "review")))?;
        for row in &report.reviews {
            review(row, style, out)?;
        }
    }
    Ok(())
}

fn bar(row: &CoverageRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let name = pad(row.kind, 16);
    if !row.bound {
        let said = format!("{} ask for it; no review lists what it saw", count(row.elements(), "element"));
        return writeln!(out, " {name} {}", style.paint(paint::DIM, said));
    }
    let all = row.elements().max(1);
    let settled = row.elements() - row.open();
    let full = settled * CELLS / all;
    let (filled, empty) = ("█".repeat(full), "░".repeat(CELLS - full));
    let colour = if row.open() == 0 { paint::GOOD } else { paint::HALF };
    let mut said = vec![format!("{} of {} as reviewed", number(settled), number(row.elements()))];
    for (state, word) in [
        ("changed", "changed"),
        ("new", "new"),
        ("gone", "gone"),
        ("disturbed", "in other surroundings"),
        ("marked", "marked editorial"),
    ] {
        if row.count(state) > 0 {
            said.push(format!("{} {word}", number(row.count(state))));
        }
    }
    writeln!(out, " {name} {}{empty}  {}", style.paint(colour, filled), said.join(" · "))
}

fn level(row: &LevelRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let colour = if row.reviewed == row.elements && !row.reviews.is_empty() { paint::GOOD } else { paint::HALF };
    let said = match row.reviews.last() {
        None => format!("{}; no review is of this level", count(row.elements, "element")),
        Some(newest) => {
            format!("{} of {} as reviewed · {}", number(row.reviewed), number(row.elements), one_line(newest))
        }
    };
    writeln!(out, "   {} {}", pad(row.level, 14), style.paint(colour, said))
}

fn line(element: &ElementRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let colour = match element.state {
        "changed" | "new" | "gone" | "disturbed" => paint::BAD,
        _ => paint::DIM,
    };
    let name = one_line(&element.id);
    let mut told = Vec::new();
    if !element.fields.is_empty() {
        told.push(element.fields.join(", "));
    }
    if let Some(review) = element.review.as_ref().filter(|_| element.state != "reviewed") {
        told.push(format!("since {review}"));
    }
    if let Some(mark) = &element.mark {
        told.push(format!("set aside by {mark}"));
    }
    let told = told.join(" · ");
    let place = match element.file.is_empty() {
        true => String::new(),
        false => style.near(&element.file, element.line as usize),
    };
    let room = style.width.saturating_sub(16).max(24);
    writeln!(
        out,
        "   {} {}",
        style.paint(colour, pad(element.state, 9)),
        cut(&format!("{name}  {}", one_line(&told)), room)
    )?;
    if !place.is_empty() && style.verbose {
        writeln!(out, "             {}", style.paint(paint::DIM, place))?;
    }
    Ok(())
}

fn review(row: &ReviewRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let state = match (&row.because, row.conclusion) {
        (_, "") => style.paint(paint::HALF, pad("open", 10)),
        (None, word) => style.paint(paint::GOOD, pad(word, 10)),
        (Some(_), word) => style.paint(paint::BAD, pad(word, 10)),
    };
    let saw =
        if row.saw == 0 { "does not say what it saw".to_owned() } else { format!("saw {}", count(row.saw, "element")) };
    let name = one_line(&row.id);
    let gap = " ".repeat(28usize.saturating_sub(width(&name)).max(1));
    writeln!(out, "   {} {state} {name}{gap}{}", row.date, style.paint(paint::DIM, saw))?;
    let indent = " ".repeat(25);
    let room = style.width.saturating_sub(26).max(20);
    for signature in &row.signatures {
        let (word, colour) = match signature.state {
            "good" => ("signature holds", paint::GOOD),
            "elsewhere" => ("signed elsewhere (weaker)", paint::HALF),
            "unchecked" => ("signature not checked", paint::HALF),
            _ => ("signature is NOT valid", paint::BAD),
        };
        let why = if signature.why.is_empty() { String::new() } else { format!(": {}", one_line(&signature.why)) };
        let said = format!("{} · {} · {}{why}", one_line(&signature.by), signature.method, signature.date);
        writeln!(out, "{indent}{}  {}", style.paint(colour, word), cut(&said, room))?;
    }
    if let Some(why) = &row.because {
        let told = format!("does not count: {}", one_line(why));
        for piece in wrap(&told, room) {
            writeln!(out, "{indent}{}", style.paint(paint::DIM, piece))?;
        }
    }
    Ok(())
}
