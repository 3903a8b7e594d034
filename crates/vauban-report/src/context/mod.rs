//! `vauban context`: where the product stands and what it takes for granted, on one page (SR-1), and which security
//! levels its records claim against those aimed at.

pub mod json;
pub mod levels;
pub mod terminal;

use serde::Serialize;

use crate::groups::{Filtered, Way};

#[cfg(test)]
pub(crate) mod tests;

/// Everything `vauban context` has to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContextReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The contexts.
    pub contexts: Vec<ContextRow>,
    /// Actors, with how far they are trusted.
    pub actors: Vec<ActorRow>,
    /// Zones.
    pub zones: Vec<ZoneRow>,
    /// Trust boundaries.
    pub boundaries: Vec<BoundaryRow>,
    /// Attackers.
    pub attackers: Vec<AttackerRow>,
    /// Assumptions, with what rests on them.
    pub assumptions: Vec<AssumptionRow>,
    /// Assets, with what their loss would do.
    pub assets: Vec<AssetRow>,
    /// Levels aimed at and claimed.
    pub levels: LevelsReport,
    /// What was asked for, where only a part of the design was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filtered>,
}

/// A security context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContextRow {
    /// Its name.
    pub context: String,
    /// Its title.
    pub title: String,
    /// What is said, key by key, in the order of the record.
    pub says: Vec<SaidRow>,
    /// Zones the product stands in.
    pub zones: Vec<String>,
    /// Intended users.
    pub users: Vec<String>,
    /// Releases it was confirmed for.
    pub confirmed_for: Vec<String>,
    /// Who approved it; empty if nobody did.
    pub approved_by: String,
    /// When.
    pub date: Option<String>,
}

/// What a context says about one of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SaidRow {
    /// The key: `intended-use`.
    pub key: &'static str,
    /// What is said; empty where nothing is.
    pub text: String,
}

/// An actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActorRow {
    /// Its name.
    pub actor: String,
    /// What it does.
    pub role: String,
    /// How far it is trusted.
    pub trust: String,
    /// Whether a context names it among the intended users.
    pub intended: bool,
}

/// A zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ZoneRow {
    /// Its name.
    pub zone: String,
    /// Its title.
    pub title: String,
    /// What it is; empty where not said.
    pub kind: &'static str,
    /// Its level.
    pub level: Option<u32>,
    /// Whether it is not under the owner's control.
    pub outside: bool,
    /// Whether a context says that the product stands in it.
    pub intended: bool,
    /// Where it is in the design.
    #[serde(skip)]
    pub way: Way,
}

/// A trust boundary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BoundaryRow {
    /// Its name.
    pub boundary: String,
    /// Zone it leads from.
    pub from: String,
    /// Zone it leads to.
    pub to: String,
    /// Whether it leads back as well.
    pub both_ways: bool,
    /// Who may cross it.
    pub who: Vec<String>,
}

/// An attacker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AttackerRow {
    /// Its name.
    pub attacker: String,
    /// Its title.
    pub title: String,
    /// Zones they start in.
    pub starts_in: Vec<String>,
    /// Whom they can act as.
    pub acts_as: Vec<String>,
    /// How strong they are.
    pub strength: Option<u32>,
}

/// An assumption, and what rests on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AssumptionRow {
    /// Its name.
    pub assumption: String,
    /// What is expected.
    pub text: String,
    /// Who provides it.
    pub provider: String,
    /// What follows if it does not hold.
    pub if_broken: String,
    /// `protects` or `exposes`; empty where not said.
    pub effect: &'static str,
    /// The environment's mechanism it stands for.
    pub mechanism: Option<String>,
    /// Interfaces that name it.
    pub interfaces: Vec<String>,
    /// Threats that name it or that its mechanism stops.
    pub threats: Vec<String>,
    /// Decisions that count on it, or that give a threat resting on it to somebody else.
    pub decisions: Vec<String>,
    /// Assets whose depth counts on it.
    pub assets: Vec<String>,
    /// Where users are told.
    pub told: Vec<String>,
    /// File it stands in.
    pub file: String,
    /// Line of it.
    pub line: u32,
}

impl AssumptionRow {
    /// Whether anything rests on it.
    pub fn carries(&self) -> bool {
        let lists = [&self.interfaces, &self.threats, &self.decisions, &self.assets];
        self.mechanism.is_some() || lists.iter().any(|list| !list.is_empty())
    }
}

/// An asset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AssetRow {
    /// Its name.
    pub asset: String,
    /// Its title.
    pub title: String,
    /// What it would do if it became known; empty where not said.
    pub confidentiality: &'static str,
    /// What it would do if it were changed.
    pub integrity: &'static str,
    /// What it would do if it were gone.
    pub availability: &'static str,
    /// Where it is in the design.
    #[serde(skip)]
    pub way: Way,
}

/// Levels aimed at and claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LevelsReport {
    /// The edition of the component requirements.
    pub edition: String,
    /// Types of the product.
    pub types: Vec<&'static str>,
    /// The seven families.
    pub families: Vec<FamilyRow>,
    /// Common constraints that nothing claims.
    pub constraints_unclaimed: Vec<EntryRow>,
}

/// A family of requirements.
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
    /// The level up to which everything is claimed.
    pub claimed: u32,
    /// The level up to which everything is verified as well.
    pub achieved: u32,
    /// How many requirements and enhancements there are for the product's types.
    pub demanded: usize,
    /// How many of them are claimed.
    pub claims: usize,
    /// What keeps it from the next level.
    pub missing_next: Vec<EntryRow>,
    /// What keeps it from the level aimed at.
    pub missing_target: Vec<EntryRow>,
}

/// A requirement or enhancement that nothing claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EntryRow {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The lowest level that demands it.
    pub level: u32,
    /// When it bites; `None` for always.
    pub condition: Option<String>,
    /// Mechanisms and requirements that have a part in it.
    pub planned: Vec<String>,
    /// Elements on which it is not claimed.
    pub lacking: Vec<String>,
}
