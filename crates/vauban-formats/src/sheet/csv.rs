//! CSV as RFC 4180 and spreadsheet programs have it: comma, CRLF, UTF-8 with a byte order mark, without which one of
//! these programs takes it for something else.

use ::csv::{ReaderBuilder, Terminator, WriterBuilder};

use super::{Cell, MOST_COLUMNS, MOST_ROWS, Room, Sheet, SheetError, guess, trim};

/// With these letters in front, a spreadsheet program takes a text for a formula, or may after it was pasted.
const OBEYED: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '＠'];

/// Writes a sheet.
///
/// # Errors
/// If it has too many rows, columns or cells.
pub fn write_csv(sheet: &Sheet) -> Result<Vec<u8>, SheetError> {
    super::xlsx_write::fits(sheet)?;
    let mut out = b"\xEF\xBB\xBF".to_vec();
    let columns = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let problem = |error: &dyn std::fmt::Display| SheetError::new(format!("cannot be written: {error}"));
    for row in &sheet.rows {
        let mut fields: Vec<String> = row.iter().map(field).collect();
        fields.resize(columns, String::new());
        writer.write_record(&fields).map_err(|error| problem(&error))?;
    }
    out.extend(writer.into_inner().map_err(|error| problem(&error))?);
    Ok(out)
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if marked(text) => format!("'{text}"),
        cell => cell.to_string(),
    }
}

/// Whether a text needs the apostrophe: it would be obeyed, or it already looks as if it had one.
fn marked(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(OBEYED)
}

/// Reads a sheet; what separates columns (comma, semicolon, tab) is told by its first line. All cells are texts.
///
/// # Errors
/// If it is no UTF-8 or UTF-16, or too large.
pub fn read_csv(bytes: &[u8]) -> Result<Sheet, SheetError> {
    if bytes.len() > super::archive::LARGEST {
        return Err(SheetError::new(format!("it is larger than {} bytes", super::archive::LARGEST)));
    }
    let text = guess::decode(bytes)?;
    let separator = guess::separator(&text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let (mut rows, mut room) = (Vec::new(), Room::new());
    for record in reader.records() {
        let record = record.map_err(|error| SheetError::new(format!("it is no CSV: {error}")))?;
        if rows.len() >= MOST_ROWS || record.len() > MOST_COLUMNS {
            return Err(SheetError::new(format!("it has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")));
        }
        room.cells(record.len())?;
        let mut row = Vec::with_capacity(record.len());
        for field in &record {
            room.text(field)?;
            let plain = field.strip_prefix('\'').filter(|_| marked(field)).unwrap_or(field);
            row.push(Cell::text(plain));
        }
        rows.push(row);
    }
    trim(&mut rows);
    Ok(Sheet::new("", rows))
}
