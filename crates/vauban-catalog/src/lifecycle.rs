//! A standard for the development process: practices, requirements, their aspects, maturity levels.
//!
//! The values are one edition's, and everything in them belongs to its namespace: `SR-2` of one edition and
//! `SR-2` of another are two requirements. Reading and checking a file is in `lifecycle/parse.rs`.

mod amend;
mod parse;

use std::collections::BTreeMap;

use crate::error::Place;
use crate::word::words;

/// One edition of a process standard.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// What references are stored with: `iec62443-4-1:2018`.
    pub namespace: String,
    /// The catalog without its edition: `iec62443-4-1`.
    pub catalog: String,
    /// The edition: `2018`.
    pub edition: String,
    /// Where the namespace is written.
    pub declared: Option<Place>,
    /// The edition that this one amends: `iec62443-4-1:2018`.
    pub amends: Option<String>,
    /// Why this is not yet a standard that anybody can be held to; none for a published one.
    pub draft: Option<String>,
    /// How this file was checked, subject by subject.
    pub verification: Vec<(String, String)>,
    /// What is still unsettled about this file.
    pub open_points: Vec<String>,
    /// Kinds of evidence that aspects are computed from.
    pub evidence_kinds: Vec<EvidenceKind>,
    /// Practices, in the standard's order.
    pub practices: Vec<Practice>,
    /// Maturity levels, rising.
    pub maturity_levels: Vec<MaturityLevel>,
    /// Degrees of independence of those who test, rising.
    pub independence_levels: Vec<IndependenceLevel>,
    /// Which degree each kind of test asks for.
    pub independence_rules: Vec<IndependenceRule>,
    /// Requirements, in the standard's order.
    pub requirements: Vec<Requirement>,
    /// Indicators over time; our own proposal, not the standard's.
    pub metrics: Vec<Metric>,
    index: BTreeMap<String, (usize, Option<usize>)>,
}

impl Lifecycle {
    /// The requirement with this id, without namespace: `SD-1`.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        match self.index.get(id) {
            Some((requirement, None)) => self.requirements.get(*requirement),
            _ => None,
        }
    }

    /// The aspect with this id, without namespace, and the requirement it is part of: `SD-1.c`.
    pub fn aspect(&self, id: &str) -> Option<(&Requirement, &Aspect)> {
        let (requirement, aspect) = self.index.get(id)?;
        let requirement = self.requirements.get(*requirement)?;
        Some((requirement, requirement.aspects.get((*aspect)?)?))
    }

    /// The independence that an edition asks of tests that records call so; several where kinds of test share a type.
    pub fn independence_of<'a>(&'a self, recorded_as: &'a str) -> impl Iterator<Item = &'a IndependenceRule> {
        self.independence_rules.iter().filter(move |rule| rule.recorded_as.as_deref() == Some(recorded_as))
    }

    /// The degree of independence with this id.
    pub fn independence_level(&self, id: &str) -> Option<&IndependenceLevel> {
        self.independence_levels.iter().find(|level| level.id == id)
    }

    /// The practice with this id: `SD`.
    pub fn practice(&self, id: &str) -> Option<&Practice> {
        self.practices.iter().find(|practice| practice.id == id)
    }

    /// The requirements of a practice, in the standard's order.
    pub fn requirements_of<'a>(&'a self, practice: &'a str) -> impl Iterator<Item = &'a Requirement> {
        self.requirements.iter().filter(move |requirement| requirement.practice == practice)
    }

    /// Every aspect with its requirement, in the standard's order.
    pub fn aspects(&self) -> impl Iterator<Item = (&Requirement, &Aspect)> {
        self.requirements
            .iter()
            .flat_map(|requirement| requirement.aspects.iter().map(move |aspect| (requirement, aspect)))
    }
}

/// A kind of evidence that a tool can read.
#[derive(Clone, Debug)]
pub struct EvidenceKind {
    /// Its id: `ci-logs`.
    pub id: String,
    /// What it is.
    pub label: String,
}

/// A group of requirements.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its id: `SD`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its number in the standard, from 1.
    pub number: u32,
    /// Its clause.
    pub clause: String,
    /// What it is about, in our own words.
    pub summary: String,
    /// What assessors look for.
    pub assessor_focus: String,
    /// A remark on editions or sources.
    pub note: Option<String>,
}

/// A requirement of the standard.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its id: `SD-1`.
    pub id: String,
    /// The practice it is part of.
    pub practice: String,
    /// Its clause.
    pub clause: String,
    /// Its usual short title.
    pub title: String,
    /// What it asks for, in our own words.
    pub summary: String,
    /// The unit for which it is shown once.
    pub scope: Scope,
    /// Whose the letters of its aspects are.
    pub lettering: Lettering,
    /// The review period the standard itself fixes, as an ISO 8601 duration.
    pub interval: Option<String>,
    /// Its separately answerable parts.
    pub aspects: Vec<Aspect>,
    /// What usually shows it.
    pub typical_evidence: Vec<String>,
    /// What assessors ask.
    pub assessor_questions: Vec<String>,
    /// Requirements it touches.
    pub related: Vec<String>,
}

/// A separately answerable part of a requirement.
#[derive(Clone, Debug)]
pub struct Aspect {
    /// Its id: `SD-1.c`.
    pub id: String,
    /// What it asks for, in our own words.
    pub text: String,
    /// How much a tool can decide.
    pub automation: Automation,
    /// Whether the requirement states it or assessors expect it.
    pub basis: Basis,
    /// The unit for which it is shown once: its own, or the requirement's.
    pub scope: Scope,
    /// Kinds of evidence it is computed from.
    pub computable_from: Vec<String>,
    /// Aspects of another edition that ask the same, as `iec62443-4-1:2018/SD-1.c`: what answers them answers
    /// this one. Ids alone carry nothing over, because editions give one id several meanings.
    pub carries_over: Vec<String>,
}

/// A maturity level.
#[derive(Clone, Debug)]
pub struct MaturityLevel {
    /// Its id: `ML2`.
    pub id: String,
    /// Its number, from 1.
    pub level: u32,
    /// Its title.
    pub title: String,
    /// What it means, in our own words.
    pub criteria: String,
    /// Signs that a tool can find.
    pub computable: Vec<String>,
    /// What a person has to judge.
    pub human_judgement: Vec<String>,
}

/// How far those who test are from those who made.
#[derive(Clone, Debug)]
pub struct IndependenceLevel {
    /// Its id: `department`.
    pub id: String,
    /// Its place in the order, from 0.
    pub rank: u32,
    /// What it means.
    pub text: String,
}

/// The independence that a kind of test asks for.
#[derive(Clone, Debug)]
pub struct IndependenceRule {
    /// The kind of test.
    pub test_type: String,
    /// The type by which records call such tests: `requirement`.
    pub recorded_as: Option<String>,
    /// The aspect that asks for the independence: `SVV-5.a`.
    pub aspect: Option<String>,
    /// The requirement that asks for the test.
    pub requirement: String,
    /// The least independence, by id.
    pub minimum: String,
    /// A remark.
    pub note: Option<String>,
}

/// An indicator over time.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its id.
    pub id: String,
    /// The practice it tells about.
    pub practice: String,
    /// How it is calculated.
    pub definition: String,
    /// Which way is good.
    pub better: Better,
    /// Requirements it supports.
    pub supports: Vec<String>,
    /// Kinds of evidence it is computed from.
    pub computable_from: Vec<String>,
}

words! {
    /// The unit for which something is shown once.
    pub enum Scope {
        /// Once for the organization.
        Organization = "organization",
        /// Once for a product.
        Product = "product",
        /// For every release.
        Release = "release",
    }
}

words! {
    /// Whose the letters of a requirement's aspects are.
    pub enum Lettering {
        /// The published list's; letters after its last are ours.
        Standard = "standard",
        /// Ours: the requirement has no lettered list.
        Own = "own",
    }
}

words! {
    /// How much a tool can decide about an aspect.
    pub enum Automation {
        /// Presence, completeness, consistency, versions, persons and dates are decided from records.
        Compute = "compute",
        /// A tool finds candidates and gaps, a person judges.
        Assist = "assist",
        /// A person attests; the tool keeps the attestation.
        Human = "human",
    }
}

words! {
    /// Where an aspect comes from.
    pub enum Basis {
        /// The requirement states it.
        Requirement = "requirement",
        /// Assessors usually expect it; it never alone fails a requirement.
        Practice = "practice",
    }
}

words! {
    /// Which way an indicator should move.
    pub enum Better {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
        /// Neither: a change asks for a look.
        Watch = "watch",
    }
}
