//! What of a version line is as it was at its ref, and what is as it is today: one word for every kind of record.
//!
//! The table in `docs/src/concepts/version-lines.md` says the same for people.

use vauban_model::Kind;

/// Where the records of a kind come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// From the ref: what the line is built of.
    Line,
    /// From today alone: what was known then no longer holds.
    Today,
    /// From today, and from the ref what today has no record of.
    Union,
    /// From the ref, and from today what the ref has no record of.
    Fallback,
    /// From the ref; a record of today stands in its place or beside it if it says that it is about the line or one of
    /// its releases.
    Judged,
}

/// The rule of a kind.
pub(crate) fn rule(kind: Kind) -> Rule {
    match kind {
        // The design, its requirements and the process as they were.
        Kind::Product
        | Kind::Use
        | Kind::Variant
        | Kind::Feature
        | Kind::Catalogs
        | Kind::Remove
        | Kind::Context
        | Kind::Zone
        | Kind::Boundary
        | Kind::Attacker
        | Kind::Actor
        | Kind::Component
        | Kind::Interface
        | Kind::Flow
        | Kind::Asset
        | Kind::Mechanism
        | Kind::Assumption
        | Kind::Port
        | Kind::Requirement
        | Kind::Process
        | Kind::Environment
        | Kind::Pipeline
        | Kind::Key
        | Kind::Deliverable
        | Kind::Practice
        | Kind::CodingStandard
        | Kind::Analyser
        | Kind::Basis
        | Kind::Guideline
        | Kind::Manual
        | Kind::UserOption
        | Kind::Account
        | Kind::Translation
        | Kind::Cra
        | Kind::CraItem => Rule::Line,
        // A line ends when today says so; a proof of competence that was taken back proves nothing.
        Kind::Line | Kind::Policy | Kind::Competence | Kind::Intake | Kind::Disclosure | Kind::Feed | Kind::Alias => {
            Rule::Today
        }
        // Who works here, what is known, what left the house.
        Kind::Role
        | Kind::Person
        | Kind::Training
        | Kind::KnownKey
        | Kind::Supplier
        | Kind::Improvement
        | Kind::Audit
        | Kind::Measurement
        | Kind::Certificate
        | Kind::Issue
        | Kind::Advisory
        | Kind::Case
        | Kind::Release
        | Kind::PlatformUpdate => Rule::Union,
        // What shows something at the ref is what lay there.
        Kind::Document => Rule::Fallback,
        // What somebody judged, on a day, about something.
        Kind::Threat
        | Kind::Disposition
        | Kind::Applicability
        | Kind::KeySearch
        | Kind::Tailoring
        | Kind::PracticeAnswer
        | Kind::Review
        | Kind::Editorial
        | Kind::Test
        | Kind::TestRun
        | Kind::Observation
        | Kind::Evidence
        | Kind::Triage
        | Kind::Update
        | Kind::Compatibility
        | Kind::Statement
        | Kind::Vex
        | Kind::Waiver
        | Kind::NoneOf => Rule::Judged,
    }
}
