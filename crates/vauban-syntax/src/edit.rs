//! Edits by machine that keep comments and layout: they change the bytes they must and no others.

use toml_edit::{Array, ArrayOfTables, Decor, DocumentMut, Item, Table, TableLike, Value};
use vauban_diagnostics::Fix;

use crate::tree::front_matter;

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    /// Text.
    Text(String),
    /// A flag.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A list of texts.
    List(Vec<String>),
    /// A calendar date, as `2026-11-22`.
    Date(String),
    /// A table on one line.
    Table(Vec<(String, NewValue)>),
    /// A list of values.
    Values(Vec<NewValue>),
}

impl NewValue {
    fn to_toml(&self) -> Value {
        match self {
            NewValue::Text(text) => Value::from(text.as_str()),
            NewValue::Flag(flag) => Value::from(*flag),
            NewValue::Number(number) => Value::from(*number),
            NewValue::List(items) => items.iter().map(String::as_str).collect(),
            NewValue::Date(date) => match date.parse::<toml_edit::Datetime>() {
                Ok(date) => Value::from(date),
                Err(_) => Value::from(date.as_str()),
            },
            NewValue::Table(keys) => {
                let keys = keys.iter().map(|(key, value)| (key.as_str(), value.to_toml()));
                Value::InlineTable(keys.collect())
            }
            NewValue::Values(values) => Value::Array(values.iter().map(NewValue::to_toml).collect()),
        }
    }
}

/// Sets a key of a record, keeping the comment behind the old value.
///
/// # Errors
/// If the text is not valid TOML, or has no such record.
pub fn set_key(path: &str, text: &str, kind: &str, id: &str, key: &str, value: &NewValue) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        put(record, key, value);
        Ok(())
    })
}

/// Puts a value at the end of a list of a record; begins the list where there is none.
///
/// # Errors
/// If the text is not valid TOML, has no such record, or what it has under the key is no list in brackets.
pub fn push(path: &str, text: &str, kind: &str, id: &str, key: &str, value: &NewValue) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        let item = record.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new())));
        let list = item.as_array_mut().ok_or_else(|| format!("`{key}` of `{kind}.{id}` is no list in brackets"))?;
        list.push(value.to_toml());
        Ok(())
    })
}

/// Puts a table at the end of a list of tables of a record, `[[kind.id.key]]`; begins the list below the record where
/// there is none. A list in brackets gets it on a line of its own. What stands before is left as it is.
///
/// # Errors
/// If the text is not valid TOML, has no such record, or what it has under the key is no list of tables.
pub fn append_table(
    path: &str,
    text: &str,
    (kind, id): (&str, &str),
    key: &str,
    entries: &[(String, NewValue)],
) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        let item = record.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        match item {
            Item::ArrayOfTables(tables) => {
                let mut table = Table::new();
                table.decor_mut().set_prefix("\n");
                for (name, value) in entries {
                    table.insert(name, Item::Value(value.to_toml()));
                }
                tables.push(table);
            }
            Item::Value(Value::Array(list)) => {
                let comment = comment_behind(list);
                let mut new = NewValue::Table(entries.to_vec()).to_toml();
                *new.decor_mut() = Decor::new(format!("{comment}\n  "), "");
                list.push_formatted(new);
                list.set_trailing_comma(true);
                list.set_trailing("\n");
            }
            Item::None | Item::Value(_) | Item::Table(_) => {
                return Err(format!("`{key}` of `{kind}.{id}` is no list of tables"));
            }
        }
        Ok(())
    })
}

/// Takes what is written behind the last entry of a list, so that it stays there once another entry follows: the comma
/// stands before it then.
fn comment_behind(list: &mut Array) -> String {
    let text = |raw: Option<&toml_edit::RawString>| raw.and_then(|raw| raw.as_str()).unwrap_or_default().to_owned();
    let mut behind = String::new();
    if let Some(last) = list.iter_mut().last() {
        behind = text(last.decor().suffix());
        last.decor_mut().set_suffix("");
    }
    behind.push_str(&text(Some(list.trailing())));
    if behind.contains('#') { behind.trim_end().to_owned() } else { String::new() }
}

/// Replaces a table of a record, `[kind.id.key]`, by one with these texts; a new one stands below its record.
///
/// # Errors
/// If the text is not valid TOML, or has no such record.
pub fn set_table(
    path: &str,
    text: &str,
    kind: &str,
    id: &str,
    key: &str,
    entries: &[(String, String)],
) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        fill(record, key, entries);
        Ok(())
    })
}

fn fill(record: &mut Table, key: &str, entries: &[(String, String)]) {
    let mut table = Table::new();
    if let Some(old) = record.get(key).and_then(Item::as_table) {
        *table.decor_mut() = old.decor().clone();
        table.set_position(old.position());
    } else {
        table.decor_mut().set_prefix("\n");
    }
    for (name, value) in entries {
        table.insert(name, Item::Value(Value::from(value.as_str())));
    }
    record.insert(key, Item::Table(table));
}

/// What becomes of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordEdit {
    /// Its id.
    pub id: String,
    /// Keys to set, or to take out where there is no value.
    pub keys: Vec<(String, Option<NewValue>)>,
    /// A table inside it to set as a whole; one below its own header afterwards.
    pub table: Option<(&'static str, Vec<(String, String)>)>,
    /// Whether it is taken out, and nothing else done.
    pub remove: bool,
}

/// Changes many records of one kind in a file that is read once.
///
/// # Errors
/// If the text is not valid TOML, or lacks one of the records.
pub fn edit_records(path: &str, text: &str, kind: &str, edits: &[RecordEdit]) -> Result<String, String> {
    on_toml(path, text, |document| {
        for edit in edits {
            let missing = || format!("there is no `{kind}.{}` here", edit.id);
            let kinds = document.get_mut(kind).and_then(Item::as_table_like_mut).ok_or_else(missing)?;
            if edit.remove {
                kinds.remove(&edit.id).ok_or_else(missing)?;
                continue;
            }
            let record = kinds.get_mut(&edit.id).and_then(Item::as_table_mut).ok_or_else(missing)?;
            for (key, value) in &edit.keys {
                match value {
                    Some(value) => put(record, key, value),
                    None => drop(record.remove(key)),
                }
            }
            if let Some((key, entries)) = &edit.table {
                fill(record, key, entries);
            }
        }
        Ok(())
    })
}

/// Sets a key of a table inside a record; a table that is not there yet gets a header of its own below the record.
///
/// # Errors
/// If the text is not valid TOML, has no such record, or holds something else under the table's name.
pub fn set_key_in(
    path: &str,
    text: &str,
    (kind, id): (&str, &str),
    table: &str,
    key: &str,
    value: &NewValue,
) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        let inner = record.entry(table).or_insert_with(|| Item::Table(Table::new()));
        if let Item::Value(Value::InlineTable(inner)) = inner
            && !inner.contains_key(key)
        {
            // The space in front of the closing brace belongs behind the new value.
            let mut new = value.to_toml();
            let last = inner.iter_mut().last();
            if let Some((_, last)) = last {
                let space = last.decor().suffix().cloned().unwrap_or_default();
                last.decor_mut().set_suffix("");
                *new.decor_mut() = Decor::new(" ", space);
            }
            inner.insert(key, new);
            return Ok(());
        }
        let inner = inner.as_table_like_mut().ok_or_else(|| format!("`{table}` of `{kind}.{id}` is no table"))?;
        put(inner, key, value);
        Ok(())
    })
}

fn put(table: &mut dyn TableLike, key: &str, value: &NewValue) {
    let mut new = value.to_toml();
    if let Some(Item::Value(old)) = table.get(key) {
        *new.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => {
            table.insert(key, Item::Value(new));
        }
    }
}

/// Takes a key out of a record.
///
/// # Errors
/// If the text is not valid TOML, or has no such record or key.
pub fn remove_key(path: &str, text: &str, kind: &str, id: &str, key: &str) -> Result<String, String> {
    on_record(path, text, kind, id, |record| {
        record.remove(key).map(|_| ()).ok_or_else(|| format!("`{kind}.{id}` has no key `{key}`"))
    })
}

/// Takes a record out, with the comments that stand directly above its header.
///
/// # Errors
/// If the text is not valid TOML, or has no such record.
pub fn remove_record(path: &str, text: &str, kind: &str, id: &str) -> Result<String, String> {
    on_toml(path, text, |document| {
        let table = document.get_mut(kind).and_then(Item::as_table_like_mut);
        let gone = table.and_then(|table| table.remove(id));
        gone.map(|_| ()).ok_or_else(|| format!("there is no `{kind}.{id}` here"))
    })
}

/// Puts a record at the end of a file; `record` is its text, beginning with the header.
pub fn append_record(text: &str, record: &str) -> String {
    let gap = match text {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{text}{gap}{}\n", record.trim_end())
}

/// Applies fixes to the text of one file, from the end to the beginning; of two that overlap the first counts.
pub fn apply_fixes(text: &str, fixes: &[Fix]) -> String {
    let mut sorted: Vec<&Fix> = fixes.iter().collect();
    sorted.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0_usize;
    for fix in sorted {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        let (Some(before), true) = (text.get(at..start), text.is_char_boundary(end.min(text.len()))) else { continue };
        out.push_str(before);
        out.push_str(&fix.text);
        at = end.min(text.len()).max(start);
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

fn on_record(
    path: &str,
    text: &str,
    kind: &str,
    id: &str,
    change: impl FnOnce(&mut Table) -> Result<(), String>,
) -> Result<String, String> {
    on_toml(path, text, |document| {
        let kinds = document.get_mut(kind).and_then(Item::as_table_mut);
        let record = kinds.and_then(|kinds| kinds.get_mut(id)).and_then(Item::as_table_mut);
        change(record.ok_or_else(|| format!("there is no `{kind}.{id}` here"))?)
    })
}

fn on_toml(
    path: &str,
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
) -> Result<String, String> {
    let range = match path.ends_with(".md") {
        true => front_matter(text).ok_or("the file has no front matter")?.toml,
        false => 0..text.len(),
    };
    let inner = text.get(range.clone()).unwrap_or("");
    let mut document: DocumentMut = inner.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    change(&mut document)?;
    let before = text.get(..range.start).unwrap_or("");
    let after = text.get(range.end..).unwrap_or("");
    Ok(format!("{before}{document}{after}"))
}

#[cfg(test)]
mod tests {
    use vauban_diagnostics::{FileId, Span};

    use super::*;

    const TEXT: &str =
        "# Zones\n[zone.a]\nkind = \"network\" # where\n\n  # odd indentation stays\n[zone.b]\nkind=\"host\"\n";

    #[test]
    fn an_edit_changes_only_what_it_must() {
        let set = set_key("z.toml", TEXT, "zone", "a", "kind", &NewValue::Text("cloud".into())).unwrap();
        assert_eq!(set, TEXT.replace("\"network\"", "\"cloud\""));
        let added = set_key("z.toml", TEXT, "zone", "b", "outside", &NewValue::Flag(true)).unwrap();
        assert_eq!(added, format!("{TEXT}outside = true\n"));
        let removed = remove_key("z.toml", TEXT, "zone", "b", "kind").unwrap();
        assert_eq!(removed, TEXT.replace("kind=\"host\"\n", ""));
        assert!(remove_record("z.toml", TEXT, "zone", "c").is_err());
        assert!(!remove_record("z.toml", TEXT, "zone", "b").unwrap().contains("zone.b"));
    }

    #[test]
    fn lists_grow_and_tables_are_replaced() {
        let text = "[zone.a]\nkind = \"network\" # where\n\n[zone.b]\nkind = \"host\"\n";
        let table = NewValue::Table(vec![
            ("by".into(), NewValue::Text("x".into())),
            ("date".into(), NewValue::Date("2026-11-22".into())),
        ]);
        let one = push("z.toml", text, "zone", "a", "list", &table).unwrap();
        assert!(one.contains("list = [{ by = \"x\", date = 2026-11-22 }]\n"), "{one}");
        let two = push("z.toml", &one, "zone", "a", "list", &NewValue::Number(1)).unwrap();
        assert!(two.contains("date = 2026-11-22 }, 1]\n"), "{two}");
        assert!(push("z.toml", text, "zone", "a", "kind", &table).is_err());
        let saw = [("flow.x".to_owned(), "sha".to_owned())];
        let with = set_table("z.toml", text, "zone", "a", "saw", &saw).unwrap();
        assert_eq!(with, text.replace("\n\n[zone.b]", "\n\n[zone.a.saw]\n\"flow.x\" = \"sha\"\n\n[zone.b]"));
        let again = set_table("z.toml", &with, "zone", "a", "saw", &[("y".into(), "z".into())]).unwrap();
        assert_eq!(again, with.replace("\"flow.x\" = \"sha\"", "y = \"z\""));
    }

    #[test]
    fn lists_of_tables_grow_at_their_end() {
        let text = "[issue.a]\nstate = \"received\" # now\n\n# the next\n[issue.b]\nstate = \"closed\"\n";
        let event = |state: &str| {
            vec![
                ("at".to_owned(), NewValue::Date("2026-11-22T21:00:00+01:00".into())),
                ("state".to_owned(), NewValue::Text(state.into())),
            ]
        };
        let one = append_table("i.toml", text, ("issue", "a"), "events", &event("received")).unwrap();
        let block = "\n[[issue.a.events]]\nat = 2026-11-22T21:00:00+01:00\nstate = \"received\"\n";
        assert_eq!(one, text.replace("# now\n", &format!("# now\n{block}")));
        let two = append_table("i.toml", &one, ("issue", "a"), "events", &event("closed")).unwrap();
        assert_eq!(two, one.replace(block, &format!("{block}{}", block.replace("received", "closed"))));
        let last = append_table("i.toml", text, ("issue", "b"), "events", &event("closed")).unwrap();
        assert!(last.starts_with(text) && last.contains("[[issue.b.events]]"), "{last}");
        let inline = "[issue.a]\nevents = [{ state = \"received\" }] # all\n";
        let grown = append_table("i.toml", inline, ("issue", "a"), "events", &event("closed")).unwrap();
        let expect = "[issue.a]\nevents = [{ state = \"received\" },\n  { at = 2026-11-22T21:00:00+01:00, state = \"closed\" },\n] # all\n";
        assert_eq!(grown, expect);
        for comma in ["", ","] {
            let noted = format!("[issue.a]\nevents = [\n  {{ state = \"received\" }}{comma}   # by phone\n]\n");
            let grown = append_table("i.toml", &noted, ("issue", "a"), "events", &event("closed")).unwrap();
            let new = "  { at = 2026-11-22T21:00:00+01:00, state = \"closed\" },\n]\n";
            assert_eq!(grown, format!("[issue.a]\nevents = [\n  {{ state = \"received\" }},   # by phone\n{new}"));
        }
        assert!(append_table("i.toml", text, ("issue", "a"), "state", &event("closed")).is_err());
    }

    #[test]
    fn tables_inside_a_record_are_made_and_filled() {
        let text = "[zone.a]\n# first\nkind = \"host\"\n\n# the next\n[zone.b]\nx = { y = 1 } # kept\n";
        let made = set_key_in(
            "z.toml",
            text,
            ("zone", "a"),
            "concerns",
            "logging",
            &NewValue::Table(vec![("by".into(), NewValue::List(vec!["log".into()]))]),
        );
        let head = "kind = \"host\"\n";
        let table = format!("{head}\n[zone.a.concerns]\nlogging = {{ by = [\"log\"] }}\n");
        assert_eq!(made.unwrap(), text.replace(head, &table));
        let filled = set_key_in("z.toml", text, ("zone", "b"), "x", "z", &NewValue::Flag(true)).unwrap();
        assert_eq!(filled, text.replace("{ y = 1 }", "{ y = 1, z = true }"));
        assert!(set_key_in("z.toml", text, ("zone", "a"), "kind", "z", &NewValue::Flag(true)).is_err());
    }

    #[test]
    fn many_records_are_edited_at_once() {
        let edit = |id: &str, keys| RecordEdit { id: id.to_owned(), keys, ..RecordEdit::default() };
        let edits = vec![
            edit("b", vec![("kind".to_owned(), None), ("outside".to_owned(), Some(NewValue::Flag(true)))]),
            edit("a", vec![("kind".to_owned(), Some(NewValue::Text("cloud".into())))]),
        ];
        let edited = edit_records("z.toml", TEXT, "zone", &edits).unwrap();
        let expect = TEXT.replace("\"network\"", "\"cloud\"").replace("kind=\"host\"\n", "outside = true\n");
        assert_eq!(edited, expect);
        assert!(edit_records("z.toml", TEXT, "zone", &[edit("c", Vec::new())]).is_err());
        assert!(edit_records("z.toml", TEXT, "flow", &[edit("a", Vec::new())]).is_err());
    }

    #[test]
    fn fixes_are_applied_from_the_end() {
        let fix = |start, end, text: &str| Fix {
            title: String::new(),
            span: Span::new(FileId(0), start, end),
            text: text.into(),
        };
        assert_eq!(apply_fixes("abcdef", &[fix(4, 5, "E"), fix(0, 2, "xyz")]), "xyzcdEf");
    }

    #[test]
    fn records_are_appended_after_a_blank_line() {
        assert_eq!(append_record("", "[a.b]"), "[a.b]\n");
        assert_eq!(append_record("[a.b]\n", "[a.c]\n\n"), "[a.b]\n\n[a.c]\n");
    }
}
