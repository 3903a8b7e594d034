//! `vauban issue impact --format json`: the contract `vauban/issue-impact/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::{ImpactReport, ImpactRow, ProductImpact, Shared};
use crate::depth::DepthRow;

/// Writes the answer as one JSON document.
pub fn report(report: &ImpactReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/issue-impact/1",
        subject: &report.subject,
        affects: &report.affects,
        effect: report.effect,
        unauthenticated: report.unauthenticated,
        products: report.products.iter().map(product).collect(),
        untouched: &report.untouched,
        shared: &report.shared,
        notes: &report.notes,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    subject: &'a str,
    affects: &'a [String],
    effect: &'a str,
    unauthenticated: bool,
    products: Vec<Product<'a>>,
    untouched: &'a [String],
    shared: &'a [Shared],
    notes: &'a [String],
}

#[derive(Serialize)]
struct Product<'a> {
    product: &'a str,
    line: Option<&'a str>,
    fallen: &'a [String],
    opened: &'a [String],
    shows_nothing: bool,
    newly_below: usize,
    kept: usize,
    assets: Vec<Asset<'a>>,
}

#[derive(Serialize)]
struct Asset<'a> {
    asset: &'a str,
    property: &'a str,
    attacker: &'a str,
    required: u32,
    lost: &'a [String],
    tiers: Vec<Tier<'a>>,
}

#[derive(Serialize)]
struct Tier<'a> {
    tier: &'a str,
    before: Depth,
    after: Depth,
}

#[derive(Serialize)]
struct Depth {
    reachable: bool,
    depth: Option<u32>,
    at_least: Option<u32>,
    sufficient: bool,
}

fn product(one: &ProductImpact) -> Product<'_> {
    Product {
        product: &one.product,
        line: one.line.as_deref(),
        fallen: &one.fallen,
        opened: &one.opened,
        shows_nothing: one.shows_nothing,
        newly_below: one.newly_below(),
        kept: one.kept,
        assets: one.rows.iter().map(asset).collect(),
    }
}

fn asset(row: &ImpactRow) -> Asset<'_> {
    let tier =
        |(before, after): &(DepthRow, DepthRow)| Tier { tier: before.tier, before: depth(before), after: depth(after) };
    Asset {
        asset: &row.asset,
        property: row.property,
        attacker: &row.attacker,
        required: row.required,
        lost: &row.lost,
        tiers: row.tiers.iter().map(tier).collect(),
    }
}

fn depth(row: &DepthRow) -> Depth {
    Depth { reachable: row.reachable, depth: row.depth, at_least: row.at_least, sufficient: row.sufficient }
}
