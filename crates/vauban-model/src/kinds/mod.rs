//! The record kinds, one declaration each, grouped as the practices use them.

mod applicability;
mod cra;
mod design;
mod disclosure;
mod issue;
mod lifecycle;
mod observation;
mod process;
mod project;
mod release;
mod reporting;
mod threat;
mod trace;
pub mod values;
mod verification;
mod vulnerability;

pub use applicability::*;
pub use cra::*;
pub use design::*;
pub use disclosure::*;
pub use issue::*;
pub use lifecycle::*;
pub use observation::*;
pub use process::*;
pub use project::*;
pub use release::*;
pub use reporting::*;
pub use threat::*;
pub use trace::*;
pub use verification::*;
pub use vulnerability::*;

use crate::link::Targets;
use crate::model::Kind;

macro_rules! targets {
    ($($(#[$meta:meta])* $name:ident = $($kind:ident)|+;)*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}
        impl Targets for $name {
            const KINDS: &'static [Kind] = &[$(Kind::$kind),+];
        }
    )*};
}

targets! {
    /// Who can start a flow.
    Party = Component | Actor;
    /// What a mechanism can protect.
    Protectable = Interface | Flow | Boundary | Asset | Component;
    /// What a mechanism can stand on.
    Foundation = Component | Asset | Mechanism | Supplier;
    /// What a threat can lie on.
    ThreatPlace = Component | Interface | Flow | Asset | Actor | Product | Boundary | Port;
    /// What an answer or an assumption can be about.
    Element = Component | Interface | Flow | Asset | Mechanism | Actor | Zone | Boundary | Port | Assumption | Attacker | Threat | Requirement;
    /// What a review can be of.
    Reviewable = Component | Interface | Flow | Asset | Mechanism | Actor | Zone | Boundary | Port | Assumption | Attacker | Threat | Requirement | Context | Disposition | Guideline | Manual | UserOption | Account | Practice | CodingStandard | Process | Translation;
    /// What a tool can have looked at.
    Examined = Component | Interface;
    /// Where a requirement can come from.
    RequirementOrigin = Threat | Context | Assumption | Issue | Document | Requirement;
    /// What a requirement can be allotted to.
    Allocation = Mechanism | Component | Interface | Assumption | Process;
    /// What a test can verify.
    Verifiable = Requirement | Mechanism | Threat | Interface | Component | Issue | Update | Boundary;
    /// What an issue can touch.
    Affected = Component | Mechanism | Interface | Asset;
    /// What a section of a guideline can cover.
    Coverable = Assumption | Mechanism | Interface | Asset | Threat | UserOption | Account | Port | Issue | Actor | Compatibility | Component | Disposition;
    /// What says something to users that can be said in another language.
    Told = Context | Actor | Interface | Asset | Mechanism | Assumption | Port | UserOption | Account;
    /// What a component requirement can be judged on.
    Judged = Component | Interface | Flow;
    /// Who can do or approve something.
    Doer = Person | Role;
    /// Where a design practice was learned.
    PracticeOrigin = Issue | Improvement | Document;
    /// What can realise a requirement of the Cyber Resilience Act.
    Realiser = Requirement | Mechanism | Process | Guideline | Disclosure | Intake;
    /// A release or a version line.
    Applies = Release | Line;
    /// What an update can be tried with.
    TriedOn = Line | PlatformUpdate;
}
