//! A list of updates that a supplier publishes, as CSV: `reference,published,title`, one row for each update.
//!
//! Columns stand in any order and more may follow; without the first two there is no list. A row that nobody can name or
//! date is an error: an update that was passed over would be one that nobody is asked about.

use crate::board::fields;
use crate::json::is_hostile;
use crate::observed;

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
    /// Its line in the file, from 1.
    pub row: u32,
}

/// Reads a list, in the order of its days and ids.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(bytes: &[u8]) -> Result<Vec<Listed>, String> {
    let text = observed::text(bytes).map_err(|why| why.to_string())?;
    let mut lines = (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let Some((first, header)) = lines.next() else {
        return Err("it is empty: its first row names the columns, `reference,published,title`".to_owned());
    };
    let separator = if header.contains(';') { ';' } else { ',' };
    let row_of = |number: u32, line: &str| fields(line, separator, number).map_err(|why| why.to_string());
    let names: Vec<String> = row_of(first, header)?.iter().map(|name| name.to_ascii_lowercase()).collect();
    let column = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let missing = |name: &str| format!("its first row has no column `{name}`: write `reference,published,title`");
    let reference = column(&["reference", "id"]).ok_or_else(|| missing("reference"))?;
    let published = column(&["published", "date"]).ok_or_else(|| missing("published"))?;
    let title = column(&["title", "summary"]);
    let mut listed = Vec::new();
    for (number, line) in lines {
        let row = row_of(number, line)?;
        if listed.len() == MOST {
            return Err(format!("row {number}: there are more than {MOST} updates"));
        }
        let text = |at: usize| row.get(at).map_or_else(String::new, |field| field.trim().to_owned());
        let id = text(reference);
        if id.is_empty() {
            return Err(format!("row {number}: the update has no `reference`"));
        }
        let day = text(published);
        let Some(date) = date(&day) else {
            return Err(format!("row {number}: `{}` is no date; write it as 2026-11-22", short(&day)));
        };
        listed.push(Listed {
            published: date,
            reference: short(&id),
            title: title.map_or_else(String::new, |at| short(&text(at))),
            row: number,
        });
    }
    listed.sort();
    Ok(listed)
}

/// Year, month and day of `2026-11-22`, as far as that can be a day; whether the calendar has it the caller knows.
fn date(text: &str) -> Option<(u16, u8, u8)> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let mut parts = text.split('-').filter(|_| plain);
    let date = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(date)
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
        check("reference,published\nKB1,2026-2-03\n", "is no date");
        check("reference,published\n\"KB1,2026-02-03\n", "a quote is not closed");
    }
}
