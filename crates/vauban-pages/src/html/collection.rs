//! Documents that stand in one folder and lead to each other.

use std::collections::BTreeSet;

use crate::document::{Block, Document, Section};
use crate::inline::{Inline, words as plain};

/// The documents that a page is one of. The default is none: the page stands alone.
#[derive(Default)]
pub struct Collection<'a> {
    /// What every page leads to, in this order.
    pub entries: Vec<Entry>,
    /// The ids of all pages there are: links to any other document are shown as text.
    pub pages: BTreeSet<String>,
    /// The file beside the pages that holds the words of all of them: see [`index_file`].
    pub index: Option<&'a str>,
}

/// A document of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, and the name of its page.
    pub id: String,
    /// What it is called.
    pub title: String,
}

impl Collection<'_> {
    /// Whether there is a page of this document.
    pub(super) fn has(&self, id: &str) -> bool {
        self.pages.contains(id)
    }
}

/// The words of all pages, as a script that puts them where the page's own script looks: a page that was opened from a
/// disk may not read another file, but it may run one that stands beside it.
pub fn index_file(documents: &[Document]) -> String {
    let mut out = String::from("\"use strict\";window.vaubanIndex=[\n");
    for document in documents {
        let mut index = Index { page: &document.id, title: &document.title, out: &mut out };
        index.entry("", &document.title, &document.summary);
        index.blocks("", &document.title, &document.lead);
        for section in &document.sections {
            index.section(section);
        }
    }
    out.push_str("];\n");
    out
}

/// What of a paragraph or row is looked through.
const WORDS: usize = 400;

struct Index<'a> {
    page: &'a str,
    title: &'a str,
    out: &'a mut String,
}

impl Index<'_> {
    fn section(&mut self, section: &Section) {
        let title = plain(&section.title);
        let mut text = String::new();
        for block in &section.blocks {
            match block {
                Block::Paragraph(line) => {
                    text.push_str(&plain(line));
                    text.push(' ');
                }
                Block::Facts(facts) => {
                    for (name, what) in facts {
                        text.push_str(&format!("{name} {} ", plain(what)));
                    }
                }
                _ => {}
            }
        }
        self.entry(&section.anchor, &title, &text);
        self.blocks(&section.anchor, &title, &section.blocks);
        for inner in &section.sections {
            self.section(inner);
        }
    }

    /// Rows have their own entries; everything else is found with its section.
    fn blocks(&mut self, anchor: &str, title: &str, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Table(table) => {
                    for row in &table.rows {
                        let cells: Vec<String> = row.cells.iter().map(|cell| plain(&cell.content)).collect();
                        let place = if row.anchor.is_empty() { anchor } else { &row.anchor };
                        self.entry(place, title, &cells.join(" "));
                    }
                }
                Block::List { items, .. } => {
                    for item in items {
                        self.loose(anchor, title, item);
                    }
                }
                Block::Note { blocks, .. } | Block::Quote(blocks) | Block::Details { blocks, .. } => {
                    self.loose(anchor, title, blocks);
                }
                Block::Paragraph(_) | Block::Facts(_) | Block::Figure(_) | Block::Picture { .. } | Block::Code(_) => {}
            }
        }
    }

    fn loose(&mut self, anchor: &str, title: &str, blocks: &[Block]) {
        let lines: Vec<&[Inline]> = blocks
            .iter()
            .filter_map(|block| if let Block::Paragraph(line) = block { Some(line.as_slice()) } else { None })
            .collect();
        if !lines.is_empty() {
            let text: Vec<String> = lines.into_iter().map(plain).collect();
            self.entry(anchor, title, &text.join(" "));
        }
        self.blocks(anchor, title, blocks);
    }

    fn entry(&mut self, anchor: &str, title: &str, text: &str) {
        let text: String = text.trim().chars().take(WORDS).collect();
        self.out.push('[');
        for (at, word) in [self.page, self.title, anchor, title, &text].into_iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            string(word, self.out);
        }
        self.out.push_str("],\n");
    }
}

/// A text in a script: nothing in it ends the text, or the script.
fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in crate::text::clean(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' => out.push_str("\\u003c"),
            c => out.push(c),
        }
    }
    out.push('"');
}
