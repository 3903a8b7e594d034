//! How a value is read from the tree, described to people and searched for links: one trait, [`Shape`].
//!
//! Every field of every record kind has a type that implements it, so the parser, the suggestions, the JSON
//! Schema, the reference pages and `vauban explain` all say the same.

use std::ops::Deref;

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding, Span, nearest};
use vauban_syntax::{DeTable, DeValue, Spanned};

use crate::codes;
use crate::link::{Link, Mention};
use crate::model::AnyId;
use crate::spell::{list, quoted};

/// What a value looks like, for schema, docs and messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text in quotes.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number in a range.
    Number(i64, i64),
    /// A calendar date.
    Date,
    /// A date and time with a zone.
    Time,
    /// A CVSS vector, a digest, a purl …: text with a name for what it holds.
    Formatted(&'static str),
    /// One word of a fixed list, with what each means.
    Words(Vec<(&'static str, &'static str)>),
    /// One word of a list in the catalog.
    Term(&'static str),
    /// A reference to a record of one of these kinds.
    Reference(Vec<&'static str>),
    /// A requirement of a standard.
    Requirement,
    /// A file of the project or `document.ID#anchor`.
    Evidence,
    /// A list of something; one bare value counts as a list of one.
    List(Box<Form>),
    /// A table with these keys.
    Table(Vec<Field>),
    /// A table whose keys the author chooses, from a list where one is given.
    Map(Option<&'static str>, Box<Form>),
}

/// A key of a record or table, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key, in kebab-case.
    pub key: &'static str,
    /// Whether a record without it is incomplete.
    pub needed: bool,
    /// What the value looks like.
    pub form: Form,
    /// What it says.
    pub doc: &'static str,
}

/// The full name of a record, for [`Shape::spell`].
pub type Names<'n> = &'n dyn Fn(AnyId) -> String;

/// A type that can stand as a value in a record.
pub trait Shape: Sized {
    /// What it looks like.
    fn form() -> Form;

    /// Reads it; reports what is wrong to the reader and returns `None` when nothing of it can be used.
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self>;

    /// Calls `visit` for everything it points at.
    fn mentions<'a>(&'a self, _visit: &mut dyn FnMut(Mention<'a>)) {}

    /// Calls `visit` for every link in it, to resolve it.
    fn links_mut(&mut self, _visit: &mut dyn FnMut(&mut Link)) {}

    /// Writes it so that values that mean the same are written alike, whatever their layout: references by the
    /// full name of what they mean, lists of single values sorted.
    fn spell(&self, names: Names<'_>, out: &mut String);

    /// Whether a list may be given as one bare value: true for scalars.
    const BARE: bool = true;
}

/// A value with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sp<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Deref for Sp<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Text with its place.
pub type Text = Sp<Box<str>>;
/// A flag with its place.
pub type Flag = Sp<bool>;

/// Carries what reading needs: the file, the catalog for its lists, and where to report.
#[derive(Debug)]
pub struct Reader<'r> {
    /// File being read.
    pub file: FileId,
    /// Offset of the parsed text in the file.
    pub base: u32,
    /// The record being read, as `kind.id`.
    pub record: String,
    /// Where its header stands.
    pub header: Span,
    /// Lists of words.
    pub catalogs: &'r Catalogs,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

impl Reader<'_> {
    /// The place of something in the tree.
    pub fn span<T>(&self, spanned: &Spanned<T>) -> Span {
        let range = spanned.span();
        Span::new(self.file, self.base + range.start as u32, self.base + range.end as u32)
    }

    /// Reports, naming the record being read.
    pub fn report(&mut self, finding: Finding) {
        let subject = if finding.subject.is_empty() { self.record.clone() } else { finding.subject.clone() };
        self.findings.push(finding.subject(subject));
    }

    /// Reports a value of the wrong type.
    pub fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, expected: &str, example: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let span = self.span(value);
        let finding = codes::WRONG_TYPE
            .at(span, format!("expected {expected}, found {found}"))
            .help(format!("write it as {example}"));
        self.report(finding);
    }

    /// Reports a word that is not on its list, with the nearest that is.
    pub fn unknown_word<'w>(
        &mut self,
        span: Span,
        word: &str,
        what: &str,
        known: impl Iterator<Item = &'w str> + Clone,
    ) {
        let mut finding = codes::UNKNOWN_WORD.at(span, format!("`{word}` is no {what}"));
        finding = match nearest(word, known.clone()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`? known: {}", some(known))).fix(
                format!("replace `{word}` by `{meant}`"),
                span,
                format!("\"{meant}\""),
            ),
            None => finding.help(format!("known: {}", some(known))),
        };
        self.report(finding);
    }

    /// Reads the keys of a table: known ones through `field`, the others are reported with the nearest.
    ///
    /// `field` answers false for a key it does not know.
    pub fn keys(
        &mut self,
        table: &DeTable<'_>,
        known: fn() -> Vec<Field>,
        field: &mut dyn FnMut(&str, &Spanned<DeValue<'_>>, &mut Self) -> bool,
    ) {
        for (key, value) in table {
            if !field(key.get_ref(), value, self) {
                let span = self.span(key);
                let known = known();
                self.unknown_key(span, key.get_ref(), known.iter().map(|field| field.key));
            }
        }
    }

    /// Reports a key that the record does not have.
    pub fn unknown_key<'k>(&mut self, span: Span, key: &str, known: impl Iterator<Item = &'k str> + Clone) {
        let kind = self.record.split('.').next().unwrap_or("").to_owned();
        let mut finding = codes::UNKNOWN_KEY.at(span, format!("`{}` has no key `{key}`", self.record));
        finding =
            match nearest(key, known.clone()) {
                Some(meant) => finding
                    .help(format!("did you mean `{meant}`? `vauban explain {kind}` lists all keys"))
                    .fix(format!("rename `{key}` to `{meant}`"), span, meant.to_owned()),
                None => finding.help(format!("keys here: {}; `vauban explain {kind}` explains them", some(known))),
            };
        let subject = format!("{}#{key}", self.record);
        self.report(finding.subject(subject));
    }

    /// Reports keys without which the record is incomplete.
    pub fn missing_key(&mut self, key: &str, doc: &str) {
        let finding = codes::MISSING_KEY
            .at(self.header, format!("`{}` does not say `{key}`", self.record))
            .help(format!("add `{key} = …`: {doc}"));
        let subject = format!("{}#{key}", self.record);
        self.report(finding.subject(subject));
    }
}

/// The first dozen of a list, and how many more there are.
fn some<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    let shown = words.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    if words.len() > 12 { format!("{shown} … ({} in all)", words.len()) } else { shown }
}

/// Reads text, or reports.
pub(crate) fn text(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(words) => Some(Sp { value: words.as_ref().into(), span: reader.span(value) }),
        _ => {
            reader.wrong_type(value, "text", "`\"…\"`");
            None
        }
    }
}

impl Shape for Text {
    fn form() -> Form {
        Form::Text
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        text(value, reader)
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        quoted(&self.value, out);
    }
}

impl Shape for Flag {
    fn form() -> Form {
        Form::Flag
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            reader.wrong_type(value, "true or false", "`true` or `false`");
        }
        flag.map(|flag| Sp { value: flag, span: reader.span(value) })
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(if self.value { "true" } else { "false" });
    }
}

/// A whole number from `LOW` to `HIGH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<const LOW: i64, const HIGH: i64>(pub Sp<i64>);

impl<const LOW: i64, const HIGH: i64> Shape for Number<LOW, HIGH> {
    fn form() -> Form {
        Form::Number(LOW, HIGH)
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let range = format!("a whole number from {LOW} to {HIGH}");
        let Some(digits) = value.get_ref().as_integer() else {
            reader.wrong_type(value, &range, &format!("`{LOW}`"));
            return None;
        };
        let number = i64::from_str_radix(&digits.as_str().replace('_', ""), digits.radix()).ok();
        match number.filter(|number| (LOW..=HIGH).contains(number)) {
            Some(number) => Some(Number(Sp { value: number, span: reader.span(value) })),
            None => {
                let span = reader.span(value);
                let finding = codes::WRONG_TYPE
                    .at(span, format!("expected {range}, found `{}`", digits.as_str()))
                    .help(format!("choose a number from {LOW} to {HIGH}"));
                reader.report(finding);
                None
            }
        }
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.0.value.to_string());
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn form() -> Form {
        Form::List(Box::new(T::form()))
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter().filter_map(|item| T::read(item, reader)).collect()),
            DeValue::Table(_) if T::BARE => {
                reader.wrong_type(value, "a list", "`[…, …]`");
                None
            }
            _ => T::read(value, reader).map(|item| vec![item]),
        }
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        self.iter().for_each(|item| item.mentions(visit));
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        self.iter_mut().for_each(|item| item.links_mut(visit));
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        list(self, names, out);
    }
    const BARE: bool = false;
}

/// A table whose keys the author chooses: each key with its place, and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(pub Vec<(Text, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Entries(Vec::new())
    }
}

impl<T> Entries<T> {
    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| &*name.value == key).map(|(_, value)| value)
    }
}

impl<T: Shape> Shape for Entries<T> {
    fn form() -> Form {
        Form::Map(None, Box::new(T::form()))
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            reader.wrong_type(value, "a table", "`{ key = value }`");
            return None;
        };
        let mut entries = Vec::new();
        for (key, value) in table {
            let name = Sp { value: key.get_ref().as_ref().into(), span: reader.span(key) };
            if let Some(value) = T::read(value, reader) {
                entries.push((name, value));
            }
        }
        Some(Entries(entries))
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        self.0.iter().for_each(|(_, item)| item.mentions(visit));
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        self.0.iter_mut().for_each(|(_, item)| item.links_mut(visit));
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        let mut entries: Vec<&(Text, T)> = self.0.iter().collect();
        entries.sort_by(|(one, _), (other, _)| one.value.cmp(&other.value));
        out.push('{');
        for (at, (key, value)) in entries.into_iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            quoted(&key.value, out);
            out.push_str(" = ");
            value.spell(names, out);
        }
        out.push('}');
    }
    const BARE: bool = false;
}
