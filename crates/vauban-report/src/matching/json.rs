//! The contract `vauban/match/1`.

use std::io::{self, Write};

use serde::Serialize;
use vauban_advisories::matching::Match;

use super::told::{Told, source};
use super::{MatchReport, Row, severity};

/// Writes the contract.
pub fn json(report: &MatchReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = report.counts();
    let unmatched = report.rows.iter().filter(|row| !row.looked.unmatched.is_empty());
    let document = Document {
        schema: "vauban/match/1",
        index: Index {
            digest: report.digests.last().map_or("", String::as_str),
            files: report.digests,
            verified: report.verified,
            advisories: report.advisories,
            sources: report.sources.iter().map(source).collect(),
        },
        matches: report.rows.iter().flat_map(matches).collect(),
        unmatched: unmatched
            .map(|row| Unmatched {
                file: row.file,
                component: &row.part.name,
                version: row.part.version.as_deref(),
                purl: row.part.purl.as_deref(),
                reasons: row.looked.unmatched.iter().map(ToString::to_string).collect(),
            })
            .collect(),
        summary: Summary {
            components: counts.parts,
            components_with_findings: counts.with_findings,
            findings: counts.findings,
            candidates: counts.candidates,
            set_aside: counts.aside,
            unmatched: counts.unmatched,
        },
    };
    vauban_formats::json::write(&document, out)
}

fn matches<'a>(row: &'a Row<'_>) -> Vec<One<'a>> {
    let statements = row.statements.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    row.looked.matches.iter().zip(statements).map(|(found, statement)| one(row, found, statement)).collect()
}

fn one<'a>(row: &'a Row<'_>, found: &'a Match, statement: Option<&'a super::Statement>) -> One<'a> {
    let advisory = &found.advisory;
    let affected = advisory.affected.get(found.place);
    let severity = severity(found);
    One {
        file: row.file,
        component: &row.part.name,
        version: row.part.version.as_deref(),
        purl: row.part.purl.as_deref(),
        advisory: &advisory.id,
        aliases: &advisory.aliases,
        vulnerability: &found.vulnerability,
        first: found.first,
        kind: advisory.kind.word(),
        status: found.status.word(),
        confidence: found.confidence.word(),
        affected: affected.map(|affected| affected.versions.text()).unwrap_or_default(),
        fixed: affected.map(|affected| affected.fixed.as_slice()).unwrap_or_default(),
        severity: Severity {
            score: severity.map(|(score, ..)| score),
            word: severity.map(|(_, word, _)| word),
            vectors: advisory.severities.iter().map(|severity| severity.vector.as_str()).collect(),
        },
        explanation: &found.explanation,
        summary: &advisory.summary,
        source: Record { name: &advisory.source, file: &advisory.place, modified: advisory.modified.as_deref() },
        exploited: found.exploited.as_ref().map(|note| Exploited {
            added: &note.added,
            due: note.due.as_deref(),
            ransomware: note.ransomware.as_deref(),
        }),
        epss: found.epss.as_ref().map(|note| Epss {
            score: &note.score,
            percentile: &note.percentile,
            date: &note.date,
        }),
        vex: statement.map(|statement| Vex {
            id: &statement.id,
            status: &statement.status,
            doubt: (!statement.doubt.is_empty()).then_some(&*statement.doubt),
        }),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    index: Index<'a>,
    matches: Vec<One<'a>>,
    unmatched: Vec<Unmatched<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Index<'a> {
    digest: &'a str,
    files: &'a [String],
    verified: bool,
    advisories: u64,
    sources: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    file: &'a str,
    component: &'a str,
    version: Option<&'a str>,
    purl: Option<&'a str>,
    advisory: &'a str,
    aliases: &'a [String],
    vulnerability: &'a str,
    first: bool,
    kind: &'static str,
    status: &'static str,
    confidence: &'static str,
    affected: String,
    fixed: &'a [String],
    severity: Severity<'a>,
    explanation: &'a [String],
    summary: &'a str,
    source: Record<'a>,
    exploited: Option<Exploited<'a>>,
    epss: Option<Epss<'a>>,
    vex: Option<Vex<'a>>,
}

#[derive(Serialize)]
struct Severity<'a> {
    score: Option<f64>,
    word: Option<&'static str>,
    vectors: Vec<&'a str>,
}

#[derive(Serialize)]
struct Record<'a> {
    name: &'a str,
    file: &'a str,
    modified: Option<&'a str>,
}

#[derive(Serialize)]
struct Exploited<'a> {
    added: &'a str,
    due: Option<&'a str>,
    ransomware: Option<&'a str>,
}

#[derive(Serialize)]
struct Epss<'a> {
    score: &'a str,
    percentile: &'a str,
    date: &'a str,
}

#[derive(Serialize)]
struct Vex<'a> {
    id: &'a str,
    status: &'a str,
    doubt: Option<&'a str>,
}

#[derive(Serialize)]
struct Unmatched<'a> {
    file: &'a str,
    component: &'a str,
    version: Option<&'a str>,
    purl: Option<&'a str>,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Summary {
    components: usize,
    components_with_findings: usize,
    findings: usize,
    candidates: usize,
    set_aside: usize,
    unmatched: usize,
}
