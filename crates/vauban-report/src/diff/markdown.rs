//! A difference as the comment of a pull request: one line, one table, then the details folded away.
//!
//! Everything that people wrote is escaped: a record cannot bring links, images, HTML or mentions into the comment.

use std::io::{self, Write};

use vauban_analysis::diff::{Change, Difference, Fate};

use super::{DiffReport, deep, designs, editorial, introduced, summary, whose, within};
use crate::text::{count, cut, one_line};

/// Rows of the table, and lines of each list, before they are only counted. A comment has room for 65 536 characters.
const ROWS: usize = 12;
/// Lines of each folded list.
const LINES: usize = 60;
/// Characters of one value.
const VALUE: usize = 200;

/// Writes the difference.
pub fn report(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found = report.difference;
    let told = summary(found);
    let headline = match (found.is_empty(), told.is_empty()) {
        (true, _) => "nothing changed".to_owned(),
        (false, true) => "the design stays as it is".to_owned(),
        (false, false) => told.join(", "),
    };
    writeln!(out, "**Secure design: {}**\n", plain(&headline))?;
    if found.is_empty() {
        return Ok(());
    }
    table(found, out)?;
    for new in found.interfaces.iter().take(ROWS) {
        writeln!(out, "New: {}.\n", introduced(new, &|name| code(name)))?;
    }
    records(found, out)?;
    threats(found, out)?;
    findings(found, out)?;
    let (before, after) = (plain(report.before), plain(report.after));
    writeln!(out, "<sub>`vauban diff` · {} · {before} → {after}</sub>", plain(&found.product))
}

fn table(found: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(String, String, String)> = Vec::new();
    for change in found.depth.iter().filter(|change| change.before.is_some() && change.after.is_some()).take(ROWS) {
        let after = if change.fell() { format!("**{}**", deep(change.after)) } else { deep(change.after) };
        let below = if change.below() { format!(" ({} required)", change.required) } else { String::new() };
        rows.push((
            format!("{}, {}{}", plain(&whose(change)), change.tiers.join(", "), plain(&within(&change.variants))),
            deep(change.before),
            format!("{after}{below}"),
        ));
    }
    let (before, after) = found.open_threats;
    if before != after {
        let new =
            found.threats.iter().filter(|threat| threat.fate == Fate::New && threat.after == Some("open")).count();
        let again = found.threats.iter().filter(|threat| threat.fate == Fate::Reopened).count();
        let mut parts = Vec::new();
        if new > 0 {
            parts.push(format!("{new} new"));
        }
        if again > 0 {
            parts.push(format!("{again} re-opened"));
        }
        let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        rows.push(("open threats".to_owned(), before.to_string(), format!("{after}{parts}")));
    }
    for change in found.reviews.iter().filter(|change| !change.stale.is_empty()) {
        let some: Vec<String> = change
            .stale
            .iter()
            .take(3)
            .map(
                |(id, keys)| {
                    if keys.is_empty() { code(id) } else { format!("{} ({})", code(id), plain(&keys.join(", "))) }
                },
            )
            .collect();
        let more = change.stale.len().saturating_sub(some.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let reviews = change.reviews.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        let name = if reviews.is_empty() {
            format!("{} review", change.kind)
        } else {
            format!("{} review {reviews}", change.kind)
        };
        rows.push((name, "current".to_owned(), format!("**stale**: {}{more}", some.join(", "))));
    }
    for change in found.verdicts.iter().filter(|change| !change.id.contains('.')) {
        let after = change.after.unwrap_or("–");
        let after = if change.worse { format!("**{after}**") } else { after.to_owned() };
        rows.push((plain(&change.id), change.before.unwrap_or("–").to_owned(), after));
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "| | before | after |\n|---|---|---|")?;
    for (what, before, after) in rows {
        writeln!(out, "| {what} | {before} | {after} |")?;
    }
    writeln!(out)
}

fn records(found: &Difference, out: &mut dyn Write) -> io::Result<()> {
    if found.elements.is_empty() && found.others == 0 {
        return Ok(());
    }
    let changed = count(found.elements.len() + found.others, "record");
    writeln!(out, "<details><summary>{changed} changed</summary>\n")?;
    for element in found.elements.iter().take(LINES) {
        let word = match &element.change {
            Change::Added => "new".to_owned(),
            Change::Removed => "removed".to_owned(),
            Change::Changed if editorial(element) => "edited".to_owned(),
            Change::Changed => "changed".to_owned(),
            Change::Renamed(former) => format!("renamed from {}", code(former)),
        };
        writeln!(out, "- {} {word}", code(&element.id))?;
        for field in element.fields.iter().filter(|field| !field.editorial) {
            let value = |value: &Option<String>| {
                value.as_ref().map_or_else(|| "–".to_owned(), |value| code(&cut(value, VALUE)))
            };
            writeln!(out, "  - {}: {} → {}", field.key, value(&field.before), value(&field.after))?;
        }
    }
    let more = found.elements.len().saturating_sub(LINES);
    if more > 0 {
        writeln!(out, "- … and {more} more")?;
    }
    if found.others > 0 {
        writeln!(out, "- and {} of other kinds", count(found.others, "record"))?;
    }
    if let Some(told) = designs(found) {
        writeln!(out, "\n{}", plain(&told))?;
    }
    writeln!(out, "\n</details>\n")
}

fn threats(found: &Difference, out: &mut dyn Write) -> io::Result<()> {
    if found.threats.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>{} changed</summary>\n", count(found.threats.len(), "threat"))?;
    for threat in found.threats.iter().take(LINES) {
        let states = match (threat.before, threat.after) {
            (Some(before), Some(after)) => format!("{before} → {after}"),
            (None, Some(after)) => after.to_owned(),
            (Some(before), None) => format!("was {before}"),
            (None, None) => String::new(),
        };
        writeln!(
            out,
            "- **{}** {}: {} ({}, {states}{})",
            threat.fate.word(),
            code(&threat.id),
            plain(&threat.title),
            threat.severity,
            plain(&within(&threat.variants))
        )?;
        for why in &threat.why {
            writeln!(out, "  - {}", plain(why))?;
        }
    }
    let more = found.threats.len().saturating_sub(LINES);
    if more > 0 {
        writeln!(out, "- … and {more} more")?;
    }
    writeln!(out, "\n</details>\n")
}

fn findings(found: &Difference, out: &mut dyn Write) -> io::Result<()> {
    if found.appeared.is_empty() && found.settled.is_empty() {
        return Ok(());
    }
    let (new, gone) = (count(found.appeared.len(), "new finding"), found.settled.len());
    writeln!(out, "<details><summary>{new}, {gone} settled</summary>\n")?;
    for (mark, all) in [("new", &found.appeared), ("settled", &found.settled)] {
        for told in all.iter().take(LINES) {
            writeln!(out, "- {mark} {} `{}`: {}", told.severity, told.code, plain(&told.message))?;
        }
        let more = all.len().saturating_sub(LINES);
        if more > 0 {
            writeln!(out, "- … and {more} more {mark}")?;
        }
    }
    writeln!(out, "\n</details>\n")
}

/// Text in one line with everything escaped that Markdown or HTML would act on.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in one_line(text).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A zero-width joiner keeps `@name` and `#1` from reaching anybody.
            '@' | '#' => {
                out.push(letter);
                out.push('\u{200d}');
            }
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            '`' => out.push('\''),
            letter => out.push(letter),
        }
    }
    // A bare address becomes a link by itself.
    out.replace("://", ":\u{200d}//").replace("www.", "www\u{200d}.")
}

/// Text as code: nothing inside is acted upon, and nothing in it ends it.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'").replace('|', "\\|"))
}
