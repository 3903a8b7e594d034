//! What a vulnerability does to the defence in depth of every product that has the part (DM-3).

pub mod json;
pub mod markdown;
pub mod svg;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;

use crate::depth::{DepthReport, DepthRow};

/// Everything that is shown.
#[derive(Clone, Debug, Default)]
pub struct ImpactReport {
    /// The issue, as `issue.tls-overflow`, or the parts that are asked about.
    pub subject: String,
    /// Its title; may be empty.
    pub title: String,
    /// Parts that it affects, by name.
    pub affects: Vec<String>,
    /// `defeats` or `controls`.
    pub effect: &'static str,
    /// Whether it takes no authentication.
    pub unauthenticated: bool,
    /// Designs that have one of the parts, in the order of the records.
    pub products: Vec<ProductImpact>,
    /// Products whose design has none of the parts.
    pub untouched: Vec<String>,
    /// Other records that are the same part of others, about which nobody has said anything: what, where, and why they
    /// are taken for the same.
    pub shared: Vec<Shared>,
    /// What could not be told.
    pub notes: Vec<String>,
}

/// A product, or a version line of it.
#[derive(Clone, Debug, Default)]
pub struct ProductImpact {
    /// `edge-gateway 2.4.0`.
    pub product: String,
    /// The version line, where it is one.
    pub line: Option<String>,
    /// Mechanisms that fall with it before anything else happens.
    pub fallen: Vec<String>,
    /// Interfaces that it opens.
    pub opened: Vec<String>,
    /// Whether it gives an attacker nothing that the design could show: that is no good news.
    pub shows_nothing: bool,
    /// Of each asset and property that loses depth the worst attacker, the worst first.
    pub rows: Vec<ImpactRow>,
    /// How many pairs of asset and property lose nothing.
    pub kept: usize,
    /// The worst path with the vulnerability, drawn.
    pub drawn: DepthReport,
}

/// An asset that loses depth.
#[derive(Clone, Debug, Default)]
pub struct ImpactRow {
    /// Id of the asset.
    pub asset: String,
    /// The property.
    pub property: &'static str,
    /// Id of the attacker.
    pub attacker: String,
    /// What policy asks for.
    pub required: u32,
    /// For each tier in which it loses depth: without the vulnerability, and with it.
    pub tiers: Vec<(DepthRow, DepthRow)>,
    /// Mechanisms in front of it that fall.
    pub lost: Vec<String>,
}

/// The same part somewhere else.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Shared {
    /// The record, as `component.b-tls` or `release.2-3-1`.
    pub record: String,
    /// The product it belongs to; empty if to none alone.
    pub product: String,
    /// Its version; may be empty.
    pub version: String,
    /// Why it is taken for the same part.
    pub because: String,
    /// File of the record.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
}

impl ProductImpact {
    /// `edge-gateway 2.4.0, line 2.3`.
    pub fn name(&self) -> String {
        match &self.line {
            Some(line) => format!("{}, line {line}", self.product),
            None => self.product.clone(),
        }
    }

    /// How many assets fall below what policy asks for, in any tier, and were not below without it.
    pub fn newly_below(&self) -> usize {
        let newly = |row: &&ImpactRow| row.tiers.iter().any(|(before, after)| before.sufficient && !after.sufficient);
        self.rows.iter().filter(newly).count()
    }
}

/// What the vulnerability does, in a few words.
pub(crate) fn effect(report: &ImpactReport) -> String {
    match (report.effect, report.unauthenticated) {
        ("controls", true) => "whoever reaches an interface of it controls it".to_owned(),
        ("controls", false) => "legitimate parties of its interfaces control it".to_owned(),
        _ => "what relies on it is defeated".to_owned(),
    }
}
