//! The sections of guidelines and manuals, each with what it covers and a digest of its own text.

use std::collections::BTreeMap;
use std::ops::Range;

use sha2::{Digest as _, Sha256};
use vauban_diagnostics::Span;
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Evidence, Facts, FileFact, Kind, Model, Prose, Ref};

/// A section of a guideline or manual.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The guideline or manual.
    pub by: AnyId,
    /// Its number there.
    pub number: usize,
    /// Its anchor.
    pub anchor: String,
    /// Its heading.
    pub title: String,
    /// How deep its heading lies, from 1; 2 in manuals.
    pub level: u8,
    /// The language of its text, as written.
    pub language: Option<String>,
    /// Requirements and aspects that it says it covers, as written.
    pub clauses: Vec<String>,
    /// Records that it covers.
    pub records: Vec<AnyId>,
    /// Where its own text lies in the file: from below its heading to the next one. None in a manual.
    pub text: Option<Range<usize>>,
    /// The page, in a manual.
    pub page: Option<i64>,
    /// Whether there is something to read: text below the heading, or the file of the manual.
    pub there: bool,
    /// SHA-256 over heading and text; of the file, in a manual. Empty where there is none.
    pub digest: String,
    /// The guideline or manual that it says in another language.
    pub translates: Option<AnyId>,
    /// Digest of the original when it was translated, as stored.
    pub seen: Option<String>,
    /// The heading's place.
    pub span: Span,
}

impl Unit {
    /// Its own text.
    pub fn text<'a>(&self, model: &'a Model) -> &'a str {
        let file = model.head(self.by).header.file;
        let text = &model.sources.file(file).text;
        self.text.clone().and_then(|range| text.get(range)).unwrap_or("").trim()
    }

    /// Its name: `guideline.operation#duties`.
    pub fn name(&self, model: &Model) -> String {
        format!("{}#{}", model.head(self.by).name(), self.anchor)
    }
}

/// All of them, guidelines first, in the order of files.
pub fn units(model: &Model, facts: &Facts) -> Vec<Unit> {
    let mut found = Vec::new();
    for prose in &model.prose {
        if let Some(by) = prose.record.filter(|id| id.kind == Kind::Guideline) {
            of_prose(model, prose, by, &mut found);
        }
    }
    for at in 0..model.manual.len() {
        of_manual(model, facts, AnyId { kind: Kind::Manual, at: at as u32 }, &mut found);
    }
    found
}

/// The guideline or manual by which users are told about each record: the first that has something to read.
pub fn told(model: &Model, facts: &Facts) -> BTreeMap<AnyId, AnyId> {
    let mut told = BTreeMap::new();
    for unit in units(model, facts).iter().filter(|unit| unit.there) {
        for record in &unit.records {
            told.entry(*record).or_insert(unit.by);
        }
    }
    told
}

fn of_prose(model: &Model, prose: &Prose, by: AnyId, found: &mut Vec<Unit>) {
    let Some(guideline) = model.guideline.get(by.at as usize) else { return };
    let text = &model.sources.file(prose.file).text;
    let start = prose.start as usize;
    let first = found.len();
    for (number, section) in prose.sections.iter().enumerate() {
        let heading = &section.section;
        let end = prose.sections.get(number + 1).map_or(text.len(), |next| start + next.section.heading.start);
        let own = start + heading.heading.end..end;
        let anchor = heading.id.clone();
        let (clauses, records) = covered(&section.covers);
        found.push(Unit {
            by,
            number,
            title: heading.title.trim().to_owned(),
            level: heading.level,
            language: guideline.language.as_ref().map(|language| language.trim().to_owned()),
            clauses,
            records,
            there: heading.has_text,
            digest: fingerprint(&heading.title, text.get(own.clone()).unwrap_or("")),
            text: Some(own),
            page: None,
            translates: guideline.translates.as_ref().and_then(Ref::to),
            seen: guideline.seen.as_ref().and_then(|seen| seen.get(&anchor)).map(|digest| digest.0.to_string()),
            anchor,
            span: section.span,
        });
    }
    // What the guideline covers as a whole is told where its text begins.
    if let Some(unit) = found[first..].iter_mut().find(|unit| unit.there) {
        let (clauses, records) = covered(&guideline.covers);
        unit.clauses.extend(clauses);
        unit.records.extend(records);
    }
}

fn of_manual(model: &Model, facts: &Facts, by: AnyId, found: &mut Vec<Unit>) {
    let Some(manual) = model.manual.get(by.at as usize) else { return };
    let fact = match &manual.file {
        Some(Evidence::File(path)) => facts.files.get(&*path.value),
        Some(Evidence::Document { .. }) | None => None,
    };
    let of_file = match fact {
        Some(FileFact::There { digest, .. }) => format!("sha256:{digest}"),
        Some(FileFact::Missing | FileFact::Refused(_)) | None => String::new(),
    };
    let there = match &manual.file {
        Some(Evidence::File(_)) => !of_file.is_empty(),
        Some(Evidence::Document { link, .. }) => link.to.is_some(),
        None => false,
    };
    for (number, section) in manual.sections.iter().enumerate() {
        let title = section.title.as_ref().map_or("", |title| title.trim()).to_owned();
        let anchor = section.anchor.as_ref().map_or_else(|| title.clone(), |anchor| anchor.trim().to_owned());
        let (clauses, records) = covered(&section.covers);
        found.push(Unit {
            by,
            number,
            level: 2,
            language: manual.language.as_ref().map(|language| language.trim().to_owned()),
            clauses,
            records,
            text: None,
            page: section.page.as_ref().map(|page| page.0.value),
            there,
            digest: of_file.clone(),
            translates: manual.translates.as_ref().and_then(Ref::to),
            seen: manual.seen.as_ref().and_then(|seen| seen.get(&anchor)).map(|digest| digest.0.to_string()),
            span: section.title.as_ref().map_or(manual.head.header, |title| title.span),
            anchor,
            title,
        });
    }
}

fn covered(covers: &[Covered]) -> (Vec<String>, Vec<AnyId>) {
    let (mut clauses, mut records) = (Vec::new(), Vec::new());
    for one in covers {
        match one {
            Covered::Clause(clause) => clauses.push(clause.0.to_string()),
            Covered::Record(link) => records.extend(link.to),
        }
    }
    (clauses, records)
}

/// SHA-256 over a heading and the text below it. Blanks at the ends of lines mean nothing.
fn fingerprint(title: &str, text: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(title.trim());
    for line in text.trim().lines() {
        hasher.update("\n");
        hasher.update(line.trim_end());
    }
    let mut out = String::from("sha256:");
    for byte in hasher.finalize() {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02x}");
    }
    out
}
