//! Workbooks as somebody else reads them: openpyxl. Without it the test says that it was skipped.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise")]

use std::fs;
use std::process::Command;

use vauban_pages::{Block, Cell, Column, Document, Section, Table, Target, Tone, badge, link, plain, xlsx};

const READ: &str = r#"
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
told = []
for sheet in book:
    cells = [[{"value": None if cell.value is None else str(cell.value), "type": cell.data_type,
               "link": cell.hyperlink and (cell.hyperlink.location or cell.hyperlink.target),
               "fill": cell.fill.fgColor.rgb if cell.fill.fill_type else None} for cell in row] for row in sheet.iter_rows()]
    told.append({"name": sheet.title, "freeze": sheet.freeze_panes, "filter": sheet.auto_filter.ref, "cells": cells})
print(json.dumps(told))
"#;

fn read(document: &Document) -> Option<serde_json::Value> {
    let there = Command::new("python3").args(["-c", "import openpyxl"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: no workbook was read back: the Python package `openpyxl` is not there");
        return None;
    }
    let path = std::env::temp_dir().join(format!("vauban-pages-{}-{}.xlsx", std::process::id(), document.id));
    fs::write(&path, xlsx::workbook(document).unwrap()).unwrap();
    let output = Command::new("python3").args(["-c", READ]).arg(&path).output().unwrap();
    fs::remove_file(&path).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn document(id: &str, tables: Vec<Table>) -> Document {
    Document {
        id: id.to_owned(),
        title: "=TITLE()".to_owned(),
        subject: "Product 1.0".to_owned(),
        language: "en".to_owned(),
        date: "2026-11-22".to_owned(),
        sections: vec![Section::new("one", "One").with(tables.into_iter().map(Block::Table))],
        ..Document::default()
    }
}

#[test]
fn cells_are_what_they_say_and_never_formulas() {
    let mut table =
        Table::new("Rows [of] it: all/any?", [Column::new("text"), Column::narrow("number"), Column::wide("link")]);
    table.row([
        Cell::from("=HYPERLINK(\"http://x\")"),
        Cell::from(42_usize),
        Cell::from(link(Target::Anchor("second".to_owned()), "down")),
    ]);
    table
        .row([
            Cell::from("2026-11-22"),
            Cell { content: vec![plain("12 days")], number: Some(12.0) },
            Cell::from(link(Target::Web("https://example.com/a?b=c".to_owned()), "web")),
        ])
        .anchor = "second".to_owned();
    table.row([
        Cell::from("+1"),
        Cell::from(badge(Tone::Bad, "missing")),
        Cell::from(link(Target::Web("javascript:alert(1)".to_owned()), "none")),
    ]);
    table.row([
        Cell::from("-1 @x"),
        Cell::from("_x0041_ \u{1}\u{202e}<&>"),
        Cell { content: vec![plain("nan")], number: Some(f64::NAN) },
    ]);
    let Some(told) = read(&document("cells", vec![table])) else { return };
    assert_eq!(told[0]["name"], "About");
    assert_eq!(told[0]["cells"][0][0]["value"], "=TITLE()");
    let sheet = &told[1];
    assert_eq!(sheet["name"], "Rows of it all any");
    assert_eq!((sheet["freeze"].as_str(), sheet["filter"].as_str()), (Some("A2"), Some("A1:C5")));
    let at = |row: usize, column: usize| &sheet["cells"][row][column];
    let kind = |row: usize, column: usize| {
        (at(row, column)["type"].as_str().unwrap(), at(row, column)["value"].as_str().unwrap())
    };
    assert_eq!(kind(1, 0), ("s", "=HYPERLINK(\"http://x\")"));
    assert_eq!(kind(1, 1), ("n", "42"));
    assert_eq!(at(1, 2)["link"], "'Rows of it all any'!A3");
    assert_eq!(kind(2, 0), ("d", "2026-11-22 00:00:00"));
    assert_eq!(kind(2, 1), ("n", "12"));
    assert_eq!(at(2, 2)["link"], "https://example.com/a?b=c");
    assert_eq!(kind(3, 0), ("s", "+1"));
    assert_eq!(kind(3, 1), ("s", "missing"));
    assert_eq!(at(3, 1)["fill"], "FFFBE6E4");
    assert!(at(3, 2)["link"].is_null());
    assert_eq!(kind(4, 0), ("s", "-1 @x"));
    assert_eq!(kind(4, 1), ("s", "_x0041_ \\u{1}\\u{202e}<&>"));
    assert_eq!(kind(4, 2), ("s", "nan"));
}

#[test]
fn what_has_no_room_is_said_on_the_first_sheet() {
    let mut long = Table::new("Long", [Column::new("text")]);
    long.row(["x".repeat(40_000)]);
    let mut links = Table::new("Links", [Column::new("link")]);
    // Links within the workbook: openpyxl looks for those to the web one by one.
    links.anchor = "links".to_owned();
    for _ in 0..65_540 {
        links.row([link(Target::Anchor("links".to_owned()), "there")]);
    }
    let Some(told) = read(&document("room", vec![long, links])) else { return };
    let left: Vec<&str> =
        told[0]["cells"].as_array().unwrap().iter().filter_map(|row| row[3]["value"].as_str()).collect();
    assert!(
        left.contains(&"texts cut and marked [cut]: 1")
            && left.contains(&"links that a sheet has no room for, kept as text: 10"),
        "{left:?}"
    );
    let cell = told[1]["cells"][1][0]["value"].as_str().unwrap();
    assert!(cell.ends_with("[cut]") && cell.chars().count() <= 32_767);
}
