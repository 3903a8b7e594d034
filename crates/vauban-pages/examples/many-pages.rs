//! Writes the Typst source of a document with as many sections as asked for, each with a table, for measuring:
//! `cargo run -p vauban-pages --example many-pages 150 > many.typ`.

use std::io::Write as _;

use vauban_pages::{Block, Column, Document, Section, Table, Target, Tone, badge, code, link, paragraph, plain, typst};

fn main() -> std::io::Result<()> {
    let sections: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(150);
    let mut document = Document {
        id: "many-pages".to_owned(),
        title: "Many pages".to_owned(),
        subject: "Measured 1.0".to_owned(),
        language: "en".to_owned(),
        date: "2026-11-22".to_owned(),
        ..Document::default()
    };
    for at in 0..sections {
        let columns =
            [Column::narrow("record"), Column::new("title"), Column::narrow("verdict"), Column::wide("what it says")];
        let mut table = Table::new(format!("Records of part {at}"), columns);
        for row in 0..40 {
            let id = format!("interface-{at}-{row}");
            let before = format!("interface-{}-{row}", at.saturating_sub(1));
            table
                .row([
                    vec![code(id.as_str())],
                    vec![plain("reachable from the plant network")],
                    vec![badge(if row % 3 == 0 { Tone::Bad } else { Tone::Good }, if row % 3 == 0 { "missing" } else { "met" })],
                    vec![
                        plain("Takes commands of operators and engineers, checks who sends them, and answers within a second; see "),
                        link(Target::Anchor(before.clone()), before),
                    ],
                ])
                .anchor = id.clone();
        }
        let words =
            "A paragraph of ordinary length that says what the table below is for and who should read it. ".repeat(3);
        document.sections.push(
            Section::new(format!("part-{at}"), format!("Part {at}")).with([paragraph([words]), Block::Table(table)]),
        );
    }
    std::io::stdout().write_all(typst::page(&document).as_bytes())
}
