//! Threat knowledge: what rules may ask, what mechanisms do, what protocols bring, and the rules themselves.
//!
//! `catalog/threats/README.md` says how rules work. This module reads them and makes sure that every name in
//! them means something; deciding them over a design is left to the analyses.

mod expression;
mod extend;
mod mechanism;
mod parse;
mod rule;
mod vocabulary;

use std::collections::BTreeMap;

pub use expression::{Expression, Fact, MAX_DEPTH, Test};
pub use mechanism::{Enforcer, Listens, MechanismKind, Property, Protocol, Role, Stops, Transport};
pub use rule::{Condition, Rule, Severity, Stride, Tuned, Verification};
pub use vocabulary::{Absent, Attribute, AttributeType, Element};

/// A condition on elements of this kind, for other catalogs; its mistakes with what may help.
pub(crate) fn expression(
    text: &str,
    on: Element,
    attributes: &[Attribute],
) -> Result<Expression, Vec<(String, Option<String>)>> {
    expression::parse(text, on, attributes)
        .map_err(|problems| problems.into_iter().map(|problem| (problem.message, problem.help)).collect())
}

/// What stands wherever identifiers of other catalogues are shown: whose they are. `docs/src/reference/notices.md` has
/// the long form.
pub const NOTICE: &str = "CWE, CAPEC, ATT&CK and EMB3D are trademarks of The MITRE Corporation. Their identifiers \
    point to works that are © The MITRE Corporation; ATT&CK is used with the permission of The MITRE Corporation.";

/// The threat knowledge in force.
#[derive(Clone, Debug, Default)]
pub struct Threats {
    /// Rises when the meaning of the set changes.
    pub revision: u32,
    /// How far the set has been reviewed.
    pub status: String,
    /// What the identifiers were checked against.
    pub checked_against: Vec<String>,
    /// Facts that rules may ask.
    pub attributes: Vec<Attribute>,
    /// Protocol profiles.
    pub protocols: Vec<Protocol>,
    /// Kinds of mechanism.
    pub mechanism_kinds: Vec<MechanismKind>,
    /// Rules.
    pub rules: Vec<Rule>,
    attribute_index: BTreeMap<(Element, String), usize>,
    protocol_index: BTreeMap<String, usize>,
    mechanism_index: BTreeMap<String, usize>,
    rule_index: BTreeMap<String, usize>,
    successors: BTreeMap<String, usize>,
    mechanism_ids: Vec<String>,
    protocol_ids: Vec<String>,
}

impl Threats {
    /// The attribute of an element with this name.
    pub fn attribute(&self, element: Element, name: &str) -> Option<&Attribute> {
        self.attributes.get(*self.attribute_index.get(&(element, name.to_string()))?)
    }

    /// The protocol profile with this id.
    pub fn protocol(&self, id: &str) -> Option<&Protocol> {
        self.protocols.get(*self.protocol_index.get(id)?)
    }

    /// The mechanism kind with this id.
    pub fn mechanism_kind(&self, id: &str) -> Option<&MechanismKind> {
        self.mechanism_kinds.get(*self.mechanism_index.get(id)?)
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(*self.rule_index.get(id)?)
    }

    /// The rule that finds today what a rule of this id found in an earlier edition.
    pub fn successor(&self, id: &str) -> Option<&Rule> {
        self.rules.get(*self.successors.get(id)?)
    }

    /// Ids of all mechanism kinds, in the file's order.
    pub fn mechanism_ids(&self) -> &[String] {
        &self.mechanism_ids
    }

    /// Ids of all protocol profiles, in the file's order.
    pub fn protocol_ids(&self) -> &[String] {
        &self.protocol_ids
    }

    /// Fills what is looked up by name.
    fn indexed(mut self) -> Self {
        fn by_id<'a>(ids: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
            ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
        }
        self.attribute_index =
            self.attributes.iter().enumerate().map(|(at, one)| ((one.element, one.name.clone()), at)).collect();
        self.mechanism_ids = self.mechanism_kinds.iter().map(|one| one.id.clone()).collect();
        self.protocol_ids = self.protocols.iter().map(|one| one.id.clone()).collect();
        self.mechanism_index = by_id(self.mechanism_ids.iter());
        self.protocol_index = by_id(self.protocol_ids.iter());
        self.rule_index = by_id(self.rules.iter().map(|one| &one.id));
        self.successors = BTreeMap::new();
        for (at, rule) in self.rules.iter().enumerate().filter(|(_, rule)| !rule.off()) {
            for old in &rule.replaces {
                let there = self.rule_index.get(old).and_then(|at| self.rules.get(*at));
                if there.is_none_or(Rule::off) {
                    self.successors.entry(old.clone()).or_insert(at);
                }
            }
        }
        self
    }
}
