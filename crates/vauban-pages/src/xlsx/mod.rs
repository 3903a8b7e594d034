//! The tables of a document as a workbook: a sheet for each, and a first one that says what the workbook is.
//!
//! Whatever a document says is written as a text, a number or a day, never as a formula. What Excel has no room for is cut
//! with a mark, and the first sheet says so.

mod cell;
mod first;
mod names;
mod plan;
mod style;

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::day;
use crate::document::{Document, Table, Width};
use cell::Links;
use plan::{Plan, Sheet};
use style::Styles;

/// Rows of a sheet, with that of the heads.
const MOST_ROWS: usize = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// Links of a sheet.
const MOST_LINKS: usize = 65_530;

/// What had to be left out of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lost {
    rows: usize,
    columns: usize,
    texts: usize,
    links: usize,
}

/// The workbook, standing alone: links to other documents are text.
///
/// # Errors
/// If it cannot be written: why.
pub fn workbook(document: &Document) -> Result<Vec<u8>, String> {
    workbook_of(document, &BTreeSet::new())
}

/// The workbook of a document that is one of those with these ids: their workbooks lie beside it.
///
/// # Errors
/// If it cannot be written: why.
pub fn workbook_of(document: &Document, beside: &BTreeSet<String>) -> Result<Vec<u8>, String> {
    written(document, beside).map_err(|error| format!("the workbook cannot be written: {error}"))
}

fn written(document: &Document, beside: &BTreeSet<String>) -> Result<Vec<u8>, XlsxError> {
    let plan = Plan::of(document, beside);
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(cell::fitting(&crate::text::clean(&document.title), 255).0)
        .set_subject(cell::fitting(&crate::text::clean(&document.subject), 255).0);
    // Without a day of its own a workbook would carry the time of its making, and differ from run to run.
    let (year, month, day) = day::parts(&document.date).unwrap_or((2000, 1, 1));
    properties = properties.set_creation_datetime(&ExcelDateTime::from_ymd(year.max(1900), month, day)?);
    workbook.set_properties(&properties);
    let mut first = Worksheet::new();
    first.set_name(plan::FIRST)?;
    let mut sheets = Vec::with_capacity(plan.sheets.len());
    let mut losses = Vec::with_capacity(plan.sheets.len());
    for sheet in &plan.sheets {
        let mut worksheet = Worksheet::new();
        losses.push(fill(&mut worksheet, sheet, &plan, &styles)?);
        sheets.push(worksheet);
    }
    first::fill(&mut first, document, &plan, &losses, &styles)?;
    workbook.push_worksheet(first);
    for worksheet in sheets {
        workbook.push_worksheet(worksheet);
    }
    workbook.save_to_buffer()
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet<'_>, plan: &Plan<'_>, styles: &Styles) -> Result<Lost, XlsxError> {
    let table = sheet.table;
    worksheet.set_name(&sheet.name)?;
    let mut links = Links::default();
    let columns = table.columns.len().min(MOST_COLUMNS);
    let rows = table.rows.len().min(MOST_ROWS - 1);
    let mut lost = Lost { rows: table.rows.len() - rows, columns: table.columns.len() - columns, ..Lost::default() };
    for (at, column) in (0_u16..).zip(table.columns.iter().take(columns)) {
        let (title, cut) = cell::fitting(&crate::text::clean(&column.title), cell::LONGEST);
        lost.texts += usize::from(cut);
        worksheet.write_string_with_format(0, at, title, &styles.head)?;
        worksheet.set_column_width(at, width(table, usize::from(at)))?;
    }
    for (at, row) in (1_u32..).zip(table.rows.iter().take(rows)) {
        for (column, cell) in (0_u16..).zip(row.cells.iter().take(columns)) {
            let tone = cell::tone(cell).unwrap_or(row.tone);
            let cut = cell::write(worksheet, (at, column), cell, tone, plan, &mut links, styles)?;
            lost.texts += usize::from(cut);
        }
    }
    lost.links = links.lost;
    worksheet.set_freeze_panes(1, 0)?;
    if let (Some(last), Ok(rows)) =
        (columns.checked_sub(1).and_then(|last| u16::try_from(last).ok()), u32::try_from(rows))
        && rows > 0
    {
        worksheet.autofilter(0, 0, rows, last)?;
    }
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(lost)
}

/// How wide a column is, in letters: as its longest line, within what its kind allows.
fn width(table: &Table, at: usize) -> f64 {
    const LOOKED_AT: usize = 2_000;
    /// The arrow of the filter.
    const ARROW: usize = 3;
    let column = &table.columns[at];
    let (least, most) = match column.width {
        Width::Narrow => (9, 20),
        Width::Normal => (14, 40),
        Width::Wide => (30, 80),
    };
    let texts = table.rows.iter().take(LOOKED_AT).filter_map(|row| row.cells.get(at));
    let longest =
        texts.map(|cell| cell::text(cell).lines().map(|line| line.chars().take(most).count()).max().unwrap_or(0));
    let longest = longest.max().unwrap_or(0).max(column.title.chars().take(most).count() + ARROW);
    (longest + 1).clamp(least, most) as f64
}

#[cfg(test)]
mod tests;
