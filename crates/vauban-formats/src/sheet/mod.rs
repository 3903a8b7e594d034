//! Spreadsheets as plain rows of cells: XLSX and CSV, written and read.
//!
//! A sheet from outside is hostile: it is a zip archive that may be a bomb, its XML may name a cell in the last
//! column of the last row, and one long text may be shared by a million cells. Everything is counted before it is
//! kept. A sheet of ours is opened by people in a program that takes a text beginning with `=` for a formula: in
//! XLSX such a text has the type of a text, in CSV it is marked with an apostrophe that reading takes off again.
//!
//! The same sheets give the same bytes: the date of creation is the caller's.

mod archive;
mod csv;
mod guess;
mod xlsx_read;
mod xlsx_write;

use std::fmt;

pub use archive::{Entry, read_zip, write_zip};
pub use csv::{read_csv, write_csv};
pub use xlsx_read::read_xlsx;
pub use xlsx_write::write_xlsx;

/// Longest text of a cell, in UTF-16 code units as the XLSX format counts them.
pub const LONGEST_TEXT: usize = 32_767;
/// Most columns of a sheet that is read or written.
pub const MOST_COLUMNS: usize = 1_024;
/// Most rows of a sheet that is read or written.
pub const MOST_ROWS: usize = 200_000;
/// Most cells of all sheets of a file together, those counted that only fill a gap.
pub const MOST_CELLS: usize = 4_000_000;
/// Most bytes of text in the cells of a file together, however many cells share one text.
pub const MOST_TEXT: usize = 256 << 20;

/// A table of cells under a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name, as on the tab; a CSV file has none.
    pub name: String,
    /// Its rows, the first of which names the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Columns that a reader does not see, from 0; they are not read back.
    pub hidden: Vec<usize>,
}

impl Sheet {
    /// A sheet with nothing hidden.
    #[must_use]
    pub fn new(name: impl Into<String>, rows: Vec<Vec<Cell>>) -> Sheet {
        Sheet { name: name.into(), rows, hidden: Vec::new() }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text; never an empty one when read.
    Text(String),
    /// A number.
    Number(f64),
    /// A calendar date.
    Date(Date),
    /// Yes or no.
    Bool(bool),
}

impl Cell {
    /// A text, or nothing where it is empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

/// As people read it: a whole number without a point, a date as `2026-11-22`.
impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Text(text) => out.write_str(text),
            Cell::Number(number) => write!(out, "{number}"),
            Cell::Date(date) => write!(out, "{date}"),
            Cell::Bool(flag) => write!(out, "{flag}"),
        }
    }
}

/// A calendar date from 1900 to 9999, which is what XLSX can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The date, if the calendar has it.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let fits = (1900..=9999).contains(&year) && (1..=days).contains(&day);
        fits.then_some(Date { year, month, day })
    }

    /// Reads `2026-11-22`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let mut parts = text.split('-').filter(|_| plain);
        let date = Date::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)?;
        parts.next().is_none().then_some(date)
    }

    /// Year, month and day.
    #[must_use]
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Why a file is no sheet, or a sheet no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetError {
    /// What is wrong, with the place where there is one.
    pub message: String,
}

impl SheetError {
    fn new(message: impl Into<String>) -> SheetError {
        SheetError { message: message.into() }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for SheetError {}

/// What is left of the room that the cells of a file may take.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    fn new() -> Room {
        Room { cells: MOST_CELLS, text: MOST_TEXT }
    }

    /// Takes room for so many cells.
    fn cells(&mut self, many: usize) -> Result<(), SheetError> {
        let left = self.cells.checked_sub(many);
        self.cells = left.ok_or_else(|| SheetError::new(format!("it has more than {MOST_CELLS} cells")))?;
        Ok(())
    }

    /// Takes room for a text.
    fn text(&mut self, text: &str) -> Result<(), SheetError> {
        let left = self.text.checked_sub(text.len());
        self.text =
            left.ok_or_else(|| SheetError::new(format!("its cells hold more than {MOST_TEXT} bytes of text")))?;
        Ok(())
    }
}

/// Takes off empty cells at the end of each row, and empty rows at the end.
fn trim(rows: &mut Vec<Vec<Cell>>) {
    for row in rows.iter_mut() {
        let filled = row.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |at| at + 1);
        row.truncate(filled);
    }
    let filled = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |at| at + 1);
    rows.truncate(filled);
}

#[cfg(test)]
mod tests;
