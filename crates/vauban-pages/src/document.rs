//! A document: what stands in it, in the order it is read.

use serde::Serialize;

use crate::inline::{Inline, Tone};

/// A document. Built by who knows what it says, laid out by who does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// Its name in a collection, and of its file: `dossier`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, as `EG-200 Edge Gateway 2.4.0`.
    pub subject: String,
    /// In half a line what it is for; shown in an index and as its description.
    pub summary: String,
    /// Its language (BCP 47), as `en`.
    pub language: String,
    /// The day it speaks of, `YYYY-MM-DD`.
    pub date: String,
    /// What stands under the title: a name and what it is.
    pub about: Vec<(String, Vec<Inline>)>,
    /// What comes before the first section.
    pub lead: Vec<Block>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Whether its pages are wider than high when printed.
    pub landscape: bool,
    /// Whether it is set small when printed: what is to be seen on one page.
    pub dense: bool,
}

/// A section. How deep it lies is its level.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// Its place, unique in the document: `SD-1.c`. Made by [`crate::text::anchor`] where it comes from outside.
    pub anchor: String,
    /// Its heading.
    pub title: Vec<Inline>,
    /// What stands in it before its own sections.
    pub blocks: Vec<Block>,
    /// The sections below it.
    pub sections: Vec<Section>,
    /// Whether it begins a page when printed.
    pub new_page: bool,
    /// The language of its text, where that is not the document's.
    pub language: Option<String>,
}

impl Section {
    /// A section with a heading and nothing in it.
    pub fn new(anchor: impl AsRef<str>, title: impl Into<String>) -> Self {
        Section {
            anchor: crate::text::anchor(anchor.as_ref()),
            title: vec![Inline::Text(title.into())],
            ..Section::default()
        }
    }

    /// With these blocks behind those it has.
    #[must_use]
    pub fn with(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// With these sections behind those it has.
    #[must_use]
    pub fn over(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.extend(sections);
        self
    }
}

/// What a section is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// Sentences.
    Paragraph(Vec<Inline>),
    /// Items, each of blocks.
    List {
        /// Whether their order means something.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Rows under named columns.
    Table(Table),
    /// A picture of our own.
    Figure(Figure),
    /// A picture that people put in, as the bytes of a PNG or JPEG file.
    Picture {
        /// The bytes.
        #[serde(skip)]
        bytes: Vec<u8>,
        /// What it shows.
        alt: String,
    },
    /// Names and what they are.
    Facts(Vec<(String, Vec<Inline>)>),
    /// Something to be seen apart from the rest.
    Note {
        /// How it is meant.
        tone: Tone,
        /// Its heading; it says the tone in words.
        title: String,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Text as it stands in a file.
    Code(String),
    /// Somebody else's words.
    Quote(Vec<Block>),
    /// What is there for who wants it: shown when asked for, always when printed.
    Details {
        /// What stands there when it is closed.
        summary: Vec<Inline>,
        /// What is in it.
        blocks: Vec<Block>,
    },
}

/// Rows under named columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Its place; may be empty.
    pub anchor: String,
    /// What it shows; its name as a sheet of a workbook as well.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with as many cells as there are columns.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// How much room it wants.
    pub width: Width,
    /// Whether readers may choose rows by its values: for columns with few different ones.
    pub filter: bool,
}

/// How much room a column wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Width {
    /// A number or a word.
    Narrow,
    /// A name.
    #[default]
    Normal,
    /// Sentences.
    Wide,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// Its place; may be empty.
    pub anchor: String,
    /// How it is meant.
    pub tone: Tone,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    /// What it says.
    pub content: Vec<Inline>,
    /// The number it is, where it is one: for sheets and for sorting.
    pub number: Option<f64>,
}

/// A picture of our own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its place; may be empty.
    pub anchor: String,
    /// The picture, an `<svg>` element written by our own code.
    pub svg: String,
    /// Its name.
    pub title: String,
    /// What it shows, for who cannot see it.
    pub description: String,
}

impl Table {
    /// A table with these columns.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Table { caption: caption.into(), columns: columns.into_iter().collect(), ..Table::default() }
    }

    /// Adds a row.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) -> &mut Row {
        self.rows.push(Row { cells: cells.into_iter().map(Into::into).collect(), ..Row::default() });
        let at = self.rows.len() - 1;
        &mut self.rows[at]
    }
}

impl Column {
    /// A column for a name.
    pub fn new(title: impl Into<String>) -> Self {
        Column { title: title.into(), ..Column::default() }
    }

    /// A column for a number or a word.
    pub fn narrow(title: impl Into<String>) -> Self {
        Column { title: title.into(), width: Width::Narrow, filter: false }
    }

    /// A column for sentences.
    pub fn wide(title: impl Into<String>) -> Self {
        Column { title: title.into(), width: Width::Wide, filter: false }
    }

    /// One that readers may choose rows by.
    #[must_use]
    pub fn filtered(self) -> Self {
        Column { filter: true, ..self }
    }
}

impl From<Vec<Inline>> for Cell {
    fn from(content: Vec<Inline>) -> Self {
        Cell { content, number: None }
    }
}

impl From<Inline> for Cell {
    fn from(piece: Inline) -> Self {
        vec![piece].into()
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Inline::Text(words.to_owned()).into()
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Inline::Text(words).into()
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Cell { content: vec![Inline::Text(number.to_string())], number: Some(number as f64) }
    }
}

/// Sentences.
pub fn paragraph<I: Into<Inline>>(pieces: impl IntoIterator<Item = I>) -> Block {
    Block::Paragraph(pieces.into_iter().map(Into::into).collect())
}

/// Items of one line each.
pub fn list(items: impl IntoIterator<Item = Vec<Inline>>) -> Block {
    Block::List { ordered: false, items: items.into_iter().map(|line| vec![Block::Paragraph(line)]).collect() }
}

/// Items of one line each, in an order that means something.
pub fn numbered(items: impl IntoIterator<Item = Vec<Inline>>) -> Block {
    Block::List { ordered: true, items: items.into_iter().map(|line| vec![Block::Paragraph(line)]).collect() }
}

/// Names and what they are.
pub fn facts<N: Into<String>>(facts: impl IntoIterator<Item = (N, Vec<Inline>)>) -> Block {
    Block::Facts(facts.into_iter().map(|(name, what)| (name.into(), what)).collect())
}

/// Something to be seen apart from the rest.
pub fn note(tone: Tone, title: impl Into<String>, blocks: impl IntoIterator<Item = Block>) -> Block {
    Block::Note { tone, title: title.into(), blocks: blocks.into_iter().collect() }
}
