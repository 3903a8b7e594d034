//! StrictDoc (`.sdoc`): a document of nodes in square brackets with fields, in lines.
//!
//! Read as its grammar has it, but forgiving: a field may come in any order, sections may be of the old or the new
//! kind, and what no node is made of is told.

use super::{Item, Mapping, below, drafts};
use crate::error::ImportError;
use crate::lost::{Losses, Place};
use crate::source::text;
use crate::{Imported, Source};

/// Most lines of one document.
const MOST_LINES: usize = 2_000_000;
/// Most fields and relations of one node.
const MOST_FIELDS: usize = 1_000;

/// Fields that say where a node stands, or are StrictDoc's own.
const OUTLINE: &[&str] = &["MID", "LEVEL", "PREFIX", "REQ_PREFIX"];

/// Reads a document.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let text = text(source.name, source.bytes)?;
    if !text.trim_start().starts_with("[DOCUMENT]") {
        let error = ImportError::whole(source.name, "this is no StrictDoc document: it does not begin with [DOCUMENT]");
        return Err(error.help("other formats of requirements: csv, xlsx, reqif, doorstop, sphinx-needs"));
    }
    let mut reader =
        Reader { file: source.name, lines: text.lines().collect(), at: 0, items: Vec::new(), lost: Losses::default() };
    if reader.lines.len() > MOST_LINES {
        return Err(ImportError::whole(source.name, format!("it has more than {MOST_LINES} lines")));
    }
    let children = reader.document()?;
    let mut items = reader.items;
    // A relation to a child is the child's relation to its parent.
    let places: std::collections::HashMap<String, usize> =
        items.iter().enumerate().rev().map(|(at, item)| (item.uid.clone(), at)).collect();
    for (parent, child, place) in children {
        match places.get(&child).and_then(|at| items.get_mut(*at)) {
            Some(item) => item.parents.push((parent, place)),
            None => reader.lost.add(&place, "refers to a requirement that the file does not have"),
        }
    }
    let drafts = drafts(items, &Mapping::default(), &mut reader.lost);
    Ok(Imported { drafts, lost: reader.lost.finish() })
}

type Children = Vec<(String, String, Place)>;

struct Reader<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
    at: usize,
    items: Vec<Item>,
    lost: Losses,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Children, ImportError> {
        let mut children = Children::new();
        while let Some(line) = self.next() {
            let line = line.trim_end();
            let here = self.place(self.at);
            let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) else {
                if !line.trim().is_empty() {
                    self.lost.add(&here, "a line outside of any node");
                }
                continue;
            };
            let kind = head.trim_start_matches('[').trim_end_matches(']');
            if kind.starts_with('/') {
                continue;
            }
            match kind {
                "GRAMMAR" => self.skip(),
                "FREETEXT" => {
                    self.lost.add(&here, "text between requirements");
                    while self.next().is_some_and(|line| line.trim_end() != "[/FREETEXT]") {}
                }
                "DOCUMENT_FROM_FILE" => {
                    self.lost.add(&here, "another document: import it by itself");
                    self.skip();
                }
                "DOCUMENT" | "SECTION" => {
                    let node = self.node(&here)?;
                    for (name, _, place) in node.fields {
                        self.lost.add(&place, format!("{name} of a {}: records hold no outline", kind.to_lowercase()));
                    }
                }
                _ => {
                    let node = self.node(&here)?;
                    self.requirement(kind, &here, node, &mut children);
                }
            }
        }
        Ok(children)
    }

    fn requirement(&mut self, kind: &str, here: &Place, node: Node, children: &mut Children) {
        let has = |wanted: &[&str]| node.fields.iter().any(|(name, _, _)| wanted.contains(&name.as_str()));
        if kind == "TEXT" || !has(&["STATEMENT", "CONTENT", "TITLE"]) {
            self.lost.add(here, "text between requirements");
            return;
        }
        let mut item = Item { place: here.clone(), ..Item::default() };
        for (name, value, place) in node.fields {
            match name.as_str() {
                "UID" => item.uid = value,
                name if OUTLINE.contains(&name) => self.lost.add(&place, "where it stands in the document"),
                name => item.say(name, value, &place),
            }
        }
        for (relation, target, place) in node.relations {
            match relation.as_str() {
                "Parent" => item.parents.push((target, place)),
                "Child" if !item.uid.is_empty() => children.push((item.uid.clone(), target, place)),
                "File" => self.lost.add(&place, "a file that is about it; a test or mechanism record says that here"),
                _ => self.lost.add(&place, "a relation of a kind of its own"),
            }
        }
        self.items.push(item);
    }

    /// The fields and relations up to the next node.
    fn node(&mut self, here: &Place) -> Result<Node, ImportError> {
        let mut node = Node::default();
        while let Some(line) = self.lines.get(self.at).map(|line| line.trim_end()) {
            if line.starts_with('[') {
                break;
            }
            self.at += 1;
            if line.is_empty() {
                continue;
            }
            if matches!(line, "RELATIONS:" | "REFS:") {
                self.relations(&mut node)?;
                continue;
            }
            let Some((name, rest)) = line.split_once(':').filter(|(name, _)| field_name(name)) else {
                let place = self.place(self.at);
                self.lost.add(&place, "a line that is no field");
                continue;
            };
            let place = below(here, name, name);
            let value = match rest.trim() {
                ">>>" => self.block()?,
                rest => rest.to_owned(),
            };
            // An option of the document stands indented below its name.
            if value.is_empty() {
                continue;
            }
            node.fields.push((name.to_owned(), value, place));
            self.bounded(node.fields.len())?;
        }
        Ok(node)
    }

    /// The lines of a text down to `<<<`.
    fn block(&mut self) -> Result<String, ImportError> {
        let begin = self.at;
        let mut text = String::new();
        while let Some(line) = self.next() {
            if line.starts_with("<<<") {
                return Ok(text);
            }
            text.push_str(line);
            text.push('\n');
        }
        Err(ImportError::whole(self.file, "a text begins with `>>>` and never ends with `<<<`").at(begin as u64, 0))
    }

    fn relations(&mut self, node: &mut Node) -> Result<(), ImportError> {
        let mut kind = String::new();
        while let Some(line) = self.lines.get(self.at) {
            let plain = line.trim();
            let entry = plain.strip_prefix("- ").unwrap_or(plain);
            let Some((name, value)) = entry.split_once(':').filter(|(name, _)| {
                matches!(*name, "TYPE" | "VALUE" | "ROLE" | "FORMAT" | "LINE_RANGE" | "FUNCTION" | "CLASS" | "HASH")
            }) else {
                break;
            };
            self.at += 1;
            let value = value.trim();
            match name {
                "TYPE" => value.clone_into(&mut kind),
                "VALUE" => {
                    let place = self.place(self.at);
                    node.relations.push((kind.clone(), value.to_owned(), place));
                    self.bounded(node.relations.len())?;
                }
                // Whatever a relation to a parent is called, the item spells it out.
                _ => {}
            }
        }
        Ok(())
    }

    fn bounded(&self, many: usize) -> Result<(), ImportError> {
        if many > MOST_FIELDS {
            let error =
                ImportError::whole(self.file, format!("a node has more than {MOST_FIELDS} fields or relations"));
            return Err(error.at(self.at as u64, 0));
        }
        Ok(())
    }

    fn skip(&mut self) {
        while self.lines.get(self.at).is_some_and(|line| !line.starts_with('[')) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.at).copied();
        self.at += usize::from(line.is_some());
        line
    }

    /// The place of a line, from 1.
    fn place(&self, line: usize) -> Place {
        Place { path: format!("/line {line}"), star: "/line *".to_owned() }
    }
}

#[derive(Default)]
struct Node {
    fields: Vec<(String, String, Place)>,
    relations: Vec<(String, String, Place)>,
}

fn field_name(name: &str) -> bool {
    let name = name.trim();
    name.starts_with(|letter: char| letter.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))
}
