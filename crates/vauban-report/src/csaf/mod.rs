//! `vauban csaf validate`: what the tests found in advisories, for people and for programs (the contract
//! `vauban/csaf-validate/1`).

mod json;
pub mod tests;

use std::io::{self, Write};

use vauban_csaf::{Class, Fault, Verdict};

pub use json::json;

use crate::text::{count, one_line, wrap};
use crate::{Style, paint};

/// An advisory by its file, and its verdict or why it could not be read.
pub type Row = (String, Result<Verdict, String>);

/// Writes what was found, file by file, and a last line for each.
pub fn terminal(rows: &[Row], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (file, verdict) in rows {
        match verdict {
            Ok(verdict) => document(file, verdict, style, out)?,
            Err(why) => {
                let (error, file) = (style.paint(paint::ERROR, "error"), one_line(file));
                writeln!(out, "{error}: {file}: {}\n", one_line(why))?;
            }
        }
    }
    if rows.len() > 1 && !style.quiet {
        let valid = rows.iter().filter(|(_, verdict)| verdict.as_ref().is_ok_and(|own| own.valid)).count();
        writeln!(out, "{valid} of {} are valid", count(rows.len(), "advisory").replace("advisorys", "advisories"))?;
    }
    Ok(())
}

fn document(file: &str, verdict: &Verdict, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut counts = [0usize; 3];
    for test in verdict.failed() {
        let (place, word, colour) = match test.class {
            Class::Schema | Class::Mandatory => (0, "error", paint::ERROR),
            Class::Recommended => (1, "warning", paint::WARNING),
            Class::Informative => (2, "note", paint::NOTE),
        };
        counts[place] += test.errors.len() + test.left_out;
        if place == 2 && style.quiet {
            continue;
        }
        let head = style.paint(colour, format!("{word}[{}]", test.id));
        let shown = if style.verbose { test.errors.len() } else { style.cap };
        for error in test.errors.iter().take(shown) {
            finding(file, &head, error, style, out)?;
        }
        let more = test.errors.len().saturating_sub(shown) + test.left_out;
        if more > 0 {
            let how = if more > test.left_out { "; --verbose shows more of them" } else { "" };
            writeln!(out, "{head}: {more} more{how}\n")?;
        }
    }
    if style.verbose {
        for own in &verdict.not_checked {
            let head = style.paint(paint::DIM, format!("not checked[{}]", own.id));
            writeln!(out, "{head}: {}", one_line(&own.reason))?;
        }
    }
    if style.quiet {
        return Ok(());
    }
    let word = if verdict.valid { style.paint(paint::GOOD, "valid") } else { style.paint(paint::BAD, "not valid") };
    let edition = verdict.edition.map_or("no edition that is known", |edition| edition.word());
    let [errors, warnings, notes] = counts;
    let mut parts = vec![format!("CSAF {edition}"), count(verdict.tests.len().saturating_sub(1), "test")];
    let counted = [(errors, "error"), (warnings, "warning"), (notes, "note")];
    parts.extend(counted.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(*number, noun)));
    let mut unchecked: Vec<&str> = verdict.not_checked.iter().map(|own| own.id).collect();
    unchecked.dedup();
    if !unchecked.is_empty() {
        parts.push(format!("not checked: {}", unchecked.join(", ")));
    }
    writeln!(out, "{}: {word} ({}; CWE list {})", one_line(file), parts.join(", "), verdict.cwe)
}

fn finding(file: &str, head: &str, error: &Fault, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{head}: {}", one_line(&error.message))?;
    let arrow = style.paint(paint::FRAME, "-->");
    let place = style.location(file, error.line, Some(error.column));
    writeln!(out, "  {arrow} {place} {}", style.paint(paint::DIM, one_line(&error.pointer)))?;
    for (number, line) in wrap(error.help, style.width.saturating_sub(11).max(40)).into_iter().enumerate() {
        let lead = if number == 0 { style.paint(paint::FRAME, "   = ") + "help: " } else { "           ".into() };
        writeln!(out, "{lead}{line}")?;
    }
    writeln!(out)
}
