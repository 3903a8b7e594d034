//! `vauban export`: what a document of another tool holds, and what it does not.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::text::{cut, number, one_line};
use crate::{Style, paint};

/// Something told once, with how often it occurs and where, for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A kind or key of records, or a member of the format.
    pub path: String,
    /// Why.
    pub reason: String,
    /// How many records or elements it is about.
    pub count: usize,
    /// One of them.
    pub example: String,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The format's word.
    pub format: String,
    /// How its makers call it.
    pub title: String,
    /// The version of the format.
    pub version: String,
    /// The file; none for stdout.
    pub file: Option<String>,
    /// How many elements of each sort.
    pub elements: Vec<(&'static str, usize)>,
    /// What has no place there.
    pub lost: Vec<Row>,
    /// What is mandatory there and nobody stated.
    pub filled: Vec<Row>,
}

/// Writes what was lost and filled in, by reason, and what was written.
pub fn terminal(exported: &Exported, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut shortened = false;
    for (label, rows) in [("lost:", &exported.lost), ("filled in:", &exported.filled)] {
        let mut reasons: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            reasons.entry(&row.reason).or_default().push(row);
        }
        let most = if style.verbose { usize::MAX } else { style.cap };
        for (reason, rows) in reasons.iter().take(most) {
            let paths: Vec<String> = rows.iter().map(|row| path(row, style.verbose)).collect();
            let text = format!("{}: {}", one_line(reason), paths.join(", "));
            let room = style.width.saturating_sub(label.len() + 2).max(20);
            let text = if style.verbose { Cow::Borrowed(text.as_str()) } else { cut(&text, room) };
            shortened |= text.ends_with('…');
            writeln!(out, " {} {text}", style.paint(paint::WARNING, label))?;
        }
        if reasons.len() > most {
            writeln!(out, " … and {} more reasons; `--verbose` shows all", number(reasons.len() - most))?;
        }
    }
    if shortened && !style.verbose {
        writeln!(out, " `--verbose` shows every key, with an example")?;
    }
    let elements: Vec<String> = exported.elements.iter().map(|(sort, count)| elements_of(sort, *count)).collect();
    let place = exported.file.as_deref().map_or_else(String::new, |file| format!(" in {}", one_line(file)));
    let what = format!("{} {}{place}", exported.title, exported.version);
    let not_held = match exported.lost.len() {
        0 => "nothing lost".to_owned(),
        1 => "1 kind or key of records not held".to_owned(),
        many => format!("{} kinds or keys of records not held", number(many)),
    };
    writeln!(out, "{}: {}; {not_held}", style.paint(paint::BOLD, what), elements.join(", "))
}

/// `1 boundary`, `2 boundaries`.
fn elements_of(sorts: &str, many: usize) -> String {
    let one = match sorts.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => sorts.strip_suffix('s').unwrap_or(sorts).to_owned(),
    };
    format!("{} {}", number(many), if many == 1 { one.as_str() } else { sorts })
}

fn path(row: &Row, verbose: bool) -> String {
    let times = if row.count > 1 { format!(" ({})", number(row.count)) } else { String::new() };
    let example = if verbose { format!(", as {}", one_line(&row.example)) } else { String::new() };
    format!("{}{times}{example}", one_line(&row.path))
}

/// Writes the other tool's document: what somebody wrote cannot harm whoever looks at it.
pub fn document(document: &Value, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(document, out)
}

/// Writes the contract `vauban/export/1`.
pub fn json(exported: &Exported, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        exported: Summary<'a>,
        lost: Vec<Told<'a>>,
        filled: Vec<Told<'a>>,
    }
    #[derive(Serialize)]
    struct Summary<'a> {
        format: &'a str,
        version: &'a str,
        file: Option<&'a str>,
        elements: Map<String, Value>,
    }
    #[derive(Serialize)]
    struct Told<'a> {
        path: &'a str,
        reason: &'a str,
        count: usize,
        example: &'a str,
    }
    fn told(rows: &[Row]) -> Vec<Told<'_>> {
        let one = |row| {
            let Row { path, reason, count, example }: &Row = row;
            Told { path, reason, count: *count, example }
        };
        rows.iter().map(one).collect()
    }
    let elements = exported.elements.iter().map(|(sort, count)| ((*sort).to_owned(), Value::from(*count)));
    let summary = Summary {
        format: &exported.format,
        version: &exported.version,
        file: exported.file.as_deref(),
        elements: elements.collect(),
    };
    let document = Document {
        schema: "vauban/export/1",
        exported: summary,
        lost: told(&exported.lost),
        filled: told(&exported.filled),
    };
    vauban_formats::json::write(&document, out)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::to_string;

    fn exported() -> Exported {
        let row = |path: &str, reason: &str, count, example: &str| Row {
            path: path.into(),
            reason: reason.into(),
            count,
            example: example.into(),
        };
        Exported {
            format: "otm".into(),
            title: "Open Threat Model".into(),
            version: "0.2.0".into(),
            file: Some("gateway.otm".into()),
            elements: vec![("zones", 3), ("boundaries", 1), ("flows", 1203)],
            lost: vec![
                row("attacker", "it has no place for it", 2, "attacker.internet"),
                row("component.version", "it has no place for it", 1, "component.\u{1b}[31mweb"),
            ],
            filled: vec![row("assets.risk", "nobody states it", 4, "asset.x")],
        }
    }

    #[test]
    fn tells_what_is_there_and_what_is_not() {
        let style = Style { width: 100, cap: 20, ..Style::default() };
        let text = to_string(|out| terminal(&exported(), &style, out)).unwrap();
        let expect = " lost: it has no place for it: attacker (2), component.version\n \
                      filled in: nobody states it: assets.risk (4)\n\
                      Open Threat Model 0.2.0 in gateway.otm: 3 zones, 1 boundary, 1 203 flows; 2 kinds or keys of records not held\n";
        assert_eq!(text, expect);
        let style = Style { verbose: true, ..style };
        let text = to_string(|out| terminal(&exported(), &style, out)).unwrap();
        assert!(text.contains("component.version, as component.\\u{1b}[31mweb\n"), "{text}");
    }

    #[test]
    fn the_contract() {
        let text = to_string(|out| json(&exported(), out)).unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["schema"], "vauban/export/1");
        let summary = json!({ "format": "otm", "version": "0.2.0", "file": "gateway.otm", "elements": { "zones": 3, "boundaries": 1, "flows": 1203 } });
        assert_eq!(told["exported"], summary);
        let row = json!({ "path": "attacker", "reason": "it has no place for it", "count": 2, "example": "attacker.internet" });
        assert_eq!(told["lost"][0], row);
        assert_eq!(told["filled"][0]["path"], "assets.risk");
        assert_eq!(told["lost"][1]["example"], "component.\u{1b}[31mweb");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn a_document_is_exact_and_harmless() {
        let value = json!({ "name": "a\u{202e}b\u{9b}31m\u{1b}\u{feff}" });
        let text = to_string(|out| document(&value, out)).unwrap();
        assert!(!text.trim_end().contains(|c: char| c != '\n' && crate::text::is_hostile(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
