//! Files of evidence for people: one block each, what is wrong with it last.

use std::io::{self, Write};

use super::{EvidenceReport, EvidenceRow};
use crate::text::{count, cut, one_line, wrap};
use crate::{Style, paint};

/// Records that are named before they are only counted.
const NAMED: usize = 3;

/// Writes every file, then the counts.
pub fn report(report: &EvidenceReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "evidence".into() } else { cut(&product, 60) };
    writeln!(out, "{} · {}", style.paint(paint::BOLD, product), count(report.looked_at, "file"))?;
    for row in &report.files {
        writeln!(out)?;
        file(row, style, out)?;
    }
    writeln!(out)?;
    let unsound = report.unsound();
    let told = match (report.looked_at == 0, unsound) {
        (true, _) => "No file of evidence is known: `vauban evidence add FILE` tells of one.".to_owned(),
        (false, 0) => "Every file counts.".to_owned(),
        (false, some) => format!(
            "{} not count for what rests on it.",
            if some == 1 { "1 file does".to_owned() } else { format!("{some} files do") }
        ),
    };
    paragraph(&told, 1, style, out)
}

/// One file, with everything that is known of it.
pub fn file(row: &EvidenceRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (colour, standing) = match row.standing {
        "counts" if row.unfit.is_empty() => (paint::GOOD, "counts"),
        "counts" => (paint::HALF, "counts, and not for all"),
        "stale" => (paint::BAD, "stale"),
        _ => (paint::BAD, "unknown"),
    };
    writeln!(out, " {}  {}", style.paint(paint::BOLD, one_line(&row.path)), style.paint(colour, standing))?;
    let tool = [row.tool.as_str(), row.tool_version.as_str()]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let mut told = vec![if row.form.is_empty() { "form unknown".to_owned() } else { row.form.clone() }];
    told.extend(Some(tool).filter(|tool| !tool.is_empty()));
    told.extend(row.database_date.as_ref().map(|day| format!("data of {day}")));
    told.extend(row.ran.as_ref().map(|day| format!("ran {day}")));
    told.extend(
        Some(&row.commit)
            .filter(|commit| !commit.is_empty())
            .map(|commit| format!("commit {}", commit.chars().take(12).collect::<String>())),
    );
    told.extend(row.releases.iter().cloned());
    told.extend(Some(listed(&row.on)).filter(|on| !on.is_empty()).map(|on| format!("looked at {on}")));
    paragraph(&told.join(" · "), 3, style, out)?;
    if !row.holds.is_empty() {
        paragraph(&format!("holds {}", row.holds), 3, style, out)?;
    }
    let rests = listed(&row.rests);
    let told = match (row.rests.is_empty(), row.records.is_empty()) {
        (false, false) => format!("under {rests}; told of by {}", listed(&row.records)),
        (false, true) => format!("under {rests}; no record tells of it"),
        (true, false) => format!("nothing rests on it; told of by {}", listed(&row.records)),
        (true, true) => String::new(),
    };
    if !told.is_empty() {
        paragraph(&told, 3, style, out)?;
    }
    if !row.why.is_empty() {
        bad(&format!("it {}", row.why), style, out)?;
    }
    for unfit in &row.unfit {
        bad(&format!("for {} it {}", unfit.record, unfit.why), style, out)?;
    }
    Ok(())
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn bad(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(5).max(20)) {
        writeln!(out, "   {}", style.paint(paint::BAD, line))?;
    }
    Ok(())
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}
