//! The notice that users get with an update (SUM-2), as Markdown.
//!
//! The words are the maker's own and stay Markdown; what would end a section, hide one or run in a browser is disarmed.

use std::io::{self, Write};

use vauban_analysis::updates::Notes;

use crate::diff::markdown::plain;
use crate::text::lines;

/// Writes the notice. Whoever calls it has looked at `missing`.
pub fn markdown(notes: &Notes, product: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = if notes.title.is_empty() { "Security update" } else { &notes.title };
    let version = if notes.version.is_empty() { String::new() } else { format!(" {}", plain(&notes.version)) };
    writeln!(out, "# {}{version}: {}\n", plain(product), plain(title))?;
    if let Some(day) = &notes.delivered {
        writeln!(out, "Security update of {day}.\n")?;
    }
    if !notes.fixes.is_empty() {
        writeln!(out, "It fixes:\n")?;
        for (name, title) in &notes.fixes {
            let title = if title.is_empty() { String::new() } else { format!(": {}", plain(title)) };
            writeln!(out, "- {}{title}", plain(name))?;
        }
        writeln!(out)?;
    }
    for section in &notes.sections {
        put(section.heading, &section.text, out)?;
    }
    if let Some(text) = &notes.safety {
        put("Safety", text, out)?;
    }
    if let Some(text) = &notes.operation {
        put("Operation", text, out)?;
    }
    let where_from: Vec<&str> =
        [&notes.channel, &notes.authenticity].into_iter().flatten().map(String::as_str).collect();
    if !where_from.is_empty() {
        put("Where it comes from, and how to tell", &where_from.join("\n\n"), out)?;
    }
    Ok(())
}

fn put(heading: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {heading}\n\n{}\n", prose(text))
}

/// Text of several lines in which nothing begins a heading, a block of code that goes on, or markup of HTML.
fn prose(text: &str) -> String {
    let disarmed = lines(text);
    let each = disarmed.lines().map(|line| {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;");
        let begun = escaped.trim_start();
        let bar = |letter: char| begun.len() >= 2 && begun.chars().all(|one| one == letter);
        let breaks = begun.starts_with(['#', '~']) || begun.starts_with("```") || bar('=') || bar('-');
        if breaks { format!("\\{begun}") } else { escaped }
    });
    each.collect::<Vec<_>>().join("\n")
}
