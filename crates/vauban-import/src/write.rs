//! Drafts into tidy TOML: one file per subject, one blank line between records.

use std::fmt::Write as _;

use crate::{Draft, Field, Imported};

/// Lines are at most this long where a list can be broken.
const WIDTH: usize = 100;

/// Where records of a kind go, in the order of the files and of the kinds within them.
const FILES: &[(&str, &[&str])] = &[
    ("context.toml", &["context", "zone", "boundary", "attacker", "assumption"]),
    ("design/components.toml", &["actor", "component"]),
    ("design/interfaces.toml", &["interface"]),
    ("design/flows.toml", &["flow"]),
    ("design/assets.toml", &["asset"]),
    ("design/mechanisms.toml", &["mechanism"]),
    ("requirements.toml", &["requirement"]),
    ("threats.toml", &["threat", "disposition"]),
    ("issues.toml", &["issue"]),
    ("observations.toml", &["observation"]),
];

/// The drafts as files: relative name and content, none of them empty.
///
/// `title` says where the records came from, such as `shop.json (OWASP Threat Dragon)`; it
/// becomes the first line of each file.
#[must_use]
pub fn write_toml(imported: &Imported, title: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut listed: Vec<&str> = Vec::new();
    for (name, kinds) in FILES {
        listed.extend(*kinds);
        files.push((*name, drafts_of(imported, |kind| kinds.contains(&kind))));
    }
    // A kind nobody placed is still written.
    files.push(("imported.toml", drafts_of(imported, |kind| !listed.contains(&kind))));
    files
        .into_iter()
        .filter(|(_, drafts)| !drafts.is_empty())
        .map(|(name, drafts)| (name.to_owned(), write_file(title, name, &drafts)))
        .collect()
}

fn drafts_of(imported: &Imported, wanted: impl Fn(&str) -> bool) -> Vec<&Draft> {
    let drafts = imported.drafts.iter();
    drafts.filter(|draft| wanted(draft.kind)).collect()
}

fn write_file(title: &str, name: &str, drafts: &[&Draft]) -> String {
    let kinds = FILES.iter().find(|(file, _)| *file == name);
    let kinds = kinds.map_or(&[][..], |(_, kinds)| kinds);
    let mut out = format!("# Imported from {}.\n", comment(title));
    let mut sorted = drafts.to_vec();
    sorted.sort_by_key(|draft| kinds.iter().position(|kind| *kind == draft.kind));
    for draft in sorted {
        let _ = write!(out, "\n[{}.{}]\n", draft.kind, key(&draft.id));
        for ask in &draft.asks {
            let _ = writeln!(out, "# {}", comment(ask));
        }
        for (name, field) in &draft.fields {
            write_field(&mut out, name, field);
        }
    }
    out
}

fn write_field(out: &mut String, name: &str, field: &Field) {
    let start = out.len();
    let _ = write!(out, "{} = ", key(name));
    match field {
        Field::Text(text) if text.contains('\n') => lines(out, text),
        Field::Words(words) if !words.is_empty() => {
            let items: Vec<String> = words.iter().map(|word| string(word)).collect();
            list(out, start, &items);
        }
        Field::Tables(tables) => {
            let items: Vec<String> = tables.iter().map(|table| inline_table(table)).collect();
            list(out, start, &items);
        }
        field => out.push_str(&inline(field)),
    }
    out.push('\n');
}

/// A list in one line, or one item a line.
fn list(out: &mut String, start: usize, items: &[String]) {
    let one_line = format!("[{}]", items.join(", "));
    let before = out.len().saturating_sub(start);
    if one_line.chars().count().saturating_add(before) <= WIDTH {
        out.push_str(&one_line);
        return;
    }
    out.push_str("[\n");
    for item in items {
        let _ = writeln!(out, "    {item},");
    }
    out.push(']');
}

fn inline(field: &Field) -> String {
    match field {
        Field::Text(text) => string(text),
        Field::Date(date) if date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && date.len() == 10 => {
            date.clone()
        }
        Field::Date(date) => string(date),
        // Only what was read as a time gets here; anything else would be no value of TOML.
        Field::Time(time)
            if time.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b':' | b'T' | b'Z')) =>
        {
            time.clone()
        }
        Field::Time(time) => string(time),
        Field::Flag(flag) => flag.to_string(),
        Field::Number(number) => number.to_string(),
        Field::Words(words) => {
            let items: Vec<String> = words.iter().map(|word| string(word)).collect();
            format!("[{}]", items.join(", "))
        }
        Field::Table(table) => inline_table(table),
        Field::Tables(tables) => {
            let items: Vec<String> = tables.iter().map(|table| inline_table(table)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn inline_table(table: &[(String, Field)]) -> String {
    let members: Vec<String> = table.iter().map(|(name, field)| format!("{} = {}", key(name), inline(field))).collect();
    if members.is_empty() {
        return "{}".to_owned();
    }
    format!("{{ {} }}", members.join(", "))
}

/// A bare key where TOML allows it.
fn key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { string(name) }
}

/// A basic string.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            letter => escape(&mut out, letter),
        }
    }
    out.push('"');
    out
}

/// A multi-line basic string. Quotes stay as they are unless three would meet, or one would
/// stand before the closing ones.
fn lines(out: &mut String, text: &str) {
    out.push_str("\"\"\"\n");
    let mut quotes = 0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quotes == 2 || letters.peek().is_none() => {
                out.push_str("\\\"");
                quotes = 0;
            }
            '"' => {
                out.push('"');
                quotes += 1;
            }
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' => {
                out.push('\n');
                quotes = 0;
            }
            letter => {
                escape(out, letter);
                quotes = 0;
            }
        }
    }
    out.push_str("\"\"\"");
}

/// A letter, escaped where TOML asks for it and where a terminal or an editor would obey it
/// instead of showing it.
fn escape(out: &mut String, letter: char) {
    match letter {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        letter if hidden(letter) => {
            let _ = write!(out, "\\u{:04X}", u32::from(letter));
        }
        letter => out.push(letter),
    }
}

/// Control characters (C0, C1, delete), those that turn text around, and invisible ones.
fn hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A text that stays within a comment line.
fn comment(text: &str) -> String {
    let one_line: Vec<&str> = text.split_whitespace().collect();
    one_line.join(" ").chars().filter(|letter| !hidden(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::{lines, string, write_toml};
    use crate::{Draft, Field, Imported};

    /// What a TOML reader makes of `x = …`.
    fn read_back(written: &str) -> String {
        let document = format!("x = {written}\n");
        let table = toml::de::DeTable::parse(&document).unwrap();
        let value = table.get_ref().get("x").unwrap();
        value.get_ref().as_str().unwrap().to_owned()
    }

    #[test]
    fn strings_read_back() {
        for text in [
            "plain",
            "\"",
            "a\\b\"c",
            "\u{1b}[31m red",
            "\u{7f}\u{9b}",
            "\u{202E}x",
            "\t",
            "\\u",
            "'''",
            "\"\"\"\"\"\"",
        ] {
            assert_eq!(read_back(&string(text)), text);
            assert!(!string(text).contains('\u{1b}'));
        }
        for text in [
            "a\nb",
            "\na",
            "a\n\"\"\"\"\"",
            "\"\n\"",
            "\"\"\"\nx\\",
            "a\\\nb",
            "a\n",
            "\n\n",
            "a\n\u{1b}]0;x\u{7}",
            "a\rb\nc",
        ] {
            let mut out = String::new();
            lines(&mut out, text);
            assert_eq!(read_back(&out), text, "{out}");
        }
    }

    #[test]
    fn layout() {
        let words = |count: usize| Field::Words(vec!["component.a-long-name".to_owned(); count]);
        let drafts = vec![Draft {
            kind: "threat",
            id: "a.b".to_owned(),
            fields: vec![
                ("title".to_owned(), Field::Text("T".to_owned())),
                ("on".to_owned(), words(2)),
                ("by".to_owned(), words(5)),
                ("impact".to_owned(), Field::Table(vec![("integrity".to_owned(), Field::Text("low".to_owned()))])),
            ],
            origin: "/".to_owned(),
            asks: vec!["which\n[evil]?".to_owned()],
        }];
        let imported = Imported { drafts, lost: Vec::new() };
        let files = write_toml(&imported, "x.json\n[evil] (Some Tool)");
        let item = "    \"component.a-long-name\",\n".repeat(5);
        let expect = format!(
            "# Imported from x.json [evil] (Some Tool).\n\n[threat.\"a.b\"]\n# which [evil]?\ntitle = \"T\"\n\
             on = [\"component.a-long-name\", \"component.a-long-name\"]\nby = [\n{item}]\n\
             impact = {{ integrity = \"low\" }}\n"
        );
        assert_eq!(files, [("threats.toml".to_owned(), expect)]);
    }
}
