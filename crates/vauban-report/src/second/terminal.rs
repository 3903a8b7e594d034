//! What a second person has seen, for people: a bar for each component, then the commits that nobody has seen.

use std::io::{self, Write};

use super::{CommitRow, PartRow, SecondReport};
use crate::text::{count, cut, number, one_line, pad, wrap};
use crate::{Style, paint};

/// Cells of the bar that shows how much was seen.
const CELLS: u64 = 12;

/// Writes the report.
pub fn report(report: &SecondReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "code".into() } else { cut(&product, 60) };
    let since = match report.since.is_empty() {
        true => "since the first commit".to_owned(),
        false => format!("since release {}", one_line(&report.since)),
    };
    writeln!(out, "{} · changed lines that a second person has seen, {since}\n", style.paint(paint::BOLD, product))?;
    for part in &report.parts {
        bar(part, style, out)?;
    }
    if report.parts.is_empty() {
        writeln!(out, " No commit changed code that a component names under `code`.")?;
    }
    for part in report.parts.iter().filter(|part| !part.without.is_empty() || !part.untold.is_empty()) {
        writeln!(out, "\n {}", style.paint(paint::BOLD, name(part)))?;
        commits(&part.without, "nobody else", paint::BAD, style, out)?;
        commits(&part.untold, "not known", paint::HALF, style, out)?;
        let files = part.files.iter().filter(|file| file.seen < file.lines);
        for file in files.clone().take(style.cap) {
            let said = format!("{} of {} lines", number_of(file.seen), number_of(file.lines));
            writeln!(
                out,
                "   {} {}",
                pad(&said, 22),
                cut(&one_line(&file.path), style.width.saturating_sub(28).max(20))
            )?;
        }
        more(files.count(), "file", style, out)?;
    }
    if !report.gaps.is_empty() {
        writeln!(out)?;
    }
    for gap in &report.gaps {
        for piece in wrap(&format!("not known: {}", one_line(gap)), style.width.saturating_sub(2).max(24)) {
            writeln!(out, " {}", style.paint(paint::HALF, piece))?;
        }
    }
    Ok(())
}

fn name(part: &PartRow) -> String {
    if part.id.is_empty() { "of no component".to_owned() } else { one_line(&part.id).into_owned() }
}

fn number_of(lines: u64) -> String {
    number(usize::try_from(lines).unwrap_or(usize::MAX))
}

fn bar(part: &PartRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    // An empty bar would say that nothing was seen where there was nothing to see.
    let full = part.seen.saturating_mul(CELLS).checked_div(part.lines).map_or(CELLS, |full| full.min(CELLS));
    let (filled, empty) = ("█".repeat(full as usize), "░".repeat((CELLS - full) as usize));
    let colour = if part.without.is_empty() && part.untold.is_empty() { paint::GOOD } else { paint::HALF };
    let mut said =
        vec![format!("{} of {} lines", number_of(part.seen), number_of(part.lines)), count(part.commits, "commit")];
    for (commits, word) in
        [(part.without.len(), "seen by nobody else"), (part.untold.len(), "not known"), (part.older, "older")]
    {
        if commits > 0 {
            said.push(format!("{} {word}", number(commits)));
        }
    }
    let name = pad(&cut(&name(part), 24), 24);
    writeln!(out, " {name} {}{empty}  {}", style.paint(colour, filled), said.join(" · "))
}

fn commits(
    rows: &[CommitRow],
    word: &str,
    colour: anstyle::Style,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows.iter().take(style.cap) {
        let short = row.commit.get(..8).unwrap_or(&row.commit);
        let said = format!(
            "{short} {} · {} · {}",
            row.date,
            count(usize::try_from(row.lines).unwrap_or(usize::MAX), "line"),
            one_line(&row.by)
        );
        writeln!(
            out,
            "   {} {}",
            style.paint(colour, pad(word, 12)),
            cut(&said, style.width.saturating_sub(17).max(24))
        )?;
    }
    more(rows.len(), "commit", style, out)
}

fn more(all: usize, what: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(style.cap) {
        0 => Ok(()),
        more => writeln!(out, "   … and {} more: --format json lists them all", count(more, what)),
    }
}
