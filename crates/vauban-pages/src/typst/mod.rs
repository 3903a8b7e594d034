//! A document as Typst source, from which `vauban-pdf` or `typst` makes a PDF.
//!
//! The source is one file. Its first part, `template.typ`, says how documents look and is the same for all of them; the
//! second is calls of it, in which everything that a document says stands as a string in quotes. No text is ever read as
//! markup, so no text can become any. Pictures are strings as well, and nothing else is read: no file, no package, no font
//! beside those that the compiler brings.

mod columns;
mod glyphs;
mod line;
mod picture;
mod text;

use std::collections::BTreeSet;

use crate::day;
use crate::document::{Block, Document, Figure, Section, Table};
use crate::inline::{Inline, Target, Tone, words};
use picture::Drawn;

const TEMPLATE: &str = include_str!("template.typ");

/// Letters of a table's text on a line, upright and across.
const ROOM: (f64, f64) = (128.0, 193.0);
/// Points between the margins: A4 upright, A4 across.
const LINE: (f64, f64) = (482.0, 728.0);
/// A picture that would shrink below this has a page of its own, across.
const SMALLEST: f64 = 0.5;
/// A row with more lines may go on on the next page.
const HIGHEST_ROW: usize = 18;
/// Letters of a column's head.
const LONGEST_HEAD: usize = 120;
/// Entries of a table of contents; deeper sections are left out of it beyond that.
const CONTENTS: usize = 90;
/// Sections without which a table of contents helps nobody.
const FEW: usize = 5;
/// Blocks that lie deeper than this in each other are shown beside each other.
const DEEPEST: usize = 24;

/// The document as Typst source, standing alone: links to other documents are text.
pub fn page(document: &Document) -> String {
    page_of(document, &BTreeSet::new())
}

/// The document as Typst source, one of those with these ids: their PDFs lie beside its own.
pub fn page_of(document: &Document, beside: &BTreeSet<String>) -> String {
    let mut writer = Writer {
        out: String::with_capacity(64 * 1024),
        there: Places { own: &document.id, known: BTreeSet::new(), beside },
        placed: BTreeSet::new(),
        landscape: document.landscape,
    };
    writer.look(document);
    writer.document(document);
    writer.out
}

struct Writer<'a> {
    out: String,
    there: Places<'a>,
    /// The places that have been written.
    placed: BTreeSet<&'a str>,
    landscape: bool,
}

/// Language and region of a tag, as Typst wants them.
fn language(tag: &str) -> Option<(&str, Option<&str>)> {
    let mut parts = tag.split(['-', '_']);
    let letters = |part: &&str, sizes: std::ops::RangeInclusive<usize>| {
        sizes.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let language = parts.next().filter(|part| letters(part, 2..=3))?;
    Some((language, parts.find(|part| letters(part, 2..=2))))
}

impl<'a> Writer<'a> {
    fn document(&mut self, document: &'a Document) {
        self.out.push_str("// Written by Vauban; `typst compile` makes a PDF of it. Changes in here are lost.\n");
        self.out.push_str(TEMPLATE);
        self.out.push_str("\n#set document(title: ");
        text::value(&document.title, 300, &mut self.out);
        self.out.push_str(", description: ");
        text::value(&document.summary, 600, &mut self.out);
        self.out.push_str(", keywords: (");
        for word in [document.subject.as_str(), document.id.as_str(), "security"] {
            text::value(word, 200, &mut self.out);
            self.out.push_str(", ");
        }
        self.out.push_str("), date: ");
        match day::parts(&document.date) {
            Some((year, month, day)) => {
                self.out.push_str(&format!("datetime(year: {year}, month: {month}, day: {day})"));
            }
            None => self.out.push_str("auto"),
        }
        self.out.push_str(")\n");
        if let Some((language, region)) = language(&document.language) {
            self.out.push_str("#set text(");
            self.tongue(language, region);
            self.out.push_str(")\n");
        }
        self.out.push_str("#show: document-of-vauban.with(");
        self.block_of(&document.title);
        self.out.push_str(", ");
        match document.subject.is_empty() {
            true => self.out.push_str("none"),
            false => self.block_of(&document.subject),
        }
        self.out.push_str(", ");
        match document.summary.is_empty() {
            true => self.out.push_str("none"),
            false => self.block_of(&document.summary),
        }
        self.out.push_str(", ");
        text::value(&document.date, 40, &mut self.out);
        self.out.push_str(", (");
        text::value(&document.title, 70, &mut self.out);
        self.out.push_str(", ");
        text::value(&document.subject, 60, &mut self.out);
        let ordinary = document.title.chars().nth(160).is_none() && document.subject.chars().nth(300).is_none();
        self.out.push_str(if ordinary { ", true), {" } else { ", false), {" });
        if !document.about.is_empty() {
            self.facts(&document.about);
        }
        self.out.push_str(&format!(
            "}}, {}, {}, {}, {})\n#{{\n",
            contents(document),
            document.landscape,
            document.dense,
            !numbered(document)
        ));
        self.blocks(&document.lead, true, 0);
        for section in &document.sections {
            self.section(section, 1);
        }
        self.out.push_str("}\n");
    }

    fn tongue(&mut self, language: &str, region: Option<&str>) {
        self.out.push_str(&format!("lang: \"{}\", region: ", language.to_ascii_lowercase()));
        match region {
            Some(region) => self.out.push_str(&format!("\"{}\"", region.to_ascii_lowercase())),
            None => self.out.push_str("none"),
        }
    }

    /// One text as a block of code.
    fn block_of(&mut self, words: &str) {
        self.out.push_str("{[];");
        text::line(words, &mut self.out);
        self.out.push('}');
    }

    /// The name of a place that is written here, where it is the first of its name; `none` else.
    fn name(&mut self, anchor: &'a str, always: bool) {
        let wanted = !anchor.is_empty() && (always || self.there.known.contains(anchor)) && self.placed.insert(anchor);
        match wanted {
            true => text::literal(anchor, &mut self.out),
            false => self.out.push_str("none"),
        }
    }

    fn section(&mut self, section: &'a Section, level: usize) {
        if section.new_page {
            self.out.push_str("pagebreak(weak: true)\n");
        }
        let other = section.language.as_deref().and_then(language);
        if let Some((language, region)) = other {
            // A block of code of its own: the language ends with it.
            self.out.push_str("{\nset text(");
            self.tongue(language, region);
            self.out.push_str(")\n");
        }
        self.out.push_str(&format!("head({}, ", level.min(60)));
        self.name(&section.anchor, true);
        self.out.push_str(", ");
        // A heading stands in the table of contents as well, as a link: it holds none itself.
        match words(&section.title).trim().is_empty() {
            // An accessible PDF has no heading that says nothing.
            true => self.block_of("–"),
            false => self.line(&section.title, line::Within { link: true, depth: 0 }),
        }
        self.out.push_str(")\n");
        self.blocks(&section.blocks, other.is_none(), 0);
        for inner in &section.sections {
            self.section(inner, level + 1);
        }
        if other.is_some() {
            self.out.push_str("}\n");
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], top: bool, depth: usize) {
        for block in blocks {
            self.block(block, top, depth);
        }
    }

    /// Blocks inside of another.
    fn inner(&mut self, blocks: &'a [Block], depth: usize) {
        self.out.push_str("{[]\n");
        self.blocks(blocks, false, depth + 1);
        self.out.push('}');
    }

    fn block(&mut self, block: &'a Block, top: bool, depth: usize) {
        let flat = depth >= DEEPEST;
        match block {
            Block::Paragraph(pieces) => {
                self.out.push_str("par(");
                self.line(pieces, line::Within::default());
                self.out.push_str(")\n");
            }
            Block::List { items, .. } if flat => {
                for item in items {
                    self.blocks(item, false, depth);
                }
            }
            Block::List { ordered, items } => {
                self.out.push_str(if *ordered { "enum(" } else { "list(" });
                for item in items {
                    match item.as_slice() {
                        [Block::Paragraph(pieces)] => self.line(pieces, line::Within::default()),
                        more => self.inner(more, depth),
                    }
                    self.out.push_str(",\n");
                }
                self.out.push_str(")\n");
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure, top),
            Block::Picture { bytes, alt } => self.picture(bytes, alt, top),
            Block::Facts(pairs) => self.facts(pairs),
            Block::Note { blocks, .. } | Block::Quote(blocks) if flat => self.blocks(blocks, false, depth),
            Block::Note { tone, title, blocks } => {
                self.out.push_str(&format!("note(\"{}\", ", tone_name(*tone)));
                self.block_of(title);
                self.out.push_str(", ");
                self.inner(blocks, depth);
                self.out.push_str(")\n");
            }
            Block::Code(code) => {
                self.out.push_str("lines({[];");
                text::lines(code, &mut self.out);
                self.out.push_str("})\n");
            }
            Block::Quote(blocks) => {
                self.out.push_str("said(");
                self.inner(blocks, depth);
                self.out.push_str(")\n");
            }
            Block::Details { summary, blocks } => {
                self.out.push_str("details(");
                self.line(summary, line::Within::default());
                self.out.push_str(", [])\n");
                self.blocks(blocks, top, depth + 1);
            }
        }
    }

    fn facts(&mut self, pairs: &'a [(String, Vec<Inline>)]) {
        if pairs.is_empty() {
            return;
        }
        self.out.push_str("facts(\n");
        for (name, what) in pairs {
            self.out.push('(');
            self.block_of(name);
            self.out.push_str(", ");
            self.line(what, line::Within::default());
            self.out.push_str("),\n");
        }
        self.out.push_str(")\n");
    }

    fn caption(&mut self, words: &str) {
        match words.trim().is_empty() {
            true => self.out.push_str("none"),
            false => self.block_of(words),
        }
    }

    fn table(&mut self, table: &'a Table) {
        if table.columns.is_empty() {
            return;
        }
        let room = if self.landscape { ROOM.1 } else { ROOM.0 };
        let widths = columns::widths(table, room);
        self.out.push_str("tab(");
        self.name(&table.anchor, false);
        self.out.push_str(", ");
        self.caption(&table.caption);
        self.out.push_str(&format!(", {}, (", widths.whole));
        for share in &widths.shares {
            match widths.whole {
                true => self.out.push_str(&format!("{:.3}fr, ", share * 100.0)),
                false => self.out.push_str(&format!("{:.1}pt, ", share * if self.landscape { LINE.1 } else { LINE.0 })),
            }
        }
        self.out.push_str("), (");
        for at in 0..table.columns.len() {
            let numbers = !table.rows.is_empty()
                && table
                    .rows
                    .iter()
                    .all(|row| row.cells.get(at).is_some_and(|cell| cell.number.is_some() || cell.content.is_empty()));
            self.out.push_str(if numbers { "right, " } else { "left, " });
        }
        self.out.push_str("), (");
        for column in &table.columns {
            // Heads are repeated on every page: they may not fill one.
            self.block_of(&text::cut(&column.title, LONGEST_HEAD));
            self.out.push_str(", ");
        }
        self.out.push_str("),\n");
        for (at, row) in table.rows.iter().enumerate() {
            let high = columns::lines(table, at, &widths.shares, room) > HIGHEST_ROW;
            for place in 0..table.columns.len() {
                match (row.tone, high) {
                    (Tone::Plain, false) => self.out.push_str("k({[];"),
                    (Tone::Plain, true) => self.out.push_str("kb({[];"),
                    (tone, false) => self.out.push_str(&format!("kt(\"{}\", {{[];", tone_name(tone))),
                    (tone, true) => self.out.push_str(&format!("kbt(\"{}\", {{[];", tone_name(tone))),
                }
                if place == 0 && self.there.known.contains(row.anchor.as_str()) && self.placed.insert(&row.anchor) {
                    self.out.push_str("at(");
                    text::literal(&row.anchor, &mut self.out);
                    self.out.push_str(");");
                }
                if let Some(cell) = row.cells.get(place) {
                    self.pieces(&cell.content, line::Within::default());
                }
                self.out.push_str("}), ");
            }
            self.out.push('\n');
        }
        self.out.push_str(")\n");
    }

    fn figure(&mut self, figure: &'a Figure, top: bool) {
        let parts = [figure.title.trim(), figure.description.trim()];
        let described = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ");
        match picture::own(&figure.svg) {
            Some(drawn) => self.drawn(&figure.anchor, &figure.title, &described, &drawn, top),
            None => {
                self.out.push_str("par(");
                self.block_of(&format!("[{described}]"));
                self.out.push_str(")\n");
            }
        }
    }

    fn picture(&mut self, bytes: &[u8], alt: &'a str, top: bool) {
        match picture::theirs(bytes) {
            Ok(drawn) => {
                self.drawn("", alt, alt, &drawn, top);
            }
            Err(why) => {
                self.out.push_str("par(");
                self.block_of(&format!("[picture: {alt}; it is not shown: {why}]"));
                self.out.push_str(")\n");
            }
        }
    }

    fn drawn(&mut self, anchor: &'a str, caption: &str, described: &str, drawn: &Drawn, top: bool) {
        let line = if self.landscape { LINE.1 } else { LINE.0 };
        let scale = line / drawn.width;
        let paper = match (top && scale < SMALLEST, LINE.1 / drawn.width < SMALLEST) {
            (true, true) => Some("a3"),
            (true, false) if !self.landscape => Some("a4"),
            _ => None,
        };
        if let Some(paper) = paper {
            self.out.push_str(&format!("aside(\"{paper}\", {{[]\n"));
        }
        self.out.push_str("picture(");
        self.name(anchor, false);
        self.out.push_str(", ");
        self.caption(caption);
        self.out.push_str(", ");
        text::literal(&drawn.svg, &mut self.out);
        self.out.push_str(", ");
        // An accessible PDF has no picture that says nothing.
        let said = !described.trim().is_empty();
        text::value(if said { described } else { "a picture without a description" }, 2_000, &mut self.out);
        self.out.push_str(&format!(", {:.2}pt, {:.2}pt)", drawn.width, drawn.height));
        self.out.push_str(if paper.is_some() { "})\n" } else { "\n" });
    }

    /// Which places are there and are led to.
    fn look(&mut self, document: &'a Document) {
        let mut there = BTreeSet::new();
        let mut led = line::Led { own: &document.id, places: BTreeSet::new() };
        led.facts(&document.about);
        line::look(&document.lead, &mut there, &mut led);
        let mut open: Vec<&Section> = document.sections.iter().collect();
        while let Some(section) = open.pop() {
            there.insert(section.anchor.as_str());
            line::look(&section.blocks, &mut there, &mut led);
            open.extend(&section.sections);
        }
        there.remove("");
        self.there.known = there.intersection(&led.places).copied().collect();
    }

    /// A line as one value.
    fn line(&mut self, pieces: &[Inline], within: line::Within) {
        self.out.push_str("{[];");
        self.pieces(pieces, within);
        self.out.push('}');
    }

    fn pieces(&mut self, pieces: &[Inline], within: line::Within) {
        line::pieces(pieces, within, &self.there, &mut self.out);
    }
}

/// Whether the headings say their numbers themselves.
fn numbered(document: &Document) -> bool {
    let first = document.sections.first().map(|section| words(&section.title)).unwrap_or_default();
    first.split_whitespace().next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// How deep a table of contents goes; none where there is little to find.
fn contents(document: &Document) -> usize {
    if document.dense {
        return 0;
    }
    let mut counts = [0_usize; 3];
    let mut level: Vec<&Section> = document.sections.iter().collect();
    for count in &mut counts {
        *count = level.len();
        level = level.iter().flat_map(|section| &section.sections).collect();
    }
    if counts.iter().sum::<usize>() < FEW {
        return 0;
    }
    let mut sum = 0;
    let fitting = counts.iter().take_while(|count| {
        sum += **count;
        **count > 0 && sum <= CONTENTS
    });
    fitting.count().max(1)
}

pub(super) fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Attention => "attention",
        Tone::Bad => "bad",
        Tone::Muted => "muted",
    }
}

/// Where links can lead.
pub(super) struct Places<'a> {
    /// The id of the document.
    own: &'a str,
    /// The places that something in the document leads to and that are there.
    known: BTreeSet<&'a str>,
    /// The ids of the documents beside it.
    beside: &'a BTreeSet<String>,
}

/// Where a link leads on paper: the name of a place, or an address.
pub(super) enum Leads<'t> {
    /// A place of this document.
    Place(&'t str),
    /// An address.
    Address(String),
}

impl Places<'_> {
    /// What a target comes to; none where there is nothing to lead to.
    pub(super) fn leads<'t>(&self, to: &'t Target) -> Option<Leads<'t>> {
        let place = |anchor: &'t str| self.known.contains(anchor).then_some(Leads::Place(anchor));
        match to {
            Target::Anchor(anchor) => place(anchor),
            Target::Document { id, anchor } if id == self.own => place(anchor),
            Target::Document { id, .. } => self.beside.contains(id).then(|| Leads::Address(format!("{id}.pdf"))),
            Target::Web(address) => Target::web(address).map(|address| Leads::Address(address.to_owned())),
        }
    }
}
