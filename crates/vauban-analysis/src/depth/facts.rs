//! The words of the calculus: facts an attacker may establish, rules that establish them, events that may occur.

use vauban_model::AnyId;
use vauban_model::kinds::values::Property;

/// Something an attacker may have reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// They can talk to what is in a zone.
    At(AnyId),
    /// A component does what they want.
    Controls(AnyId),
    /// An asset has lost a property.
    Loses(AnyId, Property),
    /// A mechanism no longer does its work.
    Defeated(AnyId),
}

macro_rules! rules {
    ($($rule:ident $meaning:literal,)*) => {
        /// A rule by which a fact follows from others.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = $meaning] $rule,)* }

        impl Rule {
            /// Every rule, in the order of the table in `docs/src/concepts/depth.md`.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)*];

            /// Its name: `E1`.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => stringify!($rule),)* }
            }

            /// What it says, in half a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Rule::$rule => $meaning,)* }
            }
        }
    };
}

rules! {
    E1 "starts there",
    E2 "uses an interface from a zone it can be reached from",
    E3 "talks over a flow as its source",
    E4 "steps into a flow on its path and sends as its source",
    E5 "answers the source of a flow",
    E6 "replaces code through an interface that installs it",
    S1 "is wherever a controlled component lies",
    S2 "breaks out of what a component runs on",
    S3 "controls what runs on a controlled component",
    S4 "crosses a boundary",
    S5 "moves between a zone and its parent, where no boundary stands",
    L1 "controls what holds the asset",
    L2 "reads, changes or stops a flow that carries the asset",
    L3 "floods an interface of what holds the asset",
    L4 "uses what a flow grants",
    L5 "controls where the asset lies in the clear",
    L6 "has lost what the asset follows from",
    L7 "takes it from a unit of their own",
    D1 "the mechanism itself is broken",
    D2 "a component it stands on is flawed or controlled",
    D3 "a supplier it stands on fails",
    D4 "a secret it stands on is lost",
    D5 "a mechanism it stands on is defeated",
    D6 "arrives inside a supplier's part",
}

/// A basic event: the only things that can go wrong by themselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Its name: `mechanism.login`, `component.mbedtls`, `supplier.acme`.
    pub name: String,
    /// The record; a supplier that a component names may have none.
    pub record: Option<AnyId>,
}
