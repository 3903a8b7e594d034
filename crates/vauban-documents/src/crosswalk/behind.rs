//! What stands behind the clauses: requirements of IEC 62443, and the records that show them.

use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Tone, badge, code, paragraph, plain, strong};
use vauban_report::crosswalk::{CrosswalkReport, TargetRow};

use super::here;
use crate::words;

/// How many records a requirement names before it only counts.
const NAMED: usize = 6;

pub(super) fn targets(report: &CrosswalkReport) -> Section {
    let columns = [
        Column::narrow("requirement"),
        Column::new("title"),
        Column::narrow("standing").filtered(),
        Column::wide("what is open"),
        Column::wide("shown by"),
    ];
    let mut table = Table::new("Requirements of IEC 62443", columns);
    for one in &report.targets {
        let row = table.row::<Cell>([
            code(one.id.as_str()).into(),
            plain(one.title.as_str()).into(),
            badge(tone(one.standing), one.standing.replace('-', " ")).into(),
            open(one).into(),
            records_of(one).into(),
        ]);
        row.anchor = vauban_pages::text::anchor(&format!("target-{}", one.id));
    }
    let mut section = Section::new("targets", "Requirements of IEC 62443 behind the clauses").with([
        paragraph(["How each requirement that answers a clause stands on this product, computed from its records. Clauses that name it are answered no further than it is."]),
        Block::Table(table),
    ]);
    section.new_page = true;
    section
}

fn tone(standing: &str) -> Tone {
    match standing {
        "shown" => Tone::Good,
        "partial" | "unknown" => Tone::Attention,
        "missing" => Tone::Bad,
        _ => Tone::Muted,
    }
}

fn open(one: &TargetRow) -> Vec<Inline> {
    let mut cell: Vec<Inline> = Vec::new();
    if one.open.is_empty() && !one.why.is_empty() {
        cell.extend(words::told(&one.why));
    }
    for open in &one.open {
        if !cell.is_empty() {
            cell.push(Inline::Break);
        }
        if open.id != one.id {
            cell.extend([strong(open.id.as_str()), plain(" ")]);
        }
        cell.extend(words::told(&open.next));
    }
    cell
}

fn records_of(one: &TargetRow) -> Vec<Inline> {
    let mut cell: Vec<Inline> = Vec::new();
    for record in one.records.iter().take(NAMED) {
        if !cell.is_empty() {
            cell.push(plain(", "));
        }
        cell.push(here(&format!("record-{record}"), record));
    }
    if one.records.len() > NAMED {
        cell.push(plain(format!(" and {} more", one.records.len() - NAMED)));
    }
    cell
}

/// Where everything stands that is named above.
pub(super) fn records(report: &CrosswalkReport) -> Section {
    let columns = [Column::new("record"), Column::wide("title"), Column::new("where it stands")];
    let mut table = Table::new("Records", columns);
    for one in &report.records {
        let place = match one.line {
            0 => one.file.clone(),
            line => format!("{}:{line}", one.file),
        };
        let row =
            table.row::<Cell>([code(one.record.as_str()).into(), plain(one.title.as_str()).into(), code(place).into()]);
        row.anchor = vauban_pages::text::anchor(&format!("record-{}", one.record));
    }
    let told = plain(format!("{} records and files, with their places in the repository", report.records.len()));
    Section::new("records", "Records").with([
        paragraph(["Where everything that is named above stands."]),
        Block::Details { summary: vec![told], blocks: vec![Block::Table(table)] },
    ])
}
