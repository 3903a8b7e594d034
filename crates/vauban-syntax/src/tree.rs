//! The tree of a file: TOML, or the TOML front matter of a Markdown file.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use vauban_diagnostics::{FileId, Finding, Span};

use crate::codes;

/// A parsed file: the tree, and where in the file its text begins.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The tree; whatever could be understood of a broken file.
    pub table: DeTable<'a>,
    /// Offset of the parsed text in the file: 0 for TOML, past the first `+++` for front matter.
    pub base: u32,
    /// What was wrong with it.
    pub findings: Vec<Finding>,
}

/// Where the front matter and the prose of a Markdown file lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The TOML between the `+++` lines.
    pub toml: Range<usize>,
    /// Everything after the closing line.
    pub prose: Range<usize>,
    /// Whether the closing line is there.
    pub closed: bool,
}

/// Finds TOML front matter: a first line of `+++`, closed by another.
///
/// `None` for a Markdown file without front matter: it takes no part.
pub fn front_matter(text: &str) -> Option<FrontMatter> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..)?;
    let first_end = body.find('\n').map_or(body.len(), |at| at + 1);
    if body.get(..first_end)?.trim_end() != "+++" {
        return None;
    }
    let mut at = start + first_end;
    let toml_start = at;
    for line in text.get(at..)?.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some(FrontMatter { toml: toml_start..at, prose: at + line.len()..text.len(), closed: true });
        }
        at += line.len();
    }
    Some(FrontMatter { toml: toml_start..text.len(), prose: text.len()..text.len(), closed: false })
}

/// Parses a file by its name: TOML as it stands, Markdown by its front matter.
///
/// All errors of the file are reported, not only the first.
pub fn parse<'a>(file: FileId, path: &str, text: &'a str) -> Parsed<'a> {
    if !path.ends_with(".md") {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        return parse_toml(file, text.get(start..).unwrap_or(""), start as u32);
    }
    let Some(matter) = front_matter(text) else {
        return Parsed { table: DeTable::new(), base: 0, findings: Vec::new() };
    };
    let base = matter.toml.start as u32;
    let mut parsed = parse_toml(file, text.get(matter.toml.clone()).unwrap_or(""), base);
    if !matter.closed {
        parsed.findings.clear();
        parsed.findings.push(
            codes::FRONT_MATTER_OPEN
                .at(Span::new(file, 0, 3), "the front matter opened here is never closed")
                .help("put a line with only `+++` between the records and the prose"),
        );
    }
    parsed
}

fn parse_toml(file: FileId, text: &str, base: u32) -> Parsed<'_> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let mut findings = Vec::new();
    // Looking up the first place of a duplicate walks back through the text, so the cut comes before it.
    for error in errors.into_iter().take(MOST_ERRORS) {
        let range = error.span().unwrap_or(0..0);
        let span = Span::new(file, base + range.start as u32, base + range.end as u32);
        findings.push(match duplicate(&error, &table, text, &range) {
            Some((name, first)) => codes::DUPLICATE_KEY
                .at(span, format!("`{name}` is written twice"))
                .see(Span::new(file, base + first.start as u32, base + first.end as u32), "first written here")
                .subject(name.clone())
                .help(format!("keep one of the two, or give this one another id than `{name}`")),
            None if error.message().starts_with("invalid date") || error.message().starts_with("invalid month") => {
                let line = text.get(range.start..).and_then(|rest| rest.lines().next()).unwrap_or("");
                let date: String =
                    line.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '-').collect();
                codes::NO_SUCH_DATE
                    .at(span, format!("there is no {date}"))
                    .subject(date)
                    .help("write a date of the calendar, as 2026-11-22")
            }
            None => codes::TOML_SYNTAX.at(span, error.message().to_owned()).help(advice(error.message())),
        });
    }
    Parsed { table, base, findings }
}

/// A file with more errors than this is not a record file; the rest would say nothing new.
const MOST_ERRORS: usize = 100;

fn advice(message: &str) -> &'static str {
    if message.contains("quote") || message.contains("string") {
        "close the string with the quote it was opened with; prose over several lines goes between `\"\"\"`"
    } else if message.contains("recursion") || message.contains("nest") {
        "records nest two tables deep at most: `[kind.id]` and one table or list inside it"
    } else if message.contains("date") || message.contains("time") {
        "write dates as 2026-11-22 and times with a zone, as 2026-11-22T08:00:00Z"
    } else {
        "write `key = value` lines below a `[kind.id]` header; text goes in double quotes"
    }
}

/// The dotted name that an error calls a duplicate, and where it was first written.
///
/// The parser names only the second place, so the first is looked up in the tree: the error's range covers
/// a key, and the tree holds the one that was there before.
fn duplicate(
    error: &toml::de::Error,
    table: &DeTable<'_>,
    text: &str,
    range: &Range<usize>,
) -> Option<(String, Range<usize>)> {
    if !error.message().contains("duplicate key") {
        return None;
    }
    let line_start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next()?.trim();
    let header = line.strip_prefix('[').and_then(|rest| rest.split(']').next());
    match header {
        Some(header) => {
            let path: Vec<String> = dotted(header);
            let first = lookup(table, &path)?;
            Some((path.join("."), first))
        }
        None => {
            let key = text.get(range.clone())?.trim_matches(['"', '\'']).to_owned();
            let path = dotted(enclosing_header(text.get(..line_start)?).unwrap_or(""));
            let mut full = path.clone();
            full.push(key);
            let first = lookup(table, &full)?;
            Some((full.join("."), first))
        }
    }
}

fn enclosing_header(before: &str) -> Option<&str> {
    before.lines().rev().find_map(|line| line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()))
}

fn dotted(header: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in header.chars() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (None, '.') => parts.push(String::new()),
            (None, space) if space.is_whitespace() => {}
            (_, letter) => {
                if let Some(part) = parts.last_mut() {
                    part.push(letter);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn lookup(table: &DeTable<'_>, path: &[String]) -> Option<Range<usize>> {
    let (last, parents) = path.split_last()?;
    let mut table = table;
    for part in parents {
        table = match table.get(part.as_str()).map(Spanned::get_ref) {
            Some(DeValue::Table(inner)) => inner,
            _ => return None,
        };
    }
    table.get_key_value(last.as_str()).map(|(key, _)| key.span())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        parse(FileId(0), "a.toml", text).findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_header_has_the_span_of_its_line() {
        let text = "# comment\n[zone.plant]\nkind = \"network\"\n";
        let parsed = parse(FileId(0), "a.toml", text);
        let (key, zone) = parsed.table.get_key_value("zone").unwrap();
        assert_eq!(text.get(key.span()), Some("zone"));
        let (id, plant) = zone.get_ref().as_table().unwrap().get_key_value("plant").unwrap();
        assert_eq!(text.get(id.span()), Some("plant"));
        assert_eq!(text.get(plant.span()), Some("[zone.plant]"));
    }

    #[test]
    fn all_errors_of_a_file_come_in_one_go() {
        let text = "[zone.a]\nkind = \nparent = \"x\n[zone.b]\nkind = 'network'\nkind = 'host'\n[zone.a]\n";
        let found = messages(text);
        assert!(found.len() >= 4, "{found:?}");
        assert!(found.contains(&"`zone.b.kind` is written twice".to_owned()), "{found:?}");
        assert!(found.contains(&"`zone.a` is written twice".to_owned()), "{found:?}");
    }

    #[test]
    fn front_matter_lies_between_plus_lines() {
        let text = "+++\n[process.sm]\n+++\n# Prose\n";
        let matter = front_matter(text).unwrap();
        assert_eq!(text.get(matter.toml), Some("[process.sm]\n"));
        assert_eq!(text.get(matter.prose), Some("# Prose\n"));
        assert_eq!(front_matter("# Prose\n"), None);
        assert!(!front_matter("+++\nx = 1\n").unwrap().closed);
    }

    #[test]
    fn deep_nesting_is_an_error_not_a_crash() {
        let text = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(!messages(&text).is_empty());
    }
}
