//! Sheets into XLSX: a bold first row that stays in view, a filter over it, columns as wide as what is in them.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Cell, Date, LONGEST_TEXT, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Sheet, SheetError};

/// Narrowest and widest column, in letters; a longer text is wrapped.
const WIDTHS: (usize, usize) = (8, 60);
/// Numbers have fifteen digits there.
const LARGEST_WHOLE: f64 = 1e15;

/// Writes sheets as one file; `created` is what it says about its age.
///
/// # Errors
/// If there is no sheet, a name is no name for a sheet or used twice, or a text or sheet is too large: which, and where.
pub fn write_xlsx(sheets: &[Sheet], created: Date) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = created.parts();
    let created = ExcelDateTime::from_ymd(year, month, day).map_err(|error| problem(&error))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    if sheets.is_empty() {
        return Err(SheetError::new("there is no sheet to write"));
    }
    for sheet in sheets {
        fits(sheet)?;
        fill(workbook.add_worksheet(), sheet).map_err(|error| problem(&error))?;
    }
    workbook.save_to_buffer().map_err(|error| problem(&error))
}

/// Whether a sheet can be written, and read again.
pub(super) fn fits(sheet: &Sheet) -> Result<(), SheetError> {
    let cells: usize = sheet.rows.iter().map(Vec::len).sum();
    let columns = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    if sheet.rows.len() > MOST_ROWS || columns > MOST_COLUMNS || cells > MOST_CELLS {
        return Err(SheetError::new(format!(
            "the sheet has more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} cells"
        )));
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            if let Cell::Text(text) = cell
                && text.len() > LONGEST_TEXT
                && text.encode_utf16().count() > LONGEST_TEXT
            {
                let (row, column) = (row + 1, column + 1);
                return Err(SheetError::new(format!(
                    "the text in row {row}, column {column} has more than {LONGEST_TEXT} letters"
                )));
            }
        }
    }
    Ok(())
}

fn problem(error: &XlsxError) -> SheetError {
    SheetError::new(format!("the sheet cannot be written: {error}"))
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let mut widths: Vec<usize> = Vec::new();
    for (at, row) in (0_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            let format = if at == 0 { &head } else { &body };
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => worksheet.write_string_with_format(at, column, text.as_str(), format)?,
                // A number that is none there becomes a text rather than an error in a cell.
                Cell::Number(number) if !number.is_finite() || number.abs() >= LARGEST_WHOLE => {
                    worksheet.write_string_with_format(at, column, number.to_string(), format)?
                }
                Cell::Number(number) => worksheet.write_number_with_format(at, column, *number, format)?,
                Cell::Bool(flag) => worksheet.write_boolean_with_format(at, column, *flag, format)?,
                Cell::Date(day) => {
                    let (year, month, day) = day.parts();
                    worksheet.write_datetime_with_format(
                        at,
                        column,
                        ExcelDateTime::from_ymd(year, month, day)?,
                        &date,
                    )?
                }
            };
            let column = usize::from(column);
            if widths.len() <= column {
                widths.resize(column + 1, WIDTHS.0);
            }
            widths[column] = widths[column].max(wide(cell)).min(WIDTHS.1);
        }
    }
    for (column, width) in (0_u16..).zip(&widths) {
        worksheet.set_column_width(column, u32::try_from(*width).unwrap_or(u32::MAX))?;
    }
    for column in &sheet.hidden {
        worksheet.set_column_hidden(u16::try_from(*column).unwrap_or(u16::MAX))?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    if let (Some(columns), Some(rows)) = (widths.len().checked_sub(1), sheet.rows.len().checked_sub(1)) {
        let (rows, columns) = (u32::try_from(rows).unwrap_or(u32::MAX), u16::try_from(columns).unwrap_or(u16::MAX));
        worksheet.autofilter(0, 0, rows, columns)?;
    }
    Ok(())
}

/// How many letters a cell needs, with room for the arrow of the filter.
fn wide(cell: &Cell) -> usize {
    const ARROW: usize = 3;
    let letters = match cell {
        Cell::Text(text) => text.lines().map(|line| line.chars().take(WIDTHS.1).count()).max().unwrap_or(0),
        Cell::Date(_) => 10,
        cell => cell.to_string().len(),
    };
    letters + ARROW
}
