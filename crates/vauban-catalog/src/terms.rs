//! The glossary: the words that records, messages and pages use, each with one meaning.

use std::collections::BTreeMap;

use crate::error::CatalogError;
use crate::read::{Reader, Shape, texts};
use crate::register::Register;

/// The glossary.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Terms, in the file's order.
    pub terms: Vec<Term>,
    index: BTreeMap<String, usize>,
}

/// A word and its meaning.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id: `trust-boundary`.
    pub id: String,
    /// How it is written in a text.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Ids of related terms.
    pub see: Vec<String>,
}

impl Terms {
    /// Reads a glossary. A file with mistakes is refused as a whole, with all of them in the file's order.
    pub fn parse(file: &str, text: &str) -> Result<Terms, Vec<CatalogError>> {
        let reader = Reader::new(file, text);
        let terms = read(&reader);
        let index = terms.iter().enumerate().map(|(at, term)| (term.id.clone(), at)).collect();
        reader.finish(Terms { terms, index })
    }

    /// The term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.get(*self.index.get(id)?)
    }
}

fn read(reader: &Reader) -> Vec<Term> {
    let mut ids = Register::new("term");
    let mut references = Vec::new();
    let mut term = |shape: Shape<'_>| {
        let (id, see) = (shape.placed("id"), shape.placed_list_if("see"));
        ids.declare(reader, &id);
        let term = Term { id: id.text, title: shape.text("title"), text: shape.text("text"), see: texts(&see) };
        references.extend(see);
        shape.finish();
        term
    };
    let table = reader.parse();
    let root = reader.root(&table);
    let terms = root.tables("term", "a term").into_iter().map(&mut term).collect();
    root.finish();
    ids.expect_all(reader, &references);
    terms
}
