//! `vauban sbom find`: which bills contain something (the contract `vauban/sbom-find/1`).

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, one_line};
use crate::{Style, paint};

/// What was looked for and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    schema: &'static str,
    /// What was looked for.
    pub query: String,
    /// Whether every bill could be looked at and is the one that was shipped with.
    pub complete: bool,
    /// Every bill, with what was found in it.
    pub bills: Vec<Looked>,
    /// Releases that name no bill: nobody can say what is in them.
    pub without: Vec<Released>,
}

/// A release; all empty for a file that was named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Released {
    /// Its id.
    pub release: Option<String>,
    /// Of which product.
    pub product: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// When it left the house.
    pub date: Option<String>,
}

/// A bill that was looked through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// The release.
    #[serde(flatten)]
    pub of: Released,
    /// The file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: Option<String>,
    /// `yes`, `no` or `changed`: whether a record holds its digest; null for a file that was named.
    pub bound: Option<&'static str>,
    /// How many components it has.
    pub components: Option<usize>,
    /// Why it could not be read.
    pub error: Option<String>,
    /// What was found.
    pub found: Vec<Found>,
}

/// A component that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its package URL.
    pub purl: Option<String>,
    /// Whether it certainly is what was asked for.
    pub certain: bool,
    /// By what it was found.
    pub by: &'static str,
    /// What is missing for certainty.
    pub because: Option<&'static str>,
    /// Line of the file.
    pub line: u32,
}

impl Answer {
    /// An answer.
    pub fn new(query: &str, complete: bool, bills: Vec<Looked>, without: Vec<Released>) -> Answer {
        Answer { schema: "vauban/sbom-find/1", query: query.to_owned(), complete, bills, without }
    }
}

fn name(of: &Released) -> Option<String> {
    let product = of.product.as_deref().map(|product| format!("{product} "));
    let release = of.release.as_deref()?;
    let version = of.version.as_deref().unwrap_or(release);
    let date = of.date.as_deref().map(|date| format!(" of {date}"));
    Some(format!("{}{version}{}", product.unwrap_or_default(), date.unwrap_or_default()))
}

/// Writes what was found, and what could not be looked at.
pub fn terminal(answer: &Answer, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for bill in &answer.bills {
        let title = name(&bill.of).unwrap_or_else(|| bill.file.clone());
        let title = style.paint(paint::BOLD, one_line(&title).into_owned());
        if let Some(why) = &bill.error {
            writeln!(
                out,
                "{title}: {}: {}: {}",
                style.paint(paint::BAD, "unknown"),
                one_line(&bill.file),
                one_line(why)
            )?;
            continue;
        }
        let changed = match bill.bound {
            Some("changed") => {
                format!("  {}", style.paint(paint::BAD, "the file has changed since its digest was stored"))
            }
            _ => String::new(),
        };
        if bill.found.is_empty() {
            if style.verbose || !changed.is_empty() {
                writeln!(
                    out,
                    "{title}: not in it ({} looked at){changed}",
                    count(bill.components.unwrap_or_default(), "component")
                )?;
            }
            continue;
        }
        writeln!(
            out,
            "{title}: {}{changed}",
            style.location(&bill.file, bill.found.first().map_or(1, |found| found.line), None)
        )?;
        for found in &bill.found {
            let mark = match found.certain {
                true => style.paint(paint::BAD, "contains"),
                false => style.paint(paint::HALF, "may contain"),
            };
            let because = found.because.map_or_else(String::new, |because| format!("; {because}"));
            let purl = found.purl.as_deref().map_or_else(String::new, |purl| format!("  {}", one_line(purl)));
            writeln!(
                out,
                "  {mark} {} {}{purl} (by {}{because})",
                one_line(&found.name),
                one_line(&found.version),
                found.by
            )?;
        }
    }
    for of in &answer.without {
        let title = name(of).unwrap_or_default();
        writeln!(
            out,
            "{}: {}: the release names no `sbom`",
            style.paint(paint::BOLD, one_line(&title)),
            style.paint(paint::BAD, "unknown")
        )?;
    }
    let certain = answer.bills.iter().filter(|bill| bill.found.iter().any(|found| found.certain)).count();
    let possible = answer.bills.iter().filter(|bill| !bill.found.is_empty()).count() - certain;
    let unknown = answer.bills.iter().filter(|bill| bill.error.is_some()).count() + answer.without.len();
    writeln!(
        out,
        "`{}`: in {certain} of {}, possibly in {possible}, unknown in {unknown}",
        one_line(&answer.query),
        count(answer.bills.len() + answer.without.len(), "bill")
    )
}

/// Writes the contract.
pub fn json(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(answer, out)
}
