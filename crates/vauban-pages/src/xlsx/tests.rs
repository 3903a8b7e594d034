use super::*;
use crate::document::{Block, Cell, Column, Section, Table};
use crate::inline::Target;
use crate::inline::{Inline, Tone, badge, link, text};

fn document(table: Table) -> Document {
    Document {
        id: "d".into(),
        title: "Title".into(),
        subject: "Product 1.0".into(),
        language: "en".into(),
        date: "2026-11-22".into(),
        sections: vec![Section::new("one", "One").with([Block::Table(table)])],
        ..Document::default()
    }
}

#[test]
fn the_same_document_is_the_same_file() {
    let mut table = Table::new("Rows", [Column::new("a"), Column::narrow("n")]);
    table.row([Cell::from("=1+1"), Cell::from(3_usize)]).anchor = "r".into();
    table.row([Cell::from(link(Target::Anchor("r".into()), "there")), Cell::from(badge(Tone::Bad, "missing"))]);
    let document = document(table);
    let bytes = workbook(&document).unwrap();
    assert!(bytes.starts_with(b"PK"));
    assert_eq!(bytes, workbook(&document).unwrap());
}

#[test]
fn places_are_rows_of_sheets() {
    let mut table = Table::new("It's here", [Column::new("a")]);
    table.row([text("x")]).anchor = "r".into();
    let document = document(table);
    let alone = BTreeSet::new();
    let plan = Plan::of(&document, &alone);
    assert_eq!(plan.link("r").as_deref(), Some("internal:'It''s here'!A2"));
    assert_eq!(plan.link("one").as_deref(), Some("internal:'It''s here'!A1"));
    assert_eq!(plan.link("nowhere"), None);
}

#[test]
fn what_has_no_room_is_cut_with_a_mark() {
    let (cut, was) = cell::fitting(&"𝄞".repeat(20_000), cell::LONGEST);
    assert!(was && cut.ends_with("[cut]") && cut.encode_utf16().count() <= cell::LONGEST);
    assert_eq!(cell::fitting("short", 10), ("short".to_owned(), false));
    let mut table = Table::new("Rows", [Column::new("a")]);
    table.row([Inline::Text("x".repeat(40_000))]);
    let document = document(table);
    let alone = BTreeSet::new();
    let plan = Plan::of(&document, &alone);
    let lost = fill(&mut Worksheet::new(), &plan.sheets[0], &plan, &Styles::new()).unwrap();
    assert_eq!(lost, Lost { texts: 1, ..Lost::default() });
}
