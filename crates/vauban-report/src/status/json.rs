//! The contract `vauban/status/1`.

use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::status::{AspectStatus, By, Evidence, PracticeStatus, RequirementStatus, Status};

/// Writes the status of all products as one JSON document.
///
/// `products` holds them all; `requirements` and `practices` at the top repeat the first, because nearly
/// every project has one.
pub fn json(products: &[Status], out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<Product<'_>> = products.iter().map(product).collect();
    let first = products.first();
    let document = Document {
        schema: "vauban/status/1",
        requirements: first.map(requirements).unwrap_or_default(),
        practices: first.map(practices).unwrap_or_default(),
        products: all,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    requirements: Vec<Requirement<'a>>,
    practices: Vec<Practice<'a>>,
    products: Vec<Product<'a>>,
}

#[derive(Serialize)]
struct Product<'a> {
    product: &'a str,
    version: &'a str,
    edition: &'a str,
    requirements: Vec<Requirement<'a>>,
    practices: Vec<Practice<'a>>,
    left_out: Vec<LeftOut<'a>>,
}

/// A requirement that a tailoring leaves out.
#[derive(Serialize)]
struct LeftOut<'a> {
    requirement: &'a str,
    tailoring: &'a str,
    reason: &'a str,
    analysis: &'a str,
    approved_by: &'a str,
    date: &'a str,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Practice<'a> {
    id: &'a str,
    title: &'a str,
    maturity: u8,
    maturity_next: &'a str,
}

#[derive(Serialize)]
struct Requirement<'a> {
    id: &'a str,
    practice: &'a str,
    title: &'a str,
    verdict: &'static str,
    maturity: u8,
    maturity_next: &'a str,
    next: &'a str,
    aspects: Vec<Aspect<'a>>,
}

#[derive(Serialize)]
struct Aspect<'a> {
    id: &'a str,
    verdict: &'static str,
    by: Option<&'static str>,
    automation: &'a str,
    basis: &'static str,
    overridden: bool,
    waived_until: Option<&'a str>,
    checks: &'a [&'static str],
    how: &'a str,
    next: &'a str,
    evidence: Vec<Rests<'a>>,
}

#[derive(Serialize)]
struct Rests<'a> {
    record: &'a str,
    file: &'a str,
    line: u32,
}

fn product(status: &Status) -> Product<'_> {
    Product {
        product: &status.product,
        version: &status.version,
        edition: &status.edition,
        requirements: requirements(status),
        practices: practices(status),
        left_out: status
            .left_out
            .iter()
            .map(|left| LeftOut {
                requirement: &left.requirement,
                tailoring: &left.tailoring,
                reason: &left.reason,
                analysis: &left.analysis,
                approved_by: &left.approved_by,
                date: &left.date,
                file: &left.file,
                line: left.line,
            })
            .collect(),
    }
}

fn practices(status: &Status) -> Vec<Practice<'_>> {
    status.practices.iter().map(practice).collect()
}

fn practice(practice: &PracticeStatus) -> Practice<'_> {
    let PracticeStatus { id, title, maturity, maturity_next } = practice;
    Practice { id, title, maturity: *maturity, maturity_next }
}

fn requirements(status: &Status) -> Vec<Requirement<'_>> {
    status.requirements.iter().map(requirement).collect()
}

fn requirement(requirement: &RequirementStatus) -> Requirement<'_> {
    Requirement {
        id: &requirement.id,
        practice: &requirement.practice,
        title: &requirement.title,
        verdict: requirement.verdict.word(),
        maturity: requirement.maturity,
        maturity_next: &requirement.maturity_next,
        next: &requirement.next,
        aspects: requirement.aspects.iter().map(aspect).collect(),
    }
}

fn aspect(aspect: &AspectStatus) -> Aspect<'_> {
    Aspect {
        id: &aspect.id,
        verdict: aspect.verdict.word(),
        by: aspect.by.map(By::word),
        automation: &aspect.automation,
        basis: if aspect.practice { "practice" } else { "requirement" },
        overridden: aspect.overridden,
        waived_until: aspect.waived_until.as_deref(),
        checks: &aspect.checks,
        how: &aspect.how,
        next: &aspect.next,
        evidence: aspect.evidence.iter().map(rests).collect(),
    }
}

fn rests(evidence: &Evidence) -> Rests<'_> {
    let Evidence { record, file, line } = evidence;
    Rests { record, file, line: *line }
}
