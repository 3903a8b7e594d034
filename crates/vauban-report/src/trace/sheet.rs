//! The matrix as a sheet, for Excel or as CSV.

use vauban_formats::sheet::{Cell, Date, Sheet, write_csv, write_xlsx};

use super::MatrixReport;

/// Most rows of a matrix: what a sheet may have, headings included.
pub const MOST_ROWS: usize = vauban_formats::sheet::MOST_ROWS - 1;

/// As XLSX, created on a day (year, month, day).
///
/// # Errors
/// If it does not fit, in words for people.
pub fn xlsx(report: &MatrixReport, created: (u16, u8, u8)) -> Result<Vec<u8>, String> {
    let created = Date::new(created.0, created.1, created.2).ok_or("there is no such day")?;
    write_xlsx(&[sheet(report)], created).map_err(|error| error.message)
}

/// As CSV.
///
/// # Errors
/// If it does not fit, in words for people.
pub fn csv(report: &MatrixReport) -> Result<Vec<u8>, String> {
    write_csv(&sheet(report)).map_err(|error| error.message)
}

fn sheet(report: &MatrixReport) -> Sheet {
    let headings = std::iter::once(report.headings.iter().map(Cell::text).collect());
    let rows = report.rows.iter().map(|row| row.iter().map(Cell::text).collect());
    Sheet::new("trace", headings.chain(rows).collect())
}
