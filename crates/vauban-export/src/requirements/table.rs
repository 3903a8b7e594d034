//! Requirements as a sheet: a row for each, a column for each key, and in the last column a digest of the row as it was
//! written. By that `vauban import --update` knows whether the record changed since.

use vauban_formats::requirement::{KEYS, Requirement, Value};
use vauban_formats::sheet::{Cell, Date, Sheet, write_csv, write_xlsx};

use super::{Document, Specification, digest};
use crate::told::Told;

/// The day on which every file was made: a file of the same records is the same file.
const CREATED: (u16, u8, u8) = (2000, 1, 1);

pub(super) fn xlsx(specification: &Specification, _: &mut Told) -> Result<Document, String> {
    let mut sheet = sheet(&specification.requirements);
    sheet.hidden.push(KEYS.len() + 1);
    let (year, month, day) = CREATED;
    let created = Date::new(year, month, day).ok_or("there is no such day")?;
    write_xlsx(&[sheet], created).map(Document::Bytes).map_err(|error| error.message)
}

pub(super) fn csv(specification: &Specification, _: &mut Told) -> Result<Document, String> {
    let bytes = write_csv(&sheet(&specification.requirements)).map_err(|error| error.message)?;
    String::from_utf8(bytes).map(Document::Text).map_err(|error| error.to_string())
}

fn sheet(requirements: &[Requirement]) -> Sheet {
    let mut head = vec![Cell::text("id")];
    head.extend(KEYS.iter().map(|(key, _)| Cell::text(*key)));
    head.push(Cell::text("digest"));
    let mut rows = vec![head];
    for requirement in requirements {
        let mut row = vec![Cell::text(requirement.id.as_str())];
        row.extend(KEYS.iter().map(|(key, _)| requirement.get(key).map_or(Cell::Empty, cell)));
        row.push(Cell::text(digest(requirement)));
        rows.push(row);
    }
    Sheet::new("Requirements", rows)
}

fn cell(value: &Value) -> Cell {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a level is one digit")]
        Value::Number(number) => Cell::Number(*number as f64),
        Value::Date(date) => Date::parse(date).map_or_else(|| Cell::text(date.as_str()), Cell::Date),
        value => Cell::text(value.to_string()),
    }
}
