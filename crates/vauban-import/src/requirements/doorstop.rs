//! Doorstop: one YAML file for each item, whose name is its id.

use vauban_formats::requirement::Value;

use super::{Item, Mapping, below, drafts};
use crate::error::ImportError;
use crate::lost::{Losses, Place};
use crate::source::{At, json_or_yaml, text};
use crate::{Imported, Source};

/// Most items of a folder.
const MOST_ITEMS: usize = 50_000;

/// Reads one item.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    read_all(&[(source.name.to_owned(), source.bytes.to_vec())])
}

/// Reads the items of a folder: paths in it, and what is in them.
///
/// # Errors
/// If there are too many, one is no YAML, or none is an item.
pub fn read_all(files: &[(String, Vec<u8>)]) -> Result<Imported, ImportError> {
    let mut lost = Losses::default();
    let mut items = Vec::new();
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    if sorted.len() > MOST_ITEMS {
        return Err(ImportError::whole("the folder", format!("it has more than {MOST_ITEMS} files")));
    }
    for (name, bytes) in sorted {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let place = Place { path: format!("/{stem}"), star: "/*".to_owned() };
        if file.starts_with('.') {
            // `.doorstop.yml` says how the documents hang together.
            lost.add(&place, "a setting of Doorstop, not an item");
            continue;
        }
        if file.ends_with(".md") {
            lost.add(&place, "an item in Markdown; Doorstop can write it as YAML");
            continue;
        }
        let text = text(name, bytes)?;
        let tree = json_or_yaml(name, &text)?;
        let top = tree.top("");
        if !top.get("text").says_something()
            && !top.get("active").says_something()
            && !top.get("header").says_something()
        {
            lost.add(&place, "not an item: it has neither `text` nor `active`");
            continue;
        }
        if let Some(item) = item(&top, stem, &place, &mut lost) {
            items.push(item);
        }
    }
    if items.is_empty() && files.len() == 1 {
        let name = files.first().map_or("", |(name, _)| name.as_str());
        return Err(ImportError::whole(
            name,
            "this is no requirement of Doorstop: found no `text` of a normative item",
        ));
    }
    let drafts = drafts(items, &Mapping::default(), &mut lost);
    Ok(Imported { drafts, lost: lost.finish() })
}

fn item(top: &At<'_>, stem: &str, place: &Place, lost: &mut Losses) -> Option<Item> {
    if top.get("normative").flag() == Some(false) {
        lost.add(place, "not normative: a heading or a note");
        return None;
    }
    let mut item = Item { uid: stem.to_owned(), place: place.clone(), ..Item::default() };
    for (name, at) in top.entries() {
        let here = below(place, name, name);
        match name {
            "active" => {
                if at.flag() == Some(false) && !top.get("status").says_something() {
                    item.say("status", "obsolete", &here);
                }
            }
            "links" => {
                for link in at.items() {
                    match link.entries().first() {
                        // A link with the stamp of what it was reviewed against.
                        Some((uid, stamp)) => {
                            if stamp.says_something() {
                                lost.add(
                                    &below(&here, "stamp", "stamp"),
                                    "what a review saw; reviews of records know that themselves",
                                );
                            }
                            item.parents.push(((*uid).to_owned(), here.clone()));
                        }
                        None => item.parents.extend(link.text().map(|uid| (uid, here.clone()))),
                    }
                }
            }
            "normative" => {}
            "level" => lost.add(&here, "where it stands in the document"),
            "derived" => {
                if at.flag() == Some(true) {
                    lost.add(&here, "needs no parent; here `origin-other` says where it comes from");
                }
            }
            "reviewed" | "ref" | "references" => {
                if at.says_something() {
                    let why = match name {
                        "reviewed" => "what a review saw; reviews of records know that themselves",
                        _ => "a file that is about it; a test or mechanism record says that here",
                    };
                    lost.add(&here, why);
                }
            }
            name => match at.texts() {
                texts if !texts.is_empty() => {
                    let all: Vec<String> = texts.into_iter().map(|(text, _)| text).collect();
                    let told = match at.is_list() {
                        true => Value::List(all).to_string(),
                        false => all.concat(),
                    };
                    item.say(name, told, &here);
                }
                _ if at.says_something() => lost.add(&here, "no record field for it"),
                _ => {}
            },
        }
    }
    Some(item)
}
