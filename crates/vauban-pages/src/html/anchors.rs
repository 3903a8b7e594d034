//! The places of a document that links can lead to.

use std::collections::BTreeSet;

use crate::document::{Block, Document, Section, Table};

/// Every place that a document names. A link to any other place would lead nowhere, and is shown as text.
pub(super) fn of(document: &Document) -> BTreeSet<&str> {
    let mut places = BTreeSet::new();
    blocks(&document.lead, &mut places);
    for section in &document.sections {
        one(section, &mut places);
    }
    places.remove("");
    places
}

fn one<'a>(section: &'a Section, places: &mut BTreeSet<&'a str>) {
    places.insert(&section.anchor);
    blocks(&section.blocks, places);
    for inner in &section.sections {
        one(inner, places);
    }
}

fn blocks<'a>(all: &'a [Block], places: &mut BTreeSet<&'a str>) {
    for block in all {
        match block {
            Block::Table(Table { anchor, rows, .. }) => {
                places.insert(anchor);
                places.extend(rows.iter().map(|row| row.anchor.as_str()));
            }
            Block::Figure(figure) => {
                places.insert(&figure.anchor);
            }
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, places)),
            Block::Note { blocks: inner, .. } | Block::Quote(inner) | Block::Details { blocks: inner, .. } => {
                blocks(inner, places);
            }
            Block::Paragraph(_) | Block::Picture { .. } | Block::Facts(_) | Block::Code(_) => {}
        }
    }
}
