//! `vauban import`: what became of another tool's file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, cut, number, one_line, pad, width};
use crate::{Style, paint};

/// A record that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Its kind, as `interface`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The file it was written to, relative to the project folder.
    pub file: String,
}

/// Something that a record already tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// What it is: `tcp/443`.
    pub what: String,
    /// The record, as `interface.web`.
    pub record: String,
}

/// Something that our records have no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// Where it stands in the other tool's file.
    pub path: String,
    /// Why it was left.
    pub reason: String,
    /// How often it occurs there.
    pub count: usize,
}

/// Writes what was imported, by file and kind, and what was not.
pub fn terminal(
    imported: &[Imported],
    recorded: &[Recorded],
    lost: &[Lost],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut files: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for record in imported {
        *files.entry(&record.file).or_default().entry(&record.kind).or_default() += 1;
    }
    let longest = files.keys().map(|file| width(&one_line(file))).max().unwrap_or(0).min(50);
    for (file, kinds) in &files {
        let kinds: Vec<String> = kinds.iter().map(|(kind, many)| count(*many, &one_line(kind))).collect();
        writeln!(out, " {}  {}", pad(&one_line(file), longest), kinds.join(", "))?;
    }
    if style.verbose {
        for record in imported {
            writeln!(out, "   {}.{}", one_line(&record.kind), one_line(&record.id))?;
        }
    }
    let most = if style.verbose { usize::MAX } else { style.cap };
    for known in recorded.iter().take(most) {
        writeln!(out, " already recorded: {} as {}", one_line(&known.what), one_line(&known.record))?;
    }
    if recorded.len() > most {
        writeln!(out, " … and {} more; `--verbose` shows all", number(recorded.len() - most))?;
    }
    for loss in lost.iter().take(most) {
        let times = if loss.count > 1 { format!(" ({} times)", number(loss.count)) } else { String::new() };
        let text = format!("{}: {}{times}", one_line(&loss.path), one_line(&loss.reason));
        writeln!(
            out,
            " {} {}",
            style.paint(paint::WARNING, "lost:"),
            cut(&text, style.width.saturating_sub(7).max(20))
        )?;
    }
    if lost.len() > most {
        writeln!(out, " … and {} more; `--verbose` shows all", number(lost.len() - most))?;
    }
    let losses: usize = lost.iter().map(|loss| loss.count.max(1)).sum();
    let losses = if losses == 0 { "nothing lost".to_owned() } else { format!("{} lost", number(losses)) };
    writeln!(out, "{} written, {losses}", style.paint(paint::BOLD, count(imported.len(), "record")))
}

/// Writes the contract `vauban/import/1`.
pub fn json(imported: &[Imported], recorded: &[Recorded], lost: &[Lost], out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        imported: &'a [Imported],
        recorded: &'a [Recorded],
        lost: Vec<Told<'a>>,
    }
    #[derive(Serialize)]
    struct Told<'a> {
        path: &'a str,
        reason: Cow<'a, str>,
        count: usize,
    }
    let lost = lost.iter().map(|loss| Told { path: &loss.path, reason: one_line(&loss.reason), count: loss.count });
    let lost = lost.collect();
    vauban_formats::json::write(&Document { schema: "vauban/import/1", imported, recorded, lost }, out)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::to_string;

    fn record(kind: &str, id: &str, file: &str) -> Imported {
        Imported { kind: kind.into(), id: id.into(), file: file.into() }
    }

    fn loss(path: &str, reason: &str, count: usize) -> Lost {
        Lost { path: path.into(), reason: reason.into(), count }
    }

    #[test]
    fn tells_what_came_and_what_did_not() {
        let imported = [
            record("component", "web", "security/design/a.toml"),
            record("component", "db", "security/design/a.toml"),
            record("zone", "lan", "security/context.toml"),
        ];
        let known = [Recorded { what: "tcp/443".into(), record: "interface.web".into() }];
        let lost = [loss("$.diagrams[0].position", "records hold no layout", 12)];
        let text = to_string(|out| terminal(&imported, &[], &lost, &Style::default(), out)).unwrap();
        assert_eq!(
            text,
            " security/context.toml   1 zone\n security/design/a.toml  2 components\n \
             lost: $.diagrams[0].position: records hold no layout (12 times)\n3 records written, 12 lost\n"
        );
        let value: Value =
            serde_json::from_str(&to_string(|out| json(&imported, &known, &lost, out)).unwrap()).unwrap();
        assert_eq!(value["imported"][2], json!({"kind": "zone", "id": "lan", "file": "security/context.toml"}));
        assert_eq!(value["lost"][0]["count"], 12);
        assert_eq!(value["recorded"][0], json!({"what": "tcp/443", "record": "interface.web"}));
        let text = to_string(|out| terminal(&[], &known, &[], &Style::default(), out)).unwrap();
        assert!(text.starts_with(" already recorded: tcp/443 as interface.web\n"), "{text}");
    }

    #[test]
    fn losses_are_capped() {
        let lost = vec![loss("$", "r\u{1b}[2J", 1); 50];
        let text = to_string(|out| terminal(&[], &[], &lost, &Style::default(), out)).unwrap();
        assert!(text.contains(" … and 30 more") && text.ends_with("0 records written, 50 lost\n"), "{text}");
        assert!(!text.contains('\u{1b}'));
    }
}
