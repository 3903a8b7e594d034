//! Which security level a product reaches, per foundational requirement (SL-C), against the one aimed at.
//!
//! Every requirement for components holds everywhere it applies: `judge` asks each element that the catalog names
//! whether it is concerned, and how far the requirement is realised there, which `claims` and `force` say. The weakest
//! element decides. A family of requirements is at a level when all that it demands up to there is realised, so
//! `vector` makes four vectors of the states: aimed at, planned, claimed by what is implemented, achieved by what is
//! verified as well. `steps` says what is missing for the next level, the cheapest first.
//!
//! Common constraints hold at every level and belong to no family; they stand beside the vectors.
//!
//! Nothing here is a verdict. What is not known counts for nothing; what rests on the silence of the records counts as
//! claimed and never as achieved.

mod bits;
mod capability;
mod claims;
mod force;
mod judge;
mod steps;
#[cfg(test)]
mod tests;
mod vector;

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Model};

pub use capability::{Capability, Entry, Family};
pub use claims::control_named;
pub use steps::{Action, Step};
pub use vector::{FamilyLevels, TypeLevels};

use crate::scope::Owners;
use crate::threats::facts::facts;
use crate::threats::layout::Layout;

/// The highest level there is.
pub const HIGHEST: u32 = 4;

/// What is shown of a product besides its design.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'p> {
    /// Mechanisms that count as verified on the current release.
    pub mechanisms: &'p BTreeSet<AnyId>,
    /// Requirements of the product that do.
    pub requirements: &'p BTreeSet<AnyId>,
    /// Mechanisms of the environment that users are told about.
    pub told: &'p BTreeSet<AnyId>,
    /// Records of applicability, each with why it has no effect; `None` for one that has.
    pub exceptions: &'p BTreeMap<AnyId, Option<String>>,
    /// Whether what was observed of the product shows that its list of interfaces is complete.
    pub observed: bool,
}

/// Where a component requirement stands on an element. Each later one leaves less to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing realises it.
    Open,
    /// Whether it applies is not said.
    Unknown,
    /// The design has something that realises it.
    Planned,
    /// Something outside the product makes up for it, and users are told.
    Compensated,
    /// Something that is implemented realises it.
    Claimed,
    /// It does not apply as far as the records tell, and nothing shows that they tell all.
    NotApplicableAsRecorded,
    /// Something outside the product makes up for it; users are told, and a second person agreed.
    CompensatedAsAgreed,
    /// Something that is implemented and verified realises it.
    Achieved,
    /// It does not apply, for a reason that a second person agreed to.
    Excepted,
    /// It does not apply, as facts of the design show.
    NotApplicable,
}

impl State {
    /// All of them, from what leaves most to do.
    pub const ALL: [State; 10] = [
        State::Open,
        State::Unknown,
        State::Planned,
        State::Compensated,
        State::Claimed,
        State::NotApplicableAsRecorded,
        State::CompensatedAsAgreed,
        State::Achieved,
        State::Excepted,
        State::NotApplicable,
    ];

    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Unknown => "unknown",
            State::Planned => "planned",
            State::Compensated => "compensated-by-environment",
            State::Claimed => "claimed",
            State::NotApplicableAsRecorded => "not-applicable-as-recorded",
            State::CompensatedAsAgreed => "compensated-as-agreed",
            State::Achieved => "achieved",
            State::Excepted => "not-applicable-by-decision",
            State::NotApplicable => "not-applicable",
        }
    }

    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Unknown => "not known",
            State::Planned => "planned",
            State::Compensated => "compensated by the environment",
            State::Claimed => "claimed",
            State::NotApplicableAsRecorded => "not applicable as recorded",
            State::CompensatedAsAgreed => "compensated by the environment, as agreed",
            State::Achieved => "achieved",
            State::Excepted => "not applicable, by decision",
            State::NotApplicable => "not applicable",
        }
    }

    /// Whether it counts in the vector of what is planned.
    pub fn planned(self) -> bool {
        !matches!(self, State::Open | State::Unknown)
    }

    /// Whether it counts in the vector of what is claimed.
    pub fn claimed(self) -> bool {
        self.planned() && self != State::Planned
    }

    /// Whether it is claimed, and no silence of the records was taken for an answer.
    pub fn certain(self) -> bool {
        self.claimed() && self != State::NotApplicableAsRecorded
    }

    /// Whether it counts in the vector of what is achieved.
    pub fn achieved(self) -> bool {
        matches!(self, State::CompensatedAsAgreed | State::Achieved | State::Excepted | State::NotApplicable)
    }
}

/// A component requirement on one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The element; `None` for the product as a whole.
    pub element: Option<AnyId>,
    /// Where it stands.
    pub state: State,
    /// Mechanisms and requirements that have a part in it, further or less far.
    pub by: Vec<AnyId>,
    /// Whether the environment could make up for it if users were told.
    pub untold: bool,
    /// Records and keys that would say whether it applies.
    pub asks: Vec<(AnyId, &'static str)>,
    /// The record that makes an exception.
    pub exception: Option<AnyId>,
}

impl Cell {
    fn new(element: Option<AnyId>, state: State) -> Cell {
        Cell { element, state, by: Vec::new(), untold: false, asks: Vec::new(), exception: None }
    }
}

/// A component requirement everywhere it applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The lowest level that demands it; 0 for a constraint.
    pub level: u32,
    /// When it bites, in words; `None` for always.
    pub condition: Option<String>,
    /// What it is judged on, in words.
    pub applies_to: Vec<String>,
    /// Kinds of mechanism that realise it.
    pub kinds: Vec<String>,
    /// Where it stands on the weakest element.
    pub state: State,
    /// Each element that it applies to, or may; the product first, then by kind and place. Empty where there is none.
    pub cells: Vec<Cell>,
}

/// What became of a record of applicability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The record.
    pub record: AnyId,
    /// Why it has no effect.
    pub unsound: Option<String>,
    /// What it came to for each requirement it is about.
    pub uses: Vec<Use>,
}

/// What an exception came to for one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The requirement.
    pub control: String,
    /// Whether anything that it names was not achieved without it.
    pub needed: bool,
    /// Elements that it names and that the requirement is not judged on.
    pub idle: Vec<AnyId>,
    /// Those of them of which the design says so.
    pub settled: Vec<AnyId>,
}

/// What a product reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The edition of the component requirements: `iec62443-4-2:2019`.
    pub edition: String,
    /// All requirements, in the standard's order.
    pub judged: Vec<Judged>,
    /// The vectors for each type of the product; none where it states no type.
    pub types: Vec<TypeLevels>,
    /// Common constraints, by their places among `judged`.
    pub constraints: Vec<usize>,
    /// Records of applicability.
    pub exceptions: Vec<Exception>,
    /// Mechanisms and requirements by how far their claims have come: implemented, and verified.
    pub implemented: BTreeSet<AnyId>,
    /// Those of them that are verified.
    pub verified: BTreeSet<AnyId>,
}

impl Reached {
    /// What a product reaches.
    pub fn new(
        model: &Model,
        catalogs: &Catalogs,
        owners: &Owners,
        product: Option<AnyId>,
        proof: &Proof<'_>,
    ) -> Reached {
        let standard = catalogs.component();
        let layout = Layout::new(model, owners, product);
        let facts = facts(&layout, catalogs.threats());
        let claims = claims::claims(model, catalogs, owners, product, proof);
        let force = force::Force::new(&layout, &claims, proof.told);
        let judge = judge::Judge { model, catalogs, layout: &layout, facts: &facts, force: &force, proof };
        let (judged, exceptions) = judge.all();
        let record = product.and_then(|id| model.product.get(id.at as usize));
        let since = |tier: claims::Tier| -> BTreeSet<AnyId> {
            let far = claims.iter().filter(|claim| !claim.environment && claim.tier >= tier);
            far.map(|claim| claim.who).collect()
        };
        Reached {
            implemented: since(claims::Tier::Claimed),
            verified: since(claims::Tier::Achieved),
            edition: standard.namespace.clone(),
            types: vector::types(standard, record, &judged),
            constraints: (0..standard.constraints.len()).collect(),
            judged,
            exceptions,
        }
    }

    /// A requirement by its id.
    pub fn control(&self, id: &str) -> Option<&Judged> {
        self.judged.iter().find(|one| one.id == id)
    }

    /// The requirements of a family, as one type of the product is asked for them: by level, and in the standard's
    /// order within one.
    pub fn entries(&self, family: &FamilyLevels) -> impl Iterator<Item = &Judged> {
        family.entries.iter().filter_map(|at| self.judged.get(*at))
    }
}
