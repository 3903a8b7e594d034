//! A document as one page that needs nothing else: no other file, no network, no script to be read.

mod escape;

use crate::document::{Block, Document, Figure, Section, Table};
use crate::inline::{Inline, Target, Tone};
use escape::{attribute, text};

const STYLE: &str = include_str!("style.css");

/// The document as a page.
pub fn page(document: &Document) -> String {
    let mut out = String::with_capacity(64 * 1024);
    out.push_str("<!doctype html>\n<html lang=\"");
    attribute(&document.language, &mut out);
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    text(&format!("{}: {}", document.title, document.subject), &mut out);
    out.push_str("</title>\n<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n<h1>");
    text(&document.title, &mut out);
    out.push_str("</h1>\n<p class=\"subject\">");
    text(&document.subject, &mut out);
    out.push_str("</p>\n");
    facts(&document.about, &mut out);
    blocks(&document.lead, &mut out);
    for section in &document.sections {
        one(section, 2, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn one(section: &Section, level: usize, out: &mut String) {
    let tag = level.min(6);
    out.push_str("<section id=\"");
    attribute(&section.anchor, out);
    out.push_str(&format!("\">\n<h{tag}>"));
    line(&section.title, out);
    out.push_str(&format!("</h{tag}>\n"));
    blocks(&section.blocks, out);
    for inner in &section.sections {
        one(inner, level + 1, out);
    }
    out.push_str("</section>\n");
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        self::block(block, out);
    }
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(pieces) => {
            out.push_str("<p>");
            line(pieces, out);
            out.push_str("</p>\n");
        }
        Block::List { ordered, items } => {
            let tag = if *ordered { "ol" } else { "ul" };
            out.push_str(&format!("<{tag}>\n"));
            for item in items {
                out.push_str("<li>");
                match item.as_slice() {
                    [Block::Paragraph(pieces)] => line(pieces, out),
                    more => blocks(more, out),
                }
                out.push_str("</li>\n");
            }
            out.push_str(&format!("</{tag}>\n"));
        }
        Block::Table(table) => self::table(table, out),
        Block::Figure(figure) => self::figure(figure, out),
        Block::Picture { alt, .. } => {
            out.push_str("<p>");
            text(alt, out);
            out.push_str("</p>\n");
        }
        Block::Facts(pairs) => facts(pairs, out),
        Block::Note { tone, title, blocks: inner } => {
            out.push_str(&format!("<aside class=\"note {}\"><p><strong>", tone_class(*tone)));
            text(title, out);
            out.push_str("</strong></p>\n");
            blocks(inner, out);
            out.push_str("</aside>\n");
        }
        Block::Code(code) => {
            out.push_str("<pre><code>");
            escape::lines(code, out);
            out.push_str("</code></pre>\n");
        }
        Block::Quote(inner) => {
            out.push_str("<blockquote>\n");
            blocks(inner, out);
            out.push_str("</blockquote>\n");
        }
        Block::Details { summary, blocks: inner } => {
            out.push_str("<details><summary>");
            line(summary, out);
            out.push_str("</summary>\n");
            blocks(inner, out);
            out.push_str("</details>\n");
        }
    }
}

fn facts(pairs: &[(String, Vec<Inline>)], out: &mut String) {
    if pairs.is_empty() {
        return;
    }
    out.push_str("<dl>\n");
    for (name, what) in pairs {
        out.push_str("<div><dt>");
        text(name, out);
        out.push_str("</dt><dd>");
        line(what, out);
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

fn table(table: &Table, out: &mut String) {
    out.push_str("<table>\n<caption>");
    text(&table.caption, out);
    out.push_str("</caption>\n<thead><tr>");
    for column in &table.columns {
        out.push_str("<th scope=\"col\">");
        text(&column.title, out);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr");
        if !row.anchor.is_empty() {
            out.push_str(" id=\"");
            attribute(&row.anchor, out);
            out.push('"');
        }
        out.push('>');
        for cell in &row.cells {
            out.push_str("<td>");
            line(&cell.content, out);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn figure(figure: &Figure, out: &mut String) {
    out.push_str("<figure>\n");
    out.push_str(&figure.svg);
    out.push_str("<figcaption>");
    text(&figure.title, out);
    out.push_str("</figcaption>\n</figure>\n");
}

fn line(pieces: &[Inline], out: &mut String) {
    for piece in pieces {
        match piece {
            Inline::Text(words) => text(words, out),
            Inline::Strong(inner) => wrapped("strong", inner, out),
            Inline::Emphasis(inner) => wrapped("em", inner, out),
            Inline::Code(code) => {
                out.push_str("<code>");
                text(code, out);
                out.push_str("</code>");
            }
            Inline::Badge { tone, text: word } => {
                out.push_str(&format!("<span class=\"badge {}\">", tone_class(*tone)));
                text(word, out);
                out.push_str("</span>");
            }
            Inline::Link { to, content } => {
                let address = match to {
                    Target::Anchor(anchor) => Some(format!("#{anchor}")),
                    Target::Document { id, anchor } if anchor.is_empty() => Some(format!("{id}.html")),
                    Target::Document { id, anchor } => Some(format!("{id}.html#{anchor}")),
                    Target::Web(address) => Target::web(address).map(str::to_owned),
                };
                match address {
                    Some(address) => {
                        out.push_str("<a href=\"");
                        attribute(&address, out);
                        out.push_str("\">");
                        line(content, out);
                        out.push_str("</a>");
                    }
                    None => line(content, out),
                }
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

fn wrapped(tag: &str, inner: &[Inline], out: &mut String) {
    out.push_str(&format!("<{tag}>"));
    line(inner, out);
    out.push_str(&format!("</{tag}>"));
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Attention => "attention",
        Tone::Bad => "bad",
        Tone::Muted => "muted",
    }
}
