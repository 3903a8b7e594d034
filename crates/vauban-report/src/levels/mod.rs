//! `vauban levels`: which security level a product reaches, what holds it back, and every component requirement
//! everywhere it applies (IEC 62443-4-2).

pub mod json;
pub mod markdown;
pub mod terminal;

#[cfg(test)]
pub(crate) mod tests;

use serde::Serialize;

/// Everything `vauban levels` has to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelsReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The edition of the component requirements.
    pub edition: String,
    /// The vectors for each type of the product that was asked for.
    pub types: Vec<TypeRow>,
    /// Requirements of these types and common constraints, in the standard's order; only those asked for.
    pub requirements: Vec<RequirementRow>,
    /// Whether requirements are wanted one by one, with their elements.
    #[serde(skip)]
    pub sheets: bool,
    /// Whether vectors and steps are wanted.
    #[serde(skip)]
    pub vectors: bool,
    /// What else to say.
    pub notes: Vec<String>,
    /// What was asked for, where only a part of the design was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<crate::groups::Filtered>,
}

/// One type of component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TypeRow {
    /// The type: `embedded-device`.
    pub component_type: &'static str,
    /// The level aimed at, per family: `{ FR1 2, FR2 1, … }`; families without one are left out.
    pub target: String,
    /// What the design would reach.
    pub planned: String,
    /// What is implemented.
    pub claimed: String,
    /// What is implemented and verified.
    pub achieved: String,
    /// The families that were asked for.
    pub families: Vec<FamilyRow>,
}

/// One family of requirements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FamilyRow {
    /// Its id: `FR1`.
    pub id: String,
    /// Its abbreviation: `IAC`.
    pub abbreviation: String,
    /// Its title.
    pub title: String,
    /// The level aimed at.
    pub target: Option<u32>,
    /// The level of the design.
    pub planned: u32,
    /// The level of what is implemented.
    pub claimed: u32,
    /// The level of what is implemented and verified.
    pub achieved: u32,
    /// The level that the steps lead to; none at the highest.
    pub next: Option<u32>,
    /// What is missing for it, the cheapest first.
    pub steps: Vec<StepRow>,
}

/// One step towards the next level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StepRow {
    /// `say`, `confirm`, `verify`, `agree`, `implement` or `provide`.
    pub action: &'static str,
    /// What to do.
    pub text: String,
    /// Requirements that it serves.
    pub requirements: Vec<String>,
    /// Elements on which it does; empty where that is the product as a whole.
    pub elements: Vec<String>,
    /// The record to do it with.
    pub record: Option<String>,
    /// Its key.
    pub key: Option<&'static str>,
    /// A kind of mechanism.
    pub mechanism_kind: Option<String>,
}

/// A component requirement everywhere it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RequirementRow {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its family; empty for a common constraint.
    pub family: String,
    /// The lowest level that demands it; 0 for a common constraint.
    pub level: u32,
    /// Types of the product that it is demanded of; empty for a common constraint.
    pub types: Vec<&'static str>,
    /// When it bites, in words.
    pub condition: Option<String>,
    /// What it is judged on, in words.
    pub applies_to: Vec<String>,
    /// Kinds of mechanism that realise it.
    pub mechanism_kinds: Vec<String>,
    /// Where it stands on the weakest element.
    pub state: &'static str,
    /// The same for people.
    #[serde(skip)]
    pub phrase: &'static str,
    /// `good`, `half` or `bad`.
    #[serde(skip)]
    pub colour: &'static str,
    /// Why it stands there, in a sentence.
    pub reason: String,
    /// Each element that it applies to, or may.
    pub elements: Vec<ElementRow>,
}

/// A component requirement on one element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ElementRow {
    /// The element: `interface.web-ui`, or `product`.
    pub element: String,
    /// Where it stands.
    pub state: &'static str,
    /// The same for people.
    #[serde(skip)]
    pub phrase: &'static str,
    /// `good`, `half` or `bad`.
    #[serde(skip)]
    pub colour: &'static str,
    /// Mechanisms and requirements that have a part in it.
    pub by: Vec<String>,
    /// Why it stands there; empty where `by` says it.
    pub reason: String,
    /// The record of a decision about it.
    pub record: Option<String>,
}
