//! What the JSON form looks like, told by the official schema of a version.

use std::collections::HashMap;
use std::sync::OnceLock;

use vauban_json::{Document, Limits, Value};

use crate::schemas;

/// A part of a schema.
pub(super) type Shape = Value<'static>;

/// The definitions of a version.
pub(super) struct Shapes {
    pub(super) root: Shape,
    definitions: HashMap<&'static str, Shape>,
}

/// What is expected at a place.
#[derive(Clone, Copy)]
pub(super) enum Expect {
    /// An object.
    Object(Shape),
    /// A list of such items.
    List(Option<Shape>),
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text, or nothing the schema says more about.
    Text,
}

type Cell = OnceLock<Option<Document<'static>>>;

/// The shapes of a version that is read.
pub(super) fn of(version: &str) -> Option<Shapes> {
    static CELLS: [Cell; 4] = [const { OnceLock::new() }; 4];
    let at = crate::cyclonedx::VERSIONS.iter().position(|known| *known == version)?;
    let text: &'static str = schemas::CYCLONEDX.get(at)?.1;
    let document = CELLS.get(at)?.get_or_init(|| Document::read(text, &Limits::default()).ok()).as_ref()?;
    let root = document.root();
    let definitions = root.get("definitions")?.members();
    let definitions = definitions.filter_map(|(name, shape)| Some((name.text()?, shape))).collect();
    Some(Shapes { root, definitions })
}

impl Shapes {
    /// Follows `$ref` inside the document; what stands in other documents is a text.
    fn follow(&self, mut shape: Shape) -> Option<Shape> {
        for _ in 0..16 {
            let Some(reference) = shape.get_text("$ref") else { return Some(shape) };
            shape = *self.definitions.get(reference.strip_prefix("#/definitions/")?)?;
        }
        None
    }

    /// What is expected of a value. Of several forms the one that fits lists wins if a list is `wanted`.
    pub(super) fn expect(&self, shape: Shape, list: bool) -> Expect {
        let Some(shape) = self.follow(shape) else { return Expect::Text };
        for choice in ["oneOf", "anyOf"] {
            let Some(forms) = shape.get(choice).filter(|_| shape.get("properties").is_none()) else { continue };
            let forms: Vec<Shape> = forms.items().filter_map(|form| self.follow(form)).collect();
            let is_list = |form: &&Shape| form.get("type").is_some_and(|kind| kind.is("array"));
            let fitting = forms.iter().find(|form| is_list(form) == list).or(forms.first());
            if let Some(form) = fitting {
                return self.plain(*form);
            }
        }
        self.plain(shape)
    }

    fn plain(&self, shape: Shape) -> Expect {
        if shape.get("properties").is_some() {
            return Expect::Object(shape);
        }
        match shape.get_text("type") {
            Some("array") => Expect::List(shape.get("items").filter(|items| items.is_object())),
            Some("boolean") => Expect::Boolean,
            Some("integer" | "number") => Expect::Number,
            Some("object") => Expect::Object(shape),
            _ => {
                // `items` of some lists are a choice of objects without common properties.
                let first = shape.get("oneOf").or_else(|| shape.get("anyOf")).and_then(|forms| forms.item(0));
                match first.and_then(|form| self.follow(form)).filter(|form| form.get("properties").is_some()) {
                    Some(form) => Expect::Object(form),
                    None => Expect::Text,
                }
            }
        }
    }

    /// A definition by name.
    pub(super) fn definition(&self, name: &str) -> Option<Shape> {
        self.definitions.get(name).copied()
    }

    /// The shape of a member of an object.
    pub(super) fn member(&self, object: Shape, name: &str) -> Option<Shape> {
        if let Some(shape) = object.get("properties").and_then(|properties| properties.get(name)) {
            return Some(shape);
        }
        // A choice inside the object, as of a life cycle's phase or name.
        let forms = object.get("oneOf").or_else(|| object.get("anyOf"))?;
        forms.items().filter_map(|form| self.follow(form)).find_map(|form| form.get("properties")?.get(name))
    }
}
