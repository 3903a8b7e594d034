//! `vauban import --update`: what an edited sheet would change in the records, key by key.

use std::io::{self, Write};

use serde::Serialize;

use crate::import::{Imported, Lost};
use crate::text::{count, cut, number, one_line};
use crate::{Style, paint};

/// What the rows of a sheet come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// Records that change.
    pub updated: Vec<Edited>,
    /// Records that changed here as well since they were exported.
    pub conflicts: Vec<Edited>,
    /// New records.
    pub imported: Vec<Imported>,
    /// Records that no row is about; nothing happens to them.
    pub missing: Vec<String>,
    /// How many rows say what their records say.
    pub unchanged: usize,
    /// What of the sheet is no part of a record.
    pub lost: Vec<Lost>,
    /// Whether it was written.
    pub written: bool,
}

/// A record, and the keys in which a row differs from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// Its name, as `requirement.login`.
    pub record: String,
    /// The file it stands in, relative to the project folder.
    pub file: String,
    /// Number of the row, from 1.
    pub row: usize,
    /// Which side counts, where both were changed and somebody said so.
    pub taken: Option<&'static str>,
    /// The keys.
    pub changes: Vec<Change>,
}

/// A key in which a row differs from its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The key.
    pub key: String,
    /// What the record says; nothing where it does not say it.
    pub record: Option<String>,
    /// What the row says.
    pub sheet: Option<String>,
}

/// Writes what changes, what contradicts, what is new and what is missing.
pub fn terminal(merge: &Merge, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let most = if style.verbose { usize::MAX } else { style.cap };
    let (taken, open): (Vec<_>, Vec<_>) = merge.conflicts.iter().partition(|edited| edited.taken.is_some());
    edited(&merge.updated, paint::BOLD, "", most, style, out)?;
    edited(&open, paint::ERROR, "conflict: ", most, style, out)?;
    edited(&taken, paint::BOLD, "kept as it is: ", most, style, out)?;
    for new in merge.imported.iter().take(most) {
        writeln!(out, " new: {}.{} in {}", one_line(&new.kind), one_line(&new.id), one_line(&new.file))?;
    }
    more(merge.imported.len(), most, "new records", out)?;
    for record in merge.missing.iter().take(most) {
        writeln!(out, " not in the sheet, and left alone: {}", one_line(record))?;
    }
    more(merge.missing.len(), most, "that are not in the sheet", out)?;
    for loss in merge.lost.iter().take(most) {
        let times = if loss.count > 1 { format!(" ({} times)", number(loss.count)) } else { String::new() };
        let text = format!("{}: {}{times}", one_line(&loss.path), one_line(&loss.reason));
        let room = style.width.saturating_sub(7).max(20);
        writeln!(out, " {} {}", style.paint(paint::WARNING, "lost:"), cut(&text, room))?;
    }
    more(merge.lost.len(), most, "that were lost", out)?;
    let summary = format!(
        "{} changed, {} new, {} unchanged, {}",
        count(merge.updated.len(), "record"),
        number(merge.imported.len()),
        number(merge.unchanged),
        count(open.len(), "conflict"),
    );
    let written = match merge.written {
        true => "written",
        false => "nothing was written: `--write` does it",
    };
    writeln!(out, "{}; {written}", style.paint(paint::BOLD, summary))?;
    if !open.is_empty() {
        writeln!(
            out,
            "both sides of a conflict were changed since the export: `--take theirs` takes the rows, `--take ours` keeps the records"
        )?;
    }
    Ok(())
}

fn more(all: usize, most: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    match all > most {
        true => writeln!(out, " … and {} more {what}; `--verbose` shows all", number(all - most)),
        false => Ok(()),
    }
}

fn edited<E: std::borrow::Borrow<Edited>>(
    all: &[E],
    color: anstyle::Style,
    before: &str,
    most: usize,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for edited in all.iter().take(most).map(std::borrow::Borrow::borrow) {
        let name = style.paint(color, format!("{before}{}", one_line(&edited.record)));
        writeln!(out, " {name} (row {}, {})", edited.row, one_line(&edited.file))?;
        for change in &edited.changes {
            let room = style.width.saturating_sub(8).max(20);
            let side = |mark: &str, said: &Option<String>| {
                let said =
                    said.as_deref().map(|text| format!("   {mark} {} = {}", one_line(&change.key), one_line(text)));
                said.map(|line| cut(&line, room).into_owned())
            };
            for line in side("-", &change.record).into_iter().chain(side("+", &change.sheet)) {
                writeln!(out, "{line}")?;
            }
        }
    }
    more(all.len(), most, "of these", out)
}

/// Writes the contract `vauban/import/1`, with what is only there for an update.
pub fn json(merge: &Merge, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        imported: &'a [Imported],
        recorded: [u8; 0],
        lost: Vec<Told<'a>>,
        updated: &'a [Edited],
        conflicts: &'a [Edited],
        missing: &'a [String],
        unchanged: usize,
        written: bool,
    }
    #[derive(Serialize)]
    struct Told<'a> {
        path: &'a str,
        reason: &'a str,
        count: usize,
    }
    let lost = merge.lost.iter().map(|loss| Told { path: &loss.path, reason: &loss.reason, count: loss.count });
    let document = Document {
        schema: "vauban/import/1",
        imported: &merge.imported,
        recorded: [],
        lost: lost.collect(),
        updated: &merge.updated,
        conflicts: &merge.conflicts,
        missing: &merge.missing,
        unchanged: merge.unchanged,
        written: merge.written,
    };
    vauban_formats::json::write(&document, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_string;

    fn merge() -> Merge {
        let change = |key: &str, record: Option<&str>, sheet: Option<&str>| Change {
            key: key.into(),
            record: record.map(str::to_owned),
            sheet: sheet.map(str::to_owned),
        };
        let edited = |record: &str, changes| Edited {
            record: record.into(),
            file: "security/a.toml".into(),
            row: 2,
            taken: None,
            changes,
        };
        Merge {
            updated: vec![edited(
                "requirement.a",
                vec![change("status", Some("draft"), Some("approved")), change("level", None, Some("2"))],
            )],
            conflicts: vec![edited("requirement.b", vec![change("text", Some("x\u{1b}[2J"), None)])],
            missing: vec!["requirement.c".into()],
            unchanged: 1203,
            ..Merge::default()
        }
    }

    #[test]
    fn both_sides_are_shown_and_nothing_obeyed() {
        let style = Style { width: 100, cap: 20, ..Style::default() };
        let text = to_string(|out| terminal(&merge(), &style, out)).unwrap();
        let expect = " requirement.a (row 2, security/a.toml)\n   - status = draft\n   + status = approved\n   + level = 2\n \
                      conflict: requirement.b (row 2, security/a.toml)\n   - text = x\\u{1b}[2J\n \
                      not in the sheet, and left alone: requirement.c\n\
                      1 record changed, 0 new, 1 203 unchanged, 1 conflict; nothing was written: `--write` does it\n";
        assert!(text.starts_with(expect), "{text}");
        assert!(text.contains("--take theirs"));
    }

    #[test]
    fn the_contract() {
        let text = to_string(|out| json(&merge(), out)).unwrap();
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["schema"], "vauban/import/1");
        let change = serde_json::json!({ "key": "level", "record": null, "sheet": "2" });
        assert_eq!(told["updated"][0]["changes"][1], change);
        assert_eq!(told["conflicts"][0]["taken"], serde_json::Value::Null);
        assert_eq!((&told["unchanged"], &told["written"]), (&1203.into(), &false.into()));
        assert!(!text.contains('\u{1b}'));
    }
}
