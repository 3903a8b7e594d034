//! A list of updates that a supplier publishes, as CSV: `reference,published,title`, one row for each update.
//!
//! Columns stand in any order and more may follow; without the first two there is no list. A row that nobody can name or
//! date is an error: an update that was passed over would be one that nobody is asked about.

use crate::json::is_hostile;
use crate::sheet::{self, Cell, Sheet};

/// Most updates of a list.
pub const MOST: usize = 20_000;
/// Longest text that is kept, in characters.
pub const LONGEST: usize = 200;

/// An update in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Year, month and day of its publication.
    pub published: (u16, u8, u8),
    /// Its id.
    pub reference: String,
    /// What it is; may be empty.
    pub title: String,
    /// Its row, from 1.
    pub row: usize,
}

/// Reads a list, in the order of its days and ids.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(bytes: &[u8]) -> Result<Vec<Listed>, String> {
    let Sheet { rows, .. } = sheet::read_csv(bytes).map_err(|why| why.to_string())?;
    let mut rows = (1..).zip(rows).filter(|(_, row)| row.iter().any(|cell| *cell != Cell::Empty));
    let Some((_, header)) = rows.next() else {
        return Err("it is empty: its first row names the columns, `reference,published,title`".to_owned());
    };
    let names: Vec<String> = header.iter().map(|cell| cell.to_string().trim().to_ascii_lowercase()).collect();
    let column = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let missing = |name: &str| format!("its first row has no column `{name}`: write `reference,published,title`");
    let reference = column(&["reference", "id"]).ok_or_else(|| missing("reference"))?;
    let published = column(&["published", "date"]).ok_or_else(|| missing("published"))?;
    let title = column(&["title", "summary"]);
    let mut listed = Vec::new();
    for (number, row) in rows {
        if listed.len() == MOST {
            return Err(format!("row {number}: there are more than {MOST} updates"));
        }
        let text = |at: usize| row.get(at).map_or_else(String::new, |cell| cell.to_string().trim().to_owned());
        let id = text(reference);
        if id.is_empty() {
            return Err(format!("row {number}: the update has no `reference`"));
        }
        let day = text(published);
        let Some(date) = sheet::Date::parse(&day) else {
            return Err(format!("row {number}: `{}` is no date; write it as 2026-11-22", short(&day)));
        };
        listed.push(Listed {
            published: date.parts(),
            reference: short(&id),
            title: title.map_or_else(String::new, |at| short(&text(at))),
            row: number,
        });
    }
    listed.sort();
    Ok(listed)
}

/// A text in one line and of bounded length, with nothing that moves a cursor.
fn short(text: &str) -> String {
    let still = text.chars().map(|letter| if letter.is_control() || is_hostile(letter) { ' ' } else { letter });
    still.take(LONGEST).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_by_their_columns() {
        let list = read(b"Date;Reference;Title\n2026-10-13;KB2;second\n\n2026-09-08;KB1;\"first; of all\"\n").unwrap();
        assert_eq!(list.iter().map(|one| one.reference.as_str()).collect::<Vec<_>>(), ["KB1", "KB2"]);
        assert_eq!((list[0].published, list[0].title.as_str(), list[0].row), ((2026, 9, 8), "first; of all", 4));
        assert!(read(b"id,date\n").unwrap().is_empty());
    }

    #[test]
    fn what_nobody_can_name_or_date_is_no_list() {
        let check = |text: &str, expect: &str| {
            let why = read(text.as_bytes()).unwrap_err();
            assert!(why.contains(expect), "{text}: {why}");
        };
        check("", "empty");
        check("name,published\nKB1,2026-01-01\n", "no column `reference`");
        check("reference,title\nKB1,x\n", "no column `published`");
        check("reference,published\n,2026-01-01\n", "row 2: the update has no `reference`");
        check("reference,published\nKB1,13 October 2026\n", "row 2: `13 October 2026` is no date");
        check("reference,published\nKB1,2026-02-30\n", "is no date");
    }
}
