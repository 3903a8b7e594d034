//! Markdown that people wrote, as blocks. Its structure is kept; HTML in it is shown as the text it is.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::document::{Block, Cell, Column, Row, Table};
use crate::inline::{Inline, Target};

/// Prose nested deeper than this is flattened.
const DEEPEST: usize = 32;

/// What a picture in prose comes to.
pub type Pictures<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// The blocks of a Markdown text. Headings in it become bold lines: sections are made by who builds the document.
/// `pictures` gives the bytes of a picture by the path that is written; without them its description is shown.
pub fn blocks(markdown: &str, pictures: Pictures<'_>) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut build = Build { stack: vec![Level::default()], pictures };
    for event in Parser::new_ext(markdown, options) {
        build.event(event);
    }
    while build.stack.len() > 1 {
        build.close();
    }
    build.flush();
    build.stack.pop().map(|level| level.blocks).unwrap_or_default()
}

/// The pieces of one line of Markdown.
pub fn line(markdown: &str) -> Vec<Inline> {
    match blocks(markdown, &|_| None).into_iter().next() {
        Some(Block::Paragraph(line)) => line,
        _ => vec![Inline::Text(markdown.trim().to_owned())],
    }
}

/// What is being built, from the outside to the inside.
#[derive(Default)]
struct Level {
    what: What,
    blocks: Vec<Block>,
    line: Vec<Inline>,
    text: String,
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<Vec<Inline>>>,
}

#[derive(Default)]
enum What {
    #[default]
    Root,
    Strong,
    Emphasis,
    Link(String),
    Picture(String),
    Heading,
    List(bool),
    Item,
    Quote,
    Code,
    Table,
    Row,
    Cell,
}

struct Build<'a> {
    stack: Vec<Level>,
    pictures: Pictures<'a>,
}

impl Build<'_> {
    fn top(&mut self) -> &mut Level {
        if self.stack.is_empty() {
            self.stack.push(Level::default());
        }
        let at = self.stack.len() - 1;
        &mut self.stack[at]
    }

    fn open(&mut self, what: What) {
        self.stack.push(Level { what, ..Level::default() });
    }

    /// Puts what stands loosely in a block of its own.
    fn flush(&mut self) {
        let level = self.top();
        if !level.line.is_empty() {
            let line = std::mem::take(&mut level.line);
            level.blocks.push(Block::Paragraph(line));
        }
    }

    fn text(&mut self, text: &str) {
        let level = self.top();
        if matches!(level.what, What::Code) {
            level.text.push_str(text);
        } else if let Some(Inline::Text(last)) = level.line.last_mut() {
            last.push_str(text);
        } else {
            level.line.push(Inline::Text(text.to_owned()));
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.top().line.push(Inline::Code(code.into_string()));
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.top().line.push(Inline::Break),
            Event::TaskListMarker(done) => self.text(if done { "[done] " } else { "[open] " }),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let deep = self.stack.len() > DEEPEST;
        match tag {
            Tag::Strong | Tag::Strikethrough if !deep => self.open(What::Strong),
            Tag::Emphasis if !deep => self.open(What::Emphasis),
            Tag::Link { dest_url, .. } if !deep => self.open(What::Link(dest_url.into_string())),
            Tag::Image { dest_url, .. } if !deep => self.open(What::Picture(dest_url.into_string())),
            Tag::Heading { .. } => {
                self.flush();
                self.open(What::Heading);
            }
            Tag::List(first) if !deep => {
                self.flush();
                self.open(What::List(first.is_some()));
            }
            Tag::Item if !deep => self.open(What::Item),
            Tag::BlockQuote(_) if !deep => {
                self.flush();
                self.open(What::Quote);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.open(What::Code);
            }
            Tag::Table(_) if !deep => {
                self.flush();
                self.open(What::Table);
            }
            Tag::TableHead | Tag::TableRow if !deep => self.open(What::Row),
            Tag::TableCell if !deep => self.open(What::Cell),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let closes = match (&self.top().what, tag) {
            (What::Strong, TagEnd::Strong | TagEnd::Strikethrough)
            | (What::Emphasis, TagEnd::Emphasis)
            | (What::Link(_), TagEnd::Link)
            | (What::Picture(_), TagEnd::Image)
            | (What::Heading, TagEnd::Heading(HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3))
            | (What::Heading, TagEnd::Heading(_))
            | (What::List(_), TagEnd::List(_))
            | (What::Item, TagEnd::Item)
            | (What::Quote, TagEnd::BlockQuote(_))
            | (What::Code, TagEnd::CodeBlock)
            | (What::Table, TagEnd::Table)
            | (What::Row, TagEnd::TableHead | TagEnd::TableRow)
            | (What::Cell, TagEnd::TableCell) => true,
            (_, TagEnd::Paragraph | TagEnd::HtmlBlock) => {
                self.flush();
                false
            }
            _ => false,
        };
        if closes {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(mut level) = self.stack.pop() else { return };
        let line = std::mem::take(&mut level.line);
        match level.what {
            What::Root => self.stack.push(Level { line, ..level }),
            What::Strong => self.top().line.push(Inline::Strong(line)),
            What::Emphasis => self.top().line.push(Inline::Emphasis(line)),
            What::Link(to) => match Target::web(&to) {
                Some(_) => self.top().line.push(Inline::Link { to: Target::Web(to), content: line }),
                None => self.top().line.extend(line),
            },
            What::Picture(path) => {
                let alt = crate::inline::words(&line);
                match (self.pictures)(&path) {
                    Some(bytes) => {
                        self.flush();
                        self.top().blocks.push(Block::Picture { bytes, alt });
                    }
                    None => self.top().line.push(Inline::Text(format!("[picture: {alt}]"))),
                }
            }
            What::Heading => self.top().blocks.push(Block::Paragraph(vec![Inline::Strong(line)])),
            What::Item => {
                if !line.is_empty() {
                    level.blocks.push(Block::Paragraph(line));
                }
                self.top().items.push(level.blocks);
            }
            What::List(ordered) => self.top().blocks.push(Block::List { ordered, items: level.items }),
            What::Quote => {
                if !line.is_empty() {
                    level.blocks.push(Block::Paragraph(line));
                }
                self.top().blocks.push(Block::Quote(level.blocks));
            }
            What::Code => self.top().blocks.push(Block::Code(level.text)),
            What::Cell => {
                let mut cell = line;
                // A picture in a cell has no room there: its words stay.
                for block in level.blocks {
                    if let Block::Paragraph(more) = block {
                        cell.splice(0..0, more);
                    }
                }
                match self.top().rows.last_mut() {
                    Some(row) => row.push(cell),
                    None => self.top().rows.push(vec![cell]),
                }
            }
            What::Row => {
                let cells = level.rows.into_iter().flatten().collect();
                self.top().rows.push(cells);
            }
            What::Table => {
                let mut rows = level.rows.into_iter();
                let columns: Vec<Column> = rows
                    .next()
                    .unwrap_or_default()
                    .iter()
                    .map(|cell| Column::new(crate::inline::words(cell)))
                    .collect();
                let wide = columns.len();
                let rows = rows.map(|mut cells| {
                    cells.resize(wide, Vec::new());
                    Row { cells: cells.into_iter().map(Cell::from).collect(), ..Row::default() }
                });
                let table = Table { columns, rows: rows.collect(), ..Table::default() };
                self.top().blocks.push(Block::Table(table));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inline::{code, text};

    fn read(markdown: &str) -> Vec<Block> {
        blocks(markdown, &|_| None)
    }

    #[test]
    fn structure_is_kept() {
        assert_eq!(
            read("Use **TLS** and `ssh`."),
            [Block::Paragraph(vec![
                text("Use "),
                Inline::Strong(vec![text("TLS")]),
                text(" and "),
                code("ssh"),
                text(".")
            ])]
        );
        assert!(matches!(&read("- a\n- b\n  1. c")[..], [Block::List { ordered: false, items }] if items.len() == 2));
        let table = read("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |");
        let [Block::Table(table)] = &table[..] else { panic!("{table:?}") };
        assert_eq!((table.columns.len(), table.rows.len()), (2, 2));
        assert!(table.rows.iter().all(|row| row.cells.len() == 2));
    }

    #[test]
    fn html_is_text_and_links_lead_to_the_web_only() {
        assert_eq!(read("a <script>alert(1)</script>"), [Block::Paragraph(vec![text("a <script>alert(1)</script>")])]);
        assert_eq!(read("[x](javascript:alert(1))"), [Block::Paragraph(vec![text("x")])]);
        assert!(
            matches!(&read("[x](https://example.com)")[..], [Block::Paragraph(line)] if matches!(line[0], Inline::Link { .. }))
        );
    }
}
