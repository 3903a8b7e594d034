//! The page that links all documents of a collection.

use vauban_pages::{Column, Document, Inline, Table, Target, link};

/// The index over documents of one subject, in their order.
pub fn index(documents: &[Document]) -> Document {
    let first = documents.first();
    let mut table = Table::new("Documents", [Column::new("document"), Column::wide("for whom, and what it answers")]);
    for document in documents {
        let to = Target::Document { id: document.id.clone(), anchor: String::new() };
        table.row([link(to, document.title.as_str()), Inline::Text(document.summary.clone())]);
    }
    Document {
        id: "index".to_owned(),
        title: "Security documents".to_owned(),
        subject: first.map_or_else(String::new, |one| one.subject.clone()),
        summary: "all documents of this product".to_owned(),
        language: "en".to_owned(),
        date: first.map_or_else(String::new, |one| one.date.clone()),
        lead: vec![vauban_pages::Block::Table(table)],
        ..Document::default()
    }
}
