//! XLSX into sheets, cell by cell: the size that a sheet declares is not believed, and a gap is counted as what fills it.
//!
//! Of the format only this is read: the list of sheets, the shared texts, which styles are dates, and the cells.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node, ParsingOptions};

use super::{Cell, Date, Entry, MOST_COLUMNS, MOST_ROWS, Room, Sheet, SheetError, guess, read_zip, trim};
use crate::xml;

/// Most sheets of a file.
const MOST_SHEETS: usize = 256;
/// Most nodes of one part: bounds the memory.
const MOST_NODES: u32 = 4_000_000;

/// Reads all tables of a file, hidden ones as well, in the order of their tabs. A formula is what it came to when the
/// file was saved.
///
/// # Errors
/// If it is no XLSX, or too large packed, unpacked or as cells.
pub fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, SheetError> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(SheetError::new("it is an old or an encrypted file of Excel: save it as XLSX without a password"));
    }
    let needed = |name: &str| {
        let plain = name.to_ascii_lowercase();
        plain.ends_with(".rels") || plain.ends_with(".xml") && !plain.contains("drawing") && !plain.contains("theme")
    };
    let parts: BTreeMap<String, Entry> =
        read_zip(bytes, &needed)?.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
    let parts = Parts(parts);
    let book =
        parts.target("", "/officeDocument").next().map_or_else(|| "xl/workbook.xml".to_owned(), |(_, path)| path);
    let Some(text) = parts.text(&book)? else {
        return Err(SheetError::new("it is no XLSX file: its archive holds no workbook"));
    };
    let document = parse(&book, &text)?;
    let shared = match parts.target(&book, "/sharedStrings").next() {
        Some((_, path)) => shared_texts(&parts, &path)?,
        None => Vec::new(),
    };
    let dates = match parts.target(&book, "/styles").next() {
        Some((_, path)) => date_styles(&parts, &path)?,
        None => BTreeSet::new(),
    };
    let old_epoch = elements(document.root_element(), "workbookPr")
        .any(|node| matches!(node.attribute("date1904"), Some("1" | "true")));
    let tables: BTreeMap<String, String> = parts.target(&book, "/worksheet").collect();
    let listed = elements(document.root_element(), "sheets").flat_map(|sheets| elements(sheets, "sheet"));
    let mut reader = Reader { shared: &shared, dates: &dates, old_epoch, room: Room::new() };
    let mut sheets = Vec::new();
    for sheet in listed.take(MOST_SHEETS) {
        let id = sheet.attributes().find(|attribute| attribute.name() == "id").map_or("", |id| id.value());
        // A chart has a tab as well, and no cells.
        let Some(path) = tables.get(id) else { continue };
        if let Some(text) = parts.text(path)? {
            let rows = reader.rows(parse(path, &text)?.root_element())?;
            sheets.push(Sheet::new(sheet.attribute("name").unwrap_or(""), rows));
        }
    }
    Ok(sheets)
}

/// The files of the archive that were unpacked.
struct Parts(BTreeMap<String, Entry>);

impl Parts {
    fn text(&self, path: &str) -> Result<Option<String>, SheetError> {
        self.0.get(path).map(|entry| guess::decode(&entry.bytes)).transpose()
    }

    /// The parts to which one is related in this way: id and path. What cannot be read relates to nothing.
    fn target(&self, part: &str, way: &str) -> impl Iterator<Item = (String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let relations = match folder {
            "" => format!("_rels/{file}.rels"),
            folder => format!("{folder}/_rels/{file}.rels"),
        };
        let text = self.text(&relations).ok().flatten().unwrap_or_default();
        let mut found = Vec::new();
        if let Ok(document) = parse(&relations, &text) {
            for node in elements(document.root_element(), "Relationship") {
                let target = node.attribute("Target").unwrap_or("");
                let path = match target.strip_prefix('/') {
                    Some(path) => path.to_owned(),
                    None if folder.is_empty() => target.to_owned(),
                    None => format!("{folder}/{target}"),
                };
                if node.attribute("Type").is_some_and(|own| own.ends_with(way)) {
                    found.push((node.attribute("Id").unwrap_or("").to_owned(), path));
                }
            }
        }
        found.into_iter()
    }
}

fn parse<'t>(part: &str, text: &'t str) -> Result<Document<'t>, SheetError> {
    let problem = |why: &str| {
        let part: String = part.chars().filter(|letter| !letter.is_control()).take(60).collect();
        SheetError::new(format!("its part `{part}` is broken: {why}"))
    };
    xml::bound(text).map_err(|(_, why)| problem(why))?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => problem("it has too many cells"),
        error => {
            let said: String = error.to_string().chars().filter(|letter| !letter.is_control()).take(120).collect();
            problem(&said)
        }
    })
}

fn elements<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn shared_texts(parts: &Parts, path: &str) -> Result<Vec<String>, SheetError> {
    let Some(text) = parts.text(path)? else { return Ok(Vec::new()) };
    let document = parse(path, &text)?;
    Ok(elements(document.root_element(), "si").map(rich_text).collect())
}

/// The text of `si` or `is`, with its formatting left out, and how it is pronounced as well.
fn rich_text(node: Node<'_, '_>) -> String {
    let mut out = String::new();
    for child in node.children() {
        match child.tag_name().name() {
            "t" => out.push_str(&unescape(child.text().unwrap_or(""))),
            "r" => elements(child, "t").for_each(|run| out.push_str(&unescape(run.text().unwrap_or("")))),
            _ => {}
        }
    }
    out
}

/// Letters that XML cannot hold are written as `_x000D_` there.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..4).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = code.filter(|_| after.get(4..5) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                rest = after.get(5..).unwrap_or("");
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The positions of styles that show a number as a date.
fn date_styles(parts: &Parts, path: &str) -> Result<BTreeSet<usize>, SheetError> {
    let Some(text) = parts.text(path)? else { return Ok(BTreeSet::new()) };
    let document = parse(path, &text)?;
    let root = document.root_element();
    let mut own: BTreeMap<&str, bool> = BTreeMap::new();
    for format in elements(root, "numFmts").flat_map(|formats| elements(formats, "numFmt")) {
        own.insert(
            format.attribute("numFmtId").unwrap_or(""),
            shows_date(format.attribute("formatCode").unwrap_or("")),
        );
    }
    let styles = elements(root, "cellXfs").flat_map(|styles| elements(styles, "xf"));
    let is_date = |style: Node<'_, '_>| {
        let id = style.attribute("numFmtId").unwrap_or("");
        // The dates among the formats that every program knows by number.
        let built_in = matches!(id.parse::<u32>(), Ok(14..=17 | 22 | 27..=36 | 50..=58));
        own.get(id).copied().unwrap_or(built_in)
    };
    Ok(styles.enumerate().filter(|(_, style)| is_date(*style)).map(|(at, _)| at).collect())
}

/// Whether a format has a day or a year in it, outside of quotes and brackets.
fn shows_date(code: &str) -> bool {
    let (mut quoted, mut bracket, mut skip) = (false, false, false);
    for letter in code.chars() {
        if skip {
            skip = false;
            continue;
        }
        match letter {
            '\\' | '_' | '*' => skip = true,
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracket => return true,
            _ => {}
        }
    }
    false
}

struct Reader<'a> {
    shared: &'a [String],
    dates: &'a BTreeSet<usize>,
    /// Days are counted from 1904.
    old_epoch: bool,
    room: Room,
}

impl Reader<'_> {
    fn rows(&mut self, root: Node<'_, '_>) -> Result<Vec<Vec<Cell>>, SheetError> {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut row_at = 0_usize;
        for row in elements(root, "sheetData").flat_map(|data| elements(data, "row")) {
            if let Some(number) = row.attribute("r") {
                row_at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).ok_or_else(no_place)?;
            }
            let mut column_at = 0_usize;
            for cell in elements(row, "c") {
                if let Some(place) = cell.attribute("r") {
                    (row_at, column_at) = position(place).ok_or_else(no_place)?;
                }
                let value = self.cell(cell)?;
                if value != Cell::Empty {
                    self.put(&mut rows, (row_at, column_at), value)?;
                }
                column_at += 1;
            }
            row_at += 1;
        }
        trim(&mut rows);
        Ok(rows)
    }

    fn put(&mut self, rows: &mut Vec<Vec<Cell>>, (row, column): (usize, usize), value: Cell) -> Result<(), SheetError> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(SheetError::new(format!("it has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")));
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        let Some(cells) = rows.get_mut(row) else { return Ok(()) };
        if cells.len() <= column {
            self.room.cells(column + 1 - cells.len())?;
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = value;
        }
        Ok(())
    }

    fn cell(&mut self, node: Node<'_, '_>) -> Result<Cell, SheetError> {
        let value = elements(node, "v").next().and_then(|value| value.text()).unwrap_or("");
        let text = match node.attribute("t").unwrap_or("n") {
            "s" => {
                let at = value.trim().parse::<usize>().ok();
                let text = at.and_then(|at| self.shared.get(at));
                text.ok_or_else(|| SheetError::new("a cell shares a text that is not there"))?.clone()
            }
            "inlineStr" => elements(node, "is").next().map(rich_text).unwrap_or_default(),
            "b" => return Ok(Cell::Bool(value.trim() == "1")),
            "d" => match value.get(..10).and_then(Date::parse) {
                Some(date) => return Ok(Cell::Date(date)),
                None => value.to_owned(),
            },
            "n" => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => return Ok(self.number(number, node.attribute("s"))),
                _ => value.to_owned(),
            },
            // The result of a formula that is a text, and the name of an error.
            _ => unescape(value).into_owned(),
        };
        self.room.text(&text)?;
        Ok(Cell::text(text))
    }

    fn number(&self, number: f64, style: Option<&str>) -> Cell {
        let dated =
            style.and_then(|style| style.parse::<usize>().ok()).is_some_and(|style| self.dates.contains(&style));
        let shift = if self.old_epoch { 1462.0 } else { 0.0 };
        let date = if dated { day(number + shift) } else { None };
        date.map_or(Cell::Number(number), Cell::Date)
    }
}

fn no_place() -> SheetError {
    SheetError::new("a row or cell says where it stands, and there is no such place")
}

/// Row and column of `B2`, from 0.
fn position(place: &str) -> Option<(usize, usize)> {
    let digits = place.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, number) = place.split_at_checked(digits)?;
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(usize::from(value) + 1)?;
    }
    Some((number.parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// The date of a count of days: 1 is the first of January 1900, and 60 a day that never was.
fn day(serial: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let serial = serial.floor() as i64;
    if serial == 60 {
        return None;
    }
    let since_1970 = serial - 25_569 + i64::from(serial < 60);
    // Days to a date in the calendar that has always been so, by eras of four hundred years.
    let shifted = since_1970 + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}
