//! sphinx-needs: `needs.json`, the export of all needs of a documentation, by version.

use vauban_formats::requirement::Value;

use super::{Item, Mapping, below, drafts};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::source::{At, Known, json, report_unread, text};
use crate::{Imported, Source};

/// Members by which sphinx-needs builds pages; they say nothing of the requirement.
const BUILT: &[&str] = &[
    "docname",
    "lineno",
    "doctype",
    "external_css",
    "external_url",
    "is_external",
    "is_import",
    "is_modified",
    "is_need",
    "is_part",
    "layout",
    "style",
    "hide",
    "hide_status",
    "hide_tags",
    "collapse",
    "jinja_content",
    "template",
    "pre_template",
    "post_template",
    "template_root",
    "title_from_content",
    "type_name",
    "type_prefix",
    "type_color",
    "type_style",
    "section_name",
    "sections",
    "has_dead_links",
    "has_forbidden_dead_links",
    "id_complete",
    "id_parent",
    "target_id",
    "content_id",
    "content_node",
    "content_generated",
    "arch",
    "constraints",
    "constraints_passed",
    "constraints_results",
    "constraints_error",
    "max_amount",
    "max_content_lines",
    "modifications",
    "full_title",
    "delete",
    "duration",
    "completion",
    "lineno_content",
    "parts",
    "id_prefix",
    "query",
    "specific",
    "signature",
    "updated_at",
    "created_at",
    "avatar",
    "closed_at",
    "max_content_line",
    "service",
    "params",
    "prefix",
    "url",
    "url_postfix",
    "user",
    "parent_need",
    "parent_needs_back",
];

const FILE: &str = "about the file, not about a requirement";

const KNOWN: &[Known] = &[
    ("/project", FILE),
    ("/created", FILE),
    ("/versions/*/created", FILE),
    ("/versions/*/creator/**", FILE),
    ("/versions/*/needs_amount", FILE),
    ("/versions/*/needs_schema/**", "what the options look like"),
    ("/versions/*/needs_defaults_removed", FILE),
    ("/versions/*/filters/**", "how pages are put together"),
    ("/versions/*/filters_amount", "how pages are put together"),
];

/// Reads a file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let text = text(source.name, source.bytes)?;
    let tree = json(source.name, &text)?;
    let top = tree.top("");
    let versions = top.get("versions");
    if !versions.is_table() {
        return Err(ImportError::whole(source.name, "this is no needs.json: found no `versions`"));
    }
    let mut lost = Losses::default();
    let entries = versions.entries();
    let current = top.get("current_version").text();
    let chosen = entries.iter().find(|(name, _)| Some(*name) == current.as_deref()).or(entries.last());
    let Some((chosen, version)) = chosen else {
        return Err(ImportError::whole(source.name, "its `versions` hold no version"));
    };
    for (_, other) in entries.iter().filter(|(name, _)| name != chosen) {
        lost.add(&other.place, "another version than the current one");
        other.pass_over();
    }
    let needs = version.get("needs");
    let all: Vec<(String, At<'_>)> = match needs.is_list() {
        true => needs.items().into_iter().map(|need| (need.get("id").text().unwrap_or_default(), need)).collect(),
        false => needs.entries().into_iter().map(|(name, need)| (name.to_owned(), need)).collect(),
    };
    let mut items = Vec::new();
    for (uid, need) in all {
        items.extend(item(uid, &need, &mut lost));
    }
    let drafts = drafts(items, &Mapping::default(), &mut lost);
    report_unread(&tree, "", KNOWN, &mut lost);
    Ok(Imported { drafts, lost: lost.finish() })
}

fn item(uid: String, need: &At<'_>, lost: &mut Losses) -> Option<Item> {
    let kind = need.get("type").text().unwrap_or_default();
    let plain = kind.to_lowercase();
    if !plain.is_empty() && !["req", "need", "anf"].iter().any(|part| plain.contains(part)) {
        lost.add(&need.place, "a need of another type than a requirement");
        need.pass_over();
        return None;
    }
    let uid = need.get("id").text().unwrap_or(uid);
    let mut item = Item { uid, place: need.place.clone(), ..Item::default() };
    let mut built = false;
    for (name, at) in need.entries() {
        let here = below(&need.place, name, name);
        match name {
            "id" | "type" => {}
            "links" | "parent_needs" | "refines" | "derives" => {
                item.parents.extend(at.texts().into_iter().map(|(uid, _)| (uid, here.clone())));
            }
            name if BUILT.contains(&name) || name.ends_with("_back") => {
                built |= at.says_something();
                at.pass_over();
            }
            name => {
                let texts: Vec<String> = at.texts().into_iter().map(|(text, _)| text).collect();
                if !texts.is_empty() {
                    let told = match at.is_list() {
                        true => Value::List(texts).to_string(),
                        false => texts.concat(),
                    };
                    item.say(name, told, &here);
                } else if at.says_something() {
                    lost.add(&here, "no record field for it");
                    at.pass_over();
                }
            }
        }
    }
    if built {
        lost.add(&below(&need.place, "…", "…"), "where and how it stands in the documentation");
    }
    Some(item)
}
