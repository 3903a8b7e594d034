//! Documents as plain data, and one renderer per output.
//!
//! A [`Document`] is what people read: sections, paragraphs, tables, figures. Who builds one has computed everything that
//! stands in it; a renderer lays out and escapes, and does nothing else. So every output of a document says the same.
//!
//! Text in a document is text: no renderer takes markup from it. Prose that people wrote in Markdown comes in through
//! [`prose`], which keeps its structure and none of its HTML. Figures are SVG of our own; nothing else may be one.

pub mod html;
pub mod markdown;
pub mod picture;
pub mod prose;
pub mod text;
pub mod typst;
#[cfg(feature = "sheet")]
pub mod xlsx;

mod day;
mod document;
mod inline;

pub use document::{
    Block, Cell, Column, Document, Figure, Row, Section, Table, Width, facts, list, note, numbered, paragraph,
};
pub use inline::{Inline, Target, Tone, badge, code, link, strong, text as plain, words};
