//! A cell: a number, a day or a text, with the first link that is in it.

use rust_xlsxwriter::{ExcelDateTime, Url, Worksheet, XlsxError};

use super::MOST_LINKS;
use super::plan::Plan;
use super::style::Styles;
use crate::day;
use crate::document::Cell;
use crate::inline::{Inline, Tone};

/// Letters of a text, in units of UTF-16.
pub(super) const LONGEST: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = " … [cut]";
/// Letters of an address.
const LONGEST_ADDRESS: usize = 2_000;
/// Numbers have fifteen digits there.
const LARGEST_WHOLE: f64 = 1e15;

/// The links that a sheet has had.
#[derive(Debug, Default)]
pub(super) struct Links {
    kept: usize,
    /// Those that had no room.
    pub(super) lost: usize,
}

/// Writes a cell; whether its text was cut.
pub(super) fn write(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    tone: Tone,
    plan: &Plan<'_>,
    links: &mut Links,
    styles: &Styles,
) -> Result<bool, XlsxError> {
    let text = text(cell);
    let (text, cut) = fitting(&text, LONGEST);
    if let Some(address) = address(&cell.content, plan) {
        match links.kept < MOST_LINKS && address.encode_utf16().count() <= LONGEST_ADDRESS {
            true => {
                links.kept += 1;
                let url = Url::new(address).set_text(text);
                worksheet.write_url_with_format(row, column, url, &styles.link(tone))?;
                return Ok(cut);
            }
            false => links.lost += 1,
        }
    }
    if let Some(number) = cell.number.filter(|number| number.is_finite() && number.abs() < LARGEST_WHOLE) {
        match unit(&text, number) {
            None => worksheet.write_number_with_format(row, column, number, &styles.body(tone))?,
            Some(unit) => {
                let format = styles.body(tone).set_num_format(format!("General\"{unit}\""));
                worksheet.write_number_with_format(row, column, number, &format)?
            }
        };
    } else if let Some((year, month, day)) = day::parts(&text).filter(|(year, ..)| *year >= 1900) {
        let day = ExcelDateTime::from_ymd(year, month, day)?;
        worksheet.write_datetime_with_format(row, column, day, &styles.day(tone))?;
    } else if text.is_empty() {
        worksheet.write_blank(row, column, &styles.body(tone))?;
    } else {
        // A string is a string there, whatever it begins with.
        worksheet.write_string_with_format(row, column, text, &styles.body(tone))?;
    }
    Ok(cut)
}

/// What stands behind a number, as ` days`, where it is short and plain.
fn unit(text: &str, number: f64) -> Option<&str> {
    let behind = text.strip_prefix(&number.to_string())?;
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '%');
    (!behind.is_empty() && behind.chars().count() <= 12 && behind.chars().all(plain)).then_some(behind)
}

/// The tone of a cell that says one thing.
pub(super) fn tone(cell: &Cell) -> Option<Tone> {
    match cell.content.as_slice() {
        [Inline::Badge { tone, .. }] => Some(*tone),
        _ => None,
    }
}

/// The words of a cell; a line that ends there ends here.
pub(super) fn text(cell: &Cell) -> String {
    let mut out = String::new();
    collect(&cell.content, &mut out);
    out
}

fn collect(line: &[Inline], out: &mut String) {
    for piece in line {
        match piece {
            Inline::Text(text) | Inline::Code(text) | Inline::Badge { text, .. } => {
                out.push_str(&crate::text::clean(text));
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => collect(inner, out),
            Inline::Link { content, .. } => collect(content, out),
            Inline::Break => out.push('\n'),
        }
    }
}

/// The first link of a line that leads somewhere.
fn address(line: &[Inline], plan: &Plan<'_>) -> Option<String> {
    line.iter().find_map(|piece| match piece {
        Inline::Strong(inner) | Inline::Emphasis(inner) => address(inner, plan),
        Inline::Link { to, .. } => plan.address(to),
        Inline::Text(_) | Inline::Code(_) | Inline::Badge { .. } | Inline::Break => None,
    })
}

/// A text that has room in a cell, and whether it was cut for that.
pub(super) fn fitting(text: &str, most: usize) -> (String, bool) {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return (text.to_owned(), false);
    }
    let room = most.saturating_sub(CUT.encode_utf16().count());
    let mut sum = 0;
    let end = text.char_indices().find(|(_, c)| {
        sum += c.len_utf16();
        sum > room
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    (format!("{}{CUT}", &text[..end]), true)
}
