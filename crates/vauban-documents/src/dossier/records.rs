//! The records that a requirement rests on: those that people put their name to one by one, those of the design in lists.

use std::collections::BTreeMap;

use vauban_pages::{Block, Cell, Column, Inline, Table, plain};
use vauban_report::pack::{RecordRow, RequirementRow};

use super::All;
use super::links::some;

/// Records of one kind that a list names; all of them stand in the appendix.
const LISTED: usize = 40;

/// The table, and the lists behind it.
pub(super) fn blocks(all: &All<'_>, row: &RequirementRow) -> Vec<Block> {
    let (carried, plain_ones): (Vec<&RecordRow>, Vec<&RecordRow>) = row.records.iter().partition(|one| carries(one));
    let mut blocks = Vec::new();
    if !carried.is_empty() {
        blocks.push(Block::Table(table(all, &row.id, &carried)));
    }
    if !plain_ones.is_empty() {
        blocks.push(lists(all, &plain_ones));
    }
    blocks
}

/// Whether somebody put a name, a version or a date to it.
fn carries(record: &RecordRow) -> bool {
    !record.approver.is_empty()
        || !record.author.is_empty()
        || !record.date.is_empty()
        || !record.version.is_empty()
        || !record.signatures.is_empty()
}

fn table(all: &All<'_>, requirement: &str, records: &[&RecordRow]) -> Table {
    let mut table = Table::new(
        format!("{requirement}: records that people put their name to"),
        [
            Column::new("record"),
            Column::narrow("version"),
            Column::narrow("date"),
            Column::new("by"),
            Column::new("approved by"),
            Column::wide("signatures"),
            Column::narrow("SHA-256 of its file"),
        ],
    );
    for record in records {
        let by = some(record.author.iter().map(String::as_str), LISTED, |name| all.links.to(name));
        let approved = match record.approver.as_str() {
            "" => vec![plain("–")],
            names => some(names.split(", "), LISTED, |name| all.links.to(name)),
        };
        let mut signatures: Vec<Inline> = Vec::new();
        for signature in &record.signatures {
            if !signatures.is_empty() {
                signatures.push(Inline::Break);
            }
            signatures.push(plain(signature.as_str()));
        }
        table.row::<Cell>([
            all.links.to(&record.record).into(),
            record.version.as_str().into(),
            record.date.as_str().into(),
            by.into(),
            approved.into(),
            signatures.into(),
            all.short_digest(&record.file).into(),
        ]);
    }
    table
}

fn lists(all: &All<'_>, records: &[&RecordRow]) -> Block {
    let mut kinds: BTreeMap<&str, Vec<&RecordRow>> = BTreeMap::new();
    for record in records {
        let id = all.compiled.model.named(&record.record);
        kinds.entry(id.map_or("file", |id| id.kind.name())).or_default().push(record);
    }
    let count = records.len();
    let lines = kinds.iter().map(|(kind, records)| {
        let mut line = vec![vauban_pages::strong(format!("{kind}: "))];
        for (at, record) in records.iter().take(LISTED).enumerate() {
            if at > 0 {
                line.push(plain(", "));
            }
            line.push(all.links.to(&record.record));
        }
        if records.len() > LISTED {
            line.push(plain(format!(" and {} more, in the appendix", records.len() - LISTED)));
        }
        line
    });
    let said = "records without a name of their own under them; reviews that saw them are among the records above";
    Block::Details { summary: vec![plain(format!("{count} {said}"))], blocks: vec![vauban_pages::list(lines)] }
}
