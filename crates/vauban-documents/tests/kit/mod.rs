//! Projects of the repository, compiled, and what stands in documents about them.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};

use vauban_documents::Subject;
use vauban_engine::{Compilation, DiskWorld, compile};
use vauban_model::Date;
use vauban_pages::{Block, Cell, Document, Inline, Section, Table, Target};

/// Projects that every document is tried on.
pub const PROJECTS: &[&str] = &["examples/edge-gateway", "examples/level-sensor", "tests/projects/audit-day/in"];

/// A project with its files.
pub struct Project {
    pub root: PathBuf,
    pub world: DiskWorld,
    pub compiled: Compilation,
}

impl Project {
    pub fn open(path: &str) -> Project {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        let today = Date::new(2026, 11, 22).unwrap();
        let world = DiskWorld::open(&root, today).unwrap();
        let compiled = compile(&world).unwrap();
        Project { root, world, compiled }
    }

    /// Its first product, as it stands.
    pub fn subject<'a>(&'a self, scope: &'a [String]) -> Subject<'a> {
        let product = self.compiled.products().first().copied().flatten();
        Subject { compiled: &self.compiled, world: &self.world, product, release: None, language: None, scope }
    }
}

/// Everything that stands in a document.
pub struct Walk<'d> {
    pub sections: &'d mut dyn FnMut(&'d Section),
    pub blocks: &'d mut dyn FnMut(&'d Block),
    pub lines: &'d mut dyn FnMut(&'d [Inline]),
}

impl<'d> Walk<'d> {
    pub fn document(&mut self, document: &'d Document) {
        document.about.iter().for_each(|(_, line)| (self.lines)(line));
        self.inner(&document.lead);
        document.sections.iter().for_each(|section| self.section(section));
    }

    fn section(&mut self, section: &'d Section) {
        (self.sections)(section);
        (self.lines)(&section.title);
        self.inner(&section.blocks);
        section.sections.iter().for_each(|inner| self.section(inner));
    }

    fn inner(&mut self, blocks: &'d [Block]) {
        for block in blocks {
            (self.blocks)(block);
            match block {
                Block::Paragraph(line) => (self.lines)(line),
                Block::List { items, .. } => items.iter().for_each(|item| self.inner(item)),
                Block::Table(table) => {
                    table.rows.iter().flat_map(|row| &row.cells).for_each(|cell: &Cell| (self.lines)(&cell.content));
                }
                Block::Facts(facts) => facts.iter().for_each(|(_, line)| (self.lines)(line)),
                Block::Note { blocks, .. } | Block::Quote(blocks) => self.inner(blocks),
                Block::Details { summary, blocks } => {
                    (self.lines)(summary);
                    self.inner(blocks);
                }
                Block::Figure(_) | Block::Picture { .. } | Block::Code(_) => {}
            }
        }
    }
}

/// Every place of a document that a link may lead to.
pub fn anchors(document: &Document) -> Vec<&str> {
    let (mut of_sections, mut of_blocks) = (Vec::new(), Vec::new());
    Walk {
        sections: &mut |section| of_sections.push(section.anchor.as_str()),
        blocks: &mut |block| match block {
            Block::Table(table) => {
                of_blocks.push(table.anchor.as_str());
                of_blocks.extend(table.rows.iter().map(|row| row.anchor.as_str()));
            }
            Block::Figure(figure) => of_blocks.push(figure.anchor.as_str()),
            _ => {}
        },
        lines: &mut |_| {},
    }
    .document(document);
    of_sections.into_iter().chain(of_blocks).filter(|anchor| !anchor.is_empty()).collect()
}

/// Every link of a document.
pub fn targets(document: &Document) -> Vec<&Target> {
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
    Walk { sections: &mut |_| {}, blocks: &mut |_| {}, lines: &mut |line| of(line, &mut found) }.document(document);
    found
}

/// Every table of a document.
pub fn tables(document: &Document) -> Vec<&Table> {
    let mut found = Vec::new();
    let mut take = |block| {
        if let Block::Table(table) = block {
            found.push(table);
        }
    };
    Walk { sections: &mut |_| {}, blocks: &mut take, lines: &mut |_| {} }.document(document);
    found
}

/// The words of a cell.
pub fn words(cell: &Cell) -> String {
    vauban_pages::words(&cell.content)
}
