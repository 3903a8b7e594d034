//! Who attacks, and which mechanisms count: what is given before anything else happens.

use std::collections::BTreeSet;

use vauban_cutsets::EventSet;
use vauban_model::{AnyId, MechanismStatus};

use super::design::{Attacker, Design, Issue, Mechanism};
use super::system::Equations;

/// Which mechanisms count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Every mechanism that is more than proposed.
    Designed,
    /// Those that are implemented.
    Implemented,
    /// Those whose tests have passed on the current release.
    Verified,
    /// As designed, without what the environment provides (SG-2).
    WithoutEnvironment,
    /// As verified, with the known issues taken as given.
    Today,
}

impl Tier {
    /// All five, in the order they are shown.
    pub const ALL: [Tier; 5] =
        [Tier::Designed, Tier::Implemented, Tier::Verified, Tier::WithoutEnvironment, Tier::Today];

    /// The word in options and contracts.
    pub fn word(self) -> &'static str {
        match self {
            Tier::Designed => "designed",
            Tier::Implemented => "implemented",
            Tier::Verified => "verified",
            Tier::WithoutEnvironment => "without-environment",
            Tier::Today => "today",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.word() == word)
    }
}

/// What distinguishes one question from another over the same equations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) occurred: EventSet,
    pub(crate) impossible: EventSet,
}

/// What people ask about beyond the records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assumed {
    /// Events taken as having occurred.
    pub(crate) events: Vec<vauban_cutsets::Event>,
    /// Proposed mechanisms taken as designed, by number.
    pub(crate) built: BTreeSet<usize>,
    /// Known issues that are left out of the tier of today.
    pub(crate) spared: BTreeSet<AnyId>,
    /// Whether the vulnerability that is asked about is taken as given, in every tier.
    pub(crate) struck: bool,
}

impl Given {
    /// What is given for an attacker in a tier.
    ///
    /// A mechanism that does not count is one whose event has occurred; rule D5 then takes along what relies on it.
    pub(crate) fn new(
        design: &Design,
        equations: &Equations,
        attacker: &Attacker,
        tier: Tier,
        tested: &BTreeSet<AnyId>,
        assumed: &Assumed,
    ) -> Given {
        let events = &equations.events;
        let mut occurred = EventSet::none(&equations.system);
        let mut impossible = EventSet::none(&equations.system);
        for (number, mechanism) in design.mechanisms.iter().enumerate() {
            let built = assumed.built.contains(&number);
            if absence(mechanism, attacker, tier, tested, built).is_some() {
                occurred.insert(events.mechanisms[number]);
            }
        }
        attacker.starts_in.iter().for_each(|zone| occurred.insert(events.starts[*zone]));
        attacker.acts_as.iter().for_each(|actor| occurred.insert(events.acts[*actor]));
        if attacker.supply_chain {
            events.supply_chain.iter().for_each(|event| occurred.insert(*event));
        }
        events.enforced.iter().for_each(|event| occurred.insert(*event));
        if tier == Tier::Today {
            let known = design.issues.iter().filter(|issue| !issue.id.is_some_and(|id| assumed.spared.contains(&id)));
            known.for_each(|issue| strike(design, equations, issue, &mut occurred));
        }
        design
            .suspect
            .iter()
            .filter(|_| assumed.struck)
            .for_each(|issue| strike(design, equations, issue, &mut occurred));
        let switches = events.starts.iter().chain(&events.acts).copied();
        let opened = events.open_to_peers.iter().chain(&events.open_to_all).flatten().copied();
        switches.chain(opened).chain(events.supply_chain).for_each(|event| impossible.insert(event));
        assumed.events.iter().for_each(|event| occurred.insert(*event));
        Given { occurred, impossible }
    }

    /// The same with flaws of components and suppliers impossible, and nobody enforcing anything: what the number
    /// of mechanisms promises, before common causes.
    pub(crate) fn nominal(&self, equations: &Equations) -> Given {
        let events = &equations.events;
        let mut nominal = self.clone();
        let shared = events.components.iter().chain(&events.suppliers).flatten();
        shared.chain(&events.enforced).for_each(|event| nominal.impossible.insert(*event));
        events.enforced.iter().for_each(|event| nominal.occurred.remove(*event));
        nominal
    }
}

/// Takes a vulnerability as given: what relies on the parts it affects is defeated, or they can be controlled.
pub(super) fn strike(design: &Design, equations: &Equations, issue: &Issue, occurred: &mut EventSet) {
    let events = &equations.events;
    if !issue.controls {
        let components = issue.components.iter().filter_map(|at| events.components[*at]);
        let mechanisms = issue.mechanisms.iter().map(|at| events.mechanisms[*at]);
        components.chain(mechanisms).for_each(|event| occurred.insert(event));
        return;
    }
    for number in design.opened_by(issue) {
        events.open_to_peers[number].iter().for_each(|event| occurred.insert(*event));
        let all = events.open_to_all[number].filter(|_| issue.unauthenticated);
        all.iter().for_each(|event| occurred.insert(*event));
    }
}

/// Why a mechanism does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// It is only proposed.
    Proposed,
    /// It is not implemented.
    NotImplemented,
    /// Its tests have not passed on the current release.
    NotVerified,
    /// The environment provides it.
    OfEnvironment,
    /// The attacker is stronger than what it resists.
    TooWeak,
    /// It stands on something that is nowhere.
    StandsOnNothing,
}

/// Why a mechanism does not count by itself; one that relies on such a mechanism is taken along by rule D5.
pub(crate) fn absence(
    mechanism: &Mechanism,
    attacker: &Attacker,
    tier: Tier,
    tested: &BTreeSet<AnyId>,
    built: bool,
) -> Option<Absence> {
    let implemented = mechanism.status == MechanismStatus::Implemented;
    if mechanism.status == MechanismStatus::Proposed && !built {
        return Some(Absence::Proposed);
    }
    let in_tier = match tier {
        Tier::Designed => None,
        Tier::Implemented => (!implemented).then_some(Absence::NotImplemented),
        Tier::Verified | Tier::Today if !implemented => Some(Absence::NotImplemented),
        Tier::Verified | Tier::Today => (!tested.contains(&mechanism.id)).then_some(Absence::NotVerified),
        Tier::WithoutEnvironment => mechanism.environment.then_some(Absence::OfEnvironment),
    };
    let weak = match (mechanism.resists, attacker.strength) {
        (Some(resists), Some(strength)) => resists < strength,
        _ => false,
    };
    in_tier.or(weak.then_some(Absence::TooWeak)).or(mechanism.absent.then_some(Absence::StandsOnNothing))
}
