//! Which sheets a workbook has, and at which of their rows the places of the document are.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_ROWS;
use super::names::Names;
use crate::document::{Block, Document, Section, Table};
use crate::inline::{Target, words};

/// The name of the first sheet.
pub(super) const FIRST: &str = "About";

/// A sheet, and the table that is in it.
pub(super) struct Sheet<'a> {
    pub(super) name: String,
    /// The heading of the section that the table stands in.
    pub(super) section: String,
    pub(super) table: &'a Table,
}

/// All of them.
pub(super) struct Plan<'a> {
    pub(super) sheets: Vec<Sheet<'a>>,
    /// Sheet and row, counted from 1, of every place.
    places: BTreeMap<&'a str, (usize, usize)>,
    names: Names,
    own: &'a str,
    beside: &'a BTreeSet<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(document: &'a Document, beside: &'a BTreeSet<String>) -> Plan<'a> {
        let mut plan =
            Plan { sheets: Vec::new(), places: BTreeMap::new(), names: Names::default(), own: &document.id, beside };
        plan.names.take(FIRST);
        plan.blocks(&document.lead, "");
        for section in &document.sections {
            plan.section(section);
        }
        plan
    }

    /// The address that a target comes to; none where there is nothing to lead to.
    pub(super) fn address(&self, to: &Target) -> Option<String> {
        match to {
            Target::Anchor(anchor) => self.link(anchor),
            Target::Document { id, anchor } if id == self.own => self.link(anchor),
            Target::Document { id, .. } => self.beside.contains(id).then(|| format!("external:{id}.xlsx")),
            Target::Web(address) => Target::web(address).map(str::to_owned),
        }
    }

    /// Where a place is, as a link within a workbook.
    pub(super) fn link(&self, anchor: &str) -> Option<String> {
        let (sheet, row) = self.places.get(anchor)?;
        Some(link(&self.sheets.get(*sheet)?.name, *row))
    }

    fn section(&mut self, section: &'a Section) {
        let begin = self.sheets.len();
        self.blocks(&section.blocks, &words(&section.title));
        for inner in &section.sections {
            self.section(inner);
        }
        // A section is where its first table is; one without a table is no place of a workbook.
        if self.sheets.len() > begin {
            self.place(&section.anchor, begin, 1);
        }
    }

    fn place(&mut self, anchor: &'a str, sheet: usize, row: usize) {
        if !anchor.is_empty() {
            self.places.entry(anchor).or_insert((sheet, row));
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], section: &str) {
        for block in blocks {
            match block {
                Block::Table(table) if !table.columns.is_empty() => self.table(table, section),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item, section)),
                Block::Note { blocks, .. } | Block::Quote(blocks) | Block::Details { blocks, .. } => {
                    self.blocks(blocks, section);
                }
                Block::Table(_)
                | Block::Paragraph(_)
                | Block::Figure(_)
                | Block::Picture { .. }
                | Block::Facts(_)
                | Block::Code(_) => {}
            }
        }
    }

    fn table(&mut self, table: &'a Table, section: &str) {
        let at = self.sheets.len();
        self.place(&table.anchor, at, 1);
        for (row, one) in table.rows.iter().enumerate().take(MOST_ROWS - 1) {
            self.place(&one.anchor, at, row + 2);
        }
        let wanted = if table.caption.trim().is_empty() { section } else { &table.caption };
        let name = self.names.take(wanted);
        self.sheets.push(Sheet { name, section: section.to_owned(), table });
    }
}

/// A link to a row of a sheet.
pub(super) fn link(sheet: &str, row: usize) -> String {
    format!("internal:'{}'!A{row}", sheet.replace('\'', "''"))
}
