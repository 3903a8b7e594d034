//! What stands for what nobody said: values that the catalog puts in where a record is silent.
//!
//! "No debug port" is then a gap in a record and not a statement. Reviews list these values, so that somebody who looks
//! at the design confirms them, or sets the key.

use std::collections::BTreeMap;

use vauban_catalog::threats::{Element, Threats as Knowledge};
use vauban_model::{AnyId, Kind, Model};

use super::decide::word;
use super::facts::{Source, facts, is_store};
use super::layout::{Layout, id};
use crate::scope::Owners;

/// A value that nobody wrote, and the elements that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// What the attribute belongs to: `component`, `interface`.
    pub element: String,
    /// The attribute, which is also the key that would say it.
    pub attribute: String,
    /// The value taken for it.
    pub value: String,
    /// The elements, by name.
    pub elements: Vec<String>,
}

/// Values that nobody wrote, of the elements of a product, by kind of element and attribute.
pub fn assumed(model: &Model, knowledge: &Knowledge, owners: &Owners, product: Option<AnyId>) -> Vec<Assumed> {
    let layout = Layout::new(model, owners, product);
    let facts = facts(&layout, knowledge);
    let mut found: BTreeMap<(String, String, String), Vec<String>> = BTreeMap::new();
    let kinds = [
        (Element::Component, Kind::Component),
        (Element::Store, Kind::Component),
        (Element::Interface, Kind::Interface),
        (Element::Flow, Kind::Flow),
        (Element::External, Kind::Actor),
    ];
    for (element, kind) in kinds {
        let mine: Vec<_> = knowledge.attributes.iter().filter(|attribute| attribute.element == element).collect();
        for at in 0..model.count(kind) {
            let ours = match element {
                Element::Component => layout.parts.get(at).is_some_and(|part| part.ours),
                Element::Store => {
                    layout.parts.get(at).is_some_and(|part| part.ours) && model.component.get(at).is_some_and(is_store)
                }
                Element::Interface => layout.ways.get(at).is_some_and(|way| way.ours),
                Element::Flow => layout.courses.get(at).is_some_and(|course| course.ours),
                Element::External => layout.callers.get(at).is_some_and(|caller| caller.mine),
                Element::Product => false,
            };
            let Some(sheet) = facts.sheet(element, at as u32).filter(|_| ours) else { continue };
            for (attribute, known) in mine.iter().zip(sheet) {
                if known.source == Source::Assumed {
                    let value = word(known.value, attribute);
                    let key = (element.to_string(), attribute.name.clone(), value);
                    found.entry(key).or_default().push(model.head(id(kind, at)).id.to_string());
                }
            }
        }
    }
    let assumed = found.into_iter().map(|((element, attribute, value), mut elements)| {
        elements.sort_unstable();
        Assumed { element, attribute, value, elements }
    });
    assumed.collect()
}
