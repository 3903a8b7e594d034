//! The first sheet: what the workbook is, which sheets it has, and what had no room in them.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::cell::{LONGEST, fitting};
use super::plan::{Plan, link};
use super::style::Styles;
use super::{Lost, MOST_LINKS};
use crate::document::Document;
use crate::inline::{Tone, words};

pub(super) fn fill(
    worksheet: &mut Worksheet,
    document: &Document,
    plan: &Plan<'_>,
    losses: &[Lost],
    styles: &Styles,
) -> Result<(), XlsxError> {
    let clean = |text: &str| fitting(&crate::text::clean(text), LONGEST).0;
    let body = styles.body(Tone::Plain);
    worksheet.set_column_width(0, 36)?.set_column_width(1, 70)?.set_column_width(2, 12)?.set_column_width(3, 44)?;
    worksheet.write_string_with_format(0, 0, clean(&document.title), &styles.title)?;
    let mut row = 1;
    let mut say = |worksheet: &mut Worksheet, name: &str, what: &str| -> Result<(), XlsxError> {
        if !what.is_empty() {
            worksheet.write_string_with_format(row, 0, clean(name), &styles.name)?;
            worksheet.write_string_with_format(row, 1, clean(what), &body)?;
            row += 1;
        }
        Ok(())
    };
    say(worksheet, "about", &document.subject)?;
    say(worksheet, "date", &document.date)?;
    say(worksheet, "what it is for", &document.summary)?;
    for (name, what) in &document.about {
        say(worksheet, name, &words(what))?;
    }
    say(
        worksheet,
        "what this workbook is",
        "The tables of this document, one to a sheet, made by Vauban. The sentences and pictures around them stand in the document itself. It is written anew each time: what is changed in here goes nowhere.",
    )?;
    row += 1;
    for (column, title) in (0_u16..).zip(["sheet", "section", "rows", "left out"]) {
        worksheet.write_string_with_format(row, column, title, &styles.head)?;
    }
    for (sheet, lost) in plan.sheets.iter().zip(losses) {
        row += 1;
        let link = Url::new(link(&sheet.name, 1)).set_text(&sheet.name);
        match row < MOST_LINKS as u32 {
            true => worksheet.write_url_with_format(row, 0, link, &styles.link(Tone::Plain))?,
            false => worksheet.write_string_with_format(row, 0, &sheet.name, &body)?,
        };
        let caption = sheet.table.caption.trim();
        let where_ = match (sheet.section.trim(), caption) {
            (section, "") => section.to_owned(),
            ("", caption) => caption.to_owned(),
            (section, caption) if section == caption => section.to_owned(),
            (section, caption) => format!("{section}: {caption}"),
        };
        worksheet.write_string_with_format(row, 1, clean(&where_), &body)?;
        worksheet.write_number_with_format(row, 2, sheet.table.rows.len() as f64, &body)?;
        worksheet.write_string_with_format(
            row,
            3,
            told(*lost),
            &styles.body(match *lost == Lost::default() {
                true => Tone::Plain,
                false => Tone::Attention,
            }),
        )?;
    }
    if plan.sheets.is_empty() {
        worksheet.write_string_with_format(row + 1, 0, "The document has no table.", &body)?;
    }
    Ok(())
}

/// What was left out, in words.
fn told(lost: Lost) -> String {
    let Lost { rows, columns, texts, links } = lost;
    let parts = [
        (rows, "rows that a sheet has no room for"),
        (columns, "columns that a sheet has no room for"),
        (texts, "texts cut and marked [cut]"),
        (links, "links that a sheet has no room for, kept as text"),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what}: {count}")).collect();
    said.join("; ")
}
