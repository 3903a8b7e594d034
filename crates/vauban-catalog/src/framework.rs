//! One shape for every other framework: entries with ids, and the crosswalk between them.
//!
//! Laws and standards differ in what they say about an entry. What all have is an id, a title, usually a
//! summary, and references to entries of other catalogs; the rest (clocks, classes, stages) is kept as named
//! members, so that whoever knows a framework can ask for it and nothing is lost on the way.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::error::{CatalogError, Place};
use crate::read::{Placed, Reader, Shape};
use crate::register::Register;

/// A law or standard with its entries.
#[derive(Clone, Debug, Default)]
pub struct Framework {
    /// The catalog without its edition: `cra`.
    pub id: String,
    /// What references are stored with: `cra:2024`.
    pub namespace: String,
    /// Where the namespace is written.
    pub declared: Option<Place>,
    /// Its title.
    pub title: String,
    /// Its edition, as it is cited.
    pub edition: String,
    /// What else the file says about itself.
    pub about: BTreeMap<String, Value>,
    /// Entries of all kinds; kinds in the file's order, entries in theirs.
    pub entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
}

/// An entry of a framework.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The table it stands in: `requirement`, `provision`, `task`, `clock`.
    pub kind: String,
    /// Its id; for tables without ids, their number, letter or key.
    pub id: String,
    /// Its title; its id, where the kind has no titles.
    pub title: String,
    /// What it says, in our own words.
    pub summary: String,
    /// Entries of other catalogs it corresponds to.
    pub refs: Vec<Ref>,
    /// Everything else.
    pub members: BTreeMap<String, Value>,
    /// Where it stands.
    pub place: Place,
}

/// An edge of the crosswalk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The member it stands in: `maps-to`, `cra`, `see-also`.
    pub relation: String,
    /// What it points to, with the catalog it belongs to where that is not IEC 62443: `SD-1`, `en18031:SUM-1`.
    pub target: String,
    /// Where it stands.
    pub place: Place,
}

/// A member that only those who know the framework understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A date, as it is written.
    Date(String),
    /// A list of texts or numbers.
    List(Vec<String>),
}

/// Members whose texts are references, and the catalog these belong to; empty where IEC 62443 or the text says so.
const RELATIONS: [(&str, &str); 7] = [
    ("maps-to", ""),
    ("maps-extra", ""),
    ("see-also", ""),
    ("cra", "cra"),
    ("en303645", "en303645"),
    ("en18031", "en18031"),
    ("ssdf", "ssdf"),
];

/// Relations whose targets answer an entry; the others only stand beside it.
const ANSWERS: [&str; 2] = ["maps-to", "maps-extra"];

/// How far entries of other catalogs answer one; the catalog's own judgement. Each later one says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nobody has judged it.
    Unjudged,
    /// Not at all.
    None,
    /// In part; its `gap` says what is left.
    Part,
    /// Wholly.
    Full,
}

impl Framework {
    /// Reads one edition. A file with mistakes is refused as a whole, with all of them in the file's order.
    pub fn parse(file: &str, text: &str) -> Result<Framework, Vec<CatalogError>> {
        let reader = Reader::new(file, text);
        let value = read(&reader);
        reader.finish(value)
    }

    /// The entry with this id, of a kind whose entries have ids.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.get(*self.index.get(id)?)
    }

    /// The entries of a kind, in the file's order.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    /// What the framework asks for, in the file's order: the entries of the kind that the file calls its clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &Entry> {
        let kind = self.said("clauses");
        self.entries.iter().filter(move |entry| Some(entry.kind.as_str()) == kind)
    }

    /// Parts that its clauses are ordered by, in the file's order.
    pub fn groups(&self) -> impl Iterator<Item = &Entry> {
        let kind = self.said("grouped-by");
        self.entries.iter().filter(move |entry| Some(entry.kind.as_str()) == kind)
    }

    /// The part that a clause belongs to: the one that it names, else the one whose id its own begins with, the longest
    /// first.
    pub fn group_of(&self, clause: &Entry) -> Option<&Entry> {
        let named = clause.text(self.said("grouped-by")?);
        match named {
            Some(id) => self.groups().find(|group| group.id == id),
            None => {
                let above = self.groups().filter(|group| clause.id.starts_with(&group.id));
                above.max_by_key(|group| group.id.len())
            }
        }
    }

    /// A text that the file says about itself.
    pub fn said(&self, key: &str) -> Option<&str> {
        match self.about.get(key)? {
            Value::Text(text) | Value::Date(text) => Some(text),
            Value::Integer(_) | Value::Boolean(_) | Value::List(_) => None,
        }
    }
}

impl Entry {
    /// A member that is a text or a date.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.members.get(key)? {
            Value::Text(text) | Value::Date(text) => Some(text),
            Value::Integer(_) | Value::Boolean(_) | Value::List(_) => None,
        }
    }

    /// A member that is a whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.members.get(key)? {
            Value::Integer(number) => Some(*number),
            Value::Text(_) | Value::Date(_) | Value::Boolean(_) | Value::List(_) => None,
        }
    }

    /// Whether a member is there and says yes.
    pub fn is(&self, key: &str) -> bool {
        self.members.get(key) == Some(&Value::Boolean(true))
    }

    /// A member that is a list.
    pub fn list(&self, key: &str) -> Option<&[String]> {
        match self.members.get(key)? {
            Value::List(list) => Some(list),
            Value::Text(_) | Value::Date(_) | Value::Boolean(_) | Value::Integer(_) => None,
        }
    }

    /// How far what the crosswalk names answers it.
    pub fn extent(&self) -> Extent {
        let judged = ["covered", "covered-42"].into_iter().filter_map(|key| match self.text(key)? {
            "full" => Some(Extent::Full),
            "partial" => Some(Extent::Part),
            "none" | "n-a" => Some(Extent::None),
            _ => Some(Extent::Unjudged),
        });
        judged.max().unwrap_or(Extent::Unjudged)
    }

    /// Entries of IEC 62443 that answer it, as far as they do: `SD-1`, `CR 1.1`; each once.
    pub fn answered_by(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for edge in self.refs.iter().filter(|edge| ANSWERS.contains(&edge.relation.as_str())) {
            if !all.contains(&edge.target.as_str()) {
                all.push(&edge.target);
            }
        }
        all
    }

    /// The targets of one relation.
    pub fn targets<'a>(&'a self, relation: &'a str) -> impl Iterator<Item = &'a str> {
        self.refs.iter().filter(move |edge| edge.relation == relation).map(|edge| edge.target.as_str())
    }
}

fn read(reader: &Reader) -> Framework {
    let table = reader.parse();
    let root = reader.root(&table);
    let mut value = Framework::default();
    match root.table_if("catalog", "the catalog table") {
        Some(shape) => about(reader, &shape, &mut value),
        None => reader.refuse(0, "a catalog lacks `catalog`", None),
    }
    let mut ids = Register::new("entry");
    for (kind, at, member) in root.members() {
        match member {
            DeValue::Table(_) if kind == "catalog" => {}
            DeValue::Array(items) => {
                let mut own = Register::new("entry");
                let mut title = None;
                for item in items {
                    let DeValue::Table(table) = item.get_ref() else {
                        reader.refuse(item.span().start, format!("`{kind}` must be a list of tables"), None);
                        continue;
                    };
                    let shape = Shape::new(reader, "an entry", table, item.span().start);
                    let title = *title.get_or_insert_with(|| title_key(&shape));
                    let entry = entry(reader, &shape, (kind, title), &mut ids, &mut own);
                    if shape.has("id") {
                        value.index.insert(entry.id.clone(), value.entries.len());
                    }
                    value.entries.push(entry);
                }
            }
            _ => reader.refuse(at, format!("`{kind}` must be a list of tables"), None),
        }
    }
    value
}

fn about(reader: &Reader, shape: &Shape<'_>, value: &mut Framework) {
    value.id = shape.text("id");
    value.title = shape.text("title");
    value.edition = shape.text("edition");
    let namespace = shape.placed("namespace");
    if !namespace.text.starts_with(&format!("{}:", value.id)) && !namespace.text.is_empty() {
        reader.refuse(
            namespace.at,
            format!("namespace `{}` does not begin with `{}:`", namespace.text, value.id),
            None,
        );
    }
    value.declared = Some(reader.place(namespace.at));
    value.namespace = namespace.text;
    for (key, at, member) in shape.members() {
        if !["id", "title", "edition", "namespace"].contains(&key)
            && let Some(member) = plain(reader, key, at, member)
        {
            value.about.insert(key.to_string(), member);
        }
    }
}

/// What entries of a kind call their title; the first one decides, and some kinds (clocks) have none but their id.
fn title_key(shape: &Shape<'_>) -> &'static str {
    ["title", "meaning"].into_iter().find(|key| shape.has(key)).unwrap_or("")
}

fn entry(
    reader: &Reader,
    shape: &Shape<'_>,
    kind: (&str, &'static str),
    ids: &mut Register,
    own: &mut Register,
) -> Entry {
    let (kind, title) = kind;
    // Side tables are numbered or lettered; their ids are their own matter.
    let (id_key, register) = ["nr", "letter", "key"]
        .into_iter()
        .find(|key| !shape.has("id") && shape.has(key))
        .map_or(("id", ids), |key| (key, own));
    let id = shape.placed(id_key);
    register.declare(reader, &id);
    let mut value = Entry {
        kind: kind.to_string(),
        title: if title.is_empty() { id.text.clone() } else { shape.text(title) },
        summary: shape.text_if("summary").or_else(|| shape.text_if("text")).unwrap_or_default(),
        refs: Vec::new(),
        members: BTreeMap::new(),
        place: shape.place(),
        id: id.text,
    };
    for (key, at, member) in shape.members() {
        if [id_key, title, "summary", "text"].contains(&key) {
            continue;
        }
        if let Some((relation, catalog)) = RELATIONS.iter().find(|(relation, _)| *relation == key) {
            for target in shape.placed_list_if(relation) {
                value.refs.push(edge(reader, relation, catalog, &target));
            }
        } else if let Some(member) = plain(reader, key, at, member) {
            value.members.insert(key.to_string(), member);
        }
    }
    value
}

fn edge(reader: &Reader, relation: &str, catalog: &str, target: &Placed) -> Ref {
    let prefixed = catalog.is_empty() || target.text.contains(':');
    let text = if prefixed { target.text.clone() } else { format!("{catalog}:{}", target.text) };
    Ref { relation: relation.to_string(), target: text, place: reader.place(target.at) }
}

fn plain(reader: &Reader, key: &str, at: usize, value: &DeValue<'_>) -> Option<Value> {
    let list_item = |item: &DeValue<'_>| match item {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    let read = match value {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Integer),
        DeValue::Boolean(answer) => Some(Value::Boolean(*answer)),
        DeValue::Datetime(date) => Some(Value::Date(date.to_string())),
        DeValue::Array(items) => {
            items.iter().map(|item| list_item(item.get_ref())).collect::<Option<Vec<_>>>().map(Value::List)
        }
        DeValue::Float(_) | DeValue::Table(_) => None,
    };
    if read.is_none() {
        reader.refuse(
            at,
            format!("`{key}` must be a text, whole number, date, true or false, or a list of texts or numbers"),
            None,
        );
    }
    read
}
