//! Projects of the repository, compiled, and what stands in documents about them.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};

use vauban_documents::Subject;
use vauban_engine::{Compilation, DiskWorld, compile};
use vauban_model::Date;
use vauban_pages::{Block, Cell, Document, Inline, Section, Table, Target};

/// Projects that every document is tried on.
pub(crate) const PROJECTS: &[&str] = &["examples/edge-gateway", "examples/level-sensor", "tests/projects/audit-day/in"];

/// A project with its files.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) world: DiskWorld,
    pub(crate) compiled: Compilation,
}

impl Project {
    pub(crate) fn open(path: &str) -> Project {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        let today = Date::new(2026, 11, 22).unwrap();
        let world = DiskWorld::open(&root, today).unwrap();
        let compiled = compile(&world).unwrap();
        Project { root, world, compiled }
    }

    /// Its first product, as it stands.
    pub(crate) fn subject<'a>(&'a self, scope: &'a [String]) -> Subject<'a> {
        let product = self.compiled.products().first().copied().flatten();
        Subject { compiled: &self.compiled, world: &self.world, product, release: None, language: None, scope }
    }
}

/// What stands in a document, each once: its sections, its blocks, its lines.
#[derive(Default)]
pub(crate) struct Parts<'d> {
    pub(crate) sections: Vec<&'d Section>,
    pub(crate) blocks: Vec<&'d Block>,
    pub(crate) lines: Vec<&'d [Inline]>,
}

impl<'d> Parts<'d> {
    pub(crate) fn of(document: &'d Document) -> Parts<'d> {
        let mut parts = Parts::default();
        parts.lines.extend(document.about.iter().map(|(_, line)| line.as_slice()));
        parts.take(&document.lead);
        document.sections.iter().for_each(|section| parts.section(section));
        parts
    }

    fn section(&mut self, section: &'d Section) {
        self.sections.push(section);
        self.lines.push(&section.title);
        self.take(&section.blocks);
        section.sections.iter().for_each(|inner| self.section(inner));
    }

    fn take(&mut self, blocks: &'d [Block]) {
        for block in blocks {
            self.blocks.push(block);
            match block {
                Block::Paragraph(line) => self.lines.push(line),
                Block::List { items, .. } => items.iter().for_each(|item| self.take(item)),
                Block::Table(table) => {
                    self.lines.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.content.as_slice()));
                }
                Block::Facts(facts) => self.lines.extend(facts.iter().map(|(_, line)| line.as_slice())),
                Block::Note { blocks, .. } | Block::Quote(blocks) => self.take(blocks),
                Block::Details { summary, blocks } => {
                    self.lines.push(summary);
                    self.take(blocks);
                }
                Block::Figure(_) | Block::Picture { .. } | Block::Code(_) => {}
            }
        }
    }
}

/// Every place of a document that a link may lead to.
pub(crate) fn anchors(document: &Document) -> Vec<&str> {
    let parts = Parts::of(document);
    let mut found: Vec<&str> = parts.sections.iter().map(|section| section.anchor.as_str()).collect();
    for block in parts.blocks {
        match block {
            Block::Table(table) => {
                found.push(&table.anchor);
                found.extend(table.rows.iter().map(|row| row.anchor.as_str()));
            }
            Block::Figure(figure) => found.push(&figure.anchor),
            _ => {}
        }
    }
    found.retain(|anchor| !anchor.is_empty());
    found
}

/// Every link of a document.
pub(crate) fn targets(document: &Document) -> Vec<&Target> {
    fn of<'d>(line: &'d [Inline], found: &mut Vec<&'d Target>) {
        for piece in line {
            match piece {
                Inline::Link { to, content } => {
                    found.push(to);
                    of(content, found);
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => of(inner, found),
                Inline::Text(_) | Inline::Code(_) | Inline::Badge { .. } | Inline::Break => {}
            }
        }
    }
    let mut found = Vec::new();
    Parts::of(document).lines.into_iter().for_each(|line| of(line, &mut found));
    found
}

/// Every table of a document.
pub(crate) fn tables(document: &Document) -> Vec<&Table> {
    let mut found = Vec::new();
    for block in Parts::of(document).blocks {
        if let Block::Table(table) = block {
            found.push(table);
        }
    }
    found
}

/// The words of a cell.
pub(crate) fn words(cell: &Cell) -> String {
    vauban_pages::words(&cell.content)
}
