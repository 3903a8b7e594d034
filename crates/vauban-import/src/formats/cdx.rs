//! The draft of TM-BOM inside CycloneDX: elements are components with `cdx:model:` properties.

use std::collections::{HashMap, HashSet};

use crate::lost::{Losses, Place};
use crate::sketch::{Asset, Class, Head, Link, Node, Ref, Role, Sketch, Zone};
use crate::source::{At, Known};
use crate::words;

const ABOUT: &str = "about the document, not about the product";

pub(super) const KNOWN: &[Known] = &[
    ("/bomFormat", ABOUT),
    ("/specVersion", ABOUT),
    ("/serialNumber", ABOUT),
    ("/version", ABOUT),
    ("/metadata/**", ABOUT),
    ("/compositions/**", ABOUT),
];

/// Reads the models of a CycloneDX file into one sketch.
pub(super) fn read(top: &At<'_>, sketch: &mut Sketch, lost: &mut Losses) {
    let about = top.get("metadata").get("component");
    sketch.title = about.get("name").text();
    sketch.description.extend(about.get("description").text());
    let mut elements = Vec::new();
    for model in top.get("components").items() {
        let word = model.get("type");
        if word.text().is_some_and(|word| word != "threat-model") {
            model.leave(lost, "a component of the BOM that is no threat model");
            continue;
        }
        let _key = model.get("bom-ref").text();
        let name = model.get("name").text();
        sketch.description.extend(model.get("description").text().or(name));
        for property in model.get("properties").items() {
            property.leave(lost, "a property of the whole model");
        }
        elements.extend(model.get("components").items().iter().map(Element::read));
    }
    let assets: HashSet<String> =
        elements.iter().filter(|element| element.kind() == "asset").map(|element| element.head.key.clone()).collect();
    let mut named = HashMap::new();
    for element in elements {
        element.sketch(&assets, &mut named, sketch, lost);
    }
}

/// A component that stands for an element, with its properties by name.
struct Element<'a> {
    at: At<'a>,
    head: Head,
    properties: HashMap<String, (String, Place)>,
    /// Properties given again: told, not used.
    again: Vec<At<'a>>,
    names: Vec<String>,
}

impl<'a> Element<'a> {
    fn read(at: &At<'a>) -> Self {
        let key = at.get("bom-ref").text().unwrap_or_default();
        let title = at.get("name").text().unwrap_or_else(|| key.clone());
        let mut head = Head::new(key, title, &at.place);
        head.say(at.get("description").text());
        // Always `threat-model` for an element.
        let _type = at.get("type").text();
        let (mut properties, mut names, mut again) = (HashMap::new(), Vec::new(), Vec::new());
        for property in at.get("properties").items() {
            let name = property.get("name").text().unwrap_or_default();
            let name = name.trim_start_matches("cdx:model:").to_owned();
            if properties.contains_key(&name) {
                again.push(property);
                continue;
            }
            let value = property.get("value");
            names.push(name.clone());
            properties.insert(name, (value.text().unwrap_or_default(), value.place));
        }
        Self { at: at.clone(), head, properties, again, names }
    }

    fn kind(&self) -> &str {
        self.properties.get("type").map_or("", |(kind, _)| kind)
    }

    /// Takes a property, so that what is left can be told.
    fn take(&mut self, name: &str) -> Option<(String, Place)> {
        self.properties.remove(name).filter(|(value, _)| !value.is_empty())
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name).map(|(value, _)| value == "true")
    }

    fn reference(&mut self, class: Class, name: &str) -> Option<Ref> {
        self.take(name).map(|(key, place)| Ref::new(class, key, &place))
    }

    fn sketch(
        mut self,
        assets: &HashSet<String>,
        named: &mut HashMap<String, String>,
        sketch: &mut Sketch,
        lost: &mut Losses,
    ) {
        let kind = self.take("type").map_or(String::new(), |(kind, _)| kind);
        let mut head = self.head.clone();
        match kind.as_str() {
            "boundary" => {
                let parent = self.reference(Class::Zone, "inBoundary");
                sketch.zones.push(Zone { head, kind: None, parent });
            }
            "actor" | "server" | "lambda" | "process" | "datastore" | "code" => {
                head.note("Platform", self.take("platform").map(|(value, _)| value));
                head.tags.extend(self.take("tag").map(|(tag, _)| tag));
                let node = Node {
                    role: if kind == "actor" { Role::Actor } else { Role::Component },
                    form: match kind.as_str() {
                        "datastore" => Some("store"),
                        "server" | "lambda" => Some("service"),
                        "process" => Some("process"),
                        _ => None,
                    },
                    zones: self.reference(Class::Zone, "inBoundary").into_iter().collect(),
                    outside: self.flag("inScope") == Some(false),
                    head,
                    ..Node::default()
                };
                sketch.nodes.push(node);
            }
            "dataflow" => {
                head.tags.extend(self.take("tag").map(|(tag, _)| tag));
                let link = self.link(head, assets, named, sketch, lost);
                sketch.links.push(link);
            }
            "asset" => {
                head.say(self.take("risk:description").map(|(text, _)| text));
                let mut rate = |name: &str| {
                    let (value, place) = self.take(name)?;
                    let rating = value.parse::<f64>().ok().filter(|rating| rating.is_finite());
                    if rating.is_none() {
                        lost.add(&place, "a rating that is no number");
                    }
                    rating.map(words::impact_of_hundred)
                };
                let impact = [rate("risk:confidentiality"), rate("risk:integrity"), rate("risk:availability")];
                let held_by = ["processedBy", "storedBy"].map(|name| self.reference(Class::Node, name));
                let held_by = held_by.into_iter().flatten().collect();
                sketch.assets.push(Asset { head, kind: Some("data"), held_by, impact });
            }
            _ => {
                self.at.leave(lost, "an element of a type the draft does not define");
                return;
            }
        }
        self.tell_rest(lost);
    }

    fn link(
        &mut self,
        head: Head,
        assets: &HashSet<String>,
        named: &mut HashMap<String, String>,
        sketch: &mut Sketch,
        lost: &mut Losses,
    ) -> Link {
        let nowhere = || Ref::new(Class::Node, "", &Place::default());
        let carries = self.take("dataflow:data").map(|(data, place)| {
            // Either the key of an asset or, as pytm has it, a description of the data.
            let key = if assets.contains(&data) {
                data
            } else {
                let key = named.entry(data.clone()).or_insert_with(|| {
                    let head = Head::new(format!("data {data}"), data.clone(), &place);
                    let key = head.key.clone();
                    sketch.assets.push(Asset { head, kind: Some("data"), ..Asset::default() });
                    key
                });
                key.clone()
            };
            Ref::new(Class::Asset, key, &place)
        });
        let port = self.take("dataflow:port:destination").and_then(|(port, place)| {
            let port = port.parse().ok().filter(|port| (1..=65_535).contains(port));
            if port.is_none() {
                lost.add(&place, "no port number");
            }
            port
        });
        Link {
            from: self.reference(Class::Node, "dataflow:source").unwrap_or_else(nowhere),
            to: self.reference(Class::Node, "dataflow:destination").unwrap_or_else(nowhere),
            protocol: self.take("dataflow:protocol"),
            port,
            both_ways: self.flag("dataflow:isBidirectional") == Some(true),
            answer_to: None,
            carries: carries.into_iter().collect(),
            head,
        }
    }

    /// Properties nobody took: one row per name.
    fn tell_rest(self, lost: &mut Losses) {
        for name in &self.names {
            if let Some((_, place)) = self.properties.get(name).filter(|(value, _)| !value.is_empty()) {
                let layout = name == "shape" || name.starts_with("shape:");
                let reason = if layout {
                    words::LAYOUT.to_owned()
                } else {
                    let shown: String = name.chars().take(60).collect();
                    format!("no record field for property `{shown}`")
                };
                lost.add(place, reason);
            }
        }
        for property in self.again {
            property.leave(lost, "a property given more than once; the first one counts");
        }
    }
}
