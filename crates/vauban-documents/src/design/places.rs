//! Where records stand in the book. Every record has an anchor of its own, and its text another; a link whose place is
//! not in the book is the text it shows.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::Model;
use vauban_pages::text::anchor;
use vauban_pages::{Block, Cell, Document, Inline, Section, Target};

/// What stands in front of the anchor of a record's text.
const TEXT: &str = "record.";

/// Anchors of all records.
#[derive(Debug, Default)]
pub(super) struct Places {
    anchors: BTreeMap<String, String>,
}

impl Places {
    /// Of every record of a model. Different names never share an anchor, whatever characters they are made of.
    pub(super) fn new(model: &Model) -> Places {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut anchors = BTreeMap::new();
        for id in model.all() {
            let name = model.head(id).name();
            let plain = anchor(&name);
            let mut own = plain.clone();
            let mut number = 2;
            while !taken.insert(own.clone()) {
                own = format!("{plain}--{number}");
                number += 1;
            }
            anchors.insert(name, own);
        }
        Places { anchors }
    }

    /// The anchor of a record's home; of anything else one that is like its name.
    pub(super) fn home(&self, name: &str) -> String {
        self.anchors.get(name).cloned().unwrap_or_else(|| anchor(name))
    }

    /// The anchor of a record's text.
    pub(super) fn text(&self, name: &str) -> String {
        format!("{TEXT}{}", self.home(name))
    }

    /// Whether a name is that of a record.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.anchors.contains_key(name)
    }
}

/// Leads every link to a place that is there: to the text of a record that has no home, and nowhere if it has neither.
pub(super) fn mend(document: &mut Document) {
    let mut there = BTreeSet::new();
    blocks_anchors(&document.lead, &mut there);
    document.sections.iter().for_each(|section| anchors(section, &mut there));
    document.about.iter_mut().for_each(|(_, line)| mend_line(line, &there));
    mend_blocks(&mut document.lead, &there);
    document.sections.iter_mut().for_each(|section| mend_section(section, &there));
}

/// All anchors of a section, and of what is in it.
pub(super) fn anchors(section: &Section, out: &mut BTreeSet<String>) {
    out.insert(section.anchor.clone());
    blocks_anchors(&section.blocks, out);
    section.sections.iter().for_each(|inner| anchors(inner, out));
}

fn blocks_anchors(blocks: &[Block], out: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Table(table) => {
                out.extend(std::iter::once(&table.anchor).chain(table.rows.iter().map(|row| &row.anchor)).cloned());
            }
            Block::Figure(figure) => {
                out.insert(figure.anchor.clone());
            }
            Block::List { items, .. } => items.iter().for_each(|item| blocks_anchors(item, out)),
            Block::Note { blocks, .. } | Block::Quote(blocks) | Block::Details { blocks, .. } => {
                blocks_anchors(blocks, out);
            }
            Block::Paragraph(_) | Block::Picture { .. } | Block::Facts(_) | Block::Code(_) => {}
        }
    }
}

fn mend_section(section: &mut Section, there: &BTreeSet<String>) {
    mend_line(&mut section.title, there);
    mend_blocks(&mut section.blocks, there);
    section.sections.iter_mut().for_each(|inner| mend_section(inner, there));
}

fn mend_blocks(blocks: &mut [Block], there: &BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(line) => mend_line(line, there),
            Block::Facts(facts) => facts.iter_mut().for_each(|(_, line)| mend_line(line, there)),
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell: &mut Cell| mend_line(&mut cell.content, there));
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| mend_blocks(item, there)),
            Block::Note { blocks, .. } | Block::Quote(blocks) => mend_blocks(blocks, there),
            Block::Details { summary, blocks } => {
                mend_line(summary, there);
                mend_blocks(blocks, there);
            }
            Block::Figure(_) | Block::Picture { .. } | Block::Code(_) => {}
        }
    }
}

fn mend_line(line: &mut Vec<Inline>, there: &BTreeSet<String>) {
    let mut at = 0;
    while at < line.len() {
        let mut loose = None;
        match &mut line[at] {
            Inline::Link { to: Target::Anchor(anchor), content } if !there.contains(anchor.as_str()) => {
                let text = format!("{TEXT}{anchor}");
                if there.contains(&text) {
                    *anchor = text;
                } else {
                    loose = Some(std::mem::take(content));
                }
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => mend_line(inner, there),
            _ => {}
        }
        match loose {
            Some(content) => {
                let many = content.len();
                line.splice(at..=at, content);
                at += many;
            }
            None => at += 1,
        }
    }
}
