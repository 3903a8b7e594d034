//! `vauban sbom check`: validity, problems and profiles of each document (the contract `vauban/sbom-check/1`).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use vauban_sbom::profile::{Answer, Held, Level, Subject};
use vauban_sbom::valid::Checked;

use super::At;
use crate::text::{count, cut, number, one_line};
use crate::{Style, paint};

/// A document that was checked.
#[derive(Debug)]
pub struct Document {
    /// Its file.
    pub file: String,
    /// What it is, and whether it is valid; or why it cannot be opened.
    pub checked: Result<Checked, String>,
    /// Its profiles; none if it cannot be read.
    pub held: Vec<Held>,
    /// The profiles that were asked for: those decide about the exit code.
    pub asked: Vec<&'static str>,
}

impl Document {
    /// Whether it is valid and passes the profiles that were asked for.
    pub fn is_good(&self) -> bool {
        let valid = self.checked.as_ref().is_ok_and(|checked| checked.validity.valid && checked.bill.is_ok());
        let passed = |word: &&str| self.held.iter().any(|held| held.profile.word() == *word && held.passed);
        valid && self.asked.iter().all(passed)
    }
}

/// Writes each document: whether it is valid, what is wrong, what profiles lack.
pub fn terminal(documents: &[Document], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        one(document, style, out)?;
    }
    Ok(())
}

fn one(document: &Document, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let file = one_line(&document.file);
    let checked = match &document.checked {
        Ok(checked) => checked,
        Err(why) => return writeln!(out, "{file}: {}: {}", style.paint(paint::BAD, "not read"), one_line(why)),
    };
    let validity = &checked.validity;
    let verdict = match validity.valid {
        true => style.paint(paint::GOOD, "valid"),
        false => style.paint(paint::BAD, "not valid"),
    };
    let schema =
        if validity.schema.is_empty() { String::new() } else { format!(" by the schema of {}", validity.schema) };
    let what = match &checked.bill {
        Ok(bill) => format!(
            "{} {}, {}, {}",
            bill.format.name(),
            one_line(&bill.spec),
            count(bill.components.len(), "component"),
            count(bill.edges.len(), "relation")
        ),
        Err(_) => "not read".to_owned(),
    };
    writeln!(out, "{}: {what}", style.paint(paint::BOLD, file.clone()))?;
    writeln!(out, "  {verdict}{schema}")?;
    if !validity.unchecked.is_empty() && !style.quiet {
        writeln!(out, "  {}", style.paint(paint::DIM, format!("not checked: {}", validity.unchecked)))?;
    }
    let most = if style.verbose { usize::MAX } else { style.cap };
    for error in validity.errors.iter().take(most) {
        let place = style.location(&document.file, error.place.line, Some(error.place.column));
        let pointer = if error.pointer.is_empty() { String::new() } else { format!(" {}", one_line(&error.pointer)) };
        writeln!(out, "  {} {place}{pointer}: {}", style.paint(paint::ERROR, "error"), one_line(&error.message))?;
    }
    let hidden = validity.errors.len().saturating_sub(most) + validity.more;
    if hidden > 0 {
        writeln!(out, "  … and {}", count(hidden, "further error"))?;
    }
    let Ok(bill) = &checked.bill else { return Ok(()) };
    for problem in bill.problems.iter().take(most) {
        let place = bill.place(problem.offset);
        let place = style.location(&document.file, place.line, Some(place.column));
        writeln!(out, "  {} {place}: {}", style.paint(paint::WARNING, "warning"), one_line(&problem.message))?;
    }
    if bill.problems.len() > most {
        writeln!(out, "  … and {}", count(bill.problems.len() - most, "further warning"))?;
    }
    for held in &document.held {
        profile(held, document.asked.contains(&held.profile.word()), style, out)?;
    }
    Ok(())
}

fn profile(held: &Held, asked: bool, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let word = match held.passed {
        true => style.paint(paint::GOOD, "passed"),
        false => style.paint(if asked { paint::BAD } else { paint::HALF }, "not passed"),
    };
    let lacking =
        held.answers.iter().filter(|answer| answer.rule.level == Level::Required && answer.lacking > 0).count();
    let why = match (held.passed, held.components) {
        (true, _) => String::new(),
        (false, 0) => ": there is no component to ask of".to_owned(),
        (false, _) => format!(": {} lacking", count(lacking, "required field")),
    };
    writeln!(out, "  {} {word}{why}", style.paint(paint::BOLD, held.profile.word()))?;
    if style.quiet {
        return Ok(());
    }
    for answer in held.answers.iter().filter(|answer| answer.lacking > 0) {
        let required = answer.rule.level == Level::Required;
        if !required && !style.verbose {
            continue;
        }
        let level = if required { String::new() } else { format!(" ({})", answer.rule.level.word()) };
        let first: Vec<&str> = answer.first.iter().map(|lack| lack.label.as_str()).collect();
        let more = if answer.lacking > first.len() { ", …" } else { "" };
        let missing = answer.rule.missing;
        let line = match answer.rule.subject {
            Subject::Document => format!("the document {missing}{level}"),
            Subject::Product => format!("the product {missing}{level}"),
            Subject::Components => format!(
                "{missing}: {} of {}{level} ({}{more})",
                number(answer.lacking),
                count(answer.asked, "component"),
                one_line(&first.join(", "))
            ),
        };
        let room = style.width.saturating_sub(4).max(40);
        writeln!(out, "    {}", if style.verbose { line.into() } else { cut(&line, room) })?;
        if asked || style.verbose {
            writeln!(out, "      {}", style.paint(paint::DIM, format!("help: {}", answer.rule.next)))?;
        }
    }
    Ok(())
}

/// Writes the contract.
pub fn json(documents: &[Document], out: &mut dyn Write) -> io::Result<()> {
    let written = documents.iter().map(|document| {
        let validity = document.checked.as_ref().ok().map(|checked| &checked.validity);
        let bill = document.checked.as_ref().ok().and_then(|checked| checked.bill.as_ref().ok());
        let mut errors: Vec<Error<'_>> = validity
            .into_iter()
            .flat_map(|validity| &validity.errors)
            .map(|error| Error {
                line: error.place.line,
                column: error.place.column,
                pointer: &error.pointer,
                message: &error.message,
            })
            .collect();
        if let Err(why) = &document.checked {
            errors.push(Error { line: 1, column: 1, pointer: "", message: why });
        }
        let problems = bill.map(|bill| {
            let problem = |problem: &vauban_sbom::Problem| {
                let place = bill.place(problem.offset);
                Problem {
                    kind: problem.kind.word(),
                    line: place.line,
                    column: place.column,
                    message: problem.message.clone(),
                }
            };
            bill.problems.iter().map(problem).collect()
        });
        One {
            file: &document.file,
            valid: validity.is_some_and(|validity| validity.valid),
            schema: validity.map(|validity| validity.schema.as_str()).filter(|schema| !schema.is_empty()),
            unchecked: validity.map(|validity| validity.unchecked).filter(|unchecked| !unchecked.is_empty()),
            errors,
            more_errors: validity.map_or(0, |validity| validity.more),
            format: bill.map(|bill| bill.format.name()),
            spec_version: bill.map(|bill| bill.spec.as_str()),
            components: bill.map(|bill| bill.components.len()),
            relations: bill.map(|bill| bill.edges.len()),
            problems: problems.unwrap_or_default(),
            profiles: document.held.iter().map(|held| (held.profile.word(), told(held, bill))).collect(),
        }
    });
    let all = All { schema: "vauban/sbom-check/1", documents: written.collect() };
    vauban_formats::json::write(&all, out)
}

fn told<'a>(held: &'a Held, bill: Option<&vauban_sbom::Bill>) -> Profile<'a> {
    let rule = |answer: &'a Answer| Rule {
        name: answer.rule.name,
        level: answer.rule.level.word(),
        asked: answer.asked,
        lacking: answer.lacking,
        missing: answer.rule.missing,
        next: answer.rule.next,
        first: answer
            .first
            .iter()
            .map(|lack| {
                let place = bill.map(|bill| bill.place(lack.offset)).unwrap_or_default();
                First {
                    component: lack.component.map(|_| lack.label.as_str()),
                    at: At { line: place.line.max(1), column: place.column.max(1) },
                }
            })
            .collect(),
    };
    Profile {
        passed: held.passed,
        components: held.components,
        set_aside: held.set_aside,
        rules: held.answers.iter().map(rule).collect(),
    }
}

#[derive(Serialize)]
struct All<'a> {
    schema: &'static str,
    documents: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    file: &'a str,
    valid: bool,
    schema: Option<&'a str>,
    unchecked: Option<&'a str>,
    errors: Vec<Error<'a>>,
    more_errors: usize,
    format: Option<&'static str>,
    spec_version: Option<&'a str>,
    components: Option<usize>,
    relations: Option<usize>,
    problems: Vec<Problem>,
    profiles: BTreeMap<&'static str, Profile<'a>>,
}

#[derive(Serialize)]
struct Error<'a> {
    line: u32,
    column: u32,
    pointer: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Problem {
    kind: &'static str,
    line: u32,
    column: u32,
    message: String,
}

#[derive(Serialize)]
struct Profile<'a> {
    passed: bool,
    components: usize,
    set_aside: usize,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    name: &'static str,
    level: &'static str,
    asked: usize,
    lacking: usize,
    missing: &'static str,
    next: &'static str,
    first: Vec<First<'a>>,
}

#[derive(Serialize)]
struct First<'a> {
    component: Option<&'a str>,
    #[serde(flatten)]
    at: At,
}
