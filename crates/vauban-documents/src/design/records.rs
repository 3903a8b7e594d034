//! Appendix: what the records say, key by key, for whoever wants to hold the book against them.

use std::collections::BTreeMap;

use vauban_model::{AnyId, Group, Kind};
use vauban_pages::{Block, Column, Inline, Row, Section, Table, code, plain};
use vauban_report::text::count;

use super::book::Book;
use super::say::{folded, lead, more};

/// Text of records in the book, in bytes; records beyond it are named with file and line only.
const BYTES: usize = 400_000;
/// One value is told to so many characters.
const VALUE: usize = 4_000;

/// Kinds outside the design that the book leads to.
const BESIDE: [Kind; 12] = [
    Kind::Product,
    Kind::Policy,
    Kind::Threat,
    Kind::Disposition,
    Kind::Requirement,
    Kind::Practice,
    Kind::PracticeAnswer,
    Kind::Test,
    Kind::Statement,
    Kind::Variant,
    Kind::Feature,
    Kind::Use,
];

pub(super) fn chapter(book: &Book<'_>) -> Section {
    let model = &book.compiled.model;
    let mut by: BTreeMap<Kind, Vec<AnyId>> = BTreeMap::new();
    for id in model.all() {
        let head = model.head(id);
        let wanted = id.kind.group() == Group::Design || BESIDE.contains(&id.kind);
        if wanted && !head.removed && book.compiled.concerns(book.product, head) {
            by.entry(id.kind).or_default().push(id);
        }
    }
    let mut whole = Section::new("records", "Appendix: the records").with([lead(
        "What people wrote, as it was read: every key with its value, and the file and line where it stands. All chapters are made \
         from these.",
    )]);
    let (mut left, mut told, mut all) = (BYTES, 0, 0);
    for (kind, mut ids) in by {
        ids.sort_by(|a, b| model.head(*a).id.cmp(&model.head(*b).id));
        all += ids.len();
        let mut table =
            Table::new(format!("Records of kind {}", kind.name()), [Column::new("record"), Column::wide("says")]);
        for id in &ids {
            if left == 0 {
                break;
            }
            let row = row(book, *id);
            left = left.saturating_sub(row.1);
            table.rows.push(row.0);
        }
        told += table.rows.len();
        if !table.rows.is_empty() {
            whole
                .blocks
                .push(folded(format!("{}: {}", kind.name(), count(ids.len(), "record")), vec![Block::Table(table)]));
        }
    }
    whole.blocks.extend(more(told, all, "record", "their files"));
    whole
}

/// A record as a row, and about how many bytes it takes.
fn row(book: &Book<'_>, id: AnyId) -> (Row, usize) {
    let model = &book.compiled.model;
    let name = model.head(id).name();
    let (file, line) = model.place(id);
    let mut says: Vec<Inline> = Vec::new();
    let mut bytes = 0;
    for (key, value) in model.said(id) {
        if !says.is_empty() {
            says.push(Inline::Break);
        }
        bytes += key.len() + value.len();
        let cut = value.char_indices().nth(VALUE).map_or(value.len(), |(at, _)| at);
        let rest = if cut < value.len() { " …" } else { "" };
        says.push(code(key));
        says.push(plain(format!(" = {}{rest}", &value[..cut])));
    }
    let anchor = book.places.text(&name);
    let first = vec![book.name(&name), Inline::Break, plain(format!("{file}:{line}"))];
    (Row { anchor, cells: vec![first.into(), says.into()], ..Row::default() }, bytes)
}
