//! A document as Markdown (CommonMark with tables). Figures become their descriptions.

use crate::document::{Block, Document, Section, Table};
use crate::inline::{Inline, Target};
use crate::text;

/// The document as Markdown.
pub fn page(document: &Document) -> String {
    let mut out = String::new();
    out.push_str("# ");
    words(&document.title, &mut out);
    out.push_str("\n\n");
    words(&document.subject, &mut out);
    out.push_str("\n\n");
    block(&Block::Facts(document.about.clone()), "", &mut out);
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
    line(&section.title, out);
    out.push_str("\n\n");
    blocks(&section.blocks, "", out);
    for inner in &section.sections {
        one(inner, level + 1, out);
    }
}

fn blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for block in blocks {
        self::block(block, indent, out);
    }
}

fn block(block: &Block, indent: &str, out: &mut String) {
    match block {
        Block::Paragraph(pieces) => {
            out.push_str(indent);
            line(pieces, out);
            out.push_str("\n\n");
        }
        Block::List { ordered, items } => {
            for (at, item) in items.iter().enumerate() {
                let mark = if *ordered { format!("{}. ", at + 1) } else { "- ".to_owned() };
                let deeper = format!("{indent}{}", " ".repeat(mark.len()));
                let mut inner = String::new();
                blocks(item, &deeper, &mut inner);
                let body = inner.trim_end().strip_prefix(&deeper).unwrap_or(inner.trim_end()).to_owned();
                out.push_str(&format!("{indent}{mark}{body}\n"));
            }
            out.push('\n');
        }
        Block::Table(table) => self::table(table, indent, out),
        Block::Figure(figure) => {
            out.push_str(indent);
            out.push_str("**Figure: ");
            words(&figure.title, out);
            out.push_str(".** ");
            words(&figure.description, out);
            out.push_str("\n\n");
        }
        Block::Picture { alt, .. } => {
            out.push_str(indent);
            out.push_str("[picture: ");
            words(alt, out);
            out.push_str("]\n\n");
        }
        Block::Facts(pairs) if pairs.is_empty() => {}
        Block::Facts(pairs) => {
            for (name, what) in pairs {
                out.push_str(indent);
                out.push_str("- **");
                words(name, out);
                out.push_str("**: ");
                line(what, out);
                out.push('\n');
            }
            out.push('\n');
        }
        Block::Note { title, blocks: inner, .. } => {
            let quoted = format!("{indent}> ");
            out.push_str(&quoted);
            out.push_str("**");
            words(title, out);
            out.push_str("**\n");
            out.push_str(quoted.trim_end());
            out.push('\n');
            blocks(inner, &quoted, out);
        }
        Block::Code(code) => {
            let code = text::lines(code);
            let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            out.push_str(&format!("{indent}{fence}\n"));
            for line in code.lines() {
                out.push_str(&format!("{indent}{line}\n"));
            }
            out.push_str(&format!("{indent}{fence}\n\n"));
        }
        Block::Quote(inner) => blocks(inner, &format!("{indent}> "), out),
        Block::Details { summary, blocks: inner } => {
            out.push_str(indent);
            line(summary, out);
            out.push_str("\n\n");
            blocks(inner, indent, out);
        }
    }
}

fn table(table: &Table, indent: &str, out: &mut String) {
    if !table.caption.is_empty() {
        out.push_str(indent);
        words(&table.caption, out);
        out.push_str("\n\n");
    }
    out.push_str(indent);
    out.push('|');
    for column in &table.columns {
        out.push(' ');
        words(&column.title, out);
        out.push_str(" |");
    }
    out.push_str(&format!("\n{indent}|{}\n", " --- |".repeat(table.columns.len())));
    for row in &table.rows {
        out.push_str(indent);
        out.push('|');
        for cell in &row.cells {
            out.push(' ');
            line(&cell.content, out);
            out.push_str(" |");
        }
        out.push('\n');
    }
    out.push('\n');
}

fn line(pieces: &[Inline], out: &mut String) {
    for piece in pieces {
        match piece {
            Inline::Text(text) | Inline::Badge { text, .. } => words(text, out),
            Inline::Strong(inner) => around("**", inner, out),
            Inline::Emphasis(inner) => around("*", inner, out),
            Inline::Code(code) if code.contains(['`', '|']) => words(code, out),
            Inline::Code(code) => out.push_str(&format!("`{}`", text::clean(code))),
            Inline::Link { to: Target::Web(address), content } if Target::web(address).is_some() => {
                out.push('[');
                line(content, out);
                out.push_str(&format!("](<{}>)", address.replace(['<', '>', '|'], "")));
            }
            Inline::Link { content, .. } => line(content, out),
            Inline::Break => out.push(' '),
        }
    }
}

fn around(mark: &str, inner: &[Inline], out: &mut String) {
    out.push_str(mark);
    line(inner, out);
    out.push_str(mark);
}

/// Text that stays text.
fn words(words: &str, out: &mut String) {
    for c in text::clean(words).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '&' | '#' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
}
