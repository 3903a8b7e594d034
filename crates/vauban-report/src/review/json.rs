//! `vauban review --format json`: the contract `vauban/review/1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{CoverageRow, ElementRow, LevelRow, ReviewReport, ReviewRow, SignatureRow};
use crate::text::one_line;

/// Writes the report as one JSON document.
pub fn report(report: &ReviewReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/review/1",
        product: one_line(&report.product),
        coverage: report.coverage.iter().map(coverage).collect(),
        levels: report.levels.iter().map(level).collect(),
        reviews: report.reviews.iter().map(review).collect(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    coverage: Vec<Coverage<'a>>,
    levels: Vec<Level<'a>>,
    reviews: Vec<Review<'a>>,
}

#[derive(Serialize)]
struct Coverage<'a> {
    kind: &'static str,
    bound: bool,
    elements: usize,
    reviewed: usize,
    editorial: usize,
    marked: usize,
    changed: usize,
    new: usize,
    gone: usize,
    open: Vec<Element<'a>>,
    set_aside: Vec<Element<'a>>,
}

#[derive(Serialize)]
struct Element<'a> {
    id: &'a str,
    state: &'static str,
    fields: &'a [String],
    review: Option<&'a str>,
    mark: Option<&'a str>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Review<'a> {
    id: &'a str,
    kind: &'static str,
    date: &'a str,
    conclusion: Option<&'static str>,
    saw: usize,
    counts: bool,
    because: Option<Cow<'a, str>>,
    signatures: Vec<Signature<'a>>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Signature<'a> {
    by: &'a str,
    method: &'static str,
    date: &'a str,
    state: &'static str,
    why: Cow<'a, str>,
}

#[derive(Serialize)]
struct Level<'a> {
    level: &'static str,
    elements: usize,
    reviewed: usize,
    reviews: &'a [String],
}

fn level(row: &LevelRow) -> Level<'_> {
    Level { level: row.level, elements: row.elements, reviewed: row.reviewed, reviews: &row.reviews }
}

fn coverage(row: &CoverageRow) -> Coverage<'_> {
    let open = |element: &&ElementRow| matches!(element.state, "changed" | "new" | "gone" | "disturbed");
    Coverage {
        kind: row.kind,
        bound: row.bound,
        elements: row.elements(),
        reviewed: row.count("reviewed"),
        editorial: row.count("editorial"),
        marked: row.count("marked"),
        changed: row.count("changed"),
        new: row.count("new"),
        gone: row.count("gone"),
        open: row.elements.iter().filter(open).map(element).collect(),
        set_aside: row.elements.iter().filter(|one| !open(one)).map(element).collect(),
    }
}

fn element(row: &ElementRow) -> Element<'_> {
    Element {
        id: &row.id,
        state: row.state,
        fields: &row.fields,
        review: row.review.as_deref(),
        mark: row.mark.as_deref(),
        file: &row.file,
        line: row.line,
    }
}

fn review(row: &ReviewRow) -> Review<'_> {
    Review {
        id: &row.id,
        kind: row.kind,
        date: &row.date,
        conclusion: Some(row.conclusion).filter(|word| !word.is_empty()),
        saw: row.saw,
        counts: row.because.is_none(),
        because: row.because.as_deref().map(one_line),
        signatures: row.signatures.iter().map(signature).collect(),
        file: &row.file,
        line: row.line,
    }
}

fn signature(row: &SignatureRow) -> Signature<'_> {
    Signature { by: &row.by, method: row.method, date: &row.date, state: row.state, why: one_line(&row.why) }
}
