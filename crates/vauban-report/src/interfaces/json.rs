//! `vauban interface --format json`: the contract `vauban/interface/1`.
//!
//! Ids are exact, with odd characters escaped; text for people is disarmed.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{DepthCell, InterfaceRow, InterfacesReport, PointRow, QuestionRow};
use crate::groups::Filtered;
use crate::text::one_line;

/// Writes the report as one JSON document.
pub fn report(report: &InterfacesReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/interface/1",
        product: one_line(&report.product),
        interfaces: report.interfaces.iter().map(interface).collect(),
        filter: report.filter.as_ref(),
        summary: Summary {
            interfaces: report.all,
            shown: report.interfaces.len(),
            with_open_questions: report.interfaces.iter().filter(|one| one.open > 0).count(),
        },
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    interfaces: Vec<Interface<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a Filtered>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    interfaces: usize,
    shown: usize,
    with_open_questions: usize,
}

#[derive(Serialize)]
struct Interface<'a> {
    id: &'a str,
    title: Cow<'a, str>,
    component: Option<&'a str>,
    like: Option<&'a str>,
    reach: &'static str,
    exposure: Option<&'static str>,
    external: bool,
    crosses_boundary: Option<bool>,
    zones: &'a [String],
    users: &'a [String],
    protocol: Option<&'a str>,
    port: Option<i64>,
    enabled_by_default: Option<bool>,
    worst_asset: Option<Worst<'a>>,
    unanswered_threats: usize,
    depth: Vec<Depth<'a>>,
    asked: usize,
    open: usize,
    last_review: Option<Review<'a>>,
    questions: Vec<Question<'a>>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Worst<'a> {
    asset: &'a str,
    property: &'static str,
    impact: &'static str,
}

#[derive(Serialize)]
struct Depth<'a> {
    tier: &'static str,
    reachable: bool,
    depth: Option<u32>,
    at_least: Option<u32>,
    required: u32,
    asset: &'a str,
    property: &'static str,
    attacker: &'a str,
}

#[derive(Serialize)]
struct Review<'a> {
    review: &'a str,
    date: &'a str,
    named: bool,
}

#[derive(Serialize)]
struct Question<'a> {
    id: &'static str,
    asks: &'static str,
    asked: bool,
    answered: bool,
    answer: Answer<'a>,
    contradiction: Option<Cow<'a, str>>,
    missing: Vec<Missing<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    computed: Vec<Point<'a>>,
    stated: Vec<Point<'a>>,
    inherited: bool,
}

#[derive(Serialize)]
struct Point<'a> {
    what: &'static str,
    text: Cow<'a, str>,
    records: &'a [String],
    inherited: bool,
}

#[derive(Serialize)]
struct Missing<'a> {
    key: Option<&'a str>,
    what: Cow<'a, str>,
}

fn interface(row: &InterfaceRow) -> Interface<'_> {
    Interface {
        id: &row.id,
        title: one_line(&row.title),
        component: Some(row.component.as_str()).filter(|component| !component.is_empty()),
        like: row.like.as_deref(),
        reach: row.reach,
        exposure: row.exposure,
        external: row.external,
        crosses_boundary: row.crosses,
        zones: &row.zones,
        users: &row.users,
        protocol: row.protocol.as_deref(),
        port: row.port,
        enabled_by_default: row.enabled,
        worst_asset: row.worst.as_ref().map(|worst| Worst {
            asset: &worst.asset,
            property: worst.property,
            impact: worst.impact,
        }),
        unanswered_threats: row.unanswered,
        depth: row.depth.iter().map(depth).collect(),
        asked: row.asked,
        open: row.open,
        last_review: row.review.as_ref().map(|review| Review {
            review: &review.id,
            date: &review.date,
            named: review.named,
        }),
        questions: row.questions.iter().map(question).collect(),
        file: &row.file,
        line: row.line,
    }
}

fn depth(cell: &DepthCell) -> Depth<'_> {
    Depth {
        tier: cell.tier,
        reachable: cell.reachable,
        depth: cell.depth,
        at_least: cell.at_least,
        required: cell.required,
        asset: &cell.asset,
        property: cell.property,
        attacker: &cell.attacker,
    }
}

fn question(row: &QuestionRow) -> Question<'_> {
    Question {
        id: row.id,
        asks: row.asks,
        asked: row.asked,
        answered: row.answered,
        answer: Answer {
            computed: row.computed.iter().map(point).collect(),
            stated: row.stated.iter().map(point).collect(),
            inherited: row.like,
        },
        contradiction: row.contradiction.as_deref().map(one_line),
        missing: row
            .missing
            .iter()
            .map(|(key, what)| Missing { key: Some(key.as_str()).filter(|key| !key.is_empty()), what: one_line(what) })
            .collect(),
    }
}

fn point(row: &PointRow) -> Point<'_> {
    Point { what: row.what, text: one_line(&row.text), records: &row.records, inherited: row.like }
}
