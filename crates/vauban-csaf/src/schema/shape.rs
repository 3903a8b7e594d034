//! Schemas as shapes: one per place of a schema, with references resolved.

use std::collections::BTreeMap;

use vauban_json::{Document, Limits, Value};

use super::Area;
use super::format::Format;
use super::pattern::Pattern;

/// Kinds of values, as bits.
pub(super) const NULL: u8 = 1;
pub(super) const BOOLEAN: u8 = 2;
pub(super) const NUMBER: u8 = 4;
pub(super) const INTEGER: u8 = 8;
pub(super) const TEXT: u8 = 16;
pub(super) const ARRAY: u8 = 32;
pub(super) const OBJECT: u8 = 64;

/// Whether members that are not listed may stand in an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing is said: the schema allows them, 6.2.20 advises against them.
    #[default]
    Silent,
    /// Allowed in so many words.
    Open,
    /// Forbidden.
    Closed,
}

/// What one place of a schema asks.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The area that begins here, where another schema is referred to.
    pub(super) area: Option<Area>,
    pub(super) kinds: u8,
    pub(super) words: Vec<String>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) min_length: usize,
    pub(super) max_length: Option<usize>,
    pub(super) min_items: usize,
    pub(super) unique: bool,
    pub(super) min_members: usize,
    pub(super) max_members: Option<usize>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) step: Option<f64>,
    /// Members in the order of their names.
    pub(super) members: Vec<(String, usize)>,
    /// Bits of members that have to be there, and names of those that are listed nowhere else.
    pub(super) required: u64,
    pub(super) required_others: Vec<String>,
    pub(super) others: Others,
    pub(super) items: Option<usize>,
    pub(super) one_of: Vec<usize>,
    pub(super) any_of: Vec<usize>,
    pub(super) all_of: Vec<usize>,
}

/// All shapes of an edition.
#[derive(Debug)]
pub(super) struct Shapes {
    pub(super) all: Vec<Shape>,
    pub(super) root: usize,
    /// Words of the schemas that nothing here knows; a test keeps it empty.
    pub(super) unknown_words: Vec<String>,
}

/// Words that ask nothing.
const SILENT: [&str; 11] = [
    "title",
    "description",
    "examples",
    "default",
    "$schema",
    "id",
    "$id",
    "$defs",
    "definitions",
    "license",
    "$comment",
];

impl Shapes {
    /// Reads schemas; the first is the one to begin with.
    pub(super) fn read(schemas: &[super::File]) -> Shapes {
        let limits = Limits::default();
        let read = |(area, id, text): &super::File| Some((*area, *id, Document::read(*text, &limits).ok()?));
        let documents: Vec<Read<'_>> = schemas.iter().filter_map(read).collect();
        let mut reader = Reader {
            documents: &documents,
            known: BTreeMap::new(),
            shapes: Shapes { all: Vec::new(), root: 0, unknown_words: Vec::new() },
        };
        if documents.len() != schemas.len() {
            reader.shapes.unknown_words.push("a schema that is no JSON".to_owned());
        }
        if let Some((_, _, first)) = documents.first() {
            reader.shapes.root = reader.shape(0, first.root());
        }
        reader.shapes
    }
}

/// A schema that was read: its area, its address, its tree.
type Read<'s> = (Area, &'static str, Document<'s>);

struct Reader<'s> {
    documents: &'s [Read<'s>],
    /// Shapes by schema and place, so that a schema that holds itself ends.
    known: BTreeMap<(usize, usize), usize>,
    shapes: Shapes,
}

impl<'s> Reader<'s> {
    fn shape(&mut self, schema: usize, at: Value<'s>) -> usize {
        if let Some(known) = self.known.get(&(schema, at.index())) {
            return *known;
        }
        if let Some(reference) = at.get_text("$ref")
            && let Some((other, target)) = self.target(schema, reference)
        {
            // Beside a reference stand only titles in these schemas; a test of the words keeps that true.
            self.words_beside_reference(at);
            let number = self.shape(other, target);
            self.known.insert((schema, at.index()), number);
            if other != schema {
                let area = self.documents[other].0;
                if let Some(shape) = self.shapes.all.get_mut(number) {
                    shape.area = Some(area);
                }
            }
            return number;
        }
        let number = self.shapes.all.len();
        self.shapes.all.push(Shape::default());
        self.known.insert((schema, at.index()), number);
        let shape = self.read(schema, at);
        let area = self.shapes.all[number].area;
        self.shapes.all[number] = Shape { area, ..shape };
        number
    }

    fn words_beside_reference(&mut self, at: Value<'s>) {
        for (name, _) in at.members() {
            let name = name.text().unwrap_or("");
            if name != "$ref" && !SILENT.contains(&name) {
                self.shapes.unknown_words.push(format!("{name} beside $ref"));
            }
        }
    }

    fn read(&mut self, schema: usize, at: Value<'s>) -> Shape {
        let mut shape = Shape::default();
        let size = |value: Value<'_>| value.as_u64().and_then(|size| usize::try_from(size).ok());
        let mut required = None;
        for (name, value) in at.members() {
            match name.text().unwrap_or("") {
                "type" => shape.kinds |= kinds(value),
                "enum" => shape.words = value.items().filter_map(Value::text).map(str::to_owned).collect(),
                "const" => shape.words = value.text().map(str::to_owned).into_iter().collect(),
                "pattern" => shape.pattern = value.text().and_then(Pattern::read),
                "format" => shape.format = value.text().and_then(Format::named),
                "minLength" => shape.min_length = size(value).unwrap_or(0),
                "maxLength" => shape.max_length = size(value),
                "minItems" => shape.min_items = size(value).unwrap_or(0),
                "uniqueItems" => shape.unique = value.boolean() == Some(true),
                "minProperties" => shape.min_members = size(value).unwrap_or(0),
                "maxProperties" => shape.max_members = size(value),
                "minimum" => shape.minimum = value.as_f64(),
                "maximum" => shape.maximum = value.as_f64(),
                "multipleOf" => shape.step = value.as_f64(),
                "properties" => {
                    for (name, value) in value.members() {
                        let inner = self.shape(schema, value);
                        shape.members.push((name.text().unwrap_or("").to_owned(), inner));
                    }
                }
                "required" => required = Some(value),
                "additionalProperties" | "unevaluatedProperties" => {
                    shape.others = if value.boolean() == Some(false) { Others::Closed } else { Others::Open };
                }
                "items" => shape.items = Some(self.shape(schema, value)),
                "oneOf" => shape.one_of = value.items().map(|one| self.shape(schema, one)).collect(),
                "anyOf" => shape.any_of = value.items().map(|one| self.shape(schema, one)).collect(),
                "allOf" => shape.all_of = value.items().map(|one| self.shape(schema, one)).collect(),
                word if SILENT.contains(&word) => {}
                word => self.shapes.unknown_words.push(word.to_owned()),
            }
        }
        // What unevaluatedProperties forbids, the parts beside it allow: their members are members of this.
        for inner in shape.all_of.clone() {
            for name in self.names(inner) {
                if !shape.members.iter().any(|(own, _)| *own == name) {
                    self.shapes.all.push(Shape::default());
                    shape.members.push((name, self.shapes.all.len() - 1));
                }
            }
        }
        shape.members.sort();
        for name in required.into_iter().flat_map(Value::items).filter_map(Value::text) {
            match shape.members.iter().position(|(own, _)| own == name) {
                Some(at) if at < 64 => shape.required |= 1 << at,
                _ => shape.required_others.push(name.to_owned()),
            }
        }
        shape
    }

    /// Names of the members that a shape and its parts list.
    fn names(&self, shape: usize) -> Vec<String> {
        let shape = &self.shapes.all[shape];
        let own = shape.members.iter().map(|(name, _)| name.clone());
        let parts = shape.all_of.iter().chain(&shape.any_of).chain(&shape.one_of);
        let mut all: Vec<String> = own.chain(parts.flat_map(|part| self.names(*part))).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The schema and place a reference leads to.
    fn target(&self, schema: usize, reference: &str) -> Option<(usize, Value<'s>)> {
        let (base, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let other = if base.is_empty() { schema } else { self.documents.iter().position(|(_, id, _)| *id == base)? };
        let documents: &'s [Read<'s>] = self.documents;
        Some((other, documents.get(other)?.2.root().at(pointer)?))
    }
}

fn kinds(value: Value<'_>) -> u8 {
    let one = |value: Value<'_>| match value.text() {
        Some("null") => NULL,
        Some("boolean") => BOOLEAN,
        Some("number") => NUMBER,
        Some("integer") => INTEGER,
        Some("string") => TEXT,
        Some("array") => ARRAY,
        Some("object") => OBJECT,
        _ => 0,
    };
    if value.is_array() { value.items().map(one).fold(0, |all, kind| all | kind) } else { one(value) }
}
