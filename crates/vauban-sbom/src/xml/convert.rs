//! From elements to members, led by the schema, and what CycloneDX's XML does otherwise.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roxmltree::Node;

use super::Converted;
use super::shapes::{Expect, Shape, Shapes};

/// Lists whose items stand in the object itself, without a wrapper, even where there is but one.
const FLAT: &[&str] =
    &["contact", "url", "identity", "omniborId", "swhid", "data", "map", "openCre", "certificationLevel"];

/// The namespace of signatures in XML.
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Converts a whole bill.
pub(super) fn bom(root: Node<'_, '_>, version: &str, shapes: &Shapes) -> Converted {
    let mut writer = Writer {
        shapes,
        out: Converted { json: String::new(), places: Vec::new(), wrong: Vec::new() },
        space: root.tag_name().namespace().unwrap_or_default().to_owned(),
    };
    writer.note(root);
    writer.out.json.push_str("{\"bomFormat\":\"CycloneDX\",\"specVersion\":");
    writer.text(version);
    writer.members(root, shapes.root, false);
    writer.out.json.push('}');
    writer.out
}

struct Writer<'s> {
    shapes: &'s Shapes,
    out: Converted,
    /// The namespace of CycloneDX; elements of others are extensions and left out.
    space: String,
}

impl Writer<'_> {
    /// Remembers that what is written next comes from here.
    fn note(&mut self, node: Node<'_, '_>) {
        self.out.places.push((self.out.json.len(), node.range().start));
    }

    /// Child elements of CycloneDX.
    fn elements<'a, 'i>(&self, node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
        let own =
            |child: &Node<'a, 'i>| child.is_element() && child.tag_name().namespace() == Some(self.space.as_str());
        node.children().filter(own).collect()
    }

    fn text(&mut self, text: &str) {
        // A text is always JSON.
        self.out.json.push_str(&serde_json::to_string(text).unwrap_or_default());
    }

    /// An object.
    fn object(&mut self, node: Node<'_, '_>, shape: Shape) {
        self.note(node);
        self.out.json.push('{');
        self.members(node, shape, true);
        self.out.json.push('}');
    }

    /// The members of an object: its attributes, its elements, its text.
    fn members(&mut self, node: Node<'_, '_>, shape: Shape, mut first: bool) {
        let mut key = |writer: &mut Self, name: &str| {
            if !std::mem::take(&mut first) {
                writer.out.json.push(',');
            }
            writer.text(name);
            writer.out.json.push(':');
        };
        for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let name = if attribute.name() == "content-type" { "contentType" } else { attribute.name() };
            let Some(member) = self.shapes.member(shape, name) else { continue };
            key(self, name);
            self.scalar(attribute.value(), member);
        }
        // A signature in XML has no form in JSON; that there is one is what the schema asks of a signatory.
        let signed = |child: &Node<'_, '_>| {
            child.tag_name().namespace() == Some(SIGNATURE) && child.tag_name().name() == "Signature"
        };
        if node.tag_name().name() == "signatory" && node.children().any(|child| signed(&child)) {
            key(self, "signature");
            self.out.json.push_str(&format!("{{\"algorithm\":\"{SIGNATURE}\",\"value\":\"\"}}"));
        }
        let children = self.elements(node);
        let text = text_of(node);
        if children.is_empty() && !text.is_empty() {
            let names = ["content", "value", "text", "name"];
            let name = names.into_iter().find(|name| self.shapes.member(shape, name).is_some());
            key(self, name.unwrap_or("text"));
            self.text(&text);
        }
        for (name, group) in grouped(&children) {
            let Some(head) = group.first().copied() else { continue };
            // `dependency` inside `dependency` is what it depends on.
            if name == "dependency" || name == "provides" {
                key(self, if name == "provides" { "provides" } else { "dependsOn" });
                self.list(&group, None);
                continue;
            }
            let name = match (name, node.tag_name().name()) {
                ("responses", "analysis") => "response",
                (name, _) => name,
            };
            if name == "classification" && node.tag_name().name() == "dataflow" {
                // Its direction is an attribute of the element, in JSON a member beside it.
                if let Some(flow) = head.attribute("flow") {
                    key(self, "flow");
                    self.text(flow);
                }
            }
            let Some(member) = self.shapes.member(shape, name) else {
                key(self, name);
                self.text(&text_of(head));
                continue;
            };
            key(self, name);
            self.member(name, &group, member);
        }
    }

    /// A member whose elements all have its name.
    fn member(&mut self, name: &str, group: &[Node<'_, '_>], shape: Shape) {
        let Some(head) = group.first().copied() else { return };
        let inner = self.elements(head);
        // Tools are an object of components and services since 1.5, and were a list of tools before.
        let list = name != "tools" || inner.iter().any(|child| child.tag_name().name() == "tool");
        let expect = match (name, list) {
            ("tools", list) => self.shapes.expect(shape, list),
            _ => self.shapes.expect(shape, true),
        };
        if let Expect::List(items) = expect {
            let bare = inner.is_empty() && !text_of(head).is_empty();
            // A service's `data` wraps its flows; a component's stands for itself.
            let wraps = head.parent_element().is_some_and(|parent| parent.tag_name().name() == "service");
            if group.len() > 1 || (FLAT.contains(&name) && !wraps) || bare {
                return self.list(group, items);
            }
            return self.list(&inner, items);
        }
        for again in group.iter().skip(1) {
            self.out
                .wrong
                .push((again.range().start, format!("the element `{name}` stands twice here; it may stand once")));
        }
        self.value(head, expect, shape);
    }

    fn value(&mut self, node: Node<'_, '_>, expect: Expect, shape: Shape) {
        match expect {
            Expect::Object(shape) => self.object(node, shape),
            Expect::List(items) => {
                let inner = self.elements(node);
                self.list(&inner, items);
            }
            Expect::Boolean | Expect::Number | Expect::Text => {
                self.note(node);
                self.scalar(&text_of(node), shape);
            }
        }
    }

    fn list(&mut self, items: &[Node<'_, '_>], shape: Option<Shape>) {
        self.out.json.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.json.push(',');
            }
            self.item(*item, shape);
        }
        self.out.json.push(']');
    }

    fn item(&mut self, node: Node<'_, '_>, shape: Option<Shape>) {
        self.note(node);
        let name = node.tag_name().name();
        match name {
            // A choice of licences: ids and names are wrapped, expressions stand for themselves.
            "license"
                if shape.is_none_or(|shape| {
                    self.shapes.member(shape, "license").is_some() || shape.get("properties").is_none()
                }) =>
            {
                self.out.json.push_str("{\"license\":");
                match self.shapes.definition("license") {
                    Some(shape) => self.object(node, shape),
                    None => self.text(&text_of(node)),
                }
                return self.out.json.push('}');
            }
            "expression" => {
                self.out.json.push_str("{\"expression\":");
                self.text(&text_of(node));
                for attribute in ["acknowledgement", "bom-ref"] {
                    if let Some(value) = node.attribute(attribute) {
                        let _ = write!(self.out.json, ",\"{attribute}\":");
                        self.text(value);
                    }
                }
                return self.out.json.push('}');
            }
            // What a service handles: its class as text, its direction as attribute.
            "classification" if node.attribute("flow").is_some() => {
                self.out.json.push_str("{\"flow\":");
                self.text(node.attribute("flow").unwrap_or_default());
                self.out.json.push_str(",\"classification\":");
                self.text(&text_of(node));
                return self.out.json.push('}');
            }
            _ => {}
        }
        let Some(shape) = shape else { return self.named(node) };
        match self.shapes.expect(shape, false) {
            // An item that is a value in XML and an object in JSON, as a copyright in evidence.
            Expect::Object(object) if name == "text" && self.elements(node).is_empty() => {
                let own = self.shapes.member(object, "contentType").is_some();
                if own {
                    return self.object(node, object);
                }
                self.out.json.push_str("{\"text\":");
                self.text(&text_of(node));
                self.out.json.push('}');
            }
            Expect::Text if node.attribute("ref").is_some() => self.named(node),
            expect => self.value(node, expect, shape),
        }
    }

    /// An item that names something by its attribute `ref`, or its text.
    fn named(&mut self, node: Node<'_, '_>) {
        // The entries of `dependencies` are objects and come with their shape; here are only names.
        match node.attribute("ref") {
            Some(reference) => self.text(reference),
            None => self.text(&text_of(node)),
        }
    }

    fn scalar(&mut self, text: &str, shape: Shape) {
        let text = text.trim();
        let literal = match self.shapes.expect(shape, false) {
            Expect::Boolean => matches!(text, "true" | "false").then(|| text.to_owned()),
            Expect::Number => serde_json::from_str::<serde_json::Number>(text).ok().map(|number| number.to_string()),
            Expect::Object(_) | Expect::List(_) | Expect::Text => None,
        };
        match literal {
            Some(literal) => self.out.json.push_str(&literal),
            None => self.text(text),
        }
    }
}

/// Elements by name, in the order in which the names first stand.
fn grouped<'a, 'i, 'n>(children: &'n [Node<'a, 'i>]) -> Vec<(&'n str, Vec<Node<'a, 'i>>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(&'n str, Vec<Node<'a, 'i>>)> = Vec::new();
    for child in children {
        let name = child.tag_name().name();
        let at = *places.entry(name).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(at) {
            group.push(*child);
        }
    }
    groups
}

/// The text of an element itself, without blanks around it.
fn text_of(node: Node<'_, '_>) -> String {
    let pieces = node.children().filter(Node::is_text).filter_map(|text| text.text());
    pieces.collect::<String>().trim().to_owned()
}
