//! Security status for management: one page.

use vauban_pages::{Block, Column, Document, Section, Table, plain};

use crate::kind::kind;
use crate::{Subject, words};

/// The page.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind = kind("status").ok_or("the table of kinds has no `status`")?;
    let status = subject.status()?;
    let mut document = subject.begin(kind);
    let mut table = Table::new(
        "Requirements",
        [
            Column::narrow("requirement"),
            Column::new("title"),
            Column::narrow("verdict").filtered(),
            Column::wide("next"),
        ],
    );
    for row in &status.requirements {
        table.row([
            plain(row.id.as_str()),
            plain(row.title.as_str()),
            words::verdict(row.verdict),
            plain(row.next.as_str()),
        ]);
    }
    document.sections.push(Section::new("requirements", "Requirements").with([Block::Table(table)]));
    Ok(document)
}
