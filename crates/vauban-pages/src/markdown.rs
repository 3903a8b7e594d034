//! A document as Markdown (CommonMark with tables). Figures become their descriptions.
//!
//! Text stays text wherever it lands: what would begin a list, a quote or a heading at the beginning of a line is
//! escaped there, and what would mean something inside a line is escaped everywhere.

use crate::document::{Block, Document, Section, Table};
use crate::inline::{Inline, Target};
use crate::text;

/// The document as Markdown.
pub fn page(document: &Document) -> String {
    let mut out = String::new();
    out.push_str("# ");
    out.push_str(&heading(&[Inline::Text(document.title.clone())]));
    out.push_str("\n\n");
    let begin = Block::Paragraph(vec![Inline::Text(document.subject.clone())]);
    blocks(&[begin, Block::Facts(document.about.clone())], "", &mut out);
    blocks(&document.lead, "", &mut out);
    for section in &document.sections {
        one(section, 2, &mut out);
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn one(section: &Section, level: usize, out: &mut String) {
    out.push_str(&"#".repeat(level.min(6)));
    out.push(' ');
    out.push_str(&heading(&section.title));
    out.push_str("\n\n");
    blocks(&section.blocks, "", out);
    for inner in &section.sections {
        one(inner, level + 1, out);
    }
}

/// Blocks one after the other, each behind the same prefix. Two lists in a row would be read as one: a comment that
/// nobody sees stands between them.
fn blocks(blocks: &[Block], prefix: &str, out: &mut String) {
    let mut list = false;
    for block in blocks {
        let is_list = matches!(block, Block::List { items, .. } if !items.is_empty())
            || matches!(block, Block::Facts(facts) if !facts.is_empty());
        if list && is_list {
            out.push_str(&format!("{prefix}<!-- -->\n{}\n", prefix.trim_end()));
        }
        list = is_list;
        self::block(block, prefix, out);
    }
}

/// A line of its own, and the empty one behind it.
fn lone(line: &str, prefix: &str, out: &mut String) {
    if line.is_empty() {
        return;
    }
    out.push_str(&format!("{prefix}{line}\n{}\n", prefix.trim_end()));
}

fn block(block: &Block, prefix: &str, out: &mut String) {
    match block {
        Block::Paragraph(pieces) => lone(&begun(&line(pieces)), prefix, out),
        Block::List { ordered, items } => list(*ordered, items, prefix, out),
        Block::Table(table) => self::table(table, prefix, out),
        Block::Figure(figure) => {
            let said = format!("**Figure:** {}. {}", words(&figure.title), words(&figure.description));
            lone(said.trim_end(), prefix, out);
        }
        Block::Picture { alt, .. } => lone(&format!("\\[picture: {}\\]", words(alt)), prefix, out),
        Block::Facts(pairs) if pairs.is_empty() => {}
        Block::Facts(pairs) => {
            for (name, what) in pairs {
                let fact = format!("{}: {}", around("**", words(name).trim()), line(what));
                out.push_str(&format!("{prefix}- {}\n", begun(fact.trim())));
            }
            out.push_str(&format!("{}\n", prefix.trim_end()));
        }
        Block::Note { title, blocks: inner, .. } => {
            let quoted = format!("{prefix}> ");
            lone(&begun(around("**", &words(title)).trim()), &quoted, out);
            blocks(inner, &quoted, out);
            apart(prefix, out);
        }
        Block::Code(code) => self::code(code, prefix, out),
        Block::Quote(inner) => {
            blocks(inner, &format!("{prefix}> "), out);
            apart(prefix, out);
        }
        Block::Details { summary, blocks: inner } => {
            lone(&begun(&line(summary)), prefix, out);
            blocks(inner, prefix, out);
        }
    }
}

/// Ends a quote: what follows is not in it.
fn apart(prefix: &str, out: &mut String) {
    out.push_str(&format!("{prefix}<!-- -->\n{}\n", prefix.trim_end()));
}

fn list(ordered: bool, items: &[Vec<Block>], prefix: &str, out: &mut String) {
    for (at, item) in items.iter().enumerate() {
        let mark = if ordered { format!("{}. ", at + 1) } else { "- ".to_owned() };
        let deeper = format!("{prefix}{}", " ".repeat(mark.len()));
        let mut inner = String::new();
        // A list that begins with code or a quote has an empty line to begin with.
        if !matches!(item.first(), Some(Block::Paragraph(pieces)) if !line(pieces).is_empty()) {
            inner.push_str(&format!("{deeper}<!-- -->\n{}\n", deeper.trim_end()));
        }
        blocks(item, &deeper, &mut inner);
        let loose = item.len() > 1 || !matches!(item.first(), Some(Block::Paragraph(_)));
        // The empty lines that end it are written here.
        let mut body = inner.as_str();
        while let Some(shorter) = body.strip_suffix('\n') {
            let last = shorter.rfind('\n').map_or(0, |at| at + 1);
            body = if shorter[last..] == *deeper.trim_end() { &shorter[..last] } else { shorter };
        }
        let body = body.strip_prefix(&deeper).unwrap_or_default();
        out.push_str(&format!("{prefix}{mark}{body}\n"));
        if loose {
            out.push_str(&format!("{}\n", prefix.trim_end()));
        }
    }
    if !items.is_empty() {
        out.push_str(&format!("{}\n", prefix.trim_end()));
    }
}

fn code(code: &str, prefix: &str, out: &mut String) {
    let code = text::lines(code);
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&format!("{prefix}{fence}\n"));
    for line in code.lines() {
        out.push_str(&format!("{prefix}{line}\n"));
    }
    lone(&fence, prefix, out);
}

fn table(table: &Table, prefix: &str, out: &mut String) {
    lone(&begun(words(&table.caption).trim()), prefix, out);
    if table.columns.is_empty() {
        return;
    }
    let row = |cells: &[String], out: &mut String| {
        out.push_str(prefix);
        out.push('|');
        for cell in cells {
            out.push_str(&format!(" {cell} |"));
        }
        out.push('\n');
    };
    row(&table.columns.iter().map(|column| words(&column.title)).collect::<Vec<_>>(), out);
    row(&vec!["---".to_owned(); table.columns.len()], out);
    for one in &table.rows {
        let mut cells: Vec<String> = one.cells.iter().map(|cell| line(&cell.content)).collect();
        cells.resize(table.columns.len(), String::new());
        row(&cells, out);
    }
    out.push_str(&format!("{}\n", prefix.trim_end()));
}

/// A heading: one line, and `#` at its end stays.
fn heading(title: &[Inline]) -> String {
    line(title)
}

/// A line; spaces around it mean nothing.
fn line(line: &[Inline]) -> String {
    let mut out = String::new();
    pieces(line, true, &mut out);
    out.trim().to_owned()
}

/// Pieces of a line, with marks or as nothing but text: inside of marks there are no others, for which of two runs of
/// marks belongs to which is told differently by what stands around them.
fn pieces(line: &[Inline], marks: bool, out: &mut String) {
    for piece in line {
        match piece {
            Inline::Text(text) | Inline::Badge { text, .. } => out.push_str(&words(text)),
            Inline::Strong(inner) => marked("**", inner, marks, out),
            Inline::Emphasis(inner) => marked("*", inner, marks, out),
            Inline::Code(code) if !marks || out.ends_with('`') => out.push_str(&words(code)),
            Inline::Code(code) => out.push_str(&spelled(code)),
            Inline::Link { to: Target::Web(address), content } if marks && Target::web(address).is_some() => {
                let address: String = address.chars().map(escaped_in_address).collect();
                out.push('[');
                pieces(content, false, out);
                out.push_str(&format!("](<{address}>)"));
            }
            Inline::Link { content, .. } => pieces(content, marks, out),
            Inline::Break => out.push(' '),
        }
    }
}

/// Words between marks, unless the marks would run into those before them.
fn marked(mark: &str, inner: &[Inline], marks: bool, out: &mut String) {
    let mut text = String::new();
    pieces(inner, false, &mut text);
    match marks && !out.ends_with('*') {
        true => out.push_str(&around(mark, &text)),
        false => out.push_str(&text),
    }
}

/// What an address must not have in Markdown, as `%` and its number.
fn escaped_in_address(c: char) -> String {
    match c {
        '<' | '>' | '|' | '\\' | '`' => format!("%{:02X}", c as u32),
        '&' => "&amp;".to_owned(),
        c => c.to_string(),
    }
}

/// Code where Markdown can say it; text where it cannot.
fn spelled(code: &str) -> String {
    let code = text::clean(code);
    let plain = !code.contains(['`', '|']) && !code.trim().is_empty() && code.trim() == code;
    if plain { format!("`{code}`") } else { words(&code) }
}

/// Words between marks; spaces stay outside, where the marks would not be read as marks.
fn around(mark: &str, inner: &str) -> String {
    let trimmed = inner.trim();
    // Marks beside letters or other marks are read in ways that depend on what is there.
    let safe = trimmed.chars().next().is_some_and(char::is_alphanumeric)
        && trimmed.chars().next_back().is_some_and(char::is_alphanumeric)
        && !trimmed.contains("**");
    if safe { inner.replacen(trimmed, &format!("{mark}{trimmed}{mark}"), 1) } else { inner.to_owned() }
}

/// Text that stays text inside a line.
fn words(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in text::clean(words).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '&' | '#' | '~' | '!' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text that stays text at the beginning of a line: no list, no rule, no heading by what is under it.
fn begun(line: &str) -> String {
    let mut chars = line.chars();
    let first = chars.next();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match first {
        Some('-' | '+' | '=' | ':') => format!("\\{line}"),
        Some(c) if c.is_ascii_digit() && line[digits..].starts_with(['.', ')']) => {
            format!("{}\\{}", &line[..digits], &line[digits..])
        }
        _ => line.to_owned(),
    }
}
