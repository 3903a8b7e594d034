//! The contract `vauban/lines/1`.

use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::diff::Deep;
use vauban_analysis::lines::{LineRow, Lines};

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    products: Vec<Product<'a>>,
}

#[derive(Serialize)]
struct Product<'a> {
    product: &'a str,
    date: String,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(rename = "ref")]
    git_ref: Option<&'a str>,
    file: &'a str,
    line: u32,
    supported_until: Option<String>,
    days_left: Option<i64>,
    ended: bool,
    deployed: Option<i64>,
    first_release: Option<String>,
    newest_release: Option<Newest<'a>>,
    not_judged: Option<&'a str>,
    state: Option<State<'a>>,
}

#[derive(Serialize)]
struct Newest<'a> {
    version: &'a str,
    date: Option<String>,
}

#[derive(Serialize)]
struct State<'a> {
    commit: &'a str,
    version: &'a str,
    met: usize,
    partial: usize,
    missing: usize,
    not_applicable: usize,
    maturity: Vec<Maturity<'a>>,
    errors: usize,
    warnings: usize,
    assets: Vec<Asset<'a>>,
    issues: Issues,
    unreviewed: usize,
    never_reviewed: &'a [&'static str],
    next: Vec<Next<'a>>,
}

#[derive(Serialize)]
struct Maturity<'a> {
    practice: &'a str,
    level: u8,
}

#[derive(Serialize)]
struct Asset<'a> {
    asset: &'a str,
    property: &'a str,
    attacker: &'a str,
    impact: &'a str,
    today: Depth,
    designed: Depth,
    required: u32,
    short: bool,
}

#[derive(Serialize)]
struct Depth {
    reachable: bool,
    depth: Option<u32>,
    at_least: Option<u32>,
}

#[derive(Serialize)]
struct Issues {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    unrated: usize,
    unfixed: usize,
    unplaced: usize,
}

#[derive(Serialize)]
struct Next<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
}

/// Writes the lines of all products.
pub fn report(products: &[Lines], out: &mut dyn Write) -> io::Result<()> {
    let products = products.iter().map(|page| Product {
        product: &page.product,
        date: page.today.to_string(),
        lines: page.lines.iter().map(line).collect(),
    });
    let document = Document { schema: "vauban/lines/1", products: products.collect() };
    vauban_formats::json::write(&document, out)
}

fn line(row: &LineRow) -> Line<'_> {
    Line {
        id: &row.id,
        title: &row.title,
        git_ref: row.git_ref.as_deref(),
        file: &row.file,
        line: row.line,
        supported_until: row.until.map(|day| day.to_string()),
        days_left: row.days_left,
        ended: row.ended(),
        deployed: row.deployed,
        first_release: row.first.map(|day| day.to_string()),
        newest_release: row
            .newest
            .as_ref()
            .map(|(version, day)| Newest { version, date: day.map(|day| day.to_string()) }),
        not_judged: row.state.as_ref().err().map(String::as_str),
        state: row.state.as_ref().ok().map(|state| {
            let [met, partial, missing, not_applicable] = state.counts;
            let [critical, high, medium, low, unrated] = state.issues;
            let maturity = state.maturity.iter().map(|(practice, level)| Maturity { practice, level: *level });
            let assets = state.assets.iter().map(|asset| Asset {
                asset: &asset.asset,
                property: asset.property,
                attacker: &asset.attacker,
                impact: asset.impact,
                today: depth(asset.today),
                designed: depth(asset.designed),
                required: asset.required,
                short: asset.short,
            });
            let next = state.next.iter().map(|step| Next {
                code: step.code,
                severity: step.severity,
                message: &step.message,
                file: (!step.file.is_empty()).then_some(step.file.as_str()),
                line: (!step.file.is_empty()).then_some(step.line),
            });
            State {
                commit: &state.commit,
                version: &state.version,
                met,
                partial,
                missing,
                not_applicable,
                maturity: maturity.collect(),
                errors: state.findings[0],
                warnings: state.findings[1],
                assets: assets.collect(),
                issues: Issues {
                    critical,
                    high,
                    medium,
                    low,
                    unrated,
                    unfixed: state.unfixed,
                    unplaced: state.unplaced,
                },
                unreviewed: state.unreviewed,
                never_reviewed: &state.never_reviewed,
                next: next.collect(),
            }
        }),
    }
}

fn depth(deep: Deep) -> Depth {
    match deep {
        Deep::Exactly(depth) => Depth { reachable: true, depth: Some(depth), at_least: None },
        Deep::AtLeast(least) => Depth { reachable: true, depth: None, at_least: Some(least) },
        Deep::Unreachable => Depth { reachable: false, depth: None, at_least: None },
    }
}
