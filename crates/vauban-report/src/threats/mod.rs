//! `vauban threats`: what could happen to each element, for people and for programs.

pub mod json;
pub mod stubs;
pub mod terminal;

use std::collections::BTreeMap;

use crate::groups::{Filtered, Way};

/// Everything `vauban threats` has to show. What was not asked for has been left out of it.
#[derive(Clone, Debug, Default)]
pub struct ThreatsReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The class of attacker that is assumed.
    pub attacker: u32,
    /// Whether policy says so.
    pub attacker_stated: bool,
    /// The threats.
    pub threats: Vec<ThreatRow>,
    /// The same in lines.
    pub lines: Vec<LineRow>,
    /// What has to be answered first.
    pub questions: Vec<QuestionRow>,
    /// Decisions about threats that there are not.
    pub orphans: Vec<OrphanRow>,
    /// Threats that are gone, and whose records are kept.
    pub gone: Vec<GoneRow>,
    /// Rules that are the product's own, or that it changed.
    pub rules: Vec<RuleRow>,
    /// Identifiers in other catalogues, by rule, or by threat for one written by hand.
    pub references: BTreeMap<String, References>,
    /// Whose the identifiers of other catalogues are.
    pub notice: &'static str,
    /// Of the whole product, whatever was asked for.
    pub counts: Counts,
    /// What was asked for, where only a part of the design was.
    pub filter: Option<Filtered>,
}

/// Numbers of the whole product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Threats by state, those in the shadow of another left out.
    pub by_state: BTreeMap<&'static str, usize>,
    /// Threats in the shadow of another.
    pub shadowed: usize,
    /// Threats in all.
    pub threats: usize,
    /// Lines that are not outside.
    pub lines: usize,
    /// Questions.
    pub questions: usize,
}

/// A threat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreatRow {
    /// `RULE@kind.id`, or `threat.id`.
    pub id: String,
    /// The rule; none for one written by hand.
    pub rule: Option<String>,
    /// What could happen, in a few words.
    pub title: String,
    /// The element it lies on.
    pub element: String,
    /// All elements it lies on.
    pub elements: Vec<String>,
    /// Categories.
    pub stride: Vec<&'static str>,
    /// How bad it would be.
    pub severity: &'static str,
    /// Whether assets say so.
    pub rated: bool,
    /// Its score, where somebody scored it.
    pub cvss: Option<ScoreRow>,
    /// The score of what remains.
    pub cvss_after: Option<ScoreRow>,
    /// Where it stands.
    pub state: &'static str,
    /// Mechanisms that stop it.
    pub mechanisms: Vec<String>,
    /// Mechanisms that make it harder, visible or less bad.
    pub reduced_by: Vec<String>,
    /// Kinds of mechanism that are missing.
    pub missing: Vec<String>,
    /// The threat that it is shown under.
    pub shadow: Option<String>,
    /// What makes it possible.
    pub because: Vec<BecauseRow>,
    /// What was decided.
    pub decision: Option<DecisionRow>,
    /// Digest of what a decision would rest on.
    pub digest: Option<String>,
    /// What to do next.
    pub next: String,
    /// Where its element stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A CVSS vector and what it comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreRow {
    /// The vector as written.
    pub vector: String,
    /// The score, as `7.5`.
    pub score: String,
    /// Its word.
    pub severity: &'static str,
}

/// Identifiers in other catalogues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Weaknesses.
    pub cwe: Vec<String>,
    /// Attack patterns.
    pub capec: Vec<String>,
    /// Techniques of ATT&CK for ICS.
    pub attack_ics: Vec<String>,
    /// Threats to embedded devices.
    pub emb3d: Vec<String>,
}

/// A threat that is gone, and whose record is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoneRow {
    /// The record.
    pub record: String,
    /// What it was about.
    pub threat: String,
    /// The version since which it is gone.
    pub since: String,
    /// What removed it.
    pub why: String,
    /// Where the record stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A rule that is the product's own, or that it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleRow {
    /// The rule.
    pub id: String,
    /// `own`, `tuned` or `off`.
    pub how: &'static str,
    /// Why.
    pub rationale: String,
    /// Where it is written.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A fact behind a threat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BecauseRow {
    /// The attribute.
    pub attribute: String,
    /// Its value.
    pub value: String,
    /// `stated`, `computed`, `assumed` or `unknown`.
    pub source: &'static str,
}

/// A decision about a threat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// The record.
    pub record: String,
    /// What was decided.
    pub response: &'static str,
    /// `holds`, `unpinned`, `expired`, `later`, `incomplete`, `look-again` or `to-confirm`.
    pub standing: &'static str,
    /// What keeps it from holding, or what changed.
    pub why: Vec<String>,
    /// Until when.
    pub until: Option<String>,
}

/// Threats that are shown and decided together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineRow {
    /// The element.
    pub about: String,
    /// Its title, where it has one.
    pub name: String,
    /// What tells lines of one rule on one element apart.
    pub detail: String,
    /// The rule.
    pub rule: Option<String>,
    /// What could happen.
    pub title: String,
    /// The state that leaves most to do.
    pub state: &'static str,
    /// The highest severity.
    pub severity: &'static str,
    /// The threats, by their places in the report.
    pub threats: Vec<usize>,
    /// Where the element is.
    pub way: Way,
    /// Where the element stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// Something that nobody has said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionRow {
    /// The record that should say it.
    pub record: String,
    /// The key that would.
    pub key: String,
    /// What it means.
    pub meaning: String,
    /// What it can be set to.
    pub values: Vec<String>,
    /// Threats that hang on it.
    pub threats: Vec<String>,
    /// Where the record stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A decision about a threat that there is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrphanRow {
    /// The record.
    pub record: String,
    /// What it is about, as written.
    pub threat: String,
    /// Why there is no such threat.
    pub why: String,
    /// Threats that may be meant.
    pub candidates: Vec<String>,
    /// Where it stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

#[cfg(test)]
pub(crate) mod tests;
