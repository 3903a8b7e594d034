//! `vauban depth --format json`: the contract `vauban/depth/1`.
//!
//! Attacker and asset are bare ids, everything else is `kind.id`. Absent values are `null`, names are exact; text for
//! people is disarmed.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{
    DepthReport, DepthRow, HardeningReport, LayerReport, Lifted, LineReport, MechanismProof, PathReport, RankedCause,
    StepReport,
};
use crate::text::one_line;

/// Writes the answer as one JSON document.
pub fn report(report: &DepthReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/depth/1",
        product: one_line(&report.product),
        tiers: &report.tiers,
        results: report.rows.iter().map(result).collect(),
        ranking: report.ranking.iter().map(ranked).collect(),
        assumed: &report.assumed,
        hardening: report.hardening.as_ref().map(hardening),
        mechanisms: report.mechanisms.iter().map(mechanism).collect(),
        notes: report.notes.iter().map(|note| one_line(note)).collect(),
        filter: report.filter.as_ref(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    tiers: &'a [&'static str],
    results: Vec<Told<'a>>,
    ranking: Vec<Ranked<'a>>,
    assumed: &'a [String],
    hardening: Option<Hardening<'a>>,
    mechanisms: Vec<Mechanism<'a>>,
    notes: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a crate::groups::Filtered>,
}

#[derive(Serialize)]
struct Mechanism<'a> {
    id: &'a str,
    counts: &'static str,
    provided_by: &'static str,
    code: Vec<Pattern<'a>>,
    configuration: Cow<'a, str>,
    tests: Vec<Tried<'a>>,
    not_verified: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Pattern<'a> {
    pattern: &'a str,
    files: Option<usize>,
    problem: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Tried<'a> {
    test: &'a str,
    techniques: &'a [&'static str],
    passed: Option<&'a str>,
    why: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Told<'a> {
    attacker: &'a str,
    asset: &'a str,
    property: &'static str,
    tier: &'static str,
    impact: &'static str,
    required: u32,
    reachable: bool,
    depth: Option<u32>,
    nominal: Option<u32>,
    at_least: Option<u32>,
    sufficient: bool,
    stated: Option<Stated<'a>>,
    accepted: Option<Accepted<'a>>,
    file: &'a str,
    line: usize,
    column: usize,
    cut_sets: &'a [Vec<String>],
    by_order: Vec<u64>,
    truncated_at: Option<u32>,
    silent: bool,
    watched_steps: usize,
    steps: usize,
    path: Option<Vec<Step<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further_paths: Vec<Vec<Step<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Line<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remedies: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Accepted<'a> {
    decision: &'a str,
    until: &'a str,
}

#[derive(Serialize)]
struct Stated<'a> {
    statement: &'a str,
    date: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    rule: &'static str,
    meaning: &'static str,
    from: &'a [String],
    acts_as: Option<&'a str>,
    to: &'a str,
    over: &'a [String],
    layers: Vec<Layer<'a>>,
    watched_by: &'a [String],
    bench: bool,
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Layer<'a> {
    mechanism: &'a str,
    counts: bool,
    cause: Option<&'a str>,
    how: Cow<'a, str>,
}

#[derive(Serialize)]
struct Line<'a> {
    causes: &'a [String],
    then: &'a [String],
}

#[derive(Serialize)]
struct Ranked<'a> {
    cause: &'a str,
    by_order: Vec<u64>,
    alone: usize,
}

#[derive(Serialize)]
struct Hardening<'a> {
    chosen: Vec<Priced<'a>>,
    cost: u64,
    at_least: u64,
    optimal: bool,
    proposed: Vec<Priced<'a>>,
    lifted: Vec<Raised<'a>>,
    short: Vec<Raised<'a>>,
    remedies: Vec<Remedies<'a>>,
}

#[derive(Serialize)]
struct Priced<'a> {
    mechanism: &'a str,
    cost: u64,
}

#[derive(Serialize)]
struct Raised<'a> {
    attacker: &'a str,
    asset: &'a str,
    property: &'static str,
    before: Option<u32>,
    after: Option<u32>,
    required: u32,
}

#[derive(Serialize)]
struct Remedies<'a> {
    attacker: &'a str,
    asset: &'a str,
    property: &'static str,
    depth: Option<u32>,
    required: u32,
    remedies: Vec<Cow<'a, str>>,
}

fn mechanism(one: &MechanismProof) -> Mechanism<'_> {
    let said = |text: &'_ str| (!text.is_empty()).then(|| one_line(text).into_owned().into());
    Mechanism {
        id: &one.mechanism,
        counts: one.counts,
        provided_by: if one.environment { "environment" } else { "product" },
        code: one
            .code
            .iter()
            .map(|code| Pattern {
                pattern: &code.pattern,
                files: code.files,
                problem: code.problem.as_deref().map(one_line),
            })
            .collect(),
        configuration: one_line(&one.configuration),
        tests: one
            .tests
            .iter()
            .map(|test| Tried {
                test: &test.test,
                techniques: &test.techniques,
                passed: test.passed.as_deref(),
                why: said(&test.why),
            })
            .collect(),
        not_verified: said(&one.next),
    }
}

fn result(row: &DepthRow) -> Told<'_> {
    let path = row.path.as_ref();
    Told {
        attacker: &row.attacker,
        asset: &row.asset,
        property: row.property,
        tier: row.tier,
        impact: row.impact,
        required: row.required,
        reachable: row.reachable,
        depth: row.depth,
        nominal: row.nominal,
        at_least: row.at_least,
        sufficient: row.sufficient,
        stated: row.stated.as_ref().map(|(statement, date)| Stated { statement, date }),
        accepted: row.accepted.as_ref().map(|(decision, until)| Accepted { decision, until }),
        file: &row.file,
        line: row.line,
        column: row.column,
        cut_sets: &row.cut_sets,
        by_order: counts(&row.by_order),
        truncated_at: row.truncated_at,
        silent: path.is_some_and(|path| path.silent),
        watched_steps: path.map_or(0, |path| path.watched),
        steps: path.map_or(0, |path| path.steps.len()),
        path: path.map(steps),
        further_paths: row.further_paths.iter().map(steps).collect(),
        lines: row.lines.iter().map(|LineReport { causes, then }| Line { causes, then }).collect(),
        remedies: row.remedies.iter().map(|text| one_line(text)).collect(),
    }
}

fn steps(path: &PathReport) -> Vec<Step<'_>> {
    path.steps.iter().map(step).collect()
}

fn step(step: &StepReport) -> Step<'_> {
    Step {
        rule: step.rule,
        meaning: step.meaning,
        from: &step.from,
        acts_as: step.acts_as.as_deref(),
        to: &step.to,
        over: &step.over,
        layers: step.layers.iter().map(layer).collect(),
        watched_by: &step.watched_by,
        bench: step.bench,
        file: &step.file,
        line: step.line,
        column: step.column,
    }
}

fn layer(layer: &LayerReport) -> Layer<'_> {
    let LayerReport { mechanism, counts, cause, how } = layer;
    Layer { mechanism, counts: *counts, cause: cause.as_deref(), how: one_line(how) }
}

fn ranked(ranked: &RankedCause) -> Ranked<'_> {
    Ranked { cause: &ranked.cause, by_order: counts(&ranked.by_order), alone: ranked.alone }
}

fn hardening(found: &HardeningReport) -> Hardening<'_> {
    Hardening {
        chosen: prices(&found.chosen),
        cost: found.cost,
        at_least: found.at_least,
        optimal: found.at_least >= found.cost,
        proposed: prices(&found.proposed),
        lifted: found.lifted.iter().map(raised).collect(),
        short: found.short.iter().map(raised).collect(),
        remedies: found.remedies.iter().map(|(row, texts)| remedies(row, texts)).collect(),
    }
}

fn prices(list: &[(String, u64)]) -> Vec<Priced<'_>> {
    list.iter().map(|(mechanism, cost)| Priced { mechanism, cost: *cost }).collect()
}

fn raised(row: &Lifted) -> Raised<'_> {
    let Lifted { attacker, asset, property, before, after, required } = row;
    Raised { attacker, asset, property, before: *before, after: *after, required: *required }
}

fn remedies<'a>(row: &'a Lifted, texts: &'a [String]) -> Remedies<'a> {
    let Lifted { attacker, asset, property, before, required, .. } = row;
    let remedies = texts.iter().map(|text| one_line(text)).collect();
    Remedies { attacker, asset, property, depth: *before, required: *required, remedies }
}

/// Counts beyond what most readers of JSON can hold stay at the largest they can.
fn counts(counts: &[u128]) -> Vec<u64> {
    counts.iter().map(|count| u64::try_from(*count).unwrap_or(u64::MAX)).collect()
}
