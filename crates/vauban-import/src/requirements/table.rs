//! Sheets of requirements: XLSX and CSV. The row that names the columns is looked for, as people write titles above it.

use vauban_formats::sheet::{Cell, Sheet, read_csv, read_xlsx};

use super::spellings::Meaning;
use super::{Item, Mapping, below, drafts};
use crate::error::ImportError;
use crate::lost::{Losses, Place};
use crate::{Imported, Source};

/// How far down the row that names the columns is looked for.
const HEAD_WITHIN: usize = 20;

/// Reads a CSV file with the names of columns as they are.
pub(crate) fn read_csv_file(source: &Source<'_>) -> Result<Imported, ImportError> {
    sheet(source, false, &Mapping::default(), &|_| true)
}

/// Reads an XLSX file with the names of columns as they are.
pub(crate) fn read_xlsx_file(source: &Source<'_>) -> Result<Imported, ImportError> {
    sheet(source, true, &Mapping::default(), &|_| true)
}

/// Reads a sheet by a mapping: the rows that are wanted, by their number.
///
/// # Errors
/// If it is no sheet, or no row of it names the columns of requirements.
pub fn sheet(
    source: &Source<'_>,
    xlsx: bool,
    mapping: &Mapping,
    wanted: &dyn Fn(usize) -> bool,
) -> Result<Imported, ImportError> {
    let mut lost = Losses::default();
    let table = Table::open(source, xlsx, mapping, &mut lost)?;
    let rows = table.rows.iter().filter(|row| wanted(row.number));
    let items = rows.map(|row| {
        let mut item = Item { place: row.place.clone(), ..Item::default() };
        for ((name, _), cell) in table.columns.iter().zip(&row.cells) {
            if !cell.is_empty() {
                item.say(name, cell.clone(), &below(&row.place, name, name));
            }
        }
        item
    });
    let drafts = drafts(items.collect(), mapping, &mut lost);
    Ok(Imported { drafts, lost: lost.finish() })
}

/// A row of a sheet that was exported here and edited since.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The id of its record; empty for a new one.
    pub id: String,
    /// The digest of the record as it was exported; empty where the column is gone.
    pub digest: String,
    /// What it says, by key, for all keys that have a column.
    pub values: Vec<(&'static str, String)>,
    /// Its number in the sheet, from 1.
    pub number: usize,
}

/// All rows of a sheet, and what of it is no part of a requirement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// What was left behind.
    pub lost: Vec<crate::Lost>,
}

/// The rows of a sheet, to compare them with records.
///
/// # Errors
/// If it is no sheet, or has no column of ids.
pub fn rows(source: &Source<'_>, xlsx: bool, mapping: &Mapping) -> Result<Rows, ImportError> {
    let mut lost = Losses::default();
    let table = Table::open(source, xlsx, mapping, &mut lost)?;
    if !table.columns.iter().any(|(_, meaning)| *meaning == Meaning::Id) {
        let error = ImportError::whole(source.name, "no column holds ids, so its rows cannot be held against records");
        return Err(error.help("name one with `--map Column=id`, or import it without `--update`"));
    }
    let mut rows = Vec::new();
    for line in table.rows {
        let mut row = Row { number: line.number, ..Row::default() };
        for ((name, meaning), cell) in table.columns.iter().zip(line.cells) {
            match meaning {
                Meaning::Id => row.id = cell.trim().trim_start_matches("requirement.").to_owned(),
                Meaning::Digest => row.digest = cell.trim().to_owned(),
                Meaning::Key(key) if row.values.iter().all(|(own, _)| own != key) => row.values.push((key, cell)),
                Meaning::Key(_) | Meaning::Unknown if !cell.is_empty() => {
                    lost.add(&below(&line.place, name, name), "no record field for it");
                }
                Meaning::Key(_) | Meaning::Unknown | Meaning::Own | Meaning::Nothing => {}
            }
        }
        rows.push(row);
    }
    Ok(Rows { rows, lost: lost.finish() })
}

/// A sheet whose columns have names.
struct Table {
    columns: Vec<(String, Meaning)>,
    rows: Vec<Line>,
}

struct Line {
    number: usize,
    place: Place,
    /// As many as there are columns.
    cells: Vec<String>,
}

impl Table {
    fn open(source: &Source<'_>, xlsx: bool, mapping: &Mapping, lost: &mut Losses) -> Result<Table, ImportError> {
        let problem = |error: vauban_formats::sheet::SheetError| ImportError::whole(source.name, error.message);
        let sheets = match xlsx {
            true => read_xlsx(source.bytes).map_err(problem)?,
            false if source.bytes.starts_with(b"PK") => {
                return Err(ImportError::whole(source.name, "this is no CSV")
                    .help("it looks like an archive: did you mean `xlsx`?"));
            }
            false => vec![read_csv(source.bytes).map_err(problem)?],
        };
        let (sheet, head) = choose(source, &sheets, mapping)?;
        for other in sheets.iter().filter(|other| other.name != sheet.name && !other.rows.is_empty()) {
            let place = below(&Place::default(), &other.name, "*");
            lost.add(&place, "another sheet; `--sheet NAME` reads it");
        }
        let top =
            if sheet.name.is_empty() { Place::default() } else { below(&Place::default(), &sheet.name, &sheet.name) };
        let names: Vec<String> = sheet.rows.get(head).map(|row| row.iter().map(name).collect()).unwrap_or_default();
        let columns: Vec<(String, Meaning)> =
            names.into_iter().map(|name| (name.clone(), mapping.meaning(&name))).collect();
        let lines = sheet.rows.iter().enumerate().skip(head + 1).filter(|(_, row)| !row.is_empty());
        let rows = lines.map(|(at, row)| {
            let place = below(&top, &(at + 1).to_string(), "*");
            if row.len() > columns.len() {
                lost.add(&place, "cells to the right of the last column that has a name");
            }
            let mut cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            cells.resize(columns.len(), String::new());
            Line { number: at + 1, place, cells }
        });
        let rows = rows.collect();
        Ok(Table { columns, rows })
    }
}

fn name(cell: &Cell) -> String {
    cell.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sheet to read, and the row in it that names the columns.
fn choose<'s>(source: &Source<'_>, sheets: &'s [Sheet], mapping: &Mapping) -> Result<(&'s Sheet, usize), ImportError> {
    let named: Vec<&Sheet> = match &mapping.sheet {
        Some(wanted) => sheets.iter().filter(|sheet| sheet.name == *wanted).collect(),
        None => sheets.iter().collect(),
    };
    if let (Some(wanted), true) = (&mapping.sheet, named.is_empty()) {
        let names: Vec<String> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).take(12).collect();
        let error = ImportError::whole(source.name, format!("there is no sheet `{wanted}`"));
        return Err(error.help(format!("its sheets: {}", names.join(", "))));
    }
    for sheet in named {
        for (at, row) in sheet.rows.iter().take(HEAD_WITHIN).enumerate() {
            let meanings: Vec<Meaning> = row.iter().map(|cell| mapping.meaning(&name(cell))).collect();
            let says = |keys: &[&str]| {
                meanings.iter().any(|meaning| matches!(meaning, Meaning::Key(key) if keys.contains(key)))
            };
            let known = meanings.iter().filter(|meaning| !matches!(meaning, Meaning::Unknown)).count();
            if says(&["text", "title", "description"]) && (known >= 2 || row.len() == 1) {
                return Ok((sheet, at));
            }
        }
    }
    let error =
        ImportError::whole(source.name, "no row names the columns of requirements: found neither a text nor a title");
    Err(error.help("name the columns as `id`, `title`, `text`, or map them with `--map Column=text`"))
}
