//! The page that links all documents of a collection.

use vauban_pages::{Block, Column, Document, Inline, Table, Target, Tone, link, list, note, plain, strong};

use crate::Kind;

/// The index over documents of one subject, in their order.
pub fn index(documents: &[Document]) -> Document {
    index_with(documents, &[])
}

/// The same, with the documents that could not be made, each with why.
pub fn index_with(documents: &[Document], left_out: &[(&Kind, String)]) -> Document {
    let first = documents.first();
    let mut table = Table::new("Documents", [Column::new("document"), Column::wide("for whom, and what it answers")]);
    for document in documents {
        let to = Target::Document { id: document.id.clone(), anchor: String::new() };
        table.row([link(to, document.title.as_str()), Inline::Text(document.summary.clone())]);
    }
    let mut lead = vec![Block::Table(table)];
    if !left_out.is_empty() {
        let items = left_out.iter().map(|(kind, why)| {
            vec![
                strong(kind.title),
                plain(format!(": {}", why.lines().next().unwrap_or_default())),
                plain(format!(" (all of it: vauban report {})", kind.name)),
            ]
        });
        lead.push(note(Tone::Attention, "Not made", [list(items)]));
    }
    Document {
        id: "index".to_owned(),
        title: "Security documents".to_owned(),
        subject: first.map_or_else(String::new, |one| one.subject.clone()),
        summary: "all documents of this product".to_owned(),
        language: "en".to_owned(),
        date: first.map_or_else(String::new, |one| one.date.clone()),
        lead,
        ..Document::default()
    }
}
