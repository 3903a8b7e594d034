//! Fields in the order in which a record is written.

use super::Head;
use super::resolve::Target;
use crate::{Draft, Field};

/// A record being written: empty fields are left out.
pub(super) struct Record {
    kind: &'static str,
    id: String,
    fields: Vec<(String, Field)>,
    origin: String,
}

impl Record {
    pub(super) fn new(kind: &'static str, id: String, head: &Head) -> Self {
        let origin = if head.place.path.is_empty() { "/".to_owned() } else { head.place.path.clone() };
        let record = Self { kind, id, fields: Vec::new(), origin };
        let title = one_line(&head.title);
        record.text("title", Some(title)).text("description", Some(head.description.join("\n\n")))
    }

    pub(super) fn text(mut self, name: &str, text: Option<impl Into<String>>) -> Self {
        if let Some(text) = text.map(Into::into).filter(|text| !text.is_empty()) {
            self.fields.push((name.to_owned(), Field::Text(text)));
        }
        self
    }

    pub(super) fn words(mut self, name: &str, words: Vec<String>) -> Self {
        if !words.is_empty() {
            self.fields.push((name.to_owned(), Field::Words(words)));
        }
        self
    }

    /// One id alone, or a list of several.
    pub(super) fn one_or_more(self, name: &str, mut words: Vec<String>) -> Self {
        match words.len() {
            1 => self.text(name, words.pop()),
            _ => self.words(name, words),
        }
    }

    pub(super) fn references(self, name: &str, targets: &[Target]) -> Self {
        self.words(name, targets.iter().map(Target::reference).collect())
    }

    /// A flag that is only written when it is set.
    pub(super) fn flag(mut self, name: &str, flag: bool) -> Self {
        if flag {
            self.fields.push((name.to_owned(), Field::Flag(true)));
        }
        self
    }

    pub(super) fn number(mut self, name: &str, number: Option<i64>) -> Self {
        if let Some(number) = number {
            self.fields.push((name.to_owned(), Field::Number(number)));
        }
        self
    }

    pub(super) fn table(mut self, name: &str, table: Vec<(String, Field)>) -> Self {
        if !table.is_empty() {
            self.fields.push((name.to_owned(), Field::Table(table)));
        }
        self
    }

    pub(super) fn done(self) -> Draft {
        Draft { kind: self.kind, id: self.id, fields: self.fields, origin: self.origin, asks: Vec::new() }
    }
}

/// A title has one line.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
