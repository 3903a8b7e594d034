//! Documents out of the own model into the three formats.
//!
//! A format that cannot hold something gets the nearest thing and a note tells what was lost; a statement that would
//! mean something else, or breaks a rule of the format, is left out and told as an error. Nothing is invented. What is
//! written is the same for the same document, byte for byte.

mod csaf;
mod cyclonedx;
mod openvex;
mod parts;
mod tree;

use serde_json::Value;

use crate::problem::{Problem, Severity};
use crate::statement::{Document, Statement};

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum As {
    /// OpenVEX 0.2.0.
    OpenVex,
    /// CSAF 2.0, profile `csaf_vex`.
    Csaf2_0,
    /// CSAF 2.1 (draft), profile `csaf_vex`.
    Csaf2_1,
    /// CycloneDX 1.4 to 1.7 by its minor number.
    CycloneDx(u8),
}

/// How to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether to write what is for the house only: mechanisms, evidence, conditions, finer words. A document for
    /// others should not say how a product is protected.
    pub internal: bool,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document.
    pub bytes: Vec<u8>,
    /// What was lost (notes) and what was left out (errors), in the order of the statements.
    pub told: Vec<Problem>,
}

impl Written {
    /// Whether statements were left out.
    pub fn is_complete(&self) -> bool {
        self.told.iter().all(|problem| problem.severity != Severity::Error)
    }
}

/// Writes a document.
///
/// # Errors
/// What the document lacks to be one of that format at all: an id, an author, a time, any statement.
pub fn write(document: &Document, format: As, options: &Options) -> Result<Written, Vec<Problem>> {
    let mut told = Vec::new();
    let value = match format {
        As::OpenVex => openvex::write(document, options, &mut told),
        As::Csaf2_0 => csaf::write(document, csaf::Edition::V2_0, options, &mut told),
        As::Csaf2_1 => csaf::write(document, csaf::Edition::V2_1, options, &mut told),
        As::CycloneDx(minor) => cyclonedx::write(document, minor, options, &mut told),
    };
    let value = match format {
        // 6.2.13 of CSAF asks for the order of the alphabet.
        As::Csaf2_0 | As::Csaf2_1 => value.map(sorted),
        As::OpenVex | As::CycloneDx(_) => value,
    };
    let Some(value) = value else {
        told.retain(|problem| problem.severity == Severity::Error);
        return Err(told);
    };
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    Ok(Written { bytes: vauban_json::safe(&text).into_bytes(), told })
}

/// The same value with the members of all objects in the order of the alphabet.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

/// What the format has no place for, as keys and values.
fn kept(statement: &Statement, options: &Options, fine: &Fine) -> Vec<(&'static str, String)> {
    let mut kept = Vec::new();
    if !options.internal {
        return kept;
    }
    if fine.status {
        kept.push(("status", statement.status.word().to_owned()));
    }
    if let Some(justification) = statement.justification.filter(|_| fine.justification) {
        kept.push(("justification", justification.word().to_owned()));
    }
    if fine.responses {
        kept.extend(statement.responses.iter().map(|response| ("response", response.word().to_owned())));
    }
    if fine.remedies {
        let known = statement.actions.iter().filter_map(|action| Some((action.remedy?, one_line(&action.text))));
        kept.extend(known.map(|(remedy, text)| ("remedy", format!("{} {text}", remedy.word()))));
    }
    kept.extend(statement.mechanisms.iter().map(|id| ("mechanism", one_line(id))));
    kept.extend(statement.evidence.iter().map(|at| ("evidence", one_line(at))));
    let recheck = &statement.recheck;
    if !recheck.component_version.is_empty() {
        kept.push(("recheck-component-version", one_line(&recheck.component_version)));
    }
    let options = recheck.build_options.iter();
    kept.extend(options.map(|(name, value)| ("recheck-build-option", one_line(&format!("{name}={value}")))));
    kept.extend(recheck.by.iter().map(|by| ("recheck-by", by.text().to_owned())));
    kept
}

/// What of a statement a format cannot say itself.
#[derive(Clone, Copy, Debug, Default)]
struct Fine {
    status: bool,
    justification: bool,
    responses: bool,
    remedies: bool,
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells what is lost of a statement because it is for the house only.
fn held_back(statement: &Statement, options: &Options, told: &mut Vec<Problem>) {
    let has = [
        ("mechanisms", !statement.mechanisms.is_empty()),
        ("evidence", !statement.evidence.is_empty()),
        ("conditions", !statement.recheck.is_empty()),
    ];
    let has: Vec<&str> = has.iter().filter(|(_, has)| *has).map(|(what, _)| *what).collect();
    if options.internal || has.is_empty() {
        return;
    }
    told.push(Problem::note(
        "held-back",
        &statement.place,
        format!("{} of the statement about {} are not written", has.join(", "), named(statement)),
        "they are for the house; `--internal` writes them too",
    ));
}

fn named(statement: &Statement) -> String {
    crate::short(&statement.vulnerability.id)
}

/// Tells that a word was replaced by the nearest one.
fn collapsed(statement: &Statement, from: &str, to: &str, told: &mut Vec<Problem>) {
    told.push(Problem::note(
        "collapsed",
        &statement.place,
        format!("`{from}` of {} is written as `{to}`, the nearest word there is", named(statement)),
        "the finer word stays in the records",
    ));
}

/// A document lacks something without which the format cannot be written.
fn lacking(what: &str, help: &str) -> Problem {
    Problem::error("lacking", &crate::Place::default(), what, help)
}

/// A statement that cannot be written.
fn left_out(statement: &Statement, why: &str, help: &str) -> Problem {
    let what = format!("the statement about {} is left out: {why}", named(statement));
    Problem::error("left-out", &statement.place, what, help)
}

/// An object from members, in their order; members without a value are left out.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let filled = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(filled.collect())
}

/// A text, if there is any.
fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::from(text))
}

/// A list, if it has any items.
fn items(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

fn time(time: Option<&crate::Time>) -> Option<Value> {
    time.map(|time| Value::from(time.text()))
}

fn texts<'t>(list: impl IntoIterator<Item = &'t String>) -> Option<Value> {
    items(list.into_iter().map(|text| Value::from(text.as_str())).collect())
}

/// What is to be done, in words: the actions, else what the responses mean.
fn action_text(statement: &Statement) -> String {
    let texts: Vec<&str> =
        statement.actions.iter().map(|action| action.text.trim()).filter(|text| !text.is_empty()).collect();
    if !texts.is_empty() {
        return texts.join("\n");
    }
    let words = statement.responses.iter().map(|response| match response {
        crate::Response::CanNotFix => "It cannot be fixed.",
        crate::Response::WillNotFix => "It will not be fixed.",
        crate::Response::Update => "Update to a release with the fix.",
        crate::Response::Rollback => "Go back to an earlier release.",
        crate::Response::WorkaroundAvailable => "A workaround is available.",
    });
    words.collect::<Vec<_>>().join(" ")
}
