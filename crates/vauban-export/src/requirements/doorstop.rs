//! Doorstop: a folder with one YAML file for each requirement, and one that says what they have in common.

use std::fmt::Write as _;

use vauban_formats::requirement::{KEYS, Requirement, Value};

use super::{Document, Specification};
use crate::told::Told;

/// What all ids begin with, where the records know none that Doorstop gave.
const PREFIX: &str = "SEC";

pub(super) fn write(specification: &Specification, told: &mut Told) -> Result<Document, String> {
    let given = given(&specification.requirements);
    let uids = match &given {
        Some(_) => specification.uids(&Requirement::uid),
        None => specification.uids(&|requirement| format!("{PREFIX}-{}", name(&requirement.id))),
    };
    let places = specification.places();
    let (prefix, digits) = given.unwrap_or((PREFIX.to_owned(), 3));
    let separator = if prefix == PREFIX { "-" } else { "" };
    let settings = format!("settings:\n  digits: {digits}\n  prefix: {prefix}\n  sep: '{separator}'\n");
    let mut files = vec![(".doorstop.yml".to_owned(), settings)];
    for ((at, requirement), uid) in specification.requirements.iter().enumerate().zip(&uids) {
        let mut out = String::new();
        let retired = matches!(requirement.text("status").as_str(), "obsolete" | "rejected");
        let _ = write!(out, "active: {}\nderived: false\n", !retired);
        let _ = writeln!(out, "header: {}", quoted(&requirement.text("title")));
        let _ = writeln!(out, "level: '1.{}'", at + 1);
        let parents = specification.parents(requirement, &places, told);
        let links: Vec<String> =
            parents.into_iter().filter_map(|at| uids.get(at)).map(|uid| format!("- {uid}\n")).collect();
        match links.is_empty() {
            true => out.push_str("links: []\n"),
            false => {
                out.push_str("links:\n");
                out.push_str(&links.concat());
            }
        }
        out.push_str("normative: true\nref: ''\nreviewed: null\n");
        let _ = writeln!(out, "text: {}", quoted(&requirement.text("text")));
        if *uid != requirement.id {
            let _ = writeln!(out, "vauban-id: {}", quoted(&requirement.id));
        }
        for (key, _) in KEYS.iter().filter(|(key, _)| !matches!(*key, "title" | "text" | "refines")) {
            match requirement.get(key) {
                None => {}
                Some(Value::Number(number)) => {
                    // `level` is the place in the document there.
                    let _ = writeln!(out, "security-{key}: {number}");
                }
                Some(Value::List(items)) => {
                    let _ = writeln!(out, "{key}:");
                    for item in items {
                        let _ = writeln!(out, "- {}", quoted(item));
                    }
                }
                Some(value) => {
                    let _ = writeln!(out, "{key}: {}", quoted(&value.to_string()));
                }
            }
        }
        files.push((format!("{uid}.yml"), out));
    }
    told.filled("level", "the order of the records", "");
    Ok(Document::Folder(files))
}

/// The prefix and number of digits of ids that Doorstop gave, if all requirements have one and of one document.
fn given(requirements: &[Requirement]) -> Option<(String, usize)> {
    let parts = |requirement: &Requirement| {
        let external = requirement.text("external");
        let letters = external.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned();
        let digits = external.len() - letters.len();
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let good = digits > 0 && !letters.is_empty() && letters.chars().all(plain) && !letters.starts_with('-');
        good.then_some((letters, digits))
    };
    let first = parts(requirements.first()?)?;
    let same = requirements.iter().all(|one| parts(one).is_some_and(|own| own.0 == first.0));
    same.then_some(first)
}

/// The letters that a name of an item may have.
fn name(id: &str) -> String {
    let letters = id.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' });
    letters.collect()
}

/// A text as JSON has it, which is YAML as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
