//! A requirement as it is exchanged with other tools: an id, and values by the keys of our records.
//!
//! Every format that holds requirements has attributes with names of their makers' or users' choice. What is exported
//! names them by these keys, so that it comes back as it went; [`Form`] says how the text of a cell or attribute
//! becomes a value again.

use std::fmt;

/// A requirement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requirement {
    /// Its id, without the kind in front.
    pub id: String,
    /// What it says, in the order of [`KEYS`]; empty values are left out.
    pub values: Vec<(&'static str, Value)>,
}

impl Requirement {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// The value of a key as one text; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.get(key).map(ToString::to_string).unwrap_or_default()
    }

    /// The values of a list; none where there is none.
    #[must_use]
    pub fn list(&self, key: &str) -> &[String] {
        match self.get(key) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// Its id in the other tool: the one it has there already, else ours.
    #[must_use]
    pub fn uid(&self) -> String {
        let external = self.text("external");
        if external.is_empty() { self.id.clone() } else { external }
    }
}

/// What a key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// Several words or references.
    List(Vec<String>),
    /// A whole number.
    Number(i64),
    /// A calendar date, as `2026-11-22`.
    Date(String),
}

impl Value {
    /// Whether two values say the same: line ends, spaces around and the order of a list say nothing.
    #[must_use]
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::List(one), Value::List(other)) => {
                let sorted = |items: &[String]| {
                    let mut items: Vec<String> = items.iter().map(|item| item.trim().to_owned()).collect();
                    items.sort();
                    items
                };
                sorted(one) == sorted(other)
            }
            (Value::Text(one), Value::Text(other)) => plain(one) == plain(other),
            (one, other) => one == other,
        }
    }
}

/// As one text: a list is separated so that [`Form::read`] finds its items again.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::Date(text) => out.write_str(text),
            Value::Number(number) => write!(out, "{number}"),
            Value::List(items) => {
                let alone = items.len() == 1 && items.iter().any(|item| item.contains(','));
                for (at, item) in items.iter().enumerate() {
                    out.write_str(if at == 0 { "" } else { "; " })?;
                    out.write_str(&item.replace(';', ";;"))?;
                }
                out.write_str(if alone { ";" } else { "" })
            }
        }
    }
}

/// A text without what a spreadsheet or an editor does to it: line ends of Windows, spaces around.
#[must_use]
pub fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// What the value of a key looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// One reference to a record.
    Reference,
    /// Several references to records.
    References,
    /// Several texts.
    List,
    /// One word of a list.
    Word(&'static [&'static str]),
    /// Several words of a list.
    Words(&'static [&'static str]),
    /// A security level from 0 to 4.
    Level,
    /// A calendar date.
    Date,
}

const STAGES: &[&str] = &["installation", "operation", "maintenance", "decommissioning"];
const METHODS: &[&str] = &["test", "analysis", "inspection"];
const STATES: &[&str] = &["draft", "proposed", "approved", "rejected", "obsolete"];

/// The keys that are exchanged, in the order of the columns of a sheet.
pub const KEYS: &[(&str, Form)] = &[
    ("title", Form::Text),
    ("text", Form::Text),
    ("refines", Form::References),
    ("origin", Form::References),
    ("origin-standard", Form::List),
    ("origin-other", Form::Text),
    ("stage", Form::Words(STAGES)),
    ("category", Form::Text),
    ("level", Form::Level),
    ("allocated-to", Form::References),
    ("acceptance", Form::Text),
    ("method", Form::Word(METHODS)),
    ("verification", Form::Text),
    ("status", Form::Word(STATES)),
    ("approved-by", Form::Reference),
    ("date", Form::Date),
    ("external", Form::Text),
    ("description", Form::Text),
    ("rationale", Form::Text),
    ("owner", Form::Reference),
    ("tags", Form::List),
    ("products", Form::List),
];

/// The key as it stands in [`KEYS`], with its form.
#[must_use]
pub fn key(name: &str) -> Option<(&'static str, Form)> {
    KEYS.iter().find(|(key, _)| *key == name).copied()
}

impl Form {
    /// Whether it is a list.
    #[must_use]
    pub fn many(self) -> bool {
        matches!(self, Form::References | Form::List | Form::Words(_))
    }

    /// Reads a text; nothing where it says nothing.
    ///
    /// # Errors
    /// What is wrong with it, in half a sentence.
    pub fn read(self, text: &str) -> Result<Option<Value>, String> {
        let text = plain(text);
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(match self {
            Form::Text | Form::Reference => Value::Text(text),
            Form::References | Form::List => Value::List(items(&text)),
            Form::Word(words) => Value::Text(word(&text, words)?),
            Form::Words(words) => {
                let all: Result<Vec<String>, String> = items(&text).iter().map(|item| word(item, words)).collect();
                Value::List(all?)
            }
            Form::Level => {
                let digits =
                    text.strip_prefix("SL").unwrap_or(&text).trim_matches(|letter| letter == ' ' || letter == '-');
                let level =
                    digits.parse::<f64>().ok().filter(|level| level.fract() == 0.0 && (0.0..=4.0).contains(level));
                #[expect(clippy::cast_possible_truncation, reason = "a whole number from 0 to 4")]
                let level = level.ok_or("no security level from 0 to 4")? as i64;
                Value::Number(level)
            }
            Form::Date => Value::Date(date(&text).ok_or("no calendar date as 2026-11-22")?),
        }))
    }
}

/// The items of a list: one a line, else between semicolons, else between commas. Two semicolons are one of an item's own.
fn items(text: &str) -> Vec<String> {
    let between = match text {
        text if text.contains('\n') => '\n',
        text if text.contains(';') => ';',
        _ => ',',
    };
    let (mut all, mut item) = (Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == ';' && letters.next_if_eq(&';').is_some() {
            item.push(';');
        } else if letter == between {
            all.push(std::mem::take(&mut item));
        } else {
            item.push(letter);
        }
    }
    all.push(item);
    let trimmed = all.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    trimmed.map(str::to_owned).collect()
}

fn word(text: &str, words: &[&str]) -> Result<String, String> {
    let plain = text.trim().to_lowercase();
    let known = words.iter().find(|word| **word == plain);
    known.map(|word| (*word).to_owned()).ok_or_else(|| format!("none of {}", words.join(", ")))
}

/// A date as it stands, or at the beginning of a time.
fn date(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    let digits = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let part = |from: usize, to: usize| day.get(from..to)?.parse::<u16>().ok();
    let (year, month, day_of) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let days = match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let time = rest.is_empty() || rest.starts_with(['T', ' ']);
    (digits && time && (1..=days).contains(&day_of)).then(|| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Value {
        Value::List(items.iter().map(|item| (*item).to_owned()).collect())
    }

    #[test]
    fn lists_come_back_whatever_is_in_them() {
        for items in [
            &["a"][..],
            &["a", "b"],
            &["a, b"],
            &["a, b", "c"],
            &["a; b"],
            &["a;b", "c,d"],
            &["a;", ";b"],
            &["CR 1.1 RE(1)"],
        ] {
            let value = list(items);
            assert_eq!(Form::List.read(&value.to_string()), Ok(Some(value.clone())), "{value}");
        }
        assert_eq!(Form::List.read("a, b\n"), Ok(Some(list(&["a", "b"]))));
        assert!(list(&["b", "a "]).same(&list(&["a", "b"])));
    }

    #[test]
    fn values_are_read_or_refused() {
        let read = |form: Form, text: &str| form.read(text).map(|value| value.map(|value| value.to_string()));
        assert_eq!(read(Form::Level, "SL 2"), Ok(Some("2".into())));
        assert_eq!(read(Form::Level, "SL-3"), Ok(Some("3".into())));
        assert!(
            read(Form::Level, "5").is_err() && read(Form::Level, "1.5").is_err() && read(Form::Level, "NaN").is_err()
        );
        assert_eq!(read(Form::Date, "2026-11-22T10:00:00Z"), Ok(Some("2026-11-22".into())));
        for wrong in ["2026-02-30", "22.11.2026", "2026-1-1", "2026-11-2", "2026-11-22x", "é026-11-22"] {
            assert!(read(Form::Date, wrong).is_err(), "{wrong}");
        }
        assert_eq!(read(Form::Words(STAGES), "Operation, MAINTENANCE"), Ok(Some("operation; maintenance".into())));
        assert!(read(Form::Word(METHODS), "by magic").unwrap_err().contains("analysis"));
        assert_eq!(read(Form::Text, " \r\n "), Ok(None));
    }
}
