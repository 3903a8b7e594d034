//! One reader per format, and what they share: recognising a file and finishing an import.

mod cdx;
pub(crate) mod otm;
pub(crate) mod pytm;
pub(crate) mod threagile;
mod threagile_files;
mod threagile_risks;
pub(crate) mod threat_composer;
pub(crate) mod threat_dragon;
mod threat_dragon_threats;
pub(crate) mod tm7;
mod tm7_threats;
pub(crate) mod tm_bom;
mod tm_bom_threats;

use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Sketch, build};
use crate::source::{At, Known, Tree, json, json_or_yaml, report_unread, text};
use crate::{Imported, Source, format};

/// How a file of a format is recognised.
struct Marks {
    format: &'static str,
    /// What a person would look for.
    looks_for: &'static str,
    /// Whether this is one.
    is: fn(&At<'_>) -> bool,
}

const MARKS: &[Marks] = &[
    Marks {
        format: "threat-dragon",
        looks_for: "`detail.diagrams`",
        is: |top| top.get("detail").get("diagrams").is_list(),
    },
    Marks {
        format: "threagile",
        looks_for: "`threagile_version`, `technical_assets` or `includes`",
        is: |top| {
            top.get("threagile_version").says_something()
                || top.get("technical_assets").is_table()
                || top.get("data_assets").is_table()
                || top.get("includes").is_list()
        },
    },
    Marks { format: "otm", looks_for: "`otmVersion`", is: |top| top.get("otmVersion").says_something() },
    Marks { format: "tm7", looks_for: "the element `ThreatModel`", is: |top| top.get("ThreatModel").is_table() },
    Marks {
        format: "pytm",
        looks_for: "`flows` with `elements`, `assets` or `boundaries`",
        is: |top| {
            let has = |name| top.get(name).is_list();
            has("flows") && (has("elements") || has("assets") || has("boundaries"))
        },
    },
    Marks {
        format: "threat-composer",
        looks_for: "`applicationInfo` or `schema` with `threats`",
        is: |top| {
            top.get("applicationInfo").is_table() || top.get("schema").says_something() && top.get("threats").is_list()
        },
    },
    Marks {
        format: "tm-bom",
        looks_for: "`scope` with `trust_zones` or `components`, nor a CycloneDX `bomFormat`",
        is: |top| {
            let has = |name| top.get(name).is_list();
            let cdx = top.get("bomFormat").says_something() && has("components");
            let parts = has("trust_zones") || has("components") || has("threats");
            cdx || top.get("scope").is_table() && parts
        },
    },
];

/// Refuses a tree that is not of the format, and says what it looks like.
fn expect_format(name: &str, file: &str, tree: &Tree) -> Result<(), ImportError> {
    let top = tree.top("");
    let Some(marks) = MARKS.iter().find(|marks| marks.format == name) else {
        return Ok(());
    };
    if (marks.is)(&top) {
        return Ok(());
    }
    let title = format(name).map_or(name, |format| format.title);
    let message = format!("this is not a file of {title}: found no {}", marks.looks_for);
    let error = ImportError::whole(file, message);
    match MARKS.iter().find(|marks| (marks.is)(&top)) {
        Some(other) => Err(error.help(did_you_mean(other.format))),
        None => Err(error.help(format!("formats that can be imported: {}", all_formats()))),
    }
}

fn did_you_mean(name: &str) -> String {
    let title = format(name).map_or(name, |format| format.title);
    format!("it looks like a file of {title}: did you mean `--format {name}`?")
}

fn all_formats() -> String {
    let names: Vec<&str> = crate::FORMATS.iter().map(|format| format.name).collect();
    names.join(", ")
}

/// The tree of a JSON format.
fn json_tree(name: &str, source: &Source<'_>) -> Result<Tree, ImportError> {
    let text = text(source.name, source.bytes)?;
    let tree = json(source.name, &text).map_err(|error| {
        if text.trim_start().starts_with('<') {
            return error.help(did_you_mean("tm7"));
        }
        if text.trim_start().starts_with(['{', '[']) {
            return error;
        }
        // Perhaps it is one of the YAML formats.
        let other = json_or_yaml(source.name, &text).ok();
        let other = other.and_then(|tree| {
            let top = tree.top("");
            MARKS.iter().find(|marks| (marks.is)(&top))
        });
        match other {
            Some(marks) if marks.format != name => error.help(did_you_mean(marks.format)),
            _ => error,
        }
    })?;
    expect_format(name, source.name, &tree)?;
    Ok(tree)
}

/// The tree of a format that is YAML or JSON.
fn yaml_tree(name: &str, source: &Source<'_>) -> Result<Tree, ImportError> {
    let text = text(source.name, source.bytes)?;
    if text.trim_start().starts_with('<') {
        let error = ImportError::whole(source.name, "this is XML, not YAML or JSON");
        return Err(error.help(did_you_mean("tm7")));
    }
    let tree = json_or_yaml(source.name, &text)?;
    expect_format(name, source.name, &tree)?;
    Ok(tree)
}

/// Builds the drafts and tells everything nobody asked for.
fn finish(sketch: &Sketch, tree: &Tree, known: &[Known], mut lost: Losses) -> Imported {
    let drafts = build(sketch, &mut lost);
    report_unread(tree, "", known, &mut lost);
    let lost = lost.finish();
    Imported { drafts, lost }
}

/// The beginning of a text that becomes part of several records, so that a file cannot grow by
/// being imported; what is cut is told.
fn shared_text(at: &At<'_>, lost: &mut Losses) -> Option<String> {
    const MOST: usize = 2_000;
    let text = at.text()?;
    let Some((cut, _)) = text.char_indices().nth(MOST) else {
        return Some(text);
    };
    lost.add(&at.place, format!("a text that goes into several records: cut after {MOST} letters"));
    text.get(..cut).map(|start| format!("{start} […]"))
}

/// The first sentence of a text, as a title.
pub(crate) fn first_words(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let sentence = line.split(". ").next().unwrap_or(line).trim().trim_end_matches('.');
    match sentence.char_indices().nth(100) {
        Some((cut, _)) => {
            let start = sentence.get(..cut).unwrap_or(sentence);
            let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
            format!("{words} …")
        }
        None => sentence.to_owned(),
    }
}
