//! Requirements of other tools into records: items with attributes under names of the author's choice.
//!
//! A reader turns its file into [`Item`]s and tells what it leaves behind. What an attribute means is found by its
//! name, in English or German (`spellings`), or as the caller maps it; what its text means, by the key it stands for
//! (`words`). Ids are made of the tool's ids, which stay in `external`; parents become `refines`, circles and all: the
//! check finds those.

pub(crate) mod doorstop;
pub(crate) mod needs;
pub(crate) mod reqif;
mod spellings;
pub(crate) mod strictdoc;
pub(crate) mod table;
mod words;

use std::collections::{BTreeMap, HashMap};

use vauban_formats::requirement::{Form, KEYS, Value, key, plain};

use crate::lost::{Losses, Place};
use crate::names::{Ids, slug};
use crate::{Draft, Field};
use spellings::Meaning;
pub use table::{Row, Rows, rows, sheet as read_sheet};

/// Which columns or attributes mean which key, beyond what their names say, and which sheet to read.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// Name and key: `id`, a key of a requirement, or `-` for what is left out.
    pub columns: Vec<(String, String)>,
    /// The sheet; by default the first that looks like requirements.
    pub sheet: Option<String>,
}

impl Mapping {
    /// Reads `Column=key`.
    ///
    /// # Errors
    /// If it is none, or the key is no key of a requirement.
    pub fn add(&mut self, written: &str) -> Result<(), String> {
        let (column, wanted) =
            written.rsplit_once('=').ok_or_else(|| format!("`{written}` is no mapping: write `Column=key`"))?;
        let known = wanted == "id" || wanted == "-" || key(wanted).is_some();
        if !known {
            let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
            return Err(format!(
                "`{wanted}` is no key of a requirement: known are id, {}; `-` leaves a column out",
                keys.join(", ")
            ));
        }
        self.columns.push((column.to_owned(), wanted.to_owned()));
        Ok(())
    }

    fn meaning(&self, name: &str) -> Meaning {
        let mapped = self
            .columns
            .iter()
            .find(|(column, _)| slug(column) == slug(name) && !slug(name).is_empty() || column == name);
        match mapped.map(|(_, wanted)| wanted.as_str()) {
            Some("-") => Meaning::Nothing,
            Some("id") => Meaning::Id,
            Some(wanted) => key(wanted).map_or(Meaning::Unknown, |(key, _)| Meaning::Key(key)),
            None => spellings::meaning(name),
        }
    }
}

/// A requirement as its tool has it.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// Its id there; empty where it has none.
    pub(crate) uid: String,
    pub(crate) place: Place,
    /// Attributes in the order of the file: name, text, place.
    pub(crate) values: Vec<(String, String, Place)>,
    /// Ids of the items that it spells out.
    pub(crate) parents: Vec<(String, Place)>,
}

impl Item {
    pub(crate) fn say(&mut self, name: &str, text: impl Into<String>, place: &Place) {
        self.values.push((name.to_owned(), text.into(), place.clone()));
    }
}

const NO_FIELD: &str = "no record field for it";

/// The drafts of all items.
pub(crate) fn drafts(items: Vec<Item>, mapping: &Mapping, lost: &mut Losses) -> Vec<Draft> {
    let mut ids = Ids::default();
    let mut by_uid: HashMap<String, String> = HashMap::new();
    let mut known = Vec::new();
    for item in items {
        let meant = Meant::new(item, mapping, lost);
        if meant.says_nothing() {
            lost.add(&meant.place, "has neither a text nor a title");
            continue;
        }
        let id = ids.make("requirement", &meant.name());
        if !meant.uid.is_empty() && by_uid.insert(meant.uid.clone(), id.clone()).is_some() {
            lost.add(&meant.place, "two requirements have this id; references to it mean the last one");
        }
        known.push((id, meant));
    }
    known.into_iter().map(|(id, meant)| meant.draft(id, &by_uid, lost)).collect()
}

/// An item whose attributes are known for what they mean.
struct Meant {
    uid: String,
    /// Our own id, where the file holds it.
    own: String,
    place: Place,
    texts: BTreeMap<&'static str, (String, Place)>,
    parents: Vec<(String, Place)>,
}

impl Meant {
    fn new(item: Item, mapping: &Mapping, lost: &mut Losses) -> Meant {
        let mut meant = Meant {
            uid: plain(&item.uid),
            own: String::new(),
            place: item.place,
            texts: BTreeMap::new(),
            parents: item.parents,
        };
        for (name, text, place) in item.values {
            let text = plain(&text);
            if text.is_empty() {
                continue;
            }
            match mapping.meaning(&name) {
                Meaning::Id if meant.uid.is_empty() => meant.uid = text,
                Meaning::Id if meant.uid != text => lost.add(&place, "a second id"),
                Meaning::Own => meant.own = text,
                Meaning::Key(key) => match meant.texts.get_mut(key) {
                    // Two comments are two paragraphs; of other attributes the same key can stand for two.
                    Some((old, _)) => {
                        old.push_str("\n\n");
                        old.push_str(&text);
                    }
                    None => {
                        meant.texts.insert(key, (text, place));
                    }
                },
                Meaning::Id | Meaning::Digest => {}
                Meaning::Nothing => lost.add(&place, "left out, as asked"),
                Meaning::Unknown => lost.add(&place, NO_FIELD),
            }
        }
        if let Some(local) = meant.uid.strip_prefix("requirement.") {
            meant.uid = local.to_owned();
        }
        // What has one text only has it under the name that the tool happens to use.
        if !meant.texts.contains_key("text") {
            let other = meant.texts.remove("description");
            if let Some(other) = other.or_else(|| meant.texts.get("title").cloned()) {
                meant.texts.insert("text", other);
            }
        }
        meant
    }

    fn says_nothing(&self) -> bool {
        !self.texts.contains_key("text")
    }

    /// What the id is made of.
    fn name(&self) -> String {
        let text = |key: &str| self.texts.get(key).map(|(text, _)| text.as_str()).unwrap_or_default();
        let all = [self.own.as_str(), self.uid.as_str(), text("title")];
        let found = all.into_iter().find(|name| !slug(name).is_empty());
        found.map_or_else(|| crate::formats::first_words(text("text")), str::to_owned)
    }

    fn draft(mut self, id: String, by_uid: &HashMap<String, String>, lost: &mut Losses) -> Draft {
        let mut values: BTreeMap<&'static str, Value> = BTreeMap::new();
        let refines = self.texts.remove("refines");
        for (key, form) in KEYS {
            let Some((text, place)) = self.texts.remove(key) else { continue };
            match words::read(key, *form, &text) {
                Ok(read) => {
                    for (key, value) in read.values {
                        join(&mut values, key, value);
                    }
                    for reason in read.left {
                        lost.add(&place, reason);
                    }
                }
                Err(reason) => lost.add(&place, reason),
            }
        }
        let mut parents: Vec<String> = Vec::new();
        let listed = refines.map(|(text, place)| match Form::References.read(&text) {
            Ok(Some(Value::List(items))) => items.into_iter().map(|item| (item, place.clone())).collect(),
            _ => Vec::new(),
        });
        for (uid, place) in std::mem::take(&mut self.parents).into_iter().chain(listed.unwrap_or_default()) {
            let reference = match by_uid.get(uid.strip_prefix("requirement.").unwrap_or(&uid)) {
                Some(id) => format!("requirement.{id}"),
                None if words::reference(&uid, &["requirement"]) => uid,
                None => {
                    lost.add(&place, "refers to a requirement that the file does not have");
                    continue;
                }
            };
            if !parents.contains(&reference) {
                parents.push(reference);
            }
        }
        if !parents.is_empty() {
            values.insert("refines", Value::List(parents));
        }
        // An id that was made of ours when it was exported is no id of the other tool's own.
        if !self.uid.is_empty() && self.uid != id && self.own.is_empty() && !values.contains_key("external") {
            values.insert("external", Value::Text(self.uid.clone()));
        }
        let fields = KEYS.iter().filter_map(|(key, _)| Some(((*key).to_owned(), field(values.remove(key)?))));
        let fields = fields.collect();
        let origin = if self.place.path.is_empty() { "/".to_owned() } else { self.place.path };
        Draft { kind: "requirement", id, fields, origin, asks: Vec::new() }
    }
}

/// Adds a value; where two attributes mean one key, lists and texts are joined.
fn join(values: &mut BTreeMap<&'static str, Value>, key: &'static str, value: Value) {
    match (values.get_mut(key), value) {
        (Some(Value::List(old)), Value::List(new)) => {
            for item in new {
                if !old.contains(&item) {
                    old.push(item);
                }
            }
        }
        (Some(Value::Text(old)), Value::Text(new)) => {
            old.push_str("; ");
            old.push_str(&new);
        }
        (_, value) => {
            values.insert(key, value);
        }
    }
}

fn field(value: Value) -> Field {
    match value {
        Value::Text(text) => Field::Text(text),
        Value::List(items) => Field::Words(items),
        Value::Number(number) => Field::Number(number),
        Value::Date(date) => Field::Date(date),
    }
}

/// A place below another one: the name as it is, and starred where the author chose it.
pub(crate) fn below(place: &Place, name: &str, star: &str) -> Place {
    let shown: String =
        name.chars().take(60).map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect();
    Place { path: format!("{}/{shown}", place.path), star: format!("{}/{star}", place.star) }
}
