//! `vauban diff --format json`: the contract `vauban/diff/1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::diff::{
    Change, Deep, DepthChange, ElementChange, NewInterface, ReviewChange, ThreatChange, Told, VerdictChange,
};

use super::DiffReport;
use crate::text::one_line;

/// Writes the difference as one JSON document.
pub fn report(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&document(report), out)
}

/// The same as part of another document.
pub(crate) fn document<'r>(report: &'r DiffReport<'_>) -> impl Serialize + use<'r> {
    let found = report.difference;
    Document {
        schema: "vauban/diff/1",
        product: one_line(&found.product),
        before: one_line(report.before),
        after: one_line(report.after),
        elements: found.elements.iter().map(element).collect(),
        interfaces: found.interfaces.iter().map(interface).collect(),
        other_records: found.others,
        threats: found.threats.iter().map(threat).collect(),
        open_threats: Pair { before: found.open_threats.0, after: found.open_threats.1 },
        depth: found.depth.iter().map(depth).collect(),
        verdicts: found.verdicts.iter().map(verdict).collect(),
        reviews: found.reviews.iter().map(review).collect(),
        findings: Findings {
            appeared: found.appeared.iter().map(told).collect(),
            settled: found.settled.iter().map(told).collect(),
        },
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    before: Cow<'a, str>,
    after: Cow<'a, str>,
    elements: Vec<Element<'a>>,
    interfaces: Vec<Interface<'a>>,
    other_records: usize,
    threats: Vec<Threat<'a>>,
    open_threats: Pair,
    depth: Vec<Depth<'a>>,
    verdicts: Vec<Verdict<'a>>,
    reviews: Vec<Review<'a>>,
    findings: Findings<'a>,
}

#[derive(Serialize)]
struct Pair {
    before: usize,
    after: usize,
}

#[derive(Serialize)]
struct Element<'a> {
    id: &'a str,
    change: &'static str,
    formerly: Option<&'a str>,
    fields: Vec<Field<'a>>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Interface<'a> {
    id: &'a str,
    on: Option<&'a str>,
    zones: &'a [String],
    open: usize,
    asked: usize,
}

#[derive(Serialize)]
struct Field<'a> {
    key: &'static str,
    before: Option<Cow<'a, str>>,
    after: Option<Cow<'a, str>>,
    editorial: bool,
}

#[derive(Serialize)]
struct Threat<'a> {
    id: &'a str,
    title: Cow<'a, str>,
    element: &'a str,
    severity: &'static str,
    change: &'static str,
    before: Option<&'static str>,
    after: Option<&'static str>,
    why: &'a [String],
}

#[derive(Serialize)]
struct Depth<'a> {
    asset: &'a str,
    property: &'static str,
    attackers: &'a [String],
    tiers: &'a [&'static str],
    before: Option<Value>,
    after: Option<Value>,
    required: u32,
}

#[derive(Serialize)]
struct Value {
    reachable: bool,
    depth: Option<u32>,
    at_least: Option<u32>,
}

#[derive(Serialize)]
struct Verdict<'a> {
    id: &'a str,
    before: Option<&'static str>,
    after: Option<&'static str>,
    worse: bool,
}

#[derive(Serialize)]
struct Review<'a> {
    kind: &'static str,
    reviews: &'a [String],
    stale: Vec<Stale<'a>>,
    settled: usize,
}

#[derive(Serialize)]
struct Stale<'a> {
    id: &'a str,
    fields: &'a [String],
}

#[derive(Serialize)]
struct Findings<'a> {
    appeared: Vec<Finding<'a>>,
    settled: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: Cow<'a, str>,
    file: &'a str,
    line: u32,
}

fn element(change: &ElementChange) -> Element<'_> {
    let (word, formerly) = match &change.change {
        Change::Added => ("added", None),
        Change::Removed => ("removed", None),
        Change::Changed => ("changed", None),
        Change::Renamed(former) => ("renamed", Some(former.as_str())),
    };
    let fields = change.fields.iter().map(|field| Field {
        key: field.key,
        before: field.before.as_deref().map(one_line),
        after: field.after.as_deref().map(one_line),
        editorial: field.editorial,
    });
    Element { id: &change.id, change: word, formerly, fields: fields.collect(), file: &change.file, line: change.line }
}

fn interface(new: &NewInterface) -> Interface<'_> {
    Interface { id: &new.id, on: new.on.as_deref(), zones: &new.zones, open: new.open.0, asked: new.open.1 }
}

fn threat(change: &ThreatChange) -> Threat<'_> {
    Threat {
        id: &change.id,
        title: one_line(&change.title),
        element: &change.element,
        severity: change.severity,
        change: change.fate.word(),
        before: change.before,
        after: change.after,
        why: &change.why,
    }
}

fn depth(change: &DepthChange) -> Depth<'_> {
    let value = |deep: Deep| match deep {
        Deep::Exactly(depth) => Value { reachable: true, depth: Some(depth), at_least: None },
        Deep::AtLeast(depth) => Value { reachable: true, depth: None, at_least: Some(depth) },
        Deep::Unreachable => Value { reachable: false, depth: None, at_least: None },
    };
    Depth {
        asset: &change.asset,
        property: change.property,
        attackers: &change.attackers,
        tiers: &change.tiers,
        before: change.before.map(value),
        after: change.after.map(value),
        required: change.required,
    }
}

fn verdict(change: &VerdictChange) -> Verdict<'_> {
    Verdict { id: &change.id, before: change.before, after: change.after, worse: change.worse }
}

fn review(change: &ReviewChange) -> Review<'_> {
    let stale = change.stale.iter().map(|(id, fields)| Stale { id, fields });
    Review { kind: change.kind, reviews: &change.reviews, stale: stale.collect(), settled: change.settled }
}

fn told(told: &Told) -> Finding<'_> {
    Finding {
        code: told.code,
        severity: told.severity,
        message: one_line(&told.message),
        file: &told.file,
        line: told.line,
    }
}
