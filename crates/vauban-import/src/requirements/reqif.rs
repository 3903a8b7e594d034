//! ReqIF 1.0 to 1.2 (`.reqif`, and `.reqifz` with attachments): objects with attributes of types that the file defines.
//!
//! An attribute means what its name says. A place below another object in a specification, and a relation whose type
//! says so, make the one refine the other. Formatted text is kept as text: paragraphs, lists and breaks as lines.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;
use vauban_formats::requirement::Value;
use vauban_formats::sheet::read_zip;

use super::spellings::{Meaning, meaning};
use super::{Item, Mapping, below, drafts};
use crate::error::ImportError;
use crate::lost::{Losses, Place};
use crate::source::{document, text};
use crate::{Imported, Source};

/// Reads a file, packed or not.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let mut lost = Losses::default();
    let mut items = Vec::new();
    if source.bytes.starts_with(b"PK") {
        let others = std::cell::Cell::new(0_usize);
        let wanted = |name: &str| {
            let own = name.to_lowercase().ends_with(".reqif");
            others.set(others.get() + usize::from(!own));
            own
        };
        let entries =
            read_zip(source.bytes, &wanted).map_err(|error| ImportError::whole(source.name, error.message))?;
        if entries.is_empty() {
            return Err(ImportError::whole(source.name, "its archive holds no `.reqif` file"));
        }
        if others.get() > 0 {
            lost.add_row("/attachments", "/attachments", "files that are no requirements".to_owned(), others.get());
        }
        for entry in entries {
            file(&entry.name, &entry.bytes, &mut items, &mut lost)?;
        }
    } else {
        file(source.name, source.bytes, &mut items, &mut lost)?;
    }
    let drafts = drafts(items, &Mapping::default(), &mut lost);
    Ok(Imported { drafts, lost: lost.finish() })
}

fn file(name: &str, bytes: &[u8], items: &mut Vec<Item>, lost: &mut Losses) -> Result<(), ImportError> {
    let text = text(name, bytes)?;
    let document = document(name, &text)?;
    let root = document.root_element();
    match root.tag_name().name() {
        "REQ-IF" => {}
        "RIF" => {
            return Err(ImportError::whole(
                name,
                "this is RIF, the format before ReqIF: export it as ReqIF 1.0 or later",
            ));
        }
        _ => return Err(ImportError::whole(name, "this is no ReqIF: its first element is not `REQ-IF`")),
    }
    let content = || children(root, "CORE-CONTENT").flat_map(|core| children(core, "REQ-IF-CONTENT"));
    let part = |part: &'static str| content().flat_map(move |content| children(content, part));
    if part("SPEC-RELATION-GROUPS").flat_map(|groups| groups.children()).any(|child| child.is_element()) {
        lost.add(&at("/SPEC-RELATION-GROUPS"), "groups of relations between two specifications");
    }
    if children(root, "TOOL-EXTENSIONS").next().is_some() {
        lost.add(&at("/TOOL-EXTENSIONS"), "what the tool says to itself");
    }
    let types = Types::new(part("DATATYPES"), part("SPEC-TYPES"));
    let mut objects = Objects::default();
    for node in part("SPEC-OBJECTS").flat_map(|objects| children(objects, "SPEC-OBJECT")) {
        objects.add(node, &types, lost);
    }
    for specification in part("SPECIFICATIONS").flat_map(|all| children(all, "SPECIFICATION")) {
        objects.outline(specification);
    }
    for relation in part("SPEC-RELATIONS").flat_map(|all| children(all, "SPEC-RELATION")) {
        objects.relate(relation, &types, lost);
    }
    items.extend(objects.finish(lost));
    Ok(())
}

fn at(path: &str) -> Place {
    Place { path: path.to_owned(), star: path.to_owned() }
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the reference in an element, as `<TYPE><SPEC-OBJECT-TYPE-REF>…`.
fn reference<'a>(node: Node<'a, '_>, within: &'static str) -> Option<&'a str> {
    let inner = children(node, within).next()?.children().find(Node::is_element)?;
    inner.text().map(str::trim).filter(|text| !text.is_empty())
}

/// What the file defines: names of attributes, words of enumerations, kinds of relations.
struct Types<'a> {
    attributes: BTreeMap<&'a str, &'a str>,
    words: BTreeMap<&'a str, &'a str>,
    relations: BTreeMap<&'a str, &'a str>,
    /// Names of the types of objects.
    objects: BTreeMap<&'a str, &'a str>,
}

/// Types of objects that are no requirements, by their names.
const OTHERS: &[&str] = &["text", "information", "heading", "section", "chapter", "comment", "überschrift"];

impl<'a> Types<'a> {
    fn new<'i: 'a>(data: impl Iterator<Item = Node<'a, 'i>>, kinds: impl Iterator<Item = Node<'a, 'i>>) -> Types<'a> {
        let named = |node: Node<'a, 'i>| {
            let id = node.attribute("IDENTIFIER")?;
            Some((id, node.attribute("LONG-NAME").unwrap_or(id)))
        };
        let words = data
            .flat_map(|all| children(all, "DATATYPE-DEFINITION-ENUMERATION"))
            .flat_map(|kind| children(kind, "SPECIFIED-VALUES"))
            .flat_map(|values| children(values, "ENUM-VALUE"))
            .filter_map(named);
        let words = words.collect();
        let (mut attributes, mut relations, mut objects) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for kind in kinds.flat_map(|all| all.children()).filter(Node::is_element) {
            if kind.tag_name().name() == "SPEC-RELATION-TYPE" {
                relations.extend(named(kind));
            } else {
                objects.extend(named(kind));
            }
            let own = children(kind, "SPEC-ATTRIBUTES").flat_map(|all| all.children()).filter(Node::is_element);
            attributes.extend(own.filter_map(named));
        }
        Types { attributes, words, relations, objects }
    }
}

/// The objects, and what is above them.
#[derive(Default)]
struct Objects<'a> {
    items: Vec<Item>,
    /// Place by identifier; headings have none.
    places: BTreeMap<&'a str, usize>,
    headings: BTreeSet<&'a str>,
    /// Identifier of an object, and of one that it spells out.
    parents: Vec<(&'a str, &'a str)>,
}

impl<'a> Objects<'a> {
    fn add(&mut self, node: Node<'a, '_>, types: &Types<'a>, lost: &mut Losses) {
        let Some(id) = node.attribute("IDENTIFIER") else {
            lost.add(&at("/SPEC-OBJECTS"), "an object without IDENTIFIER");
            return;
        };
        let place = below(&at("/SPEC-OBJECTS"), id, "*");
        let kind = reference(node, "TYPE").and_then(|kind| types.objects.get(kind)).copied().unwrap_or("");
        if OTHERS.contains(&kind.trim().to_lowercase().as_str()) {
            lost.add(&place, "an object of a type that is no requirement");
            self.headings.insert(id);
            return;
        }
        let mut item = Item { place: place.clone(), ..Item::default() };
        for value in children(node, "VALUES").flat_map(|values| values.children()).filter(Node::is_element) {
            let definition = reference(value, "DEFINITION").unwrap_or("");
            let name = types.attributes.get(definition).copied().unwrap_or(definition);
            let here = below(&place, name, name);
            let told = match value.tag_name().name() {
                "ATTRIBUTE-VALUE-XHTML" => {
                    let mut out = Flat { out: String::new(), objects: 0 };
                    children(value, "THE-VALUE").for_each(|value| out.node(value));
                    if out.objects > 0 {
                        lost.add(&here, "a picture or an attachment in the text");
                    }
                    out.out
                }
                "ATTRIBUTE-VALUE-ENUMERATION" => {
                    let chosen = children(value, "VALUES").flat_map(|values| children(values, "ENUM-VALUE-REF"));
                    let words = chosen.filter_map(|word| word.text()).map(|id| {
                        let id = id.trim();
                        types.words.get(id).copied().unwrap_or(id).to_owned()
                    });
                    Value::List(words.collect()).to_string()
                }
                _ => value.attribute("THE-VALUE").unwrap_or("").to_owned(),
            };
            item.say(name, told, &here);
        }
        let means = |item: &Item, wanted: &dyn Fn(&str, Meaning) -> bool| {
            item.values.iter().any(|(name, text, _)| !text.trim().is_empty() && wanted(name, meaning(name)))
        };
        let text = means(&item, &|_, meaning| matches!(meaning, Meaning::Key("text" | "description")));
        let chapter = means(&item, &|name, _| name.to_lowercase().contains("chaptername"));
        if chapter && !text {
            lost.add(&place, "a heading");
            self.headings.insert(id);
            return;
        }
        let titled = means(&item, &|_, meaning| meaning == Meaning::Key("title"));
        // Many tools repeat the id there.
        let repeats = |name: &str| {
            item.values.iter().any(|(own, text, _)| meaning(own) == Meaning::Id && text.trim() == name.trim())
        };
        let name = node.attribute("LONG-NAME").filter(|name| !name.trim().is_empty() && !repeats(name));
        if let Some(name) = name.filter(|_| !titled) {
            item.say("title", name, &below(&place, "LONG-NAME", "LONG-NAME"));
        }
        if !text && let Some(words) = node.attribute("DESC") {
            item.say("text", words, &below(&place, "DESC", "DESC"));
        }
        if !means(&item, &|_, meaning| meaning == Meaning::Id) {
            id.clone_into(&mut item.uid);
        }
        if self.places.insert(id, self.items.len()).is_some() {
            lost.add(&place, "two objects have this IDENTIFIER; references to it mean the last one");
        }
        self.items.push(item);
    }

    /// Notes which object stands below which; a heading passes on what is above it.
    fn outline(&mut self, specification: Node<'a, '_>) {
        // Nesting is bounded for the whole file, so the walk keeps its own stack only to be told the parent.
        let mut open: Vec<(Node<'a, '_>, Option<&'a str>)> = vec![(specification, None)];
        while let Some((node, above)) = open.pop() {
            for step in children(node, "CHILDREN").flat_map(|all| children(all, "SPEC-HIERARCHY")) {
                let own = reference(step, "OBJECT");
                let known = own.filter(|own| self.places.contains_key(own));
                if let (Some(own), Some(above)) = (known, above) {
                    self.parents.push((own, above));
                }
                open.push((step, known.or(above)));
            }
        }
    }

    fn relate(&mut self, node: Node<'a, '_>, types: &Types<'a>, lost: &mut Losses) {
        let kind = reference(node, "TYPE").and_then(|kind| types.relations.get(kind)).copied().unwrap_or("");
        let place = below(&at("/SPEC-RELATIONS"), node.attribute("IDENTIFIER").unwrap_or("?"), "*");
        let plain = kind.to_lowercase();
        let upward =
            ["refin", "deriv", "satisf", "parent", "verfein", "abgeleitet"].iter().any(|word| plain.contains(word));
        let (Some(from), Some(to)) = (reference(node, "SOURCE"), reference(node, "TARGET")) else {
            lost.add(&place, "a relation without both ends");
            return;
        };
        if !upward {
            lost.add(&place, "a relation of a type that does not say which end is the broader");
            return;
        }
        match (self.places.contains_key(from), self.places.contains_key(to)) {
            (true, true) => self.parents.push((from, to)),
            _ if self.headings.contains(from) || self.headings.contains(to) => {
                lost.add(&place, "a relation to a heading");
            }
            _ => lost.add(&place, "refers to a requirement that the file does not have"),
        }
    }

    /// The items, each with the ids of those above.
    fn finish(mut self, lost: &mut Losses) -> Vec<Item> {
        let names: Vec<String> = self
            .items
            .iter()
            .map(|item| {
                let own =
                    item.values.iter().find(|(name, text, _)| meaning(name) == Meaning::Id && !text.trim().is_empty());
                own.map_or_else(|| item.uid.clone(), |(_, text, _)| vauban_formats::requirement::plain(text))
            })
            .collect();
        for (child, parent) in self.parents {
            let parent = self.places.get(parent).and_then(|at| names.get(*at));
            let child = self.places.get(child).and_then(|at| self.items.get_mut(*at));
            if let (Some(parent), Some(child)) = (parent, child) {
                if parent.is_empty() {
                    lost.add(&child.place, "spells out a requirement without an id");
                } else {
                    child.parents.push((parent.clone(), child.place.clone()));
                }
            }
        }
        self.items
    }
}

/// Formatted text as lines.
struct Flat {
    out: String,
    objects: usize,
}

impl Flat {
    /// The depth of elements was bounded before.
    fn node(&mut self, node: Node<'_, '_>) {
        for child in node.children() {
            if child.is_text() {
                self.words(child.text().unwrap_or(""));
                continue;
            }
            match child.tag_name().name() {
                "br" => self.line(),
                "object" | "img" => {
                    self.objects += 1;
                    self.node(child);
                }
                "li" => {
                    self.begin();
                    self.out.push_str("- ");
                    self.node(child);
                    self.begin();
                }
                "p" | "div" | "ul" | "ol" | "table" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" => {
                    self.begin();
                    self.node(child);
                    self.begin();
                }
                "pre" => {
                    self.begin();
                    child
                        .descendants()
                        .filter(Node::is_text)
                        .for_each(|text| self.out.push_str(text.text().unwrap_or("")));
                    self.begin();
                }
                _ => self.node(child),
            }
        }
    }

    /// Text with its spaces made one, as a browser shows it.
    fn words(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        let mut first = true;
        for word in text.split_whitespace() {
            if !first {
                self.space();
            }
            self.out.push_str(word);
            first = false;
        }
        if !first && text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    /// A new line, unless one begins here.
    fn begin(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}
