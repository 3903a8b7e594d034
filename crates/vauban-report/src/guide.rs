//! `vauban guide --check`: what users must be told, where they are told it, and in which languages.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{cut, one_line, pad, wrap};
use crate::{Style, paint};

/// What users of a product are told.
#[derive(Clone, Debug, Serialize)]
pub struct GuideReport {
    /// The contract.
    pub schema: &'static str,
    /// The product, as `edge-gateway 2.4.0`.
    pub product: String,
    /// The day of the documentation review that saw everything as it stands.
    pub reviewed: Option<String>,
    /// The languages that the product is told in, the one written first in front.
    pub languages: Vec<String>,
    /// What users must be told about.
    pub records: Vec<RecordRow>,
    /// What is not in step in another language.
    pub translations: Vec<TranslationRow>,
    /// How many texts each language owes, and how many are as they should be.
    pub steps: Vec<LanguageRow>,
}

/// A record that users must be told about.
#[derive(Clone, Debug, Serialize)]
pub struct RecordRow {
    /// Its name.
    pub record: String,
    /// What it is to users.
    pub topic: &'static str,
    /// Whether users are told.
    pub told: bool,
    /// The sections that tell of it.
    pub sections: Vec<SectionRow>,
    /// What says that something is missing, as a check says it.
    pub open: Vec<String>,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: u32,
}

/// A section.
#[derive(Clone, Debug, Serialize)]
pub struct SectionRow {
    /// Its name: `guideline.operation#duties`.
    pub section: String,
    /// Its heading.
    pub title: String,
    /// The language it is written in.
    pub language: Option<String>,
    /// Promised languages that have it as it stands.
    pub also: Vec<String>,
}

/// A text that a language owes.
#[derive(Clone, Debug, Serialize)]
pub struct TranslationRow {
    /// The section or record.
    pub of: String,
    /// The language.
    pub language: String,
    /// `missing`, `not stamped`, `outdated`.
    pub state: &'static str,
    /// Where the translation stands, or the original where there is none.
    pub file: String,
    /// The line.
    pub line: u32,
}

/// A promised language.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageRow {
    /// The language.
    pub language: String,
    /// Texts that are written in another one.
    pub texts: usize,
    /// Those that are there and of what the original says today.
    pub current: usize,
}

impl GuideReport {
    /// Whether nothing is missing, and nothing is out of step.
    pub fn complete(&self) -> bool {
        self.records.iter().all(|row| row.told && row.open.is_empty()) && self.translations.is_empty()
    }
}

/// Writes it for people: what is open first, with where and what to do; all records where more is asked for.
pub fn terminal(report: &GuideReport, all: bool, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let told = report.records.iter().filter(|row| row.told && row.open.is_empty()).count();
    let product = one_line(&report.product);
    writeln!(out, "{} · what users are told (SG-1 to SG-7)\n", style.paint(paint::BOLD, cut(&product, 60)))?;
    let reviewed = match &report.reviewed {
        Some(day) => style.paint(paint::GOOD, format!("reviewed as it stands on {}", one_line(day))),
        None => style.paint(paint::BAD, "not reviewed as it stands"),
    };
    writeln!(out, " {told} of {} records are told; {reviewed}", report.records.len())?;
    for row in &report.steps {
        let language = one_line(&row.language);
        writeln!(out, " {}: {} of {} texts are there and in step", cut(&language, 20), row.current, row.texts)?;
    }
    let open = |row: &&RecordRow| !row.told || !row.open.is_empty();
    if report.records.iter().any(|row| open(&row)) {
        writeln!(out, "\n{}", style.paint(paint::BOLD, "Users are not told"))?;
    }
    for row in report.records.iter().filter(open) {
        let place = format!("{}:{}", row.file, row.line);
        writeln!(out, " {} {} · {}", style.paint(paint::BAD, "✗"), one_line(&row.record), row.topic)?;
        writeln!(out, "   {}", one_line(&place))?;
        for step in &row.open {
            for line in wrap(&one_line(step), style.width.saturating_sub(6)) {
                writeln!(out, "     {line}")?;
            }
        }
    }
    if !report.translations.is_empty() {
        writeln!(out, "\n{}", style.paint(paint::BOLD, "Not in step"))?;
    }
    for row in &report.translations {
        let language = one_line(&row.language);
        let state = style.paint(paint::BAD, pad(row.state, 12));
        writeln!(
            out,
            " {} {state} {} {}:{}",
            pad(&cut(&language, 8), 8),
            one_line(&row.of),
            one_line(&row.file),
            row.line
        )?;
    }
    if all {
        writeln!(out, "\n{}", style.paint(paint::BOLD, "Users are told"))?;
        for row in report.records.iter().filter(|row| !open(row)) {
            writeln!(out, " {} {} · {}", style.paint(paint::GOOD, "✓"), one_line(&row.record), row.topic)?;
            for section in &row.sections {
                let languages = section.language.iter().chain(&section.also).map(|tag| one_line(tag).into_owned());
                let languages = languages.collect::<Vec<_>>().join(", ");
                writeln!(
                    out,
                    "     {} {}",
                    one_line(&section.section),
                    style.paint(paint::DIM, format!("[{languages}]"))
                )?;
            }
        }
    }
    Ok(())
}

/// Writes the contract `vauban/guide/1`.
pub fn json(report: &GuideReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(report, out)
}
