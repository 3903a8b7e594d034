//! A table of a catalog file, read member by member.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use vauban_diagnostics::nearest;

use super::{Placed, Reader, is_kebab, texts};
use crate::error::Place;
use crate::word::Word;

/// A table, and the keys that were asked for.
pub(crate) struct Shape<'r> {
    reader: &'r Reader,
    what: &'static str,
    table: &'r DeTable<'r>,
    at: usize,
    asked: RefCell<Vec<&'static str>>,
}

impl<'r> Shape<'r> {
    /// A table that begins at a byte offset; `what` is its name in messages.
    pub(crate) fn new(reader: &'r Reader, what: &'static str, table: &'r DeTable<'r>, at: usize) -> Self {
        Shape { reader, what, table, at, asked: RefCell::default() }
    }

    /// Where the table begins.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Where the table begins, by line and column.
    pub(crate) fn place(&self) -> Place {
        self.reader.place(self.at)
    }

    /// Every member as it stands, in the order of the file; for shapes that keep what they do not know.
    pub(crate) fn members(&self) -> Vec<(&'r str, usize, &'r DeValue<'r>)> {
        let mut all: Vec<_> =
            self.table.iter().map(|(key, value)| (&**key.get_ref(), value.span().start, value.get_ref())).collect();
        all.sort_by_key(|(_, at, _)| *at);
        all
    }

    /// Whether there is a member of this name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Marks a key as known without reading it.
    pub(crate) fn knows(&self, key: &'static str) {
        self.asked.borrow_mut().push(key);
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &'static str) -> String {
        self.placed(key).text
    }

    /// A text that may be there.
    pub(crate) fn text_if(&self, key: &'static str) -> Option<String> {
        self.placed_if(key).map(|placed| placed.text)
    }

    /// A text that must be there, with its place.
    pub(crate) fn placed(&self, key: &'static str) -> Placed {
        self.required(key, |value| self.string(key, value)).unwrap_or_default()
    }

    /// A text that may be there, with its place.
    pub(crate) fn placed_if(&self, key: &'static str) -> Option<Placed> {
        self.find(key).and_then(|value| self.string(key, value))
    }

    /// A list of texts with their places; absent is empty.
    pub(crate) fn placed_list_if(&self, key: &'static str) -> Vec<Placed> {
        self.find(key).map(|value| self.list(key, value, |item| self.string(key, item))).unwrap_or_default()
    }

    /// A list of texts with their places that must be there.
    pub(crate) fn placed_list(&self, key: &'static str) -> Vec<Placed> {
        self.required(key, |value| Some(self.list(key, value, |item| self.string(key, item)))).unwrap_or_default()
    }

    /// A list of texts that must be there.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<String> {
        texts(&self.placed_list(key))
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts_if(&self, key: &'static str) -> Vec<String> {
        texts(&self.placed_list_if(key))
    }

    /// A list of lists of texts that must be there.
    pub(crate) fn placed_lists(&self, key: &'static str) -> Vec<Vec<Placed>> {
        let inner = |item: &Spanned<DeValue<'r>>| Some(self.list(key, item, |text| self.string(key, text)));
        self.required(key, |value| Some(self.list(key, value, inner))).unwrap_or_default()
    }

    /// A number that must be there.
    pub(crate) fn number(&self, key: &'static str) -> u32 {
        self.required(key, |value| self.integer(key, value)).unwrap_or_default()
    }

    /// A number that may be there, with its place.
    pub(crate) fn number_if(&self, key: &'static str) -> Option<(u32, usize)> {
        self.find(key).and_then(|value| self.integer(key, value).map(|number| (number, value.span().start)))
    }

    /// A list of numbers; absent is empty.
    pub(crate) fn numbers_if(&self, key: &'static str) -> Vec<u32> {
        self.find(key).map(|value| self.list(key, value, |item| self.integer(key, item))).unwrap_or_default()
    }

    /// Yes or no; absent is the given answer.
    pub(crate) fn flag_or(&self, key: &'static str, absent: bool) -> bool {
        self.find(key).and_then(|value| self.boolean(key, value)).unwrap_or(absent)
    }

    /// Yes or no that must be there.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        self.required(key, |value| self.boolean(key, value)).unwrap_or_default()
    }

    /// A word of an enumeration that must be there.
    pub(crate) fn word<W: Word>(&self, key: &'static str, stand_in: W) -> W {
        self.required(key, |value| self.member(key, value)).unwrap_or(stand_in)
    }

    /// A word of an enumeration that may be there.
    pub(crate) fn word_if<W: Word>(&self, key: &'static str) -> Option<W> {
        self.find(key).and_then(|value| self.member(key, value))
    }

    /// A list of words of an enumeration that must be there.
    pub(crate) fn words<W: Word>(&self, key: &'static str) -> Vec<W> {
        self.required(key, |value| Some(self.list(key, value, |item| self.member(key, item)))).unwrap_or_default()
    }

    /// A list of words of an enumeration; absent is empty.
    pub(crate) fn words_if<W: Word>(&self, key: &'static str) -> Vec<W> {
        self.find(key).map(|value| self.list(key, value, |item| self.member(key, item))).unwrap_or_default()
    }

    /// A list of tables (`[[key]]`, or an array of inline tables); absent is empty.
    pub(crate) fn tables(&self, key: &'static str, what: &'static str) -> Vec<Shape<'r>> {
        self.find(key).map(|value| self.list(key, value, |item| self.sub_table(key, item, what))).unwrap_or_default()
    }

    /// A table that may be there.
    pub(crate) fn table_if(&self, key: &'static str, what: &'static str) -> Option<Shape<'r>> {
        self.find(key).and_then(|value| self.sub_table(key, value, what))
    }

    /// Ends the reading: what nobody asked for is a mistake.
    pub(crate) fn finish(self) {
        let asked = self.asked.into_inner();
        for key in self.table.keys() {
            let word = key.get_ref();
            if is_kebab(word) && !asked.contains(&&**word) {
                let help = nearest(word, asked.iter().copied()).map(|known| format!("did you mean `{known}`?"));
                self.reader.refuse(key.span().start, format!("unknown key `{word}` in {}", self.what), help);
            }
        }
    }

    // A key spelled with underscores has been refused already; its value is used so that it is not missed as well.
    fn find(&self, key: &'static str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key).or_else(|| self.table.get(key.replace('-', "_").as_str()))
    }

    fn required<T>(&self, key: &'static str, read: impl FnOnce(&'r Spanned<DeValue<'r>>) -> Option<T>) -> Option<T> {
        let found = self.find(key);
        if found.is_none() {
            self.reader.refuse(self.at, format!("{} lacks `{key}`", self.what), None);
        }
        found.and_then(read)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = kind_of(value.get_ref());
        self.reader.refuse(value.span().start, format!("`{key}` must be {wanted}, this is {found}"), None);
    }

    fn string(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Placed> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong(key, value, "a text");
            return None;
        };
        Some(Placed { text: text.to_string(), at: value.span().start })
    }

    fn integer(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<u32> {
        let read = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(key, value, "a whole number from 0");
        }
        read
    }

    fn boolean(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let DeValue::Boolean(answer) = value.get_ref() else {
            self.wrong(key, value, "true or false");
            return None;
        };
        Some(*answer)
    }

    fn member<W: Word>(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<W> {
        let placed = self.string(key, value)?;
        let member = W::from_word(&placed.text);
        if member.is_none() {
            let known: Vec<&str> = W::ALL.iter().map(|(word, _)| *word).collect();
            let message = format!("`{}` is no word for `{key}`", placed.text);
            self.reader.refuse(placed.at, message, Some(format!("known words: {}", known.join(", "))));
        }
        member
    }

    fn sub_table(&self, key: &str, value: &'r Spanned<DeValue<'r>>, what: &'static str) -> Option<Shape<'r>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, "a table");
            return None;
        };
        Some(Shape::new(self.reader, what, table, value.span().start))
    }

    fn list<T>(
        &self,
        key: &str,
        value: &'r Spanned<DeValue<'r>>,
        read: impl Fn(&'r Spanned<DeValue<'r>>) -> Option<T>,
    ) -> Vec<T> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, "a list");
            return Vec::new();
        };
        items.iter().filter_map(read).collect()
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
