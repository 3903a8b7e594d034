//! Threats, enumerated: what could happen to each element of the design, by the rules of the catalog (SR-2).
//!
//! `layout` says who stands where, `facts` what is known of every element, `evaluate` what a rule's expression
//! makes of it, `guard` which mechanisms are in force there, `enumerate` puts them together, `decide` brings in
//! what people decided, and `rollup` says which threats are one line. A rule looks at facts of the design, never at
//! countermeasures: a threat that is countered stays, with what counters it. What nobody knows becomes a question,
//! never a threat, and never a reason to leave one out.
//!
//! The result depends on the records and the rules alone, not on titles or on the order of files.

mod assumed;
mod decide;
mod enumerate;
pub(crate) mod evaluate;
pub(crate) mod facts;
mod guard;
pub(crate) mod layout;
mod rollup;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
pub use vauban_catalog::threats::Severity;
use vauban_catalog::threats::{Element, Stride, Threats as Knowledge};
use vauban_model::{AnyId, Date, Facts as Observed, Model, Response};

pub use assumed::{Assumed, assumed};
pub use evaluate::{Truth, Value};
pub use facts::Source;

use crate::scope::Owners;
use evaluate::Compiled;

/// Where a threat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nobody that is assumed would do it, or a person says that it does not exist here.
    Outside,
    /// Whether it exists depends on something nobody has said.
    Question,
    /// Nothing stops it.
    Open,
    /// Mechanisms that are implemented and tested stop it.
    Stopped,
    /// Mechanisms of the design stop it, and that is not shown yet.
    StoppedUnproven,
    /// Somebody bears what remains.
    Accepted,
    /// Somebody else answers it.
    Transferred,
}

impl State {
    /// All seven, in the order of the catalog's description.
    pub const ALL: [State; 7] = [
        State::Outside,
        State::Question,
        State::Open,
        State::Stopped,
        State::StoppedUnproven,
        State::Accepted,
        State::Transferred,
    ];

    /// The word in options and contracts.
    pub fn word(self) -> &'static str {
        match self {
            State::Outside => "outside",
            State::Question => "question",
            State::Open => "open",
            State::Stopped => "stopped",
            State::StoppedUnproven => "stopped-unproven",
            State::Accepted => "accepted",
            State::Transferred => "transferred",
        }
    }

    /// How much is left to do: of several threats in one line the heaviest is shown.
    pub fn weight(self) -> u8 {
        match self {
            State::Outside => 0,
            State::Stopped => 1,
            State::Transferred => 2,
            State::Accepted => 3,
            State::StoppedUnproven => 4,
            State::Question => 5,
            State::Open => 6,
        }
    }
}

/// A threat on an element.
#[derive(Clone, Debug)]
pub struct Threat {
    /// `RULE@kind.id`, `RULE@product`, or `threat.id` of one written by hand; with a used folder in front.
    pub id: String,
    /// The rule, by its place in the catalog; none for one written by hand.
    pub rule: Option<usize>,
    /// The records it lies on; none for the product as a whole.
    pub on: Vec<AnyId>,
    /// The name of the first of them, or `product`.
    pub element: String,
    /// Categories.
    pub stride: Vec<Stride>,
    /// How bad it would be before countermeasures.
    pub severity: Severity,
    /// Whether the severity follows from what assets are worth.
    pub rated: bool,
    /// Where it stands.
    pub state: State,
    /// Mechanisms that stop it.
    pub mechanisms: Vec<AnyId>,
    /// Mechanisms that make it harder, visible or less bad.
    pub reduced_by: Vec<AnyId>,
    /// Kinds of mechanism that are missing, of the alternative that misses fewest; empty where none is.
    pub missing: Vec<String>,
    /// The threat on the same element under which it is shown.
    pub shadow: Option<String>,
    /// What was decided about it.
    pub decision: Option<Decision>,
    /// The record, of one written by hand.
    pub record: Option<AnyId>,
    /// Mechanisms that stop it by its rule, where a decision names others.
    pub(crate) by_rule: Option<Vec<AnyId>>,
    /// What is known of the facts that its rule reads, in the rule's order.
    pub(crate) read: Vec<(Value, Source)>,
}

/// What somebody decided about a threat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The record.
    pub record: AnyId,
    /// What was decided.
    pub response: Response,
    /// Until when.
    pub until: Option<Date>,
    /// Whether it holds.
    pub standing: Standing,
}

/// Whether a decision holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does, and rests on what is still so.
    Holds,
    /// It does, and names no digest: nobody would notice if what it rests on changed.
    Unpinned,
    /// It was to be looked at again by that day.
    Expired(Date),
    /// It begins later.
    Later(Date),
    /// Something is missing without which it is none.
    Incomplete(String),
    /// What it rests on has changed, in these ways.
    LookAgain(Vec<String>),
    /// It was made about an element that has become several.
    ToConfirm(String),
}

impl Standing {
    /// Whether it has an effect.
    pub fn in_force(&self) -> bool {
        matches!(self, Standing::Holds | Standing::Unpinned)
    }
}

/// Threats that are shown and decided together.
#[derive(Clone, Debug)]
pub struct Line {
    /// The element they meet in: `component.web-server`, or `product`.
    pub about: String,
    /// Its record.
    pub record: Option<AnyId>,
    /// What tells lines of one rule on one element apart.
    pub detail: String,
    /// The rule; none for a threat written by hand.
    pub rule: Option<usize>,
    /// The state that leaves most to do.
    pub state: State,
    /// The highest severity.
    pub severity: Severity,
    /// The threats, by their places.
    pub threats: Vec<usize>,
}

/// Something that nobody has said and that decides about threats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The record that should say it; none for the product of a project that names none.
    pub record: AnyId,
    /// Its name.
    pub name: String,
    /// The key that would say it.
    pub key: &'static str,
    /// The attribute that rules ask for, by its place in the catalog.
    pub attribute: usize,
    /// Threats that hang on it, by their places.
    pub threats: Vec<usize>,
}

/// A decision about a threat that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The decision.
    pub record: AnyId,
    /// What it is about, as written.
    pub threat: String,
    /// Why there is no such threat.
    pub why: String,
    /// Threats that may be meant.
    pub candidates: Vec<String>,
    /// Whether there are such a rule and such an element, so that only a fact has changed.
    pub placed: bool,
}

/// A threat that is gone, and whose record is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The decision.
    pub record: AnyId,
    /// What it was about, as written.
    pub threat: String,
    /// The version since which it is gone.
    pub since: String,
    /// What removed it, as far as that can be told.
    pub why: String,
}

/// One fact behind a threat, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The attribute: `exposure`, `component.essential`.
    pub attribute: String,
    /// Its value as a word.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// The threats of one product.
#[derive(Debug)]
pub struct Enumeration {
    /// The class of attacker that is assumed, 1 to 4.
    pub attacker: u32,
    /// Whether policy says so; else it is that of the strongest attacker, or the highest.
    pub attacker_stated: bool,
    /// All threats, by the name of their element and the order of rules; those written by hand last.
    pub threats: Vec<Threat>,
    /// The same in lines.
    pub lines: Vec<Line>,
    /// What has to be answered first, most wanted first.
    pub questions: Vec<Question>,
    /// Decisions about threats that there are not.
    pub orphans: Vec<Orphan>,
    /// Threats that are gone, by decisions that say so.
    pub gone: Vec<Gone>,
    /// How many elements of each kind rules have looked at.
    pub bound: BTreeMap<Element, usize>,
    compiled: Vec<Compiled>,
}

impl Enumeration {
    /// Enumerates the threats of a product; without one, all records are one design. `tested` are the mechanisms that
    /// count as verified.
    pub fn new(
        model: &Model,
        catalogs: &Catalogs,
        owners: &Owners,
        product: Option<AnyId>,
        tested: &BTreeSet<AnyId>,
        facts: &Observed,
        today: Date,
    ) -> Enumeration {
        enumerate::enumerate(model, catalogs.threats(), owners, product, tested, facts, today)
    }

    /// The facts that make a rule's threat exist, or leave it open; none for one written by hand.
    pub fn because(&self, threat: &Threat, knowledge: &Knowledge) -> Vec<Told> {
        let Some(rule) = threat.rule.and_then(|rule| self.compiled.get(rule)) else { return Vec::new() };
        let values: Vec<Value> = threat.read.iter().map(|(value, _)| *value).collect();
        let mut reasons = Vec::new();
        rule.when.reasons(&values, &mut reasons);
        let told = reasons.into_iter().filter_map(|at| {
            let (value, source) = *threat.read.get(at)?;
            decide::told(rule, at, value, source, threat.rule?, knowledge)
        });
        told.collect()
    }

    /// The digest of what a decision about a threat would rest on today: the rule's revision, the values it read, the
    /// mechanisms that stop it.
    pub fn digest(&self, threat: &Threat, model: &Model, knowledge: &Knowledge) -> Option<String> {
        let rule = threat.rule?;
        let basis = decide::Basis::of(threat, rule, self.compiled.get(rule)?, model, knowledge)?;
        Some(basis.digest())
    }
}
