//! A difference for people: what was written, then what it does to depth, threats, reviews and verdicts.

use std::io::{self, Write};

use vauban_analysis::diff::{Change, Difference, ElementChange, Fate};

use super::{DiffReport, deep, designs, editorial, introduced, summary, whose, within};
use crate::text::{count, cut, number, one_line, pad, wrap};
use crate::{Style, paint};

/// Writes the difference.
pub fn report(report: &DiffReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let found = report.difference;
    let product = one_line(&found.product);
    let product = if product.is_empty() { "design".into() } else { cut(&product, 50) };
    let (before, after) = (cut(report.before, 40), cut(report.after, 40));
    writeln!(out, "{} · {} → {}", style.paint(paint::BOLD, product), one_line(&before), one_line(&after))?;
    if found.is_empty() {
        return writeln!(out, "\n Nothing changed in the design, its threats, its depth, its verdicts or its reviews.");
    }
    let told = summary(found);
    if !told.is_empty() {
        for piece in wrap(&one_line(&told.join(", ")), style.width.saturating_sub(2).max(20)) {
            writeln!(out, " {piece}")?;
        }
    }
    elements(found, style, out)?;
    depth(found, style, out)?;
    threats(found, style, out)?;
    reviews(found, style, out)?;
    verdicts(found, style, out)?;
    findings(found, style, out)
}

fn heading(title: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n {}", style.paint(paint::BOLD, title))
}

/// Says how many more there are than were shown.
fn more(all: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(style.cap) {
        0 => Ok(()),
        left => writeln!(out, "   … and {} more: --verbose or --format json lists them", number(left)),
    }
}

fn elements(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if found.elements.is_empty() && found.others == 0 {
        return Ok(());
    }
    heading("Records", style, out)?;
    for element in found.elements.iter().take(style.cap) {
        row(element, style, out)?;
    }
    more(found.elements.len(), style, out)?;
    for new in found.interfaces.iter().take(style.cap) {
        let told = format!("new: {}", introduced(new, &|name| one_line(name).into_owned()));
        writeln!(out, "   {}", cut(&told, style.width.saturating_sub(4).max(24)))?;
    }
    if found.others > 0 {
        writeln!(
            out,
            "   {}",
            style.paint(paint::DIM, format!("and {} of other kinds", count(found.others, "record")))
        )?;
    }
    Ok(())
}

fn row(element: &ElementChange, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (sign, colour) = match element.change {
        Change::Added => ("+", paint::GOOD),
        Change::Removed => ("-", paint::BAD),
        Change::Changed if editorial(element) => ("·", paint::DIM),
        Change::Changed => ("~", paint::HALF),
        Change::Renamed(_) => ("→", paint::HALF),
    };
    let mut name = one_line(&element.id).into_owned();
    if let Change::Renamed(former) = &element.change {
        name.push_str(&format!(" (was {})", one_line(former)));
    }
    let place = if element.file.is_empty() { String::new() } else { style.near(&element.file, element.line as usize) };
    writeln!(out, "   {} {name}  {}", style.paint(colour, sign), style.paint(paint::DIM, place))?;
    if editorial(element) && !style.verbose {
        return Ok(());
    }
    let room = style.width.saturating_sub(10).max(24);
    for field in &element.fields {
        let value = |value: &Option<String>| {
            value.as_ref().map_or_else(|| "–".to_owned(), |value| one_line(value).into_owned())
        };
        let line = format!("{}: {} → {}", field.key, value(&field.before), value(&field.after));
        let mut pieces = wrap(&line, room);
        pieces.truncate(4);
        for (at, piece) in pieces.iter().enumerate() {
            writeln!(out, "       {}{piece}", if at == 0 { "" } else { "  " })?;
        }
    }
    Ok(())
}

fn depth(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if found.depth.is_empty() {
        return Ok(());
    }
    heading("Depth", style, out)?;
    for change in found.depth.iter().take(style.cap) {
        let colour = match (change.fell(), change.below()) {
            (true, _) => paint::BAD,
            (false, true) => paint::HALF,
            (false, false) => paint::GOOD,
        };
        let numbers = format!("{} → {}", deep(change.before), deep(change.after));
        let below = if change.below() { format!(", {} required", change.required) } else { String::new() };
        let told =
            format!("{}, {}{below}{}", one_line(&whose(change)), change.tiers.join(", "), within(&change.variants));
        let mut pieces = wrap(&told, style.width.saturating_sub(13).max(24)).into_iter();
        writeln!(out, "   {} {}", style.paint(colour, pad(&numbers, 8)), pieces.next().unwrap_or_default())?;
        for piece in pieces {
            writeln!(out, "              {piece}")?;
        }
    }
    more(found.depth.len(), style, out)
}

fn threats(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if found.threats.is_empty() {
        return Ok(());
    }
    let (before, after) = found.open_threats;
    heading(&format!("Threats · open: {} → {}", number(before), number(after)), style, out)?;
    for threat in found.threats.iter().take(style.cap) {
        let colour = match threat.fate {
            Fate::Reopened | Fate::LookAgain => paint::BAD,
            Fate::New if threat.after == Some("open") => paint::BAD,
            Fate::New | Fate::Moved => paint::HALF,
            Fate::Closed => paint::GOOD,
            Fate::Gone => paint::DIM,
        };
        let states = match (threat.before, threat.after) {
            (Some(before), Some(after)) => format!(", {before} → {after}"),
            (None, Some(after)) => format!(", {after}"),
            (Some(before), None) => format!(", was {before}"),
            (None, None) => String::new(),
        };
        let told = format!("{} {}{states}{}", threat.severity, one_line(&threat.id), within(&threat.variants));
        writeln!(
            out,
            "   {} {}",
            style.paint(colour, pad(threat.fate.word(), 10)),
            cut(&told, style.width.saturating_sub(14).max(24))
        )?;
        for why in &threat.why {
            writeln!(out, "              {}", cut(&one_line(why), style.width.saturating_sub(15).max(24)))?;
        }
    }
    more(found.threats.len(), style, out)?;
    match designs(found) {
        Some(told) => writeln!(out, "   {}", style.paint(paint::DIM, told)),
        None => Ok(()),
    }
}

fn reviews(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if found.reviews.is_empty() {
        return Ok(());
    }
    heading("Reviews", style, out)?;
    for change in &found.reviews {
        if change.settled > 0 {
            writeln!(out, "   {} {} reviewed", pad(change.kind, 14), count(change.settled, "element"))?;
        }
        for (id, keys) in change.stale.iter().take(style.cap) {
            let keys = if keys.is_empty() { "not seen by any".to_owned() } else { keys.join(", ") };
            let told = format!("{} ({})", one_line(id), one_line(&keys));
            let word = style.paint(paint::BAD, pad("stale", 6));
            writeln!(out, "   {} {word} {}", pad(change.kind, 14), cut(&told, style.width.saturating_sub(26).max(24)))?;
        }
        more(change.stale.len(), style, out)?;
    }
    Ok(())
}

fn verdicts(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if found.verdicts.is_empty() {
        return Ok(());
    }
    heading("Verdicts", style, out)?;
    for change in found.verdicts.iter().take(style.cap) {
        let colour = if change.worse { paint::BAD } else { paint::GOOD };
        let told = format!("{} → {}", change.before.unwrap_or("–"), change.after.unwrap_or("–"));
        writeln!(out, "   {} {}", pad(&change.id, 10), style.paint(colour, told))?;
    }
    more(found.verdicts.len(), style, out)
}

fn findings(found: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let told = [("New findings", &found.appeared, "+"), ("Settled findings", &found.settled, "-")];
    for (title, all, sign) in told {
        if all.is_empty() {
            continue;
        }
        heading(title, style, out)?;
        for told in all.iter().take(style.cap) {
            let colour = if told.severity == "error" { paint::ERROR } else { paint::WARNING };
            let line = format!("{} [{}]", one_line(&told.message), told.code);
            writeln!(
                out,
                "   {sign} {} {}",
                style.paint(colour, pad(told.severity, 7)),
                cut(&line, style.width.saturating_sub(14).max(24))
            )?;
        }
        more(all.len(), style, out)?;
    }
    Ok(())
}
