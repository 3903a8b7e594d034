//! XML into a tracked tree.
//!
//! An element becomes a table of its attributes (`@name`) and child elements; children of one
//! name become a list when there are several. An element with text alone becomes that text.
//! Document types are refused, and with them every entity a file could define.

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::tree::{Tree, Value};
use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES};
use crate::error::ImportError;

/// Reads XML.
pub(crate) fn xml(file: &str, text: &str) -> Result<Tree, ImportError> {
    let document = document(file, text)?;
    let root = document.root_element();
    let name = root.tag_name().name().to_owned();
    Ok(Tree::new(Value::Table(vec![(name, element(root))])))
}

/// Reads XML whose text has elements in it, so that their order matters.
pub(crate) fn document<'t>(file: &str, text: &'t str) -> Result<Document<'t>, ImportError> {
    refuse_excess(file, text)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(MAX_NODES).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| {
        let place = error.pos();
        let message = match error {
            roxmltree::Error::DtdDetected => {
                "the file has a document type; entities of a file's own are refused".to_owned()
            }
            roxmltree::Error::NodesLimitReached => {
                format!("the file has more than {MAX_NODES} elements")
            }
            error => {
                let said = error.to_string();
                format!("broken XML: {}", said.split(" at ").next().unwrap_or(&said))
            }
        };
        ImportError::whole(file, message).at(place.row.into(), place.col.into())
    })
}

/// Counts open elements and their attributes before the parser sees them: both are bounded for everybody below.
fn refuse_excess(file: &str, text: &str) -> Result<(), ImportError> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if let Some(data) = rest.strip_prefix("![CDATA[") {
            rest = data.split_once("]]>").map_or("", |(_, after)| after);
        } else if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['?', '!']) {
            let (tag, attributes) = tag_end(rest);
            let (tag, after) = rest.split_at_checked(tag).unwrap_or((rest, ""));
            rest = after;
            if !tag.ends_with('/') {
                depth = depth.saturating_add(1);
            }
            let excess = match (depth > MAX_DEPTH, attributes > MAX_ATTRIBUTES) {
                (true, _) => Some(format!("the file nests deeper than {MAX_DEPTH} levels")),
                (false, true) => Some(format!("an element has more than {MAX_ATTRIBUTES} attributes")),
                (false, false) => None,
            };
            if let Some(message) = excess {
                let line = text.len().saturating_sub(rest.len());
                let line = text.get(..line).unwrap_or("").matches('\n').count();
                return Err(ImportError::whole(file, message).at(line as u64 + 1, 0));
            }
        }
    }
    Ok(())
}

/// Where the tag closes, a `>` outside quotes, and how many attributes stand before.
fn tag_end(tag: &str) -> (usize, usize) {
    let mut quote = None;
    let mut attributes = 0;
    for (at, letter) in tag.char_indices() {
        match (quote, letter) {
            (None, '>') => return (at, attributes),
            (None, '=') => attributes += 1,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    (tag.len(), attributes)
}

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// One element; its depth was bounded above.
fn element(node: Node<'_, '_>) -> Tree {
    let mut members: Vec<(String, Vec<Tree>)> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut add = |name: String, tree: Tree| {
        let at = *index.entry(name.clone()).or_insert(members.len());
        match members.get_mut(at) {
            Some((_, trees)) => trees.push(tree),
            None => members.push((name, vec![tree])),
        }
    };
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            add(child.tag_name().name().to_owned(), element(child));
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or(""));
        }
    }
    for attribute in node.attributes() {
        let schema = attribute.namespace() == Some(SCHEMA_INSTANCE);
        // `nil` says what the missing text says already; the type of a plain text
        // (`c:string`) is how it is written, not what it says.
        let encoding = schema
            && (attribute.name() == "nil"
                || attribute.name() == "type" && !node.children().any(|child| child.is_element()));
        if !encoding {
            let value = Value::Text(attribute.value().to_owned());
            add(format!("@{}", attribute.name()), Tree::new(value));
        }
    }
    if members.is_empty() {
        return Tree::new(Value::Text(text));
    }
    if !text.trim().is_empty() {
        members.push(("#text".to_owned(), vec![Tree::new(Value::Text(text))]));
    }
    let members = members.into_iter().map(|(name, mut trees)| {
        let tree = match trees.pop() {
            Some(only) if trees.is_empty() => only,
            last => {
                trees.extend(last);
                Tree::new(Value::List(trees))
            }
        };
        (name, tree)
    });
    Tree::new(Value::Table(members.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_attributes_are_refused_before_they_cost_anything() {
        let named = |count: usize| (0..count).map(|at| format!(" a{at}='='")).collect::<String>();
        assert!(xml("a.tm7", &format!("<a{}/>", named(MAX_ATTRIBUTES))).is_ok());
        assert!(xml("a.tm7", &format!("<a{}/>", named(40_000))).is_err());
    }
}
