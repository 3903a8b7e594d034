//! `vauban threats --format json`: the contract `vauban/threats/1`.
//!
//! Ids are exact, with odd characters escaped; text for people is disarmed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{
    BecauseRow, DecisionRow, GoneRow, LineRow, OrphanRow, QuestionRow, RuleRow, ScoreRow, ThreatRow, ThreatsReport,
};
use crate::groups::Filtered;
use crate::text::one_line;

/// Writes the report as one JSON document.
pub fn report(report: &ThreatsReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/threats/1",
        product: one_line(&report.product),
        attacker: report.attacker,
        attacker_stated: report.attacker_stated,
        threats: report,
        lines: report,
        questions: report.questions.iter().map(question).collect(),
        orphans: report.orphans.iter().map(orphan).collect(),
        gone: report.gone.iter().map(gone).collect(),
        rules: report.rules.iter().map(rule).collect(),
        references: report.references.iter().map(|(id, row)| (id.as_str(), references(row))).collect(),
        notice: report.notice,
        filter: report.filter.as_ref(),
        summary: Summary {
            threats: report.counts.threats,
            lines: report.counts.lines,
            shadowed: report.counts.shadowed,
            questions: report.counts.questions,
            by_state: &report.counts.by_state,
        },
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    attacker: u32,
    attacker_stated: bool,
    #[serde(serialize_with = "threats")]
    threats: &'a ThreatsReport,
    #[serde(serialize_with = "lines")]
    lines: &'a ThreatsReport,
    questions: Vec<Question<'a>>,
    orphans: Vec<Orphan<'a>>,
    gone: Vec<Gone<'a>>,
    rules: Vec<Rule<'a>>,
    references: BTreeMap<&'a str, References<'a>>,
    notice: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a Filtered>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Summary<'a> {
    threats: usize,
    lines: usize,
    shadowed: usize,
    questions: usize,
    by_state: &'a BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Threat<'a> {
    id: &'a str,
    rule: Option<&'a str>,
    title: Cow<'a, str>,
    element: &'a str,
    elements: &'a [String],
    stride: &'a [&'static str],
    severity: &'static str,
    rated: bool,
    cvss: Option<Score<'a>>,
    cvss_after: Option<Score<'a>>,
    state: &'static str,
    mechanisms: &'a [String],
    reduced_by: &'a [String],
    missing: &'a [String],
    shadow: Option<&'a str>,
    because: Vec<Because<'a>>,
    decision: Option<Decision<'a>>,
    digest: Option<&'a str>,
    next: Cow<'a, str>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Score<'a> {
    vector: Cow<'a, str>,
    score: f64,
    severity: &'static str,
}

#[derive(Serialize)]
struct References<'a> {
    cwe: &'a [String],
    capec: &'a [String],
    attack_ics: &'a [String],
    emb3d: &'a [String],
}

#[derive(Serialize)]
struct Gone<'a> {
    record: &'a str,
    threat: &'a str,
    since: Cow<'a, str>,
    why: Cow<'a, str>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    how: &'static str,
    rationale: Cow<'a, str>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Because<'a> {
    attribute: &'a str,
    value: &'a str,
    source: &'static str,
}

#[derive(Serialize)]
struct Decision<'a> {
    record: &'a str,
    response: &'static str,
    standing: &'static str,
    why: Vec<Cow<'a, str>>,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    about: &'a str,
    detail: &'a str,
    rule: Option<&'a str>,
    severity: &'static str,
    state: &'static str,
    threats: Vec<&'a str>,
}

#[derive(Serialize)]
struct Question<'a> {
    record: &'a str,
    key: &'a str,
    meaning: Cow<'a, str>,
    values: &'a [String],
    threats: &'a [String],
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Orphan<'a> {
    record: &'a str,
    threat: &'a str,
    why: Cow<'a, str>,
    candidates: &'a [String],
    file: &'a str,
    line: u32,
}

fn threat(row: &ThreatRow) -> Threat<'_> {
    Threat {
        id: &row.id,
        rule: row.rule.as_deref(),
        title: one_line(&row.title),
        element: &row.element,
        elements: &row.elements,
        stride: &row.stride,
        severity: row.severity,
        rated: row.rated,
        cvss: row.cvss.as_ref().map(score),
        cvss_after: row.cvss_after.as_ref().map(score),
        state: row.state,
        mechanisms: &row.mechanisms,
        reduced_by: &row.reduced_by,
        missing: &row.missing,
        shadow: row.shadow.as_deref(),
        because: row.because.iter().map(because).collect(),
        decision: row.decision.as_ref().map(decision),
        digest: row.digest.as_deref(),
        next: one_line(&row.next),
        file: &row.file,
        line: row.line,
    }
}

/// One by one: a large design has tens of thousands of threats.
fn threats<S: Serializer>(report: &&ThreatsReport, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(report.threats.iter().map(threat))
}

fn lines<S: Serializer>(report: &&ThreatsReport, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(report.lines.iter().map(|one| line(one, report)))
}

fn references(row: &super::References) -> References<'_> {
    References { cwe: &row.cwe, capec: &row.capec, attack_ics: &row.attack_ics, emb3d: &row.emb3d }
}

fn score(row: &ScoreRow) -> Score<'_> {
    Score {
        vector: one_line(&row.vector),
        // A number with one decimal, always.
        score: row.score.parse().unwrap_or_default(),
        severity: row.severity,
    }
}

fn gone(row: &GoneRow) -> Gone<'_> {
    Gone {
        record: &row.record,
        threat: &row.threat,
        since: one_line(&row.since),
        why: one_line(&row.why),
        file: &row.file,
        line: row.line,
    }
}

fn rule(row: &RuleRow) -> Rule<'_> {
    Rule { id: &row.id, how: row.how, rationale: one_line(&row.rationale), file: &row.file, line: row.line }
}

fn because(row: &BecauseRow) -> Because<'_> {
    Because { attribute: &row.attribute, value: &row.value, source: row.source }
}

fn decision(row: &DecisionRow) -> Decision<'_> {
    Decision {
        record: &row.record,
        response: row.response,
        standing: row.standing,
        why: row.why.iter().map(|why| one_line(why)).collect(),
        until: row.until.as_deref(),
    }
}

fn line<'a>(row: &'a LineRow, report: &'a ThreatsReport) -> Line<'a> {
    let threats = row.threats.iter().filter_map(|at| report.threats.get(*at));
    Line {
        about: &row.about,
        detail: &row.detail,
        rule: row.rule.as_deref(),
        severity: row.severity,
        state: row.state,
        threats: threats.map(|threat| threat.id.as_str()).collect(),
    }
}

fn question(row: &QuestionRow) -> Question<'_> {
    Question {
        record: &row.record,
        key: &row.key,
        meaning: one_line(&row.meaning),
        values: &row.values,
        threats: &row.threats,
        file: &row.file,
        line: row.line,
    }
}

fn orphan(row: &OrphanRow) -> Orphan<'_> {
    Orphan {
        record: &row.record,
        threat: &row.threat,
        why: one_line(&row.why),
        candidates: &row.candidates,
        file: &row.file,
        line: row.line,
    }
}
