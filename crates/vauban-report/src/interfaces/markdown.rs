//! The same for a wiki or a pull request. Whatever people wrote is escaped: it can neither become markup nor leave its
//! cell.

use std::io::{self, Write};

use super::{InterfaceRow, InterfacesReport, PointRow, depth_cell, exposure_cell, flag_cell, protocol_cell};
use crate::text::one_line;

/// Writes the overview as a table, or the sheet of a single interface.
pub fn report(report: &InterfacesReport, out: &mut dyn Write) -> io::Result<()> {
    match report.interfaces.as_slice() {
        [only] if report.single => sheet(only, out),
        rows => overview(report, rows, out),
    }
}

fn overview(report: &InterfacesReport, rows: &[InterfaceRow], out: &mut dyn Write) -> io::Result<()> {
    let product = if report.product.is_empty() { String::new() } else { format!(" of {}", safe(&report.product)) };
    writeln!(out, "## Interfaces{product}\n")?;
    if !rows.is_empty() {
        writeln!(
            out,
            "| interface | exposure, reach | from zones | users | protocol | on by default | worst asset | open threats | depth, designed/today | questions open | last review |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|---|---|---|---|")?;
    }
    for row in rows {
        let worst = row
            .worst
            .as_ref()
            .map_or("-".to_owned(), |worst| format!("{} ({}: {})", safe(&worst.asset), worst.property, worst.impact));
        let review = row.review.as_ref().map_or("-".to_owned(), |review| safe(&review.date));
        let cells = [
            safe(&row.id),
            exposure_cell(row),
            safe(&row.zones.join(", ")),
            safe(&row.users.join(", ")),
            safe(&protocol_cell(row)),
            flag_cell(row.enabled).to_owned(),
            worst,
            row.unanswered.to_string(),
            depth_cell(row),
            format!("{} of {}", row.open, row.asked),
            review,
        ];
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    report.notes.iter().try_for_each(|note| writeln!(out, "\n{}", safe(note)))
}

fn sheet(row: &InterfaceRow, out: &mut dyn Write) -> io::Result<()> {
    let title = if row.title.is_empty() { String::new() } else { format!(": {}", safe(&row.title)) };
    writeln!(out, "## {}{title}\n", safe(&format!("interface.{}", row.id)))?;
    writeln!(out, "{} of {} questions open. {}:{}\n", row.open, row.asked, safe(&row.file), row.line)?;
    writeln!(out, "| question | standing | computed | stated |\n|---|---|---|---|")?;
    for question in row.questions.iter().filter(|question| question.asked) {
        let mut standing = question.standing().to_owned();
        if question.like {
            standing.push_str(" (inherited)");
        }
        if let Some(how) = &question.contradiction {
            standing.push_str(&format!("<br>{}", safe(how)));
        }
        for (key, what) in &question.missing {
            let key = if key.is_empty() { String::new() } else { format!("{}: ", safe(key)) };
            standing.push_str(&format!("<br>missing: {key}{}", safe(what)));
        }
        let asks = format!("**{}** {}", question.id, question.asks);
        writeln!(out, "| {asks} | {standing} | {} | {} |", points(&question.computed), points(&question.stated))?;
    }
    Ok(())
}

fn points(points: &[PointRow]) -> String {
    let text = points.iter().map(|point| {
        let like = if point.like { " (inherited)" } else { "" };
        format!("*{}*: {}{like}", point.what, safe(&point.text))
    });
    text.collect::<Vec<_>>().join("<br>")
}

/// Text in which nothing is markup: every character that Markdown or HTML could read as such is escaped.
pub(crate) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // What would otherwise become a link by itself.
            ':' => out.push_str("&#58;"),
            c => out.push(c),
        }
    }
    out.replace("www.", "www&#46;")
}
